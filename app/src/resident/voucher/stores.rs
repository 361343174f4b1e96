//! The charity supermarkets: open now or not, when, and what they stock.

use domain::voucher::{Rules, Store};
use leptos::prelude::*;

use super::{category_name, list};
use crate::{
    msg::wallet as words,
    parts::{Screen, when},
    ports::ports,
    visit::{lang, t},
};

/// `/stores`.
#[component]
pub fn StoresPage() -> impl IntoView {
    let rules = ports().vouchers.rules();
    let mut stores = rules.stores.clone();
    let vouchers = ports().vouchers;
    // What is open comes first, in the order of the file.
    stores.sort_by_key(|store| vouchers.open_now(&store.code) != Some(true));
    let lines = stores.into_iter().map(|store| view! { <Line rules=rules.as_ref().clone() store/> }).collect_view();
    view! {
        <Screen title=t(words::STORES_TITLE) back="/">
            <p>{t(words::STORES_TEXT)}</p>
            <ul class="messages">{lines}</ul>
        </Screen>
    }
    .into_any()
}

#[component]
fn Line(rules: Rules, store: Store) -> impl IntoView {
    let lang = lang();
    let open = ports().vouchers.open_now(&store.code);
    let state = match open {
        Some(true) => words::STORES_OPEN,
        Some(false) => words::STORES_CLOSED,
        None => words::STORES_UNKNOWN,
    };
    let hours = store.hours.iter().map(|hours| {
        let days = when::weekdays(lang, &hours.weekdays);
        let (from, until) = (hours.from.strftime("%H:%M").to_string(), hours.until.strftime("%H:%M").to_string());
        let said = words::STORES_HOURS.with(lang, &[("days", &days), ("from", &from), ("until", &until)]);
        view! { <p>{said}</p> }
    });
    let hours = hours.collect_view();
    let stocks = list(store.stocks.iter().map(|code| category_name(&rules, code)).collect());
    let address = store.address.as_ref().map(|place| words::STORES_ADDRESS.with(lang, &[("where", place.of(lang))]));
    view! {
        <li class="card">
            <p class="cluster">
                <strong>{store.name.of(lang).to_owned()}</strong>
                <span class="tag" class:tag-free=open == Some(true) class:tag-unsure=open.is_none()>{t(state)}</span>
            </p>
            {address.map(|line| view! { <p>{line}</p> })}
            {hours}
            <p class="hint">{words::STORES_STOCKS.with(lang, &[("what", &stocks)])}</p>
        </li>
    }
    .into_any()
}
