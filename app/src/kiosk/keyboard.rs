//! The keyboard on the glass (`public/kiosk/keyboard.js`): plain JavaScript, because its dictionary is a kiosk's own business and
//! the pages' module is everybody's. It is never fetched by a phone; without scripts the fields work with whatever keyboard there is.

use leptos::prelude::*;

/// Where the files of `public/kiosk` are served: not under `/kiosk/`, whose paths are venues.
const SCRIPT: &str = "/kiosk-files/keyboard.js";

/// Watches for a touch on a field.
#[component]
pub fn Keyboard() -> impl IntoView {
    view! { <script type="module" src=SCRIPT></script> }
}
