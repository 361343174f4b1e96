//! What was answered, question by question: before it is sent, and afterwards.

use domain::text::Words;
use leptos::prelude::*;

use crate::{
    kiosk::HoldToShow,
    msg::apply,
    visit::{lang, t},
};

/// Each question with what is shown of its answer; covered at a kiosk.
#[component]
pub fn Answered(
    /// As `domain::form::summary` makes them: long numbers are masked already.
    rows: Vec<(Words, Vec<Words>)>,
) -> impl IntoView {
    let lang = lang();
    let rows = rows.into_iter().map(|(label, values)| {
        let said = values.iter().map(|value| view! { <span class="value">{value.of(lang).to_owned()}</span> }).collect_view();
        let nothing = values.is_empty().then(|| t(apply::NOT_ANSWERED));
        view! { <div><dt>{label.of(lang).to_owned()}</dt><dd>{said}{nothing}</dd></div> }
    });
    let rows = rows.collect_view();
    view! { <HoldToShow><dl class="summary-list">{rows}</dl></HoldToShow> }.into_any()
}
