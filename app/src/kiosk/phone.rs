//! From the kiosk to a phone: the code of a page's address, and the way out of here once it is on the phone. Also instead of what a kiosk
//! cannot give: a file, an entry for a calendar, a sheet of paper.

use domain::text::Text;
use leptos::prelude::*;

use super::next_person;
use crate::{
    msg::kiosk_shell as words,
    parts::Qr,
    ports::ports,
    visit::{t, visit},
};

/// The code of this house's page at `path`; nothing on a device of one's own.
#[component]
pub fn OnMyPhone(
    /// The page.
    #[prop(into)]
    path: String,
    /// What is there on the phone.
    text: Text,
) -> impl IntoView {
    visit()
        .kiosk
        .map(|venue| {
            let address = format!("{}{path}", ports().public_url);
            view! {
                <section class="on-my-phone no-print" aria-labelledby="on-my-phone">
                    <h2 id="on-my-phone">{t(words::PHONE_TITLE)}</h2>
                    <p>{t(text)}</p>
                    <div class="hand-over"><Qr text=address label=t(words::PHONE_QR)/></div>
                    <Done venue/>
                </section>
            }
        })
        .into_any()
}

/// It is on the phone: nothing of it stays here.
#[component]
pub fn Done(
    /// Where the kiosk stands.
    venue: String,
) -> impl IntoView {
    view! { <p><a class="button button-primary" href=next_person(&venue) data-leave="phone">{t(words::PHONE_DONE)}</a></p> }
}

/// Whether this page is looked at at a kiosk.
#[must_use]
pub fn at_kiosk() -> bool {
    visit().kiosk.is_some()
}
