//! Counts down the time for which a place is kept. Without it the page says until when.

use std::time::Duration;

use domain::text::Lang;
use leptos::prelude::*;

use crate::msg::who;

/// The time left, second by second; at two minutes it is said aloud, at the end it says what to do.
#[island]
pub fn HoldCountdown(
    /// When the hold ends, milliseconds since 1970.
    expires_ms: i64,
    /// When the server wrote this page: a phone whose clock is wrong counts right all the same.
    written_ms: i64,
    /// The page's language.
    lang: Lang,
) -> impl IntoView {
    let left = RwSignal::new(None::<i64>);
    Effect::new(move || {
        let began = now_ms();
        let rest = move || (expires_ms - written_ms - (now_ms() - began)).max(0) / 1000;
        left.set(Some(rest()));
        if let Ok(every_second) = set_interval_with_handle(move || left.set(Some(rest())), Duration::from_secs(1)) {
            on_cleanup(move || every_second.clear());
        }
    });
    // Only the moments worth hearing: a live region that changes each second would never be quiet.
    let said = move || match left.get() {
        Some(0) => who::OVER.of(lang),
        Some(1..=120) => who::SOON.of(lang),
        _ => "",
    };
    let shown = move || {
        left.get().filter(|seconds| *seconds > 0).map(|seconds| {
            who::LEFT.with(lang, &[("minutes", &(seconds / 60).to_string()), ("seconds", &format!("{:02}", seconds % 60))])
        })
    };
    view! {
        <span class="countdown" role="timer" aria-live="off">{shown}</span>
        <span class="countdown-said" role="status">{said}</span>
    }
}

fn now_ms() -> i64 {
    // A whole number of milliseconds, far below 2^53.
    js_sys::Date::now() as i64
}
