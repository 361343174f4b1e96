//! Checks a typed document number when the field is left, by the same rule as the server: a slip of the finger is seen before
//! the form is sent.

use domain::{
    identity::{Document, DocumentKind},
    text::Lang,
};
use jiff::civil::Date;
use leptos::prelude::*;
use web_sys::{HtmlElement, HtmlInputElement, HtmlSelectElement};

use super::refusals;
use crate::{browser, visit::lang};

/// The message below the input. Nothing is sent anywhere.
#[component]
pub fn DocumentHint(
    /// The input's id; the select's is `{field}_kind`.
    field: String,
    /// The day that bounds a date of birth.
    today: Date,
) -> impl IntoView {
    let today = format!("{}-{}-{}", today.year(), today.month(), today.day());
    view! {
        <p id=format!("{field}-live") aria-live="polite" data-checks=field data-today=today>
            <span></span>
            <NumberCheck/>
        </p>
    }
}

/// Checks the field that its paragraph names.
#[island]
pub fn NumberCheck() -> impl IntoView {
    browser::awake(|said| {
        let _ = watch(said);
    })
}

fn watch(said: HtmlElement) -> Option<()> {
    let field = said.get_attribute("data-checks")?;
    let today = browser::day(&said.get_attribute("data-today")?)?;
    let words = browser::first(&said, "span")?;
    let typed = browser::find::<HtmlInputElement>(&field)?;
    let kind = browser::find::<HtmlSelectElement>(&(field + "_kind"))?;
    let (input, select) = (typed.clone(), kind.clone());
    let check = move || {
        let found = mistake(&kind.value(), &typed.value(), today, lang());
        let _ = typed.set_attribute("aria-invalid", if found.is_some() { "true" } else { "false" });
        let _ = said.class_list().toggle_with_force("error", found.is_some());
        browser::write(&words, found.unwrap_or_default());
    };
    let chosen = check.clone();
    browser::on_left(&input, "blur", move |_| check());
    browser::on(&select, "change", move |_| chosen());
    Some(())
}

/// Nothing for what is empty (the server asks for it in its turn), masked (kept already) or right.
fn mistake(kind: &str, typed: &str, today: Date, lang: Lang) -> Option<&'static str> {
    if typed.trim().is_empty() || typed.contains('*') {
        return None;
    }
    let refusal = Document::parse(DocumentKind::parse(kind)?, typed, today).err()?;
    let sentence = refusals::document(refusal).of(lang);
    Some(sentence.strip_prefix("{who}").unwrap_or(sentence))
}
