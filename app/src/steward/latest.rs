//! A page with the latest of something.

use domain::text::Text;
use leptos::prelude::*;

use crate::{
    msg::steward,
    parts::{Face, Page},
    visit::t,
};

/// The id of its heading.
pub const HEADING: &str = "latest";

/// Title, what is listed, and the list, or that there is none.
#[component]
pub fn LatestPage(
    /// What it is about.
    title: Text,
    /// What is listed here.
    text: Text,
    /// Said in place of an empty list.
    none: Text,
    /// Whether it is empty.
    empty: bool,
    /// The list.
    children: Children,
) -> impl IntoView {
    view! {
        <Page title=t(title) face=Face::Staff>
            <p class="back"><a href="/steward">{t(steward::BACK)}</a></p>
            <h1 id=HEADING>{t(title)}</h1>
            <p class="hint">{t(text)}</p>
            {if empty { view! { <p>{t(none)}</p> }.into_any() } else { children() }}
        </Page>
    }
    .into_any()
}
