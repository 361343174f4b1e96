//! Setting a kiosk up: its code, large, until the steward has typed it. The page is drawn here; what happens on it is
//! `public/kiosk/device.js`, which has no words of its own: each of its sentences stands here, hidden until it is said.

use domain::text::Text;
use leptos::prelude::*;

use crate::{
    hall::Both,
    msg::devices as words,
    parts::{Face, Page},
    visit::t,
};

/// What the script may say, by name.
const SENTENCES: [(&str, Text); 8] = [
    ("starting", words::SAY_STARTING),
    ("waiting", words::SAY_WAITING),
    ("ended", words::SAY_ENDED),
    ("revoked", words::SAY_REVOKED),
    ("busy", words::SAY_BUSY),
    ("away", words::SAY_AWAY),
    ("proving", words::SAY_PROVING),
    ("failed", words::SAY_FAILED),
];

/// `/kiosk/enrol`. Both languages: nobody has chosen one on this machine.
#[component]
pub fn EnrolPage() -> impl IntoView {
    view! {
        <Page title=t(words::ENROL_TITLE) face=Face::Kiosk barless=true>
            <h1><Both text=words::ENROL_TITLE/></h1>
            <p><Both text=words::ENROL_TEXT/></p>
            <noscript><p class="notice notice-warn"><Both text=words::ENROL_NOSCRIPT/></p></noscript>
            <Said page="enrol"/>
            <div data-shows="code" hidden=true>
                <h2><Both text=words::ENROL_CODE/></h2>
                <p class="reference device-code" data-code=""></p>
            </div>
            <p data-shows="again" hidden=true>
                <button type="button" class="button button-primary" data-again=""><Both text=words::ENROL_AGAIN/></button>
            </p>
        </Page>
    }
    .into_any()
}

/// What the script says; and the script. `page` tells it what to do here: `enrol`, or `prove` where an enrolled kiosk comes back.
#[component]
pub(super) fn Said(page: &'static str) -> impl IntoView {
    let sentences =
        SENTENCES.into_iter().map(|(name, text)| view! { <p data-say=name hidden=true><Both text/></p> }).collect_view();
    view! {
        <div class="notice-line" role="status" data-device-page=page>{sentences}</div>
        <script type="module" src="/kiosk-files/device.js"></script>
    }
    .into_any()
}
