//! A sentence in both languages, for screens that many people look at together.

use domain::text::Text;
use leptos::prelude::*;

/// Chinese, then English.
#[component]
pub fn Both(
    /// The sentence.
    text: Text,
) -> impl IntoView {
    view! {
        <span class="both">
            <span lang="zh-CN">{text.zh}</span>
            " "
            <span class="both-en" lang="en">{text.en}</span>
        </span>
    }
}
