//! Tries to find something by what people read aloud: counted by what is looked for and by visitor in the store, and all
//! together in memory, so that ten thousand guesses find nothing.

use std::num::NonZeroU32;

use domain::time::Moment;
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use sqlx::Row as _;

use super::Desk;
use crate::store::{StoreError, Tx};

/// The district's tries together.
pub(super) type Budget = DefaultDirectRateLimiter;

/// Tries of everybody in a minute: far above what people need on the busiest day.
const ALL_A_MINUTE: NonZeroU32 = NonZeroU32::new(300).expect("three hundred is not nothing");
/// Tries for one reference within [`WINDOW_MINUTES`], whoever makes them.
const BY_REFERENCE: usize = 5;
/// Tries of one visitor within [`WINDOW_MINUTES`].
const BY_VISITOR: usize = 10;
/// How long a try counts.
pub(super) const WINDOW_MINUTES: i64 = 15;

/// A full budget.
pub(super) fn budget() -> Budget {
    RateLimiter::direct(Quota::per_minute(ALL_A_MINUTE))
}

/// Counts a try of `visitor` for `wanted`; whether it may be answered.
pub(super) async fn may_try(desk: &Desk, budget: &Budget, wanted: &str, visitor: &str, now: Moment) -> Result<bool, StoreError> {
    if budget.check().is_err() {
        return Ok(false);
    }
    let mut tx = desk.store.begin().await?;
    let by_reference = count(&mut tx, &desk.keys.index("find-reference", wanted), BY_REFERENCE, now).await?;
    let by_visitor = count(&mut tx, &desk.keys.index("find-visitor", visitor), BY_VISITOR, now).await?;
    // Counted before anything is answered: a try that was refused for one reason still counts for the other.
    tx.commit().await?;
    Ok(by_reference && by_visitor)
}

/// Counts a try of `who`, unless there were `limit` of them already.
async fn count(tx: &mut Tx, who: &str, limit: usize, now: Moment) -> Result<bool, StoreError> {
    // The row is written first: it stays locked until the commit, so that tries at once are counted one by one.
    let row = sqlx::query(
        "INSERT INTO find_try (who, tries, last_ms) VALUES ($1, '', $2)
         ON CONFLICT (who) DO UPDATE SET last_ms = excluded.last_ms RETURNING tries",
    )
    .bind(who)
    .bind(now.0)
    .fetch_one(&mut **tx)
    .await?;
    let since = now.plus_minutes(-WINDOW_MINUTES).0;
    let mut tries: Vec<i64> = row.try_get::<String, _>("tries")?.split(' ').filter_map(|at| at.parse().ok()).collect();
    tries.retain(|at| *at > since);
    if tries.len() >= limit {
        return Ok(false);
    }
    tries.push(now.0);
    let tries: Vec<String> = tries.iter().map(ToString::to_string).collect();
    sqlx::query("UPDATE find_try SET tries = $1 WHERE who = $2").bind(tries.join(" ")).bind(who).execute(&mut **tx).await?;
    Ok(true)
}

/// As document numbers are kept: no spaces, full-width characters as ASCII, letters large.
pub(super) fn normalise(typed: &str) -> String {
    let narrow = |c: char| match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        c => c,
    };
    typed.chars().filter(|c| !c.is_whitespace()).take(8).map(|c| narrow(c).to_ascii_uppercase()).collect()
}
