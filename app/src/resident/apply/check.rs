//! The last look before an application is sent: every answer with a way to change it, what is missing, and the words of
//! others that are still needed. Sending is done once, however often it is pressed.

use std::collections::BTreeMap;

use domain::{
    catalogue::Guide,
    form::{At, Form, Section, Weight, check, summary},
    ids::DraftToken,
};
use leptos::prelude::*;

use super::steps::{asked_of, found_words, hand_ins, live, own_screens, service_name, token};
use crate::{
    forms::{Answer, FieldMistake, Form as Sent, FormState},
    kiosk::{ON_PAPER, prints},
    msg::{apply, check as msg, common, helping},
    parts::{Qr, Screen, SendOnce, loaded, not_found},
    ports::{
        Ports, Unavailable,
        cases::{Asker, DraftView, Helper, SendRefused, WordLine},
        ports,
    },
    resident::{answered::Answered, apply::later::later_words},
    visit::{Visit, lang, t},
};

/// Where the summary of mistakes leads when it is about the whole.
const SEND: &str = "send";

/// The page.
#[component]
pub fn CheckPage() -> impl IntoView {
    let (ports, token) = (ports(), token());
    loaded(async move { ports.cases.draft(&token).await }, |found| {
        live(found, |draft| {
            let ports = crate::ports::ports();
            match ports.catalogue.guide(draft.service.as_str()).cloned() {
                Some(guide) => view! { <Look draft guide/> }.into_any(),
                None => not_found(),
            }
        })
    })
}

#[component]
fn Look(draft: DraftView, guide: Guide) -> impl IntoView {
    let lang = lang();
    let form = asked_of(&guide, &draft);
    let back = format!("/draft/{}/materials", draft.token);
    let base = format!("/draft/{}", draft.token);
    let own: Vec<String> = own_screens(&form, &draft.typed).map(|screen| screen.key.clone()).collect();
    let sections = summary(&form, &draft.typed).into_iter().filter(|section| own.contains(&section.screen));
    let sections = sections.map(|section| view! { <Answers base=base.clone() section/> }).collect_view();
    let papers = hand_ins(&guide, &draft.typed);
    let words = draft.words.clone();
    let named = draft.helper.is_some();
    let helper = draft.for_other.then(|| view! { <Named helper=draft.helper.clone() base=base.clone()/> });
    let incomplete = is_incomplete(&form, &draft, ports().clock.now().day());
    view! {
        <Screen title=t(msg::TITLE) above=service_name(&draft) back>
            {incomplete.then(|| view! { <p class="notice notice-warn">{t(apply::INCOMPLETE)}</p> })}
            {sections}
            {(!papers.is_empty())
                .then(|| {
                    let lines = papers.into_iter().map(|line| {
                        let names: Vec<String> =
                            draft.files.iter().filter(|file| file.material == line.key).map(|file| file.name.clone()).collect();
                        let said = match (names.is_empty(), line.needed) {
                            (false, _) => names.join("，"),
                            (true, true) => t(apply::MATERIAL_NEEDED).to_owned(),
                            (true, false) => t(apply::NONE_GIVEN).to_owned(),
                        };
                        view! { <div><dt>{line.words.of(lang).to_owned()}</dt><dd>{said}</dd></div> }
                    });
                    view! {
                        <section>
                            <div class="title-row">
                                <h2>{t(apply::MATERIALS_TITLE)}</h2>
                                <a href=format!("{base}/materials")>{t(common::CHANGE)}<span class="visually-hidden">{t(apply::MATERIALS_TITLE)}</span></a>
                            </div>
                            <dl class="summary-list">{lines.collect_view()}</dl>
                        </section>
                    }
                })}
            {helper}
            // Until the helper is named there is nothing that somebody could agree to.
            {words.into_iter().filter(|word| named || !word.helps).map(|word| view! { <Word word/> }).collect_view()}
            <form method="post" action=format!("{base}/check")>
                <p>{t(apply::SEND_TEXT)}</p>
                <button class="button button-primary" id=SEND name="do" value="send">{t(apply::SEND)}</button>
                <SendOnce lang/>
            </form>
            <p><a href=format!("{base}/later")>{t(later_words())}</a></p>
        </Screen>
    }
    .into_any()
}

/// Whether something is still missing or wrong. A masked number was checked before it was masked.
fn is_incomplete(form: &Form, draft: &DraftView, today: jiff::civil::Date) -> bool {
    let at = At { today, kiosk: crate::visit::visit().kiosk.is_some() };
    check(form, &draft.typed, &at).iter().any(|finding| {
        finding.weight == Weight::Error && form.field(&finding.input).is_some() && !draft.typed.get(&finding.input).contains('*')
    })
}

#[component]
fn Answers(base: String, section: Section) -> impl IntoView {
    let title = section.title.of(lang()).to_owned();
    view! {
        <section>
            <div class="title-row">
                <h2>{title.clone()}</h2>
                <a href=format!("{base}/{}?check", section.screen)>{t(common::CHANGE)}<span class="visually-hidden">{title}</span></a>
            </div>
            <Answered rows=section.rows/>
        </section>
    }
    .into_any()
}

/// Who applies for somebody else.
#[component]
fn Named(helper: Option<Helper>, base: String) -> impl IntoView {
    let href = format!("{base}/for-someone");
    match helper {
        // A member of staff is known by their account.
        Some(helper) if helper.staff => view! { <p>{helping::BY_STAFF.with(lang(), &[("name", &helper.name)])}</p> }.into_any(),
        Some(helper) => view! {
            <p>
                {helping::BY_HELPER.with(lang(), &[("name", &helper.name)])} " "
                <a href=href>{t(helping::CHANGE_YOURSELF)}</a>
            </p>
        }
        .into_any(),
        None => view! {
            <section class="notice notice-warn">
                <h2>{t(helping::NOT_NAMED)}</h2>
                <p><a class="button" href=href>{t(helping::NAME_YOURSELF)}</a></p>
            </section>
        }
        .into_any(),
    }
}

/// Somebody else's word: on their own phone by the link, or here with the code.
#[component]
fn Word(word: WordLine) -> impl IntoView {
    let lang = lang();
    let (title, text, done) = if word.helps {
        (helping::WORD_TITLE, helping::WORD_TEXT, helping::WORD_GIVEN)
    } else {
        (apply::WORD_TITLE, apply::WORD_TEXT, apply::WORD_GIVEN)
    };
    if word.given.is_some() {
        return view! { <p class="notice">{done.with(lang, &[("name", &word.name_masked)])}</p> }.into_any();
    }
    view! {
        <section class="notice notice-warn" id=format!("word-{}", word.number)>
            <h2>{title.with(lang, &[("name", &word.name_masked)])}</h2>
            <p>{t(text)}</p>
            <div class="hand-over"><Qr text=word.link.clone() label=t(apply::WORD_QR)/></div>
            <p>{t(apply::WORD_CODE)} " " <strong class="reference">{word.code}</strong></p>
            <p><a href=word.link>{t(apply::WORD_HERE)}</a></p>
        </section>
    }
    .into_any()
}

/// Sends it.
pub async fn take(ports: &Ports, visit: &Visit, params: &BTreeMap<String, String>, sent: Sent) -> Answer {
    let token = DraftToken(params.get("draft").cloned().unwrap_or_default());
    if sent.get("do") != SEND {
        return Answer::Go(format!("/draft/{token}/check"));
    }
    let about = |text| Answer::Again {
        status: 409,
        state: FormState { mistakes: vec![FieldMistake::new(SEND, text)], ..FormState::default() },
    };
    let paper = wants_paper(ports, visit, &token).await;
    match ports.cases.send(&token, &Asker::of(visit)).await {
        Ok(case) if paper => Answer::Go(format!("/case/{case}/receipt?{ON_PAPER}")),
        Ok(case) => Answer::Go(format!("/case/{case}")),
        Err(SendRefused::Mistakes(found)) => mistaken(ports, visit, &token, &found).await,
        Err(SendRefused::MaterialsMissing(_)) => about(apply::SEND_MATERIALS),
        Err(SendRefused::WordMissing) => about(apply::SEND_WORD),
        Err(SendRefused::HelperMissing) => about(helping::SEND_HELPER),
        Err(SendRefused::ForSomebodyElse) => about(helping::SEND_FOR_SOMEBODY),
        Err(SendRefused::OpenCase) => about(apply::SEND_OPEN_CASE),
        // The draft's own page says so.
        Err(SendRefused::Expired) => Answer::Go(format!("/draft/{token}")),
        Err(SendRefused::Unknown) => Answer::NotFound,
        Err(SendRefused::Unavailable) => Answer::Unavailable,
    }
}

/// Whether somebody of the application has no phone, and paper instead.
async fn wants_paper(ports: &Ports, visit: &Visit, token: &DraftToken) -> bool {
    if !prints(visit) {
        return false;
    }
    let Ok(Some(draft)) = ports.cases.draft(token).await else { return false };
    let Some(guide) = ports.catalogue.guide(draft.service.as_str()) else { return false };
    let form = Form::of(guide);
    let mut fields = form.screens.iter().flat_map(|screen| &screen.fields);
    fields.any(|field| field.or_none().is_some() && draft.typed.says_none(&field.key))
}

/// What is wrong, said here; each line leads to where it is put right.
async fn mistaken(ports: &Ports, visit: &Visit, token: &DraftToken, found: &[domain::form::Finding]) -> Answer {
    let draft = match ports.cases.draft(token).await {
        Ok(Some(draft)) => draft,
        Ok(None) => return Answer::NotFound,
        Err(Unavailable) => return Answer::Unavailable,
    };
    let Some(guide) = ports.catalogue.guide(draft.service.as_str()) else { return Answer::NotFound };
    let (mut mistakes, _) = found_words(&Form::of(guide), found, visit.view.lang);
    for mistake in &mut mistakes {
        mistake.field = SEND.to_owned();
    }
    Answer::mistakes(Sent::default(), mistakes)
}
