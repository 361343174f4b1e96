//! A printed card, shown this once. Its PIN stands on a sheet of its own, for the envelope: who finds the one does not have the
//! other.

use leptos::prelude::*;

use crate::{
    msg::grants as words,
    parts::{PrintButton, Qr},
    visit::{lang, t},
};

/// The card, and the sheet for the envelope.
#[component]
pub(super) fn Card(
    /// The code's text.
    text: String,
    /// Its PIN.
    pin: String,
) -> impl IntoView {
    view! {
        <section class="notice notice-good voucher-card" aria-labelledby="card">
            <h2 id="card">{t(words::CARD_TITLE)}</h2>
            <p class="no-print">{t(words::CARD_ONCE)}</p>
            <div class="pass-code"><Qr text label=t(words::CARD_QR)/></div>
            <p>{t(words::CARD_LOST)}</p>
        </section>
        <section class="notice voucher-pin" aria-labelledby="pin">
            <h2 id="pin">{t(words::CARD_ENVELOPE)}</h2>
            <p>{t(words::CARD_PIN)} " " <strong class="reference">{pin}</strong></p>
            <p>{t(words::CARD_APART)}</p>
        </section>
        <PrintButton lang=lang()/>
    }
    .into_any()
}
