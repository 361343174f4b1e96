//! The resident's own moves: withdrawing before the decision, appealing after it. Each asks once more first.

use std::collections::BTreeMap;

use domain::{case::Stage, ids::CaseToken, text::Text};
use leptos::prelude::*;

use super::{basis::HowToObject, page::token};
use crate::{
    forms::{Answer, FieldMistake, Form, FormState},
    msg::case_page,
    parts::{FieldError, Screen, SendOnce, described_by, loaded_or_not_found},
    ports::{
        Ports,
        cases::{CaseView, MoveRefused},
        ports,
    },
    visit::{Visit, lang, t},
};

/// `/case/{case}/withdraw`.
#[component]
pub fn WithdrawPage() -> impl IntoView {
    let (ports, token) = (ports(), token());
    loaded_or_not_found(async move { ports.cases.case(&token).await }, |case| {
        if case.can_withdraw { view! { <Withdraw case/> }.into_any() } else { view! { <TooLate case/> }.into_any() }
    })
}

#[component]
fn Withdraw(case: CaseView) -> impl IntoView {
    let base = format!("/case/{}", case.token);
    let only_here = case.department.is_none() || case.stage == Stage::SentBack;
    let text = if only_here { case_page::WITHDRAW_HERE } else { case_page::WITHDRAW_TEXT };
    view! {
        <Screen title=t(case_page::WITHDRAW_TITLE) back=base.clone()>
            <p>{t(text)}</p>
            <form method="post" action=format!("{base}/withdraw")>
                <button class="button button-danger" name="do" value="withdraw">{t(case_page::WITHDRAW)}</button>
                <SendOnce lang=lang()/>
            </form>
            <p><a href=base>{t(case_page::KEEP)}</a></p>
        </Screen>
    }
    .into_any()
}

#[component]
fn TooLate(case: CaseView) -> impl IntoView {
    view! {
        <Screen title=t(case_page::TOO_LATE) back=format!("/case/{}", case.token)>
            <p>{t(case_page::TOO_LATE_TEXT)}</p>
        </Screen>
    }
    .into_any()
}

/// `/case/{case}/appeal`.
#[component]
pub fn AppealPage() -> impl IntoView {
    let (ports, token) = (ports(), token());
    loaded_or_not_found(async move { ports.cases.case(&token).await }, |case| {
        if case.appeal_until.is_some() { view! { <Appeal case/> }.into_any() } else { view! { <TooLate case/> }.into_any() }
    })
}

#[component]
fn Appeal(case: CaseView) -> impl IntoView {
    let lang = lang();
    let base = format!("/case/{}", case.token);
    let wrong = FormState::current().mistake("words").is_some();
    view! {
        <Screen title=t(case_page::APPEAL) back=base.clone()>
            <p>{t(case_page::APPEAL_TEXT)}</p>
            <HowToObject until=case.appeal_until/>
            <form method="post" action=format!("{base}/appeal") autocomplete="off" novalidate=true>
                <div class="field" class:field-wrong=wrong>
                    <label for="words">{t(case_page::APPEAL_WORDS)}</label>
                    <p class="hint" id="words-hint">{t(case_page::APPEAL_HINT)}</p>
                    <FieldError name="words".to_owned()/>
                    // A line of its own for each reason: leptos 0.8 does not escape what stands inside a <textarea>.
                    <input
                        id="words"
                        name="words"
                        maxlength="500"
                        autocomplete="off"
                        value=FormState::current().value_or("words", "")
                        aria-describedby=described_by("words", true, wrong, false)
                        aria-invalid=wrong.then_some("true")
                    />
                </div>
                <button class="button button-primary">{t(case_page::APPEAL_SEND)}</button>
                <SendOnce lang/>
            </form>
        </Screen>
    }
    .into_any()
}

/// Withdraws.
pub async fn withdraw(ports: &Ports, _visit: &Visit, params: &BTreeMap<String, String>, form: Form) -> Answer {
    let token = CaseToken(params.get("case").cloned().unwrap_or_default());
    if form.get("do") != "withdraw" {
        return Answer::Go(format!("/case/{token}/withdraw"));
    }
    moved(&token, ports.cases.withdraw(&token).await)
}

/// Appeals.
pub async fn appeal(ports: &Ports, _visit: &Visit, params: &BTreeMap<String, String>, form: Form) -> Answer {
    let token = CaseToken(params.get("case").cloned().unwrap_or_default());
    let words = form.get("words").trim().to_owned();
    if words.is_empty() {
        return again(form, case_page::APPEAL_EMPTY);
    }
    moved(&token, ports.cases.appeal(&token, &words).await)
}

fn again(form: Form, text: Text) -> Answer {
    Answer::mistakes(form, vec![FieldMistake::new("words", text)])
}

/// The case's own page says what is true now, also when it was too late.
fn moved(token: &CaseToken, done: Result<(), MoveRefused>) -> Answer {
    match done {
        Ok(()) | Err(MoveRefused::TooLate) => Answer::Go(format!("/case/{token}")),
        Err(MoveRefused::Unknown) => Answer::NotFound,
        Err(MoveRefused::Unavailable) => Answer::Unavailable,
    }
}
