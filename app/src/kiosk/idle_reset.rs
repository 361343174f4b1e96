//! Forgets a person who went away. After a while without a touch it asks whether somebody is still there, leaves 30 seconds
//! to answer (WCAG 2.2.1 asks for 20), then goes to the first page in Chinese and normal print, with nothing to go back to.

use std::{cell::Cell, rc::Rc, time::Duration};

use domain::text::Lang;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::{HtmlElement, HtmlFormElement, HtmlInputElement};

use crate::{browser, msg::kiosk, visit};

/// How long somebody may take to answer.
const TO_ANSWER: u32 = 30;

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
    let seconds = browser::number(&question, "data-seconds")? as u32;
    let at_home = question.has_attribute("data-at-home");
    let idle = Rc::new(Cell::new(0_u32));
    let document = browser::document()?;
    for event in ["pointerdown", "keydown", "scroll", "input"] {
        let idle = Rc::clone(&idle);
        browser::on(&document, event, move |_| {
            // While it asks, only the button counts: a sleeve on the glass is no answer.
            if idle.get() < seconds {
                idle.set(0);
            }
        });
    }
    let (said, seen) = (browser::first(&question, "[role=alert]")?, browser::first(&question, "[aria-hidden]")?);
    let button = browser::first(&question, "button")?;
    let show = Rc::new(move |idle: u32| {
        let left = idle.checked_sub(seconds).map(|late| TO_ANSWER.saturating_sub(late));
        question.set_hidden(left.is_none());
        browser::write(&said, &left.map(|_| words(TO_ANSWER)).unwrap_or_default());
        browser::write(&seen, &left.map(words).unwrap_or_default());
    });
    let (stays, shown) = (Rc::clone(&idle), Rc::clone(&show));
    browser::on(&button, "click", move |_| {
        stays.set(0);
        shown(0);
    });
    browser::every(Duration::from_secs(1), move || {
        if at_home && untouched() {
            return;
        }
        idle.set(idle.get() + 1);
        show(idle.get());
        if idle.get() == seconds + TO_ANSWER {
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

/// Clears what is typed and goes to the first page as the next person expects it; history keeps no page of this person.
fn forget(home: &str) {
    if let Some(main) = browser::find::<HtmlElement>("main") {
        browser::each(&main, "form", &mut |form| {
            if let Ok(form) = form.dyn_into::<HtmlFormElement>() {
                form.reset();
            }
        });
    }
    // There the server puts language, print and contrast back to the kiosk's own.
    if let Some(window) = browser::window() {
        let _ = window.location().replace(home);
    }
}
