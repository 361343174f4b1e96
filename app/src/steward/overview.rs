//! Being written.
use leptos::prelude::*;
#[component]
pub fn OverviewPage() -> impl IntoView {
    view! { <p>"…"</p> }.into_any()
}
