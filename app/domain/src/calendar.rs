//! Work days of China: weekends, public holidays and make-up work days, from one data file a year.
//! A year without data is refused: no library may guess what the State Council has not yet announced.

use std::collections::BTreeMap;

use jiff::civil::{Date, Weekday};

mod year;

/// What one day is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayKind {
    /// An ordinary work day.
    Workday,
    /// A Saturday or Sunday on which people work (调休上班).
    MakeUpWorkday,
    /// An ordinary Saturday or Sunday.
    Weekend,
    /// A public holiday, a bridging day off included.
    Holiday,
}

impl DayKind {
    /// Whether offices work.
    #[must_use]
    pub const fn works(self) -> bool {
        matches!(self, Self::Workday | Self::MakeUpWorkday)
    }
}

/// A year that no data file covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the holidays of {0} are not known: add data/holidays/{0}.toml")]
pub struct YearUnknown(pub i16);

/// The calendar of the years that were announced.
#[derive(Clone, Debug, Default)]
pub struct WorkCalendar {
    years: BTreeMap<i16, BTreeMap<Date, DayKind>>,
}

impl WorkCalendar {
    /// Reads the text of one year's file (see data/holidays/README.md for its form). `file` names it in errors.
    pub fn add_year(&mut self, file: &str, text: &str) -> Result<(), crate::catalogue::DataError> {
        let (year, days) = year::read(file, text)?;
        self.years.insert(year, days);
        Ok(())
    }

    /// The years that are known, in order.
    pub fn years(&self) -> impl Iterator<Item = i16> + '_ {
        self.years.keys().copied()
    }

    /// What `day` is.
    pub fn kind(&self, day: Date) -> Result<DayKind, YearUnknown> {
        let announced = self.years.get(&day.year()).ok_or(YearUnknown(day.year()))?;
        Ok(announced.get(&day).copied().unwrap_or(match day.weekday() {
            Weekday::Saturday | Weekday::Sunday => DayKind::Weekend,
            _ => DayKind::Workday,
        }))
    }

    /// The `n`th work day after `from` (`from` itself does not count; testvectors.json `workday`).
    pub fn plus_workdays(&self, from: Date, n: u32) -> Result<Date, YearUnknown> {
        let mut day = from;
        let mut left = n;
        while left > 0 {
            day = day.tomorrow().map_err(|_| YearUnknown(day.year()))?;
            left -= u32::from(self.kind(day)?.works());
        }
        Ok(day)
    }

    /// The last work day before `day`.
    pub fn workday_before(&self, day: Date) -> Result<Date, YearUnknown> {
        let mut day = day;
        loop {
            day = day.yesterday().map_err(|_| YearUnknown(day.year()))?;
            if self.kind(day)?.works() {
                return Ok(day);
            }
        }
    }
}

#[cfg(test)]
impl WorkCalendar {
    /// A year with nothing announced but its weekends.
    pub(crate) fn plain(year: i16) -> Self {
        Self { years: BTreeMap::from([(year, BTreeMap::new())]) }
    }
}

#[cfg(test)]
mod tests;
