//! A counter's queue, kept fresh. The buttons stay the server's own forms; when the counter itself was changed elsewhere
//! (another window of the same counter, the steward), the page is fetched anew, so that no button speaks of somebody else.

use std::{cell::Cell, rc::Rc, time::Duration};

use domain::text::Lang;
use leptos::prelude::*;
use wasm_bindgen::{JsCast as _, closure::Closure};

use crate::{
    hall::{listen::listen, words},
    live::{CounterNext, CounterView},
    msg::{counter, queue},
};

/// A press of this very page changes the counter too: its own answer is on the way and is waited for.
const PATIENCE: Duration = Duration::from_secs(2);
/// Lines of who comes next; a snapshot never has more.
const NEXT: usize = 5;

/// How many wait, who comes next.
#[island]
pub fn LiveCounter(
    /// The counter when the page was written.
    first: CounterView,
    /// Where it is heard of.
    events: String,
    /// The page's language.
    lang: Lang,
) -> impl IntoView {
    let written = StoredValue::new(first.clone());
    let view = RwSignal::new(first);
    let lost = RwSignal::new(false);
    let changed = RwSignal::new(false);
    Effect::new(move || {
        listen(events.clone(), view, lost);
        reload_when_changed(changed);
    });
    Effect::new(move || changed.set(written.with_value(|old| view.with(|new| acts_differ(old, new)))));
    // Lines are there from the start and are shown or hidden: the same few kinds of signal serve all of them.
    let text = move |of: fn(&CounterView, Lang) -> String| Signal::derive(move || of(&view.get(), lang));
    let lines = (0..NEXT).map(|at| {
        let of = move |of: fn(&CounterNext, Lang) -> String| {
            Signal::derive(move || view.get().next.get(at).map(|person| of(person, lang)).unwrap_or_default())
        };
        let absent = Signal::derive(move || view.get().next.len() <= at);
        let in_time = Signal::derive(move || view.get().next.get(at).is_none_or(|person| !person.overdue));
        view! {
            <li hidden=absent>
                <strong>{of(|person, _| person.number.clone())}</strong>
                " "
                <span class="tag">{of(|person, lang| words::class_name(person.class).of(lang).to_owned())}</span>
                " "
                <span>{of(|person, lang| queue::WAITED.with(lang, &[("n", &person.waited.to_string())]))}</span>
                " "
                <span class="tag tag-unsure" hidden=in_time>{queue::OVERDUE.of(lang)}</span>
            </li>
        }
    });
    view! {
        <div class="counter-live">
            <p class="notice notice-warn" role="status" hidden=Signal::derive(move || !lost.get())>{counter::LOST.of(lang)}</p>
            <p class="notice" role="status" hidden=Signal::derive(move || !changed.get())>
                {counter::CHANGED.of(lang)}
                " "
                <a href="">{counter::RELOAD.of(lang)}</a>
            </p>
            <p>{text(|view, lang| counter::WAITING.with(lang, &[("n", &view.waiting.to_string())]))}</p>
            <p class="hint" hidden=Signal::derive(move || !view.get().next.is_empty())>{counter::QUEUE_NONE.of(lang)}</p>
            <ol class="counter-next">{lines.collect_view()}</ol>
            <p class="hint">{text(|view, lang| counter::AS_OF.with(lang, &[("time", &view.as_of)]))}</p>
        </div>
    }
}

/// Whether the buttons of the written page no longer fit.
fn acts_differ(old: &CounterView, new: &CounterView) -> bool {
    let who = |view: &CounterView| view.current.as_ref().map(|person| (person.number.clone(), person.state, person.calls));
    old.open != new.open || old.at_desk != new.at_desk || who(old) != who(new)
}

/// Fetches the page anew some time after the change, unless a form is on its way or somebody is choosing.
fn reload_when_changed(changed: RwSignal<bool>) {
    let Some(document) = web_sys::window().and_then(|window| window.document()) else { return };
    let leaving = Rc::new(Cell::new(false));
    let on_submit = {
        let leaving = Rc::clone(&leaving);
        Closure::<dyn Fn()>::new(move || leaving.set(true))
    };
    let _ = document.add_event_listener_with_callback("submit", on_submit.as_ref().unchecked_ref());
    on_submit.forget();
    let choosing = move || document.active_element().is_some_and(|element| element.tag_name() == "SELECT");
    let mut since = None;
    let look = move || {
        since = changed.get_untracked().then(|| since.unwrap_or_else(js_sys::Date::now));
        let long = since.is_some_and(|since| js_sys::Date::now() - since > PATIENCE.as_millis() as f64);
        if long
            && !leaving.get()
            && !choosing()
            && let Some(window) = web_sys::window()
        {
            let _ = window.location().reload();
        }
    };
    set_interval_mut(look);
}

/// Four times a second, for as long as the page is there.
fn set_interval_mut(look: impl FnMut() + 'static) {
    let look = Closure::<dyn FnMut()>::new(look);
    if let Some(window) = web_sys::window() {
        let _ = window.set_interval_with_callback_and_timeout_and_arguments_0(look.as_ref().unchecked_ref(), 250);
    }
    look.forget();
}
