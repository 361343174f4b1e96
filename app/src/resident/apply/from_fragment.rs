//! Goes on by the secret in the fragment of a QR code's address: it is taken out of the address at once, so that neither the
//! history nor a glance at the screen keeps it.

use leptos::prelude::*;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{HtmlFormElement, HtmlInputElement};

use crate::browser;

/// Sends the form that it stands in, when the address has a secret.
#[island]
pub fn FromFragment() -> impl IntoView {
    browser::awake(|form| {
        let _ = go_on(form);
    })
}

fn go_on(form: web_sys::HtmlElement) -> Option<()> {
    let window = browser::window()?;
    let secret = window.location().hash().ok()?;
    let secret = secret.strip_prefix('#').filter(|secret| !secret.is_empty())?;
    let input: HtmlInputElement = browser::first(&form, "input[name=secret]")?.dyn_into().ok()?;
    input.set_value(secret);
    let _ = window.history().ok()?.replace_state_with_url(&JsValue::NULL, "", Some("/resume"));
    form.dyn_into::<HtmlFormElement>().ok()?.request_submit().ok()
}
