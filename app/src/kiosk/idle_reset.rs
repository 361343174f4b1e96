//! Forgets a person who went away. After a while without a touch it asks whether somebody is still there, leaves 30 seconds
//! to answer (WCAG 2.2.1 asks for 20), then goes to the first page in Chinese and normal print, with nothing to go back to.

use std::time::Duration;

use domain::text::Lang;
use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen::{JsCast as _, closure::Closure};

use crate::msg::kiosk;

/// How long somebody may take to answer.
const TO_ANSWER: u32 = 30;

/// Watches for touches, keys and scans. Without scripts the pages carry nothing that the first page would not show.
#[island]
pub fn IdleReset(
    /// The kiosk's first page.
    home: String,
    /// Seconds without a touch before it asks.
    seconds: u32,
    /// This is the first page as the next person expects it: it stays unless something is typed.
    at_home: bool,
    /// The page's language.
    lang: Lang,
) -> impl IntoView {
    let idle = RwSignal::new(0_u32);
    let warn = Memo::new(move |_| idle.get().checked_sub(seconds).map(|late| TO_ANSWER.saturating_sub(late)));
    let stay = move |_| idle.set(0);
    Effect::new(move || {
        let home = home.clone();
        touched(move || {
            // While it asks, only the button counts: a sleeve on the glass is no answer.
            if idle.get_untracked() < seconds {
                idle.set(0);
            }
        });
        let tick = move || {
            if at_home && untouched() {
                return;
            }
            idle.update(|idle| *idle += 1);
            if idle.get_untracked() == seconds + TO_ANSWER {
                forget(home.clone());
            }
        };
        if let Ok(every_second) = set_interval_with_handle(tick, Duration::from_secs(1)) {
            on_cleanup(move || every_second.clear());
        }
    });
    let first = Memo::new(move |_| warn.get().is_some());
    view! {
        <div class="idle no-print" hidden=move || warn.get().is_none()>
            // It takes no focus: whoever scans or types goes on, and that counts as being here only by the button.
            <div class="idle-box">
                <h2>{kiosk::IDLE_TITLE.of(lang)}</h2>
                // Said once when it opens; the seconds are for the eye.
                <p class="visually-hidden" role="alert">
                    {move || first.get().then(|| kiosk::IDLE_TEXT.with(lang, &[("n", &TO_ANSWER.to_string())]))}
                </p>
                <p aria-hidden="true">
                    {move || warn.get().map(|left| kiosk::IDLE_TEXT.with(lang, &[("n", &left.to_string())]))}
                </p>
                <button type="button" class="button button-primary" on:click=stay>{kiosk::IDLE_MORE.of(lang)}</button>
            </div>
        </div>
    }
}

/// Calls `then` at each touch, key and scroll.
fn touched(then: impl Fn() + Clone + 'static) {
    let Some(document) = web_sys::window().and_then(|window| window.document()) else { return };
    for event in ["pointerdown", "keydown", "scroll", "input"] {
        let then = then.clone();
        let heard = Closure::<dyn Fn()>::new(then);
        let _ = document.add_event_listener_with_callback(event, heard.as_ref().unchecked_ref());
        heard.forget();
    }
}

/// Whether nothing is typed anywhere.
fn untouched() -> bool {
    let Some(document) = web_sys::window().and_then(|window| window.document()) else { return true };
    let Ok(inputs) = document.query_selector_all("main input:not([type=hidden])") else { return true };
    (0..inputs.length())
        .filter_map(|at| inputs.item(at)?.dyn_into::<web_sys::HtmlInputElement>().ok())
        .all(|input| input.value().is_empty())
}

/// Clears what is typed and goes to the first page as the next person expects it; history keeps no page of this person.
fn forget(home: String) {
    if let Some(document) = web_sys::window().and_then(|window| window.document())
        && let Ok(forms) = document.query_selector_all("form")
    {
        for at in 0..forms.length() {
            if let Some(form) = forms.item(at).and_then(|node| node.dyn_into::<web_sys::HtmlFormElement>().ok()) {
                form.reset();
            }
        }
    }
    spawn_local(async move {
        // Language and print go back to the kiosk's own; where that fails the page is still left.
        if let Ok(request) = gloo_net::http::Request::post("/view")
            .header("content-type", "application/x-www-form-urlencoded")
            .body(format!("lang=zh&print=normal&contrast=plain&back={home}"))
        {
            let _ = request.send().await;
        }
        if let Some(window) = web_sys::window() {
            let _ = window.location().replace(&home);
        }
    });
}
