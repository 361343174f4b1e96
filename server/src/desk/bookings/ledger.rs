//! The ledger of places. One conditional update takes a place; nothing is ever checked first and taken afterwards.

use domain::{time::Moment, venue::SlotKey};

use crate::store::{StoreError, Tx};

/// Takes a place if fewer than `capacity` are taken. Where all are taken, places of holds that ended are returned first.
pub(super) async fn take(tx: &mut Tx, slot: &SlotKey, capacity: u32, now: Moment) -> Result<bool, StoreError> {
    open(tx, slot).await?;
    if take_one(tx, slot, capacity).await? {
        return Ok(true);
    }
    lock(tx, slot).await?;
    Ok(return_ended(tx, slot, now).await? > 0 && take_one(tx, slot, capacity).await?)
}

/// Makes the slot's row where there is none. On PostgreSQL it waits for another act that is just making it.
pub(super) async fn open(tx: &mut Tx, slot: &SlotKey) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO slot (venue, session, starts_ms, used) VALUES ($1, $2, $3, 0) ON CONFLICT DO NOTHING")
        .bind(slot.venue.as_str())
        .bind(i64::from(slot.session))
        .bind(slot.starts.0)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Keeps everybody else from this slot until the transaction ends.
pub(super) async fn lock(tx: &mut Tx, slot: &SlotKey) -> Result<(), StoreError> {
    sqlx::query("UPDATE slot SET used = used WHERE venue = $1 AND session = $2 AND starts_ms = $3")
        .bind(slot.venue.as_str())
        .bind(i64::from(slot.session))
        .bind(slot.starts.0)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

async fn take_one(tx: &mut Tx, slot: &SlotKey, capacity: u32) -> Result<bool, StoreError> {
    let taken = sqlx::query("UPDATE slot SET used = used + 1 WHERE venue = $1 AND session = $2 AND starts_ms = $3 AND used < $4")
        .bind(slot.venue.as_str())
        .bind(i64::from(slot.session))
        .bind(slot.starts.0)
        .bind(i64::from(capacity))
        .execute(&mut **tx)
        .await?;
    Ok(taken.rows_affected() == 1)
}

/// Returns `places` places.
pub(super) async fn give_back(tx: &mut Tx, slot: &SlotKey, places: i64) -> Result<(), StoreError> {
    sqlx::query("UPDATE slot SET used = used - $4 WHERE venue = $1 AND session = $2 AND starts_ms = $3")
        .bind(slot.venue.as_str())
        .bind(i64::from(slot.session))
        .bind(slot.starts.0)
        .bind(places)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Returns the places of this slot's holds that have ended. The caller has locked the slot.
pub(super) async fn return_ended(tx: &mut Tx, slot: &SlotKey, now: Moment) -> Result<i64, StoreError> {
    let ended = sqlx::query(
        "UPDATE hold SET state = 'released', ended_ms = expires_ms
         WHERE venue = $1 AND session = $2 AND starts_ms = $3 AND state = 'live' AND expires_ms <= $4",
    )
    .bind(slot.venue.as_str())
    .bind(i64::from(slot.session))
    .bind(slot.starts.0)
    .bind(now.0)
    .execute(&mut **tx)
    .await?;
    let places = i64::try_from(ended.rows_affected()).unwrap_or(0);
    if places > 0 {
        give_back(tx, slot, places).await?;
    }
    Ok(places)
}
