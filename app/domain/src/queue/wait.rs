//! Waiting time as an honest range: the same order, simulated many times with durations as they were seen lately.
//!
//! Nothing here calls a function of the machine's mathematics (`exp`, `ln`): phone and server must get the same last digit.

use serde::{Deserialize, Serialize};

use crate::{queue::Arrival, time::Moment};

mod run;
mod to_come;

/// So many of the latest visits are remembered.
const REMEMBERED: usize = 200;
/// From so many visits on, what was seen speaks alone.
const ENOUGH: usize = 20;
/// Shorter is a slip of the finger on «start» and «finish», longer a forgotten «finish»: neither teaches anything.
const BELIEVABLE_SECONDS: std::ops::RangeInclusive<u32> = 15..=4 * 3600;
/// How a visit differs from the plan before any was seen: 32 equal shares of a lognormal distribution with mean 1 and
/// coefficient of variation 0.5, as counter services usually show.
const SPREAD: [f64; 32] = [
    0.325, 0.407, 0.460, 0.503, 0.540, 0.575, 0.607, 0.638, 0.669, 0.699, 0.728, 0.758, 0.788, 0.819, 0.850, 0.882, 0.916, 0.950,
    0.987, 1.025, 1.066, 1.109, 1.157, 1.208, 1.266, 1.331, 1.406, 1.495, 1.607, 1.756, 1.984, 2.487,
];

/// How long one service takes, learned from finished visits; before enough were seen, from the plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Durations {
    /// The plan's figure, minutes.
    pub planned_minutes: f64,
    /// The latest finished visits, seconds, newest last; at most 200 are used.
    pub seen_seconds: Vec<u32>,
}

impl Durations {
    /// One duration in seconds, drawn from what was seen blended with the plan while few were seen.
    #[must_use]
    pub fn draw(&self, chance: &mut fastrand::Rng) -> f64 {
        let seen = &self.seen_seconds[self.seen_seconds.len().saturating_sub(REMEMBERED)..];
        if !seen.is_empty() && pick(chance, ENOUGH) < seen.len() {
            f64::from(seen[pick(chance, seen.len())]).max(1.0)
        } else {
            (self.planned_minutes * 60.0 * SPREAD[pick(chance, SPREAD.len())]).max(1.0)
        }
    }

    /// What a visit takes on average, in seconds, blended in the same way.
    fn mean(&self) -> f64 {
        let planned = self.planned_minutes * 60.0;
        let seen = &self.seen_seconds[self.seen_seconds.len().saturating_sub(REMEMBERED)..];
        if seen.is_empty() {
            return planned.max(1.0);
        }
        let mean = seen.iter().copied().map(f64::from).sum::<f64>() / seen.len() as f64;
        let trust = seen.len().min(ENOUGH) as f64 / ENOUGH as f64;
        (trust * mean + (1.0 - trust) * planned).max(1.0)
    }

    /// Remembers a finished visit. What cannot have been one (a few seconds, half a day) is not learned.
    pub fn learn(&mut self, seconds: u32) {
        if BELIEVABLE_SECONDS.contains(&seconds) {
            self.seen_seconds.push(seconds);
            let forgotten = self.seen_seconds.len().saturating_sub(REMEMBERED);
            self.seen_seconds.drain(..forgotten);
        }
    }
}

/// An index below `count`. Through `u32`, because `usize` draws differently on a phone's 32 bits.
fn pick(chance: &mut fastrand::Rng, count: usize) -> usize {
    chance.u32(..u32::try_from(count).expect("tables of this module are short")) as usize
}

/// A counter as it is now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CounterNow {
    /// Indices of the services it takes.
    pub services: Vec<u16>,
    /// Since when it has been serving somebody and for which service; `None` when free.
    pub busy: Option<(Moment, u16)>,
}

/// A range in minutes from now: half are called within `p50`, nine in ten within `p90`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitRange {
    /// Median, minutes, rounded down to a whole minute.
    pub p50: u32,
    /// Nine in ten, minutes, rounded up; at least `p50` + 1.
    pub p90: u32,
}

/// Waiting ranges of everybody in `waiting` (same indices), `None` where no open counter takes their service.
/// Deterministic: the seed is derived from the inputs (ticket numbers and the current minute), so every face computes the same.
/// Also counts people who are expected by appointment within the horizon (`expected`, with their `not_before` = appointed time
/// and their promise), who will overtake some.
///
/// Walk-ins of the coming hour are reckoned in as well, as many as the counters' present work suggests.
///
/// `counters` are those that call people now: leave paused ones out. A service without an entry in `durations` is one that no
/// counter takes.
#[must_use]
pub fn simulate(
    waiting: &[Arrival],
    expected: &[Arrival],
    counters: &[CounterNow],
    durations: &[Durations],
    now: Moment,
) -> Vec<Option<WaitRange>> {
    run::ranges(waiting, expected, counters, durations, now)
}

#[cfg(test)]
mod tests;
