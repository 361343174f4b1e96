//! The people of a booking: what was typed, what is wrong with it, and what it means.

use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::identity::{Document, DocumentRefusal, Name, NameRefusal, Phone, PhoneRefusal, Sex};

/// What was typed of one person, kept as typed.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PersonDraft {
    /// Name, or form of address for an anonymous service.
    pub name: String,
    /// [`crate::identity::DocumentKind`] code.
    pub document_kind: String,
    /// Document number.
    pub document: String,
    /// Date of birth, `YYYY-MM-DD`: asked only where the document's number does not hold it.
    pub birth: String,
    /// `male` or `female`: asked only where the document's number does not hold it.
    pub sex: String,
    /// Phone number.
    pub phone: String,
    /// They say that they have no phone. A kiosk that prints asks it: what a phone would be told, they take along on paper.
    pub no_phone: bool,
}

/// Nothing that was typed may reach a log through `{:?}`.
impl fmt::Debug for PersonDraft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PersonDraft").field("document_kind", &self.document_kind).finish_non_exhaustive()
    }
}

/// What was typed of everybody; the second is absent for services of one person.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PartyDraft {
    /// Both people of a couple, or the one.
    pub people: Vec<PersonDraft>,
}

/// One person whose answers keep the rules. Its `{:?}` shows names, numbers and phones masked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Name or form of address.
    pub name: Name,
    /// `None` for an anonymous service.
    pub document: Option<Document>,
    /// Date of birth, from the number or as typed.
    pub birth: Option<Date>,
    /// Sex, from the number or as typed.
    pub sex: Option<Sex>,
    /// Phone; `None` for who said that they have none.
    pub phone: Option<Phone>,
}

/// The people of a booking, checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct People {
    /// One or two.
    pub people: Vec<Person>,
}

/// A field of the «who» page, in its order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is the name of an input")]
pub enum FieldName {
    Name,
    DocumentKind,
    Document,
    Birth,
    Sex,
    Phone,
}

impl FieldName {
    /// The input's name for a person (0 or 1): `a_document`.
    #[must_use]
    pub fn input(self, person: usize) -> String {
        let field = match self {
            Self::Name => "name",
            Self::DocumentKind => "document_kind",
            Self::Document => "document",
            Self::Birth => "birth",
            Self::Sex => "sex",
            Self::Phone => "phone",
        };
        format!("{}_{field}", if person == 0 { "a" } else { "b" })
    }
}

/// Something to put right, bound to the field where it is put right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mistake {
    /// 0 or 1.
    pub person: usize,
    /// The field.
    pub field: FieldName,
    /// What is wrong.
    pub kind: MistakeKind,
}

/// What is wrong with an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum MistakeKind {
    /// See [`NameRefusal`].
    Name(NameRefusal),
    /// No document kind was chosen.
    DocumentKind,
    /// See [`DocumentRefusal`].
    Document(DocumentRefusal),
    /// Date of birth is missing or no date (only asked for documents whose number holds none).
    Birth,
    /// Sex is missing (only asked for documents whose number holds none).
    Sex,
    /// See [`PhoneRefusal`].
    Phone(PhoneRefusal),
    /// Both people gave the same document.
    SamePerson,
    /// A marriage is between a man and a woman (民法典 art. 1041, 1046, 1047).
    NotAManAndAWoman,
    /// A man must have completed 22 years on the day of the registration (民法典 art. 1047).
    ManUnder22,
    /// A woman must have completed 20 years on the day of the registration (民法典 art. 1047).
    WomanUnder20,
}
