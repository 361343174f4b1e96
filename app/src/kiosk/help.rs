//! A call for help: made here, and what becomes of it.

use std::collections::BTreeMap;

use domain::ids::VenueCode;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{
    IdleReset, ScreenInches,
    call_helper::{Call, said},
    next_person,
};
use crate::{
    forms::{Answer, Form, FormState},
    msg::devices as words,
    parts::{Face, Page, Renew, SendOnce, loaded, not_found, unavailable},
    ports::{
        Ports, Unavailable,
        devices::{CallRefused, Caller, HelpCall, HelpState},
        ports,
    },
    visit::{Visit, lang, t, visit},
};

/// How often an open call is looked at, seconds.
const RENEWED: i64 = 5;
/// The note that too many call already.
const MANY: &str = "many";

/// `/kiosk/{venue}/help`.
#[component]
pub fn HelpPage() -> impl IntoView {
    let venue = use_params_map().get_untracked().get("venue").unwrap_or_default();
    let (ports, caller) = (ports(), Caller::of(&visit()));
    if ports.district.venue(&VenueCode(venue.clone())).is_none() {
        return not_found();
    }
    loaded(async move { ports.devices.help(&caller).await }, move |found| match found {
        Ok(call) => view! { <Shown call venue/> }.into_any(),
        Err(Unavailable) => unavailable(),
    })
    .into_any()
}

#[component]
fn Shown(call: Option<HelpCall>, venue: String) -> impl IntoView {
    let lang = lang();
    let page = format!("/kiosk/{venue}/help");
    let open = call.is_some();
    let many = FormState::current().notes.contains_key(MANY);
    let body = match call {
        Some(call) => view! { <Open call page/> }.into_any(),
        None if many => view! { <p class="notice notice-warn lead" role="alert">{t(words::HELP_NOBODY)}</p> }.into_any(),
        None => view! { <p class="lead">{t(words::HELP_TEXT)}</p> <Call page/> }.into_any(),
    };
    view! {
        <Page title=t(words::HELP_TITLE) face=Face::Kiosk>
            <h1>{t(words::HELP_TITLE)}</h1>
            {body}
            <p><a class="button" href=format!("/kiosk/{venue}")>{t(words::HELP_BACK)}</a></p>
            <ScreenInches/>
            // Who waits for somebody does not touch the glass meanwhile.
            {(!open).then(|| view! { <IdleReset home=next_person(&venue) seconds=60 at_home=false lang/> })}
        </Page>
    }
    .into_any()
}

#[component]
fn Open(call: HelpCall, page: String) -> impl IntoView {
    let lang = lang();
    let nobody = call.state == HelpState::NobodyFree;
    view! {
        <p class="notice lead" class:notice-good=!nobody class:notice-warn=nobody role="status">{said(lang, &call)}</p>
        <p>{t(words::HELP_WAIT)}</p>
        <form method="post" action=page>
            <button class="button" name="do" value="end">{t(words::HELP_END)}</button>
            <SendOnce lang/>
        </form>
        <Renew seconds=RENEWED/>
    }
    .into_any()
}

/// Calls somebody, or needs nobody any more. Pressed twice, it is one call.
pub async fn take(ports: &Ports, visit: &Visit, params: &BTreeMap<String, String>, form: Form) -> Answer {
    let venue = VenueCode(params.get("venue").cloned().unwrap_or_default());
    if ports.district.venue(&venue).is_none() {
        return Answer::NotFound;
    }
    let (here, caller) = (format!("/kiosk/{venue}/help"), Caller::of(visit));
    if form.get("do") == "end" {
        return match ports.devices.end_help(&caller).await {
            Ok(()) => Answer::Go(here),
            Err(Unavailable) => Answer::Unavailable,
        };
    }
    match ports.devices.call_help(&venue, &caller).await {
        Ok(()) => Answer::Go(here),
        Err(CallRefused::Unknown) => Answer::NotFound,
        Err(CallRefused::Unavailable) => Answer::Unavailable,
        Err(CallRefused::TooMany) => {
            let notes = BTreeMap::from([(MANY, String::new())]);
            Answer::Again { status: 429, state: FormState { notes, ..FormState::default() } }
        }
    }
}
