//! Checking in for an appointment: scan the pass, lay the identity card, or type the reference with the keys on the glass. Whose paper is
//! lost finds their number by their document.

use domain::ids::VenueCode;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{
    CardNumber, IdleReset, KeyPad,
    check_in::{DOCUMENT, REFERENCE},
    next_person,
    refusal::Refusal,
    scan_box::ScanBox,
};
use crate::{
    forms::FormState,
    msg::{kiosk, kiosk_shell},
    parts::{Face, Page, SendOnce, not_found},
    ports::ports,
    visit::{lang, t},
};

/// `/kiosk/{venue}/check-in`.
#[component]
pub fn CheckInPage() -> impl IntoView {
    let venue = use_params_map().get_untracked().get("venue").unwrap_or_default();
    let lang = lang();
    if ports().district.venue(&VenueCode(venue.clone())).is_none() {
        return not_found();
    }
    let here = format!("/kiosk/{venue}/check-in");
    let state = FormState::current();
    // Who has just been refused a typed reference goes on typing; everybody else is about to scan.
    let typing = !state.form.get(REFERENCE).is_empty();
    view! {
        <Page title=t(kiosk_shell::CHECK_IN) face=Face::Kiosk>
            <h1>{t(kiosk_shell::CHECK_IN)}</h1>
            <Refusal venue=venue.clone()/>
            <section class="kiosk-choice" aria-labelledby="scan-title">
                <h2 id="scan-title">{t(kiosk::SCAN)}</h2>
                <p class="hint">{t(kiosk::SCAN_HINT)}</p>
                <ScanBox action=here.clone() autofocus=!typing lang/>
            </section>
            <section class="kiosk-choice" aria-labelledby="type-title">
                <h2 id="type-title">{t(kiosk::REFERENCE)}</h2>
                <p class="hint" id="reference-hint">{t(kiosk::REFERENCE_HINT)}</p>
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
            <section class="kiosk-choice" aria-labelledby="document-title">
                <h2 id="document-title">{t(kiosk::DOCUMENT)}</h2>
                <CardNumber/>
                <p class="hint" id="document-hint">{t(kiosk::DOCUMENT_HINT)}</p>
                <form method="post" action=here autocomplete="off" class="kiosk-line">
                    <label class="visually-hidden" for=DOCUMENT>{t(kiosk::DOCUMENT_BOX)}</label>
                    <input
                        id=DOCUMENT
                        name=DOCUMENT
                        type="text"
                        data-board="document"
                        autocomplete="off"
                        autocapitalize="characters"
                        spellcheck="false"
                        maxlength="40"
                        aria-describedby="document-hint"
                    />
                    <button class="button">{t(kiosk::DOCUMENT_BUTTON)}</button>
                    <SendOnce lang/>
                </form>
            </section>
            <p class="kiosk-person">{t(kiosk::PERSON)}</p>
            <IdleReset home=next_person(&venue) seconds=60 at_home=false lang/>
        </Page>
    }
    .into_any()
}
