//! A second person's word, on their own phone or on the same device: who asks, for what, and what agreeing means. It is given
//! with the code that stands on the applicant's page, so that a link alone agrees to nothing.

use std::collections::BTreeMap;

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::{
    forms::{Answer, FieldMistake, Form, FormState},
    msg::confirm,
    parts::{Field, Screen, SendOnce, loaded, not_found, unavailable, when},
    ports::{FindRefused, Ports, Unavailable, cases::WordView, ports},
    visit::{Visit, lang, t},
};

const CODE: &str = "code";

/// The page.
#[component]
pub fn ConfirmPage() -> impl IntoView {
    let (ports, token) = (ports(), use_params_map().get_untracked().get("token").unwrap_or_default());
    let asked = token.clone();
    loaded(async move { ports.cases.word(&asked).await }, move |found| match found {
        Ok(Some(word)) => view! { <Asked token word/> }.into_any(),
        Ok(None) => not_found(),
        Err(Unavailable) => unavailable(),
    })
}

#[component]
fn Asked(token: String, word: WordView) -> impl IntoView {
    let lang = lang();
    if let Some(given) = word.given {
        let text = confirm::GIVEN_TEXT.with(lang, &[("when", &when::moment(lang, given))]);
        return view! {
            <Screen title=t(confirm::GIVEN)>
                <p class="notice notice-good">{text}</p>
            </Screen>
        }
        .into_any();
    }
    let title = if word.name_masked.is_empty() {
        t(confirm::TITLE_GUARDIAN).to_owned()
    } else {
        confirm::TITLE.with(lang, &[("name", &word.name_masked)])
    };
    let who = if word.asked_by.is_empty() { t(confirm::SOMEBODY) } else { word.asked_by.as_str() };
    let catalogue = ports().catalogue;
    let service = catalogue.guide(word.service.as_str()).map_or(word.service.as_str(), |guide| guide.name.of(lang));
    let asked = confirm::ASKED.with(lang, &[("who", who), ("service", service)]);
    view! {
        <Screen title>
            <p class="lead">{asked}</p>
            <p>{t(confirm::MEANS)}</p>
            <ul>
                <li>{t(confirm::MEANS_KNOWS)}</li>
                <li>{t(confirm::MEANS_CHECK)}</li>
                <li>{t(confirm::MEANS_FREE)}</li>
            </ul>
            <form method="post" action=format!("/confirm/{token}") autocomplete="off" novalidate=true>
                <Field name=CODE label=confirm::CODE hint=confirm::CODE_HINT inputmode="numeric" class="field-short" longest=8/>
                <button class="button button-primary">{t(confirm::AGREE)}</button>
                <SendOnce lang/>
            </form>
            <p>{t(confirm::NOT_AGREE)}</p>
        </Screen>
    }
    .into_any()
}

/// Agrees; the page then says so.
pub async fn take(ports: &Ports, visit: &Visit, params: &BTreeMap<String, String>, form: Form) -> Answer {
    let token = params.get("token").map(String::as_str).unwrap_or_default();
    match ports.cases.word(token).await {
        Ok(Some(word)) if word.given.is_some() => return Answer::Go(format!("/confirm/{token}")),
        Ok(Some(_)) => {}
        Ok(None) => return Answer::NotFound,
        Err(Unavailable) => return Answer::Unavailable,
    }
    // The code is not given back: it belongs to nobody's next look at this page.
    let again = |status, text| Answer::Again {
        status,
        state: FormState { mistakes: vec![FieldMistake::new(CODE, text)], ..FormState::default() },
    };
    match ports.cases.give_word(token, form.get(CODE), &visit.visitor).await {
        Ok(()) => Answer::Go(format!("/confirm/{token}")),
        Err(FindRefused::NoMatch) => again(422, confirm::NO_MATCH),
        Err(FindRefused::TooOften) => again(429, confirm::TOO_OFTEN),
        Err(FindRefused::Unavailable) => Answer::Unavailable,
    }
}
