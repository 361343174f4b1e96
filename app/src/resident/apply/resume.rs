//! Going on with a draft on another device. Wrong and absent get the same answer.

use std::collections::BTreeMap;

use domain::ids::CaseRef;
use leptos::prelude::*;

use crate::{
    forms::{Answer, FieldMistake, Form},
    msg::apply,
    parts::{Field, Screen, SendOnce},
    ports::{FindRefused, Ports},
    resident::apply::FromFragment,
    visit::{Visit, lang, t},
};

/// The page.
#[component]
pub fn ResumePage() -> impl IntoView {
    view! {
        <Screen title=t(apply::RESUME_TITLE) back="/">
            <p>{t(apply::RESUME_TEXT)}</p>
            <form method="post" action="/resume" autocomplete="off" novalidate=true>
                <Field name="reference" label=apply::LATER_REFERENCE board="code" hint=apply::RESUME_REFERENCE_HINT class="field-short" longest=12/>
                <Field name="code" label=apply::LATER_CODE hint=apply::RESUME_CODE_HINT inputmode="numeric" class="field-short" longest=8/>
                <input type="hidden" name="secret" value="" data-fragment=""/>
                <button class="button button-primary">{t(apply::GO_ON_SHORT)}</button>
                <SendOnce lang=lang()/>
                <FromFragment/>
            </form>
        </Screen>
    }
    .into_any()
}

/// Finds the draft.
pub async fn take(ports: &Ports, visit: &Visit, _params: &BTreeMap<String, String>, form: Form) -> Answer {
    let found = if form.get("secret").is_empty() {
        let Some(reference) = CaseRef::parse(form.get("reference")) else {
            return Answer::mistakes(form, vec![FieldMistake::new("reference", apply::RESUME_NOT_A_REFERENCE)]);
        };
        ports.cases.resume(&reference, form.get("code").trim(), &visit.visitor).await
    } else {
        ports.cases.resume_by_secret(form.get("secret"), &visit.visitor).await
    };
    // What was typed is not given back: a code belongs to nobody's next look at this page.
    let again = |status, text| Answer::Again {
        status,
        state: crate::forms::FormState { mistakes: vec![FieldMistake::new("reference", text)], ..Default::default() },
    };
    match found {
        Ok(draft) => Answer::Go(format!("/draft/{draft}")),
        Err(FindRefused::NoMatch) => again(422, apply::RESUME_NO_MATCH),
        Err(FindRefused::TooOften) => again(429, apply::RESUME_TOO_OFTEN),
        Err(FindRefused::Unavailable) => Answer::Unavailable,
    }
}
