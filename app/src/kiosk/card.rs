//! The identity card on an enrolled kiosk's reader. What happens is `public/kiosk/card.js`, which has no words of its own: each of its
//! sentences stands in the page, hidden until it is said. What only a reader can do is hidden until one answers; without scripts, or
//! without a reader, the other ways are there.

use domain::text::Text;
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use crate::visit::t;
use crate::{
    msg::kiosk_card as words,
    visit::{Device, visit},
};

/// What is said where somebody signs in.
#[cfg(feature = "ssr")]
const SIGNING_IN: [(&str, Text); 5] = [
    ("lay", words::LAY),
    ("busy", words::BUSY),
    ("expired", words::EXPIRED),
    ("unread", words::UNREAD),
    ("failed", words::FAILED),
];
/// What is said where a card is read into a form.
#[cfg(feature = "ssr")]
const READING: [(&str, Text); 3] = [("lay", words::READ_LAY), ("other", words::READ_OTHER), ("filled", words::READ_FILLED)];

/// The enrolled kiosk of this page, where it has a bridge to what stands beside it.
fn machine() -> Option<Device> {
    let visit = visit();
    visit.device.filter(|device| visit.kiosk.is_some() && !device.bridge_secret.is_empty())
}

/// Above every page of a kiosk: that a card which lies there and is not of who stands there is to be taken.
#[component]
pub fn ForgottenCard() -> impl IntoView {
    machine().map(|_| {
        view! { <p class="notice notice-warn lead card-take no-print" role="alert" data-card="take" hidden=true>{both(words::TAKE)}</p> }
    })
}

/// Below every page of a kiosk: the goodbye to who took their card, and the script.
#[component]
pub fn CardWatch() -> impl IntoView {
    machine().map(|_| {
        view! {
            <div class="card-goodbye no-print" role="alert" data-card="goodbye" hidden=true><p>{both(words::GOODBYE)}</p></div>
            <script type="module" src="/kiosk-files/card.js"></script>
        }
    })
}

/// A sentence in both languages: whoever forgot a card may have read the other one.
fn both(text: Text) -> impl IntoView {
    view! {
        <span lang="zh-CN">{text.zh}</span>
        " "
        <span lang="en" class="both-en">{text.en}</span>
    }
}

/// «Lay your identity card on the reader»: the way to sign in that needs nothing typed.
#[cfg(feature = "ssr")]
#[component]
pub fn CardSignIn(
    /// Where somebody goes on once they are signed in.
    back: String,
) -> impl IntoView {
    machine().map(|device| {
        view! {
            <section
                aria-labelledby="card-title"
                data-card-sign-in=device.venue.to_string()
                data-device=device.id
                data-back=back
                data-needs-reader=""
                hidden=true
            >
                <h2 id="card-title">{t(words::TITLE)}</h2>
                <div class="lead" role="status">{sentences(&SIGNING_IN, Some("lay"))}</div>
            </section>
        }
    })
}

/// What is said where a card finds its holder's appointment or number.
#[cfg(feature = "ssr")]
const FINDING: [(&str, Text); 8] = [
    ("lay", words::NUMBER_LAY),
    ("busy", words::NUMBER_BUSY),
    ("none", words::NUMBER_NONE),
    ("early", words::NUMBER_EARLY),
    ("late", words::NUMBER_LATE),
    ("expired", words::NUMBER_EXPIRED),
    ("unread", words::NUMBER_UNREAD),
    ("failed", words::NUMBER_FAILED),
];

/// «Lay your identity card»: who has an appointment today is in the queue, and whose number is on a paper that is lost has it again.
#[cfg(feature = "ssr")]
#[component]
pub fn CardNumber() -> impl IntoView {
    machine().map(|device| {
        let to = format!("/kiosk/{}/card/number", device.venue);
        view! {
            <div class="lead" role="status" data-card-number=to data-device=device.id data-needs-reader="" hidden=true>
                {sentences(&FINDING, Some("lay"))}
            </div>
        }
    })
}

/// Fills a person's own fields from their card. The names are those of the inputs; what is not asked here has none.
#[cfg(feature = "ssr")]
#[component]
pub fn ReadCard(
    /// The input of the name.
    #[prop(optional, into)]
    name: String,
    /// The input of the number.
    #[prop(optional, into)]
    number: String,
    /// The input of the kind of document.
    #[prop(optional, into)]
    kind: String,
    /// The input of the number's last four.
    #[prop(optional, into)]
    last_four: String,
) -> impl IntoView {
    machine().map(|_| {
        view! {
            <div
                class="card-read no-print"
                data-card-read=""
                data-name=name
                data-number=number
                data-kind=kind
                data-last-four=last_four
                data-needs-reader=""
                hidden=true
            >
                <button type="button" class="button">{t(words::READ)}</button>
                <div role="status">{sentences(&READING, None)}</div>
            </div>
        }
    })
}

/// Sentences by name, hidden but for the first that is said.
#[cfg(feature = "ssr")]
fn sentences(of: &'static [(&'static str, Text)], said: Option<&'static str>) -> impl IntoView {
    of.iter().map(|&(name, text)| view! { <p data-say=name hidden=Some(name) != said>{t(text)}</p> }).collect_view()
}
