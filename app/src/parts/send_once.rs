//! A form is sent once, however often its button is pressed. Put inside the form; without scripts the server sees to it.

use domain::text::Lang;
use leptos::{html::Span, prelude::*};
use wasm_bindgen::{JsCast as _, closure::Closure};

use crate::msg::common;

/// Marks the pressed button and says that the form is on its way. `aria-disabled`, not `disabled`: a disabled button would
/// lose its value on the way and its focus.
#[island]
pub fn SendOnce(
    /// The page's language.
    lang: Lang,
) -> impl IntoView {
    let here = NodeRef::<Span>::new();
    let sent = RwSignal::new(false);
    Effect::new(move || {
        let Some(form) = here.get().and_then(|span| span.closest("form").ok().flatten()) else { return };
        let buttons = form.clone();
        let on_submit = Closure::<dyn Fn(web_sys::Event)>::new(move |event: web_sys::Event| {
            if sent.get_untracked() {
                event.prevent_default();
                return;
            }
            sent.set(true);
            mark(&buttons, true);
        });
        let _ = form.add_event_listener_with_callback("submit", on_submit.as_ref().unchecked_ref());
        on_submit.forget();
        // Coming back with the browser's own «back» shows the page as it was left: it can be sent again.
        let on_show = Closure::<dyn Fn()>::new(move || {
            sent.set(false);
            mark(&form, false);
        });
        if let Some(window) = web_sys::window() {
            let _ = window.add_event_listener_with_callback("pageshow", on_show.as_ref().unchecked_ref());
        }
        on_show.forget();
    });
    view! {
        <span class="sending" role="status" node_ref=here>
            {move || sent.get().then(|| common::SENDING.of(lang))}
        </span>
    }
}

fn mark(form: &web_sys::Element, sent: bool) {
    let Ok(buttons) = form.query_selector_all("button") else { return };
    for at in 0..buttons.length() {
        let Some(button) = buttons.item(at).and_then(|node| node.dyn_into::<web_sys::Element>().ok()) else { continue };
        let _ = if sent { button.set_attribute("aria-disabled", "true") } else { button.remove_attribute("aria-disabled") };
    }
}
