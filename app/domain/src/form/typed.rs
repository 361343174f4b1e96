//! Exactly what was typed, by the name of its input, so that a wrong answer can be shown again as it was.

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize};

/// A group has at most this many rows: what a hand-made request names beyond them is not there.
pub const MOST_ROWS: usize = 50;

/// What was typed. The input of a row's column is named `family_members.0.name`.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Typed(BTreeMap<String, Vec<String>>);

/// Only the names of the inputs: nobody's answer may reach a log through `{:?}`.
impl fmt::Debug for Typed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

impl<K: Into<String>, V: Into<String>> FromIterator<(K, V)> for Typed {
    /// Values of the same input are kept side by side, in order.
    fn from_iter<T: IntoIterator<Item = (K, V)>>(pairs: T) -> Self {
        let mut typed = Self::default();
        for (input, value) in pairs {
            typed.0.entry(input.into()).or_default().push(value.into());
        }
        typed
    }
}

impl Typed {
    /// The value of an input; empty when nothing was typed.
    #[must_use]
    pub fn get(&self, input: &str) -> &str {
        self.0.get(input).and_then(|values| values.first()).map_or("", String::as_str)
    }

    /// Every value of an input.
    #[must_use]
    pub fn all(&self, input: &str) -> &[String] {
        self.0.get(input).map_or(&[], Vec::as_slice)
    }

    /// Whether the input was there at all, be it empty.
    #[must_use]
    pub fn has(&self, input: &str) -> bool {
        self.0.contains_key(input)
    }

    /// Puts one value in place of what was there.
    pub fn set(&mut self, input: impl Into<String>, value: impl Into<String>) {
        self.0.insert(input.into(), vec![value.into()]);
    }

    /// Puts several values in place of what was there.
    pub fn set_all(&mut self, input: impl Into<String>, values: Vec<String>) {
        self.0.insert(input.into(), values);
    }

    /// Takes over what another holds; where both have an input, the other's values stay.
    pub fn merge(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// Forgets a field with all its rows, so that a sent screen replaces what was there (an unticked box sends nothing).
    pub fn forget(&mut self, field: &str) {
        self.0.retain(|input, _| !is_of(input, field));
    }

    /// Forgets one row; the rows after it move up.
    pub fn forget_row(&mut self, field: &str, row: usize) {
        let kept = std::mem::take(&mut self.0);
        for (input, values) in kept {
            let place = input.strip_prefix(field).and_then(|rest| rest.strip_prefix('.')).and_then(|rest| rest.split_once('.'));
            match place.and_then(|(at, column)| Some((at.parse::<usize>().ok()?, column))) {
                Some((at, _)) if at == row => {}
                Some((at, column)) if at > row => {
                    let moved = [field, ".", &number(at - 1), ".", column].concat();
                    self.0.insert(moved, values);
                }
                _ => {
                    self.0.insert(input, values);
                }
            }
        }
    }

    /// How many rows a group has: one more than its last row that was sent.
    #[must_use]
    pub fn rows(&self, field: &str) -> usize {
        let from = [field, "."].concat();
        self.0
            .range(from.clone()..)
            .map_while(|(input, _)| input.strip_prefix(&from))
            .filter_map(|rest| rest.split('.').next()?.parse::<usize>().ok())
            .filter(|row| *row < MOST_ROWS)
            .max()
            .map_or(0, |last| last + 1)
    }

    /// Whether nothing was typed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Every input with its values.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[String])> {
        self.0.iter().map(|(input, values)| (input.as_str(), values.as_slice()))
    }

    /// The inputs of one field: itself, its rows and columns.
    pub(super) fn of<'a>(&'a self, field: &'a str) -> impl Iterator<Item = (&'a str, &'a [String])> {
        self.iter().filter(move |(input, _)| is_of(input, field))
    }

    /// The values of a field beside `prefix`; of `family_members.health` those of every row.
    pub(super) fn values_at(&self, prefix: &str, field: &str) -> Vec<&str> {
        let plain = [prefix, field].concat();
        let mut found: Vec<&str> = self.all(&plain).iter().map(String::as_str).collect();
        if let Some((group, column)) = field.split_once('.') {
            let group = [prefix, group].concat();
            for row in 0..self.rows(&group) {
                let input = [&group, ".", &number(row), ".", column].concat();
                found.extend(self.all(&input).iter().map(String::as_str));
            }
        }
        found
    }
}

fn is_of(input: &str, field: &str) -> bool {
    input.strip_prefix(field).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// A row's number as it stands in an input's name.
pub(super) fn number(row: usize) -> String {
    row.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn family() -> Typed {
        [("f.0.name", "甲"), ("f.1.name", "乙"), ("f.10.name", "丙"), ("f.x.name", "丁"), ("f.999.name", "戊"), ("fa", "己")]
            .into_iter()
            .collect()
    }

    #[test]
    fn rows_are_counted_by_their_inputs() {
        assert_eq!((family().rows("f"), family().rows("fa"), Typed::default().rows("f")), (11, 0, 0));
    }

    #[test]
    fn a_row_goes_and_the_next_move_up() {
        let mut typed = family();
        typed.forget_row("f", 0);
        assert_eq!(
            (typed.get("f.0.name"), typed.get("f.9.name"), typed.get("f.10.name"), typed.get("fa")),
            ("乙", "丙", "", "己")
        );
    }

    #[test]
    fn what_was_typed_last_stays() {
        let mut typed: Typed = [("a", "1"), ("a", "2"), ("b", "3")].into_iter().collect();
        assert_eq!((typed.all("a").len(), typed.get("a"), typed.get("c")), (2, "1", ""));
        typed.merge([("a", "9")].into_iter().collect());
        typed.forget("b");
        assert_eq!((typed.all("a"), typed.has("b")), (&["9".to_owned()][..], false));
    }

    #[test]
    fn nobodys_answer_is_in_a_log() {
        let typed: Typed = [("id_no", "110102189905200011")].into_iter().collect();
        assert_eq!(format!("{typed:?}"), r#"{"id_no"}"#);
    }
}
