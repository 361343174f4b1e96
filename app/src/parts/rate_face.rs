//! A face for each level of a rating. It only repeats what the words beside it say, so it is not read out.

use domain::rating::Level;
use leptos::prelude::*;

/// The face.
#[component]
pub fn RateFace(level: Level) -> impl IntoView {
    let mouth = match level {
        Level::VerySatisfied => "M13 27c2 10 20 10 22 0z",
        Level::Satisfied => "M13 29c4 7 18 7 22 0",
        Level::FairlySatisfied => "M14 31h20",
        Level::Dissatisfied => "M13 34c4-7 18-7 22 0",
        Level::VeryDissatisfied => "M13 36c2-10 20-10 22 0z",
    };
    view! {
        <svg class="rate-face" viewBox="0 0 48 48" aria-hidden="true" focusable="false">
            <circle cx="24" cy="24" r="21" fill="none" stroke="currentColor" stroke-width="3"></circle>
            <circle cx="17" cy="19" r="2.5" fill="currentColor"></circle>
            <circle cx="31" cy="19" r="2.5" fill="currentColor"></circle>
            <path d=mouth fill="none" stroke="currentColor" stroke-width="3" stroke-linecap="round" stroke-linejoin="round"></path>
        </svg>
    }
}
