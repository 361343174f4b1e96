//! Days that a rule names from today: «today», «today+12m», «today-30d».

use jiff::{SignedDuration, civil::Date};
use serde::{Deserialize, Serialize};

/// A day counted from today.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Day {
    /// So many days from today; negative in the past.
    Days(i32),
    /// So many months from today, on the same day of the month or its last.
    Months(i32),
}

impl Day {
    /// Reads `today`, `today+12m`, `today-30d`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let rest = text.trim().strip_prefix("today")?;
        if rest.is_empty() {
            return Some(Self::Days(0));
        }
        let (count, unit) = rest.split_at_checked(rest.len() - 1)?;
        let count: i32 =
            count.strip_prefix('+').unwrap_or(count).parse().ok().filter(|count: &i32| count.unsigned_abs() < 40_000)?;
        match unit {
            "d" => Some(Self::Days(count)),
            "m" => Some(Self::Months(count)),
            _ => None,
        }
    }

    /// The day that is meant; the last or first day there is, when it lies beyond.
    #[must_use]
    pub fn from(self, today: Date) -> Date {
        match self {
            Self::Days(days) => today.saturating_add(SignedDuration::from_hours(24 * i64::from(days))),
            Self::Months(months) => {
                let count = i32::from(today.year()) * 12 + i32::from(today.month()) - 1 + months;
                let first = i16::try_from(count.div_euclid(12))
                    .ok()
                    .zip(i8::try_from(count.rem_euclid(12) + 1).ok())
                    .and_then(|(year, month)| Date::new(year, month, 1).ok());
                let beyond = if months < 0 { Date::MIN } else { Date::MAX };
                first.map_or(beyond, |first| {
                    Date::new(first.year(), first.month(), today.day().min(first.days_in_month())).unwrap_or(first)
                })
            }
        }
    }
}

/// `2026-11-23`, put together by hand: the browser carries no date formatter for it.
#[must_use]
pub fn iso(day: Date) -> String {
    [padded(day.year(), 4), padded(day.month().into(), 2), padded(day.day().into(), 2)].join("-")
}

fn padded(value: i16, places: usize) -> String {
    let digits = value.unsigned_abs().to_string();
    ["0".repeat(places.saturating_sub(digits.len())), digits].concat()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn days_are_counted_from_today() {
        let from = |text: &str, today| Day::parse(text).map(|day| day.from(today));
        let today = date(2026, 11, 30);
        assert_eq!(from("today", today), Some(today));
        assert_eq!(from("today-30d", today), Some(date(2026, 10, 31)));
        assert_eq!(from("today+12m", today), Some(date(2027, 11, 30)));
        assert_eq!(from("today+3m", today), Some(date(2027, 2, 28)));
        assert_eq!(from("today-11m", today), Some(date(2025, 12, 30)));
        assert_eq!(from("today+39999m", date(9999, 1, 1)), Some(Date::MAX));
        for wrong in ["", "tomorrow", "today+", "today+x", "today+1y", "today1二", "today+99999d"] {
            assert_eq!(Day::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_day_is_written_as_everywhere() {
        for day in [date(2026, 11, 23), date(1, 2, 3), date(9999, 12, 31)] {
            assert_eq!(iso(day), day.to_string());
        }
    }
}
