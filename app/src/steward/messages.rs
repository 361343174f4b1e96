//! Being written.
use leptos::prelude::*;
#[component]
pub fn MessagesPage() -> impl IntoView {
    view! { <p>"…"</p> }.into_any()
}
