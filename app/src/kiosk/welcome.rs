//! The kiosk's first page: scan the pass, type the reference, or take a number. Both languages at once, because nobody has
//! chosen one yet.

use domain::ids::VenueCode;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{
    IdleReset, KeyPad, ScanByCamera, ScanFocus, ScreenInches,
    check_in::{REFERENCE, SCANNED, WHY},
    next_person,
    refusal::Refusal,
};
use crate::{
    forms::FormState,
    hall::Both,
    msg::kiosk,
    parts::{Face, Page, SendOnce, not_found},
    ports::ports,
    visit::{View, lang, t, visit},
};

/// Three ways in.
#[component]
pub fn KioskPage() -> impl IntoView {
    let venue = use_params_map().get_untracked().get("venue").unwrap_or_default();
    let lang = lang();
    let Some(name) = ports().district.venue(&VenueCode(venue.clone())).map(|venue| venue.name.clone()) else {
        return not_found();
    };
    let here = format!("/kiosk/{venue}");
    let state = FormState::current();
    // Who has just been refused a typed reference goes on typing; everybody else is about to scan.
    let typing = !state.form.get(REFERENCE).is_empty();
    // As the next person expects it: nothing told to the one before, their language and print not kept.
    let fresh = !state.notes.contains_key(WHY) && visit().view == View::default();
    view! {
        <Page title=t(kiosk::TITLE) face=Face::Kiosk>
            <h1 class="kiosk-title">
                <span class="kiosk-venue">{name.of(lang).to_owned()}</span>
                <Both text=kiosk::WELCOME/>
            </h1>
            <Refusal venue=venue.clone()/>
            <section class="kiosk-choice" aria-labelledby="scan-title">
                <h2 id="scan-title"><Both text=kiosk::SCAN/></h2>
                <p class="hint"><Both text=kiosk::SCAN_HINT/></p>
                <form method="post" action=here.clone() autocomplete="off" class="kiosk-line">
                    <label class="visually-hidden" for=SCANNED>{t(kiosk::SCAN_BOX)}</label>
                    <input
                        id=SCANNED
                        name=SCANNED
                        type="text"
                        inputmode="none"
                        autocomplete="off"
                        autocapitalize="off"
                        spellcheck="false"
                        maxlength="600"
                        autofocus=!typing
                    />
                    <button class="button">{t(kiosk::SCAN_BUTTON)}</button>
                    <SendOnce lang/>
                    <ScanFocus/>
                </form>
                <ScanByCamera lang/>
            </section>
            <section class="kiosk-choice" aria-labelledby="type-title">
                <h2 id="type-title"><Both text=kiosk::REFERENCE/></h2>
                <p class="hint" id="reference-hint"><Both text=kiosk::REFERENCE_HINT/></p>
                <form method="post" action=here.clone() autocomplete="off" class="kiosk-line">
                    <label class="visually-hidden" for=REFERENCE>{t(kiosk::REFERENCE_BOX)}</label>
                    <input
                        id=REFERENCE
                        name=REFERENCE
                        type="text"
                        inputmode="none"
                        autocomplete="off"
                        autocapitalize="characters"
                        spellcheck="false"
                        maxlength="16"
                        aria-describedby="reference-hint"
                        autofocus=typing
                        value=state.form.get(REFERENCE).to_owned()
                    />
                    <button class="button button-primary">{t(kiosk::REFERENCE_BUTTON)}</button>
                    <SendOnce lang/>
                </form>
                <KeyPad input=REFERENCE.to_owned() lang/>
            </section>
            <section class="kiosk-choice">
                <a class="button kiosk-walk-in" href=format!("{here}/walk-in")>
                    <strong><Both text=kiosk::WALK_IN/></strong>
                    <span class="hint"><Both text=kiosk::WALK_IN_HINT/></span>
                </a>
            </section>
            <p class="kiosk-person"><Both text=kiosk::PERSON/></p>
            <ScreenInches/>
            <IdleReset home=next_person(&venue) seconds=60 at_home=fresh lang/>
        </Page>
    }
    .into_any()
}
