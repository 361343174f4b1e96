//! A booking is found again without an account: by its reference and the last four of a document number. Wrong and absent
//! are one answer, made by the same steps; [`tries`] are counted.

use app::ports::FindRefused;
use domain::ids::{BookingRef, BookingToken};

use super::{Bookings, Ended, prepared::last_four_index, rows};
use crate::desk::tries::{self, normalise};

impl Bookings {
    pub(super) async fn find_booking(
        &self,
        reference: &BookingRef,
        last_four: &str,
        visitor: &str,
    ) -> Result<BookingToken, Ended<FindRefused>> {
        let now = self.now();
        let keys = &self.desk.keys;
        if !tries::may_try(&self.desk, &self.budget, reference.as_str(), visitor, now).await? {
            return Err(Ended::Refused(FindRefused::TooOften));
        }
        let row = sqlx::query("SELECT reference FROM booking_person WHERE last_four_index = $1 AND reference = $2")
            .bind(last_four_index(keys, reference, &normalise(last_four)))
            .bind(reference.as_str())
            .fetch_optional(self.desk.store.reads())
            .await?;
        // The booking is read whether or not the four fit, so that the time tells nothing about which was wrong.
        let booking = rows::booking_by_reference(self.desk.store.reads(), reference).await?;
        match row.and(booking) {
            Some(booking) => {
                let mut tx = self.desk.store.begin().await?;
                self.keep_found(&mut tx, reference, visitor).await?;
                tx.commit().await?;
                Ok(booking.token(keys)?)
            }
            None => Err(Ended::Refused(FindRefused::NoMatch)),
        }
    }
}
