//! Before applying: what it is, what will be needed, and whether something begun earlier waits to be gone on with.

use std::collections::BTreeMap;

use domain::{
    catalogue::Guide,
    form::{Form, Typed},
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::steps::{can_apply, first, hand_ins};
use crate::{
    forms::{Answer, FieldMistake, Form as Sent},
    msg::apply,
    parts::{FieldError, Screen, SendOnce, loaded, not_found, unavailable, when},
    ports::{
        Ports, Unavailable,
        cases::{Asker, DraftLine, WriteRefused},
        ports,
    },
    resident::{
        ask_for_help::{AskForHelp, asked_with},
        services::path_of,
    },
    visit::{Visit, lang, t, visit},
};

/// The first question of all.
const WHO_FOR: &str = "who_for";

/// The page.
#[component]
pub fn StartPage() -> impl IntoView {
    let ports = ports();
    let code = use_params_map().get_untracked().get("code").unwrap_or_default();
    let Some(guide) = ports.catalogue.guide(&code.to_ascii_uppercase()).filter(|guide| can_apply(guide)).cloned() else {
        return not_found();
    };
    let who = Asker::of(&visit());
    let service = guide.code.clone();
    loaded(async move { ports.cases.resumable(&service, &who).await }, move |found| match found {
        Ok(drafts) => view! { <Begin guide drafts/> }.into_any(),
        Err(Unavailable) => unavailable(),
    })
    .into_any()
}

#[component]
fn Begin(guide: Guide, drafts: Vec<DraftLine>) -> impl IntoView {
    let lang = lang();
    let form = Form::of(&guide).asked_of(false, &Typed::default());
    let screens = form.screens.len().to_string();
    let needed = hand_ins(&guide, &Typed::default());
    let code = guide.code.as_str().to_ascii_lowercase();
    let action = match visit().query {
        query if query.is_empty() => format!("/apply/{code}"),
        query => format!("/apply/{code}?{query}"),
    };
    let attempt = visit().request_id;
    // Where the form names nobody (a report, a rating), it is about nobody's own rights: there is nothing to ask.
    let asks = form.names_applicant();
    let wrong = crate::forms::FormState::current().mistake(WHO_FOR).is_some();
    view! {
        <Screen title=apply::START_TITLE.with(lang, &[("service", guide.name.of(lang))]) back=path_of(guide.code.as_str())>
            {(!drafts.is_empty()).then(|| view! { <GoOn drafts/> })}
            <p>{guide.summary.of(lang).to_owned()}</p>
            <ul class="steps">
                <li>{apply::START_QUESTIONS.with(lang, &[("n", &screens)])}</li>
                <li>{t(apply::START_KEPT)}</li>
                <li>{t(apply::START_RECEIPT)}</li>
            </ul>
            {(!needed.is_empty())
                .then(|| {
                    let lines = needed.into_iter().map(|line| {
                        view! {
                            <li>
                                {line.words.of(lang).to_owned()}
                                {line.when.map(|when| view! { <span class="hint">{when.of(lang).to_owned()}</span> })}
                            </li>
                        }
                    });
                    view! {
                        <h2>{t(apply::START_READY)}</h2>
                        <ul class="checklist">{lines.collect_view()}</ul>
                    }
                })}
            <form method="post" action=action>
                <input type="hidden" name="attempt" value=attempt/>
                {(!asks).then(|| view! { <input type="hidden" name=WHO_FOR value="me"/> })}
                {asks.then(|| view! {
                <fieldset class="field" class:field-wrong=wrong>
                    <legend>{t(apply::WHO_FOR)}</legend>
                    <FieldError name=WHO_FOR.to_owned()/>
                    <div class="choice">
                        <input type="radio" id=WHO_FOR name=WHO_FOR value="me" checked=true autocomplete="off"/>
                        <label for=WHO_FOR>{t(apply::WHO_FOR_ME)}</label>
                    </div>
                    <div class="choice">
                        <input type="radio" id="who_for-other" name=WHO_FOR value="other" autocomplete="off"/>
                        <label for="who_for-other">{t(apply::WHO_FOR_OTHER)}</label>
                    </div>
                    <p class="hint">{t(apply::WHO_FOR_HINT)}</p>
                </fieldset>
                })}
                <button class="button button-primary">{t(apply::START)}</button>
                <SendOnce lang/>
            </form>
            <p><a href="/resume">{t(apply::START_ELSEWHERE)}</a></p>
            <AskForHelp service=guide.code/>
        </Screen>
    }
    .into_any()
}

/// What was begun before, instead of a second one.
#[component]
fn GoOn(drafts: Vec<DraftLine>) -> impl IntoView {
    let lang = lang();
    let lines = drafts.into_iter().map(|draft| {
        view! {
            <p>
                <a class="button button-primary" href=format!("/draft/{}", draft.token)>
                    {apply::GO_ON.with(lang, &[("when", &when::moment(lang, draft.begun))])}
                </a>
            </p>
            <p class="hint">{apply::GO_ON_UNTIL.with(lang, &[("when", &when::moment(lang, draft.expires))])}</p>
        }
    });
    view! {
        <section class="notice" aria-labelledby="go-on">
            <h2 id="go-on">{t(apply::GO_ON_TITLE)}</h2>
            {lines.collect_view()}
        </section>
    }
    .into_any()
}

/// Begins a draft.
pub async fn take(ports: &Ports, visit: &Visit, params: &BTreeMap<String, String>, form: Sent) -> Answer {
    let code = params.get("code").map(|code| code.to_ascii_uppercase()).unwrap_or_default();
    let Some(guide) = ports.catalogue.guide(&code).filter(|guide| can_apply(guide)) else { return Answer::NotFound };
    let for_other = match form.get(WHO_FOR) {
        "me" => false,
        "other" => true,
        _ => return Answer::mistakes(form, vec![FieldMistake::new(WHO_FOR, apply::WHO_FOR_CHOOSE)]),
    };
    let attempt = if form.get("attempt").is_empty() { &visit.request_id } else { form.get("attempt") };
    let started = ports.cases.start(&guide.code, &Asker::of(visit), for_other, attempt).await;
    if let (Ok(draft), Some((screen, typed))) = (&started, asked_with(ports, guide, &visit.query))
        && ports.cases.write(draft, &screen, &typed).await.is_err()
    {
        return Answer::Unavailable;
    }
    match started {
        Ok(draft) if for_other && Form::of(guide).names_applicant() => Answer::Go(format!("/draft/{draft}/for-someone")),
        Ok(draft) => Answer::Go(first(&draft, &Form::of(guide).asked_of(false, &Typed::default()), &Typed::default())),
        Err(WriteRefused::Unknown) => Answer::NotFound,
        Err(WriteRefused::Unavailable) => Answer::Unavailable,
    }
}
