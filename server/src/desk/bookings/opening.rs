//! To whom the address of a booking opens. One that nobody keeps among their things opens by its address alone; a kept one opens to its
//! people, signed in, and to a browser that has found it by its reference.

use domain::ids::{BookingRef, BookingToken};
use sqlx::Row as _;

use super::{Bookings, rows};
use crate::{
    desk::found,
    store::{StoreError, Tx},
};

impl Bookings {
    /// Whether a booking opens; what is none opens to everybody as nothing.
    pub(super) async fn booking_opens(
        &self,
        token: &BookingToken,
        resident: Option<&str>,
        visitor: &str,
    ) -> Result<bool, StoreError> {
        let row = sqlx::query("SELECT reference FROM booking WHERE token_hash = $1 AND resident_index IS NOT NULL")
            .bind(self.booking_hash(token))
            .fetch_optional(self.desk.store.reads())
            .await?;
        let Some(row) = row else { return Ok(true) };
        let reference: String = row.try_get("reference")?;
        if let Some(resident) = resident
            && self.bookings_of(resident).await?.iter().any(|booking| booking.reference.as_str() == reference)
        {
            return Ok(true);
        }
        found::is_kept(&self.desk, &thing(&reference), visitor, self.now()).await
    }

    /// Notes that a booking's own person has led a browser to it.
    pub(in crate::desk) async fn carry_to(&self, tx: &mut Tx, token: &BookingToken, visitor: &str) -> Result<(), StoreError> {
        match rows::booking_by_hash(&mut **tx, &self.booking_hash(token)).await? {
            Some(row) => self.keep_found(tx, &row.reference, visitor).await,
            None => Ok(()),
        }
    }

    /// Notes that a browser has found a booking.
    pub(super) async fn keep_found(&self, tx: &mut Tx, reference: &BookingRef, visitor: &str) -> Result<(), StoreError> {
        found::keep(tx, &self.desk.keys, &thing(reference.as_str()), visitor, self.now()).await
    }
}

/// The name of a booking among what was found.
fn thing(reference: &str) -> String {
    format!("booking:{reference}")
}
