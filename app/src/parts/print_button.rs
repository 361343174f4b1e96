//! Prints the page. Hidden until the browser can do it; without scripts the browser's own menu prints as well.

use domain::text::Lang;
use leptos::prelude::*;

use crate::msg::common;

/// The button.
#[island]
pub fn PrintButton(
    /// The page's language.
    lang: Lang,
) -> impl IntoView {
    let awake = RwSignal::new(false);
    Effect::new(move || awake.set(true));
    let press = move |_| {
        if let Some(window) = web_sys::window() {
            let _ = window.print();
        }
    };
    view! {
        <button type="button" class="button" hidden=move || !awake.get() on:click=press>{common::PRINT_PAGE.of(lang)}</button>
    }
}
