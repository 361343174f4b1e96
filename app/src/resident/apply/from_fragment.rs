//! Goes on with what stands in the fragment of a QR code's address: it is taken out of the address at once, so that neither the
//! history nor a glance at the screen keeps it.

use leptos::prelude::*;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{HtmlFormElement, HtmlInputElement};

use crate::browser;

/// Puts the address's fragment into the input that is marked for it and sends the form that it stands in.
#[island]
pub fn FromFragment() -> impl IntoView {
    browser::awake(|form| {
        let _ = go_on(form);
    })
}

fn go_on(form: web_sys::HtmlElement) -> Option<()> {
    let window = browser::window()?;
    let (fragment, path) = (window.location().hash().ok()?, window.location().pathname().ok()?);
    let fragment = fragment.strip_prefix('#').filter(|fragment| !fragment.is_empty())?;
    let input: HtmlInputElement = browser::first(&form, "input[data-fragment]")?.dyn_into().ok()?;
    // A receipt's fragment has two characters written otherwise than they are: the mark says so.
    input.set_value(&if input.has_attribute("data-marked") { format!("#{fragment}") } else { fragment.to_owned() });
    let _ = window.history().ok()?.replace_state_with_url(&JsValue::NULL, "", Some(&path));
    form.dyn_into::<HtmlFormElement>().ok()?.request_submit().ok()
}
