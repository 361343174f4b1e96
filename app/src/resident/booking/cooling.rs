//! The days of an application for divorce: until when either may withdraw, and when both collect. They follow from the day on
//! which the registry accepted it. When a time to withdraw or to collect is booked, only who is signed in is told their own days:
//! a document's number is no secret, and nobody learns from it that somebody has applied.

use domain::{
    booking::BookingState,
    case::divorce::{Cooling, End, LastDay, Phase, TooEarlyOrLate},
    ids::ServiceCode,
};
use jiff::civil::Date;
use leptos::prelude::*;

use crate::{
    msg::cooling as words,
    parts::{Unsure, when},
    ports::{BookingView, Handover, Ports, Unavailable, ports},
    visit::{lang, t},
};

/// The days of a signed-in resident's latest application, for a service that ends one; `None` where none is known.
pub(super) async fn known(ports: &Ports, service: &ServiceCode, resident: Option<&str>) -> Result<Option<Cooling>, Unavailable> {
    let divorce = ports.procedures.divorce();
    let Some(resident) = resident.filter(|_| divorce.end_by(service).is_some()) else { return Ok(None) };
    let theirs = ports.bookings.mine(resident).await?;
    for line in theirs.into_iter().filter(|line| line.service == divorce.application && line.state == BookingState::Served) {
        if let Some(view) = ports.bookings.booking(&line.token).await?.filter(was_accepted) {
            return Ok(days_of(ports, &view));
        }
    }
    Ok(None)
}

/// The registry has reported it done: the couple have their receipt.
const fn was_accepted(view: &BookingView) -> bool {
    matches!(view.handover, Handover::Done { .. })
}

/// The day of the receipt: that of the appointment, or an earlier one on which the registry had reported it done already. A report
/// that comes on a later day is about the appointment's.
fn day_of(view: &BookingView) -> Date {
    let appointment = view.slot.starts.day();
    match view.handover {
        Handover::Done { at } => at.day().min(appointment),
        _ => appointment,
    }
}

fn days_of(ports: &Ports, view: &BookingView) -> Option<Cooling> {
    Cooling::of(day_of(view), &ports.calendar, ports.procedures.divorce().weekends_move).ok()
}

/// On the page of an application's booking: the rule, its days, and the way to the two services that follow.
#[component]
pub(super) fn Periods(view: BookingView) -> impl IntoView {
    let (lang, ports) = (lang(), ports());
    let divorce = ports.procedures.divorce();
    let counts = matches!(view.state, BookingState::Confirmed | BookingState::Arrived | BookingState::Served);
    if view.service != divorce.application || !counts {
        return ().into_any();
    }
    let accepted = was_accepted(&view);
    let days = days_of(&ports, &view);
    let since = if accepted { words::ACCEPTED } else { words::IF_ACCEPTED };
    let since = since.with(lang, &[("day", &when::full_day(lang, day_of(&view)))]);
    let over = days.is_some_and(|days| days.phase(ports.clock.now().day()) == Phase::DeemedWithdrawn);
    let book = |service: &ServiceCode| format!("/book/{}", service.as_str().to_ascii_lowercase());
    let (collect, withdraw) = (book(&divorce.collect), book(&divorce.withdraw));
    view! {
        <section aria-labelledby="cooling">
            <h2 id="cooling">{t(words::TITLE)}</h2>
            <p>{t(words::RULE)}</p>
            {days
                .map(|days| {
                    view! {
                        <p>{since}</p>
                        <Days days/>
                    }
                })}
            <p class="hint">{t(words::LAW)}</p>
            {(accepted && !over)
                .then(|| {
                    view! {
                        <p class="cluster no-print">
                            <a class="button" href=collect>{t(words::TO_COLLECT)}</a>
                            <a class="button" href=withdraw>{t(words::TO_WITHDRAW)}</a>
                        </p>
                    }
                })}
        </section>
    }
    .into_any()
}

/// Where a time to withdraw or to collect is chosen: the rule, and their days where they are known; nothing for other services.
#[component]
pub(super) fn Rule(service: ServiceCode, known: Option<Cooling>) -> impl IntoView {
    let Some(end) = ports().procedures.divorce().end_by(&service) else { return ().into_any() };
    let rule = match end {
        End::Certified => words::RULE_COLLECT,
        End::Withdrawn => words::RULE_WITHDRAW,
    };
    view! {
        <div class="notice">
            <p>{t(rule)}</p>
            {known.map(|days| view! { <Days days/> })}
            <p class="hint">{t(words::LAW)}</p>
        </div>
    }
    .into_any()
}

/// A warning where a day lies outside the days that are known; nothing where it does not, or none are.
#[component]
pub(super) fn NotThen(service: ServiceCode, date: Date, known: Option<Cooling>) -> impl IntoView {
    let lang = lang();
    let end = ports().procedures.divorce().end_by(&service);
    let wrong = end.zip(known).and_then(|(end, days)| days.may_end(end, date).err());
    wrong
        .map(|wrong| {
            let (text, day) = match wrong {
                TooEarlyOrLate::StillCooling(day) => (words::STILL_COOLING, day),
                TooEarlyOrLate::NoLongerCooling(day) => (words::NO_LONGER, day),
                TooEarlyOrLate::Lapsed(day) => (words::LAPSED, day),
            };
            let said = text.with(lang, &[("day", &when::full_day(lang, day))]);
            view! {
                <div class="notice notice-warn">
                    <p>{said}</p>
                    <p class="hint">{t(words::RECEIPT)}</p>
                </div>
            }
        })
        .into_any()
}

/// Both periods in days. One that hangs on how weekends are counted is marked as to be asked.
#[component]
fn Days(days: Cooling) -> impl IntoView {
    let lang = lang();
    let full = |day: Date| when::full_day(lang, day);
    let withdraw = words::WITHDRAW_UNTIL.with(lang, &[("day", &full(days.ends.day))]);
    let from = full(days.collect_from());
    let (collect, certain) = match days.collect_until {
        Ok(LastDay { day, certain }) => (words::COLLECT_BETWEEN.with(lang, &[("from", &from), ("until", &full(day))]), certain),
        Err(unknown) => (words::COLLECT_FROM.with(lang, &[("from", &from), ("year", &unknown.0.to_string())]), days.ends.certain),
    };
    view! {
        <ul>
            <li>{withdraw} {(!days.ends.certain).then(|| view! { " " <Unsure/> })}</li>
            <li>{collect} {(!certain).then(|| view! { " " <Unsure/> })}</li>
        </ul>
        <p class="hint">{t(words::RECEIPT)}</p>
    }
    .into_any()
}
