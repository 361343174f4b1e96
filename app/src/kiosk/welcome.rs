//! Being written.
use leptos::prelude::*;
#[component]
pub fn KioskPage() -> impl IntoView {
    view! { <p>"…"</p> }.into_any()
}
