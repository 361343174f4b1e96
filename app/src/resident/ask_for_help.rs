//! Nobody has to manage alone: from every guide, start and case a resident can ask for help with just this (帮办代办).

use domain::{
    catalogue::Guide,
    form::{Form, Typed},
    ids::ServiceCode,
};
use leptos::prelude::*;

use crate::{
    msg::helping,
    ports::{Ports, ports},
    visit::t,
};

/// The service by which help is asked for.
const HELP: &str = "XC-GG-02";
/// Its question for the service that help is asked for with.
const WITH: &str = "target_service";
/// The service by which somebody else in need is told of.
pub const SOMEBODY_ELSE: &str = "XC-JZ-06";

/// The link, on the pages of every other service.
#[component]
pub fn AskForHelp(
    /// The service whose page it stands on.
    service: ServiceCode,
) -> impl IntoView {
    let offered = service.as_str() != HELP && ports().catalogue.guide(HELP).is_some();
    let href = format!("/apply/{}?{}", HELP.to_ascii_lowercase(), service.as_str().to_ascii_lowercase());
    offered.then(|| view! { <p class="no-print"><a href=href>{t(helping::ASK_FOR_HELP)}</a></p> }).into_any()
}

/// What the address of [`AskForHelp`] answers already: the screen and its answer.
#[must_use]
pub fn asked_with(ports: &Ports, guide: &Guide, query: &str) -> Option<(String, Typed)> {
    let service = ports.catalogue.guide(&query.to_ascii_uppercase())?;
    let screen = Form::of(guide).screens.into_iter().find(|screen| screen.fields.iter().any(|field| field.key == WITH))?;
    Some((screen.key, [(WITH, service.code.as_str())].into_iter().collect()))
}

/// Somebody else is in need: told without signing in.
#[component]
pub fn TellOfAnother() -> impl IntoView {
    let offered = ports().catalogue.guide(SOMEBODY_ELSE).is_some();
    let href = format!("/apply/{}", SOMEBODY_ELSE.to_ascii_lowercase());
    offered.then(|| view! { <p class="no-print"><a href=href>{t(helping::TELL_OF_ANOTHER)}</a></p> }).into_any()
}
