//! What is kept of people, and for how long. Some time after an appointment nobody needs any more what names its people: their
//! answers, what finds them again, the booking's link, the papers of a case that has ended, the names on tickets, the numbers
//! of messages, what was handed over. What happened stays for the figures: which service, where, when, and how it ended. What
//! still waits for a department or a phone is never wiped.

use std::time::Duration;

use domain::time::Moment;
use tokio_util::sync::CancellationToken;

use crate::{
    desk::{Desk, cases, devices, offline, ratings, residents, rounds::Rounds, vouchers},
    store::{Store, StoreError},
};

/// How often it is looked for.
const EVERY: Duration = Duration::from_secs(3600);
/// Bookings that one transaction wipes: residents who book meanwhile wait for no more.
const BATCH: i64 = 100;
/// Minutes of a day.
const DAY: i64 = 24 * 60;

/// Forgets until the shutdown.
pub async fn run(desk: Desk, keep_days: u32, shutdown: CancellationToken) {
    let mut rounds = Rounds::every(EVERY, shutdown);
    while rounds.next().await {
        if let Err(wrong) = forget(&desk, keep_days).await {
            tracing::warn!(%wrong, "not everything old was wiped; the next round tries again");
        }
    }
}

/// Wipes what names people and is older than `keep_days`. Done twice, or by two servers at once, it is done once.
pub async fn forget(desk: &Desk, keep_days: u32) -> Result<(), StoreError> {
    let before = desk.clock.now().plus_minutes(-i64::from(keep_days) * DAY);
    while wipe_bookings(&desk.store, before).await? == BATCH {}
    cases::forget(desk, before).await?;
    residents::forget(desk, before).await?;
    vouchers::forget(desk, before).await?;
    ratings::forget(desk, before).await?;
    devices::forget(desk, before).await?;
    offline::forget(desk, before).await?;
    let mut tx = desk.store.begin().await?;
    sqlx::query("DELETE FROM hold WHERE ends_ms < $1 AND state <> 'live'").bind(before.0).execute(&mut *tx).await?;
    sqlx::query("UPDATE ticket SET names_masked = '[]' WHERE day < $1 AND names_masked <> '[]'")
        .bind(before.day().to_string())
        .execute(&mut *tx)
        .await?;
    sqlx::query("DELETE FROM leased_number WHERE day < $1").bind(before.day().to_string()).execute(&mut *tx).await?;
    sqlx::query(
        "UPDATE message SET to_sealed = '', to_masked = '' WHERE created_ms < $1 AND to_sealed <> '' AND state <> 'waiting'",
    )
    .bind(before.0)
    .execute(&mut *tx)
    .await?;
    sqlx::query("UPDATE dispatch SET body = '', answer = NULL WHERE created_ms < $1 AND body <> '' AND state NOT IN ('waiting', 'parked')")
        .bind(before.0)
        .execute(&mut *tx)
        .await?;
    tx.commit().await?;
    Ok(())
}

/// Wipes the people and the link of some bookings that ended before; returns how many.
async fn wipe_bookings(store: &Store, before: Moment) -> Result<i64, StoreError> {
    let mut tx = store.begin().await?;
    let past: Vec<(String,)> = sqlx::query_as(
        "SELECT reference FROM booking WHERE ends_ms < $1 AND people_sealed <> '' ORDER BY ends_ms, reference LIMIT $2",
    )
    .bind(before.0)
    .bind(BATCH)
    .fetch_all(&mut *tx)
    .await?;
    let mut wiped = 0;
    for (reference,) in past {
        // A keyed hash is hexadecimal: no token leads to a booking with this one.
        sqlx::query(
            "UPDATE booking SET people_sealed = '', token_sealed = '', token_hash = 'forgotten:' || reference, resident_index = NULL
             WHERE reference = $1",
        )
        .bind(&reference)
        .execute(&mut *tx)
        .await?;
        for text in ["DELETE FROM booking_person WHERE reference = $1", "DELETE FROM booking_message WHERE reference = $1"] {
            sqlx::query(text).bind(&reference).execute(&mut *tx).await?;
        }
        wiped += 1;
    }
    tx.commit().await?;
    Ok(wiped)
}
