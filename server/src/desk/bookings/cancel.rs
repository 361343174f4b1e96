//! The people give their booking back.

use app::ports::CancelRefused;
use domain::{
    booking::{BookingEvent, BookingState},
    ids::BookingToken,
    time::Moment,
};

use super::{Bookings, Ended, hall, rows, told::Told};
use crate::gateway::DispatchKind;

impl rows::BookingRow {
    /// Whether its people can still move it or give it back: until it begins, and without end when the venue called it off.
    pub(super) fn can_change(&self, now: Moment) -> bool {
        match self.state {
            BookingState::Confirmed => now < self.slot.starts,
            BookingState::CalledOff => true,
            _ => false,
        }
    }
}

impl Bookings {
    pub(super) async fn cancel_booking(&self, token: &BookingToken) -> Result<(), Ended<CancelRefused>> {
        let now = self.now();
        let mut tx = self.desk.store.begin().await?;
        let row = rows::booking_by_hash(&mut *tx, &self.booking_hash(token)).await?;
        let row = row.ok_or(Ended::Refused(CancelRefused::Unknown))?;
        let next = row.state.after(BookingEvent::Cancel).map_err(|_| Ended::Refused(CancelRefused::TooLate))?;
        // Changed while we looked means checked in, moved or cancelled elsewhere: they will see which.
        if !row.can_change(now) || !hall::step(&mut tx, &row, next, now).await? {
            return Err(Ended::Refused(CancelRefused::TooLate));
        }
        if row.state == BookingState::Confirmed {
            self.hand_over(&mut tx, &row, DispatchKind::Cancel, Some("cancelled"), now).await?;
        }
        self.tell(&mut tx, &row, Told::CANCELLED, now).await?;
        tx.commit().await?;
        self.wake(&row.service);
        Ok(())
    }
}
