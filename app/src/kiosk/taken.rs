//! The code was scanned and the draft goes on elsewhere: this screen forgets it at once, without being told.

use std::time::Duration;

use gloo_net::http::Request;
use leptos::{prelude::*, task::spawn_local};
use web_sys::HtmlElement;

use super::idle_reset::forget;
use crate::browser;

/// How often it is asked.
const ASK: Duration = Duration::from_secs(2);

/// Asks `at` until the draft is elsewhere, then goes to `home`.
#[component]
pub fn LeaveOnceTaken(
    /// Who is asked.
    at: String,
    /// Where the next person begins.
    home: String,
) -> impl IntoView {
    view! { <div hidden=true data-at=at data-home=home><TakenWatch/></div> }
}

/// Asks.
#[island]
pub fn TakenWatch() -> impl IntoView {
    browser::awake(|around| {
        let _ = watch(&around);
    })
}

fn watch(around: &HtmlElement) -> Option<()> {
    let (at, home) = (around.get_attribute("data-at")?, around.get_attribute("data-home")?);
    spawn_local(async move {
        loop {
            browser::sleep(ASK).await;
            // A lost connection says nothing: it is asked again.
            let Ok(answer) = Request::get(&at).send().await else { continue };
            // `{"taken":true}`: a reader of JSON would be paid for by every visitor's module.
            if answer.ok() && answer.text().await.is_ok_and(|said| said.contains("true")) {
                return forget(&home);
            }
        }
    });
    Some(())
}
