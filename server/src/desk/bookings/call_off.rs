//! A day of a venue is called off (it happened to 5,200 couples in February 2020). The closure is the fact, written first
//! and together with the end of that day's holds: from then on nobody can take a place. Its bookings follow in batches, so
//! that nobody else waits for thousands of them; after a crash the sweeper goes on where it stopped.
//!
//! For 24 hours the people concerned come first: a fifth of every slot on the ten work days after the day (from tomorrow on)
//! can only be taken by moving a called-off booking, and such a booking may look a week beyond everybody's horizon.

use app::{ports::CallOffRefused, visit::Staff};
use domain::{booking::BookingEvent, ids::VenueCode, text::Words, time::Moment, venue::DayPlan};
use jiff::civil::{Date, time};
use sqlx::Row as _;

use super::{Bookings, Ended, hall, ledger, rows, told::Told, unavailable};
use crate::{
    gateway::DispatchKind,
    store::{StoreError, Tx},
};

/// How long the people of a called-off day come first.
const PRIORITY_HOURS: i64 = 24;
/// How much of every slot is kept for them meanwhile.
const SHARE_PERCENT: i64 = 20;
/// On how many work days after the called-off one.
const SHARE_WORKDAYS: u32 = 10;
/// How many bookings one transaction calls off.
const BATCH: i64 = 100;

/// Closes a day of a venue and calls its bookings off. Returns how many.
pub async fn call_off(
    desk: &Bookings,
    venue: &VenueCode,
    date: Date,
    reason: &Words,
    staff: &Staff,
) -> Result<i64, CallOffRefused> {
    let result = async {
        desk.close(venue, date, reason, &staff.account).await?;
        desk.forget_changes();
        desk.call_off_bookings(venue, date, reason).await.map_err(Ended::from)
    };
    result.await.map_err(|ended| ended.told(CallOffRefused::Unavailable))
}

/// How many bookings calling a day off would touch.
pub async fn would_touch(desk: &Bookings, venue: &VenueCode, date: Date) -> Result<i64, app::ports::Unavailable> {
    let (from, until) = day_of(date);
    let counted = sqlx::query(
        "SELECT COUNT(*) AS touched FROM booking WHERE venue = $1 AND starts_ms >= $2 AND starts_ms < $3
         AND state IN ('confirmed', 'arrived')",
    )
    .bind(venue.as_str())
    .bind(from.0)
    .bind(until.0)
    .fetch_one(desk.desk.store.reads())
    .await;
    counted.and_then(|row| row.try_get("touched")).map_err(|wrong| unavailable(&wrong.into()))
}

/// From the first moment of a day to the first of the next.
fn day_of(date: Date) -> (Moment, Moment) {
    let from = Moment::beijing(date, time(0, 0, 0, 0));
    (from, from.plus_minutes(24 * 60))
}

impl Bookings {
    async fn close(&self, venue: &VenueCode, date: Date, reason: &Words, account: &str) -> Result<(), Ended<CallOffRefused>> {
        let now = self.now();
        let plan = self.desk.district.venue(venue).ok_or(Ended::Refused(CallOffRefused::Unknown))?;
        if date < now.day() {
            return Err(Ended::Refused(CallOffRefused::Unknown));
        }
        if plan.closures.iter().any(|closure| closure.date == date) {
            return Err(Ended::Refused(CallOffRefused::AlreadyClosed));
        }
        let mut tx = self.desk.store.begin().await?;
        let closed = sqlx::query(
            "INSERT INTO closure (venue, date, reason_zh, reason_en, created_ms, by_account) VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT DO NOTHING",
        )
        .bind(venue.as_str())
        .bind(date.to_string())
        .bind(&reason.zh)
        .bind(&reason.en)
        .bind(now.0)
        .bind(account)
        .execute(&mut *tx)
        .await?;
        if closed.rows_affected() == 0 {
            return Err(Ended::Refused(CallOffRefused::AlreadyClosed));
        }
        self.end_holds(&mut tx, venue, date, now).await?;
        self.keep_a_share(&mut tx, venue, date, now).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Ends every hold of the day. All its slots are locked first: who is just taking a place either is seen here, or finds
    /// the closure afterwards.
    async fn end_holds(&self, tx: &mut Tx, venue: &VenueCode, date: Date, now: Moment) -> Result<(), StoreError> {
        let plan = self.desk.district.venue(venue);
        let mut slots = Vec::new();
        for guide in self.desk.catalogue.bookable() {
            let nothing = std::collections::BTreeMap::new();
            if let Some(Ok(DayPlan::Open(open))) = plan.map(|plan| plan.day(&guide.code, date, &self.desk.calendar, &nothing)) {
                slots.extend(open.into_iter().map(|slot| slot.key));
            }
        }
        slots.sort();
        slots.dedup();
        for slot in &slots {
            ledger::open(tx, slot).await?;
            ledger::lock(tx, slot).await?;
            let ended = sqlx::query(
                "UPDATE hold SET state = 'released', ended_ms = $4
                 WHERE venue = $1 AND session = $2 AND starts_ms = $3 AND state = 'live'",
            )
            .bind(slot.venue.as_str())
            .bind(i64::from(slot.session))
            .bind(slot.starts.0)
            .bind(now.0)
            .execute(&mut **tx)
            .await?;
            let places = i64::try_from(ended.rows_affected()).unwrap_or(0);
            if places > 0 {
                ledger::give_back(tx, slot, places).await?;
            }
        }
        Ok(())
    }

    async fn keep_a_share(&self, tx: &mut Tx, venue: &VenueCode, date: Date, now: Moment) -> Result<(), StoreError> {
        let Ok(first) = now.day().tomorrow() else { return Ok(()) };
        // Where next year is not announced yet, the share ends with the last day that can be booked anyway.
        let last = self.desk.calendar.plus_workdays(date, SHARE_WORKDAYS).unwrap_or(Date::MAX);
        sqlx::query(
            "INSERT INTO priority_share (venue, until_ms, first_day, last_day, share_percent) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (venue, until_ms) DO UPDATE SET
                first_day = CASE WHEN priority_share.first_day < excluded.first_day THEN priority_share.first_day ELSE excluded.first_day END,
                last_day = CASE WHEN priority_share.last_day > excluded.last_day THEN priority_share.last_day ELSE excluded.last_day END",
        )
        .bind(venue.as_str())
        .bind(now.plus_minutes(PRIORITY_HOURS * 60).0)
        .bind(first.to_string())
        .bind(last.to_string())
        .bind(SHARE_PERCENT)
        .execute(&mut **tx)
        .await?;
        Ok(())
    }

    /// Calls off what is still booked on a closed day, batch by batch. Returns how many.
    pub(super) async fn call_off_bookings(&self, venue: &VenueCode, date: Date, reason: &Words) -> Result<i64, StoreError> {
        let (from, until) = day_of(date);
        let mut total = 0;
        loop {
            let now = self.now();
            let mut tx = self.desk.store.begin().await?;
            let left = sqlx::query(
                "SELECT reference FROM booking WHERE venue = $1 AND starts_ms >= $2 AND starts_ms < $3
                 AND state IN ('confirmed', 'arrived') ORDER BY session, starts_ms, reference LIMIT $4",
            )
            .bind(venue.as_str())
            .bind(from.0)
            .bind(until.0)
            .bind(BATCH)
            .fetch_all(&mut *tx)
            .await?;
            if left.is_empty() {
                return Ok(total);
            }
            for row in left {
                let reference = rows::reference(&row.try_get::<String, _>("reference")?)?;
                total += i64::from(self.call_off_one(&mut tx, &reference, (from, until), reason, now).await?);
            }
            tx.commit().await?;
            for department in self.desk.departments.all() {
                self.desk.departments.wake(&department.code);
            }
        }
    }

    async fn call_off_one(
        &self,
        tx: &mut Tx,
        reference: &domain::ids::BookingRef,
        (from, until): (Moment, Moment),
        reason: &Words,
        now: Moment,
    ) -> Result<bool, StoreError> {
        let Some(row) = rows::booking_by_reference(&mut **tx, reference).await? else { return Ok(false) };
        let still_there = (from..until).contains(&row.slot.starts);
        let Ok(next) = row.state.after(BookingEvent::CallOff) else { return Ok(false) };
        if !still_there || !hall::step(tx, &row, next, now).await? {
            return Ok(false);
        }
        sqlx::query(
            "UPDATE booking SET called_off_reason_zh = $1, called_off_reason_en = $2, priority_until_ms = $3 WHERE reference = $4",
        )
        .bind(&reason.zh)
        .bind(&reason.en)
        .bind(now.plus_minutes(PRIORITY_HOURS * 60).0)
        .bind(row.reference.as_str())
        .execute(&mut **tx)
        .await?;
        self.hand_over(tx, &row, DispatchKind::Cancel, Some("called_off"), now).await?;
        self.tell(tx, &row, Told::CALLED_OFF, now).await?;
        Ok(true)
    }
}
