//! Being written.
use leptos::prelude::*;
#[component]
pub fn KioskTicketPage() -> impl IntoView {
    view! { <p>"…"</p> }.into_any()
}
