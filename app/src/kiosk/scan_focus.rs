//! A keyboard-wedge scanner types where the focus is. When the focus is nowhere, what it types goes to the scan line.

use leptos::prelude::*;
use wasm_bindgen::{JsCast as _, closure::Closure};

use crate::msg::kiosk;
use domain::text::Lang;

/// Catches keys that would go nowhere. Without it the line is in focus when the page opens.
#[island]
pub fn ScanFocus() -> impl IntoView {
    Effect::new(move || {
        let Some(document) = web_sys::window().and_then(|window| window.document()) else { return };
        let page = document.clone();
        let on_key = Closure::<dyn Fn(web_sys::KeyboardEvent)>::new(move |event: web_sys::KeyboardEvent| {
            let typed = event.key().chars().count() == 1 && !event.ctrl_key() && !event.alt_key() && !event.meta_key();
            let nowhere = page.active_element().is_none_or(|element| matches!(element.tag_name().as_str(), "BODY" | "MAIN"));
            if typed
                && nowhere
                && let Some(line) =
                    page.get_element_by_id("scanned").and_then(|line| line.dyn_into::<web_sys::HtmlElement>().ok())
            {
                // Before the character lands: the first of a pass is not lost.
                let _ = line.focus();
            }
        });
        let _ = document.add_event_listener_with_callback("keydown", on_key.as_ref().unchecked_ref());
        on_key.forget();
    });
    view! { <span hidden=true>{kiosk::SCAN_BOX.of(Lang::Zh)}</span> }
}
