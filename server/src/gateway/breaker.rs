//! When to try again, and when to leave a department alone for a while.

use domain::time::Moment;

use crate::store::{StoreError, Tx};

/// How much a department is borne with; each has a place in departments.toml.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// So many failures in a row open the breaker.
    pub(super) opens_at: i64,
    /// So long it stays open before one dispatch probes, milliseconds.
    pub(super) pause_ms: i64,
    /// The first wait is up to this, milliseconds.
    pub(super) first_ms: i64,
    /// No wait is longer, milliseconds.
    pub(super) longest_ms: i64,
    /// A dispatch that was misunderstood so often is parked.
    pub(super) park_after: i64,
}

impl Patience {
    /// What holds where departments.toml says nothing.
    pub(super) const USUAL: Self = Self { opens_at: 5, pause_ms: 30_000, first_ms: 1_000, longest_ms: 300_000, park_after: 8 };
}

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
    pub(super) const fn open(self, patience: &Patience) -> bool {
        self.failures >= patience.opens_at
    }

    pub(super) const fn paused(self, now: Moment) -> bool {
        now.0 < self.paused_until_ms
    }

    /// After a dispatch that got an answer.
    pub(super) const fn answered() -> Self {
        Self { failures: 0, paused_until_ms: 0 }
    }

    /// After one that got none.
    pub(super) const fn failed(self, now: Moment, patience: &Patience) -> Self {
        let failures = self.failures.saturating_add(1);
        let paused_until_ms =
            if failures >= patience.opens_at { now.0.saturating_add(patience.pause_ms) } else { self.paused_until_ms };
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
    Patience::USUAL.wait_ms(attempts, chance)
}

impl Patience {
    /// See [`wait_ms`].
    pub(super) fn wait_ms(&self, attempts: i64, chance: f64) -> i64 {
        let doublings = u32::try_from(attempts.saturating_sub(1).clamp(0, 20)).unwrap_or(0);
        let longest = self.first_ms.saturating_mul(1_i64 << doublings).min(self.longest_ms);
        #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "at most an hour: exact in f64")]
        let wait = (longest as f64 * chance) as i64;
        wait
    }
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
        let usual = Patience::USUAL;
        let four = (0..4).fold(Health::default(), |health, _| health.failed(now, &usual));
        assert!(!four.open(&usual) && !four.paused(now));
        let five = four.failed(now, &usual);
        assert!(five.open(&usual) && five.paused(now) && !five.paused(now.plus_ms(usual.pause_ms)));
        assert!(!Health::answered().open(&usual));
    }
}
