//! What the bar of a page without a network needs beside it: the words of its buttons in every state, and the script that switches
//! them (`public/kiosk/offline/view.js`), since there is no server that could draw the page anew.

use domain::text::Text;
use leptos::prelude::*;

use crate::{
    msg::{common, kiosk_shell},
    visit::t,
};

/// What each button offers next, by the script's name for it.
const OFFERS: [(&str, Text); 7] = [
    ("print-normal", common::PRINT_NORMAL),
    ("print-large", common::PRINT_LARGE),
    ("print-larger", common::PRINT_LARGER),
    ("contrast-plain", common::CONTRAST_PLAIN),
    ("contrast-high", common::CONTRAST_HIGH),
    ("low-low", kiosk_shell::LOW),
    ("low-high", kiosk_shell::HIGH),
];

/// Wakes the bar of a page that is shown without a network.
#[component]
pub(super) fn BarAlone(
    /// The same page in the other language; none where both stand on it.
    other_language: Option<String>,
) -> impl IntoView {
    let offers = OFFERS.map(|(name, text)| view! { <span data-view-word=name>{t(text)}</span> }).collect_view();
    view! {
        <div hidden=true data-alone="" data-other-language=other_language>{offers}</div>
        <script type="module" src="/kiosk-files/offline/view.js"></script>
    }
    .into_any()
}
