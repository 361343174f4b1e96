//! A service's form is data: fields with checked rules, on screens of one question or one small group. This room reads
//! what was typed, says what is wrong with it, and turns it into answers; the same code runs in the browser and on the
//! server. It stores nothing and knows no sentence.

mod acting;
mod answers;
mod applicant;
mod check;
mod day;
mod field;
mod file;
mod materials;
mod named;
mod none;
mod number;
mod parts;
mod problem;
mod read;
#[cfg(any(test, feature = "samples"))]
mod sample;
mod summary;
mod typed;
mod when;

#[cfg(test)]
mod tests;

pub(crate) use file::{FieldFile, ScreenFile, screens};
pub(crate) use named::{check_condition, condition};

pub use acting::says_by_proxy;
pub use answers::answers;
pub use applicant::{APPLICANTS, MEANS_CONSENT};
pub use check::{check, check_input, check_screen, question};
pub use day::{Day, iso};
pub use field::{Choice, Field, FieldKind, Options, Rules, Share, Together};
pub use materials::{materials, materials_to_send, shared_values};
pub use none::none_input;
pub use number::{CreditCodeRefusal, check_credit_code};
pub use parts::FormParts;
pub use problem::{At, Finding, Problem, Weight};
#[cfg(any(test, feature = "samples"))]
pub use sample::sample;
pub use summary::{Section, summary, yuan};
pub use typed::{MOST_ROWS, Typed};
pub use when::{Test, When};

use serde::{Deserialize, Serialize};

use crate::{catalogue::Guide, ids::ServiceCode, text::Words};

/// One question or one small group of them, as a resident meets it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Screen {
    /// Its key, part of its address: `household`.
    pub key: String,
    /// Its heading in plain words.
    pub title: Words,
    /// A line of help under the heading.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<Words>,
    /// Its questions belong to the booking of a time and are never part of an application.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub booked: bool,
    /// What is asked.
    pub fields: Vec<Field>,
}

impl Screen {
    /// Whether anything on it is asked, after what was answered before.
    #[must_use]
    pub fn shown(&self, typed: &Typed) -> bool {
        self.fields.iter().any(|field| field.asked(typed))
    }

    /// Takes what was sent for this screen in place of what was there: an unticked box or a removed row sends nothing.
    pub fn take(&self, typed: &mut Typed, sent: &Typed) {
        for field in &self.fields {
            typed.forget(&field.key);
            for (input, values) in sent.of(&field.key) {
                typed.set_all(input, values.to_vec());
            }
        }
    }
}

impl Field {
    /// Whether it is asked, after what was answered before. A booked time never is: that is the booking's question.
    #[must_use]
    pub fn asked(&self, typed: &Typed) -> bool {
        self.asked_in(typed, "")
    }

    /// Whether it must be answered, after what was answered before. An age in the condition counts only once the day is known.
    #[must_use]
    pub fn must_be_answered(&self, typed: &Typed) -> bool {
        self.required || self.required_when.as_ref().is_some_and(|when| when.holds(typed, "", None))
    }

    /// As [`Field::asked`], for a column of the row whose inputs begin with `prefix` (`family_members.0.`).
    #[must_use]
    pub fn asked_in(&self, typed: &Typed, prefix: &str) -> bool {
        self.kind != FieldKind::Slot && self.when.as_ref().is_none_or(|when| when.holds(typed, prefix, None))
    }
}

/// The form of one service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Form {
    /// Whose form it is.
    pub service: ServiceCode,
    /// Its screens in order.
    pub screens: Vec<Screen>,
}

impl Form {
    /// The application form of a service: its screens without those of the booking.
    #[must_use]
    pub fn of(guide: &Guide) -> Self {
        let screens = guide.screens.iter().filter(|screen| !screen.booked).cloned().collect();
        Self { service: guide.code.clone(), screens }
    }

    /// The screens that are shown, after what was answered before.
    pub fn shown<'a>(&'a self, typed: &'a Typed) -> impl Iterator<Item = &'a Screen> {
        self.screens.iter().filter(move |screen| screen.shown(typed))
    }

    /// A screen by its key.
    #[must_use]
    pub fn screen(&self, key: &str) -> Option<&Screen> {
        self.screens.iter().find(|screen| screen.key == key)
    }

    /// A field by its key.
    #[must_use]
    pub fn field(&self, key: &str) -> Option<&Field> {
        self.screens.iter().flat_map(|screen| &screen.fields).find(|field| field.key == key)
    }
}
