//! What a department says of a booking: refused, or done. Called by the gateway inside its transaction; heard twice, it
//! happens once.

use domain::{booking::BookingEvent, ids::BookingRef, time::Moment};

use super::{Bookings, rows, told::Told};
use crate::store::{StoreError, Tx};

/// The department refused the booking: `already_married`, `booked_elsewhere` or `other`. Its place goes back, its people
/// are told. A booking that was given back meanwhile stays so.
pub async fn refused(tx: &mut Tx, desk: &Bookings, subject: &BookingRef, reason: &str, now: Moment) -> Result<(), StoreError> {
    let Some(row) = rows::booking_by_reference(&mut **tx, subject).await? else { return Ok(()) };
    if desk.mark(tx, subject, BookingEvent::Refuse, now).await?.is_err() {
        return Ok(());
    }
    sqlx::query("UPDATE booking SET refused_ms = $1, refused_reason = $2 WHERE reference = $3")
        .bind(now.0)
        .bind(reason)
        .bind(subject.as_str())
        .execute(&mut **tx)
        .await?;
    desk.tell(tx, &row, Told::REFUSED, now).await
}

/// The department reported the registration done.
pub async fn done(tx: &mut Tx, desk: &Bookings, subject: &BookingRef, now: Moment) -> Result<(), StoreError> {
    if rows::booking_by_reference(&mut **tx, subject).await?.is_none() {
        return Ok(());
    }
    // The counter may have finished before the department spoke: the booking is served already, and the report still holds.
    let _already_served = desk.mark(tx, subject, BookingEvent::Finish, now).await?;
    sqlx::query("UPDATE booking SET done_ms = $1 WHERE reference = $2 AND done_ms IS NULL AND state = 'served'")
        .bind(now.0)
        .bind(subject.as_str())
        .execute(&mut **tx)
        .await?;
    Ok(())
}
