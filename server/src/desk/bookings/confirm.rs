//! A hold becomes a booking, or moves one. One hold, one booking: the hold's own conditional update decides which of many
//! equal requests does it, and all others find its answer. A move is one act: the old place is kept until the same
//! transaction that makes the new one certain.

use app::ports::ConfirmRefused;
use domain::{
    booking::{BookingEvent, BookingState},
    catalogue::Party,
    ids::{BookingRef, BookingToken, HoldToken, ServiceCode},
    time::Moment,
};
use jiff::civil::Date;

use super::{
    Bookings, Ended, draft, ledger,
    prepared::NotWritten,
    rows::{self, HoldRow, HoldRowState},
    told::Told,
};
use crate::{
    gateway::DispatchKind,
    store::{StoreError, Tx},
};

impl Bookings {
    pub(super) async fn confirm_hold(&self, token: &HoldToken) -> Result<BookingToken, Ended<ConfirmRefused>> {
        let now = self.now();
        let id = self.hold_id(token);
        // A second round only when another request was quicker: then its answer is there.
        for _ in 0..2 {
            let reads = self.desk.store.reads();
            let row = rows::hold(reads, &id).await?.ok_or(Ended::Refused(ConfirmRefused::Unknown))?;
            if row.state == HoldRowState::Confirmed {
                let booking = self.booking_of_hold(reads, &row).await?.ok_or(Ended::Refused(ConfirmRefused::Unknown))?;
                return Ok(booking.token(&self.desk.keys)?);
            }
            if !row.is_kept(now) {
                return Err(Ended::Refused(ConfirmRefused::Expired));
            }
            let done = match row.moves.clone() {
                Some(reference) => self.move_booking(&row, &reference, now).await?,
                None => self.make_booking(&row, now).await?,
            };
            if let Some(booking) = done {
                self.wake(&row.service);
                return Ok(booking);
            }
        }
        Err(Ended::Refused(ConfirmRefused::Expired))
    }

    /// `None`: the hold was not live any more; another request confirmed it, or its time was over.
    async fn make_booking(&self, hold: &HoldRow, now: Moment) -> Result<Option<BookingToken>, Ended<ConfirmRefused>> {
        let incomplete = || Ended::Refused(ConfirmRefused::Incomplete);
        let party = self.party(&hold.service).ok_or_else(incomplete)?;
        let people = draft::checked(&self.desk.keys, hold, party, now)?.ok_or_else(incomplete)?;
        let family = family(party, &hold.service, hold.slot.starts.day());
        // A reference has 35 random bits; among a million bookings one in 34,000 is met already, so another is drawn.
        for _ in 0..8 {
            let (prepared, hold) = (self.prepare(hold, &people, &family, now), hold.clone());
            let written = self.desk.store.together(move |tx| Box::pin(prepared.write(tx, hold, now))).await;
            match written {
                Ok(token) => return Ok(Some(token)),
                Err(NotWritten::HoldEnded) => return Ok(None),
                Err(NotWritten::ReferenceTaken) => {}
                // The hold stays: they can put right whose number it was.
                Err(NotWritten::AlreadyBooked) => return Err(Ended::Refused(ConfirmRefused::AlreadyBooked)),
                Err(NotWritten::Failed(wrong)) => return Err(wrong.into()),
            }
        }
        Err(StoreError::Corrupt("eight references in a row that were taken".to_owned()).into())
    }

    async fn move_booking(
        &self,
        hold: &HoldRow,
        reference: &BookingRef,
        now: Moment,
    ) -> Result<Option<BookingToken>, Ended<ConfirmRefused>> {
        let cannot = || Ended::Refused(ConfirmRefused::CannotMove);
        let party = self.party(&hold.service).ok_or_else(cannot)?;
        let mut tx = self.desk.store.begin().await?;
        let before = rows::booking_by_reference(&mut *tx, reference).await?.ok_or_else(cannot)?;
        let movable = before.can_change(now) && before.state.after(BookingEvent::Move).is_ok();
        let keeps_place = before.state.holds_place();
        if keeps_place {
            ledger::lock(&mut tx, &before.slot).await?;
        }
        // First the hold: a repeated request must find what the first one did, not that the booking has moved.
        if !end_hold(&mut tx, hold, now).await? {
            return Ok(None);
        }
        if !movable || !write_move(&mut tx, hold, &before, now).await? {
            return Err(cannot());
        }
        if keeps_place {
            ledger::give_back(&mut tx, &before.slot, 1).await?;
        }
        sqlx::query("UPDATE booking_person SET family = $1 WHERE reference = $2")
            .bind(family(party, &hold.service, hold.slot.starts.day()))
            .bind(reference.as_str())
            .execute(&mut *tx)
            .await
            .map_err(|wrong| already_booked(wrong.into()))?;
        let after = rows::booking_by_reference(&mut *tx, reference).await?.ok_or_else(cannot)?;
        // A called-off booking was taken back from the department: there it begins anew.
        let kind = if before.state == BookingState::CalledOff { DispatchKind::Create } else { DispatchKind::Move };
        self.hand_over(&mut tx, &after, kind, None, now).await?;
        self.tell(&mut tx, &after, Told::CHANGED, now).await?;
        let token = after.token(&self.desk.keys)?;
        tx.commit().await?;
        Ok(Some(token))
    }
}

/// The hold becomes its booking. False when it was not live any more.
pub(super) async fn end_hold(tx: &mut Tx, hold: &HoldRow, now: Moment) -> Result<bool, StoreError> {
    let ended = sqlx::query(
        "UPDATE hold SET state = 'confirmed', ended_ms = $1, draft_sealed = NULL
         WHERE id = $2 AND state = 'live' AND expires_ms > $1",
    )
    .bind(now.0)
    .bind(&hold.id)
    .execute(&mut **tx)
    .await?;
    Ok(ended.rows_affected() == 1)
}

/// The booking takes over the hold's place. False when it was changed meanwhile.
async fn write_move(tx: &mut Tx, hold: &HoldRow, before: &rows::BookingRow, now: Moment) -> Result<bool, StoreError> {
    let moved = sqlx::query(
        "UPDATE booking SET venue = $1, session = $2, starts_ms = $3, ends_ms = $4, state = 'confirmed',
            generation = generation + 1, changed_ms = $5, reminded_ms = NULL, called_off_reason_zh = NULL,
            called_off_reason_en = NULL, priority_until_ms = NULL
         WHERE reference = $6 AND state = $7 AND generation = $8",
    )
    .bind(hold.slot.venue.as_str())
    .bind(i64::from(hold.slot.session))
    .bind(hold.slot.starts.0)
    .bind(hold.ends.0)
    .bind(now.0)
    .bind(before.reference.as_str())
    .bind(before.state.code())
    .bind(before.generation)
    .execute(&mut **tx)
    .await?;
    Ok(moved.rows_affected() == 1)
}

fn already_booked(wrong: StoreError) -> Ended<ConfirmRefused> {
    if wrong.is_unique_violation() { Ended::Refused(ConfirmRefused::AlreadyBooked) } else { Ended::Failed(wrong) }
}

/// Within what a person has one live booking: anywhere in the district for a marriage, otherwise once a service and day.
fn family(party: Party, service: &ServiceCode, day: Date) -> String {
    if party == Party::Couple { "marriage".to_owned() } else { format!("{service}:{day}") }
}
