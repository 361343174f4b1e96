//! Being written.
use leptos::prelude::*;
#[component]
pub fn DispatchesPage() -> impl IntoView {
    view! { <p>"…"</p> }.into_any()
}
