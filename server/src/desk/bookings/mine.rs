//! The bookings of a resident who is signed in.

use app::ports::BookingLine;
use domain::ids::BookingToken;

use super::{
    Bookings,
    prepared::document_index,
    rows::{self, BookingRow},
};
use crate::{desk::residents, store::StoreError};

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

    /// What a resident booked while signed in, and what names them, by name and by the document that they have shown since.
    pub(super) async fn bookings_of(&self, resident: &str) -> Result<Vec<BookingRow>, StoreError> {
        let (reads, keys) = (self.desk.store.reads(), &self.desk.keys);
        let mut theirs = rows::bookings_of_resident(reads, &self.resident_index(resident), SHOWN).await?;
        let Some((name, document)) = residents::verified(&self.desk, resident).await? else { return Ok(theirs) };
        for row in rows::bookings_of_document(reads, &document_index(keys, &document), SHOWN).await? {
            // A slip of somebody's in a number may be another's whole number.
            let is_theirs =
                row.people(keys)?.people.iter().any(|person| person.name == name && person.document.as_ref() == Some(&document));
            if is_theirs && theirs.iter().all(|known| known.reference != row.reference) {
                theirs.push(row);
            }
        }
        Ok(theirs)
    }

    /// What is to come first, then what was, the latest first.
    pub(super) async fn of_resident(&self, resident: &str) -> Result<Vec<BookingLine>, StoreError> {
        let now = self.now();
        let rows = self.bookings_of(resident).await?;
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
