//! To another device: what somebody has open here (a place that is kept, a booking, a case) opens there by a QR code that is good
//! once. An application has a way of its own (`apply::later`), which also lasts.

use std::collections::BTreeMap;

use domain::ids::{BookingToken, CaseToken, HoldToken};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::{
    forms::{Answer, FieldMistake, Form, FormState},
    kiosk::Done,
    msg::over,
    parts::{FieldError, Qr, Screen, SendOnce, loaded_or_not_found},
    ports::{HoldState, Ports, Unavailable, ports},
    resident::apply::FromFragment,
    visit::{Visit, lang, t, visit},
};

/// The field of the code.
const CODE: &str = "code";

/// `/hold/{hold}/over`.
#[component]
pub fn HoldOverPage() -> impl IntoView {
    let (ports, token) = (ports(), HoldToken(part("hold")));
    let page = format!("/hold/{token}");
    let back = page.clone();
    let code = async move {
        let hold = ports.bookings.hold_view(&token).await?;
        code_for(&ports, hold.is_some_and(|hold| hold.state == HoldState::Live), &page).await
    };
    loaded_or_not_found(code, |code| view! { <Shown code back/> })
}

/// `/booking/{booking}/over`.
#[component]
pub fn BookingOverPage() -> impl IntoView {
    let (ports, token) = (ports(), BookingToken(part("booking")));
    let page = format!("/booking/{token}");
    let back = page.clone();
    let code = async move { code_for(&ports, ports.bookings.booking(&token).await?.is_some(), &page).await };
    loaded_or_not_found(code, |code| view! { <Shown code back/> })
}

/// `/case/{case}/over`.
#[component]
pub fn CaseOverPage() -> impl IntoView {
    let (ports, token) = (ports(), CaseToken(part("case")));
    let page = format!("/case/{token}");
    let back = page.clone();
    let code = async move { code_for(&ports, ports.cases.case(&token).await?.is_some(), &page).await };
    loaded_or_not_found(code, |code| view! { <Shown code back/> })
}

/// A part of the present page's path.
fn part(name: &str) -> String {
    use_params_map().get_untracked().get(name).unwrap_or_default()
}

/// A code for a page that is there.
async fn code_for(ports: &Ports, there: bool, page: &str) -> Result<Option<String>, Unavailable> {
    if there { ports.carry_over.code(page).await.map(Some) } else { Ok(None) }
}

#[component]
fn Shown(code: String, back: String) -> impl IntoView {
    let address = format!("{}/over#{code}", ports().public_url);
    let done = visit().kiosk.map(|venue| view! { <Done venue/> });
    view! {
        <Screen title=t(over::TITLE) back>
            <p>{t(over::HOW)}</p>
            <div class="hand-over"><Qr text=address label=t(over::QR)/></div>
            <p class="hint">{t(over::ONCE)}</p>
            {done}
        </Screen>
    }
    .into_any()
}

/// `/over`: the code stands in the fragment, which no server sees, and is sent from there.
#[component]
pub fn OverPage() -> impl IntoView {
    view! {
        <Screen title=t(over::OPEN_TITLE) back="/">
            <p>{t(over::OPEN_TEXT)}</p>
            <form method="post" action="/over" autocomplete="off">
                <div id=CODE><FieldError name=CODE.to_owned()/></div>
                <input type="hidden" name=CODE value="" data-fragment=""/>
                <button class="button button-primary">{t(over::OPEN)}</button>
                <SendOnce lang=lang()/>
                <FromFragment/>
            </form>
        </Screen>
    }
    .into_any()
}

/// Opens the page.
pub async fn take(ports: &Ports, visit: &Visit, _params: &BTreeMap<String, String>, form: Form) -> Answer {
    match ports.carry_over.page(form.get(CODE), &visit.visitor).await {
        Ok(Some(page)) => Answer::Go(page),
        Ok(None) => {
            let mistakes = vec![FieldMistake::new(CODE, over::NOT_GOOD)];
            Answer::Again { status: 422, state: FormState { mistakes, ..FormState::default() } }
        }
        Err(Unavailable) => Answer::Unavailable,
    }
}
