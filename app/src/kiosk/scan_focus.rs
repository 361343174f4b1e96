//! A keyboard-wedge scanner types where the focus is. When the focus is nowhere, what it types goes to the scan line.

use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::{HtmlElement, KeyboardEvent};

use crate::browser;

/// Catches keys that would go nowhere. Without it the line is in focus when the page opens.
#[island]
pub fn ScanFocus() -> impl IntoView {
    browser::awake(|_| {
        let Some(page) = browser::document() else { return };
        let document = page.clone();
        browser::on(&document, "keydown", move |event| {
            let Ok(event) = event.dyn_into::<KeyboardEvent>() else { return };
            let typed = event.key().chars().count() == 1 && !event.ctrl_key() && !event.alt_key() && !event.meta_key();
            let nowhere = page.active_element().is_none_or(|element| matches!(element.tag_name().as_str(), "BODY" | "MAIN"));
            if typed
                && nowhere
                && let Some(line) = browser::find::<HtmlElement>("scanned")
            {
                // Before the character lands: the first of a pass is not lost.
                let _ = line.focus();
            }
        });
    })
}
