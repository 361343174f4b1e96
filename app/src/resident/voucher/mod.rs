//! Charity vouchers as their holder sees them: what they hold, the code that pays, each purchase, the card, who carries for
//! them, and where it can be spent. The wallet's address is its key; nothing on it names the holder whole.

pub mod at_till;
pub mod card;
pub mod carriers;
pub mod charge;
pub mod code;
pub mod history;
pub mod stores;
pub mod wallet;

use domain::{
    ids::{StoreCode, WalletToken},
    text::Lang,
    voucher::{Fen, Line, Rules},
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::{
    msg::wallet as words,
    ports::ports,
    visit::{lang, t},
};

pub use charge::state_words;

/// The wallet of the page's address.
fn token() -> WalletToken {
    WalletToken(use_params_map().get_untracked().get("wallet").unwrap_or_default())
}

/// `¥12.50`.
#[must_use]
pub fn yuan(fen: Fen) -> String {
    words::YUAN.with(lang(), &[("fen", &fen.to_string())])
}

/// That a part of the balance is bound to some stores, where it is.
fn only_some_stores(fen: Fen) -> Option<impl IntoView + use<>> {
    (fen > Fen::ZERO).then(|| view! { <p class="hint">{words::ONLY_SOME_STORES.with(lang(), &[("fen", &fen.to_string())])}</p> })
}

/// A store's name; its code where it is no more.
#[must_use]
pub fn store_name(rules: &Rules, code: &StoreCode) -> String {
    rules.store(code).map_or_else(|| code.to_string(), |store| store.name.of(lang()).to_owned())
}

/// A category's name.
#[must_use]
pub fn category_name(rules: &Rules, code: &str) -> String {
    let found = rules.categories.iter().find(|category| category.code == code);
    found.map_or_else(|| code.to_owned(), |category| category.name.of(lang()).to_owned())
}

/// What was bought, in a line each.
#[must_use]
pub fn line_words(rules: &Rules, line: &Line) -> String {
    let item = line.item.as_ref().and_then(|code| rules.items.iter().find(|item| item.code == *code));
    let what = item.map_or_else(|| category_name(rules, &line.category), |item| item.name.of(lang()).to_owned());
    if line.count > 1 { format!("{what} × {}  {}", line.count, yuan(line.fen)) } else { format!("{what}  {}", yuan(line.fen)) }
}

/// Names as a list is said.
fn list(names: Vec<String>) -> String {
    names.join(if lang() == Lang::Zh { "、" } else { ", " })
}

/// That the amounts are examples, where they are.
#[component]
pub fn Example() -> impl IntoView {
    ports().vouchers.rules().example.then(|| view! { <p class="notice notice-warn">{t(words::EXAMPLE)}</p> }).into_any()
}
