//! The browser's side of every page: names `app`, so that its islands are linked in, and wakes them.

use app as _;

/// Called once by the loader after the module is there; the loader then wakes each island on the page.
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    #[cfg(debug_assertions)]
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_islands();
}
