//! What somebody typed, on a screen that others can see: covered at a kiosk until it is held down. By keyboard or switch one press shows
//! it for ten seconds. Without scripts it stays covered, and a button shows it for one view of the page. Numbers in a form's inputs are
//! covered by style (`style/kiosk/held.css`) while nobody types into them.

use std::{cell::Cell, rc::Rc, time::Duration};

use leptos::prelude::*;
use web_sys::HtmlElement;

use crate::{
    browser,
    msg::kiosk_shell as words,
    visit::{t, visit},
};

/// How long one press of a key shows it.
const BY_KEY: Duration = Duration::from_secs(10);
/// The query with which a page shows what is covered, once.
const SHOW: &str = "show";

/// Whether what is private is covered on this page.
#[cfg(feature = "ssr")]
fn covered() -> bool {
    let visit = visit();
    visit.kiosk.is_some() && !visit.query.split('&').any(|part| part.split('=').next() == Some(SHOW))
}

#[cfg(not(feature = "ssr"))]
fn covered() -> bool {
    visit().kiosk.is_some()
}

/// Covers what stands in it, at a kiosk only: every `dd` in it, with one button for all.
#[component]
pub fn HoldToShow(
    /// The list.
    children: Children,
) -> impl IntoView {
    if !covered() {
        return children().into_any();
    }
    let here = visit().path;
    view! {
        <div class="held" data-covered="">
            {children()}
            <HoldButton/>
            <noscript>
                <form method="get" action=here>
                    <button class="button" name=SHOW value="1">{t(words::HOLD_SHOW_ONCE)}</button>
                </form>
            </noscript>
            <Holds/>
        </div>
    }
    .into_any()
}

/// Shows the covered numbers of the form that it stands in, while its button is held. Nothing on a device of one's own.
#[component]
pub fn HoldNumbers() -> impl IntoView {
    visit().kiosk.map(|_| view! { <div class="held-numbers" data-covered=""><HoldButton/><Holds/></div> }).into_any()
}

/// The button of what is covered; hidden until scripts are awake.
#[component]
fn HoldButton() -> impl IntoView {
    view! {
        <p class="held-act no-print">
            <button type="button" class="button" hidden=true aria-pressed="false">{t(words::HOLD)}</button>
            <span class="hint" hidden=true>{t(words::HOLD_HINT)}</span>
        </p>
    }
}

/// Shows while the button is held.
#[island]
pub fn Holds() -> impl IntoView {
    browser::awake(|list| {
        let _ = wake(&list);
    })
}

fn wake(list: &HtmlElement) -> Option<()> {
    let button = browser::first(list, ".held-act button")?;
    let hint = browser::first(list, ".held-act .hint")?;
    button.set_hidden(false);
    hint.set_hidden(false);
    let show = {
        let (list, button) = (list.clone(), button.clone());
        Rc::new(move |shows: bool| {
            let _ = if shows { list.remove_attribute("data-covered") } else { list.set_attribute("data-covered", "") };
            let _ = button.set_attribute("aria-pressed", if shows { "true" } else { "false" });
        })
    };
    // A press of a pointer is followed by a click: only a click without one is a key or a switch.
    let pointer = Rc::new(Cell::new(false));
    for (event, shows) in
        [("pointerdown", true), ("pointerup", false), ("pointerleave", false), ("pointercancel", false), ("blur", false)]
    {
        let (show, pointer) = (Rc::clone(&show), Rc::clone(&pointer));
        browser::on(&button, event, move |_| {
            pointer.set(pointer.get() || shows);
            show(shows);
        });
    }
    // A long touch must not open the browser's own menu.
    browser::on(&button, "contextmenu", |event| event.prevent_default());
    browser::on(&button, "click", move |_| {
        if pointer.replace(false) {
            return;
        }
        show(true);
        let show = Rc::clone(&show);
        browser::later(BY_KEY, move || show(false));
    });
    Some(())
}
