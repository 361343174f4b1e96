//! Being written.
use leptos::prelude::*;
#[component]
pub fn WalkInPage() -> impl IntoView {
    view! { <p>"…"</p> }.into_any()
}
#[cfg(feature = "ssr")]
pub async fn take(_ports: &crate::ports::Ports, _visit: &crate::visit::Visit, _params: &std::collections::BTreeMap<String, String>, _form: crate::forms::Form) -> crate::forms::Answer {
    crate::forms::Answer::NotFound
}
