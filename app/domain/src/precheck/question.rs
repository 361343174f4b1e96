//! The questions of the pre-check.

use serde::{Deserialize, Serialize};

use super::{Answers, Condition};
use crate::text::Words;

/// A question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Its key: the name of its input.
    pub key: String,
    /// What is asked.
    pub words: Words,
    /// Help beside it.
    pub hint: Option<Words>,
    /// What it takes.
    pub kind: QuestionKind,
    /// Asked only where all of these hold.
    pub when: Vec<Condition>,
}

/// What a question takes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QuestionKind {
    /// A whole number between two bounds.
    Number {
        /// The smallest.
        least: i64,
        /// The largest.
        most: i64,
    },
    /// One of these.
    One(Vec<Choice>),
    /// Any of these.
    Many(Vec<Choice>),
}

/// A choice of a question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// The value of its input.
    pub value: String,
    /// As shown.
    pub words: Words,
}

impl Question {
    /// Whether it is asked, after these answers.
    #[must_use]
    pub fn is_asked(&self, answers: &Answers) -> bool {
        self.when.iter().all(|condition| condition.holds(answers) == Some(true))
    }

    /// The choices; none for a number.
    #[must_use]
    pub fn choices(&self) -> &[Choice] {
        match &self.kind {
            QuestionKind::Number { .. } => &[],
            QuestionKind::One(choices) | QuestionKind::Many(choices) => choices,
        }
    }

    /// Whether what was answered is an answer to it. A skipped question is fine.
    #[must_use]
    pub fn takes(&self, given: &[String]) -> bool {
        let known = |value: &String| self.choices().iter().any(|choice| choice.value == *value);
        match &self.kind {
            QuestionKind::Number { least, most } => match given {
                [] => true,
                [typed] => typed.parse().is_ok_and(|number: i64| (*least..=*most).contains(&number)),
                _ => false,
            },
            QuestionKind::One(_) => given.len() <= 1 && given.iter().all(known),
            QuestionKind::Many(_) => given.iter().all(known),
        }
    }
}
