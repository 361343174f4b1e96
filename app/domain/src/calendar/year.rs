//! One year's file (`data/holidays/2026.toml`): its form, and what is refused.

use std::collections::BTreeMap;

use jiff::civil::{Date, Weekday};
use serde::Deserialize;
use toml::{Spanned, Value};

use super::DayKind;
use crate::catalogue::{DataError, Sheet};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct YearFile {
    year: Spanned<i16>,
    notice: Spanned<String>,
    days: Vec<DayFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DayFile {
    date: Spanned<Value>,
    kind: Spanned<Announced>,
    name: Spanned<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Announced {
    Holiday,
    MakeUp,
}

/// The year of a file and the days that it announces, or its first mistake.
pub(super) fn read(file: &str, text: &str) -> Result<(i16, BTreeMap<Date, DayKind>), DataError> {
    let mut sheet = Sheet::new(file, text);
    let read = checked(&mut sheet, file);
    let first = sheet.mistakes().into_iter().next();
    match (read, first) {
        (Some(read), None) => Ok(read),
        (_, Some(mistake)) => Err(mistake),
        (None, None) => unreachable!("a year that was not read has a mistake"),
    }
}

fn checked(sheet: &mut Sheet<'_>, file: &str) -> Option<(i16, BTreeMap<Date, DayKind>)> {
    let form: YearFile = sheet.parse()?;
    let year = *form.year.get_ref();
    if !file.ends_with(&format!("{year}.toml")) {
        sheet.wrong(&form.year.span(), format!("the year is {year}: the file must be called {year}.toml"));
    }
    sheet.said(form.notice, "notice (the State Council's notice that this follows)");
    let mut days = BTreeMap::new();
    for entry in form.days {
        sheet.said(entry.name, "name");
        let Some(day) = sheet.day(&entry.date) else { continue };
        let at = entry.date.span();
        if day.year() != year {
            sheet.wrong(&at, format!("{day} is not in {year}"));
        }
        let kind = match entry.kind.get_ref() {
            Announced::Holiday => DayKind::Holiday,
            Announced::MakeUp => DayKind::MakeUpWorkday,
        };
        if kind == DayKind::MakeUpWorkday && !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) {
            sheet.wrong(&at, format!("{day} is no Saturday or Sunday: a make-up work day (make-up) always is"));
        }
        if days.insert(day, kind).is_some() {
            sheet.wrong(&at, format!("{day} is there twice"));
        }
    }
    Some((year, days))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::calendar::{WorkCalendar, YearUnknown};

    fn mistake(day: &str) -> DataError {
        let text = format!("year = 2026\nnotice = \"n\"\ndays = [\n{day}\n]\n");
        read("holidays/2026.toml", &text).expect_err("it is refused")
    }

    #[test]
    fn each_mistake_names_its_line() {
        for (day, reason) in [
            (r#"{ date = 2025-01-01, kind = "holiday", name = "元旦" },"#, "not in 2026"),
            (r#"{ date = 2026-01-05, kind = "make-up", name = "元旦" },"#, "no Saturday"),
            (r#"{ date = "1 January", kind = "holiday", name = "元旦" },"#, "not a day"),
            (r#"{ date = 2026-01-01, kind = "rest", name = "元旦" },"#, "unknown variant"),
            (r#"{ date = 2026-01-01, kind = "holiday", name = "" },"#, "name is empty"),
        ] {
            let wrong = mistake(day);
            assert_eq!((wrong.line, wrong.reason.contains(reason)), (4, true), "{wrong}");
        }
        let day = r#"{ date = 2026-01-01, kind = "holiday", name = "元旦" },"#;
        let wrong = mistake(&format!("{day}\n{day}"));
        assert_eq!((wrong.line, wrong.reason.as_str()), (5, "2026-01-01 is there twice"));
        let wrong = read("holidays/2027.toml", "year = 2026\nnotice = \"n\"\ndays = []").expect_err("it is refused");
        assert_eq!(wrong.to_string(), "holidays/2027.toml:1: the year is 2026: the file must be called 2026.toml");
    }

    #[test]
    fn the_years_that_travel_with_the_program_are_read() {
        let mut calendar = WorkCalendar::default();
        for year in ["2025", "2026"] {
            let path = format!("{}/../../server/data/holidays/{year}.toml", env!("CARGO_MANIFEST_DIR"));
            let text = std::fs::read_to_string(path).expect("the file is there");
            calendar.add_year(&format!("holidays/{year}.toml"), &text).expect("the file is right");
        }
        assert_eq!(calendar.years().collect::<Vec<_>>(), [2025, 2026]);
        assert_eq!(calendar.kind(date(2026, 2, 14)), Ok(DayKind::MakeUpWorkday));
        assert_eq!(calendar.kind(date(2026, 10, 7)), Ok(DayKind::Holiday));
        assert_eq!(calendar.kind(date(2025, 10, 8)), Ok(DayKind::Holiday));
        assert_eq!(calendar.kind(date(2027, 1, 1)), Err(YearUnknown(2027)));
        assert_eq!(calendar.plus_workdays(date(2026, 1, 5), 30), Ok(date(2026, 2, 14)));
        assert_eq!(calendar.plus_workdays(date(2026, 4, 29), 5), Ok(date(2026, 5, 9)));
    }
}
