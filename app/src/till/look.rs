//! What applies to a scan, before an amount is entered. Nothing is used up by looking: the scan is kept for the purchase.

use leptos::prelude::*;

use crate::{
    msg::till as words,
    ports::{ports, vouchers::Applies},
    resident::voucher::category_name,
    visit::lang,
};

/// How much may be spent here, and on what.
#[component]
pub(super) fn What(applies: Applies) -> impl IntoView {
    let lang = lang();
    let rules = ports().vouchers.rules();
    let lines = applies.categories.iter().map(|(code, fen)| {
        let said = words::APPLIES_CATEGORY.with(lang, &[("what", &category_name(&rules, code)), ("fen", &fen.to_string())]);
        view! { <li>{said}</li> }
    });
    let lines = lines.collect_view();
    let confirm = applies.confirm_above.map(|fen| words::APPLIES_CONFIRM.with(lang, &[("fen", &fen.to_string())]));
    view! {
        <section class="notice notice-good" role="status">
            <p class="lead">{words::APPLIES.with(lang, &[("fen", &applies.most.to_string())])}</p>
            <ul>{lines}</ul>
            {confirm.map(|said| view! { <p>{said}</p> })}
        </section>
    }
    .into_any()
}
