//! What islands ask of the browser, asked in one place. An island draws nothing: the server has drawn everything already, and
//! the island wakes it. So all islands are one small kind of view, and the browser's module grows only by what they do.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    time::Duration,
};

use futures::channel::oneshot;
use jiff::civil::Date;
use js_sys::Array;
use leptos::{html::Span, prelude::*};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{Document, Element, Event, EventTarget, HtmlElement, MutationObserver, MutationObserverInit, Window};

/// An island's whole view: `start` runs once in the browser, with the element that the island stands in.
pub fn awake(start: fn(HtmlElement)) -> impl IntoView {
    let here = NodeRef::<Span>::new();
    Effect::new(move || {
        let island = here.get().and_then(|span| span.parent_element());
        if let Some(around) = island.and_then(|island| island.parent_element()?.dyn_into().ok()) {
            start(around);
        }
    });
    view! { <span hidden=true node_ref=here></span> }
}

/// The window.
#[must_use]
pub fn window() -> Option<Window> {
    web_sys::window()
}

/// The page.
#[must_use]
pub fn document() -> Option<Document> {
    window()?.document()
}

/// The element with this id.
#[must_use]
pub fn find<T: JsCast>(id: &str) -> Option<T> {
    document()?.get_element_by_id(id)?.dyn_into().ok()
}

/// The first element below `root`.
#[must_use]
pub fn first(root: &Element, selector: &str) -> Option<HtmlElement> {
    root.query_selector(selector).ok()??.dyn_into().ok()
}

/// Does something with each element below `root`.
pub fn each(root: &Element, selector: &str, then: &mut dyn FnMut(HtmlElement)) {
    let Ok(found) = root.query_selector_all(selector) else { return };
    for at in 0..found.length() {
        if let Some(element) = found.item(at).and_then(|node| node.dyn_into().ok()) {
            then(element);
        }
    }
}

/// Writes an element's text where it differs, so that nothing is said twice.
pub fn write(element: &HtmlElement, text: &str) {
    if element.text_content().as_deref() != Some(text) {
        element.set_text_content(Some(text));
    }
}

/// A number that the server wrote beside the element's other attributes.
#[must_use]
pub fn number(element: &Element, attribute: &str) -> Option<f64> {
    // JavaScript's own reading: Rust's is several kilobytes.
    let number = js_sys::Number::from(JsValue::from_str(&element.get_attribute(attribute)?)).value_of();
    number.is_finite().then_some(number)
}

/// A field of a JSON object; `undefined` where there is none.
#[must_use]
pub fn field(of: &JsValue, key: &str) -> JsValue {
    js_sys::Reflect::get(of, &JsValue::from_str(key)).unwrap_or(JsValue::UNDEFINED)
}

/// The day that the server wrote: `2026-11-23`.
#[must_use]
pub fn day(text: &str) -> Option<Date> {
    let mut parts = text.split('-');
    Date::new(parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?).ok()
}

/// Hears an event for as long as the page is there.
pub fn on(target: &EventTarget, event: &str, then: impl Fn(Event) + 'static) {
    let then = Closure::<dyn Fn(Event)>::new(then);
    let _ = target.add_event_listener_with_callback(event, then.as_ref().unchecked_ref());
    then.forget();
}

/// Hears whenever something below an element is written, shown or hidden, for as long as the page is there.
pub fn on_change(root: &Element, then: impl Fn() + 'static) {
    let then = Closure::<dyn Fn()>::new(then);
    let what = MutationObserverInit::new();
    what.set_subtree(true);
    what.set_child_list(true);
    what.set_character_data(true);
    what.set_attribute_filter(&Array::of1(&JsValue::from_str("hidden")));
    if let Ok(observer) = MutationObserver::new(then.as_ref().unchecked_ref()) {
        let _ = observer.observe_with_options(root, &what);
    }
    then.forget();
}

/// Hears that something was left (`blur`, `focusout`), but not while a finger is down: what grows on the page then moves the button
/// away under it, and the press is lost.
pub fn on_left(target: &EventTarget, event: &str, then: impl Fn(Event) + 'static) {
    let (down, waits) = (Rc::new(Cell::new(false)), Rc::new(RefCell::new(None)));
    let then = Rc::new(then);
    if let Some(window) = window() {
        let pressed = Rc::clone(&down);
        on(&window, "pointerdown", move |_| pressed.set(true));
        for end in ["pointerup", "pointercancel"] {
            let (down, waits, then) = (Rc::clone(&down), Rc::clone(&waits), Rc::clone(&then));
            on(&window, end, move |_| {
                down.set(false);
                if let Some(event) = waits.take() {
                    let then = Rc::clone(&then);
                    // The press itself comes first.
                    later(Duration::ZERO, move || then(event));
                }
            });
        }
    }
    on(target, event, move |event| {
        if down.get() {
            waits.replace(Some(event));
        } else {
            then(event);
        }
    });
}

/// Does something again and again for as long as the page is there.
pub fn every(time: Duration, then: impl FnMut() + 'static) {
    let then = Closure::<dyn FnMut()>::new(then);
    if let Some(window) = window() {
        let _ = window.set_interval_with_callback_and_timeout_and_arguments_0(then.as_ref().unchecked_ref(), ms(time));
    }
    then.forget();
}

/// Does something once, later.
pub fn later(time: Duration, then: impl FnOnce() + 'static) {
    let then = Closure::once_into_js(then);
    if let Some(window) = window() {
        let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(then.unchecked_ref(), ms(time));
    }
}

/// Waits.
pub async fn sleep(time: Duration) {
    let (done, waited) = oneshot::channel::<()>();
    later(time, move || {
        let _ = done.send(());
    });
    let _ = waited.await;
}

/// Fetches the page anew.
pub fn reload() {
    if let Some(window) = window() {
        let _ = window.location().reload();
    }
}

fn ms(time: Duration) -> i32 {
    i32::try_from(time.as_millis()).unwrap_or(i32::MAX)
}
