//! Who rated is told that there is an answer, inside the answer's own transaction: through whatever the act was, where a phone is
//! known of it. A message names a reference and where to look, never the rating, the answer or the page's own link.

use super::{Ratings, acts::About, rows::FollowUpRow};
use crate::{
    desk::bookings::Told,
    store::{StoreError, Tx},
};

impl Ratings {
    pub(super) async fn tell(&self, tx: &mut Tx, row: &FollowUpRow) -> Result<(), StoreError> {
        let now = self.now();
        match row.about(&self.desk.keys)? {
            About::Booking(reference) => self.bookings.tell_of(tx, &reference, Told::RATING_ANSWERED, now).await,
            About::Case(reference) => self.cases.tell_of_rating(tx, &reference, now).await,
            About::Purchase { wallet, charge } => self.vouchers.tell_of_rating(tx, &wallet, &charge, now).await,
            About::Nobody => Ok(()),
        }
    }
}
