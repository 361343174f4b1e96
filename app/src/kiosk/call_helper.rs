//! «Call a helper»: a button that works without scripts; once pressed, what has become of the call.

use domain::text::Lang;
use leptos::prelude::*;

use crate::{
    msg::devices as words,
    parts::{SendOnce, loaded},
    ports::{
        devices::{Caller, HelpCall, HelpState},
        ports,
    },
    visit::{lang, t, visit},
};

/// The button, or what is known of the call; each leads to the page of the call.
#[component]
pub fn CallHelper(
    /// This venue's code.
    #[prop(into)]
    venue: String,
) -> impl IntoView {
    let (ports, caller) = (ports(), Caller::of(&visit()));
    loaded(async move { ports.devices.help(&caller).await }, move |found| {
        // Where it cannot be read the button stays: calling is what matters.
        let page = format!("/kiosk/{venue}/help");
        match found.ok().flatten() {
            Some(call) => {
                let said = said(lang(), &call);
                view! { <p class="call-helper" role="status"><a class="button" href=page>{said}</a></p> }.into_any()
            }
            None => view! { <Call page/> }.into_any(),
        }
    })
}

/// The button.
#[component]
pub(super) fn Call(page: String) -> impl IntoView {
    view! {
        <form class="call-helper" method="post" action=page>
            <button class="button" name="do" value="call">{t(words::HELP_BUTTON)}</button>
            <SendOnce lang=lang()/>
        </form>
    }
    .into_any()
}

/// What the caller is told.
pub(super) fn said(lang: Lang, call: &HelpCall) -> String {
    match &call.state {
        HelpState::Told => words::HELP_TOLD.with(lang, &[("time", &call.since.clock_face())]),
        HelpState::Coming(name) => words::HELP_COMING.with(lang, &[("name", name)]),
        HelpState::NobodyFree => words::HELP_NOBODY.of(lang).to_owned(),
    }
}
