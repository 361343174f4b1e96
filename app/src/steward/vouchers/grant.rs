//! Granting to one person. What is to be looked at first is shown, and a second press grants all the same. A press has a key: pressed
//! twice, granted once.

use std::collections::BTreeMap;

use domain::identity::{Document, DocumentKind, Name, Phone};
use leptos::prelude::*;

use super::{
    AMOUNT, DOCUMENT, HOUSEHOLD, KEY, Mistakes, NAME, PHONE, PROGRAMME, Programmes, amount_of, person,
    warnings::{stops, warning_words},
};
use crate::{
    forms::{Answer, FieldMistake, Form, FormState},
    hall::attempt,
    msg::grants as words,
    parts::{Face, Field, Page, SendOnce, loaded},
    ports::{
        Ports, ports,
        vouchers::{Grant, GrantRefused, GrantWarning},
    },
    resident::voucher::Example,
    visit::{Visit, lang, t, visit},
};

const DO: &str = "do";
/// The press that grants although there was something to look at.
const ALL_THE_SAME: &str = "all-the-same";
/// What a page is shown again with once it is done, and while there is something to look at.
const DONE: &str = "granted";
const LOOK: &str = "look";

/// `/steward/vouchers/grant`.
#[component]
pub fn GrantPage() -> impl IntoView {
    let lang = lang();
    let state = FormState::current();
    let done = state.notes.get(DONE).map(|new| {
        let said = if new == "new" { words::GRANTED } else { words::GRANTED_BEFORE };
        view! { <p class="notice notice-good" role="status">{t(said)}</p> }
    });
    let look = state.notes.contains_key(LOOK).then(|| view! { <LookFirst form=state.form.clone()/> });
    view! {
        <Page title=t(words::GRANT_TITLE) face=Face::Staff>
            <p class="back"><a href="/steward/vouchers">{t(words::BACK)}</a></p>
            <Mistakes/>
            <h1>{t(words::GRANT_TITLE)}</h1>
            {done}
            {look}
            <Example/>
            <form method="post" action="/steward/vouchers/grant" autocomplete="off" novalidate=true>
                <input type="hidden" name=KEY value=attempt("grant")/>
                <Programmes/>
                <Field name=AMOUNT label=words::AMOUNT hint=words::AMOUNT_HINT inputmode="decimal" class="field-short" longest=10/>
                <Field name=NAME label=words::NAME/>
                <Field name=DOCUMENT label=words::DOCUMENT class="field-short" longest=24/>
                <Field name=PHONE label=words::PHONE hint=words::PHONE_HINT kind="tel" inputmode="tel" class="field-short" longest=20/>
                <Field name=HOUSEHOLD label=words::HOUSEHOLD hint=words::HOUSEHOLD_HINT class="field-short" longest=40/>
                <button class="button button-primary">{t(words::GRANT)}</button>
                <SendOnce lang/>
            </form>
        </Page>
    }
    .into_any()
}

/// What is to be looked at; the press that grants all the same carries what was typed.
#[component]
fn LookFirst(form: Form) -> impl IntoView {
    let (ports, staff) = (ports(), visit().staff);
    let read = async move {
        let (Some(staff), Ok(grant)) = (staff, grant(&form, &ports)) else { return Err(GrantRefused::NotAllowed) };
        ports.vouchers.look_first(&grant, &staff).await.map(|found| (found, form))
    };
    loaded(read, |found| match found {
        Ok((warnings, form)) => view! { <Warned warnings form/> }.into_any(),
        Err(_) => ().into_any(),
    })
}

#[component]
fn Warned(warnings: Vec<GrantWarning>, form: Form) -> impl IntoView {
    let warnings = warnings.into_iter().map(|warning| view! { <li>{warning_words(warning)}</li> }).collect_view();
    let carried = [PROGRAMME, AMOUNT, NAME, DOCUMENT, PHONE, HOUSEHOLD].map(|field| {
        view! { <input type="hidden" name=field value=form.get(field).to_owned()/> }
    });
    view! {
        <section class="notice notice-warn" role="status" aria-labelledby="look">
            <h2 id="look">{t(words::GRANT_LOOK)}</h2>
            <ul>{warnings}</ul>
            <form method="post" action="/steward/vouchers/grant">
                <input type="hidden" name=KEY value=attempt("grant-all-the-same")/>
                {carried.collect_view()}
                <button class="button button-danger" name=DO value=ALL_THE_SAME>{t(words::GRANT_ALL_THE_SAME)}</button>
                <SendOnce lang=lang()/>
            </form>
        </section>
    }
    .into_any()
}

/// What was typed, as a grant.
fn grant(form: &Form, ports: &Ports) -> Result<Grant, Vec<FieldMistake>> {
    let now = ports.clock.now();
    let mut mistakes = Vec::new();
    if ports.vouchers.rules().programme(form.get(PROGRAMME), now).is_none() {
        mistakes.push(FieldMistake::new(PROGRAMME, words::PROGRAMME_WRONG));
    }
    let amount = amount_of(form).unwrap_or_else(|wrong| {
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
    let to = person(form.get(NAME), form.get(DOCUMENT), form.get(PHONE), form.get(HOUSEHOLD), now);
    match to.filter(|_| mistakes.is_empty()) {
        Some(to) => {
            let (key, programme) = (form.get(KEY).to_owned(), form.get(PROGRAMME).to_owned());
            Ok(Grant { key, programme, amount, to, case: None })
        }
        None => Err(mistakes),
    }
}

/// Grants, unless there is something to look at first.
pub async fn take(ports: &Ports, visit: &Visit, _params: &BTreeMap<String, String>, form: Form) -> Answer {
    let Some(staff) = visit.staff.as_ref() else { return Answer::SignIn };
    let grant = match grant(&form, ports) {
        Ok(grant) => grant,
        Err(mistakes) => return Answer::mistakes(form, mistakes),
    };
    if form.get(DO) != ALL_THE_SAME {
        match ports.vouchers.look_first(&grant, staff).await {
            Ok(found) if found.iter().any(stops) => {
                let notes = BTreeMap::from([(LOOK, String::new())]);
                return Answer::Again { status: 200, state: FormState { form, notes, ..FormState::default() } };
            }
            Ok(_) => {}
            Err(why) => return refused(form, why),
        }
    }
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
