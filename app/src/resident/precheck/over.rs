//! The pre-check goes on at another device: the answers so far travel sealed in the QR code itself, so that they are stored nowhere
//! here either, and nobody who photographs the code reads them.

use domain::precheck::Answers;
use leptos::prelude::*;

use super::{AT, DO};
use crate::{
    forms::Form,
    kiosk::{Done, at_kiosk},
    msg::{kiosk_shell, over},
    parts::{Qr, Screen},
    ports::{Ports, ports},
    resident::apply::FromFragment,
    visit::{t, visit},
};

/// What is pressed, and the note with the sealed answers.
pub(super) const OVER: &str = "over";
/// The input of what came over.
const CARRIED: &str = "carried";

/// The answers of a form and the question that it asks, sealed.
pub(super) fn sealed(ports: &Ports, form: &Form) -> String {
    let pairs: Vec<(&str, &str)> = form.pairs().filter(|(name, value)| *name != DO && !value.is_empty()).collect();
    ports.carry_over.sealed(&serde_json::to_string(&pairs).expect("texts are always JSON"))
}

/// The form that came over from another device; nothing where none did, or too long ago.
pub(super) fn opened(ports: &Ports, form: &Form) -> Option<Form> {
    let text = ports.carry_over.opened(form.get(CARRIED))?;
    serde_json::from_str(&text).ok().map(Form::new)
}

/// The code, and the way back to the question.
#[component]
pub(super) fn Over(sealed: String) -> impl IntoView {
    let address = format!("{}/what-can-i-get#{sealed}", ports().public_url);
    let done = visit().kiosk.map(|venue| view! { <Done venue/> });
    view! {
        <Screen title=t(over::TITLE)>
            <p>{t(over::HOW)}</p>
            <div class="hand-over"><Qr text=address label=t(over::QR)/></div>
            <p class="hint">{t(over::SEALED)}</p>
            {done}
            <form method="post" action="/what-can-i-get">
                <input type="hidden" name=CARRIED value=sealed/>
                <button class="button">{t(over::HERE)}</button>
            </form>
        </Screen>
    }
    .into_any()
}

/// Takes what came over out of the address, and goes on with it.
#[component]
pub(super) fn Arrives() -> impl IntoView {
    view! {
        <form method="post" action="/what-can-i-get" hidden=true>
            <input type="hidden" name=CARRIED value="" data-fragment=""/>
            <FromFragment/>
        </form>
    }
}

/// The button that asks for the code, in the form of a question.
#[component]
pub(super) fn Elsewhere() -> impl IntoView {
    let words = if at_kiosk() { kiosk_shell::PHONE_LINK } else { over::LINK };
    view! { <button class="button-quiet" name=DO value=OVER>{t(words)}</button> }
}

/// The same, after the last question.
#[component]
pub(super) fn ElsewhereWith(answers: Answers) -> impl IntoView {
    let rules = ports().precheck;
    let unseen = rules.questions.iter().flat_map(|each| {
        answers.to(&each.key).iter().map(|value| view! { <input type="hidden" name=each.key.clone() value=value.clone()/> })
    });
    let unseen = unseen.collect_view();
    view! {
        <form method="post" action="/what-can-i-get" class="no-print">
            <input type="hidden" name=AT value=""/>
            {unseen}
            <Elsewhere/>
        </form>
    }
    .into_any()
}
