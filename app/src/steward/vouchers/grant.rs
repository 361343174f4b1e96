//! Granting to one person. A press has a key: pressed twice, granted once.

use std::collections::BTreeMap;

use domain::identity::{Document, DocumentKind, Name, Phone};
use leptos::prelude::*;

use super::{AMOUNT, DOCUMENT, KEY, NAME, PHONE, PROGRAMME, Programmes, amount_of, person};
use crate::{
    forms::{Answer, FieldMistake, Form, FormState},
    hall::attempt,
    msg::grants as words,
    parts::{Face, Field, Page, SendOnce},
    ports::{
        Ports,
        vouchers::{Grant, GrantRefused},
    },
    resident::voucher::Example,
    visit::{Visit, lang, t},
};

/// What a page is shown again with once it is done.
const DONE: &str = "granted";

/// `/steward/vouchers/grant`.
#[component]
pub fn GrantPage() -> impl IntoView {
    let lang = lang();
    let state = FormState::current();
    let done = state.notes.get(DONE).map(|new| {
        let said = if new == "new" { words::GRANTED } else { words::GRANTED_BEFORE };
        view! { <p class="notice notice-good" role="status">{t(said)}</p> }
    });
    let summary = state.mistakes.iter().map(|mistake| {
        view! { <li><a href=format!("#{}", mistake.field)>{mistake.words()}</a></li> }
    });
    let (wrong, summary) = (!state.mistakes.is_empty(), summary.collect_view());
    view! {
        <Page title=t(words::GRANT_TITLE) face=Face::Staff>
            <p class="back"><a href="/steward/vouchers">{t(words::BACK)}</a></p>
            {wrong.then(|| view! { <div class="error-summary" role="alert" tabindex="-1" autofocus=true><ul>{summary}</ul></div> })}
            <h1>{t(words::GRANT_TITLE)}</h1>
            {done}
            <Example/>
            <form method="post" action="/steward/vouchers/grant" autocomplete="off" novalidate=true>
                <input type="hidden" name=KEY value=attempt("grant")/>
                <Programmes/>
                <Field name=AMOUNT label=words::AMOUNT hint=words::AMOUNT_HINT inputmode="decimal" class="field-short" longest=10/>
                <Field name=NAME label=words::NAME/>
                <Field name=DOCUMENT label=words::DOCUMENT class="field-short" longest=24/>
                <Field name=PHONE label=words::PHONE hint=words::PHONE_HINT kind="tel" inputmode="tel" class="field-short" longest=20/>
                <button class="button button-primary">{t(words::GRANT)}</button>
                <SendOnce lang/>
            </form>
        </Page>
    }
    .into_any()
}

/// Grants.
pub async fn take(ports: &Ports, visit: &Visit, _params: &BTreeMap<String, String>, form: Form) -> Answer {
    let Some(staff) = visit.staff.as_ref() else { return Answer::SignIn };
    let now = ports.clock.now();
    let mut mistakes = Vec::new();
    if ports.vouchers.rules().programme(form.get(PROGRAMME), now).is_none() {
        mistakes.push(FieldMistake::new(PROGRAMME, words::PROGRAMME_WRONG));
    }
    let amount = amount_of(&form).unwrap_or_else(|wrong| {
        mistakes.push(wrong);
        None
    });
    if Name::parse(form.get(NAME)).is_err() {
        mistakes.push(FieldMistake::new(NAME, words::NAME_WRONG));
    }
    if Document::parse(DocumentKind::IdCn, form.get(DOCUMENT).trim(), now.day()).is_err() {
        mistakes.push(FieldMistake::new(DOCUMENT, words::DOCUMENT_WRONG));
    }
    if !form.get(PHONE).trim().is_empty() && Phone::parse(form.get(PHONE)).is_err() {
        mistakes.push(FieldMistake::new(PHONE, words::PHONE_WRONG));
    }
    let to = person(form.get(NAME), form.get(DOCUMENT), form.get(PHONE), "", now);
    let Some(to) = to.filter(|_| mistakes.is_empty()) else { return Answer::mistakes(form, mistakes) };
    let grant = Grant { key: form.get(KEY).to_owned(), programme: form.get(PROGRAMME).to_owned(), amount, to, case: None };
    match ports.vouchers.issue(&grant, staff).await {
        Ok(granted) => {
            let said = if granted.new { "new" } else { "before" };
            let state = FormState { notes: BTreeMap::from([(DONE, said.to_owned())]), ..FormState::default() };
            Answer::Again { status: 200, state }
        }
        Err(why) => refused(form, why),
    }
}

/// Why nothing was granted, beside the field it belongs to.
pub(super) fn refused(form: Form, why: GrantRefused) -> Answer {
    let (field, text) = match why {
        GrantRefused::Unavailable => return Answer::Unavailable,
        GrantRefused::NotAllowed => (PROGRAMME, words::NOT_ALLOWED),
        GrantRefused::UnknownProgramme | GrantRefused::NotAList => (PROGRAMME, words::PROGRAMME_WRONG),
        GrantRefused::NotAnAmount => (AMOUNT, words::AMOUNT_WRONG),
        GrantRefused::KeyReused => (PROGRAMME, words::KEY_REUSED),
    };
    Answer::mistakes(form, vec![FieldMistake::new(field, text)])
}
