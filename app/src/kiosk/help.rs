//! The page of a call for help: for who comes to it by its address, and for who cannot be helped where they were. The bar of every other
//! page posts here and comes back (`CallHelper`).

use std::collections::BTreeMap;

use domain::ids::VenueCode;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{IdleReset, help_watch::HELP_PAGE, help_words, next_person};
use crate::{
    forms::{Answer, Form, FormState, local},
    msg::devices as words,
    parts::{Face, Page, SendOnce, loaded, not_found, unavailable},
    ports::{
        Ports, Unavailable,
        devices::{CallRefused, Caller, HelpCall},
        ports,
    },
    visit::{Visit, lang, t, visit},
};

/// How often the page of an open call comes again where no script keeps it fresh, seconds.
const RENEWED: &str = "5";
/// The note that too many call already.
const MANY: &str = "many";
/// The field that names the page which a call came from.
pub(super) const FROM: &str = "from";

/// Where a venue's calls are made.
pub(super) fn help_page(venue: &str) -> String {
    format!("/kiosk/{venue}/help")
}

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
    let state = FormState::current();
    let page = help_page(&venue);
    let many = state.notes.contains_key(MANY);
    let from = local(state.form.get(FROM)).filter(|from| *from != page).map(str::to_owned);
    let body = match call {
        Some(call) => view! { <Open call page/> }.into_any(),
        None if many => view! { <p class="notice notice-warn lead" role="alert">{t(words::HELP_NOBODY)}</p> }.into_any(),
        None => view! { <Call page/> }.into_any(),
    };
    view! {
        <Page title=t(words::HELP_TITLE) face=Face::Kiosk>
            <h1>{t(words::HELP_TITLE)}</h1>
            <section id=HELP_PAGE>{body}</section>
            {from.map(|from| view! { <p><a class="button button-primary" href=from>{t(words::HELP_FROM)}</a></p> })}
            <p><a class="button" href=format!("/kiosk/{venue}")>{t(words::HELP_BACK)}</a></p>
            <IdleReset home=next_person(&venue) seconds=60 at_home=false lang=lang()/>
        </Page>
    }
    .into_any()
}

#[component]
fn Call(page: String) -> impl IntoView {
    view! {
        <p class="lead">{t(words::HELP_TEXT)}</p>
        <form method="post" action=page>
            <button class="button button-primary" name="do" value="call">{t(words::HELP_BUTTON)}</button>
            <SendOnce lang=lang()/>
        </form>
    }
    .into_any()
}

#[component]
fn Open(call: HelpCall, page: String) -> impl IntoView {
    view! {
        <p class="notice lead" data-help="said">{help_words(lang(), &call)}</p>
        <p>{t(words::HELP_WAIT)}</p>
        <form method="post" action=page>
            <button class="button" name="do" value="end">{t(words::HELP_END)}</button>
            <SendOnce lang=lang()/>
        </form>
        <noscript><meta http-equiv="refresh" content=RENEWED/></noscript>
    }
    .into_any()
}

/// Calls somebody, or needs nobody any more, and goes back to the page that it was asked on. Pressed twice, it is one call.
pub async fn take(ports: &Ports, visit: &Visit, params: &BTreeMap<String, String>, form: Form) -> Answer {
    let venue = VenueCode(params.get("venue").cloned().unwrap_or_default());
    if ports.district.venue(&venue).is_none() {
        return Answer::NotFound;
    }
    let back = local(form.get(FROM)).map_or_else(|| help_page(venue.as_str()), str::to_owned);
    let caller = Caller::of(visit);
    if form.get("do") == "end" {
        return match ports.devices.end_help(&caller).await {
            Ok(()) => Answer::Go(back),
            Err(Unavailable) => Answer::Unavailable,
        };
    }
    match ports.devices.call_help(&venue, &caller).await {
        Ok(()) => Answer::Go(back),
        Err(CallRefused::Unknown) => Answer::NotFound,
        Err(CallRefused::Unavailable) => Answer::Unavailable,
        Err(CallRefused::TooMany) => {
            let notes = BTreeMap::from([(MANY, String::new())]);
            Answer::Again { status: 429, state: FormState { form, notes, ..FormState::default() } }
        }
    }
}
