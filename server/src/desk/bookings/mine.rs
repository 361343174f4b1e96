//! The bookings of a resident who is signed in.

use app::ports::BookingLine;
use domain::ids::BookingToken;

use super::{Bookings, rows};
use crate::store::StoreError;

/// How many are shown; older ones are found by their reference.
const SHOWN: i64 = 50;

impl Bookings {
    /// Puts a booking to a resident's things, unless it is somebody's already.
    pub(super) async fn keep_for_resident(&self, token: &BookingToken, resident: &str) -> Result<(), StoreError> {
        let mut tx = self.desk.store.begin().await?;
        sqlx::query("UPDATE booking SET resident_index = $1 WHERE token_hash = $2 AND resident_index IS NULL")
            .bind(self.resident_index(resident))
            .bind(self.booking_hash(token))
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(())
    }

    /// What is to come first, then what was, the latest first.
    pub(super) async fn of_resident(&self, resident: &str) -> Result<Vec<BookingLine>, StoreError> {
        let now = self.now();
        let rows = rows::bookings_of_resident(self.desk.store.reads(), &self.resident_index(resident), SHOWN).await?;
        let mut lines = Vec::with_capacity(rows.len());
        for row in rows {
            lines.push(BookingLine {
                token: row.token(&self.desk.keys)?,
                reference: row.reference,
                service: row.service,
                slot: row.slot,
                ends: row.ends,
                state: row.state,
            });
        }
        lines.sort_by_key(|line| if line.ends >= now { (0, line.slot.starts.0) } else { (1, -line.slot.starts.0) });
        Ok(lines)
    }

    fn resident_index(&self, resident: &str) -> String {
        self.desk.keys.index("resident", resident)
    }
}
