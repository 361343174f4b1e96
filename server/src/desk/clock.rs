//! The machine's clock, moved by a set offset when a demonstration or a test wants another hour of the day.

use std::time::{SystemTime, UNIX_EPOCH};

use domain::time::{Clock, Moment};

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock {
    /// Minutes added to the machine's time; always 0 in production.
    pub offset_minutes: i64,
}

impl Clock for SystemClock {
    fn now(&self) -> Moment {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Moment(i64::try_from(since.as_millis()).unwrap_or(i64::MAX)).plus_minutes(self.offset_minutes)
    }
}
