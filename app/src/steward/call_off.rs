//! Calls a day of a venue off, in two steps: first how many it touches, then, being sure, it is done.

use std::collections::BTreeMap;

use domain::{
    ids::VenueCode,
    text::{Text, Words},
};
use jiff::civil::Date;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    forms::{Answer, FieldMistake, Form, FormState},
    msg::{call_off, common},
    parts::{Face, Field, FieldError, Page, SendOnce, when},
    ports::{CallOffRefused, Ports, Unavailable, ports},
    visit::{Visit, lang, t},
};

const VENUE: &str = "venue";
const DATE: &str = "date";
const REASON_ZH: &str = "reason_zh";
const REASON_EN: &str = "reason_en";
/// The note of the second step: how many bookings it touches.
const TOUCHED: &str = "touched";

/// The question, or being sure.
#[component]
pub fn CallOffPage() -> impl IntoView {
    let state = FormState::current();
    let done = use_query_map().get_untracked().get("done").and_then(|n| n.parse::<u32>().ok());
    let body = match state.notes.get(TOUCHED) {
        Some(touched) => view! { <Sure touched=touched.clone() form=state.form.clone()/> }.into_any(),
        None => view! { <Ask/> }.into_any(),
    };
    view! {
        <Page title=t(call_off::TITLE) face=Face::Staff>
            <p class="back"><a href="/steward">{t(crate::msg::steward::BACK)}</a></p>
            {(!state.mistakes.is_empty())
                .then(|| {
                    let links = state
                        .mistakes
                        .iter()
                        .map(|mistake| view! { <li><a href=format!("#{}", mistake.field)>{mistake.words()}</a></li> })
                        .collect_view();
                    view! {
                        <div class="error-summary" role="alert" tabindex="-1" autofocus=true aria-labelledby="error-title">
                            <h2 id="error-title">{t(common::ERROR_TITLE)}</h2>
                            <ul>{links}</ul>
                        </div>
                    }
                })}
            <h1>{t(call_off::TITLE)}</h1>
            {done.map(|n| view! { <p class="notice notice-good" role="status">{call_off::DONE.with(lang(), &[("n", &n.to_string())])}</p> })}
            {body}
        </Page>
    }
    .into_any()
}

#[component]
fn Ask() -> impl IntoView {
    let lang = lang();
    let ports = ports();
    let chosen = FormState::current().value_or(VENUE, "");
    let venues = ports.district.venues.iter().map(|venue| {
        let code = venue.code.to_string();
        view! { <option value=code.clone() selected=code == chosen>{venue.name.of(lang).to_owned()}</option> }
    });
    let day = FormState::current().value_or(DATE, "");
    view! {
        <p>{t(call_off::TEXT)}</p>
        <form method="post" action="/steward/call-off" novalidate=true>
            <div class="field">
                <label for=VENUE>{t(call_off::VENUE)}</label>
                <FieldError name=VENUE.to_owned()/>
                <select id=VENUE name=VENUE>{venues.collect_view()}</select>
            </div>
            <div class="field">
                <label for=DATE>{t(call_off::DATE)}</label>
                <p class="hint" id="date-hint">{t(call_off::DATE_HINT)}</p>
                <FieldError name=DATE.to_owned()/>
                <input id=DATE name=DATE type="date" value=day aria-describedby="date-hint"/>
            </div>
            <Field name=REASON_ZH label=call_off::REASON_ZH hint=call_off::REASON_HINT longest=200/>
            <Field name=REASON_EN label=call_off::REASON_EN hint=call_off::REASON_HINT longest=200/>
            <button class="button button-primary">{t(call_off::ASK)}</button>
            <SendOnce lang/>
        </form>
    }
    .into_any()
}

/// The second step carries the answers of the first.
#[component]
fn Sure(touched: String, form: Form) -> impl IntoView {
    let lang = lang();
    let venue =
        ports().district.venue(&VenueCode::from(form.get(VENUE))).map(|venue| venue.name.of(lang).to_owned()).unwrap_or_default();
    let day = form.get(DATE).parse::<Date>().map(|date| when::full_day(lang, date)).unwrap_or_default();
    let text = call_off::SURE_TEXT.with(lang, &[("venue", &venue), ("day", &day), ("n", &touched)]);
    let kept = [VENUE, DATE, REASON_ZH, REASON_EN].map(|name| {
        let value = form.get(name).to_owned();
        view! { <input type="hidden" name=name value=value/> }
    });
    view! {
        <div class="notice notice-warn">
            <h2>{t(call_off::SURE_TITLE)}</h2>
            <p class="lead">{text}</p>
            <dl class="summary-list">
                <div><dt>{t(call_off::REASON_ZH)}</dt><dd lang="zh-CN">{form.get(REASON_ZH).to_owned()}</dd></div>
                <div><dt>{t(call_off::REASON_EN)}</dt><dd lang="en">{form.get(REASON_EN).to_owned()}</dd></div>
            </dl>
            <form method="post" action="/steward/call-off">
                {kept.into_iter().collect_view()}
                <button class="button button-danger" name="sure" value="yes">{t(call_off::SURE)}</button>
                " "
                <a class="button" href="/steward/call-off">{t(call_off::CHANGE)}</a>
                <SendOnce lang/>
            </form>
        </div>
    }
    .into_any()
}

/// Counts first; with `sure`, does it.
pub async fn take(ports: &Ports, visit: &Visit, _params: &BTreeMap<String, String>, form: Form) -> Answer {
    let Some(staff) = visit.staff.as_ref().filter(|staff| staff.steward) else { return Answer::SignIn };
    let (venue, date, reason) = match read(ports, &form) {
        Ok(read) => read,
        Err(mistakes) => return Answer::mistakes(form, mistakes),
    };
    if form.get("sure") != "yes" {
        return match ports.steward.would_touch(&venue, date).await {
            Ok(touched) => {
                let notes = BTreeMap::from([(TOUCHED, touched.to_string())]);
                Answer::Again { status: 200, state: FormState { form, mistakes: Vec::new(), notes } }
            }
            Err(Unavailable) => Answer::Unavailable,
        };
    }
    match ports.steward.call_off(&venue, date, &reason, staff).await {
        Ok(touched) => Answer::Go(format!("/steward/call-off?done={touched}")),
        Err(CallOffRefused::AlreadyClosed) => wrong(form, DATE, call_off::ALREADY),
        Err(CallOffRefused::Unknown) => wrong(form, VENUE, call_off::UNKNOWN),
        Err(CallOffRefused::Unavailable) => Answer::Unavailable,
    }
}

fn wrong(form: Form, field: &str, text: Text) -> Answer {
    Answer::mistakes(form, vec![FieldMistake::new(field, text)])
}

fn read(ports: &Ports, form: &Form) -> Result<(VenueCode, Date, Words), Vec<FieldMistake>> {
    let venue = VenueCode::from(form.get(VENUE));
    let date = form.get(DATE).trim().parse::<Date>().ok().filter(|date| *date >= ports.clock.now().day());
    let reason = Words { zh: form.get(REASON_ZH).trim().to_owned(), en: form.get(REASON_EN).trim().to_owned() };
    let mut mistakes = Vec::new();
    let mut check = |good: bool, field: &str, text: Text| {
        if !good {
            mistakes.push(FieldMistake::new(field, text));
        }
    };
    check(ports.district.venue(&venue).is_some(), VENUE, call_off::VENUE_WRONG);
    check(date.is_some(), DATE, call_off::DATE_WRONG);
    check(!reason.zh.is_empty(), REASON_ZH, call_off::REASON_ZH_WRONG);
    check(!reason.en.is_empty(), REASON_EN, call_off::REASON_EN_WRONG);
    match date {
        Some(date) if mistakes.is_empty() => Ok((venue, date, reason)),
        _ => Err(mistakes),
    }
}
