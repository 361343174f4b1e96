//! The line that a scanner types into. It stands on the first screen, so that a scan works at once, and on the page of checking in.

use domain::text::Lang;
use leptos::prelude::*;

use super::{ScanByCamera, ScanFocus, check_in::SCANNED};
use crate::{msg::kiosk, parts::SendOnce};

/// The line, its button and the camera. What is scanned is sent to `action`.
#[component]
pub fn ScanBox(
    /// Where it is sent.
    action: String,
    /// Whether it has the focus when the page opens.
    autofocus: bool,
    /// The page's language.
    lang: Lang,
) -> impl IntoView {
    view! {
        <form method="post" action=action autocomplete="off" class="kiosk-line">
            <label class="visually-hidden" for=SCANNED>{kiosk::SCAN_BOX.of(lang)}</label>
            <input
                id=SCANNED
                name=SCANNED
                type="text"
                inputmode="none"
                autocomplete="off"
                autocapitalize="off"
                spellcheck="false"
                maxlength="600"
                autofocus=autofocus
            />
            <button class="button">{kiosk::SCAN_BUTTON.of(lang)}</button>
            <SendOnce lang/>
            <ScanFocus/>
        </form>
        <ScanByCamera lang/>
    }
    .into_any()
}
