//! Somebody acts for the resident: who, what they did, and how the resident ends it; and what the helper is told of their
//! limits.

use std::collections::BTreeMap;

use domain::{ids::CaseToken, text::Text};
use leptos::prelude::*;

use super::page::token;
use crate::{
    forms::{Answer, Form},
    msg::helping,
    parts::{Screen, SendOnce, loaded, not_found, unavailable, when},
    ports::{
        Ports, Unavailable,
        cases::{CaseView, HelpView, MoveRefused, TrailBy, TrailLine},
        ports,
    },
    resident::apply::relation_words,
    visit::{Visit, lang, t},
};

/// On the case's page: to the helper their limits, to the resident who helps and the way to end it.
#[component]
pub(super) fn Help(help: HelpView, base: String) -> impl IntoView {
    let lang = lang();
    if help.mine {
        return view! {
            <section class="notice" aria-labelledby="help">
                <h2 id="help">{t(helping::FOR_HELPER)}</h2>
                <p>{t(helping::FOR_HELPER_TEXT)}</p>
            </section>
        }
        .into_any();
    }
    let given = when::moment(lang, help.given);
    let helper = &help.helper;
    let said = if helper.staff {
        helping::HELPED_STAFF.with(lang, &[("who", &helper.name), ("when", &given)])
    } else {
        let relation = t(relation_words(&helper.relation));
        let values = [("who", helper.name.as_str()), ("relation", relation), ("phone", &helper.phone), ("when", &given)];
        helping::HELPED_TEXT.with(lang, &values)
    };
    let end = match help.ended {
        Some(at) => view! { <p>{helping::HELPED_ENDED.with(lang, &[("when", &when::moment(lang, at))])}</p> }.into_any(),
        None => view! { <p><a class="button" href=format!("{base}/help")>{t(helping::END)}</a></p> }.into_any(),
    };
    view! {
        <section class="notice" aria-labelledby="help">
            <h2 id="help">{t(helping::HELPED_TITLE)}</h2>
            <p>{said}</p>
            {end}
        </section>
    }
    .into_any()
}

/// Everything that was done, and by whom.
#[component]
pub(super) fn Trail(lines: Vec<TrailLine>, help: Option<HelpView>) -> impl IntoView {
    let lang = lang();
    let by = |line: &TrailLine| match (line.by, &help) {
        (TrailBy::Own, _) => t(helping::BY_YOU).to_owned(),
        (TrailBy::SecondPerson, _) | (TrailBy::Helper, None) => t(helping::BY_SECOND).to_owned(),
        (TrailBy::Helper, Some(help)) => {
            let words = if help.helper.staff { helping::BY_STAFF } else { helping::BY_HELPER };
            words.with(lang, &[("name", &help.helper.name)])
        }
    };
    let shown: Vec<_> = lines
        .iter()
        .filter_map(|line| Some((line.at, did(&line.act)?.with(lang, &[("who", &by(line))]))))
        .map(|(at, words)| view! { <li><span class="hint">{when::moment(lang, at)}</span>{words}</li> })
        .collect();
    (!shown.is_empty())
        .then(|| {
            view! {
                <details>
                    <summary>{t(helping::TRAIL)}</summary>
                    <ol class="steps timeline">{shown}</ol>
                </details>
            }
        })
        .into_any()
}

/// An act in words; none for one that a page has no words for.
fn did(act: &str) -> Option<Text> {
    Some(match act {
        "begin" => helping::DID_BEGIN,
        "helper" => helping::DID_HELPER,
        "fill" => helping::DID_FILL,
        "agree" => helping::DID_AGREE,
        "consent" => helping::DID_CONSENT,
        "consent_on_paper" => helping::DID_CONSENT_PAPER,
        "consent_ended" => helping::DID_CONSENT_ENDED,
        "send" => helping::DID_SEND,
        "answer" => helping::DID_ANSWER,
        "withdraw" => helping::DID_WITHDRAW,
        "appeal" => helping::DID_APPEAL,
        "recheck" => helping::DID_OBJECT,
        act if act.starts_with("use_again") => helping::DID_USE_AGAIN,
        _ => return None,
    })
}

/// `/case/{case}/help`: the resident ends the consent.
#[component]
pub fn HelpPage() -> impl IntoView {
    let (ports, token) = (ports(), token());
    loaded(async move { ports.cases.case(&token).await }, |found| match found {
        Ok(Some(case)) if case.help.as_ref().is_some_and(|help| !help.mine && help.ended.is_none()) => {
            view! { <End case/> }.into_any()
        }
        Ok(_) => not_found(),
        Err(Unavailable) => unavailable(),
    })
}

#[component]
fn End(case: CaseView) -> impl IntoView {
    let base = format!("/case/{}", case.token);
    view! {
        <Screen title=t(helping::END_TITLE) back=base.clone()>
            <p>{t(helping::END_TEXT)}</p>
            <form method="post" action=format!("{base}/help")>
                <button class="button button-danger" name="do" value="end">{t(helping::END)}</button>
                <SendOnce lang=lang()/>
            </form>
            <p><a href=base>{t(helping::END_KEEP)}</a></p>
        </Screen>
    }
    .into_any()
}

/// Ends it; done twice, it is done once.
pub async fn take(ports: &Ports, _visit: &Visit, params: &BTreeMap<String, String>, form: Form) -> Answer {
    let token = CaseToken(params.get("case").cloned().unwrap_or_default());
    if form.get("do") != "end" {
        return Answer::Go(format!("/case/{token}/help"));
    }
    match ports.cases.end_help(&token).await {
        Ok(()) | Err(MoveRefused::TooLate) => Answer::Go(format!("/case/{token}")),
        Err(MoveRefused::Unknown) => Answer::NotFound,
        Err(MoveRefused::Unavailable) => Answer::Unavailable,
    }
}
