//! What stands at the top of every page at a kiosk: back to the first screen, the end, somebody who helps, and the voice.

use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::CallHelper;
use super::next_person;
use crate::{
    msg::kiosk_shell as words,
    parts::ReadAloud,
    visit::{lang, t, visit},
};

/// The bar. «Start» and «finished» end everything private; only «finished» puts language and print back as well.
#[component]
pub fn KioskBar(
    /// Where the kiosk stands.
    venue: String,
) -> impl IntoView {
    let start = format!("/kiosk/{venue}");
    let begun = visit().path != start;
    let ends = begun.then(|| {
        view! {
            <a class="button" href=start.clone() data-leave="start">{t(words::START)}</a>
            <a class="button button-primary" href=next_person(&venue) data-leave="finish">{t(words::FINISHED)}</a>
        }
    });
    let helper = call_helper(&venue);
    view! {
        <nav class="kiosk-bar no-print" aria-label=t(words::BAR)>
            {ends}
            {helper}
            <ReadAloud lang=lang()/>
        </nav>
    }
    .into_any()
}

/// «Call a helper»: the server knows of the call.
#[cfg(feature = "ssr")]
fn call_helper(venue: &str) -> AnyView {
    view! { <CallHelper venue=venue.to_owned()/> }.into_any()
}

/// Nothing is drawn outside the server.
#[cfg(not(feature = "ssr"))]
fn call_helper(_: &str) -> AnyView {
    ().into_any()
}

/// The script that leaves no trail: see `public/kiosk/leave.js`. `first` is the screen at which the next person begins.
#[component]
pub fn LeaveNoTrail(
    /// Where the kiosk stands.
    venue: String,
) -> impl IntoView {
    let first = visit().path == format!("/kiosk/{venue}");
    view! { <script src="/kiosk-files/leave.js" defer=true data-home=next_person(&venue) data-first=first.then_some("")></script> }
}
