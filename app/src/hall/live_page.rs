//! A live page's browser side: puts the words that the server sends where the page keeps a place for them. It knows no queue:
//! what is said and what is shown was decided by the same functions that drew the page ([`LiveWords`](crate::live::LiveWords)).
//!
//! A part with `data-live="key"` takes the text of that key, one with `data-live-when="key"` is shown while the key is among
//! the shown. `[data-live-lost]` is shown while the connection is lost, `[data-live-say]` speaks what changed.

use std::{cell::Cell, rc::Rc, time::Duration};

use js_sys::{Array, JSON, Reflect};
use leptos::prelude::*;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::HtmlElement;

use super::{board_screen, listen};
use crate::browser;

/// A press of this very page changes the counter too: its own answer is on the way and is waited for.
const PATIENCE_MS: f64 = 2_000.0;

/// Keeps the part of the page that it stands in fresh: the element with `data-live-events`.
#[island]
pub fn Live() -> impl IntoView {
    browser::awake(|root| {
        let Some(path) = root.get_attribute("data-live-events") else { return };
        let board = root.has_attribute("data-called").then(|| board_screen::start(&root));
        let redraws = root.has_attribute("data-live-drawn").then(|| redraw_when_changed(&root));
        listen::listen(path, LivePage { root, board: board.flatten(), redraws });
    })
}

/// The part of the page that is kept fresh.
struct LivePage {
    root: HtmlElement,
    /// A board also speaks.
    board: Option<board_screen::Announcer>,
    /// A page with buttons that fit one state only is fetched anew in another.
    redraws: Option<Rc<Cell<bool>>>,
}

impl listen::Hears for LivePage {
    fn heard(&self, state: &str) {
        let Ok(state) = JSON::parse(state) else { return };
        self.show(&state);
        if let Some(board) = &self.board {
            board.hear(&browser::field(&state, "calls"));
        }
    }

    fn lost(&self, lost: bool) {
        let _ = self.root.toggle_attribute_with_force("data-lost", lost);
        browser::each(&self.root, "[data-live-lost]", &mut |part| part.set_hidden(!lost));
    }
}

impl LivePage {
    fn show(&self, state: &JsValue) {
        let texts = browser::field(state, "texts");
        browser::each(&self.root, "[data-live]", &mut |part| {
            let text = part.get_attribute("data-live").and_then(|key| browser::field(&texts, &key).as_string());
            // A key that the server does not know is of another release: what the page was drawn with stays.
            if let Some(text) = text {
                browser::write(&part, &text);
            }
        });
        if let Some(shown) = browser::field(state, "shown").dyn_ref::<Array>() {
            browser::each(&self.root, "[data-live-when]", &mut |part| {
                let key = part.get_attribute("data-live-when").unwrap_or_default();
                part.set_hidden(!shown.includes(&JsValue::from_str(&key), 0));
            });
        }
        if let Some(say) = browser::field(state, "say").as_string() {
            self.say(&say, browser::field(state, "shake").is_truthy());
        }
        if let Some(changed) = &self.redraws {
            changed.set(browser::field(state, "drawn").as_string() != self.root.get_attribute("data-live-drawn"));
            browser::each(&self.root, "[data-live-changed]", &mut |part| part.set_hidden(!changed.get()));
        }
    }

    /// What is worth hearing is said when it has changed, and a call also makes the phone shake.
    fn say(&self, words: &str, shake: bool) {
        let Some(status) = browser::first(&self.root, "[data-live-say]") else { return };
        if status.get_attribute("data-live-say").as_deref() == Some(words) {
            return;
        }
        let _ = status.set_attribute("data-live-say", words);
        browser::write(&status, words);
        if shake {
            vibrate();
        }
    }
}

/// Three pulses. A phone that cannot, or may not, does nothing.
fn vibrate() {
    let Some(window) = browser::window() else { return };
    let pulses: Array = [400, 200, 400, 200, 400].into_iter().map(JsValue::from).collect();
    let navigator = window.navigator();
    if Reflect::has(&navigator, &"vibrate".into()).unwrap_or(false) {
        let _ = navigator.vibrate_with_pattern(&pulses);
    }
}

/// Fetches the page anew some time after the change, unless a form is on its way or somebody is choosing.
fn redraw_when_changed(root: &HtmlElement) -> Rc<Cell<bool>> {
    let changed = Rc::new(Cell::new(false));
    let (now, leaving) = (Rc::clone(&changed), Rc::new(Cell::new(false)));
    if let Some(document) = root.owner_document() {
        let leaves = Rc::clone(&leaving);
        browser::on(&document, "submit", move |_| leaves.set(true));
    }
    let mut since = None;
    browser::every(Duration::from_millis(250), move || {
        since = now.get().then(|| since.unwrap_or_else(js_sys::Date::now));
        if since.is_some_and(|since| js_sys::Date::now() - since > PATIENCE_MS) && !leaving.get() && !choosing() {
            browser::reload();
        }
    });
    changed
}

fn choosing() -> bool {
    let active = browser::document().and_then(|document| document.active_element());
    active.is_some_and(|element| element.tag_name() == "SELECT")
}
