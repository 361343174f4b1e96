//! The ticket on the phone: where a person stands, why, and for how long. Its address is the key; nothing on it is personal.

use std::collections::BTreeMap;

use domain::{ids::TicketToken, rating::ActKind};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{place::Place, words};
use crate::{
    forms::{Answer, Form},
    live::TicketState,
    msg::ticket,
    parts::{Page, ReadAloud, Renew, SendOnce, loaded, not_found, rate_path, unavailable},
    ports::{CountRefused, Medium, Ports, TicketView, Unavailable, ports},
    visit::{Visit, lang, t, visit},
};

/// The place.
#[component]
pub fn TicketPage() -> impl IntoView {
    let token = TicketToken(use_params_map().get_untracked().get("ticket").unwrap_or_default());
    let ports = ports();
    let look = async move {
        let found = ports.hall.ticket(&token).await?;
        let on_its_way = found.is_none() && ports.hall.on_its_way(&token).await?;
        Ok((found, on_its_way))
    };
    loaded(look, |found| match found {
        Ok((Some(found), _)) => view! { <Shown found/> }.into_any(),
        Ok((None, true)) => view! { <OnItsWay/> }.into_any(),
        Ok((None, false)) => not_found(),
        Err(Unavailable) => unavailable(),
    })
}

#[component]
fn Shown(found: TicketView) -> impl IntoView {
    let lang = lang();
    let ports = ports();
    let TicketView { token, venue, service, taken, place, .. } = found;
    let title = ticket::TITLE.with(lang, &[("number", &place.number)]);
    let service = ports.catalogue.guide(service.as_str()).map(|guide| guide.name.of(lang).to_owned());
    let venue = ports.district.venue(&venue).map(|venue| venue.name.of(lang).to_owned());
    let class = t(words::class_name(place.class));
    let unprinted = place.state == TicketState::Printing;
    let waits = matches!(place.state, TicketState::Waiting | TicketState::ComingBack | TicketState::AtDesk);
    view! {
        <Page title=title.clone()>
            <div class="title-row">
                <h1>{title}</h1>
                {visit().kiosk.is_none().then(|| view! { <ReadAloud lang/> })}
            </div>
            <Place place events=format!("/t/{token}/events") rate=rate_path(ActKind::Ticket, token.as_str()) lang/>
            {unprinted.then(|| view! { <Keep action=format!("/t/{token}")/> })}
            <dl class="summary-list">
                {service.map(|name| view! { <div><dt>{t(ticket::SERVICE)}</dt><dd>{name}</dd></div> })}
                {venue.map(|name| view! { <div><dt>{t(ticket::VENUE)}</dt><dd>{name}</dd></div> })}
                <div><dt>{t(ticket::CLASS)}</dt><dd>{class}</dd></div>
                <div><dt>{t(ticket::TAKEN)}</dt><dd>{taken.clock_face()}</dd></div>
            </dl>
            <section>
                <h2>{t(ticket::MISSED_TITLE)}</h2>
                <p>{t(ticket::MISSED_TEXT)}</p>
            </section>
            {waits.then(|| view! { <Leave action=format!("/t/{token}")/> })}
            <noscript><p class="hint">{t(ticket::REFRESHES)}</p></noscript>
        </Page>
    }
    .into_any()
}

/// A kiosk without a connection gave it out: it has its place, and nobody here knows it yet.
#[component]
fn OnItsWay() -> impl IntoView {
    let title = t(ticket::ON_ITS_WAY_TITLE);
    view! {
        <Page title=title>
            <h1>{title}</h1>
            <p class="notice">{t(ticket::ON_ITS_WAY_TEXT)}</p>
            <Renew seconds=15/>
        </Page>
    }
    .into_any()
}

/// Whose printer failed takes the number along on the phone.
#[component]
fn Keep(action: String) -> impl IntoView {
    view! {
        <form method="post" action=action>
            <button class="button button-primary" name="do" value="keep">{t(ticket::KEEP)}</button>
            <SendOnce lang=lang()/>
        </form>
    }
}

/// Two presses, so that nobody leaves by a touch in the pocket.
#[component]
fn Leave(action: String) -> impl IntoView {
    view! {
        <details class="leave">
            <summary>{t(ticket::LEAVE_TITLE)}</summary>
            <form method="post" action=action>
                <p>{t(ticket::LEAVE_TEXT)}</p>
                <button class="button button-danger" name="do" value="leave">{t(ticket::LEAVE)}</button>
                <SendOnce lang=lang()/>
            </form>
        </details>
    }
}

/// The person leaves the queue, or keeps on the phone a number that was not printed.
pub async fn take(ports: &Ports, _visit: &Visit, params: &BTreeMap<String, String>, form: Form) -> Answer {
    let token = TicketToken(params.get("ticket").cloned().unwrap_or_default());
    let path = format!("/t/{token}");
    match ports.hall.ticket(&token).await {
        Ok(Some(_)) if form.get("do") == "keep" => {
            return match ports.hall.counts(&token, Medium::Phone).await {
                // The page says that it is void.
                Ok(()) | Err(CountRefused::Void) => Answer::Go(path),
                Err(CountRefused::Unknown) => Answer::NotFound,
                Err(CountRefused::Unavailable) => Answer::Unavailable,
            };
        }
        Ok(Some(_)) if form.get("do") != "leave" => return Answer::Go(path),
        Ok(Some(_)) => {}
        Ok(None) => return Answer::NotFound,
        Err(Unavailable) => return Answer::Unavailable,
    }
    match ports.hall.leave(&token).await {
        Ok(()) => Answer::Go(path),
        Err(Unavailable) => Answer::Unavailable,
    }
}
