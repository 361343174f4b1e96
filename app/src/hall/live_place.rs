//! A person's place in the queue, kept fresh. Without it the page is whole and renews itself every 15 seconds.

use domain::{queue::MoveReason, text::Lang};
use leptos::prelude::*;

use crate::{
    hall::{listen::listen, words},
    live::{PlaceView, TicketState},
    msg::ticket,
};

/// The place, the reasons, the range, the called counter. What changes is said aloud; a call also makes the phone shake.
#[island]
pub fn LivePlace(
    /// The place when the page was written.
    first: PlaceView,
    /// Where it is heard of.
    events: String,
    /// The page's language.
    lang: Lang,
) -> impl IntoView {
    let said = RwSignal::new(String::new());
    let place = RwSignal::new(first);
    let lost = RwSignal::new(false);
    Effect::new(move || listen(events.clone(), place, lost));
    Effect::new(move |before: Option<(String, Option<u16>)>| {
        let place = place.get();
        let now = (summary(&place, lang), place.counter.filter(|_| place.state == TicketState::Called));
        if let Some((old, counter)) = before
            && old != now.0
        {
            said.set(now.0.clone());
            if now.1.is_some() && counter != now.1 {
                shake();
            }
        }
        now
    });
    // Every part is there from the start and is shown or hidden: the same few kinds of signal serve all of them, which keeps
    // the browser's module small.
    let text = move |of: fn(&PlaceView, Lang) -> String| Signal::derive(move || of(&place.get(), lang));
    let unless = move |of: fn(&PlaceView) -> bool| Signal::derive(move || !of(&place.get()));
    let reasons = (0..MoveReason::ALL.len()).map(|at| {
        let words =
            Signal::derive(move || place.get().overtaken_by.get(at).map(|why| words::reason(lang, *why)).unwrap_or_default());
        let absent = Signal::derive(move || place.get().overtaken_by.len() <= at);
        view! { <li hidden=absent>{words}</li> }
    });
    view! {
        <div class="place">
            <p class="notice notice-warn" hidden=Signal::derive(move || !lost.get())>
                {text(|place, lang| ticket::LOST.with(lang, &[("time", &place.as_of)]))}
            </p>
            <p class="place-number">
                <span class="hint">{ticket::YOUR_NUMBER.of(lang)}</span>
                <strong class="big-number">{text(|place, _| place.number.clone())}</strong>
            </p>
            <div class="place-waiting" hidden=unless(waits)>
                <p class="place-ahead">{text(|place, lang| words::ahead(lang, place.ahead))}</p>
                <p class="place-wait">
                    <span class="hint">{ticket::WAIT_LABEL.of(lang)}</span>
                    <strong>{text(|place, lang| words::range(lang, place.wait))}</strong>
                    <span class="hint" hidden=unless(|place| place.wait.is_some())>{ticket::WAIT_HONEST.of(lang)}</span>
                </p>
                <p class="notice">{text(stay)}</p>
                <div class="place-why" hidden=unless(|place| !place.overtaken_by.is_empty())>
                    <p>{ticket::WHY_TITLE.of(lang)}</p>
                    <ul>{reasons.collect_view()}</ul>
                </div>
            </div>
            <div class="place-called" hidden=unless(at_counter)>
                <p>{ticket::GO_TO.of(lang)}</p>
                <p class="place-counter">{text(|place, lang| ticket::COUNTER.with(lang, &[("n", &counter(place))]))}</p>
                <p>{text(called)}</p>
            </div>
            <p class="notice notice-warn" hidden=unless(|place| !waits(place) && !at_counter(place))>{text(summary)}</p>
            <p class="hint" hidden=unless(|place| place.state == TicketState::Left)>{ticket::LEFT_HINT.of(lang)}</p>
            <p class="hint">{text(|place, lang| ticket::AS_OF.with(lang, &[("time", &place.as_of)]))}</p>
            <p class="visually-hidden" role="status">{said}</p>
        </div>
    }
}

fn waits(place: &PlaceView) -> bool {
    place.state == TicketState::Waiting
}

fn at_counter(place: &PlaceView) -> bool {
    matches!(place.state, TicketState::Called | TicketState::Serving)
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

fn counter(place: &PlaceView) -> String {
    place.counter.map(|counter| counter.to_string()).unwrap_or_default()
}

/// What is worth hearing: where one stands, not each minute of it.
fn summary(place: &PlaceView, lang: Lang) -> String {
    match place.state {
        TicketState::Waiting => words::ahead(lang, place.ahead),
        TicketState::Called => ticket::CALLED_SAY.with(lang, &[("number", &place.number), ("n", &counter(place))]),
        TicketState::ComingBack => {
            ticket::COMING_BACK.with(lang, &[("time", place.comes_back_at.as_deref().unwrap_or_default())])
        }
        TicketState::Serving => ticket::SERVING.of(lang).to_owned(),
        TicketState::AtDesk => ticket::AT_DESK.of(lang).to_owned(),
        TicketState::Done => ticket::DONE.of(lang).to_owned(),
        TicketState::Left => ticket::LEFT.of(lang).to_owned(),
    }
}

/// Three pulses. A phone that cannot, or may not, does nothing.
fn shake() {
    let Some(window) = web_sys::window() else { return };
    let pulses: js_sys::Array = [400, 200, 400, 200, 400].into_iter().map(wasm_bindgen::JsValue::from).collect();
    let navigator = window.navigator();
    let able = js_sys::Reflect::has(&navigator, &"vibrate".into()).unwrap_or(false);
    if able {
        let _ = navigator.vibrate_with_pattern(&pulses);
    }
}
