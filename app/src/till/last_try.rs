//! The till's latest try, above what is charged next: an answer that was lost on its way is seen before anything is charged again.

use leptos::prelude::*;

use super::outcome;
use crate::{
    msg::till as words,
    parts::loaded,
    ports::{
        ports,
        vouchers::{ChargeAnswer, LastTry as Last, Till},
    },
    visit::{lang, t},
};

/// What became of the latest try of today, in a line. The page goes on without it where it cannot be read.
#[component]
pub(super) fn LastTry(till: Till) -> impl IntoView {
    let ports = ports();
    let today = ports.clock.now().day();
    loaded(async move { ports.vouchers.last_try(&till).await }, move |found| {
        let last = found.ok().flatten().filter(|last| last.at.day() == today);
        last.map(|last| view! { <Line last/> }).into_any()
    })
    .into_any()
}

#[component]
fn Line(last: Last) -> impl IntoView {
    let lang = lang();
    let when = last.at.clock_face();
    let said = match &last.answer {
        ChargeAnswer::Paid(receipt) => words::LAST_PAID.with(lang, &[("when", &when), ("fen", &receipt.fen.to_string())]),
        ChargeAnswer::Waiting { fen, .. } => words::LAST_WAITS.with(lang, &[("when", &when), ("fen", &fen.to_string())]),
        ChargeAnswer::Declined | ChargeAnswer::Lapsed | ChargeAnswer::Refused(_) => {
            words::LAST_NOT_PAID.with(lang, &[("when", &when)])
        }
    };
    view! {
        <p class="cluster hint">
            <span>{said}</span>
            <a href=outcome::path(&last.key)>{t(words::LAST_SEE)}</a>
        </p>
    }
    .into_any()
}
