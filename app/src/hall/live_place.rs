//! A person's place in the queue, kept fresh. Without it the page is whole and renews itself every 15 seconds.

use domain::text::Lang;
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
    view! {
        <div class="place">
            <p class="notice notice-warn" hidden=move || !lost.get()>
                {move || ticket::LOST.with(lang, &[("time", &place.get().as_of)])}
            </p>
            <p class="place-number">
                <span class="hint">{ticket::YOUR_NUMBER.of(lang)}</span>
                <strong class="big-number">{move || place.get().number}</strong>
            </p>
            {move || shown(&place.get(), lang)}
            <p class="hint">{move || ticket::AS_OF.with(lang, &[("time", &place.get().as_of)])}</p>
            <p class="visually-hidden" role="status">{said}</p>
        </div>
    }
}

/// What stands under the number.
fn shown(place: &PlaceView, lang: Lang) -> AnyView {
    match place.state {
        TicketState::Waiting => waiting(place, lang),
        TicketState::Called | TicketState::Serving => called(place, lang),
        TicketState::ComingBack => {
            let time = place.comes_back_at.clone().unwrap_or_default();
            view! { <p class="notice notice-warn">{ticket::COMING_BACK.with(lang, &[("time", &time)])}</p> }.into_any()
        }
        TicketState::AtDesk => view! { <p class="notice notice-warn">{ticket::AT_DESK.of(lang)}</p> }.into_any(),
        TicketState::Done => view! { <p class="notice notice-good">{ticket::DONE.of(lang)}</p> }.into_any(),
        TicketState::Left => {
            view! { <div class="notice"><p>{ticket::LEFT.of(lang)}</p><p>{ticket::LEFT_HINT.of(lang)}</p></div> }.into_any()
        }
    }
}

fn waiting(place: &PlaceView, lang: Lang) -> AnyView {
    let reasons: Vec<String> = place.overtaken_by.iter().map(|reason| words::reason(lang, *reason)).collect();
    let known = place.wait.is_some();
    view! {
        <p class="place-ahead">{words::ahead(lang, place.ahead)}</p>
        <p class="place-wait">
            <span class="hint">{ticket::WAIT_LABEL.of(lang)}</span>
            <strong>{words::range(lang, place.wait)}</strong>
            {known.then(|| view! { <span class="hint">{ticket::WAIT_HONEST.of(lang)}</span> })}
        </p>
        <p class="notice">
            {match &place.be_back_by {
                Some(time) => ticket::BACK_BY.with(lang, &[("time", time)]),
                None => ticket::STAY.of(lang).to_owned(),
            }}
        </p>
        {(!reasons.is_empty())
            .then(|| {
                view! {
                    <div class="place-why">
                        <p>{ticket::WHY_TITLE.of(lang)}</p>
                        <ul>{reasons.into_iter().map(|reason| view! { <li>{reason}</li> }).collect_view()}</ul>
                    </div>
                }
            })}
    }
    .into_any()
}

fn called(place: &PlaceView, lang: Lang) -> AnyView {
    let counter = place.counter.map(|counter| counter.to_string()).unwrap_or_default();
    let note = if place.state == TicketState::Serving {
        ticket::SERVING.of(lang).to_owned()
    } else {
        place.called_at.as_ref().map(|time| ticket::CALLED_AT.with(lang, &[("time", time)])).unwrap_or_default()
    };
    view! {
        <div class="place-called">
            <p>{ticket::GO_TO.of(lang)}</p>
            <p class="place-counter">{ticket::COUNTER.with(lang, &[("n", &counter)])}</p>
            <p>{note}</p>
        </div>
    }
    .into_any()
}

/// What is worth hearing: where one stands, not each minute of it.
fn summary(place: &PlaceView, lang: Lang) -> String {
    match place.state {
        TicketState::Waiting => words::ahead(lang, place.ahead),
        TicketState::Called => {
            let counter = place.counter.map(|counter| counter.to_string()).unwrap_or_default();
            ticket::CALLED_SAY.with(lang, &[("number", &place.number), ("n", &counter)])
        }
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
