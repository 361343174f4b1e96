//! Where a case is: first in a few large words, then what the resident can do, then everything that happened.

use domain::{
    case::{CaseEvent, Entry, Stage},
    form::{Form, summary},
    ids::{CaseToken, WalletToken},
    rating::ActKind,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{
    basis::{HowToObject, LimitWords, RestsOn},
    differences::Differs,
    help::{Help, Trail},
    promise::Promised,
    sent_back::SentBack,
    words::{department, happened, stage_words},
};
use crate::{
    kiosk::{OnMyPhone, at_kiosk},
    msg::{case, case_page, common, kiosk_shell, over as msg_over, paper},
    parts::{Rate, Screen, loaded_or_not_found, when},
    ports::{cases::CaseView, ports},
    resident::{answered::Answered, ask_for_help::AskForHelp},
    visit::{lang, t},
};

/// `/case/{case}`.
#[component]
pub fn CasePage() -> impl IntoView {
    let (ports, token) = (ports(), token());
    let read = async move {
        let Some(case) = ports.cases.case(&token).await? else { return Ok(None) };
        // What can be spent is for the resident alone: where somebody helps, they sign in for it.
        let wallet = if case.help.is_none() { ports.vouchers.wallet_of_case(&case.reference).await? } else { None };
        Ok(Some((case, wallet)))
    };
    loaded_or_not_found(read, |(case, wallet)| view! { <Shown case wallet/> })
}

/// The case named in the address.
pub(super) fn token() -> CaseToken {
    CaseToken(use_params_map().get_untracked().get("case").unwrap_or_default())
}

#[component]
fn Shown(case: CaseView, wallet: Option<WalletToken>) -> impl IntoView {
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
    // With the resident, or asked back by them: nobody is held to a day.
    let idle = matches!(case.stage, Stage::SentBack | Stage::WithdrawalAsked);
    let stands = matches!(case.stage, Stage::Decided(_) | Stage::Settled);
    let decided = case.timeline.iter().any(|entry| matches!(entry.what, CaseEvent::Decide { .. }));
    let rated = if decided { ActKind::Decision } else { ActKind::Supplement };
    view! {
        <Screen title=now above=name>
            <p>{t(case_page::REFERENCE)} " " <strong class="reference">{case.reference.spaced()}</strong></p>
            {reason.map(|reason| view! { <p class="notice">{t(case::REASON)} "：" {reason}</p> })}
            {wallet
                .map(|wallet| {
                    view! {
                        <p class="notice notice-good">
                            <a class="button button-primary" href=format!("/wallet/{wallet}")>{t(case_page::WALLET)}</a>
                        </p>
                    }
                })}
            <SentBack case=case.clone()/>
            <Withdrawal case=case.clone()/>
            {case
                .code
                .clone()
                .map(|code| {
                    view! {
                        <p class="notice">{t(paper::CODE)} " " <strong class="reference">{code}</strong> <br/> {t(paper::CODE_TEXT)}</p>
                    }
                })}
            {case.help.clone().map(|help| view! { <Help help base=base.clone()/> })}
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
            {(!over && !idle)
                .then(|| {
                    view! {
                        <Promised promise=case.promise.clone() today=ports.clock.now().day()/>
                        <LimitWords service=case.service.clone()/>
                    }
                })}
            {case.nine_in_ten.map(|n| view! { <p class="hint">{case::PAST.with(lang, &[("n", &n.to_string())])}</p> })}
            {stands
                .then(|| {
                    view! {
                        <section aria-labelledby="object">
                            <h2 id="object">{t(case_page::OBJECT)}</h2>
                            <HowToObject until=case.appeal_until/>
                            {case
                                .appeal_until
                                .map(|_| view! { <p><a class="button" href=format!("{base}/appeal")>{t(case_page::APPEAL)}</a></p> })}
                        </section>
                    }
                })}
            <Rate kind=rated token=case.token.as_str()/>
            <h2>{t(case_page::TIMELINE)}</h2>
            <ol class="steps timeline">
                <li><span class="hint">{when::moment(lang, case.received)}</span>{t(case::HAPPENED_RECEIVED)}</li>
                {case.timeline.iter().map(|entry| view! { <Happened entry=entry.clone() case=case.clone() by=by.clone()/> }).collect_view()}
            </ol>
            <p class="cluster">
                <a class="button" href=format!("{base}/receipt")>{t(case_page::RECEIPT)}</a>
                {case.can_withdraw.then(|| view! { <a href=format!("{base}/withdraw")>{t(case_page::WITHDRAW)}</a> })}
            </p>
            <OnMyPhone path=base.clone() text=kiosk_shell::PHONE_CASE/>
            {(!at_kiosk()).then(|| view! { <p class="no-print"><a href=format!("{base}/over")>{t(msg_over::LINK)}</a></p> })}
            <Trail lines=case.trail.clone() help=case.help.clone()/>
            <AskForHelp service=case.service.clone()/>
            <RestsOn service=case.service.clone()/>
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

/// What became of the resident's wish to take it back, while that is not done.
#[component]
fn Withdrawal(case: CaseView) -> impl IntoView {
    let asked = case.timeline.iter().any(|entry| entry.what == CaseEvent::AskWithdraw);
    let said = match case.stage {
        Stage::WithdrawalAsked => Some(case_page::WITHDRAWAL_ASKED),
        Stage::Withdrawn => None,
        Stage::Decided(_) | Stage::Settled | Stage::Appealed if asked => Some(case_page::WITHDRAWAL_DECIDED),
        _ if asked => Some(case_page::WITHDRAWAL_REFUSED),
        _ => None,
    };
    said.map(|text| view! { <p class="notice">{t(text)}</p> }).into_any()
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
        let name = file.name.clone();
        // A file fills the screen, and at a kiosk nothing leads out of it.
        if at_kiosk() {
            view! { <li>{name}</li> }.into_any()
        } else {
            view! { <li><a href=format!("/case/{}/file/{}", case.token, file.token)>{name}</a></li> }.into_any()
        }
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
