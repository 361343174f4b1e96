//! The kiosk without a network. The page is drawn here and kept by the machine (`public/kiosk/worker.js`); what happens on it then is
//! `public/kiosk/offline/page.js`, which has no words of its own: each of its sentences stands here, hidden until it is said.
//! Both languages at once, and nothing of anybody: the page is the same for whoever comes. Guides and empty forms are pages beside it;
//! the bar of each works without a server (`bar`).

mod bar;
mod form;
mod guide;
mod panels;

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use domain::{catalogue::Guide, ids::VenueCode, text::Text};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{IdleReset, next_person};
use crate::{
    hall::Both,
    msg::kiosk_offline as words,
    parts::{Face, Page, not_found},
    ports::ports,
    visit::{lang, t},
};

use bar::BarAlone;
pub use form::OfflineFormPage;
pub use guide::OfflineGuidePage;
use panels::{Begin, CallBack, Classes, Guides, Home, Kept, Number, Services, Start};

/// What the script may say of the network and of what waits.
const OF_THE_NETWORK: [(&str, &str, Text); 4] = [
    ("network", "looking", words::LOOKING),
    ("network", "since", words::SINCE),
    ("network", "network-back", words::NETWORK_BACK),
    ("waiting", "waiting", words::WAITING),
];
/// Why a number is not given out.
const REFUSALS: [(&str, &str, Text); 10] = [
    ("refused", "empty", words::EMPTY),
    ("refused", "not-a-pass", words::NOT_A_PASS),
    ("refused", "reference", words::REFERENCE),
    ("refused", "forged", words::FORGED),
    ("refused", "wrong-venue", words::WRONG_VENUE),
    ("refused", "too-early", words::TOO_EARLY),
    ("refused", "too-late", words::TOO_LATE),
    ("refused", "used", words::USED),
    ("refused", "no-numbers", words::NO_NUMBERS),
    ("refused", "no-key", words::NO_KEY),
];

/// `/kiosk/{venue}/offline`.
#[component]
pub fn OfflineKioskPage() -> impl IntoView {
    let code = use_params_map().get_untracked().get("venue").unwrap_or_default();
    let ports = ports();
    let venue = VenueCode(code.clone());
    let Some(name) = ports.district.venue(&venue).map(|venue| venue.name.clone()) else { return not_found() };
    let paper = Paper::of(&venue);
    let services = ports.hall.walk_in_services(&venue);
    let begun = form::begun_here(&ports.catalogue);
    let state = state_of(&[services.as_slice(), begun.as_slice()].concat());
    let any = services.iter().find(|guide| guide.booking.is_some()).or(services.first());
    let any = any.map(|guide| guide.code.to_string());
    let home = next_person(&code);
    let here = code.clone();
    view! {
        <Page title=t(words::TITLE) face=Face::Kiosk>
            <div
                class="offline-kiosk"
                data-offline-kiosk=here
                data-home=home.clone()
                data-guides=state
                data-any-service=any
                data-paper-venue=paper.venue
                data-paper-number=paper.number
                data-paper-wait=paper.wait
                data-paper-phone=paper.phone
                data-paper-door=paper.door
            >
                <h1 class="kiosk-title">
                    <span class="kiosk-venue">{format!("{} {}", name.zh, name.en)}</span>
                    <Both text=words::TITLE/>
                </h1>
                <noscript><p class="notice notice-warn"><Both text=words::NOSCRIPT/></p></noscript>
                <div class="offline-said" role="status"><Sentences of=&OF_THE_NETWORK/></div>
                <div class="notice-line" role="alert"><Sentences of=&REFUSALS/></div>
                <Start services=!services.is_empty() begin=!begun.is_empty()/>
                <Services services=services.clone()/>
                <Classes/>
                <Number/>
                <Guides services=services.clone() venue=code.clone()/>
                <Begin services=begun venue=code/>
                <CallBack services/>
                <Kept/>
                <Home/>
            </div>
            <BarAlone other_language=None/>
            <script type="module" src="/kiosk-files/offline/page.js"></script>
            <IdleReset home seconds=60 at_home=true lang=lang()/>
        </Page>
    }
    .into_any()
}

/// Sentences of the script, hidden: of what kind, by name.
#[component]
pub(super) fn Sentences(
    /// Kind, name, sentence.
    of: &'static [(&'static str, &'static str, Text)],
) -> impl IntoView {
    let lines = of.iter().map(|&(kind, name, text)| {
        // Until the script has looked.
        let hidden = name != "looking";
        view! { <p data-of=kind data-say=name hidden=hidden><Both text/></p> }
    });
    lines.collect_view()
}

/// What the script prints, in both languages.
struct Paper {
    venue: String,
    number: String,
    wait: String,
    phone: String,
    door: String,
}

impl Paper {
    fn of(venue: &VenueCode) -> Self {
        let ports = ports();
        let both = |text: Text| format!("{} {}", text.zh, text.en);
        Self {
            venue: ports.district.venue(venue).map(|venue| venue.name.zh.clone()).unwrap_or_default(),
            number: both(words::PAPER_NUMBER),
            wait: both(words::PAPER_WAIT),
            phone: both(words::PAPER_PHONE),
            door: ports.public_url,
        }
    }
}

/// The state of guides and forms: another one, and the machine fetches them anew.
fn state_of(services: &[Guide]) -> String {
    let mut hasher = DefaultHasher::new();
    format!("{services:?}").hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

/// On a kiosk's first page: keeps ready what is needed when the network goes, and brings home what was given out without it.
#[component]
pub fn KeepReady(
    /// This venue's code.
    venue: String,
) -> impl IntoView {
    view! {
        <span hidden=true data-keep-ready=venue></span>
        <script type="module" src="/kiosk-files/offline/keep.js"></script>
    }
    .into_any()
}
