//! One screen of a draft. What was sent is kept whatever the button, right or wrong; «next» goes on when nothing is wrong.
//! A warning is shown once and holds nobody up.

use std::collections::BTreeMap;

use domain::{
    catalogue::Guide,
    form::{Field, FieldKind, Finding, Form, Screen as FormScreen, Share, Typed, iso, question},
    ids::{DraftToken, ServiceCode},
    text::Text,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{
    CheckTyped,
    check_typed::checks,
    inputs::Question,
    later::later_words,
    steps::{asked_of, before, first, found_words, live, next, own_screens, service_name, token},
};
use crate::{
    forms::{Answer, Form as Sent, FormState},
    kiosk::{HoldNumbers, ReadCard, only_with_paper},
    msg::{apply, common},
    parts::{Screen, SendOnce, loaded, not_found, when},
    ports::{
        Ports, Unavailable,
        cases::{Asker, DraftState, DraftView, Offer, WriteRefused},
        ports,
    },
    visit::{Visit, lang, t, visit},
};

/// The note that holds the warnings of a screen that came back, one a line.
const WARNED: &str = "warned";
/// The query of a screen that was opened from the last look, and leads back to it.
const FROM_CHECK: &str = "check";

/// `/draft/{draft}`: where a draft is gone on with.
#[component]
pub fn DraftPage() -> impl IntoView {
    let (ports, token) = (ports(), token());
    loaded(async move { ports.cases.draft(&token).await }, |found| {
        live(found, |draft| {
            let ports = crate::ports::ports();
            let Some(guide) = ports.catalogue.guide(draft.service.as_str()) else { return not_found() };
            let href = first(&draft.token, &asked_of(guide, &draft), &draft.typed);
            view! {
                <Screen title=t(apply::BACK_AGAIN) above=service_name(&draft)>
                    <p>{apply::GO_ON_UNTIL.with(lang(), &[("when", &when::moment(lang(), draft.expires))])}</p>
                    <p><a class="button button-primary" href=href>{t(apply::GO_ON_SHORT)}</a></p>
                    <p><a href=format!("/draft/{}/check", draft.token)>{t(apply::TO_CHECK)}</a></p>
                </Screen>
            }
            .into_any()
        })
    })
}

/// `/draft/{draft}/{screen}`.
#[component]
pub fn ScreenPage() -> impl IntoView {
    let (ports, token) = (ports(), token());
    let screen = use_params_map().get_untracked().get("screen").unwrap_or_default();
    loaded(async move { ports.cases.draft(&token).await }, move |found| {
        live(found, |draft| {
            let ports = crate::ports::ports();
            let Some(guide) = ports.catalogue.guide(draft.service.as_str()).cloned() else { return not_found() };
            let form = asked_of(&guide, &draft);
            match form.screen(&screen).cloned() {
                Some(screen) => view! { <Ask draft guide form screen/> }.into_any(),
                None => not_found(),
            }
        })
    })
}

#[component]
fn Ask(draft: DraftView, guide: Guide, form: Form, screen: FormScreen) -> impl IntoView {
    let lang = lang();
    let from_check = visit().query == FROM_CHECK;
    let back = if from_check {
        format!("/draft/{}/check", draft.token)
    } else {
        before(&draft.token, &form, &draft.typed, &screen.key)
            .unwrap_or_else(|| format!("/apply/{}", guide.code.as_str().to_ascii_lowercase()))
    };
    let all = own_screens(&form, &draft.typed).count();
    let at = own_screens(&form, &draft.typed).position(|own| own.key == screen.key).map_or(1, |at| at + 1);
    let progress = apply::STEP.with(lang, &[("n", &at.to_string()), ("all", &all.to_string())]);
    let query = if from_check { "?check" } else { "" };
    let action = format!("/draft/{}/{}{query}", draft.token, screen.key);
    let asked = screen.fields.iter().filter(|field| field.asked(&draft.typed)).cloned();
    let questions = asked.map(|field| view! { <Question field prefix="" typed=draft.typed.clone()/> }).collect_view();
    let (card_name, card_number, card_kind) = on_card(&screen, &draft.typed);
    let offers = draft.offers.clone().into_iter().filter(|offer| {
        screen.fields.iter().any(|field| field.share == Some(offer.share) && draft.typed.get(&field.key).is_empty())
    });
    let offers: Vec<Offer> = offers.collect();
    let warned = FormState::current().notes.get(WARNED).cloned();
    let asked: Vec<Field> = screen.fields.iter().filter(|field| field.asked(&draft.typed)).cloned().collect();
    let private =
        asked.iter().any(|field| field.kind.is_private() || field.columns.iter().any(|column| column.kind.is_private()));
    let (checked, today) = (checks(&asked, lang), iso(ports().clock.now().day()));
    view! {
        <Screen title=screen.title.of(lang) above=format!("{} · {progress}", service_name(&draft)) back>
            {screen.hint.map(|hint| view! { <p>{hint.of(lang).to_owned()}</p> })}
            <form
                method="post"
                action=action
                autocomplete="off"
                novalidate=true
                data-checks=checked
                data-today=today
                data-kiosk=visit().kiosk.is_some()
            >
                <CheckTyped/>
                // The Enter key presses a form's first button: it must be «next».
                <button class="visually-hidden" name="do" value="next" tabindex="-1" aria-hidden="true">{t(common::NEXT)}</button>
                {offers.into_iter().map(|offer| view! { <Offered offer/> }).collect_view()}
                {warned.map(|lines| view! { <Warned lines/> })}
                {(!card_number.is_empty()).then(|| view! { <ReadCard name=card_name number=card_number kind=card_kind/> })}
                {questions}
                {private.then(|| view! { <HoldNumbers/> })}
                <button class="button button-primary" name="do" value="next">{t(common::NEXT)}</button>
                <SendOnce lang/>
                <p class="cluster"><button class="button-quiet" name="do" value="later">{t(later_words())}</button></p>
            </form>
        </Screen>
    }
    .into_any()
}

/// The inputs of this screen that the applicant's identity card answers: name, number, kind of document; empty what is not asked.
fn on_card(screen: &FormScreen, typed: &Typed) -> (String, String, String) {
    let own = || screen.fields.iter().filter(|field| field.share == Some(Share::Identity) && field.asked(typed));
    let name = own().find(|field| field.kind == FieldKind::Text && field.rules.name).map(|field| field.key.clone());
    let number = own().find(|field| field.kind == FieldKind::Id);
    let kind = number.and_then(|field| field.rules.document.clone());
    (name.unwrap_or_default(), number.map(|field| field.key.clone()).unwrap_or_default(), kind.unwrap_or_default())
}

/// Something given before, to be used again with one press.
#[component]
fn Offered(offer: Offer) -> impl IntoView {
    let lang = lang();
    let ports = ports();
    let from = |service: &ServiceCode| {
        ports.catalogue.guide(service.as_str()).map_or_else(String::new, |guide| guide.name.of(lang).to_owned())
    };
    let said = match &offer.from {
        Some(service) => {
            let given = when::moment(lang, offer.given);
            apply::OFFER.with(lang, &[("what", t(share_name(offer.share))), ("service", &from(service)), ("when", &given)])
        }
        None => t(apply::OFFER_SIGNED_IN).to_owned(),
    };
    let shown = offer.shown.join(" · ");
    view! {
        <div class="notice">
            <p>{said}</p>
            {(!shown.is_empty()).then(|| view! { <p>{shown}</p> })}
            <button class="button" name="do" value=format!("offer:{}", share_code(offer.share))>{t(apply::OFFER_USE)}</button>
        </div>
    }
    .into_any()
}

/// What may be a slip; pressing «next» once more leaves it as it is.
#[component]
fn Warned(lines: String) -> impl IntoView {
    let lines: Vec<String> = lines.lines().map(str::to_owned).collect();
    view! {
        <div class="notice notice-warn" role="alert">
            {lines.into_iter().map(|line| view! { <p>{line}</p> }).collect_view()}
            <p>{t(apply::WARNED)}</p>
            <input type="hidden" name="warned" value="yes"/>
        </div>
    }
    .into_any()
}

const SHARES: [(Share, &str, Text); 4] = [
    (Share::Identity, "identity", apply::SHARE_IDENTITY),
    (Share::Household, "household", apply::SHARE_HOUSEHOLD),
    (Share::DisabilityCard, "disability_card", apply::SHARE_DISABILITY_CARD),
    (Share::BankCard, "bank_card", apply::SHARE_BANK_CARD),
];

fn share_name(share: Share) -> Text {
    SHARES.into_iter().find(|(known, ..)| *known == share).map_or(apply::SHARE_IDENTITY, |(.., text)| text)
}

fn share_code(share: Share) -> &'static str {
    SHARES.into_iter().find(|(known, ..)| *known == share).map_or("", |(_, code, _)| code)
}

/// What a form sent, as it is kept.
pub fn typed(form: &Sent) -> Typed {
    form.pairs().filter(|(name, _)| !matches!(*name, "do" | "warned")).collect()
}

/// Keeps the screen and goes where the button says.
pub async fn take(ports: &Ports, visit: &Visit, params: &BTreeMap<String, String>, sent: Sent) -> Answer {
    let token = DraftToken(params.get("draft").cloned().unwrap_or_default());
    let key = params.get("screen").map(String::as_str).unwrap_or_default();
    let draft = match ports.cases.draft(&token).await {
        Ok(Some(draft)) => draft,
        Ok(None) => return Answer::NotFound,
        Err(Unavailable) => return Answer::Unavailable,
    };
    if draft.state != DraftState::Live {
        // The draft's own page says what became of it.
        return Answer::Go(format!("/draft/{token}"));
    }
    let Some(guide) = ports.catalogue.guide(draft.service.as_str()) else { return Answer::NotFound };
    let form = asked_of(guide, &draft);
    let Some(screen) = form.screen(key) else { return Answer::NotFound };
    let query = if visit.query == FROM_CHECK { "?check" } else { "" };
    let here = format!("/draft/{token}/{key}{query}");
    let mut typed = typed(&sent);
    only_with_paper(visit, screen, &mut typed);
    let (act, of) = sent.get("do").split_once(':').unwrap_or((sent.get("do"), ""));
    let to = match act {
        "add" => Some(add_row(screen, &mut typed, of)),
        "remove" => Some(remove_row(&mut typed, of)),
        _ => None,
    };
    let found = match ports.cases.write(&token, key, &typed).await {
        Ok(found) => found,
        Err(WriteRefused::Unknown) => return Answer::Go(format!("/draft/{token}")),
        Err(WriteRefused::Unavailable) => return Answer::Unavailable,
    };
    if let Some(to) = to {
        return Answer::Go(format!("{here}#{to}"));
    }
    match act {
        "later" => return Answer::Go(format!("/draft/{token}/later")),
        "offer" => {
            let Some((share, ..)) = SHARES.into_iter().find(|(_, code, _)| *code == of) else { return Answer::NotFound };
            return match ports.cases.take_offer(&token, share, &Asker::of(visit)).await {
                Ok(()) => Answer::Go(here),
                Err(WriteRefused::Unknown) => Answer::NotFound,
                Err(WriteRefused::Unavailable) => Answer::Unavailable,
            };
        }
        _ => {}
    }
    // Files are handed in on a page of their own, after the questions: here nobody could add them.
    let found: Vec<Finding> = found.into_iter().filter(|finding| !is_for_files(screen, finding)).collect();
    // A question that this very answer has brought up is asked, not held against anybody.
    let brought_up = |finding: &Finding| {
        let key = finding.input.split('.').next().unwrap_or_default();
        screen.fields.iter().any(|field| field.key == key && !field.asked(&draft.typed))
    };
    let (new, found): (Vec<Finding>, Vec<Finding>) = found.into_iter().partition(brought_up);
    let (mistakes, warnings) = found_words(&form, &found, visit.view.lang);
    if mistakes.is_empty()
        && let Some(first) = new.first()
    {
        return Answer::Go(format!("{here}#{}", first.input));
    }
    if !mistakes.is_empty() {
        return Answer::mistakes(sent, mistakes);
    }
    if !warnings.is_empty() && sent.get("warned") != "yes" {
        let lines: Vec<String> = warnings.iter().map(|warning| warning.words_in(visit.view.lang)).collect();
        let notes = BTreeMap::from([(WARNED, lines.join("\n"))]);
        return Answer::Again { status: 422, state: FormState { form: sent, mistakes: Vec::new(), notes } };
    }
    if visit.query == FROM_CHECK {
        return Answer::Go(format!("/draft/{token}/check"));
    }
    match ports.cases.draft(&token).await {
        Ok(Some(draft)) => Answer::Go(next(&token, guide, &form, &draft.typed, key)),
        Ok(None) => Answer::NotFound,
        Err(Unavailable) => Answer::Unavailable,
    }
}

/// Adds an empty row; where it is.
fn add_row(screen: &FormScreen, typed: &mut Typed, group: &str) -> String {
    let least = question(&screen.fields, group).map_or(0, |field| usize::from(field.required));
    let row = typed.rows(group).max(least);
    if let Some(first) = question(&screen.fields, group).and_then(|field| field.columns.first()) {
        typed.set(format!("{group}.{row}.{}", first.key), "");
    }
    format!("{group}.{row}")
}

fn remove_row(typed: &mut Typed, of: &str) -> String {
    let (group, row) = of.rsplit_once('.').unwrap_or((of, ""));
    if let Ok(row) = row.parse() {
        typed.forget_row(group, row);
    }
    group.to_owned()
}

/// Whether it is about a question that is answered by files.
fn is_for_files(screen: &FormScreen, finding: &Finding) -> bool {
    let asked = finding.input.split('.').next().unwrap_or_default();
    screen.fields.iter().any(|field| field.key == asked && field.kind == FieldKind::Files)
}
