//! A place is kept while its people answer. Whoever is told «full» is told so from a read: only who has a chance waits for
//! the ledger, and only the ledger's conditional update decides.

use std::time::Instant;

use app::ports::{HoldRefused, HoldState, HoldView};
use domain::{
    booking::{BookingEvent, BookingState, PartyDraft, check_party},
    catalogue::Party,
    ids::{BookingToken, HoldToken, ServiceCode},
    time::Moment,
    venue::{Bookable, BookingWindow, Slot, SlotKey},
};
use jiff::Span;
use sqlx::Row as _;

use super::{
    Bookings, Ended, draft, ledger,
    rows::{self, BookingRow, HoldRow, HoldRowState},
};
use crate::store::{StoreError, Tx};

/// How many places one browser may keep at once.
const HOLDS_AT_ONCE: i64 = 3;
/// How long an ended hold can still be looked at, and what was typed is kept.
pub(super) const KEPT_MINUTES: i64 = 24 * 60;
/// How long after its end what was typed is taken over by the same browser's next hold.
const TAKEN_OVER_MINUTES: i64 = 60;
/// How much further than others the people of a called-off booking may look.
const FURTHER_DAYS: i16 = 7;

impl Bookings {
    pub(super) async fn take_hold(
        &self,
        service: &ServiceCode,
        key: &SlotKey,
        visitor: &str,
        moves: Option<&BookingToken>,
    ) -> Result<HoldToken, Ended<HoldRefused>> {
        // The machine's own clock: it orders who came and who looked, nothing that is promised.
        let (arrived, now) = (Instant::now(), self.now());
        let changes = self.changes().await?;
        let (Some((_, slot, window)), Some(party)) = (self.planned(service, key, &changes), self.party(service)) else {
            return Err(Ended::Refused(HoldRefused::NotBookable));
        };
        let moving = match moves {
            Some(token) => Some(self.movable(token, service, now).await?),
            None => None,
        };
        let called_off = moving.as_ref().is_some_and(|row| row.state == BookingState::CalledOff);
        if !may_book(&window, key.starts, now, called_off) {
            return Err(Ended::Refused(HoldRefused::NotBookable));
        }
        let draft = moving.as_ref().map(|row| row.people(&self.desk.keys)).transpose()?.map(|people| draft::of_people(&people));
        if let Some(draft) = &draft
            && check_party(party, draft, now.day(), key.starts.day()).is_err()
        {
            // On an earlier day one of them may not be of age yet.
            return Err(Ended::Refused(HoldRefused::NotBookable));
        }
        let capacity = if called_off { slot.capacity } else { changes.ordinary_capacity(&slot, now) };
        let wanted = Wanted { service, slot: &slot, window: &window, party, capacity };
        let visitor_index = self.desk.keys.index("visitor", visitor);
        self.go_in(&wanted, &visitor_index, moving.as_ref(), draft, arrived).await
    }

    /// Waits for its turn at the slot's door, and looks before it writes.
    async fn go_in(
        &self,
        wanted: &Wanted<'_>,
        visitor_index: &str,
        moving: Option<&BookingRow>,
        draft: Option<PartyDraft>,
        arrived: Instant,
    ) -> Result<HoldToken, Ended<HoldRefused>> {
        let key = &wanted.slot.key;
        let capacity = i64::from(wanted.capacity);
        let door = self.doors.of(key);
        let mut seen = door.seen.lock().await;
        let now = self.now();
        let known_full = seen.is_some_and(|(at, taken)| at >= arrived && taken >= capacity);
        if !known_full {
            let at = Instant::now();
            *seen = Some((at, self.places_taken(key, now).await?));
        }
        if seen.is_some_and(|(_, taken)| taken >= capacity) {
            drop(seen);
            return Err(Ended::Refused(self.full(wanted.service, key, arrived).await?));
        }
        self.write_hold(wanted, visitor_index, moving, draft, now).await
    }

    /// What is offered instead. Looked up once for all who came before the look.
    async fn full(&self, service: &ServiceCode, key: &SlotKey, arrived: Instant) -> Result<HoldRefused, StoreError> {
        let door = self.doors.of(key);
        let mut instead = door.instead.lock().await;
        if let Some((at, alternatives)) = instead.get(service)
            && *at >= arrived
        {
            return Ok(HoldRefused::Full { alternatives: alternatives.clone() });
        }
        let at = Instant::now();
        let alternatives = self.alternatives(service, key).await?;
        instead.insert(service.clone(), (at, alternatives.clone()));
        Ok(HoldRefused::Full { alternatives })
    }

    /// The booking to be moved.
    async fn movable(&self, token: &BookingToken, service: &ServiceCode, now: Moment) -> Result<BookingRow, Ended<HoldRefused>> {
        let row = rows::booking_by_hash(self.desk.store.reads(), &self.booking_hash(token)).await?;
        row.filter(|row| row.service == *service && row.can_change(now) && row.state.after(BookingEvent::Move).is_ok())
            .ok_or(Ended::Refused(HoldRefused::CannotMove))
    }

    /// How many places are taken, without those whose time is over.
    async fn places_taken(&self, key: &SlotKey, now: Moment) -> Result<i64, StoreError> {
        let row = sqlx::query(
            "SELECT used - (SELECT COUNT(*) FROM hold WHERE hold.venue = $1 AND hold.session = $2 AND hold.starts_ms = $3
                            AND hold.state = 'live' AND hold.expires_ms <= $4) AS taken
             FROM slot WHERE venue = $1 AND session = $2 AND starts_ms = $3",
        )
        .bind(key.venue.as_str())
        .bind(i64::from(key.session))
        .bind(key.starts.0)
        .bind(now.0)
        .fetch_optional(self.desk.store.reads())
        .await?;
        Ok(row.map(|row| row.try_get("taken")).transpose()?.unwrap_or(0))
    }

    async fn write_hold(
        &self,
        wanted: &Wanted<'_>,
        visitor_index: &str,
        moving: Option<&BookingRow>,
        draft: Option<PartyDraft>,
        now: Moment,
    ) -> Result<HoldToken, Ended<HoldRefused>> {
        let (keys, key) = (&self.desk.keys, &wanted.slot.key);
        let token = HoldToken(keys.token());
        let id = self.hold_id(&token);
        let mut tx = self.desk.store.begin().await?;
        if holds_of(&mut tx, visitor_index, now).await? >= HOLDS_AT_ONCE {
            return Err(Ended::Refused(HoldRefused::TooMany));
        }
        if !ledger::take(&mut tx, key, wanted.capacity, now).await? {
            // Before the look at alternatives: it must not keep the only writer.
            tx.rollback().await?;
            return Err(Ended::Refused(self.full(wanted.service, key, Instant::now()).await?));
        }
        // Asked again under the slot's lock: a steward may have closed the day since the plan was read.
        if closed_now(&mut tx, key).await? {
            return Err(Ended::Refused(HoldRefused::NotBookable));
        }
        let draft = match draft {
            Some(draft) => Some(draft),
            None => self.typed_before(&mut tx, wanted.service, visitor_index, now).await?,
        };
        let complete = draft.as_ref().is_some_and(|draft| check_party(wanted.party, draft, now.day(), key.starts.day()).is_ok());
        sqlx::query(
            "INSERT INTO hold (id, service, venue, session, starts_ms, ends_ms, expires_ms, state, visitor_index, moves_booking,
                draft_sealed, complete, created_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, 'live', $8, $9, $10, $11, $12)",
        )
        .bind(&id)
        .bind(wanted.service.as_str())
        .bind(key.venue.as_str())
        .bind(i64::from(key.session))
        .bind(key.starts.0)
        .bind(wanted.slot.ends.0)
        .bind(now.plus_minutes(i64::from(wanted.window.hold_minutes)).0)
        .bind(visitor_index)
        .bind(moving.map(|row| row.reference.as_str().to_owned()))
        .bind(draft.map(|draft| draft::sealed(keys, &id, &draft)))
        .bind(i64::from(complete))
        .bind(now.0)
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(token)
    }

    /// What this browser typed for the same service into a hold that ended a short while ago: it moves to the new one.
    async fn typed_before(
        &self,
        tx: &mut Tx,
        service: &ServiceCode,
        visitor_index: &str,
        now: Moment,
    ) -> Result<Option<PartyDraft>, StoreError> {
        let row = sqlx::query(
            "SELECT id, draft_sealed FROM hold WHERE visitor_index = $1 AND service = $2 AND expires_ms <= $3 AND expires_ms > $4
             AND state <> 'confirmed' AND draft_sealed IS NOT NULL AND moves_booking IS NULL ORDER BY expires_ms DESC LIMIT 1",
        )
        .bind(visitor_index)
        .bind(service.as_str())
        .bind(now.0)
        .bind(now.plus_minutes(-TAKEN_OVER_MINUTES).0)
        .fetch_optional(&mut **tx)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let (id, text): (String, String) = (row.try_get("id")?, row.try_get("draft_sealed")?);
        let draft = draft::open(&self.desk.keys, &id, &text)?;
        sqlx::query("UPDATE hold SET draft_sealed = NULL, complete = 0 WHERE id = $1").bind(&id).execute(&mut **tx).await?;
        Ok(Some(draft))
    }

    pub(super) async fn see_hold(&self, token: &HoldToken) -> Result<Option<HoldView>, StoreError> {
        let now = self.now();
        let reads = self.desk.store.reads();
        let Some(row) = rows::hold(reads, &self.hold_id(token)).await? else { return Ok(None) };
        let Some(party) = self.party(&row.service) else { return Ok(None) };
        let state = match row.state {
            HoldRowState::Confirmed => {
                let Some(booking) = self.booking_of_hold(reads, &row).await? else { return Ok(None) };
                HoldState::Confirmed(booking.token(&self.desk.keys)?)
            }
            HoldRowState::Live if row.is_kept(now) => HoldState::Live,
            HoldRowState::Live | HoldRowState::Released => HoldState::Expired,
        };
        let ended = row.ended.unwrap_or(row.expires);
        if state == HoldState::Expired && ended.plus_minutes(KEPT_MINUTES) <= now {
            return Ok(None);
        }
        let moves = match &row.moves {
            Some(reference) => match rows::booking_by_reference(reads, reference).await? {
                Some(booking) => Some(booking.token(&self.desk.keys)?),
                None => None,
            },
            None => None,
        };
        Ok(Some(HoldView {
            token: token.clone(),
            party,
            can_extend: state == HoldState::Live && !row.extended,
            draft: draft::shown(&draft::opened(&self.desk.keys, &row)?, now.day()),
            complete: row.complete,
            moves,
            state,
            service: row.service,
            slot: row.slot,
            ends: row.ends,
            expires: row.expires,
        }))
    }

    /// The booking that a confirmed hold became, or moved.
    pub(super) async fn booking_of_hold<'e, E>(&self, from: E, row: &HoldRow) -> Result<Option<BookingRow>, StoreError>
    where
        E: sqlx::Executor<'e, Database = sqlx::Any>,
    {
        match &row.moves {
            Some(reference) => rows::booking_by_reference(from, reference).await,
            None => rows::booking_by_hold(from, &row.id).await,
        }
    }

    pub(super) async fn extend_hold(&self, token: &HoldToken) -> Result<bool, StoreError> {
        let now = self.now();
        let id = self.hold_id(token);
        let mut tx = self.desk.store.begin().await?;
        let Some(row) = rows::hold(&mut *tx, &id).await? else { return Ok(false) };
        let Some(venue) = self.desk.district.venue(&row.slot.venue) else { return Ok(false) };
        let more = i64::from(self.desk.district.window_of(venue).hold_minutes) * 60_000;
        let extended = sqlx::query(
            "UPDATE hold SET expires_ms = expires_ms + $1, extended = 1
             WHERE id = $2 AND state = 'live' AND extended = 0 AND expires_ms > $3",
        )
        .bind(more)
        .bind(&id)
        .bind(now.0)
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(extended.rows_affected() == 1)
    }

    /// The place goes back, and what was typed is forgotten: leaving is a decision, unlike an expiry.
    pub(super) async fn leave_hold(&self, token: &HoldToken) -> Result<(), StoreError> {
        let now = self.now();
        let id = self.hold_id(token);
        let mut tx = self.desk.store.begin().await?;
        let Some(row) = rows::hold(&mut *tx, &id).await? else { return Ok(()) };
        ledger::lock(&mut tx, &row.slot).await?;
        let left = sqlx::query("UPDATE hold SET state = 'released', ended_ms = $1 WHERE id = $2 AND state = 'live'")
            .bind(now.0)
            .bind(&id)
            .execute(&mut *tx)
            .await?;
        if left.rows_affected() == 1 {
            ledger::give_back(&mut tx, &row.slot, 1).await?;
        }
        sqlx::query("UPDATE hold SET draft_sealed = NULL, complete = 0 WHERE id = $1 AND state = 'released'")
            .bind(&id)
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(())
    }
}

/// A slot that somebody wants, and what the plan says of it.
struct Wanted<'a> {
    service: &'a ServiceCode,
    slot: &'a Slot,
    window: &'a BookingWindow,
    party: Party,
    capacity: u32,
}

/// Whether a slot can be booked now; people whose day was called off may look a week further.
fn may_book(window: &BookingWindow, starts: Moment, now: Moment, called_off: bool) -> bool {
    match window.bookable(starts, now) {
        Bookable::Yes => true,
        Bookable::TooLate { .. } => false,
        Bookable::TooEarly => {
            let further = Span::new().days(i64::from(FURTHER_DAYS) + i64::from(window.horizon_days));
            called_off && starts.day() <= now.day().saturating_add(further)
        }
    }
}

/// How many places a browser keeps. Its row stays locked until the transaction ends, so that many requests at once do not
/// pass the limit.
async fn holds_of(tx: &mut Tx, visitor_index: &str, now: Moment) -> Result<i64, StoreError> {
    sqlx::query(
        "INSERT INTO visitor (visitor_index, seen_ms) VALUES ($1, $2)
         ON CONFLICT (visitor_index) DO UPDATE SET seen_ms = excluded.seen_ms",
    )
    .bind(visitor_index)
    .bind(now.0)
    .execute(&mut **tx)
    .await?;
    let row = sqlx::query("SELECT COUNT(*) AS holds FROM hold WHERE visitor_index = $1 AND expires_ms > $2 AND state = 'live'")
        .bind(visitor_index)
        .bind(now.0)
        .fetch_one(&mut **tx)
        .await?;
    Ok(row.try_get("holds")?)
}

async fn closed_now(tx: &mut Tx, key: &SlotKey) -> Result<bool, StoreError> {
    let row = sqlx::query("SELECT 1 AS closed FROM closure WHERE venue = $1 AND date = $2")
        .bind(key.venue.as_str())
        .bind(key.starts.day().to_string())
        .fetch_optional(&mut **tx)
        .await?;
    Ok(row.is_some())
}
