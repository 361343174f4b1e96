//! One question of a form and the rules its answer keeps, as the data says them.

use std::{ops::Deref, sync::Arc};

use serde::{Deserialize, Serialize};

use super::{When, day::Day};
use crate::text::Words;

/// What a field takes (services.json, `type`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// One line of words.
    Text,
    /// One of a list.
    Enum,
    /// The number of an identity document.
    Id,
    /// A mobile number; at a kiosk a landline will do.
    Tel,
    /// Something to agree to.
    Consent,
    /// Yes or no.
    Bool,
    /// A booked time. Asked by the booking, never by an application.
    Slot,
    /// The number of a bank card.
    Bankcard,
    /// A day.
    Date,
    /// Any number of a list.
    Multi,
    /// An amount, typed in yuan, kept in fen.
    Money,
    /// A whole number.
    Int,
    /// Rows of the same questions: the members of a household. Inputs are named `family_members.0.name`.
    Array,
    /// A group of questions under one name: `assets.cash`.
    Object,
    /// The number of a disability card.
    DisabilityCard,
    /// Photos or documents that were sent up; the input holds their names, one value a file.
    Files,
    /// A place: a group like [`FieldKind::Object`], of street and community.
    Region,
    /// A name typed as a signature.
    Signature,
    /// A unified social credit code.
    Uscc,
}

impl FieldKind {
    /// Whether the field is a group of other questions.
    #[must_use]
    pub const fn is_group(self) -> bool {
        matches!(self, Self::Array | Self::Object | Self::Region)
    }

    /// Whether the answer is a number that is not for every eye: of a document, a telephone, a bank card.
    #[must_use]
    pub const fn is_private(self) -> bool {
        matches!(self, Self::Id | Self::Tel | Self::Bankcard | Self::DisabilityCard)
    }

    /// Whether it is answered by choosing.
    #[must_use]
    pub const fn is_choice(self) -> bool {
        matches!(self, Self::Enum | Self::Multi)
    }
}

/// One value of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// The value on the wire: `110102018`, `widowed`.
    pub code: String,
    /// What a resident reads.
    pub label: Words,
    /// The value of another list that it belongs to: a community's street.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub under: Option<String>,
}

/// A list of choices. Lists are shared between the forms that use them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Vec<Choice>", into = "Vec<Choice>")]
pub struct Options(Arc<[Choice]>);

impl From<Vec<Choice>> for Options {
    fn from(choices: Vec<Choice>) -> Self {
        Self(choices.into())
    }
}

impl From<Options> for Vec<Choice> {
    fn from(options: Options) -> Self {
        options.0.to_vec()
    }
}

impl Default for Options {
    fn default() -> Self {
        Self(Arc::new([]))
    }
}

impl Deref for Options {
    type Target = [Choice];

    fn deref(&self) -> &[Choice] {
        &self.0
    }
}

/// What a resident gave once and may be offered again (数据一次收集、资源多方共享).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Share {
    /// Name, document, telephone, address.
    Identity,
    /// The members of the household and what they have.
    Household,
    /// The disability card.
    DisabilityCard,
    /// The bank card that money is paid to.
    BankCard,
}

/// Two counts of which one or both together must be enough (社会团体登记管理条例 art. 10: fifty persons, thirty
/// units, or fifty of both).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Together {
    /// The other field.
    pub with: String,
    /// Both together are enough from here.
    pub least: i64,
    /// This one alone is enough from here.
    pub alone: i64,
}

/// The rules of one field. Absent rules bind nothing. In the columns of a group, names of other fields mean columns of the same row.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Rules {
    /// Fewest characters, chosen values, files or rows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shortest: Option<u32>,
    /// Most characters, chosen values, files or rows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub longest: Option<u32>,
    /// Smallest number; of money in fen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub least: Option<i64>,
    /// Largest number; of money in fen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub most: Option<i64>,
    /// The typed amount counts ten thousands (万元).
    #[serde(skip_serializing_if = "is_false")]
    pub ten_thousands: bool,
    /// A person's name: the characters that names have.
    #[serde(skip_serializing_if = "is_false")]
    pub name: bool,
    /// The last day that is taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_after: Option<Day>,
    /// The first day that is taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_before: Option<Day>,
    /// A warning, not a mistake, for a day before this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub warn_before: Option<Day>,
    /// Fewest completed years of age, for a date of birth or an identity number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub youngest: Option<i16>,
    /// Most completed years of age.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub oldest: Option<i16>,
    /// The field that says what kind of document the number is of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
    /// The field that names the same person: a birth date or a disability card must agree with that identity number, a
    /// signature with that name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub same_as: Option<String>,
    /// The field whose value the chosen one must belong to: a community's street.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub within: Option<String>,
    /// The amounts that this one should be the sum of (`family_members.monthly_income`); a warning when it is not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub adds_up: Option<String>,
    /// With another count it must be enough.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub together: Option<Together>,
    /// No two rows may have the same value.
    #[serde(skip_serializing_if = "is_false")]
    pub unique: bool,
    /// Words that it may not begin with.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub not_starting: Vec<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
fn is_false(value: &bool) -> bool {
    !*value
}

/// One question of a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// Its key and the name of its input: `id_no`.
    pub key: String,
    /// What is asked.
    pub label: Words,
    /// What it takes.
    #[serde(rename = "type")]
    pub kind: FieldKind,
    /// Whether it must be answered when it is asked.
    pub required: bool,
    /// The screen it stands on; empty in the columns of a group.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub screen: String,
    /// A line of help.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<Words>,
    /// What can be chosen.
    #[serde(default, skip_serializing_if = "no_options")]
    pub options: Options,
    /// When it is asked; always, where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<When>,
    /// When it must be answered although `required` is false.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub required_when: Option<When>,
    /// The questions of a group.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<Field>,
    /// What it belongs to of the things that are offered again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub share: Option<Share>,
    /// What its answer must keep.
    #[serde(default)]
    pub rules: Rules,
}

fn no_options(options: &Options) -> bool {
    options.is_empty()
}
