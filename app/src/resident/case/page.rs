//! Where a case is: first in a few large words, then what the resident can do, then everything that happened.

use domain::{
    case::{CaseEvent, Entry, Stage},
    form::{Form, summary},
    ids::CaseToken,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{
    differences::Differs,
    promise::Promised,
    words::{department, happened, stage_words},
};
use crate::{
    msg::{case, case_page, common},
    parts::{Screen, loaded, not_found, unavailable, when},
    ports::{Unavailable, cases::CaseView, ports},
    resident::answered::Answered,
    visit::{lang, t},
};

/// `/case/{case}`.
#[component]
pub fn CasePage() -> impl IntoView {
    let (ports, token) = (ports(), token());
    loaded(async move { ports.cases.case(&token).await }, |found| match found {
        Ok(Some(case)) => view! { <Shown case/> }.into_any(),
        Ok(None) => not_found(),
        Err(Unavailable) => unavailable(),
    })
}

/// The case named in the address.
pub(super) fn token() -> CaseToken {
    CaseToken(use_params_map().get_untracked().get("case").unwrap_or_default())
}

#[component]
fn Shown(case: CaseView) -> impl IntoView {
    let lang = lang();
    let ports = ports();
    let name = ports.catalogue.guide(case.service.as_str()).map_or_else(String::new, |guide| guide.name.of(lang).to_owned());
    let by = department(case.department.as_ref(), lang);
    let now = stage_words(&case.stage, &case.service, &by, lang);
    let waits = case.stage == Stage::SupplementAsked;
    let base = format!("/case/{}", case.token);
    let reason = case.timeline.iter().rev().find_map(|entry| match &entry.what {
        CaseEvent::Decide { reason: Some(reason), .. } if !entry.late => Some(reason.of(lang).to_owned()),
        _ => None,
    });
    let over = case.stage.is_over() || case.stage == Stage::Settled;
    view! {
        <Screen title=now above=name>
            <p>{t(case_page::REFERENCE)} " " <strong class="reference">{case.reference.spaced()}</strong></p>
            {reason.map(|reason| view! { <p class="notice">{t(case::REASON)} "：" {reason}</p> })}
            {case.sent_back.as_deref().map(|why| view! { <SentBack why=why.to_owned()/> })}
            <Differs lines=case.differences.clone() base=base.clone()/>
            {(case.department.is_none() && case.stage == Stage::Received)
                .then(|| view! { <p class="notice">{t(case_page::AT_COUNTER)}</p> })}
            {waits
                .then(|| {
                    view! {
                        <p>{t(case_page::SUPPLEMENT_TEXT)}</p>
                        <p><a class="button button-primary" href=format!("{base}/supplement")>{t(case_page::SUPPLEMENT)}</a></p>
                    }
                })}
            {(!over).then(|| view! { <Promised promise=case.promise.clone() today=ports.clock.now().day()/> })}
            {case.nine_in_ten.map(|n| view! { <p class="hint">{case::PAST.with(lang, &[("n", &n.to_string())])}</p> })}
            {case
                .appeal_until
                .map(|until| {
                    view! {
                        <p>{case::APPEAL_UNTIL.with(lang, &[("day", &when::full_day(lang, until))])}</p>
                        <p><a class="button" href=format!("{base}/appeal")>{t(case_page::APPEAL)}</a></p>
                    }
                })}
            <h2>{t(case_page::TIMELINE)}</h2>
            <ol class="steps timeline">
                <li><span class="hint">{when::moment(lang, case.received)}</span>{t(case::HAPPENED_RECEIVED)}</li>
                {case.timeline.iter().map(|entry| view! { <Happened entry=entry.clone() case=case.clone() by=by.clone()/> }).collect_view()}
            </ol>
            <p class="cluster">
                <a class="button" href=format!("{base}/receipt")>{t(case_page::RECEIPT)}</a>
                {case.can_withdraw.then(|| view! { <a href=format!("{base}/withdraw")>{t(case_page::WITHDRAW)}</a> })}
            </p>
            <Sent case/>
            <p class="hint">{t(common::ALWAYS_A_PERSON)}</p>
        </Screen>
    }
    .into_any()
}

#[component]
fn Happened(entry: Entry, case: CaseView, by: String) -> impl IntoView {
    let lang = lang();
    let words = happened(&entry, &case.service, &by, lang);
    let late = crate::msg::case::LATE;
    view! {
        <li>
            <span class="hint">{when::moment(lang, entry.at)}</span>
            {words}
            {entry.late.then(|| view! { <span class="hint">{t(late)}</span> })}
        </li>
    }
    .into_any()
}

/// What was sent, folded away: long numbers are masked.
#[component]
fn Sent(case: CaseView) -> impl IntoView {
    let lang = lang();
    let ports = ports();
    let Some(guide) = ports.catalogue.guide(case.service.as_str()) else { return ().into_any() };
    let sections = summary(&Form::of(guide), &case.typed).into_iter().map(|section| {
        let rows = section.rows.into_iter().filter(|(_, values)| !values.is_empty()).collect();
        view! {
            <h3>{section.title.of(lang).to_owned()}</h3>
            <Answered rows/>
        }
    });
    let sections = sections.collect_view();
    let files = case.files.iter().map(|file| {
        view! { <li><a href=format!("/case/{}/file/{}", case.token, file.token)>{file.name.clone()}</a></li> }
    });
    let files = files.collect_view();
    view! {
        <details>
            <summary>{t(case_page::WHAT_WAS_SENT)}</summary>
            {sections}
            <ul class="files">{files}</ul>
        </details>
    }
    .into_any()
}

/// Why the department's system did not take it: a steward's own words to this resident, or what the system said.
#[component]
fn SentBack(why: String) -> impl IntoView {
    let said = match why.as_str() {
        "already_applied" => t(case_page::SENT_BACK_ALREADY).to_owned(),
        "not_our_area" => t(case_page::SENT_BACK_AREA).to_owned(),
        // One of the gateway's own codes for a booking or for what has no better word.
        code if code.chars().all(|c| c.is_ascii_lowercase() || c == '_') => t(case_page::SENT_BACK).to_owned(),
        words => words.to_owned(),
    };
    view! {
        <section class="notice notice-warn">
            <h2>{t(case_page::SENT_BACK_TITLE)}</h2>
            <p>{said}</p>
        </section>
    }
    .into_any()
}
