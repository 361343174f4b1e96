//! A booking or an application found again without an account: its reference and the last four of a document. A wrong answer and
//! an absent thing get the same words; what was typed never stands in an address.

use std::collections::BTreeMap;

use domain::ids::{BookingRef, CaseRef};
use leptos::prelude::*;

use crate::{
    forms::{Answer, FieldMistake, Form},
    kiosk::ReadCard,
    msg::find,
    parts::{Field, Screen, SendOnce},
    ports::{FindRefused, Ports},
    visit::{Visit, lang, t},
};

const REFERENCE: &str = "reference";
const LAST_FOUR: &str = "last_four";

/// The question.
#[component]
pub fn FindPage() -> impl IntoView {
    view! {
        <Screen title=t(find::TITLE) back="/">
            <p>{t(find::TEXT)}</p>
            <form method="post" action="/find" autocomplete="off" novalidate=true>
                <Field name=REFERENCE label=find::REFERENCE board="code" hint=find::REFERENCE_HINT class="field-short" longest=16/>
                <ReadCard last_four=LAST_FOUR/>
                <Field name=LAST_FOUR board="document" label=find::LAST_FOUR hint=find::LAST_FOUR_HINT class="field-short" longest=8/>
                <button class="button button-primary">{t(find::BUTTON)}</button>
                <SendOnce lang=lang()/>
            </form>
            <p><a href="/resume">{t(find::TO_RESUME)}</a></p>
            <p class="hint">{t(find::LOST)}</p>
        </Screen>
    }
    .into_any()
}

/// Looks it up.
pub async fn take(ports: &Ports, visit: &Visit, _params: &BTreeMap<String, String>, form: Form) -> Answer {
    let typed = form.get(REFERENCE).trim();
    let reference = BookingRef::parse(typed);
    let last_four: String = form.get(LAST_FOUR).chars().filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_uppercase();
    let mut mistakes = Vec::new();
    if reference.is_none() {
        let text = if typed.is_empty() { find::REFERENCE_EMPTY } else { find::REFERENCE_WRONG };
        mistakes.push(FieldMistake::new(REFERENCE, text));
    }
    // Who somebody applied for has six digits of their own instead.
    if !matches!(last_four.chars().count(), 4 | 6) {
        mistakes.push(FieldMistake::new(LAST_FOUR, find::LAST_FOUR_WRONG));
    }
    let Some(reference) = reference.filter(|_| mistakes.is_empty()) else { return Answer::mistakes(form, mistakes) };
    match found(ports, &reference, &last_four, &visit.visitor).await {
        Ok(page) => Answer::Go(page),
        Err(FindRefused::NoMatch) => Answer::mistakes(form, vec![FieldMistake::new(REFERENCE, find::NO_MATCH)]),
        Err(FindRefused::TooOften) => match Answer::mistakes(form, vec![FieldMistake::new(REFERENCE, find::TOO_OFTEN)]) {
            Answer::Again { state, .. } => Answer::Again { status: 429, state },
            other => other,
        },
        Err(FindRefused::Unavailable) => Answer::Unavailable,
    }
}

/// The page of a booking or an application. Both have references of one kind: who looks need not know which it is.
async fn found(ports: &Ports, reference: &BookingRef, last_four: &str, visitor: &str) -> Result<String, FindRefused> {
    match ports.bookings.find(reference, last_four, visitor).await {
        Ok(booking) => return Ok(format!("/booking/{booking}")),
        Err(FindRefused::NoMatch) => {}
        Err(refused) => return Err(refused),
    }
    let reference = CaseRef::parse(reference.as_str()).ok_or(FindRefused::NoMatch)?;
    ports.cases.find(&reference, last_four, visitor).await.map(|case| format!("/case/{case}"))
}
