//! Nobody has to manage alone: from every guide, start and case a resident can ask for help with just this (帮办代办).

use domain::ids::ServiceCode;
use leptos::prelude::*;

use crate::{msg::helping, ports::ports, visit::t};

/// The service by which help is asked for.
const HELP: &str = "XC-GG-02";
/// The service by which somebody else in need is told of.
pub const SOMEBODY_ELSE: &str = "XC-JZ-06";

/// The link, on the pages of every other service.
#[component]
pub fn AskForHelp(
    /// The service whose page it stands on.
    service: ServiceCode,
) -> impl IntoView {
    let offered = service.as_str() != HELP && ports().catalogue.guide(HELP).is_some();
    offered
        .then(|| view! { <p class="no-print"><a href=format!("/apply/{}", HELP.to_ascii_lowercase())>{t(helping::ASK_FOR_HELP)}</a></p> })
        .into_any()
}

/// Somebody else is in need: told without signing in.
#[component]
pub fn TellOfAnother() -> impl IntoView {
    let offered = ports().catalogue.guide(SOMEBODY_ELSE).is_some();
    let href = format!("/apply/{}", SOMEBODY_ELSE.to_ascii_lowercase());
    offered.then(|| view! { <p class="no-print"><a href=href>{t(helping::TELL_OF_ANOTHER)}</a></p> }).into_any()
}
