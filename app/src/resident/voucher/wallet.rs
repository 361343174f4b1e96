//! The wallet: what can be spent now comes first and large, then the one button that pays.

use domain::voucher::Rules;
use leptos::prelude::*;

use super::{Example, category_name, history::Happened, list, only_some_stores, store_name, token, yuan};
use crate::{
    msg::wallet as words,
    parts::{Screen, loaded, loaded_or_not_found, unavailable, when},
    ports::{
        Unavailable, ports,
        vouchers::{VoucherLine, WalletView},
    },
    visit::{lang, t, visit},
};

/// `/wallet`: the signed-in resident's own; who is not signed in learns the ways to it.
#[component]
pub fn DoorPage() -> impl IntoView {
    let Some(resident) = visit().resident else { return view! { <Ways/> }.into_any() };
    let ports = ports();
    let read = async move {
        match ports.vouchers.wallet_of(&resident).await? {
            Some(token) => ports.vouchers.wallet(&token).await,
            None => Ok(None),
        }
    };
    loaded(read, |found| match found {
        Ok(Some(wallet)) => view! { <Shown wallet/> }.into_any(),
        Ok(None) => view! { <Nothing/> }.into_any(),
        Err(Unavailable) => unavailable(),
    })
    .into_any()
}

/// `/wallet/{wallet}`.
#[component]
pub fn WalletPage() -> impl IntoView {
    let (ports, token) = (ports(), token());
    loaded_or_not_found(async move { ports.vouchers.wallet(&token).await }, |wallet| view! { <Shown wallet/> })
}

#[component]
fn Ways() -> impl IntoView {
    view! {
        <Screen title=t(words::TITLE) back="/">
            <p>{t(words::SIGN_IN_TEXT)}</p>
            <p><a class="button button-primary" href="/sign-in?back=/wallet">{t(words::SIGN_IN)}</a></p>
            <p><a href="/sign-in/code?back=/wallet">{t(words::BY_PHONE)}</a></p>
            <p><a href="/find">{t(words::BY_CASE)}</a></p>
            <p><a href="/stores">{t(words::STORES)}</a></p>
        </Screen>
    }
    .into_any()
}

#[component]
fn Nothing() -> impl IntoView {
    view! {
        <Screen title=t(words::NONE_TITLE) back="/my">
            <p>{t(words::NONE_TEXT)}</p>
            <p><a class="button button-primary" href="/services/xc-cs-01">{t(words::APPLY)}</a></p>
            <p><a href="/stores">{t(words::STORES)}</a></p>
        </Screen>
    }
    .into_any()
}

#[component]
fn Shown(wallet: WalletView) -> impl IntoView {
    let lang = lang();
    let rules = ports().vouchers.rules();
    let base = format!("/wallet/{}", wallet.token);
    let soon = wallet.vouchers.iter().filter(|voucher| voucher.ends_soon && !voucher.ended && voucher.balance.0 > 0);
    let soon = soon.map(|voucher| {
        let day = when::day(lang, voucher.ends.plus_minutes(-1).day());
        let said = words::ENDS_SOON.with(lang, &[("day", &day), ("fen", &voucher.balance.to_string())]);
        view! { <p class="notice notice-warn">{said}</p> }
    });
    let soon = soon.collect_view();
    let act = match wallet.blocked {
        Some(since) => view! {
            <section class="notice notice-warn">
                <h2>{t(words::BLOCKED_TITLE)}</h2>
                <p>{words::BLOCKED_TEXT.with(lang, &[("when", &when::moment(lang, since))])}</p>
            </section>
        }
        .into_any(),
        None => {
            view! { <p><a class="button button-primary button-large" href=format!("{base}/code")>{t(words::SHOW_CODE)}</a></p> }
                .into_any()
        }
    };
    let waiting = wallet.waiting.iter().map(|one| {
        let said = words::WAITING_TEXT.with(lang, &[("store", &store_name(&rules, &one.store)), ("fen", &one.fen.to_string())]);
        view! {
            <section class="notice notice-warn">
                <h2>{t(words::WAITING_TITLE)}</h2>
                <p>{said}</p>
                <p><a class="button button-primary" href=format!("{base}/charge/{}", one.charge.as_str())>{t(words::SEE)}</a></p>
            </section>
        }
    });
    let waiting = waiting.collect_view();
    let vouchers =
        wallet.vouchers.iter().map(|voucher| view! { <Voucher rules=rules.as_ref().clone() voucher=voucher.clone()/> });
    let vouchers = vouchers.collect_view();
    let none = wallet.history.lines.is_empty();
    let bound = only_some_stores(wallet.at_some_stores);
    view! {
        <Screen title=t(words::TITLE) above=wallet.holder.clone() back="/my">
            {waiting}
            <p class="wallet-balance">
                <span>{t(words::BALANCE)}</span>
                <strong>{yuan(wallet.balance)}</strong>
            </p>
            {bound}
            {soon}
            {act}
            <Example/>
            <section aria-labelledby="vouchers">
                <h2 id="vouchers">{t(words::VOUCHERS)}</h2>
                <ul class="messages">{vouchers}</ul>
            </section>
            <section aria-labelledby="history">
                <h2 id="history">{t(words::HISTORY)}</h2>
                {none.then(|| view! { <p>{t(words::HISTORY_NONE)}</p> })}
                <Happened history=wallet.history page=0 base=base.clone()/>
            </section>
            <section aria-labelledby="more">
                <h2 id="more">{t(words::MORE)}</h2>
                <ul class="targets">
                    <li><a href="/stores">{t(words::STORES)}</a></li>
                    <li><a href=format!("{base}/card")>{t(words::CARD_LINK)}</a></li>
                    <li><a href=format!("{base}/carriers")>{t(words::CARRIERS_LINK)}</a></li>
                </ul>
            </section>
        </Screen>
    }
    .into_any()
}

#[component]
fn Voucher(rules: Rules, voucher: VoucherLine) -> impl IntoView {
    let lang = lang();
    let day = when::full_day(lang, voucher.ends.plus_minutes(-1).day());
    let state = if voucher.ended {
        t(words::ENDED).to_owned()
    } else if voucher.balance.0 == 0 {
        t(words::USED_UP).to_owned()
    } else {
        words::LEFT.with(lang, &[("fen", &voucher.balance.to_string())])
    };
    let terms = &voucher.terms;
    let what = if terms.categories.is_empty() {
        t(words::FOR_ALL).to_owned()
    } else {
        let names = terms.categories.iter().map(|code| category_name(&rules, code)).collect();
        words::FOR_SOME.with(lang, &[("what", &list(names))])
    };
    let stores = (!terms.stores.is_empty()).then(|| {
        let names = terms.stores.iter().map(|code| store_name(&rules, code)).collect();
        words::AT_SOME.with(lang, &[("where", &list(names))])
    });
    let month = voucher.left_this_month.map(|left| words::THIS_MONTH.with(lang, &[("fen", &left.to_string())]));
    let items = terms.items.iter().map(|limit| {
        let found = rules.items.iter().find(|item| item.code == limit.item);
        let name = found.map_or_else(|| limit.item.clone(), |item| item.name.of(lang).to_owned());
        words::ITEM_LIMIT.with(lang, &[("item", &name), ("n", &limit.per_month.to_string())])
    });
    let again = voucher.again.map(|day| words::AGAIN.with(lang, &[("day", &when::full_day(lang, day))]));
    let lines: Vec<String> = stores.into_iter().chain(month).chain(items).chain(again).collect();
    let taken_back = voucher.taken_back.as_ref().map(|why| words::TAKEN_BACK_WHY.with(lang, &[("why", why)]));
    view! {
        <li class="card">
            <p class="cluster">
                <strong>{voucher.name.of(lang).to_owned()}</strong>
                <span class="tag" class:tag-free=!voucher.ended && voucher.balance.0 != 0>{state}</span>
            </p>
            <p>{words::UNTIL.with(lang, &[("day", &day)])}</p>
            {taken_back.map(|said| view! { <p>{said}</p> })}
            <p class="hint">{what}</p>
            {lines.into_iter().map(|line| view! { <p class="hint">{line}</p> }).collect_view()}
        </li>
    }
    .into_any()
}
