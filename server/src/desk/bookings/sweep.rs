//! What time does: holds end, people who did not come are marked, who comes tomorrow is reminded, what was typed is wiped,
//! and a call-off that was interrupted goes on. Everything here may run on several servers at once.

use std::time::Duration;

use domain::{booking::BookingEvent, text::Words, time::Moment, venue::SlotKey};
use jiff::{
    Span,
    civil::{Date, time},
};
use sqlx::Row as _;
use tokio_util::sync::CancellationToken;

use super::{Bookings, hall, hold::KEPT_MINUTES, ledger, rows, told::Told};
use crate::{
    desk::{rounds::Rounds, tries::WINDOW_MINUTES},
    store::StoreError,
};

/// How often ended holds are looked for.
const EVERY: Duration = Duration::from_secs(5);
/// Everything else is looked for each so many rounds.
const ROUNDS: u32 = 12;
/// Messages are not sent before this hour.
const REMIND_FROM: i8 = 9;
/// How many rows one transaction touches.
const BATCH: i64 = 100;

/// Sweeps until the shutdown.
pub async fn run_sweeper(desk: Bookings, shutdown: CancellationToken) {
    let mut round = 0u32;
    let mut rounds = Rounds::every(EVERY, shutdown);
    while rounds.next().await {
        let swept = if round.is_multiple_of(ROUNDS) { desk.sweep().await } else { desk.return_ended_holds().await.map(|_| ()) };
        if let Err(wrong) = swept {
            tracing::warn!(%wrong, "a sweep was not finished; the next one tries again");
        }
        round = round.wrapping_add(1);
    }
}

impl Bookings {
    /// Does everything that is due now.
    pub async fn sweep(&self) -> Result<(), StoreError> {
        self.return_ended_holds().await?;
        self.finish_call_offs().await?;
        self.mark_no_shows().await?;
        self.remind().await?;
        self.forget().await
    }

    /// Returns the places of holds that have ended, one slot a transaction. Returns how many.
    pub async fn return_ended_holds(&self) -> Result<i64, StoreError> {
        let now = self.now();
        let slots = sqlx::query("SELECT DISTINCT venue, session, starts_ms FROM hold WHERE state = 'live' AND expires_ms <= $1")
            .bind(now.0)
            .fetch_all(self.desk.store.reads())
            .await?;
        let mut places = 0;
        for row in slots {
            let slot: SlotKey = rows::slot(&row)?;
            let mut tx = self.desk.store.begin().await?;
            ledger::lock(&mut tx, &slot).await?;
            places += ledger::return_ended(&mut tx, &slot, now).await?;
            tx.commit().await?;
        }
        Ok(places)
    }

    /// A closed day with bookings is a call-off that a crash interrupted.
    async fn finish_call_offs(&self) -> Result<(), StoreError> {
        let closed = sqlx::query("SELECT venue, date, reason_zh, reason_en FROM closure WHERE date >= $1")
            .bind(self.now().day().to_string())
            .fetch_all(self.desk.store.reads())
            .await?;
        for row in closed {
            let date: String = row.try_get("date")?;
            let date: Date = date.parse().map_err(|_| StoreError::Corrupt(format!("a day {date}")))?;
            let reason = Words { zh: row.try_get("reason_zh")?, en: row.try_get("reason_en")? };
            self.call_off_bookings(&domain::ids::VenueCode(row.try_get("venue")?), date, &reason).await?;
        }
        Ok(())
    }

    /// Marks who did not come, when their check-in has ended.
    async fn mark_no_shows(&self) -> Result<(), StoreError> {
        let now = self.now();
        let latest = now.plus_minutes(-check_in_minutes_after_end());
        loop {
            let mut tx = self.desk.store.begin().await?;
            let missed = sqlx::query("SELECT reference FROM booking WHERE state = 'confirmed' AND ends_ms < $1 AND starts_ms < $1 ORDER BY reference LIMIT $2")
                .bind(latest.0)
                .bind(BATCH)
                .fetch_all(&mut *tx)
                .await?;
            if missed.is_empty() {
                return Ok(());
            }
            for row in missed {
                let reference = rows::reference(&row.try_get::<String, _>("reference")?)?;
                // Who checked in this instant is not missed any more: the rules refuse it.
                let _came = self.mark(&mut tx, &reference, BookingEvent::Miss, now).await?;
            }
            tx.commit().await?;
        }
    }

    /// Reminds, once, whose appointment is on the next work day (or before it). Who booked or moved today knows.
    async fn remind(&self) -> Result<(), StoreError> {
        let now = self.now();
        let morning = Moment::beijing(now.day(), time(REMIND_FROM, 0, 0, 0));
        let Some(until) = self.remind_until(now.day()) else { return Ok(()) };
        if now < morning {
            return Ok(());
        }
        loop {
            let mut tx = self.desk.store.begin().await?;
            let due = sqlx::query(
                "SELECT reference FROM booking WHERE state = 'confirmed' AND reminded_ms IS NULL AND starts_ms > $1
                 AND starts_ms < $2 AND changed_ms < $3 ORDER BY reference LIMIT $4",
            )
            .bind(now.0)
            .bind(until.0)
            .bind(Moment::beijing(now.day(), time(0, 0, 0, 0)).0)
            .bind(BATCH)
            .fetch_all(&mut *tx)
            .await?;
            if due.is_empty() {
                return Ok(());
            }
            for row in due {
                let reference = rows::reference(&row.try_get::<String, _>("reference")?)?;
                let reminded = sqlx::query(
                    "UPDATE booking SET reminded_ms = $1 WHERE reference = $2 AND reminded_ms IS NULL AND state = 'confirmed'",
                )
                .bind(now.0)
                .bind(reference.as_str())
                .execute(&mut *tx)
                .await?;
                if reminded.rows_affected() == 1
                    && let Some(booking) = rows::booking_by_reference(&mut *tx, &reference).await?
                {
                    self.tell(&mut tx, &booking, Told::REMINDER, now).await?;
                }
            }
            tx.commit().await?;
        }
    }

    /// The end of the last day whose work day before is today or earlier. `None` where the calendar does not say.
    fn remind_until(&self, today: Date) -> Option<Moment> {
        let last = self.desk.calendar.plus_workdays(today, 1).ok()?;
        Some(Moment::beijing(last.saturating_add(Span::new().days(1)), time(0, 0, 0, 0)))
    }

    /// Wipes what nobody needs any more.
    async fn forget(&self) -> Result<(), StoreError> {
        let now = self.now();
        let a_day_ago = now.plus_minutes(-KEPT_MINUTES).0;
        let mut tx = self.desk.store.begin().await?;
        sqlx::query("UPDATE hold SET draft_sealed = NULL, complete = 0 WHERE draft_sealed IS NOT NULL AND ended_ms <= $1")
            .bind(a_day_ago)
            .execute(&mut *tx)
            .await?;
        sqlx::query("DELETE FROM visitor WHERE seen_ms < $1").bind(a_day_ago).execute(&mut *tx).await?;
        sqlx::query("DELETE FROM find_try WHERE last_ms < $1")
            .bind(now.plus_minutes(-WINDOW_MINUTES).0)
            .execute(&mut *tx)
            .await?;
        sqlx::query("DELETE FROM priority_share WHERE until_ms < $1").bind(now.0).execute(&mut *tx).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// From a slot's end to the end of its check-in.
fn check_in_minutes_after_end() -> i64 {
    let ends = Moment::default();
    hall::check_in_window(ends, ends).1.minutes_since(ends)
}
