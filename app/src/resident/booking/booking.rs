//! The booking's own page: the confirmation right after booking, and later whatever became of it. Whoever has its address may
//! see it; everybody on it is masked.

use domain::{booking::BookingState, identity::DocumentKind, ids::BookingToken, rating::ActKind, text::Text};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{
    cooling::Periods,
    handover::{Truth, department},
    hold::{Line, service_name, venue_name},
    slip::slip,
    who::document_name,
};
use crate::{
    kiosk::{OnMyPhone, PrintSlip, at_kiosk},
    msg::{booking, check, kiosk_shell, over as msg_over, terms},
    parts::{PrintButton, Qr, Rate, Screen, loaded_or_not_found, when},
    ports::{BookingView, Handover, MaskedPerson, RefusalByDepartment, ports},
    resident::guide::Checklist,
    visit::{lang, t},
};

/// The page.
#[component]
pub fn BookingPage() -> impl IntoView {
    let ports = ports();
    let token = BookingToken(use_params_map().get_untracked().get("booking").unwrap_or_default());
    loaded_or_not_found(async move { ports.bookings.booking(&token).await }, |view| view! { <Whole view/> }).into_any()
}

#[component]
fn Whole(view: BookingView) -> impl IntoView {
    let coming = matches!(view.state, BookingState::Confirmed | BookingState::Arrived);
    let service = service_name(&view.service);
    view! {
        <Screen title=t(booking::TITLE) above=service>
            <State view=view.clone()/>
            {view.pass.clone().filter(|_| coming).map(|pass| view! { <Pass pass reference=view.reference.spaced()/> })}
            {coming.then(|| view! { <PrintSlip slip=slip(&view) of=view.token.as_str()/> })}
            <p class="reference-row">
                <span>{t(booking::REFERENCE)}</span>
                <strong class="reference" translate="no">{view.reference.spaced()}</strong>
            </p>
            {coming.then(|| view! { <p class="hint">{t(booking::REFERENCE_HINT)}</p> })}
            <Rate kind=ActKind::Booking token=view.token.as_str()/>
            <WhenAndWhere view=view.clone()/>
            {coming.then(|| view! { <Bring view=view.clone()/> })}
            <Truth view=view.clone()/>
            <Periods view=view.clone()/>
            <People people=view.people.clone()/>
            <OnMyPhone path=format!("/booking/{}", view.token) text=kiosk_shell::PHONE_BOOKING/>
            <Acts view/>
        </Screen>
    }
    .into_any()
}

/// What became of it, in one sentence and what to do.
#[component]
fn State(view: BookingView) -> impl IntoView {
    let (class, title, text) = match view.state {
        BookingState::Confirmed => ("notice notice-good", t(booking::CONFIRMED).to_owned(), None),
        BookingState::Arrived => ("notice notice-good", t(booking::ARRIVED).to_owned(), Some(booking::ARRIVED_TEXT)),
        BookingState::Served => ("notice", t(booking::SERVED).to_owned(), Some(booking::SERVED_TEXT)),
        BookingState::NoShow => ("notice notice-warn", t(booking::MISSED).to_owned(), Some(booking::MISSED_TEXT)),
        BookingState::Cancelled => ("notice", t(booking::CANCELLED).to_owned(), Some(booking::CANCELLED_TEXT)),
        BookingState::CalledOff => ("notice notice-warn", t(booking::CALLED_OFF).to_owned(), None),
        BookingState::Refused => {
            let title = booking::REFUSED.with(lang(), &[("who", department(&view.service))]);
            ("notice notice-warn", title, Some(refusal(view.handover)))
        }
    };
    let more = if view.state == BookingState::CalledOff { view! { <CalledOff view/> }.into_any() } else { ().into_any() };
    view! {
        <div class=class>
            <p class="state-title"><strong>{title}</strong></p>
            {text.map(|text| view! { <p>{t(text)}</p> })}
            {more}
        </div>
    }
    .into_any()
}

fn refusal(handover: Handover) -> Text {
    match handover {
        Handover::Refused { reason: RefusalByDepartment::AlreadyMarried, .. } => booking::REFUSED_MARRIED,
        Handover::Refused { reason: RefusalByDepartment::BookedElsewhere, .. } => booking::REFUSED_ELSEWHERE,
        _ => booking::REFUSED_OTHER,
    }
}

/// The venue called the day off: why, and the way to another time before others.
#[component]
fn CalledOff(view: BookingView) -> impl IntoView {
    let lang = lang();
    let first = view.priority_until.filter(|until| *until > ports().clock.now());
    let reason = view.called_off.as_ref().map(|reason| booking::CALLED_OFF_REASON.with(lang, &[("reason", reason.of(lang))]));
    view! {
        {reason.map(|reason| view! { <p>{reason}</p> })}
        {view
            .can_change
            .then(|| {
                let rebook = if first.is_some() { booking::REBOOK } else { booking::CHANGE_TIME };
                view! {
                    <p>{t(booking::CALLED_OFF_TEXT)}</p>
                    {first.map(|until| view! { <p>{booking::PRIORITY.with(lang, &[("time", &when::moment(lang, until))])}</p> })}
                    <p><a class="button button-primary" href=format!("/booking/{}/change", view.token)>{t(rebook)}</a></p>
                }
            })}
    }
    .into_any()
}

/// What the check-in screen scans.
#[component]
fn Pass(pass: String, reference: String) -> impl IntoView {
    let label = booking::PASS_LABEL.with(lang(), &[("reference", &reference)]);
    view! {
        <section class="pass" aria-labelledby="pass">
            <h2 id="pass">{t(booking::PASS)}</h2>
            <div class="pass-code"><Qr text=pass label/></div>
            <p class="hint">{t(booking::PASS_HINT)}</p>
        </section>
    }
    .into_any()
}

#[component]
fn WhenAndWhere(view: BookingView) -> impl IntoView {
    let lang = lang();
    let district = ports().district;
    let venue = district.venue(&view.slot.venue);
    let address = venue.and_then(|venue| venue.address.as_ref()).map_or(t(terms::ADDRESS_UNKNOWN), |words| words.of(lang));
    let note = venue.and_then(|venue| venue.note.as_ref()).map(|note| note.of(lang).to_owned());
    let check_in = booking::CHECK_IN_SPAN
        .with(lang, &[("from", &view.check_in_from.clock_face()), ("until", &view.check_in_until.clock_face())]);
    let coming = view.state == BookingState::Confirmed;
    view! {
        <section aria-labelledby="when-where">
            <h2 id="when-where">{t(booking::WHEN_WHERE)}</h2>
            <dl class="summary-list">
                <Line label=check::TIME value=when::span(lang, view.slot.starts, view.ends)/>
                {coming.then(|| view! { <Line label=booking::CHECK_IN value=check_in/> })}
                <Line label=check::VENUE value=format!("{} · {address}", venue_name(&view.slot.venue))/>
            </dl>
            {note.map(|note| view! { <p class="hint">{note}</p> })}
        </section>
    }
    .into_any()
}

#[component]
fn Bring(view: BookingView) -> impl IntoView {
    let materials = ports().catalogue.guide(view.service.as_str()).map(|guide| guide.materials.clone()).unwrap_or_default();
    view! {
        <section aria-labelledby="bring">
            <h2 id="bring">{t(booking::BRING)}</h2>
            <Checklist materials/>
        </section>
    }
    .into_any()
}

/// Everybody, masked.
#[component]
fn People(people: Vec<MaskedPerson>) -> impl IntoView {
    let lines = people.into_iter().map(|person| {
        let document = person.document.map_or_else(String::new, |(code, number)| {
            let kind = DocumentKind::parse(&code).map_or("", |kind| t(document_name(kind)));
            format!("{kind} {number}")
        });
        view! {
            <Line label=check::NAME value=person.name/>
            <Line label=check::DOCUMENT value=document/>
            <Line label=check::PHONE value=person.phone/>
        }
    });
    view! {
        <section aria-labelledby="people">
            <h2 id="people">{t(booking::PEOPLE)}</h2>
            <dl class="summary-list">{lines.collect_view()}</dl>
        </section>
    }
    .into_any()
}

/// What can be done now.
#[component]
fn Acts(view: BookingView) -> impl IntoView {
    let confirmed = view.state == BookingState::Confirmed;
    let over = matches!(view.state, BookingState::Cancelled | BookingState::NoShow | BookingState::Refused);
    let base = format!("/booking/{}", view.token);
    let again = format!("/book/{}", view.service.as_str().to_ascii_lowercase());
    view! {
        <div class="cluster acts no-print">
            {confirmed
                .then(|| {
                    view! {
                        {(!at_kiosk())
                            .then(|| view! { <a class="button" href=format!("{base}/calendar.ics")>{t(booking::CALENDAR)}</a> })}
                        <PrintButton lang=lang()/>
                    }
                })}
            {(confirmed && view.can_change).then(|| view! { <a class="button" href=format!("{base}/change")>{t(booking::CHANGE_TIME)}</a> })}
            {view
                .can_change
                .then(|| view! { <a class="button button-danger" href=format!("{base}/cancel")>{t(booking::CANCEL)}</a> })}
            {over.then(|| view! { <a class="button button-primary" href=again>{t(booking::AGAIN)}</a> })}
            {(!at_kiosk()).then(|| view! { <a class="button" href=format!("{base}/over")>{t(msg_over::LINK)}</a> })}
        </div>
        {(confirmed && !at_kiosk()).then(|| view! { <p class="hint no-print">{t(booking::KEEP_LINK)}</p> })}
    }
    .into_any()
}
