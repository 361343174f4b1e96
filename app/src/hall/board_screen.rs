//! What only the board's screen does: it speaks, keeps the wall's clock, and runs unattended for days. Each call is announced
//! once, and at a quiet moment the page starts afresh.

use std::{cell::Cell, rc::Rc, time::Duration};

use js_sys::Array;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::HtmlElement;

use super::voice;
use crate::browser;

/// After so long the page starts afresh, so that nothing grows in a browser that is never closed.
const AFRESH_AFTER_MS: f64 = 6.0 * 3_600_000.0;
/// A moment is quiet when nobody was called for so long.
const QUIET_MS: f64 = 120_000.0;
/// A recall or a busy minute: never more announcements at once than somebody would still listen to.
const AT_ONCE: usize = 4;
/// How long a new call blinks.
const FLASH: Duration = Duration::from_secs(4);

/// Announces calls that were not announced yet.
pub struct Announcer {
    root: HtmlElement,
    state: Rc<State>,
}

struct State {
    /// The newest announced call.
    announced: Cell<f64>,
    /// When somebody was last called.
    called_at: Cell<f64>,
    /// The browser lets the page speak.
    speaking: Cell<bool>,
    /// It did only after a touch.
    touched: Cell<bool>,
}

/// Starts the clock and the voice. A browser started to speak by itself (a flag) does; in any other the button asks for one
/// touch.
pub fn start(root: &HtmlElement) -> Option<Announcer> {
    let began = js_sys::Date::now();
    let state = Rc::new(State {
        announced: Cell::new(browser::number(root, "data-called")?),
        called_at: Cell::new(began),
        speaking: Cell::new(false),
        touched: Cell::new(false),
    });
    keep_time(root, began, &state);
    let button = browser::first(root, "button")?;
    let (speaks, unlock) = (Rc::clone(&state), button.clone());
    voice::try_out(false, move |can| {
        speaks.speaking.set(can);
        unlock.set_hidden(can);
    });
    let (speaks, unlock) = (Rc::clone(&state), button.clone());
    browser::on(&button, "click", move |_| {
        let (speaks, unlock) = (Rc::clone(&speaks), unlock.clone());
        voice::try_out(true, move |can| {
            speaks.speaking.set(can);
            speaks.touched.set(can);
            unlock.set_hidden(can);
        });
    });
    Some(Announcer { root: root.clone(), state })
}

impl Announcer {
    /// The calls at the counters, newest first.
    pub fn hear(&self, calls: &JsValue) {
        // An event without calls has none to announce.
        let Some(calls) = calls.dyn_ref::<Array>() else { return };
        let known = self.state.announced.get();
        let calls: Vec<(f64, JsValue)> = calls.iter().map(|call| (number(&call, "id"), call)).collect();
        let new: Vec<_> = calls.iter().rev().filter(|(id, _)| *id > known).collect();
        let Some((latest, _)) = new.last() else { return };
        self.state.announced.set(*latest);
        self.state.called_at.set(js_sys::Date::now());
        self.flash();
        if self.state.speaking.get() {
            for (_, call) in &new[new.len().saturating_sub(AT_ONCE)..] {
                let said = browser::field(call, "number").as_string();
                voice::call(&said.unwrap_or_default(), number(call, "counter") as u16);
            }
        }
    }

    fn flash(&self) {
        let _ = self.root.set_attribute("data-flash", "");
        let root = self.root.clone();
        browser::later(FLASH, move || {
            let _ = root.remove_attribute("data-flash");
        });
    }
}

fn number(call: &JsValue, key: &str) -> f64 {
    browser::field(call, key).as_f64().unwrap_or_default()
}

/// The wall's clock is the server's, not the screen's; each second is also the moment to ask whether to start afresh.
fn keep_time(root: &HtmlElement, began: f64, state: &Rc<State>) {
    let Some(written) = browser::number(root, "data-written") else { return };
    let (root, state) = (root.clone(), Rc::clone(state));
    browser::every(Duration::from_secs(1), move || {
        let now = js_sys::Date::now();
        if let Some(clock) = browser::first(&root, ".board-clock") {
            browser::write(&clock, &face((written + (now - began)) as i64));
        }
        let due = now - began > AFRESH_AFTER_MS && now - state.called_at.get() > QUIET_MS;
        // Where one touch was needed to speak, a fresh page would be silent: better an old page than a silent hall.
        if due && !state.touched.get() && !voice::busy() && !root.has_attribute("data-lost") {
            browser::reload();
        }
    });
}

/// `HH:MM` in Beijing, which is UTC+08:00 exactly. Plain arithmetic: a calendar in the browser would be larger than all of
/// this file.
#[must_use]
pub fn face(ms: i64) -> String {
    let minutes = (ms.div_euclid(60_000) + 8 * 60).rem_euclid(24 * 60);
    let two = |number: i64| if number < 10 { format!("0{number}") } else { number.to_string() };
    format!("{}:{}", two(minutes / 60), two(minutes % 60))
}

#[cfg(test)]
mod tests {
    use super::face;

    #[test]
    fn the_wall_shows_beijing_time() {
        for ms in [0, 1_795_480_200_000, 1_795_480_259_999, 1_795_534_199_999] {
            assert_eq!(face(ms), domain::time::Moment(ms).clock_face());
        }
    }
}
