//! A second person's word, on their own phone or on the same device: who asks, for what, and what agreeing means. It is given
//! with the last four of their own document, and away from the applicant's page with the code that stands there, so that
//! neither a link nor the applicant agrees alone. Who is applied for agrees to more: that somebody acts for them, within limits
//! that they read first. Until it is sent a word can be taken back.

use std::collections::BTreeMap;

use domain::text::Text;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::{
    forms::{Answer, FieldMistake, Form, FormState},
    msg::{confirm, differences, helping},
    parts::{Field, Screen, SendOnce, loaded_or_not_found, when},
    ports::{
        FindRefused, Ports, Unavailable,
        cases::{Helper, Proof, WordView},
        ports,
    },
    resident::apply::{Allowed, relation_words},
    visit::{Visit, lang, t, visit},
};

const CODE: &str = "code";
/// The last four of their document.
const FOUR: &str = "last_four";
/// The resident's own digits.
const OWN: &str = "own";
const OWN_DIGITS: usize = 6;
/// What is pressed to take a consent back.
const TAKE_BACK: &str = "take_back";

/// The page.
#[component]
pub fn ConfirmPage() -> impl IntoView {
    let (ports, token) = (ports(), use_params_map().get_untracked().get("token").unwrap_or_default());
    let (asked, visitor) = (token.clone(), visit().visitor);
    loaded_or_not_found(async move { ports.cases.word(&asked, &visitor).await }, move |word| match word.helper.clone() {
        Some(helper) => view! { <Consent token word helper/> }.into_any(),
        None => view! { <Asked token word/> }.into_any(),
    })
}

#[component]
fn Asked(token: String, word: WordView) -> impl IntoView {
    let lang = lang();
    if word.is_sent {
        return view! {
            <Screen title=t(confirm::SENT)>
                <p class="notice">{t(confirm::SENT_TEXT)}</p>
                <p>{t(confirm::SENT_TAKE_BACK)}</p>
            </Screen>
        }
        .into_any();
    }
    if let Some(given) = word.given {
        let text = confirm::GIVEN_TEXT.with(lang, &[("when", &when::moment(lang, given))]);
        return view! {
            <Screen title=t(confirm::GIVEN)>
                <p class="notice notice-good">{text}</p>
                <WayBack word=word.clone()/>
                <TakeBack token word/>
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
    let asked = confirm::ASKED.with(lang, &[("who", who), ("service", &service_of(&word))]);
    view! {
        <Screen title>
            <p class="lead">{asked}</p>
            <p>{t(confirm::MEANS)}</p>
            <ul>
                <li>{t(confirm::MEANS_KNOWS)}</li>
                <li>{t(confirm::MEANS_FREE)}</li>
            </ul>
            {word.checks_means.then(|| view! { <MeansCheck/> })}
            <form method="post" action=format!("/confirm/{token}") autocomplete="off" novalidate=true>
                <ProofFields word=word.clone()/>
                <button class="button button-primary">{t(confirm::AGREE)}</button>
                <SendOnce lang/>
            </form>
            <p>{t(confirm::NOT_AGREE)}</p>
            <WayBack word/>
        </Screen>
    }
    .into_any()
}

/// What somebody agrees to where the household's means are checked: who is asked, for what, and for how long.
#[component]
fn MeansCheck() -> impl IntoView {
    let sources = [
        differences::PUBLIC_SECURITY,
        differences::SOCIAL_SECURITY,
        differences::HEALTH,
        differences::HOUSING,
        differences::FINANCE,
    ];
    view! {
        <p>{t(confirm::CHECK)}</p>
        <ul>{sources.map(|source| view! { <li>{t(source)}</li> }).collect_view()}</ul>
        <p>{t(confirm::CHECK_HOLDS)}</p>
    }
    .into_any()
}

/// On the device that fills the draft in: back to it.
#[component]
fn WayBack(word: WordView) -> impl IntoView {
    word.here
        .map(|draft| view! { <p><a class="button" href=format!("/draft/{draft}/check")>{t(helping::BACK_TO_DRAFT)}</a></p> })
        .into_any()
}

/// Who is applied for reads what a helper may do, and agrees or does not.
#[component]
fn Consent(token: String, word: WordView, helper: Helper) -> impl IntoView {
    let lang = lang();
    let service = service_of(&word);
    let who = who_words(&helper);
    if let Some(given) = word.given {
        let when = when::moment(lang, given);
        let text = helping::GIVEN_TEXT.with(lang, &[("when", &when), ("who", &who), ("service", &service)]);
        let since = match &word.sent {
            Some(reference) => view! {
                <p>{helping::SENT_TEXT.with(lang, &[("reference", &reference.spaced())])}</p>
                <p><a class="button button-primary" href="/find">{t(helping::TO_FIND)}</a></p>
            }
            .into_any(),
            None => view! { <TakeBack token word=word.clone()/> }.into_any(),
        };
        return view! {
            <Screen title=t(helping::GIVEN)>
                <p class="notice notice-good">{text}</p>
                <WayBack word/>
                {since}
            </Screen>
        }
        .into_any();
    }
    view! {
        <Screen title=helping::ASK_TITLE.with(lang, &[("name", &word.name_masked)])>
            <p class="lead">{helping::ASK_TEXT.with(lang, &[("who", &who), ("service", &service)])}</p>
            <Allowed/>
            <form method="post" action=format!("/confirm/{token}") autocomplete="off" novalidate=true>
                <ProofFields word=word.clone()/>
                <Field name=OWN label=helping::OWN hint=helping::OWN_HINT inputmode="numeric" class="field-short" longest=8/>
                <button class="button button-primary">{t(helping::AGREE)}</button>
                <SendOnce lang/>
            </form>
            <p>{t(helping::NOT_AGREE)}</p>
            <WayBack word/>
        </Screen>
    }
    .into_any()
}

/// What shows that it is them: the last four of their document where it is known, and the code of the page that asks. On that
/// page's own device everybody sees the code.
#[component]
fn ProofFields(word: WordView) -> impl IntoView {
    let hint: Text = if word.helper.is_some() { helping::CODE_HINT } else { confirm::CODE_HINT };
    view! {
        {word
            .asks_document
            .then(|| {
                view! {
                    <Field name=FOUR label=confirm::DIGITS hint=confirm::DIGITS_HINT board="document" class="field-short" longest=8/>
                }
            })}
        {asks_code(&word)
            .then(|| view! { <Field name=CODE label=confirm::CODE hint=hint inputmode="numeric" class="field-short" longest=8/> })}
    }
    .into_any()
}

fn asks_code(word: &WordView) -> bool {
    word.here.is_none() || !word.asks_document
}

#[component]
fn TakeBack(token: String, word: WordView) -> impl IntoView {
    view! {
        <section aria-labelledby="take-back">
            <h2 id="take-back">{t(helping::TAKE_BACK_TITLE)}</h2>
            <form method="post" action=format!("/confirm/{token}") autocomplete="off" novalidate=true>
                <ProofFields word/>
                <button class="button" name="do" value=TAKE_BACK>{t(helping::TAKE_BACK)}</button>
                <SendOnce lang=lang()/>
            </form>
        </section>
    }
    .into_any()
}

/// The helper, with what they are to the resident.
fn who_words(helper: &Helper) -> String {
    if helper.staff {
        return helping::WHO_STAFF.with(lang(), &[("name", &helper.name)]);
    }
    format!("{}（{}）", helper.name, t(relation_words(&helper.relation)))
}

fn service_of(word: &WordView) -> String {
    let ports = ports();
    ports
        .catalogue
        .guide(word.service.as_str())
        .map_or_else(|| word.service.to_string(), |guide| guide.name.of(lang()).to_owned())
}

/// Agrees, or takes it back; the page then says so.
pub async fn take(ports: &Ports, visit: &Visit, params: &BTreeMap<String, String>, form: Form) -> Answer {
    let token = params.get("token").map(String::as_str).unwrap_or_default();
    let word = match ports.cases.word(token, &visit.visitor).await {
        Ok(Some(word)) => word,
        Ok(None) => return Answer::NotFound,
        Err(Unavailable) => return Answer::Unavailable,
    };
    let back = form.get("do") == TAKE_BACK;
    // Said before, or sent since: the page says so.
    if word.is_sent || word.given.is_some() != back {
        return Answer::Go(format!("/confirm/{token}"));
    }
    // What shows that it is them is not given back: it belongs to nobody's next look at this page.
    let again = |status, field, text| Answer::Again {
        status,
        state: FormState { mistakes: vec![FieldMistake::new(field, text)], ..FormState::default() },
    };
    let (proof, visitor) = (proof_of(&form), visit.visitor.as_str());
    let own: String = form.get(OWN).chars().filter(|c| !c.is_whitespace()).collect();
    let done = if back {
        ports.cases.take_back(token, &proof, visitor).await
    } else if word.helper.is_none() {
        ports.cases.give_word(token, &proof, visitor).await
    } else if own.chars().count() != OWN_DIGITS || !own.chars().all(|c| c.is_ascii_digit()) {
        return again(422, OWN, helping::OWN_WRONG);
    } else {
        ports.cases.consent(token, &proof, &own, visitor).await
    };
    let field = if word.asks_document { FOUR } else { CODE };
    match done {
        Ok(()) => Answer::Go(format!("/confirm/{token}")),
        Err(FindRefused::NoMatch) => again(422, field, confirm::NO_MATCH),
        Err(FindRefused::TooOften) => again(429, field, confirm::TOO_OFTEN),
        Err(FindRefused::Unavailable) => Answer::Unavailable,
    }
}

fn proof_of(form: &Form) -> Proof {
    Proof { code: form.get(CODE).to_owned(), last_four: form.get(FOUR).to_owned() }
}
