//! Who calls for help at a kiosk, since when, and who is on the way.

use leptos::prelude::*;

use super::devices::{COME, DONE, venue_name};
use crate::{
    msg::devices as words,
    parts::SendOnce,
    ports::devices::{HelpCall, HelpState},
    visit::{lang, t},
};

/// The open calls, the oldest first.
#[component]
pub(super) fn HelpCalls(calls: Vec<HelpCall>) -> impl IntoView {
    let none = calls.is_empty().then(|| view! { <p>{t(words::CALLS_NONE)}</p> });
    let lines = calls.into_iter().map(|call| view! { <Line call/> }).collect_view();
    view! {
        <section aria-labelledby="calls">
            <h2 id="calls">{t(words::CALLS)}</h2>
            {none}
            <ul class="messages">{lines}</ul>
        </section>
    }
    .into_any()
}

#[component]
fn Line(call: HelpCall) -> impl IntoView {
    let lang = lang();
    let machine = call.machine.clone().unwrap_or_else(|| t(words::CALL_BROWSER).to_owned());
    let since = words::CALL_SINCE.with(lang, &[("time", &call.since.clock_face())]);
    let said = match &call.state {
        HelpState::Told => None,
        HelpState::NobodyFree => Some(t(words::CALL_LATE).to_owned()),
        HelpState::Coming(name) => Some(words::CALL_COMING.with(lang, &[("name", name)])),
    };
    let waits = !matches!(call.state, HelpState::Coming(_));
    view! {
        <li class="card">
            <p class="cluster">
                <strong>{venue_name(&call.venue)}</strong>
                <span>{machine}</span>
                <span>{since}</span>
            </p>
            {said.map(|words| view! { <p>{words}</p> })}
            <form method="post" action="/steward/devices" class="cluster">
                <input type="hidden" name="id" value=call.id/>
                {waits.then(|| view! { <button class="button button-primary" name="do" value=COME>{t(words::COME)}</button> })}
                <button class="button" name="do" value=DONE>{t(words::DONE)}</button>
                <SendOnce lang/>
            </form>
        </li>
    }
    .into_any()
}
