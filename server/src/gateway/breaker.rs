//! When to try again, and when to leave a department alone for a while.

use domain::time::Moment;

use crate::store::{StoreError, Tx};

/// So many failures in a row open the breaker.
const OPENS_AT: i64 = 5;
/// So long it stays open before one dispatch probes, milliseconds.
const PAUSE_MS: i64 = 30_000;
/// The first wait is up to this.
const BASE_MS: i64 = 1_000;
/// No wait is longer.
const LONGEST_MS: i64 = 300_000;

/// How a department is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Health {
    /// Failures in a row.
    pub(super) failures: i64,
    /// Nothing is sent before.
    pub(super) paused_until_ms: i64,
}

impl Health {
    /// Whether the breaker has opened: one dispatch at a time may probe, after the pause.
    pub(super) const fn open(self) -> bool {
        self.failures >= OPENS_AT
    }

    pub(super) const fn paused(self, now: Moment) -> bool {
        now.0 < self.paused_until_ms
    }

    /// After a dispatch that got an answer.
    pub(super) const fn answered() -> Self {
        Self { failures: 0, paused_until_ms: 0 }
    }

    /// After one that got none.
    pub(super) const fn failed(self, now: Moment) -> Self {
        let failures = self.failures.saturating_add(1);
        let paused_until_ms = if failures >= OPENS_AT { now.0.saturating_add(PAUSE_MS) } else { self.paused_until_ms };
        Self { failures, paused_until_ms }
    }

    pub(super) async fn read(tx: &mut Tx, department: &str) -> Result<Self, StoreError> {
        let row: Option<(i64, i64)> =
            sqlx::query_as("SELECT failures, paused_until_ms FROM department_health WHERE department = $1")
                .bind(department)
                .fetch_optional(&mut **tx)
                .await?;
        Ok(row.map_or_else(Self::default, |(failures, paused_until_ms)| Self { failures, paused_until_ms }))
    }

    pub(super) async fn write(self, tx: &mut Tx, department: &str) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO department_health (department, failures, paused_until_ms) VALUES ($1, $2, $3)
             ON CONFLICT (department) DO UPDATE SET failures = excluded.failures, paused_until_ms = excluded.paused_until_ms",
        )
        .bind(department)
        .bind(self.failures)
        .bind(self.paused_until_ms)
        .execute(&mut **tx)
        .await?;
        Ok(())
    }
}

/// How long to wait after the `attempts`th failure: exponential with full jitter, so that those who failed together do not
/// come back together. `chance` is uniform in 0..1.
pub(crate) fn wait_ms(attempts: i64, chance: f64) -> i64 {
    let doublings = u32::try_from(attempts.saturating_sub(1).clamp(0, 20)).unwrap_or(0);
    let longest = BASE_MS.saturating_mul(1_i64 << doublings).min(LONGEST_MS);
    // Bounded by LONGEST_MS: exact in f64.
    #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "at most 300 000")]
    let wait = (longest as f64 * chance) as i64;
    wait
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_never_pass_five_minutes() {
        assert_eq!((wait_ms(1, 1.0), wait_ms(2, 1.0), wait_ms(5, 0.5)), (1_000, 2_000, 8_000));
        assert_eq!((wait_ms(40, 1.0), wait_ms(i64::MAX, 1.0), wait_ms(3, 0.0)), (300_000, 300_000, 0));
    }

    #[test]
    fn five_failures_in_a_row_pause_and_one_answer_ends_it() {
        let now = Moment(1_000_000);
        let four = (0..4).fold(Health::default(), |health, _| health.failed(now));
        assert!(!four.open() && !four.paused(now));
        let five = four.failed(now);
        assert!(five.open() && five.paused(now) && !five.paused(now.plus_ms(PAUSE_MS)));
        assert!(!Health::answered().open());
    }
}
