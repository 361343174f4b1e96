//! Cancelling: asked once, done once.

use std::collections::BTreeMap;

use domain::ids::BookingToken;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{
    hold::{Line, service_name, venue_name},
    venue::Fixed,
};
use crate::{
    forms::{Answer, FieldMistake, Form, FormState},
    msg::{booking, cancel, check},
    parts::{Screen, SendOnce, loaded_or_not_found, when},
    ports::{BookingView, CancelRefused, Ports, ports},
    visit::{Visit, lang, t},
};

/// Where the summary of mistakes leads.
const SURE: &str = "sure";

/// The question.
#[component]
pub fn CancelPage() -> impl IntoView {
    let ports = ports();
    let token = BookingToken(use_params_map().get_untracked().get("booking").unwrap_or_default());
    loaded_or_not_found(async move { ports.bookings.booking(&token).await }, |view| {
        if view.can_change { view! { <Ask view/> }.into_any() } else { view! { <Fixed booking=view.token/> }.into_any() }
    })
    .into_any()
}

#[component]
fn Ask(view: BookingView) -> impl IntoView {
    let lang = lang();
    let base = format!("/booking/{}", view.token);
    view! {
        <Screen title=t(cancel::TITLE) back=base.clone()>
            <dl class="summary-list">
                <Line label=check::SERVICE value=service_name(&view.service)/>
                <Line label=check::VENUE value=venue_name(&view.slot.venue)/>
                <Line label=check::TIME value=when::span(lang, view.slot.starts, view.ends)/>
                <Line label=booking::REFERENCE value=view.reference.spaced()/>
            </dl>
            <p>{t(cancel::TEXT)}</p>
            <form method="post" action=format!("{base}/cancel")>
                <div class="cluster">
                    <button class="button button-danger" id=SURE name="do" value="cancel">{t(cancel::SURE)}</button>
                    <a class="button" href=base.clone()>{t(cancel::KEEP)}</a>
                    <a class="button" href=format!("{base}/change")>{t(cancel::CHANGE)}</a>
                </div>
                <SendOnce lang/>
            </form>
        </Screen>
    }
    .into_any()
}

/// Cancels; the booking's page then says so.
pub async fn take(ports: &Ports, _visit: &Visit, params: &BTreeMap<String, String>, _form: Form) -> Answer {
    let token = BookingToken(params.get("booking").cloned().unwrap_or_default());
    match ports.bookings.cancel(&token).await {
        Ok(()) => Answer::Go(format!("/booking/{token}")),
        Err(CancelRefused::TooLate) => {
            let mistakes = vec![FieldMistake::new(SURE, cancel::TOO_LATE)];
            Answer::Again { status: 409, state: FormState { mistakes, ..FormState::default() } }
        }
        Err(CancelRefused::Unknown) => Answer::NotFound,
        Err(CancelRefused::Unavailable) => Answer::Unavailable,
    }
}
