//! What happens to a booking in the hall, and the one way a booking changes its state.

use domain::{
    booking::{BookingEvent, BookingState, IllegalMove},
    identity::{Document, mask_name},
    ids::{BookingRef, ServiceCode, VenueCode},
    queue::QueuePolicy,
    time::Moment,
};

use jiff::civil::Time;
use sqlx::Row as _;

use super::{Bookings, ledger, prepared::document_index, rows};
use crate::store::{StoreError, Tx};

/// How long after the end of its slot a booking can still check in as such.
const AFTER_END_MINUTES: i64 = 60;

/// A booking as the check-in sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckInBooking {
    /// Its reference.
    pub reference: BookingRef,
    /// The service.
    pub service: ServiceCode,
    /// Where.
    pub venue: VenueCode,
    /// The slot's start.
    pub starts: Moment,
    /// The slot's end.
    pub ends: Moment,
    /// Where the booking is.
    pub state: BookingState,
    /// Its move counter: a pass of another generation is an old one.
    pub generation: u16,
    /// `张*`.
    pub masked_names: Vec<String>,
}

/// When check-in for a slot opens and ends.
#[must_use]
pub fn check_in_window(starts: Moment, ends: Moment) -> (Moment, Moment) {
    (starts.plus_minutes(-QueuePolicy::default().early_minutes), ends.plus_minutes(AFTER_END_MINUTES))
}

impl Bookings {
    /// A booking for the check-in, inside the hall's transaction.
    pub async fn for_check_in(&self, tx: &mut Tx, reference: &BookingRef) -> Result<Option<CheckInBooking>, StoreError> {
        let Some(row) = rows::booking_by_reference(&mut **tx, reference).await? else { return Ok(None) };
        let people = row.people(&self.desk.keys)?;
        Ok(Some(CheckInBooking {
            masked_names: people.people.iter().map(|person| mask_name(person.name.as_str())).collect(),
            generation: generation(row.generation),
            reference: row.reference,
            service: row.service,
            venue: row.slot.venue,
            starts: row.slot.starts,
            ends: row.ends,
            state: row.state,
        }))
    }

    /// The booking of today at a venue of whoever has one of these documents: of several the one that waits, then the next.
    pub async fn of_holder(
        &self,
        tx: &mut Tx,
        venue: &VenueCode,
        documents: &[Document],
        now: Moment,
    ) -> Result<Option<BookingRef>, StoreError> {
        let today = Moment::beijing(now.day(), Time::midnight());
        for document in documents {
            let row = sqlx::query(
                "SELECT booking.reference FROM booking_person JOIN booking ON booking.reference = booking_person.reference
                 WHERE booking_person.document_index = $1 AND booking.venue = $2 AND booking.starts_ms >= $3
                 AND booking.starts_ms < $4 AND booking.state IN ('confirmed', 'arrived', 'served')
                 ORDER BY CASE booking.state WHEN 'arrived' THEN 0 WHEN 'confirmed' THEN 1 ELSE 2 END, booking.starts_ms LIMIT 1",
            )
            .bind(document_index(&self.desk.keys, document))
            .bind(venue.as_str())
            .bind(today.0)
            .bind(today.plus_minutes(24 * 60).0)
            .fetch_optional(&mut **tx)
            .await?;
            if let Some(row) = row {
                return Ok(Some(rows::reference(&row.try_get::<String, _>("reference")?)?));
            }
        }
        Ok(None)
    }

    /// Lets something happen to a booking inside the caller's transaction. What the rules do not have is refused and
    /// changes nothing.
    pub async fn mark(
        &self,
        tx: &mut Tx,
        reference: &BookingRef,
        event: BookingEvent,
        now: Moment,
    ) -> Result<Result<(), IllegalMove>, StoreError> {
        // Somebody else may change it between the reading and the update; the rules are then asked again.
        for _ in 0..5 {
            let row = rows::booking_by_reference(&mut **tx, reference).await?;
            let row = row.ok_or_else(|| StoreError::Corrupt("no booking where there was one".to_owned()))?;
            let next = match row.state.after(event) {
                Ok(next) => next,
                Err(illegal) => return Ok(Err(illegal)),
            };
            if step(tx, &row, next, now).await? {
                return Ok(Ok(()));
            }
        }
        Err(StoreError::Corrupt("a booking that changes faster than it can be read".to_owned()))
    }
}

/// The move counter as passes carry it.
pub(super) fn generation(stored: i64) -> u16 {
    // Nobody moves a booking 65,536 times; should they, the last passes would only look alike.
    u16::try_from(stored.rem_euclid(1 << 16)).expect("the rest of a division by 2^16")
}

/// Changes a booking's state from what was read, gives back its place where the new state keeps none for others' sake, and
/// frees its people for another booking. False when it was changed meanwhile: then nothing happened.
pub(super) async fn step(tx: &mut Tx, row: &rows::BookingRow, next: BookingState, now: Moment) -> Result<bool, StoreError> {
    // Who did not come or was served has used the place: only what is given back before is somebody else's.
    let gives_back =
        row.state.holds_place() && matches!(next, BookingState::Cancelled | BookingState::CalledOff | BookingState::Refused);
    if gives_back {
        ledger::lock(tx, &row.slot).await?;
    }
    let changed =
        sqlx::query("UPDATE booking SET state = $1, changed_ms = $2 WHERE reference = $3 AND state = $4 AND generation = $5")
            .bind(next.code())
            .bind(now.0)
            .bind(row.reference.as_str())
            .bind(row.state.code())
            .bind(row.generation)
            .execute(&mut **tx)
            .await?;
    if changed.rows_affected() == 0 {
        return Ok(false);
    }
    if gives_back {
        ledger::give_back(tx, &row.slot, 1).await?;
    }
    match (row.state.is_live(), next.is_live()) {
        (true, false) => {
            sqlx::query("UPDATE booking_person SET live = 0 WHERE reference = $1")
                .bind(row.reference.as_str())
                .execute(&mut **tx)
                .await?;
        }
        (false, true) => {
            // Who comes late after all counts again, unless they have booked anew meanwhile.
            sqlx::query(
                "UPDATE booking_person SET live = 1 WHERE reference = $1 AND NOT EXISTS (
                    SELECT 1 FROM booking_person other WHERE other.live = 1 AND other.family = booking_person.family
                    AND other.document_index = booking_person.document_index)",
            )
            .bind(row.reference.as_str())
            .execute(&mut **tx)
            .await?;
        }
        _ => {}
    }
    Ok(true)
}
