//! What a page takes and how it answers. A form posts to its own path; the same answer serves scripts on and off:
//! go to the next page (303), or the same page again (422) with everything typed kept and each mistake at its field.

use std::collections::BTreeMap;

use domain::text::{Lang, Text};
use leptos::prelude::*;

/// The fields of a posted form, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Form {
    fields: Vec<(String, String)>,
}

impl Form {
    /// From decoded pairs, in order.
    #[must_use]
    pub fn new(fields: Vec<(String, String)>) -> Self {
        Self { fields }
    }

    /// The first value of a field; empty when absent.
    #[must_use]
    pub fn get(&self, name: &str) -> &str {
        self.fields.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    /// Every value of a field (checkboxes).
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> + 'a {
        self.fields.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Every field with its values, in order.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.fields.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Whether the field was sent at all.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.fields.iter().any(|(key, _)| key == name)
    }
}

/// A path of this site, as a form names the page that it comes back to; nothing for another site's address.
#[must_use]
pub fn local(back: &str) -> Option<&str> {
    let safe = back.starts_with('/')
        && !back.starts_with("//")
        && !back.contains('\\')
        && back.bytes().all(|byte| byte.is_ascii_graphic());
    safe.then_some(back)
}

/// A mistake of a page, in words, bound to its input's id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldMistake {
    /// The input's `name` (its `id` is the same).
    pub field: String,
    /// What is wrong and what would be right.
    pub text: Text,
    /// Values for the text's `{places}`.
    pub values: Vec<(&'static str, String)>,
}

impl FieldMistake {
    /// A mistake without values.
    #[must_use]
    pub fn new(field: impl Into<String>, text: Text) -> Self {
        Self { field: field.into(), text, values: Vec::new() }
    }

    /// The sentence in the visitor's language.
    #[must_use]
    pub fn words(&self) -> String {
        self.words_in(crate::visit::lang())
    }

    /// The sentence in a language.
    #[must_use]
    pub fn words_in(&self, lang: Lang) -> String {
        let values: Vec<(&str, &str)> = self.values.iter().map(|(name, value)| (*name, value.as_str())).collect();
        self.text.with(lang, &values)
    }
}

/// What a page is shown again with. Provided through context when a form comes back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FormState {
    /// What was typed.
    pub form: Form,
    /// What is wrong, in the order of the page.
    pub mistakes: Vec<FieldMistake>,
    /// Anything else the page wants to say, by a key of its own (`full` → the slot that filled up).
    pub notes: BTreeMap<&'static str, String>,
}

impl FormState {
    /// The form being shown again, or an empty one on a first visit.
    #[must_use]
    pub fn current() -> Self {
        use_context::<Self>().unwrap_or_default()
    }

    /// What was typed in a field, or `stored` on a first visit.
    #[must_use]
    pub fn value_or(&self, name: &str, stored: &str) -> String {
        if self.form.has(name) { self.form.get(name).to_owned() } else { stored.to_owned() }
    }

    /// The first mistake of a field.
    #[must_use]
    pub fn mistake(&self, field: &str) -> Option<&FieldMistake> {
        self.mistakes.iter().find(|mistake| mistake.field == field)
    }
}

/// What a page answers to a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Done: see other (303). ASCII path on this site.
    Go(String),
    /// The same page again, status 422 (a mistake) or 409 (somebody was quicker) or 429 (too often).
    Again {
        /// The status.
        status: u16,
        /// What to show.
        state: FormState,
    },
    /// There is no such thing, or it is not yours: the same page for both.
    NotFound,
    /// Sign in first (staff pages): 303 to the sign-in page, which comes back here.
    SignIn,
    /// Something of ours is not available: 503 with the request id; nothing was changed.
    Unavailable,
}

impl Answer {
    /// The same page again because of mistakes.
    #[must_use]
    pub fn mistakes(form: Form, mistakes: Vec<FieldMistake>) -> Self {
        Self::Again { status: 422, state: FormState { form, mistakes, notes: BTreeMap::new() } }
    }
}
