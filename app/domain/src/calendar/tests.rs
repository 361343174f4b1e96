use jiff::civil::date;
use proptest::prelude::*;

use super::*;

/// 2026 as the State Council announced it (testvectors.json rests on the same days).
fn calendar() -> WorkCalendar {
    let off = [
        (date(2026, 1, 1), 3),
        (date(2026, 2, 15), 9),
        (date(2026, 4, 4), 3),
        (date(2026, 5, 1), 5),
        (date(2026, 6, 19), 3),
        (date(2026, 9, 25), 3),
        (date(2026, 10, 1), 7),
    ];
    let on = [date(2026, 1, 4), date(2026, 2, 14), date(2026, 2, 28), date(2026, 5, 9), date(2026, 9, 20), date(2026, 10, 10)];
    let holidays = off
        .into_iter()
        .flat_map(|(first, days)| first.series(jiff::Span::new().days(1)).take(days).map(|day| (day, DayKind::Holiday)));
    let year = holidays.chain(on.into_iter().map(|day| (day, DayKind::MakeUpWorkday))).collect();
    WorkCalendar { years: BTreeMap::from([(2026, year)]) }
}

#[test]
fn a_day_is_what_was_announced() {
    let calendar = calendar();
    assert_eq!(calendar.kind(date(2026, 2, 14)), Ok(DayKind::MakeUpWorkday));
    assert_eq!(calendar.kind(date(2026, 2, 17)), Ok(DayKind::Holiday));
    assert_eq!(calendar.kind(date(2026, 11, 21)), Ok(DayKind::Weekend));
    assert_eq!(calendar.kind(date(2026, 11, 23)), Ok(DayKind::Workday));
}

#[test]
fn a_year_that_was_not_announced_is_not_guessed() {
    let calendar = calendar();
    assert_eq!(calendar.kind(date(2027, 1, 4)), Err(YearUnknown(2027)));
    assert_eq!(calendar.plus_workdays(date(2026, 12, 30), 2), Err(YearUnknown(2027)));
    assert_eq!(calendar.workday_before(date(2026, 1, 1)), Err(YearUnknown(2025)));
}

#[test]
fn work_days_are_counted_as_the_vectors_say() {
    let vectors: serde_json::Value =
        serde_json::from_str(include_str!("../../tests/testvectors.json")).expect("the file is JSON");
    let day = |value: &serde_json::Value| value.as_str().and_then(|text| text.parse::<Date>().ok()).expect("a date");
    for case in vectors["workday"]["cases"].as_array().expect("cases") {
        let n = case["n"].as_u64().and_then(|n| u32::try_from(n).ok()).expect("a number of days");
        assert_eq!(calendar().plus_workdays(day(&case["from"]), n), Ok(day(&case["to"])), "{case}");
    }
}

proptest! {
    #[test]
    fn counting_on_and_counting_back_meet(start in 10i64..330, n in 1u32..10) {
        let calendar = calendar();
        let from = date(2026, 1, 1).saturating_add(jiff::Span::new().days(start));
        let end = calendar.plus_workdays(from, n).expect("2026 is known");
        prop_assert!(calendar.kind(end).expect("2026 is known").works());
        let mut back = end;
        for _ in 1..n {
            back = calendar.workday_before(back).expect("2026 is known");
        }
        prop_assert!(back > from);
        prop_assert!(calendar.workday_before(back).expect("2026 is known") <= from);
    }
}
