//! What a browser has found by its reference and last four opens to it for a while, also where it belongs to an account and nobody is
//! signed in: whoever got a message with the reference needs no account.

use domain::time::Moment;

use super::Desk;
use crate::{
    keys::Keyring,
    store::{StoreError, Tx},
};

/// How long it opens, minutes: long enough to answer what a department asked for, with the papers.
const MINUTES: i64 = 120;

/// Notes that the browser with this mark has found `thing`.
pub(super) async fn keep(tx: &mut Tx, keys: &Keyring, thing: &str, visitor: &str, now: Moment) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO found_again (thing, visitor_index, until_ms) VALUES ($1, $2, $3)
         ON CONFLICT (thing, visitor_index) DO UPDATE SET until_ms = excluded.until_ms",
    )
    .bind(thing)
    .bind(keys.index("found-by", visitor))
    .bind(now.plus_minutes(MINUTES).0)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Whether the browser with this mark has found `thing` lately.
pub(super) async fn is_kept(desk: &Desk, thing: &str, visitor: &str, now: Moment) -> Result<bool, StoreError> {
    let found = sqlx::query("SELECT 1 FROM found_again WHERE thing = $1 AND visitor_index = $2 AND until_ms > $3")
        .bind(thing)
        .bind(desk.keys.index("found-by", visitor))
        .bind(now.0)
        .fetch_optional(desk.store.reads())
        .await?;
    Ok(found.is_some())
}

/// Forgets what was found too long ago.
pub(super) async fn forget(desk: &Desk, now: Moment) -> Result<(), StoreError> {
    let mut tx = desk.store.begin().await?;
    sqlx::query("DELETE FROM found_again WHERE until_ms <= $1").bind(now.0).execute(&mut *tx).await?;
    tx.commit().await?;
    Ok(())
}
