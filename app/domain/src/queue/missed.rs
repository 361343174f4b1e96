//! Missed calls: they come back after a set time, twice, then wait at the desk. A number is never void.

use serde::{Deserialize, Serialize};

use crate::time::Moment;

/// How missed calls come back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MissedPolicy {
    /// Minutes until the number is called again.
    pub back_after_minutes: i64,
    /// How often it comes back by itself.
    pub times: u32,
}

impl Default for MissedPolicy {
    fn default() -> Self {
        Self { back_after_minutes: 5, times: 2 }
    }
}

/// What happens to a number after a call that nobody answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AfterMiss {
    /// It is called again, not before this moment; its promise stays, so it is then among the first.
    ComesBack {
        /// Not before.
        not_before: Moment,
    },
    /// It waits at the desk until the person shows up; one touch puts it back in the queue.
    WaitsAtDesk,
}

/// After the `missed`th miss (1 is the first).
#[must_use]
pub fn after_miss(policy: &MissedPolicy, missed: u32, now: Moment) -> AfterMiss {
    if missed <= policy.times {
        AfterMiss::ComesBack { not_before: now.plus_minutes(policy.back_after_minutes) }
    } else {
        AfterMiss::WaitsAtDesk
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missed_call_comes_back_twice_then_waits_at_the_desk() {
        let policy = MissedPolicy::default();
        let now = Moment(1_795_480_200_000);
        let back = AfterMiss::ComesBack { not_before: now.plus_minutes(5) };
        assert_eq!(
            [1, 2, 3, 4].map(|missed| after_miss(&policy, missed, now)),
            [back, back, AfterMiss::WaitsAtDesk, AfterMiss::WaitsAtDesk]
        );
    }

    #[test]
    fn a_venue_may_send_everybody_to_the_desk_at_once() {
        assert_eq!(after_miss(&MissedPolicy { times: 0, ..MissedPolicy::default() }, 1, Moment(0)), AfterMiss::WaitsAtDesk);
    }
}
