//! How often a grant is repeated. A period is a whole number of calendar months in Beijing, as every other limit of a voucher
//! counts them, and begins on the first of a month: one date says which period is meant.

use jiff::{ToSpan as _, civil::Date};
use serde::{Deserialize, Serialize};

/// A rhythm, as `every` of vouchers.toml names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rhythm {
    /// From the first of every month.
    Month,
    /// From 1 January, 1 April, 1 July and 1 October.
    Quarter,
    /// From 1 January and 1 July.
    HalfYear,
}

impl Rhythm {
    const fn months(self) -> i8 {
        match self {
            Self::Month => 1,
            Self::Quarter => 3,
            Self::HalfYear => 6,
        }
    }

    /// The first day of the period that a day lies in.
    #[must_use]
    pub fn period(self, day: Date) -> Date {
        let month = (day.month() - 1) / self.months() * self.months() + 1;
        Date::new(day.year(), month, 1).expect("every month of a year has a first day")
    }

    /// The first day of the period after it; the end of the calendar where there is none.
    #[must_use]
    pub fn next_period(self, day: Date) -> Date {
        self.period(day).checked_add(i32::from(self.months()).months()).unwrap_or(Date::MAX)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn periods_begin_on_the_first_of_their_months() {
        let day = date(2026, 11, 24);
        for (rhythm, period, next) in [
            (Rhythm::Month, date(2026, 11, 1), date(2026, 12, 1)),
            (Rhythm::Quarter, date(2026, 10, 1), date(2027, 1, 1)),
            (Rhythm::HalfYear, date(2026, 7, 1), date(2027, 1, 1)),
        ] {
            assert_eq!((rhythm.period(day), rhythm.next_period(day)), (period, next), "{rhythm:?}");
        }
        assert_eq!(Rhythm::Month.next_period(date(2026, 12, 31)), date(2027, 1, 1));
    }

    proptest! {
        /// Every day lies in exactly one period: none is left out and none is granted for twice.
        #[test]
        fn periods_follow_one_another_without_a_gap(days in 0i32..20_000, which in 0usize..3) {
            let rhythm = [Rhythm::Month, Rhythm::Quarter, Rhythm::HalfYear][which];
            let day = date(2020, 1, 1).checked_add(days.days()).expect("a day of this century");
            let (period, next) = (rhythm.period(day), rhythm.next_period(day));
            prop_assert!(period <= day && day < next);
            prop_assert_eq!(rhythm.period(next), next);
            prop_assert_eq!(rhythm.period(next.yesterday().expect("a day before")), period);
        }
    }
}
