//! What is said, and how sure it is: only what was found is shown as a fact.

use domain::{catalogue::Confidence, text::Words};
use leptos::prelude::*;

use crate::{
    msg::common,
    visit::{lang, t},
};

/// A statement; with the tag «以现场公布为准» when it was not found in a source that was read.
#[component]
pub fn Said(
    /// What is said.
    words: Words,
    /// How sure it is.
    confidence: Confidence,
) -> impl IntoView {
    view! {
        {words.of(lang()).to_owned()}
        {(confidence != Confidence::Found).then(|| view! { " " <Unsure/> })}
    }
    .into_any()
}

/// «以现场公布为准».
#[component]
pub fn Unsure() -> impl IntoView {
    view! { <span class="tag tag-unsure">{t(common::AS_ANNOUNCED)}</span> }
}
