//! «What can I get?»: a few questions, nothing stored, and for every service that can be applied for one of three answers:
//! likely, maybe (and what decides it), or no (the rule in plain words, its source, where else to go, how to object).
//!
//! Questions and rules are data (`data/precheck.toml`). The answers are hints and never decisions: whoever gets a «no» may
//! apply all the same (个人信息保护法 art. 24).

mod answers;
mod chance;
mod condition;
mod file;
mod question;

use serde::{Deserialize, Serialize};

pub use answers::Answers;
pub use chance::{Chance, Hint, hints, precheck};
pub use condition::Condition;
pub use question::{Choice, Question, QuestionKind};

use crate::{
    case::file::applied_for,
    catalogue::{Catalogue, DataError},
    ids::ServiceCode,
    text::Words,
};

/// Everything that `precheck.toml` says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rules {
    /// In the order in which they are asked.
    pub questions: Vec<Question>,
    /// What is said of a service whose rules say nothing.
    pub ask_at: Words,
    /// How to object, shown with every «no».
    pub object: Words,
    pub(crate) services: Vec<ServiceRules>,
    pub(crate) exclusions: Vec<Exclusion>,
}

/// The rules of one service. `no` is asked first, then `likely`, then `maybe`; within each the first that holds counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ServiceRules {
    pub service: ServiceCode,
    pub no: Vec<Rule>,
    pub likely: Vec<Rule>,
    pub maybe: Vec<Rule>,
}

/// A rule: when it holds and what is said then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Rule {
    pub when: Vec<Condition>,
    pub words: Words,
    pub source: String,
    pub elsewhere: Option<Words>,
}

/// Benefits that cannot be had together (domain.md §2.4).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Exclusion {
    /// The services it is about: one of them must be in reach.
    pub services: Vec<ServiceCode>,
    /// What they cannot be had with: where there is any, one of these must be in reach too.
    pub against: Vec<ServiceCode>,
    pub when: Vec<Condition>,
    pub words: Words,
    pub source: String,
}

impl Rules {
    /// Reads and checks the text of `precheck.toml`. `file` names it in errors.
    pub fn read(file: &str, text: &str, catalogue: &Catalogue) -> Result<Self, Vec<DataError>> {
        file::rules(file, text, catalogue)
    }

    /// The question with a key.
    #[must_use]
    pub fn question(&self, key: &str) -> Option<&Question> {
        self.questions.iter().find(|question| question.key == key)
    }
}

/// The services that get an answer: all that can be applied for.
pub(crate) fn answered(catalogue: &Catalogue) -> impl Iterator<Item = &ServiceCode> + '_ {
    catalogue.guides().iter().filter(|guide| applied_for(&guide.channels)).map(|guide| &guide.code)
}
