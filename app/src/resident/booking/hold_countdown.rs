//! Counts down the time for which a place is kept. Without it the page says until when.

use std::time::Duration;

use leptos::prelude::*;

use crate::{browser, msg::who, visit::lang};

/// The time left, second by second; at two minutes it is said aloud, at the end it says what to do.
#[component]
pub fn HoldCountdown(
    /// How long the place is kept from now on: a phone whose clock is wrong counts right all the same.
    seconds: i64,
) -> impl IntoView {
    view! {
        <span data-seconds=seconds.to_string()>
            <span class="countdown" role="timer" aria-live="off"></span>
            <span class="countdown-said" role="status"></span>
            <Countdown/>
        </span>
    }
}

/// Counts.
#[island]
pub fn Countdown() -> impl IntoView {
    browser::awake(|clock| {
        let Some(seconds) = browser::number(&clock, "data-seconds") else { return };
        let (timer, said) = (browser::first(&clock, ".countdown"), browser::first(&clock, ".countdown-said"));
        let (Some(timer), Some(said)) = (timer, said) else { return };
        let began = js_sys::Date::now();
        let show = move || {
            let left = (seconds - (js_sys::Date::now() - began) / 1000.0).max(0.0) as u32;
            browser::write(&timer, &if left > 0 { words(left) } else { String::new() });
            // Only the moments worth hearing: a live region that changes each second would never be quiet.
            let aloud = match left {
                0 => who::OVER.of(lang()),
                1..=120 => who::SOON.of(lang()),
                _ => "",
            };
            browser::write(&said, aloud);
        };
        show();
        browser::every(Duration::from_secs(1), show);
    })
}

/// «还剩 4 分 05 秒».
fn words(left: u32) -> String {
    let (minutes, seconds) = (left / 60, left % 60);
    let zero = if seconds < 10 { "0" } else { "" };
    who::LEFT.with(lang(), &[("minutes", &minutes.to_string()), ("seconds", &format!("{zero}{seconds}"))])
}
