//! The screen in front of a counter: whoever was served last may press one of five buttons, for two minutes or until the next
//! person is being served. Signed in by the counter's staff, it takes one word of each person and changes none.

use std::collections::BTreeMap;

use domain::{
    ids::CounterNo,
    rating::{ActKind, Level},
};
use leptos::prelude::*;

use super::counter_address::{Own, address};
use crate::{
    forms::{Answer, Form},
    msg::rating,
    parts::{Face, Page, Qr, RateFace, Renew, SendOnce, level_words, loaded_or_not_found, rate_path},
    ports::{
        Ports, ports,
        ratings::{LastServed, RateRefused},
    },
    visit::{Visit, lang, t},
};

/// How long the last person's number is shown, minutes.
const SHOWN_MINUTES: i64 = 2;
/// How soon the screen looks again whether somebody was served: while nobody was, and while somebody may be about to press.
const LOOKS_AGAIN_SECONDS: (i64, i64) = (5, 15);

/// `/counter/{venue}/{counter}/rate`.
#[component]
pub fn EvaluatorPage() -> impl IntoView {
    let Own { venue, no, .. } = match Own::current() {
        Ok(own) => own,
        Err(instead) => return instead,
    };
    let ports = ports();
    let read = async move {
        if ports.hall.counter(&venue, no).await?.is_none() {
            return Ok(None);
        }
        Ok(Some(ports.ratings.last_served(&venue, no, SHOWN_MINUTES).await?))
    };
    loaded_or_not_found(read, move |last| view! { <Shown no last/> }).into_any()
}

#[component]
fn Shown(no: CounterNo, last: Option<LastServed>) -> impl IntoView {
    let title = rating::SCREEN_TITLE.with(lang(), &[("n", &no.to_string())]);
    let (idle, asking) = LOOKS_AGAIN_SECONDS;
    let seconds = if last.is_some() { asking } else { idle };
    view! {
        <Page title=title.clone() face=Face::Staff>
            <h1>{title}</h1>
            {match last {
                None => view! { <p class="counter-nobody">{t(rating::SCREEN_IDLE)}</p> }.into_any(),
                Some(last) if last.rated => view! { <Thanks last/> }.into_any(),
                Some(last) => view! { <Buttons last/> }.into_any(),
            }}
            <Renew seconds/>
        </Page>
    }
    .into_any()
}

#[component]
fn Buttons(last: LastServed) -> impl IntoView {
    let lang = lang();
    let service = ports().catalogue.guide(last.service.as_str()).map(|guide| guide.name.of(lang).to_owned());
    let levels = Level::ALL.into_iter().map(|level| {
        view! {
            <button class="rate-level" name="level" value=level.number().to_string()>
                <RateFace level/>
                <span>{t(level_words(level))}</span>
            </button>
        }
    });
    let levels = levels.collect_view();
    view! {
        <p class="lead"><strong>{rating::SCREEN_ASK.with(lang, &[("number", &last.number)])}</strong></p>
        <p>{service}</p>
        <form method="post" class="rate-screen">
            <input type="hidden" name="id" value=last.id/>
            <div class="rate-levels">{levels}</div>
            <SendOnce lang/>
        </form>
        <p class="hint">{t(rating::SCREEN_FREE)}</p>
    }
    .into_any()
}

#[component]
fn Thanks(last: LastServed) -> impl IntoView {
    let phone = format!("{}{}", ports().public_url, rate_path(ActKind::Ticket, last.token.as_str()));
    view! {
        <p class="lead" role="status"><strong>{rating::SCREEN_THANKS.with(lang(), &[("number", &last.number)])}</strong></p>
        <p>{t(rating::SCREEN_MORE)}</p>
        <div class="pass rate-code"><Qr text=phone label=t(rating::SCREEN_CODE)/></div>
    }
    .into_any()
}

/// Takes what was pressed. Whatever came of it, the screen shows what is true now.
pub async fn take(ports: &Ports, visit: &Visit, params: &BTreeMap<String, String>, form: Form) -> Answer {
    let Some((venue, no)) = address(|part| params.get(part).cloned()) else { return Answer::NotFound };
    let Some(staff) = &visit.staff else { return Answer::SignIn };
    let Some(level) = Level::parse(form.get("level")) else { return Answer::NotFound };
    match ports.ratings.rate_at_counter(&venue, no, form.get("id"), level, staff).await {
        Ok(()) | Err(RateRefused::Kept | RateRefused::Unknown) => Answer::Go(format!("/counter/{venue}/{no}/rate")),
        Err(RateRefused::Unavailable) => Answer::Unavailable,
        Err(RateRefused::NotAllowed | RateRefused::TooLong) => Answer::NotFound,
    }
}
