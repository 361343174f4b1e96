//! A condition on one answer, written in data files as `age >= 80`, `hukou = xicheng|beijing`, `benefits != nursing_pay`.

use serde::{Deserialize, Serialize};

use super::Answers;

/// A condition. Of a question that was skipped nobody can say whether it holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Condition {
    /// The question it is about.
    pub question: String,
    pub(crate) test: Test,
}

/// What is asked of the answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Test {
    /// One of these was chosen.
    Any(Vec<String>),
    /// None of these was chosen.
    None(Vec<String>),
    /// The number is so large at least.
    AtLeast(i64),
    /// The number is smaller.
    Below(i64),
}

impl Condition {
    /// Reads one; `None` when it is not written like one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        // The longer signs first: `>=` begins nothing else, but `!=` ends like `=`.
        let (question, sign, rest) = ["!=", ">=", "<", "="].iter().find_map(|sign| {
            let (question, rest) = text.split_once(sign)?;
            Some((question.trim(), *sign, rest.trim()))
        })?;
        let values: Vec<String> = rest.split('|').map(|value| value.trim().to_owned()).collect();
        let plain = |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        if !plain(question) || !values.iter().all(|value| plain(value)) {
            return None;
        }
        let test = match sign {
            "!=" => Test::None(values),
            ">=" => Test::AtLeast(rest.parse().ok()?),
            "<" => Test::Below(rest.parse().ok()?),
            _ => Test::Any(values),
        };
        Some(Self { question: question.to_owned(), test })
    }

    /// Whether it holds; `None` when the question was skipped.
    #[must_use]
    pub fn holds(&self, answers: &Answers) -> Option<bool> {
        let given = answers.to(&self.question);
        match &self.test {
            _ if given.is_empty() => None,
            Test::Any(values) => Some(given.iter().any(|value| values.contains(value))),
            Test::None(values) => Some(!given.iter().any(|value| values.contains(value))),
            Test::AtLeast(bound) => answers.number(&self.question).map(|number| number >= *bound),
            Test::Below(bound) => answers.number(&self.question).map(|number| number < *bound),
        }
    }

    /// The values it names; none for a number.
    pub(crate) fn values(&self) -> &[String] {
        match &self.test {
            Test::Any(values) | Test::None(values) => values,
            Test::AtLeast(_) | Test::Below(_) => &[],
        }
    }

    /// Whether it compares numbers.
    pub(crate) const fn is_about_a_number(&self) -> bool {
        matches!(self.test, Test::AtLeast(_) | Test::Below(_))
    }
}
