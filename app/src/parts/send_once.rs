//! A form is sent once, however often its button is pressed. Put inside the form; without scripts the server sees to it.

use std::{cell::Cell, rc::Rc};

use domain::text::Lang;
use leptos::prelude::*;
use web_sys::HtmlElement;

use crate::{browser, msg::common};

/// Says that the form is on its way.
#[component]
pub fn SendOnce(
    /// The page's language.
    lang: Lang,
) -> impl IntoView {
    view! {
        <span class="sending" role="status">
            <span hidden=true>{common::SENDING.of(lang)}</span>
            <OnceOnly/>
        </span>
    }
}

/// Holds a second sending back and marks the buttons. `aria-disabled`, not `disabled`: a disabled button would lose its value
/// on the way and its focus.
#[island]
pub fn OnceOnly() -> impl IntoView {
    browser::awake(|said| {
        let Ok(Some(form)) = said.closest("form") else { return };
        let sent = Rc::new(Cell::new(false));
        let mark = {
            let (sent, form) = (Rc::clone(&sent), form.clone());
            move |now| {
                sent.set(now);
                if let Some(words) = browser::first(&said, "span") {
                    words.set_hidden(!now);
                }
                browser::each(&form, "button", &mut |button| disable(&button, now));
            }
        };
        let again = mark.clone();
        browser::on(&form, "submit", move |event| if sent.get() { event.prevent_default() } else { mark(true) });
        // Coming back with the browser's own «back» shows the page as it was left: it can be sent again.
        if let Some(window) = browser::window() {
            browser::on(&window, "pageshow", move |_| again(false));
        }
    })
}

fn disable(button: &HtmlElement, sent: bool) {
    let _ = if sent { button.set_attribute("aria-disabled", "true") } else { button.remove_attribute("aria-disabled") };
}
