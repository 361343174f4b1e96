//! Why a check-in was not taken, in kind words, each with what to do next.

use std::collections::BTreeMap;

use domain::{text::Text, time::Moment};
use leptos::prelude::*;

use super::check_in::{AT, NUMBER, TICKET, VENUE, WHY};
use crate::{
    forms::FormState,
    msg::{kiosk, kiosk_shell},
    parts::when,
    visit::{lang, t},
};

/// What can be done about it here.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Then {
    /// Put it right and try again.
    Again,
    /// Take a number instead.
    TakeNumber,
    /// Look at the number that is there.
    SeeNumber,
    /// Somebody at the desk helps.
    Desk,
}

/// The reason, if the last try was refused.
#[component]
pub fn Refusal(
    /// This venue's code.
    venue: String,
) -> impl IntoView {
    let notes = FormState::current().notes;
    let Some((title, text, then)) = notes.get(WHY).and_then(|why| words(why)) else { return ().into_any() };
    let text = filled(text, &notes);
    let ticket = notes.get(TICKET).cloned().unwrap_or_default();
    view! {
        <div class="notice notice-warn kiosk-refusal" role="alert">
            <h2>{t(title)}</h2>
            <p>{text}</p>
            <p class="cluster">
                {(then == Then::TakeNumber)
                    .then(|| view! { <a class="button button-primary" href=format!("/kiosk/{venue}/walk-in")>{t(kiosk::TAKE_NUMBER)}</a> })}
                {(then == Then::SeeNumber)
                    .then(|| {
                        view! { <a class="button button-primary" href=format!("/kiosk/{venue}/ticket/{ticket}")>{t(kiosk::SEE_NUMBER)}</a> }
                    })}
                {(then != Then::SeeNumber).then(|| view! { <a class="button" href=format!("/kiosk/{venue}")>{t(kiosk::AGAIN)}</a> })}
            </p>
            {(then == Then::Desk).then(|| view! { <p>{t(kiosk::PERSON)}</p> })}
        </div>
    }
    .into_any()
}

fn filled(text: Text, notes: &BTreeMap<&'static str, String>) -> String {
    let lang = lang();
    let note = |name: &str| notes.get(name).cloned().unwrap_or_default();
    let time = notes.get(AT).and_then(|ms| ms.parse().ok()).map(|ms| when::moment(lang, Moment(ms))).unwrap_or_default();
    let venue = match lang {
        domain::text::Lang::Zh => note(VENUE[0]),
        domain::text::Lang::En => note(VENUE[1]),
    };
    text.with(lang, &[("time", &time), ("venue", &venue), ("number", &note(NUMBER))])
}

fn words(why: &str) -> Option<(Text, Text, Then)> {
    Some(match why {
        "not-a-pass" => (kiosk::NOT_A_PASS_TITLE, kiosk::NOT_A_PASS_TEXT, Then::Again),
        "forged" => (kiosk::FORGED_TITLE, kiosk::FORGED_TEXT, Then::Desk),
        "old-pass" => (kiosk::OLD_PASS_TITLE, kiosk::OLD_PASS_TEXT, Then::Again),
        "too-early" => (kiosk::TOO_EARLY_TITLE, kiosk::TOO_EARLY_TEXT, Then::Again),
        "too-late" => (kiosk::TOO_LATE_TITLE, kiosk::TOO_LATE_TEXT, Then::TakeNumber),
        "wrong-day" => (kiosk::WRONG_DAY_TITLE, kiosk::WRONG_DAY_TEXT, Then::TakeNumber),
        "wrong-venue" => (kiosk::WRONG_VENUE_TITLE, kiosk::WRONG_VENUE_TEXT, Then::TakeNumber),
        "by-document" => (kiosk::BY_DOCUMENT_TITLE, kiosk::BY_DOCUMENT_TEXT, Then::Again),
        "no-number" => (kiosk::NO_NUMBER_TITLE, kiosk::NO_NUMBER_TEXT, Then::TakeNumber),
        "document-wrong" => (kiosk::DOCUMENT_WRONG_TITLE, kiosk::DOCUMENT_WRONG_TEXT, Then::Again),
        "used" => (kiosk::USED_TITLE, kiosk::USED_TEXT, Then::SeeNumber),
        "cancelled" => (kiosk::CANCELLED_TITLE, kiosk::CANCELLED_TEXT, Then::TakeNumber),
        "called-off" => (kiosk::CALLED_OFF_TITLE, kiosk::CALLED_OFF_TEXT, Then::Desk),
        "refused" => (kiosk::REFUSED_TITLE, kiosk::REFUSED_TEXT, Then::Desk),
        "over" => (kiosk::OVER_TITLE, kiosk::OVER_TEXT, Then::TakeNumber),
        "unknown" => (kiosk::UNKNOWN_TITLE, kiosk::UNKNOWN_TEXT, Then::TakeNumber),
        "typed-wrong" => (kiosk::TYPED_WRONG_TITLE, kiosk::TYPED_WRONG_TEXT, Then::Again),
        "empty" => (kiosk::EMPTY_TITLE, kiosk::EMPTY_TEXT, Then::Again),
        "phone-code" => (kiosk_shell::PHONE_CODE_TITLE, kiosk_shell::PHONE_CODE_TEXT, Then::Again),
        "too-often" => (kiosk::TOO_OFTEN_TITLE, kiosk::TOO_OFTEN_TEXT, Then::Desk),
        _ => return None,
    })
}
