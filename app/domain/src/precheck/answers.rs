//! What a person answered. It lives as long as the page: nothing is stored.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The answers by question; a question that was skipped is not there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Answers(BTreeMap<String, Vec<String>>);

impl Answers {
    /// Adds an answer; a question with several choices is answered once for each. Blank answers are skipped questions.
    pub fn give(&mut self, question: &str, value: &str) {
        let value = value.trim();
        if !value.is_empty() {
            self.0.entry(question.to_owned()).or_default().push(value.to_owned());
        }
    }

    /// What was answered to a question; empty when it was skipped.
    #[must_use]
    pub fn to(&self, question: &str) -> &[String] {
        self.0.get(question).map_or(&[], Vec::as_slice)
    }

    /// The number that was answered.
    pub(super) fn number(&self, question: &str) -> Option<i64> {
        self.to(question).first()?.parse().ok()
    }
}

impl<Q: AsRef<str>, V: AsRef<str>> FromIterator<(Q, V)> for Answers {
    fn from_iter<I: IntoIterator<Item = (Q, V)>>(given: I) -> Self {
        let mut answers = Self::default();
        for (question, value) in given {
            answers.give(question.as_ref(), value.as_ref());
        }
        answers
    }
}
