//! Rating what was done: a plain form that nobody has to fill in, and afterwards what was said and what came of it. The address is
//! the act's own secret: who was served has it, and nobody is asked who they are.

use std::collections::BTreeMap;

use domain::rating::{ActKind, Channel, LONGEST_WORDS, Level, Reason};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use self::{ask::Ask, given::Given};
use crate::{
    forms::{Answer, FieldMistake, Form, FormState},
    msg::rating as words,
    parts::{Screen, loaded_or_not_found, not_found, rate_path},
    ports::{
        Ports, Unavailable, ports,
        ratings::{Act, RateRefused, Rating},
    },
    shell::PageStatus,
    visit::{Visit, t, visit},
};

mod ask;
mod given;

const LEVEL: &str = "level";
const REASON: &str = "reason";
const WORDS: &str = "words";
/// The query with which the form is asked for again.
const CHANGE: &str = "change";

/// `/rate/{kind}/{token}`.
#[component]
pub fn RatePage() -> impl IntoView {
    let params = use_params_map().get_untracked();
    let act = act_of(&params.get("kind").unwrap_or_default(), &params.get("token").unwrap_or_default());
    let Some(act) = act else { return not_found() };
    if visit().staff.is_some() {
        return view! { <NotForStaff/> }.into_any();
    }
    let (ports, read) = (ports(), act.clone());
    loaded_or_not_found(async move { ports.ratings.rating(&read).await }, move |found| {
        let asked_again = visit().query == CHANGE || !FormState::current().mistakes.is_empty();
        match found.given.clone() {
            Some(given) if !(asked_again && given.may_change) => view! { <Given act given/> }.into_any(),
            given => view! { <Ask act found given=given.map(|given| given.rating)/> }.into_any(),
        }
    })
    .into_any()
}

/// The act of an address; `None` where there is no such kind and for what no token of ours looks like.
fn act_of(kind: &str, token: &str) -> Option<Act> {
    let ours = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    let kind = ActKind::parse(kind)?;
    token.bytes().all(ours).then(|| Act { kind, token: token.to_owned() })
}

/// The page of the act itself; at a kiosk its first page, for the next person.
fn back(act: &Act) -> String {
    let token = &act.token;
    if let Some(venue) = visit().kiosk {
        return format!("/kiosk/{venue}?next");
    }
    match act.kind {
        ActKind::Booking => format!("/booking/{token}"),
        ActKind::Ticket | ActKind::Visit => format!("/t/{token}"),
        ActKind::Application | ActKind::Decision | ActKind::Supplement => format!("/case/{token}"),
        ActKind::Purchase => token
            .split_once('.')
            .map_or_else(|| "/wallet".to_owned(), |(wallet, charge)| format!("/wallet/{wallet}/charge/{charge}")),
    }
}

#[component]
fn NotForStaff() -> impl IntoView {
    if let Some(status) = use_context::<PageStatus>() {
        status.set(403);
    }
    view! {
        <Screen title=t(words::STAFF_TITLE)>
            <p>{t(words::STAFF_TEXT)}</p>
        </Screen>
    }
}

/// Takes a rating, or what it is changed to.
pub async fn take(ports: &Ports, visit: &Visit, params: &BTreeMap<String, String>, form: Form) -> Answer {
    let part = |name: &str| params.get(name).map(String::as_str).unwrap_or_default();
    let Some(act) = act_of(part("kind"), part("token")) else { return Answer::NotFound };
    let path = rate_path(act.kind, &act.token);
    // The page says that staff rate for nobody.
    if visit.staff.is_some() {
        return Answer::Go(path);
    }
    let said = form.get(WORDS).trim().to_owned();
    let mut mistakes = Vec::new();
    let level = Level::parse(form.get(LEVEL));
    if level.is_none() {
        mistakes.push(FieldMistake::new(LEVEL, words::LEVEL_MISSING));
    }
    if said.chars().count() > LONGEST_WORDS {
        let values = vec![("n", LONGEST_WORDS.to_string())];
        mistakes.push(FieldMistake { values, ..FieldMistake::new(WORDS, words::WORDS_LONG) });
    }
    let Some(level) = level.filter(|_| mistakes.is_empty()) else {
        // Only who has the act's token learns that there is a form.
        return match ports.ratings.rating(&act).await {
            Ok(Some(_)) => Answer::mistakes(form, mistakes),
            Ok(None) => Answer::NotFound,
            Err(Unavailable) => Answer::Unavailable,
        };
    };
    let reasons = form.all(REASON).filter_map(Reason::parse).collect();
    let channel = if visit.kiosk.is_some() { Channel::Kiosk } else { Channel::Phone };
    match ports.ratings.rate(&act, &Rating { level, reasons, words: said }, channel).await {
        // What can be changed no more is shown as it stands.
        Ok(()) | Err(RateRefused::Kept) => Answer::Go(path),
        Err(RateRefused::Unavailable) => Answer::Unavailable,
        Err(RateRefused::Unknown | RateRefused::NotAllowed | RateRefused::TooLong) => Answer::NotFound,
    }
}
