//! A booking is found again without an account: by its reference and the last four of a document number. Wrong and absent
//! are one answer, made by the same steps; tries are counted by reference and by visitor in the store, and all together in
//! memory, so that ten thousand guesses find nothing.

use std::num::NonZeroU32;

use app::ports::FindRefused;
use domain::{
    ids::{BookingRef, BookingToken},
    time::Moment,
};
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use sqlx::Row as _;

use super::{Bookings, Ended, confirm::last_four_index, rows};
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

impl Bookings {
    pub(super) async fn find_booking(
        &self,
        reference: &BookingRef,
        last_four: &str,
        visitor: &str,
    ) -> Result<BookingToken, Ended<FindRefused>> {
        let now = self.now();
        let keys = &self.desk.keys;
        let too_often = || Ended::Refused(FindRefused::TooOften);
        self.budget.check().map_err(|_| too_often())?;
        let mut tx = self.desk.store.begin().await?;
        let by_reference = may_try(&mut tx, &keys.index("find-reference", reference.as_str()), BY_REFERENCE, now).await?;
        let by_visitor = may_try(&mut tx, &keys.index("find-visitor", visitor), BY_VISITOR, now).await?;
        // Counted before anything is answered: a try that was refused for one reason still counts for the other.
        tx.commit().await?;
        if !(by_reference && by_visitor) {
            return Err(too_often());
        }
        let row = sqlx::query("SELECT reference FROM booking_person WHERE last_four_index = $1 AND reference = $2")
            .bind(last_four_index(keys, reference, &normalise(last_four)))
            .bind(reference.as_str())
            .fetch_optional(self.desk.store.reads())
            .await?;
        // The booking is read whether or not the four fit, so that the time tells nothing about which was wrong.
        let booking = rows::booking_by_reference(self.desk.store.reads(), reference).await?;
        match row.and(booking) {
            Some(booking) => Ok(booking.token(keys)?),
            None => Err(Ended::Refused(FindRefused::NoMatch)),
        }
    }
}

/// Counts a try of `who`, unless there were `limit` of them already.
async fn may_try(tx: &mut Tx, who: &str, limit: usize, now: Moment) -> Result<bool, StoreError> {
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
fn normalise(typed: &str) -> String {
    let narrow = |c: char| match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        c => c,
    };
    typed.chars().filter(|c| !c.is_whitespace()).take(8).map(|c| narrow(c).to_ascii_uppercase()).collect()
}
