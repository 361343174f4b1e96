//! Prints the page. Hidden until the browser can do it; without scripts the browser's own menu prints as well. A kiosk's printer holds a
//! roll: of the pages round it none is printed there, but a slip of what somebody takes along (`kiosk::PrintSlip`).

use domain::text::Lang;
use leptos::prelude::*;

use crate::{browser, msg::common, visit::visit};

/// The button.
#[component]
pub fn PrintButton(
    /// The page's language.
    lang: Lang,
) -> impl IntoView {
    let visit = visit();
    let prints = visit.kiosk.is_none() || visit.path.starts_with("/kiosk/");
    prints.then(|| view! { <button type="button" class="button" hidden=true>{common::PRINT_PAGE.of(lang)} <Printer/></button> })
}

/// Shows the button that it stands in, and prints.
#[island]
pub fn Printer() -> impl IntoView {
    browser::awake(|button| {
        button.set_hidden(false);
        browser::on(&button, "click", |_| {
            if let Some(window) = browser::window() {
                let _ = window.print();
            }
        });
    })
}
