//! Checks a typed document number when the field is left, by the same rule as the server: a slip of the finger is seen before
//! the form is sent.

use domain::{
    identity::{Document, DocumentKind},
    text::Lang,
};
use jiff::civil::Date;
use leptos::prelude::*;
use wasm_bindgen::{JsCast as _, closure::Closure};
use web_sys::{HtmlInputElement, HtmlSelectElement};

use super::refusals;

/// The message below the input. Nothing is sent anywhere.
#[island]
pub fn DocumentHint(
    /// The input's id; the select's is `{field}_kind`.
    field: String,
    /// The day that bounds a date of birth.
    today: Date,
    /// The page's language.
    lang: Lang,
) -> impl IntoView {
    let wrong = RwSignal::new("");
    let id = format!("{field}-live");
    Effect::new(move || {
        let Some(document) = web_sys::window().and_then(|window| window.document()) else { return };
        let input = document.get_element_by_id(&field).and_then(|element| element.dyn_into::<HtmlInputElement>().ok());
        let select =
            document.get_element_by_id(&format!("{field}_kind")).and_then(|element| element.dyn_into::<HtmlSelectElement>().ok());
        let (Some(input), Some(select)) = (input, select) else { return };
        let (typed, kind) = (input.clone(), select.clone());
        let check = Closure::<dyn Fn()>::new(move || {
            let found = mistake(&kind.value(), &typed.value(), today, lang);
            let mark = if found.is_some() { "true" } else { "false" };
            let _ = typed.set_attribute("aria-invalid", mark);
            wrong.set(found.unwrap_or_default());
        });
        let _ = input.add_event_listener_with_callback("blur", check.as_ref().unchecked_ref());
        let _ = select.add_event_listener_with_callback("change", check.as_ref().unchecked_ref());
        check.forget();
    });
    view! { <p class:error=move || !wrong.get().is_empty() id=id aria-live="polite">{move || wrong.get()}</p> }
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
