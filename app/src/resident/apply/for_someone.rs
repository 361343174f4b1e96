//! Who applies for somebody else says so first: their name, what they are to that person, how they are reached, and what the
//! consent will allow.

use std::collections::BTreeMap;

use domain::{
    form::{Form as Questions, Typed},
    identity::{Name, Phone},
    ids::DraftToken,
    text::Text,
};
use leptos::prelude::*;

use super::steps::{first, live, service_name, token};
use crate::{
    forms::{Answer, FieldMistake, Form, FormState},
    msg::helping,
    parts::{Field, FieldError, Screen, SendOnce, loaded},
    ports::{
        Ports, Unavailable,
        cases::{Asker, DraftState, DraftView, Helper, WriteRefused},
        ports,
    },
    visit::{Visit, lang, t},
};

const NAME: &str = "helper_name";
const RELATION: &str = "helper_relation";
const PHONE: &str = "helper_phone";

/// What a helper may be to the resident; the codes are those of the list `proxy-relation`.
const RELATIONS: [(&str, Text); 6] = [
    ("child", helping::RELATION_CHILD),
    ("spouse", helping::RELATION_SPOUSE),
    ("relative", helping::RELATION_RELATIVE),
    ("guardian", helping::RELATION_GUARDIAN),
    ("community", helping::RELATION_COMMUNITY),
    ("other", helping::RELATION_OTHER),
];

/// What somebody is to the resident, in words.
#[must_use]
pub fn relation_words(code: &str) -> Text {
    RELATIONS.into_iter().find(|(known, _)| *known == code).map_or(helping::RELATION_OTHER, |(_, words)| words)
}

/// `/draft/{draft}/for-someone`.
#[component]
pub fn ForSomeonePage() -> impl IntoView {
    let (ports, token) = (ports(), token());
    loaded(async move { ports.cases.draft(&token).await }, |found| {
        live(found, |draft| if draft.for_other { view! { <Ask draft/> }.into_any() } else { crate::parts::not_found() })
    })
}

#[component]
fn Ask(draft: DraftView) -> impl IntoView {
    let lang = lang();
    let helper = draft.helper.clone().unwrap_or_default();
    let state = FormState::current();
    let wrong = state.mistake(RELATION).is_some();
    let chosen = state.value_or(RELATION, &helper.relation);
    let choices = RELATIONS.into_iter().enumerate().map(|(at, (code, words))| {
        // The first bears the group's name: the summary of mistakes leads there.
        let id = if at == 0 { RELATION.to_owned() } else { format!("{RELATION}-{code}") };
        view! {
            <div class="choice">
                <input type="radio" id=id.clone() name=RELATION value=code checked=chosen == code autocomplete="off"/>
                <label for=id>{t(words)}</label>
            </div>
        }
    });
    let choices = choices.collect_view();
    view! {
        <Screen title=t(helping::TITLE) above=service_name(&draft) back=format!("/apply/{}", draft.service.as_str().to_ascii_lowercase())>
            <p>{t(helping::TEXT)}</p>
            <form method="post" action=format!("/draft/{}/for-someone", draft.token) autocomplete="off" novalidate=true>
                <Field name=NAME label=helping::NAME value=helper.name autocomplete="name"/>
                <fieldset class="field" class:field-wrong=wrong>
                    <legend>{t(helping::RELATION)}</legend>
                    <FieldError name=RELATION.to_owned()/>
                    {choices}
                </fieldset>
                <Field name=PHONE label=helping::PHONE hint=helping::PHONE_HINT value=helper.phone kind="tel" inputmode="tel" class="field-short" longest=20/>
                <Allowed/>
                <button class="button button-primary">{t(helping::GO_ON)}</button>
                <SendOnce lang/>
            </form>
        </Screen>
    }
    .into_any()
}

/// What a consent allows, and what it does not.
#[component]
pub fn Allowed() -> impl IntoView {
    let list = |lines: [Text; 3]| view! { <ul>{lines.map(|line| view! { <li>{t(line)}</li> }).collect_view()}</ul> };
    view! {
        <p>{t(helping::MAY)}</p>
        {list([helping::MAY_FILL, helping::MAY_FOLLOW, helping::MAY_ANSWER])}
        <p>{t(helping::MAY_NOT)}</p>
        {list([helping::MAY_NOT_WITHDRAW, helping::MAY_NOT_CARD, helping::MAY_NOT_CHANGE])}
    }
    .into_any()
}

/// Keeps who helps, and goes on to the questions.
pub async fn take(ports: &Ports, visit: &Visit, params: &BTreeMap<String, String>, form: Form) -> Answer {
    let token = DraftToken(params.get("draft").cloned().unwrap_or_default());
    let draft = match ports.cases.draft(&token).await {
        Ok(Some(draft)) => draft,
        Ok(None) => return Answer::NotFound,
        Err(Unavailable) => return Answer::Unavailable,
    };
    if draft.state != DraftState::Live {
        return Answer::Go(format!("/draft/{token}"));
    }
    let mut mistakes = Vec::new();
    if Name::parse(form.get(NAME)).is_err() {
        mistakes.push(FieldMistake::new(NAME, helping::NAME_WRONG));
    }
    if !RELATIONS.into_iter().any(|(code, _)| code == form.get(RELATION)) {
        mistakes.push(FieldMistake::new(RELATION, helping::RELATION_CHOOSE));
    }
    let phone = Phone::parse(form.get(PHONE));
    if phone.is_err() {
        mistakes.push(FieldMistake::new(PHONE, helping::PHONE_WRONG));
    }
    let Some(phone) = phone.ok().filter(|_| mistakes.is_empty()) else { return Answer::mistakes(form, mistakes) };
    let helper = Helper {
        name: form.get(NAME).trim().to_owned(),
        relation: form.get(RELATION).to_owned(),
        phone: phone.as_str().to_owned(),
        staff: false,
    };
    let Some(guide) = ports.catalogue.guide(draft.service.as_str()) else { return Answer::NotFound };
    match ports.cases.name_helper(&token, &helper, None, &Asker::of(visit)).await {
        Ok(()) => Answer::Go(first(&token, &Questions::of(guide).asked_of(true, &Typed::default()), &Typed::default())),
        Err(WriteRefused::Unknown) => Answer::NotFound,
        Err(WriteRefused::Unavailable) => Answer::Unavailable,
    }
}
