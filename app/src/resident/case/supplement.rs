//! What a department asks to be mended: only those questions and papers, each with why, and until when. Everything else
//! stays as it was sent.

use std::collections::BTreeMap;

use domain::{
    case::{Supplement, SupplementItem, Target},
    form::{FieldKind, Form},
    ids::CaseToken,
};
use leptos::prelude::*;

use super::{page::token, words::flaw};
use crate::{
    forms::{Answer, FieldMistake, Form as Sent, FormState},
    kiosk::OnMyPhone,
    msg::{case, case_page, kiosk_shell},
    parts::{Screen, SendOnce, loaded_or_not_found, not_found, when},
    ports::{
        Ports, Unavailable,
        cases::{AnswerRefused, CaseView},
        ports,
    },
    resident::apply::{HandInLine, Question, found_words, materials::OneMaterial, screen::typed},
    visit::{Visit, lang, t},
};

/// Where the summary of mistakes leads when it is about the whole.
const SEND: &str = "send";

/// `/case/{case}/supplement`.
#[component]
pub fn SupplementPage() -> impl IntoView {
    let (ports, token) = (ports(), token());
    loaded_or_not_found(async move { ports.cases.case(&token).await }, |case| match case.supplement.clone() {
        Some(asked) => view! { <Asked case asked/> }.into_any(),
        None => view! { <Nothing case/> }.into_any(),
    })
}

#[component]
fn Nothing(case: CaseView) -> impl IntoView {
    view! {
        <Screen title=t(case_page::NOTHING_ASKED) back=format!("/case/{}", case.token)>
            <p>{t(case_page::NOTHING_ASKED_TEXT)}</p>
        </Screen>
    }
    .into_any()
}

#[component]
fn Asked(case: CaseView, asked: Supplement) -> impl IntoView {
    let lang = lang();
    let ports = ports();
    let Some(guide) = ports.catalogue.guide(case.service.as_str()) else { return not_found() };
    let form = Form::of(guide);
    let base = format!("/case/{}", case.token);
    let overdue = asked.is_overdue(ports.clock.now().day());
    let until = if overdue { case::SUPPLEMENT_OVERDUE } else { case::SUPPLEMENT_UNTIL };
    let until = until.with(lang, &[("day", &when::full_day(lang, asked.deadline))]);
    let fields = form.screens.iter().flat_map(|screen| &screen.fields);
    let questions = fields.filter(|field| field.kind != FieldKind::Files && asked.reopens_field(&field.key)).map(|field| {
        let why = asked
            .items
            .iter()
            .filter(|item| matches!(&item.target, Target::Field(key) if key.split('.').next() == Some(&field.key)));
        view! {
            <Why items=why.cloned().collect()/>
            <Question field=field.clone() prefix="" typed=case.typed.clone()/>
        }
    });
    let questions = questions.collect_view();
    let papers = asked.materials().map(|key| {
        let words = guide.materials.iter().find(|material| material.key == key).map(|material| material.words.clone());
        let words = words.or_else(|| form.field(key).map(|field| field.label.clone())).unwrap_or_default();
        let why =
            asked.items.iter().filter(|item| matches!(&item.target, Target::Material(named) if named == key)).cloned().collect();
        // What came before the request was sent already: only what is new answers it.
        let asked_at = case.timeline.iter().rev().find(|entry| matches!(entry.what, domain::case::CaseEvent::AskSupplement(_)));
        let files = case.files.iter().filter(|file| file.material == key && asked_at.is_none_or(|asked| file.taken > asked.at));
        let files = files.cloned().collect();
        let line = HandInLine { key: key.to_owned(), words, when: None, needed: true };
        view! {
            <Why items=why/>
            <OneMaterial base=base.clone() line files before=None may_remove=false/>
        }
    });
    let papers = papers.collect_view();
    let by_phone = asked.materials().next().map(|_| {
        view! { <OnMyPhone path=format!("{base}/supplement") text=kiosk_shell::PHONE_SUPPLEMENT/> }
    });
    view! {
        <Screen title=t(case::STAGE_SUPPLEMENT) back=base.clone()>
            <p class="notice notice-warn">{until}</p>
            {(!asked.words.is_empty()).then(|| view! { <blockquote>{asked.words.clone()}</blockquote> })}
            {by_phone}
            {papers}
            <form method="post" action=format!("{base}/supplement") autocomplete="off" novalidate=true>
                {questions}
                <p>{t(case_page::ANSWER_TEXT)}</p>
                <button class="button button-primary" id=SEND name="do" value="send">{t(case_page::ANSWER)}</button>
                <SendOnce lang/>
            </form>
        </Screen>
    }
    .into_any()
}

/// Why it is asked for again, in a word and in the clerk's own words.
#[component]
fn Why(items: Vec<SupplementItem>) -> impl IntoView {
    let lines = items.into_iter().map(|item| {
        view! {
            <p class="notice">
                <strong>{t(flaw(item.reason))}</strong>
                {(!item.words.is_empty()).then(|| view! { " · " {item.words.clone()} })}
            </p>
        }
    });
    lines.collect_view().into_any()
}

/// Answers it: a new version; the earlier ones stay.
pub async fn take(ports: &Ports, visit: &Visit, params: &BTreeMap<String, String>, sent: Sent) -> Answer {
    let token = CaseToken(params.get("case").cloned().unwrap_or_default());
    let case = match ports.cases.case(&token).await {
        Ok(Some(case)) => case,
        Ok(None) => return Answer::NotFound,
        Err(Unavailable) => return Answer::Unavailable,
    };
    let Some(guide) = ports.catalogue.guide(case.service.as_str()) else { return Answer::NotFound };
    match ports.cases.answer(&token, &typed(&sent)).await {
        Ok(()) | Err(AnswerRefused::NotAsked) => Answer::Go(format!("/case/{token}")),
        Err(AnswerRefused::Mistakes(found)) => {
            let (mistakes, _) = found_words(&Form::of(guide), &found, visit.view.lang);
            Answer::mistakes(sent, mistakes)
        }
        Err(AnswerRefused::MaterialsMissing(_)) => Answer::Again {
            status: 422,
            state: FormState { mistakes: vec![FieldMistake::new(SEND, case_page::PAPERS_MISSING)], ..FormState::default() },
        },
        Err(AnswerRefused::Unknown) => Answer::NotFound,
        Err(AnswerRefused::Unavailable) => Answer::Unavailable,
    }
}
