//! Days and times in words, in Beijing time.

use domain::{
    text::{Lang, Text},
    time::Moment,
};
use jiff::civil::Date;

use crate::msg::{guide, terms};

const MONTHS: [Text; 12] = [
    terms::MONTH_1,
    terms::MONTH_2,
    terms::MONTH_3,
    terms::MONTH_4,
    terms::MONTH_5,
    terms::MONTH_6,
    terms::MONTH_7,
    terms::MONTH_8,
    terms::MONTH_9,
    terms::MONTH_10,
    terms::MONTH_11,
    terms::MONTH_12,
];

const WEEKDAYS: [Text; 7] = [
    terms::WEEKDAY_1,
    terms::WEEKDAY_2,
    terms::WEEKDAY_3,
    terms::WEEKDAY_4,
    terms::WEEKDAY_5,
    terms::WEEKDAY_6,
    terms::WEEKDAY_7,
];

/// «星期二».
#[must_use]
pub fn weekday(lang: Lang, number: i8) -> &'static str {
    let at = usize::from(number.clamp(1, 7).unsigned_abs()) - 1;
    WEEKDAYS[at].of(lang)
}

/// «星期一至星期五», or where there are gaps «星期一、星期三».
#[must_use]
pub fn weekdays(lang: Lang, numbers: &[i8]) -> String {
    let mut days = numbers.to_vec();
    days.sort_unstable();
    let in_a_row = days.len() > 2 && days.windows(2).all(|pair| pair[1] == pair[0] + 1);
    match (days.first(), days.last()) {
        (Some(first), Some(last)) if in_a_row => {
            guide::DAYS_SPAN.with(lang, &[("first", weekday(lang, *first)), ("last", weekday(lang, *last))])
        }
        _ => days.iter().map(|day| weekday(lang, *day)).collect::<Vec<_>>().join(guide::DAYS_JOIN.of(lang)),
    }
}

/// «12月1日 星期二»: for days so near that the year is plain.
#[must_use]
pub fn day(lang: Lang, date: Date) -> String {
    let number = date.weekday().to_monday_one_offset();
    terms::DAY.with(lang, &[("month", month(lang, date)), ("day", &date.day().to_string()), ("weekday", weekday(lang, number))])
}

/// «2025年5月10日».
#[must_use]
pub fn full_day(lang: Lang, date: Date) -> String {
    terms::FULL_DAY
        .with(lang, &[("year", &date.year().to_string()), ("month", month(lang, date)), ("day", &date.day().to_string())])
}

/// «12月1日 星期二 10:42».
#[must_use]
pub fn moment(lang: Lang, at: Moment) -> String {
    terms::MOMENT.with(lang, &[("day", &day(lang, at.day())), ("time", &at.clock_face())])
}

/// «12月1日 星期二 09:00–09:30».
#[must_use]
pub fn span(lang: Lang, starts: Moment, ends: Moment) -> String {
    terms::SPAN.with(lang, &[("day", &day(lang, starts.day())), ("from", &starts.clock_face()), ("until", &ends.clock_face())])
}

/// «09:00–09:30».
#[must_use]
pub fn clock_span(starts: Moment, ends: Moment) -> String {
    format!("{}–{}", starts.clock_face(), ends.clock_face())
}

/// How `<time datetime>` wants it.
#[must_use]
pub fn machine(at: Moment) -> String {
    format!("{}T{}+08:00", at.day(), at.clock_face())
}

fn month(lang: Lang, date: Date) -> &'static str {
    let at = usize::from(date.month().clamp(1, 12).unsigned_abs()) - 1;
    MONTHS[at].of(lang)
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, time};

    use super::*;

    #[test]
    fn a_slot_reads_as_people_say_it() {
        let starts = Moment::beijing(date(2026, 12, 1), time(9, 0, 0, 0));
        assert_eq!(span(Lang::Zh, starts, starts.plus_minutes(30)), "12月1日 星期二 09:00–09:30");
        assert_eq!(span(Lang::En, starts, starts.plus_minutes(30)), "Tuesday 1 December, 09:00–09:30");
        assert_eq!(full_day(Lang::Zh, date(2025, 5, 10)), "2025年5月10日");
        assert_eq!(machine(starts), "2026-12-01T09:00+08:00");
    }
}
