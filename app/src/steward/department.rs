//! Somebody of a department sees how the line to their own system is, what went over it, and what their system did not
//! understand; once it is put right they have it sent again. Of other departments they see nothing.

use std::collections::BTreeMap;

use leptos::prelude::*;

use super::{
    dispatches::{Lines, word},
    latest::HEADING,
};
use crate::{
    forms::{Answer, Form},
    msg::{sign_in, steward},
    parts::{Face, Page, SendOnce, loaded, unavailable, when},
    ports::{DepartmentLine, DispatchLine, ParkedLine, Ports, Unavailable, ports},
    visit::{Staff, Visit, lang, t, visit},
};

/// `/department`.
#[component]
pub fn DepartmentPage() -> impl IntoView {
    let Some((staff, department)) = visit().staff.and_then(|staff| Some((staff.clone(), staff.department?))) else {
        return crate::parts::not_found();
    };
    let ports = ports();
    let read = async move {
        let health = ports.steward.departments().await?.into_iter().find(|line| line.code == department);
        let parked = ports.steward.parked(Some(&department)).await?;
        Ok((health, parked, ports.steward.dispatches(Some(&department)).await?))
    };
    loaded(read, |read: Result<_, Unavailable>| match read {
        Ok((health, parked, lines)) => view! { <Shown staff health parked lines/> }.into_any(),
        Err(Unavailable) => unavailable(),
    })
    .into_any()
}

#[component]
fn Shown(staff: Staff, health: Option<DepartmentLine>, parked: Vec<ParkedLine>, lines: Vec<DispatchLine>) -> impl IntoView {
    let lang = lang();
    let list =
        if lines.is_empty() { view! { <p>{t(steward::OWN_NONE)}</p> }.into_any() } else { view! { <Lines lines/> }.into_any() };
    view! {
        <Page title=t(steward::OWN_TITLE) face=Face::Staff>
            <div class="title-row">
                <h1 id=HEADING>{t(steward::OWN_TITLE)}</h1>
                <form method="post" action="/staff/leave"><button class="button-quiet">{t(sign_in::LEAVE)}</button></form>
            </div>
            <p>{sign_in::SIGNED_IN.with(lang, &[("name", &staff.name)])}</p>
            <p class="hint">{t(steward::OWN_TEXT)}</p>
            {health.map(|health| view! { <Health health/> })}
            {(!parked.is_empty()).then(|| view! { <NotUnderstood parked/> })}
            {list}
        </Page>
    }
    .into_any()
}

/// How the line to them is, in a sentence each.
#[component]
fn Health(health: DepartmentLine) -> impl IntoView {
    let lang = lang();
    let line = match (health.paused_until, health.failures) {
        (Some(until), _) => steward::OWN_PAUSED.with(lang, &[("when", &until.clock_face())]),
        (None, 0) => t(steward::OWN_WELL).to_owned(),
        (None, n) => steward::OWN_FAILING.with(lang, &[("n", &n.to_string())]),
    };
    let waiting = (health.waiting > 0).then(|| steward::OWN_WAITING.with(lang, &[("n", &health.waiting.to_string())]));
    view! { <p class="notice" class:notice-good=health.failures == 0>{line} " " {waiting}</p> }.into_any()
}

#[component]
fn NotUnderstood(parked: Vec<ParkedLine>) -> impl IntoView {
    let lang = lang();
    let title = steward::OWN_PARKED.with(lang, &[("n", &parked.len().to_string())]);
    let lines = parked.into_iter().map(|line| {
        let kind = word(&line.kind).map_or(line.kind, |text| t(text).to_owned());
        view! {
            <li class="card">
                <p class="cluster">
                    <strong><code>{line.subject}</code></strong>
                    <span>{kind}</span>
                    <time datetime=when::machine(line.created)>{when::moment(lang, line.created)}</time>
                </p>
                <p>{line.reason}</p>
            </li>
        }
    });
    view! {
        <section aria-labelledby="parked">
            <h2 id="parked">{title}</h2>
            <p>{t(steward::OWN_PARKED_TEXT)}</p>
            <ul class="messages">{lines.collect_view()}</ul>
            <form method="post" action="/department">
                <button class="button button-primary">{t(steward::OWN_RETRY)}</button>
                <SendOnce lang/>
            </form>
        </section>
    }
    .into_any()
}

/// Sends everything of their department again that is parked. Done twice, it is done once.
pub async fn take(ports: &Ports, visit: &Visit, _params: &BTreeMap<String, String>, _form: Form) -> Answer {
    let Some(department) = visit.staff.as_ref().and_then(|staff| staff.department.as_deref()) else { return Answer::SignIn };
    match ports.steward.retry_all_parked(department).await {
        Ok(()) => Answer::Go("/department".to_owned()),
        Err(Unavailable) => Answer::Unavailable,
    }
}
