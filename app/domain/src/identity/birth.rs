//! A typed date of birth, for documents whose number holds none.

use jiff::civil::Date;

use super::document::EARLIEST_BIRTH_YEAR;

/// Reads `1990-06-01` and the other ways people write it (`1990/6/1`, `1990年6月1日`, `19900601`).
/// `None` when there is no such day or it lies after `today`.
#[must_use]
pub fn parse_birth(typed: &str, today: Date) -> Option<Date> {
    parse_day(typed).filter(|birth| birth.year() >= EARLIEST_BIRTH_YEAR && *birth <= today)
}

/// Any day in those ways of writing.
pub(crate) fn parse_day(typed: &str) -> Option<Date> {
    let typed: String = typed.trim().chars().map(super::narrow).collect();
    let parts: Vec<&str> = if typed.len() == 8 && typed.bytes().all(|b| b.is_ascii_digit()) {
        vec![&typed[..4], &typed[4..6], &typed[6..]]
    } else {
        typed.trim_end_matches('日').split(['-', '/', '.', '年', '月']).map(str::trim).collect()
    };
    let [year, month, day] = parts.as_slice() else { return None };
    let digits = |text: &str, longest| (1..=longest).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    if !(digits(year, 4) && digits(month, 2) && digits(day, 2)) {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    const TODAY: Date = date(2026, 11, 23);

    #[test]
    fn the_ways_people_write_a_date_are_forgiven() {
        for typed in ["1990-06-01", "1990/6/1", "1990.6.1", "1990年6月1日", "19900601", " 1990-06-01 ", "１９９０－０６－０１"]
        {
            assert_eq!(parse_birth(typed, TODAY), Some(date(1990, 6, 1)), "{typed}");
        }
    }

    #[test]
    fn a_day_that_does_not_exist_or_has_not_come_is_refused() {
        for typed in ["", "1990", "1990-02-30", "90-06-01", "2026-11-24", "0990-06-01", "1990-06-01-01", "年月日", "+990-06-01"]
        {
            assert_eq!(parse_birth(typed, TODAY), None, "{typed}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_stumble(typed in ".{0,20}") {
            prop_assert!(parse_birth(&typed, TODAY).is_none_or(|birth| birth <= TODAY));
        }
    }
}
