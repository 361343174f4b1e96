//! Conditions between questions, as the data writes them: `by_proxy`, `basis = disability_card`,
//! `hukou_street != OTHER`, `uscc empty`, `family_members.disability_card filled`, `birth under 18`.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Typed, read};
use crate::identity::age_on;

/// A condition on another field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct When {
    /// The other field; `family_members.health` means that column in any row.
    pub field: String,
    /// What must hold.
    pub test: Test,
}

/// What is asked of the other field's value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Test {
    /// It is yes.
    Yes,
    /// It is one of these, or one of these was chosen.
    Is(Vec<String>),
    /// Something was answered, and none of these.
    IsNot(Vec<String>),
    /// Something was answered.
    Filled,
    /// Nothing was answered.
    Empty,
    /// A date of birth less than so many completed years ago.
    Under(i16),
}

impl When {
    /// Reads the data's notation.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let list = |values: &str| -> Option<Vec<String>> {
            let values: Vec<String> = values.split('|').map(|value| value.trim().to_owned()).collect();
            values.iter().all(|value| !value.is_empty()).then_some(values)
        };
        let (field, test) = if let Some((field, values)) = text.split_once("!=") {
            (field, Test::IsNot(list(values)?))
        } else if let Some((field, values)) = text.split_once('=') {
            (field, Test::Is(list(values)?))
        } else {
            let mut words = text.split_whitespace();
            let field = words.next()?;
            let test = match (words.next(), words.next(), words.next()) {
                (None, ..) => Test::Yes,
                (Some("filled"), None, _) => Test::Filled,
                (Some("empty"), None, _) => Test::Empty,
                (Some("under"), Some(years), None) => Test::Under(years.parse().ok()?),
                _ => return None,
            };
            (field, test)
        };
        let field = field.trim();
        let named = !field.is_empty() && field.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.'));
        named.then(|| Self { field: field.to_owned(), test })
    }

    /// Whether it holds. `prefix` is that of the row it stands in; `today` is only needed for ages.
    pub(super) fn holds(&self, typed: &Typed, prefix: &str, today: Option<Date>) -> bool {
        let values = typed.values_at(prefix, &self.field);
        let mut given = values.iter().map(|value| value.trim()).filter(|value| !value.is_empty());
        match &self.test {
            Test::Yes => given.any(|value| read::yes_or_no(value) == Some(true)),
            Test::Is(wanted) => given.any(|value| wanted.iter().any(|wanted| wanted == value)),
            Test::IsNot(unwanted) => {
                let mut given = given.peekable();
                given.peek().is_some() && given.all(|value| unwanted.iter().all(|unwanted| unwanted != value))
            }
            Test::Filled => given.next().is_some(),
            Test::Empty => given.next().is_none(),
            Test::Under(years) => today.is_some_and(|today| {
                given.any(|value| read::day(value).is_some_and(|birth| birth <= today && age_on(birth, today) < *years))
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[track_caller]
    fn holds(text: &str, typed: &[(&str, &str)]) -> bool {
        let typed: Typed = typed.iter().copied().collect();
        When::parse(text).expect("it is well written").holds(&typed, "", Some(date(2026, 11, 23)))
    }

    #[test]
    fn conditions_read_as_they_are_written() {
        assert!(holds("by_proxy", &[("by_proxy", "yes")]));
        assert!(!holds("by_proxy", &[("by_proxy", "no")]) && !holds("by_proxy", &[]));
        assert!(holds("basis = disability_card", &[("basis", "disability_card")]));
        assert!(holds("cause=fire|traffic", &[("cause", "traffic")]) && !holds("cause=fire|traffic", &[("cause", "other")]));
        assert!(holds("street != OTHER", &[("street", "110102018")]));
        assert!(!holds("street != OTHER", &[("street", "OTHER")]) && !holds("street != OTHER", &[]));
        assert!(holds("uscc empty", &[("uscc", " ")]) && holds("uscc filled", &[("uscc", "9")]));
        assert!(holds("birth under 18", &[("birth", "2008-11-24")]) && !holds("birth under 18", &[("birth", "2008-11-23")]));
    }

    #[test]
    fn a_column_of_any_row_is_enough() {
        let typed = [("family.0.health", "good"), ("family.3.health", "serious")];
        assert!(holds("family.health = serious", &typed) && !holds("family.health = poor", &typed));
    }

    #[test]
    fn what_is_no_condition_is_refused() {
        for wrong in ["", "=", "a =", "a = b|", "a b", "a under x", "a under 18 years", "乙 = 1", "a filled twice"] {
            assert_eq!(When::parse(wrong), None, "{wrong}");
        }
    }
}
