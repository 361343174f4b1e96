//! Asks the kiosk's printer how its paper is, and shows the note that fits. Where there is no printer, none.

use std::time::Duration;

use leptos::{prelude::*, task::spawn_local};
use web_sys::HtmlElement;

use super::bridge::{Bridge, Roll};
use crate::browser;

/// How often the printer is asked.
const LOOK: Duration = Duration::from_secs(20);

/// Wakes the note that it stands in.
#[island]
pub fn PaperWatch() -> impl IntoView {
    browser::awake(|note| {
        let Some(bridge) = Bridge::here() else { return };
        spawn_local(async move {
            loop {
                show(&note, bridge.roll().await);
                browser::sleep(LOOK).await;
            }
        });
    })
}

fn show(note: &HtmlElement, roll: Option<Roll>) {
    let fits = match roll {
        Some(Roll::NearEnd) => "low",
        Some(Roll::None) => "none",
        Some(Roll::Good) | None => "",
    };
    browser::each(note, "[data-paper]", &mut |part| {
        part.set_hidden(part.get_attribute("data-paper").as_deref() != Some(fits));
    });
}
