//! How large this screen is, so that 20 mm are 20 mm: whoever sets the kiosk up opens `/kiosk/…?inch=27` once. The number
//! stays in this browser; it says nothing about anybody.

use leptos::prelude::*;

use crate::browser;

/// The key in the browser's own storage.
const KEY: &str = "screen-inches";

/// Sets `data-inch` on the body. Without it the style sheet's own size holds.
#[island]
pub fn ScreenInches() -> impl IntoView {
    browser::awake(|_| {
        let _ = set();
    })
}

fn set() -> Option<()> {
    let window = browser::window()?;
    let storage = window.local_storage().ok()??;
    let query = window.location().search().ok()?;
    let given = query.trim_start_matches('?').split('&').find_map(|pair| pair.strip_prefix("inch="));
    if let Some(inches) = given.filter(|inches| inches.parse::<u8>().is_ok()) {
        storage.set_item(KEY, inches).ok()?;
    }
    let inches = storage.get_item(KEY).ok()??;
    window.document()?.body()?.set_attribute("data-inch", &inches).ok()
}
