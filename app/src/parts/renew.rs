//! A page that comes again by itself: what it shows is good for seconds. With scripts an island fetches it anew, without the
//! browser does.

use std::time::Duration;

use leptos::prelude::*;

use crate::browser;

const SECONDS: &str = "data-seconds";

/// Fetches the page anew after so many seconds.
#[component]
pub fn Renew(seconds: i64) -> impl IntoView {
    view! {
        <div data-seconds=seconds.to_string() hidden=true>
            <noscript><meta http-equiv="refresh" content=seconds.to_string()/></noscript>
            <Again/>
        </div>
    }
}

/// Waits and fetches.
#[island]
pub fn Again() -> impl IntoView {
    browser::awake(|around| {
        if let Some(seconds) = browser::number(&around, SECONDS) {
            browser::later(Duration::from_secs_f64(seconds.max(1.0)), browser::reload);
        }
    })
}
