//! «Call a helper» in the bar of every page of a kiosk: a form that comes back to the page it was pressed on. Once pressed, what has
//! become of the call stands in its place. With scripts the page is not even left: `HelpWatch` sends the form, so what somebody was
//! filling in stays where it is, and keeps what is said fresh.

use domain::text::Lang;
use leptos::prelude::*;

use super::{
    HelpWatch,
    help::{FROM, help_page},
};
use crate::{
    msg::{devices as words, kiosk_shell},
    parts::loaded,
    ports::{
        devices::{Caller, HelpCall, HelpState},
        ports,
    },
    visit::{lang, t, visit},
};

/// The button, or what is known of the call.
#[component]
pub fn CallHelper(
    /// This venue's code.
    venue: String,
) -> impl IntoView {
    let (ports, caller) = (ports(), Caller::of(&visit()));
    loaded(async move { ports.devices.help(&caller).await }, move |found| {
        // Where it cannot be read the button stays: calling is what matters.
        view! { <InTheBar call=found.ok().flatten() venue/> }.into_any()
    })
    .into_any()
}

#[component]
fn InTheBar(call: Option<HelpCall>, venue: String) -> impl IntoView {
    let page = help_page(&venue);
    let state = format!("{page}/state");
    let called = call.is_some();
    let said = call.map(|call| help_words(lang(), &call));
    view! {
        <form class="kiosk-help" method="post" action=page data-state=state data-called=called.then_some("")>
            <input type="hidden" name=FROM value=visit().here()/>
            <p role="status" data-help="said">{said}</p>
            <p role="alert" data-help="cannot" hidden=true>{t(words::HELP_CANNOT)}</p>
            <button class="button" name="do" value="call" hidden=called>{t(kiosk_shell::HELPER)}</button>
            <button class="button" name="do" value="end" hidden=!called>{t(words::HELP_END)}</button>
            <HelpWatch/>
        </form>
    }
    .into_any()
}

/// What the caller is told.
#[must_use]
pub fn help_words(lang: Lang, call: &HelpCall) -> String {
    match &call.state {
        HelpState::Told => words::HELP_TOLD.with(lang, &[("time", &call.since.clock_face())]),
        HelpState::Coming(name) => words::HELP_COMING.with(lang, &[("name", name)]),
        HelpState::NobodyFree => words::HELP_NOBODY.of(lang).to_owned(),
    }
}
