//! Forgets a person who went away. After a while without a touch it asks whether somebody is still there, leaves 30 seconds
//! to answer (WCAG 2.2.1 asks for 20), then goes to the first page in Chinese and normal print, with nothing to go back to. Who reads a
//! long page, is read to, waits for a helper, or says that they need more time, gets more of it.

use std::{cell::Cell, rc::Rc, time::Duration};

use domain::text::Lang;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::{HtmlElement, HtmlInputElement};

use super::help_watch::CALLED;
use crate::{browser, msg::kiosk, parts::SPEAKING, visit};

/// How long somebody may take to answer.
const TO_ANSWER: u32 = 30;
/// So many characters are read in a second by somebody who reads slowly.
const CHARACTERS_A_SECOND: u32 = 5;
/// A page of so many characters is taken in at once.
const AT_A_GLANCE: u32 = 300;
/// The most that reading adds, seconds.
const LONGEST_READING: u32 = 180;
/// So long somebody waits untouched for a helper, seconds: a walk through the hall and one more resident before them.
const FOR_A_HELPER: u32 = 300;
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
    // Looked at each second: a page that no server draws anew says by itself when it is at home (`public/kiosk/offline/page.js`).
    let at_home = {
        let question = question.clone();
        move || question.has_attribute("data-at-home")
    };
    let idle = Rc::new(Cell::new(0_u32));
    // The seconds that are left to answer, while it asks.
    let left = Rc::new(Cell::new(None::<u32>));
    let document = browser::document()?;
    for event in ["pointerdown", "keydown", "scroll", "input"] {
        let (idle, left) = (Rc::clone(&idle), Rc::clone(&left));
        browser::on(&document, event, move |_| {
            // While it asks, only the button counts: a sleeve on the glass is no answer.
            if left.get().is_none() {
                idle.set(0);
            }
        });
    }
    let (said, seen) = (browser::first(&question, "[role=alert]")?, browser::first(&question, "[aria-hidden]")?);
    let button = browser::first(&question, "button")?;
    let show = Rc::new(move |left: Option<u32>| {
        question.set_hidden(left.is_none());
        let asks = || format!("{} {}", kiosk::IDLE_TITLE.of(visit::lang()), words(TO_ANSWER));
        browser::write(&said, &left.map(|_| asks()).unwrap_or_default());
        browser::write(&seen, &left.map(words).unwrap_or_default());
    });
    let (stays, answered, shown, longer) = (Rc::clone(&idle), Rc::clone(&left), Rc::clone(&show), Rc::clone(&patience));
    browser::on(&button, "click", move |_| {
        longer.set((longer.get() * 2).min(LONGEST));
        stays.set(0);
        answered.set(None);
        shown(None);
    });
    browser::every(Duration::from_secs(1), move || {
        if left.get().is_none() && at_home() && untouched() {
            return;
        }
        // Once it asks, it goes on: the question is read aloud too.
        if left.get().is_none() && is(SPEAKING) {
            idle.set(0);
            return;
        }
        idle.set(idle.get() + 1);
        match left.get() {
            None if idle.get() >= asked_after(patience.get(), is(CALLED)) => left.set(Some(TO_ANSWER)),
            None => {}
            Some(seconds) => left.set(Some(seconds.saturating_sub(1))),
        }
        show(left.get());
        if left.get() == Some(0) {
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

/// After how long it asks, seconds: later while somebody is called, for who waits does not touch the glass.
fn asked_after(patience: u32, called: bool) -> u32 {
    if called { patience.max(FOR_A_HELPER) } else { patience }
}

/// Whether the page is being read aloud, or somebody is called to it.
fn is(mark: &str) -> bool {
    browser::document().and_then(|document| document.body()).is_some_and(|body| body.has_attribute(mark))
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

    #[test]
    fn who_waits_for_a_helper_is_asked_later_and_asked_all_the_same() {
        assert_eq!(asked_after(60, false), 60);
        assert_eq!(asked_after(60, true), FOR_A_HELPER);
        assert_eq!(asked_after(LONGEST, true), LONGEST, "who asked for more keeps it");
    }
}
