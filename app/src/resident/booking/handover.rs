//! Where a booking is: received by us, handed on, sent back, done. Only what holds is said.

use domain::{catalogue::Group, ids::ServiceCode, time::Moment};
use leptos::prelude::*;

use crate::{
    msg::{booking, terms},
    parts::when,
    ports::{BookingView, Handover, ports},
    visit::{lang, t},
};

/// A hand-over younger than this is under way, not late.
const LATE_AFTER_MINUTES: i64 = 2;

/// Who decides about a service.
#[must_use]
pub fn department(service: &ServiceCode) -> &'static str {
    let marriage = ports().catalogue.guide(service.as_str()).is_some_and(|guide| guide.group == Group::Marriage);
    t(if marriage { terms::REGISTRY } else { terms::DEPARTMENT })
}

/// What happened to the booking so far, in order.
#[component]
pub fn Truth(
    /// The booking.
    view: BookingView,
) -> impl IntoView {
    let lang = lang();
    let who = department(&view.service);
    let received = booking::RECEIVED.with(lang, &[("at", &when::moment(lang, view.taken))]);
    let next = step(view.handover, who, ports().clock.now());
    view! {
        <section aria-labelledby="truth">
            <h2 id="truth">{t(booking::TRUTH)}</h2>
            <ol class="steps">
                <li>{received}</li>
                <li>{next}</li>
            </ol>
        </section>
    }
    .into_any()
}

fn step(handover: Handover, who: &str, now: Moment) -> String {
    let lang = lang();
    let at = |text: domain::text::Text, at: Moment| text.with(lang, &[("who", who), ("at", &when::moment(lang, at))]);
    match handover {
        Handover::Waiting { since } if now.minutes_since(since) < LATE_AFTER_MINUTES => {
            booking::HANDING.with(lang, &[("who", who)])
        }
        Handover::Waiting { since } => booking::WAITING.with(lang, &[("who", who), ("since", &when::moment(lang, since))]),
        Handover::Delivered { at: moment } => at(booking::DELIVERED, moment),
        Handover::Refused { at: moment, .. } => at(booking::RETURNED, moment),
        Handover::Done { at: moment } => at(booking::DONE, moment),
        Handover::NotNeeded => t(booking::NOT_NEEDED).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_registry_that_does_not_answer_is_not_hidden() {
        let since = Moment(1_795_480_200_000);
        let waiting = Handover::Waiting { since };
        assert!(step(waiting, "婚姻登记机关", since.plus_minutes(1)).contains("正在转给婚姻登记机关。"));
        assert!(step(waiting, "婚姻登记机关", since.plus_minutes(5)).contains("没有回应"));
        assert!(step(Handover::Delivered { at: since }, "婚姻登记机关", since).contains("08:30"));
    }
}
