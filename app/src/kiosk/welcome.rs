//! The kiosk's first screen: what can be done here, six large ways in, and the scanner's line. Both languages at once, because nobody
//! has chosen one yet. When nobody is there, three quiet pictures say what the machine is for; a touch brings the screen back.

use domain::{ids::VenueCode, text::Text};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{IdleReset, PaperNote, check_in::WHY, next_person, offline::KeepReady, refusal::Refusal, scan_box::ScanBox};
use crate::{
    forms::FormState,
    hall::Both,
    msg::{kiosk, kiosk_shell as words},
    parts::{Face, Page, not_found},
    ports::ports,
    visit::{View, lang, t, visit},
};

/// The first screen.
#[component]
pub fn KioskPage() -> impl IntoView {
    let venue = use_params_map().get_untracked().get("venue").unwrap_or_default();
    let lang = lang();
    let Some(name) = ports().district.venue(&VenueCode(venue.clone())).map(|venue| venue.name.clone()) else {
        return not_found();
    };
    let here = format!("/kiosk/{venue}");
    let refused = FormState::current().notes.contains_key(WHY);
    // As the next person expects it: nothing told to the one before, their language and print not kept.
    let fresh = !refused && visit().view == View::default();
    view! {
        <Page title=t(words::HELLO) face=Face::Kiosk>
            <h1 class="kiosk-title">
                <span class="kiosk-venue">{name.of(lang).to_owned()}</span>
                <Both text=words::HELLO/>
            </h1>
            <Refusal venue=venue.clone()/>
            <PaperNote/>
            <ul class="kiosk-ways" aria-label=t(words::CHOICES)>
                <Way href=format!("{here}/check-in") name=words::CHECK_IN hint=words::CHECK_IN_HINT/>
                <Way href=format!("{here}/walk-in") name=words::WALK_IN hint=words::WALK_IN_HINT/>
                <Way href="/services" name=words::BOOK hint=words::BOOK_HINT/>
                <Way href="/what-can-i-get" name=words::APPLY hint=words::APPLY_HINT/>
                <Way href="/find" name=words::FIND hint=words::FIND_HINT/>
                <Way href="/wallet" name=words::WALLET hint=words::WALLET_HINT/>
            </ul>
            <section class="kiosk-choice" aria-labelledby="scan-title">
                <h2 id="scan-title"><Both text=words::SCAN_NOW/></h2>
                <p class="hint"><Both text=words::SCAN_NOW_HINT/></p>
                <ScanBox action=here.clone() autofocus=true lang/>
            </section>
            <p class="kiosk-person"><Both text=kiosk::PERSON/></p>
            <KeepReady venue=venue.clone()/>
            {fresh.then(|| view! { <Attract here=here.clone()/> })}
            <IdleReset home=next_person(&venue) seconds=60 at_home=fresh lang/>
        </Page>
    }
    .into_any()
}

/// One large way in.
#[component]
fn Way(#[prop(into)] href: String, name: Text, hint: Text) -> impl IntoView {
    view! {
        <li>
            <a class="kiosk-way" href=href>
                <strong><Both text=name/></strong>
                <span class="hint"><Both text=hint/></span>
            </a>
        </li>
    }
    .into_any()
}

/// What stands over the first screen once nobody has touched it for a while: the style sheet shows it, so it comes without scripts too,
/// and not at all where motion is not wanted. It is one large link to the same screen.
#[component]
fn Attract(here: String) -> impl IntoView {
    let scenes = [words::ATTRACT_1, words::ATTRACT_2, words::ATTRACT_3];
    let scenes = scenes.map(|scene| view! { <span class="attract-scene"><Both text=scene/></span> });
    view! {
        <a class="attract" href=here>
            <span class="attract-scenes">{scenes.into_iter().collect_view()}</span>
            <strong class="attract-touch"><Both text=words::ATTRACT/></strong>
            // Until when, and whether it is still so, `offline/keep.js` knows each minute: this screen may have stood all night.
            <span class="attract-until" data-works-until="" hidden=true><Both text=words::ATTRACT_UNTIL/></span>
        </a>
    }
    .into_any()
}
