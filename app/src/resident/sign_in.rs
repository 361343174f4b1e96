//! Signing in for residents who want to, and signing out. What is typed here is taken by the edge, which keeps the session.

use std::collections::BTreeMap;

use domain::identity::Phone;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use crate::{
    forms::{Answer, FieldMistake, Form, FormState},
    kiosk::CardSignIn,
    msg::resident_sign_in as words,
    parts::{Field, PrintButton, Screen, SendOnce, when},
    ports::{AskCodeRefused, Ports, PrintedCode, ports},
    visit::{Visit, home, lang, t},
};

/// The telephone's input.
pub const PHONE: &str = "phone";
/// The input of the document's last four.
pub const LAST_FOUR: &str = "last_four";
/// The input of a code.
pub const CODE: &str = "code";
/// The note under which a printed code comes back to its page.
pub const PRINTED: &str = "printed";

/// The page to come back to; only a path is ever taken, the edge sees to that.
fn back() -> String {
    let asked = use_query_map().get_untracked().get("back").unwrap_or_else(|| "/my".to_owned());
    FormState::current().value_or("back", &asked)
}

/// As part of an address.
fn in_query(back: &str) -> String {
    let mut out = String::with_capacity(back.len());
    for byte in back.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-_.~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// Why one may sign in, and how. `?failed`, `?denied`, `?no-name` say what became of a try.
#[component]
pub fn SignInPage() -> impl IntoView {
    let (ways, query) = (ports().residents.ways(), use_query_map().get_untracked());
    let (back, card_back) = (in_query(&back()), back());
    let said = [("failed", words::FAILED), ("denied", words::DENIED), ("no-name", words::NO_NAME)]
        .into_iter()
        .find(|(key, _)| query.get(key).is_some())
        .map(|(_, text)| view! { <p class="notice notice-warn" role="alert">{t(text)}</p> });
    let provider = if ways.provider {
        view! {
            {ways.demonstration.then(|| view! { <p class="notice notice-warn">{t(words::DEMONSTRATION)}</p> })}
            <p><a class="button button-primary" href=format!("/sign-in/go?back={back}")>{t(words::PROVIDER)}</a></p>
        }
        .into_any()
    } else {
        view! { <p>{t(words::NONE)}</p> }.into_any()
    };
    view! {
        <Screen title=t(words::TITLE) back="/">
            {said}
            <p>{t(words::OPTIONAL)}</p>
            <CardSignIn back=card_back/>
            {provider}
            <h2>{t(words::OTHER_WAYS)}</h2>
            <ul>
                <li><a href=format!("/sign-in/code?back={back}")>{t(words::BY_CODE)}</a></li>
                <li><a href=format!("/sign-in/paper?back={back}")>{t(words::BY_PAPER)}</a></li>
                <li><a href="/find">{t(words::WITHOUT)}</a></li>
            </ul>
            <p class="hint">{t(words::NO_FACE)}</p>
        </Screen>
    }
    .into_any()
}

/// Which telephone?
#[component]
pub fn AskCodePage() -> impl IntoView {
    view! {
        <Screen title=t(words::BY_CODE) back="/sign-in">
            <form method="post" action="/sign-in/code" autocomplete="off" novalidate=true>
                <input type="hidden" name="back" value=back()/>
                <Field name=PHONE label=words::PHONE kind="tel" inputmode="tel" class="field-short" longest=20/>
                <Field name=LAST_FOUR board="document" label=words::LAST_FOUR hint=words::LAST_FOUR_HINT class="field-short" longest=8/>
                <button class="button button-primary">{t(words::SEND)}</button>
                <SendOnce lang=lang()/>
            </form>
        </Screen>
    }
    .into_any()
}

/// Sends the code.
pub async fn ask_code(ports: &Ports, visit: &Visit, _params: &BTreeMap<String, String>, form: Form) -> Answer {
    let phone = Phone::parse(form.get(PHONE));
    let last_four = last_four(&form);
    let mut mistakes = Vec::new();
    if phone.is_err() {
        mistakes.push(FieldMistake::new(PHONE, words::PHONE_WRONG));
    }
    if last_four.chars().count() != 4 {
        mistakes.push(FieldMistake::new(LAST_FOUR, words::LAST_FOUR_WRONG));
    }
    let Some(phone) = phone.ok().filter(|_| mistakes.is_empty()) else { return Answer::mistakes(form, mistakes) };
    match ports.residents.ask_code(&phone, &last_four, &visit.visitor).await {
        Ok(attempt) => Answer::Go(format!("/sign-in/code/{attempt}?back={}", in_query(form.get("back")))),
        Err(AskCodeRefused::TooOften) => too_often(form, PHONE),
        Err(AskCodeRefused::Unavailable) => Answer::Unavailable,
    }
}

/// As it is kept: no spaces, letters large.
#[must_use]
pub fn last_four(form: &Form) -> String {
    form.get(LAST_FOUR).chars().filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_uppercase()
}

/// The same page with «too often» at a field.
#[must_use]
pub fn too_often(form: Form, field: &'static str) -> Answer {
    match Answer::mistakes(form, vec![FieldMistake::new(field, words::TOO_OFTEN)]) {
        Answer::Again { state, .. } => Answer::Again { status: 429, state },
        other => other,
    }
}

/// The digits that were sent.
#[component]
pub fn CodePage() -> impl IntoView {
    let attempt = use_params_map().get_untracked().get("attempt").unwrap_or_default();
    view! {
        <Screen title=t(words::BY_CODE) back="/sign-in/code">
            <p role="status">{t(words::SENT)}</p>
            <form method="post" action=format!("/sign-in/code/{attempt}") autocomplete="off" novalidate=true>
                <input type="hidden" name="back" value=back()/>
                <Field name=CODE label=words::CODE inputmode="numeric" autocomplete="one-time-code" class="field-short" longest=10/>
                <button class="button button-primary">{t(words::BUTTON)}</button>
                <SendOnce lang=lang()/>
            </form>
            <p><a href="/sign-in/code">{t(words::AGAIN)}</a></p>
        </Screen>
    }
    .into_any()
}

/// The code on paper.
#[component]
pub fn PaperPage() -> impl IntoView {
    view! {
        <Screen title=t(words::BY_PAPER) back="/sign-in">
            <form method="post" action="/sign-in/paper" autocomplete="off" novalidate=true>
                <input type="hidden" name="back" value=back()/>
                <Field name=CODE label=words::PAPER_CODE board="code" class="field-short" longest=16/>
                <Field name=LAST_FOUR board="document" label=words::LAST_FOUR hint=words::LAST_FOUR_HINT class="field-short" longest=8/>
                <button class="button button-primary">{t(words::BUTTON)}</button>
                <SendOnce lang=lang()/>
            </form>
        </Screen>
    }
    .into_any()
}

/// A code for paper, for who is signed in. It is shown once, in the answer to the button, and stands in no address.
#[component]
pub fn PrintCodePage() -> impl IntoView {
    let state = FormState::current();
    let made = state.notes.get(PRINTED).cloned();
    view! {
        <Screen title=t(words::PRINT_TITLE) back="/my">
            <p>{t(words::PRINT_TEXT)}</p>
            {made
                .map(|made| {
                    let (code, until) = made.split_once(' ').map(|(code, until)| (code.to_owned(), until.to_owned())).unwrap_or_default();
                    if code.is_empty() {
                        return view! { <p class="notice notice-warn">{t(words::PRINT_NO_DOCUMENT)}</p> }.into_any();
                    }
                    view! {
                        <p class="reference">{code}</p>
                        <p>{words::PRINT_UNTIL.with(lang(), &[("until", &until)])}</p>
                        <PrintButton lang=lang()/>
                    }
                    .into_any()
                })}
            <form method="post" action="/sign-in/print">
                <button class="button">{t(words::PRINT_BUTTON)}</button>
                <SendOnce lang=lang()/>
            </form>
        </Screen>
    }
    .into_any()
}

/// Makes the code.
pub async fn print_code(ports: &Ports, visit: &Visit, _params: &BTreeMap<String, String>, form: Form) -> Answer {
    let Some(resident) = &visit.resident else { return Answer::Go("/sign-in?back=/sign-in/print".to_owned()) };
    let note = match ports.residents.print_code(resident).await {
        Ok(PrintedCode::Code { code, until }) => format!("{code} {}", when::day(visit.view.lang, until.day())),
        Ok(PrintedCode::NoDocument) => String::new(),
        Err(_) => return Answer::Unavailable,
    };
    let notes = BTreeMap::from([(PRINTED, note)]);
    Answer::Again { status: 200, state: FormState { form, mistakes: Vec::new(), notes } }
}

/// Signed out. `?there`: the browser goes on to the provider by itself; the link is for those where it does not.
#[component]
pub fn SignedOutPage() -> impl IntoView {
    let there = use_query_map().get_untracked().get("there").is_some();
    view! {
        <Screen title=t(words::OUT_TITLE) back="/">
            <p>{t(words::OUT_TEXT)}</p>
            {there.then(|| view! { <p><a href="/sign-in/leave">{t(words::OUT_THERE)}</a></p> })}
            <p><a class="button" href=home()>{t(words::HOME)}</a></p>
        </Screen>
    }
    .into_any()
}
