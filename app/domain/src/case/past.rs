//! What past cases of a service show: an honest figure, or none.

use jiff::civil::Date;

use super::{CaseEvent, Progress};
use crate::calendar::{WorkCalendar, YearUnknown};

/// Cases that are too few to say anything.
const FEWEST: usize = 20;

/// «Nine in ten were decided within N work days»: the smallest N that holds for nine tenths of the past cases, or nothing
/// while there are fewer than twenty. `past` are the work days that each took.
#[must_use]
pub fn decided_within(past: &[u32]) -> Option<u32> {
    if past.len() < FEWEST {
        return None;
    }
    let mut sorted = past.to_vec();
    sorted.sort_unstable();
    sorted.get((sorted.len() * 9).div_ceil(10) - 1).copied()
}

/// The work days from the day a case was received to its (first) decision: what the resident truly waited, the time for
/// supplements included. `None` while it is not decided.
pub fn workdays_taken(progress: &Progress, calendar: &WorkCalendar) -> Result<Option<u32>, YearUnknown> {
    let decided = progress.entries().iter().find(|entry| matches!(entry.what, CaseEvent::Decide { .. }));
    decided.map(|entry| workdays_between(calendar, progress.begun().day(), entry.at.day())).transpose()
}

/// Work days after `from` up to and with `to`; 0 when `to` is not later.
pub(super) fn workdays_between(calendar: &WorkCalendar, from: Date, to: Date) -> Result<u32, YearUnknown> {
    let (mut day, mut count) = (from, 0);
    while day < to {
        day = day.tomorrow().map_err(|_| YearUnknown(day.year()))?;
        count += u32::from(calendar.kind(day)?.works());
    }
    Ok(count)
}
