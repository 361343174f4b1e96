//! Forgets a person who went away. After a while without a touch it asks whether somebody is still there, leaves 30 seconds
//! to answer (WCAG 2.2.1 asks for 20), then goes to the first page in Chinese and normal print, with nothing to go back to. Who reads a
//! long page, or is read to, or says that they need more time, gets more of it.

use std::{cell::Cell, rc::Rc, time::Duration};

use domain::text::Lang;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::{HtmlElement, HtmlInputElement};

use crate::{browser, msg::kiosk, parts::SPEAKING, visit};

/// How long somebody may take to answer.
const TO_ANSWER: u32 = 30;
/// So many characters are read in a second by somebody who reads slowly.
const CHARACTERS_A_SECOND: u32 = 5;
/// A page of so many characters is taken in at once.
const AT_A_GLANCE: u32 = 300;
/// The most that reading adds, seconds.
const LONGEST_READING: u32 = 180;
/// The longest patience, however often somebody asks for more, seconds.
const LONGEST: u32 = 600;

/// The question. Without scripts the pages carry nothing that the first page would not show.
#[component]
pub fn IdleReset(
    /// Where the kiosk begins anew.
    home: String,
    /// Seconds without a touch before it asks.
    seconds: u32,
    /// This is the first page as the next person expects it: it stays unless something is typed.
    at_home: bool,
    /// The page's language.
    lang: Lang,
) -> impl IntoView {
    view! {
        <div class="idle no-print" hidden=true data-home=home data-seconds=seconds.to_string() data-at-home=at_home.then_some("")>
            // It takes no focus: whoever scans or types goes on, and that counts as being here only by the button.
            <div class="idle-box">
                <h2>{kiosk::IDLE_TITLE.of(lang)}</h2>
                // Said once when it opens; the seconds are for the eye.
                <p class="visually-hidden" role="alert"></p>
                <p aria-hidden="true"></p>
                <button type="button" class="button button-primary">{kiosk::IDLE_MORE.of(lang)}</button>
            </div>
            <IdleWatch/>
        </div>
    }
}

/// Watches for touches, keys and scans.
#[island]
pub fn IdleWatch() -> impl IntoView {
    browser::awake(|question| {
        let _ = watch(question);
    })
}

fn watch(question: HtmlElement) -> Option<()> {
    let home = question.get_attribute("data-home")?;
    let own = browser::number(&question, "data-seconds")? as u32;
    let length = browser::find::<HtmlElement>("main").map_or(0, |main| main.inner_text().encode_utf16().count());
    let patience = Rc::new(Cell::new(patience(own, u32::try_from(length).unwrap_or(u32::MAX))));
    let at_home = question.has_attribute("data-at-home");
    let idle = Rc::new(Cell::new(0_u32));
    let document = browser::document()?;
    for event in ["pointerdown", "keydown", "scroll", "input"] {
        let (idle, patience) = (Rc::clone(&idle), Rc::clone(&patience));
        browser::on(&document, event, move |_| {
            // While it asks, only the button counts: a sleeve on the glass is no answer.
            if idle.get() < patience.get() {
                idle.set(0);
            }
        });
    }
    let (said, seen) = (browser::first(&question, "[role=alert]")?, browser::first(&question, "[aria-hidden]")?);
    let button = browser::first(&question, "button")?;
    let asks_after = Rc::clone(&patience);
    let show = Rc::new(move |idle: u32| {
        let left = idle.checked_sub(asks_after.get()).map(|late| TO_ANSWER.saturating_sub(late));
        question.set_hidden(left.is_none());
        browser::write(&said, &left.map(|_| words(TO_ANSWER)).unwrap_or_default());
        browser::write(&seen, &left.map(words).unwrap_or_default());
    });
    let (stays, shown, longer) = (Rc::clone(&idle), Rc::clone(&show), Rc::clone(&patience));
    browser::on(&button, "click", move |_| {
        longer.set((longer.get() * 2).min(LONGEST));
        stays.set(0);
        shown(0);
    });
    browser::every(Duration::from_secs(1), move || {
        if at_home && untouched() {
            return;
        }
        if is_read_to() {
            idle.set(0);
            return;
        }
        idle.set(idle.get() + 1);
        show(idle.get());
        if idle.get() == patience.get() + TO_ANSWER {
            forget(&home);
        }
    });
    Some(())
}

fn words(left: u32) -> String {
    kiosk::IDLE_TEXT.with(visit::lang(), &[("n", &left.to_string())])
}

/// Whether nothing is typed anywhere.
fn untouched() -> bool {
    let mut empty = true;
    if let Some(main) = browser::find::<HtmlElement>("main") {
        browser::each(&main, "input:not([type=hidden])", &mut |input| {
            empty &= input.dyn_into::<HtmlInputElement>().is_ok_and(|input| input.value().is_empty());
        });
    }
    empty
}

/// How long nobody need touch a page of so many characters, seconds.
fn patience(own: u32, characters: u32) -> u32 {
    own + (characters.saturating_sub(AT_A_GLANCE) / CHARACTERS_A_SECOND).min(LONGEST_READING)
}

/// Whether the page is being read aloud.
fn is_read_to() -> bool {
    browser::document().and_then(|document| document.body()).is_some_and(|body| body.has_attribute(SPEAKING))
}

/// Goes to the first page as the next person expects it; history keeps no page of this person. «Finished» does it, where it stands:
/// what the browser kept is wiped on the way.
pub(super) fn forget(home: &str) {
    let finish = browser::document().and_then(|document| document.query_selector("a[data-leave=finish]").ok().flatten());
    if let Some(finish) = finish.and_then(|finish| finish.dyn_into::<HtmlElement>().ok()) {
        finish.click();
        return;
    }
    // There the server puts language, print and contrast back to the kiosk's own.
    if let Some(window) = browser::window() {
        let _ = window.location().replace(home);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_has_much_to_read_is_asked_later() {
        assert_eq!(patience(60, 120), 60);
        assert_eq!(patience(60, 800), 160);
        assert_eq!(patience(20, 100_000), 200, "and not for ever");
    }
}
