//! Moments and days. The clock is given, never taken. Moments are UTC in the store and Asia/Shanghai on the page;
//! China has one zone and no summer time since 1992, so Beijing time is UTC+08:00 exactly.

use std::fmt;

use jiff::civil::{Date, DateTime, Time};
use serde::{Deserialize, Serialize};

/// Milliseconds between UTC and Beijing time.
const BEIJING_OFFSET_MS: i64 = 8 * 3_600_000;

/// An instant: milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Moment(pub i64);

impl Moment {
    /// The instant of a Beijing wall-clock time.
    #[must_use]
    pub fn beijing(date: Date, time: Time) -> Self {
        let epoch = DateTime::constant(1970, 1, 1, 0, 0, 0, 0);
        let span = date.to_datetime(time).duration_since(epoch);
        Self(i64::try_from(span.as_millis()).unwrap_or(i64::MAX) - BEIJING_OFFSET_MS)
    }

    /// The Beijing wall-clock time of this instant.
    #[must_use]
    pub fn in_beijing(self) -> DateTime {
        let epoch = DateTime::constant(1970, 1, 1, 0, 0, 0, 0);
        epoch.saturating_add(jiff::SignedDuration::from_millis(self.0.saturating_add(BEIJING_OFFSET_MS)))
    }

    /// The Beijing calendar day of this instant.
    #[must_use]
    pub fn day(self) -> Date {
        self.in_beijing().date()
    }

    /// `HH:MM` in Beijing time.
    #[must_use]
    pub fn clock_face(self) -> String {
        let time = self.in_beijing();
        format!("{:02}:{:02}", time.hour(), time.minute())
    }

    /// This instant and `minutes` more (or fewer, when negative).
    #[must_use]
    pub const fn plus_minutes(self, minutes: i64) -> Self {
        Self(self.0.saturating_add(minutes.saturating_mul(60_000)))
    }

    /// This instant and `ms` milliseconds more.
    #[must_use]
    pub const fn plus_ms(self, ms: i64) -> Self {
        Self(self.0.saturating_add(ms))
    }

    /// Whole minutes from `earlier` to this instant, rounded down; negative when it lies before.
    #[must_use]
    pub const fn minutes_since(self, earlier: Self) -> i64 {
        (self.0 - earlier.0).div_euclid(60_000)
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = self.in_beijing();
        write!(f, "{} {:02}:{:02}", at.date(), at.hour(), at.minute())
    }
}

/// The only source of «now». The server gives the machine's clock, a test gives its own.
pub trait Clock: Send + Sync {
    /// The present moment.
    fn now(&self) -> Moment;
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, time};

    use super::*;

    #[test]
    fn a_beijing_morning_is_the_utc_night_before() {
        let moment = Moment::beijing(date(2026, 11, 24), time(8, 30, 0, 0));
        assert_eq!(moment.0, 1_795_480_200_000);
        assert_eq!(moment.day(), date(2026, 11, 24));
        assert_eq!(moment.clock_face(), "08:30");
    }
}
