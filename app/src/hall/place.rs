//! A person's place in the queue, in words: the page and each of its live events say the same, because both are made here.

use domain::{queue::MoveReason, text::Lang};
use leptos::prelude::*;

use super::{Live, words};
use crate::{
    live::{LiveWords, PlaceView, TicketState},
    msg::{rating, ticket},
};

/// What is said of a place.
#[must_use]
pub fn place_words(place: &PlaceView, lang: Lang) -> LiveWords {
    let mut say = LiveWords::default();
    let counter = place.counter.map(|counter| counter.to_string()).unwrap_or_default();
    let waits = place.state == TicketState::Waiting;
    let at_counter = matches!(place.state, TicketState::Called | TicketState::Serving);
    let summary = summary(place, &counter, lang);
    say.text("number", &place.number);
    say.when("waits", waits);
    say.text("ahead", words::ahead(lang, place.ahead));
    say.text("wait", words::range(lang, place.wait));
    say.when("wait-known", place.wait.is_some());
    say.text("stay", stay(place, lang));
    say.when("overtaken", !place.overtaken_by.is_empty());
    for at in 0..MoveReason::ALL.len() {
        let reason = place.overtaken_by.get(at).map(|why| words::reason(lang, *why));
        say.when(format!("reason-{at}"), reason.is_some());
        say.text(format!("reason-{at}"), reason.unwrap_or_default());
    }
    say.when("at-counter", at_counter);
    say.text("counter", if at_counter { ticket::COUNTER.with(lang, &[("n", &counter)]) } else { String::new() });
    say.text("called", called(place, lang));
    say.when("otherwise", !waits && !at_counter);
    say.text("otherwise", if waits || at_counter { String::new() } else { summary.clone() });
    say.when("left", place.state == TicketState::Left);
    say.when("done", place.state == TicketState::Done);
    say.text("as-of", ticket::AS_OF.with(lang, &[("time", &place.as_of)]));
    say.text("lost", ticket::LOST.with(lang, &[("time", &place.as_of)]));
    say.aloud(summary, place.state == TicketState::Called);
    say
}

/// The place, the reasons, the range, the called counter. What changes is said aloud; a call also makes the phone shake.
/// Without scripts the page is whole and renews itself every 15 seconds.
#[component]
pub fn Place(
    /// The place now.
    place: PlaceView,
    /// Where its changes are heard of.
    events: String,
    /// Where it is rated once it is done.
    rate: String,
    /// The page's language.
    lang: Lang,
) -> impl IntoView {
    let say = place_words(&place, lang);
    let reasons = (0..MoveReason::ALL.len()).map(|at| {
        let key = format!("reason-{at}");
        let (hidden, text) = (say.hides(&key), say.of(&key));
        view! { <li data-live=key.clone() data-live-when=key hidden=hidden>{text}</li> }
    });
    view! {
        <div class="place" data-live-events=events>
            <p class="notice notice-warn" data-live="lost" data-live-lost hidden=true>{say.of("lost")}</p>
            <p class="place-number">
                <span class="hint">{ticket::YOUR_NUMBER.of(lang)}</span>
                <strong class="big-number" data-live="number">{say.of("number")}</strong>
            </p>
            <div class="place-waiting" data-live-when="waits" hidden=say.hides("waits")>
                <p class="place-ahead" data-live="ahead">{say.of("ahead")}</p>
                <p class="place-wait">
                    <span class="hint">{ticket::WAIT_LABEL.of(lang)}</span>
                    <strong data-live="wait">{say.of("wait")}</strong>
                    <span class="hint" data-live-when="wait-known" hidden=say.hides("wait-known")>{ticket::WAIT_HONEST.of(lang)}</span>
                </p>
                <p class="notice" data-live="stay">{say.of("stay")}</p>
                <div class="place-why" data-live-when="overtaken" hidden=say.hides("overtaken")>
                    <p>{ticket::WHY_TITLE.of(lang)}</p>
                    <ul>{reasons.collect_view()}</ul>
                </div>
            </div>
            <div class="place-called" data-live-when="at-counter" hidden=say.hides("at-counter")>
                <p>{ticket::GO_TO.of(lang)}</p>
                <p class="place-counter" data-live="counter">{say.of("counter")}</p>
                <p data-live="called">{say.of("called")}</p>
            </div>
            <p class="notice notice-warn" data-live="otherwise" data-live-when="otherwise" hidden=say.hides("otherwise")>
                {say.of("otherwise")}
            </p>
            <p class="hint" data-live-when="left" hidden=say.hides("left")>{ticket::LEFT_HINT.of(lang)}</p>
            <div class="rate-invitation" data-live-when="done" hidden=say.hides("done")>
                <p>{rating::INVITE.of(lang)}</p>
                <p><a class="button" href=rate>{rating::INVITE_LINK.of(lang)}</a></p>
            </div>
            <p class="hint" data-live="as-of">{say.of("as-of")}</p>
            <p class="visually-hidden" role="status" data-live-say=say.said().to_owned()></p>
            <Live/>
        </div>
    }
    .into_any()
}

/// Whether one may go away for a while.
fn stay(place: &PlaceView, lang: Lang) -> String {
    match &place.be_back_by {
        Some(time) => ticket::BACK_BY.with(lang, &[("time", time)]),
        None => ticket::STAY.of(lang).to_owned(),
    }
}

fn called(place: &PlaceView, lang: Lang) -> String {
    match &place.called_at {
        Some(time) if place.state == TicketState::Called => ticket::CALLED_AT.with(lang, &[("time", time)]),
        _ if place.state == TicketState::Serving => ticket::SERVING.of(lang).to_owned(),
        _ => String::new(),
    }
}

/// What is worth hearing: where one stands, not each minute of it.
fn summary(place: &PlaceView, counter: &str, lang: Lang) -> String {
    match place.state {
        TicketState::Waiting => words::ahead(lang, place.ahead),
        TicketState::Called => ticket::CALLED_SAY.with(lang, &[("number", &place.number), ("n", counter)]),
        TicketState::ComingBack => {
            ticket::COMING_BACK.with(lang, &[("time", place.comes_back_at.as_deref().unwrap_or_default())])
        }
        TicketState::Serving => ticket::SERVING.of(lang).to_owned(),
        TicketState::AtDesk => ticket::AT_DESK.of(lang).to_owned(),
        TicketState::Done => ticket::DONE.of(lang).to_owned(),
        TicketState::Left => ticket::LEFT.of(lang).to_owned(),
        TicketState::Printing => ticket::PRINTING.of(lang).to_owned(),
        TicketState::Void => ticket::VOID.of(lang).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use domain::queue::{Class, Reason, WaitRange};

    use super::*;

    fn place(state: TicketState) -> PlaceView {
        PlaceView {
            version: 1,
            number: "A012".to_owned(),
            state,
            class: Class::Appointment,
            ahead: 3,
            overtaken_by: vec![Reason { why: MoveReason::Priority, people: 2 }],
            wait: Some(WaitRange { p50: 12, p90: 25 }),
            be_back_by: None,
            counter: matches!(state, TicketState::Called | TicketState::Serving).then_some(7),
            called_at: Some("10:03".to_owned()),
            comes_back_at: None,
            as_of: "10:05".to_owned(),
        }
    }

    #[test]
    fn a_waiting_person_is_told_how_many_are_ahead_and_why() {
        let say = place_words(&place(TicketState::Waiting), Lang::Zh);
        assert_eq!(say.of("ahead"), "前面还有 3 人");
        assert!(!say.hides("waits") && !say.hides("reason-0") && say.hides("reason-1") && say.hides("at-counter"));
        assert!(say.of("reason-0").starts_with("2 位"));
    }

    #[test]
    fn a_called_person_hears_where_to_go_and_nothing_of_waiting() {
        let say = place_words(&place(TicketState::Called), Lang::En);
        assert_eq!((say.of("counter").as_str(), say.said()), ("Counter 7", "A012, please go to counter 7"));
        assert!(say.hides("waits") && !say.hides("at-counter") && say.of("otherwise").is_empty());
    }

    #[test]
    fn every_word_has_its_place_on_the_page() {
        let owner = Owner::new();
        owner.set();
        for state in [TicketState::Waiting, TicketState::Done] {
            let found = place(state);
            let say = place_words(&found, Lang::Zh);
            let (events, rate) = ("/t/x/events".to_owned(), "/rate/ticket/x".to_owned());
            let html = view! { <Place place=found events rate lang=Lang::Zh/> }.to_html();
            say.assert_placed(&html);
        }
    }
}
