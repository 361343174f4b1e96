//! What a department asks to be mended (补正), as a difference: which fields and materials, why, and until when. Only those
//! reopen; everything else stays as it was sent.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::form::Typed;

/// A request to mend an application.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Supplement {
    /// Everything that is asked for, at once (行政许可法 art. 32: 一次性告知).
    pub items: Vec<SupplementItem>,
    /// The last day for an answer.
    pub deadline: Date,
    /// The person's words in the department; shown as they are.
    #[serde(default)]
    pub words: String,
}

/// One thing to mend.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SupplementItem {
    /// What.
    pub target: Target,
    /// Why.
    pub reason: Flaw,
    /// The person's words about it; may be empty.
    #[serde(default)]
    pub words: String,
}

/// A field or a material of the service.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// A field's key; of a table also one of its inputs: `family_members`, `family_members.0.monthly_income`.
    Field(String),
    /// A material's key.
    Material(String),
}

/// What is wrong with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Flaw {
    /// Not there.
    Missing,
    /// Blurred, dark, cut off.
    Unreadable,
    /// It does not agree with what is known.
    Wrong,
    /// No longer good.
    OutOfDate,
}

impl Flaw {
    /// The value in mappings and message keys: `out_of_date`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Unreadable => "unreadable",
            Self::Wrong => "wrong",
            Self::OutOfDate => "out_of_date",
        }
    }
}

impl Supplement {
    /// Whether an input of the form reopens: its field is asked for, or the input itself, or a part it lies in.
    #[must_use]
    pub fn reopens(&self, input: &str) -> bool {
        self.items.iter().any(|item| match &item.target {
            Target::Field(key) => input.strip_prefix(key.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.')),
            Target::Material(_) => false,
        })
    }

    /// Whether a field must be shown again: it is asked for, or some input in it is.
    #[must_use]
    pub fn reopens_field(&self, field: &str) -> bool {
        self.items.iter().any(|item| match &item.target {
            Target::Field(key) => key.split('.').next() == Some(field),
            Target::Material(_) => false,
        })
    }

    /// The materials that are asked for again, in the order of the request.
    pub fn materials(&self) -> impl Iterator<Item = &str> + '_ {
        self.items.iter().filter_map(|item| match &item.target {
            Target::Material(key) => Some(key.as_str()),
            Target::Field(_) => None,
        })
    }

    /// Whether a material reopens.
    #[must_use]
    pub fn reopens_material(&self, material: &str) -> bool {
        self.materials().any(|key| key == material)
    }

    /// What was asked about one target.
    pub fn about<'a>(&'a self, target: &'a Target) -> impl Iterator<Item = &'a SupplementItem> + 'a {
        self.items.iter().filter(move |item| item.target == *target)
    }

    /// The next version of what was typed: `before` with the reopened inputs taken from `given`. Whatever else `given` holds
    /// is left out, so an answer can change nothing that was not asked for.
    #[must_use]
    pub fn mended(&self, before: &Typed, given: &Typed) -> Typed {
        let kept = before.iter().filter(|(input, _)| !self.reopens(input));
        let mut next = Typed::default();
        for (input, typed) in kept.chain(given.iter().filter(|(input, _)| self.reopens(input))) {
            next.set_all(input, typed.to_vec());
        }
        next
    }

    /// Whether the last day for an answer has passed.
    #[must_use]
    pub fn is_overdue(&self, today: Date) -> bool {
        today > self.deadline
    }
}
