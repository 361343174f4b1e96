//! The printed card, for people without a phone: whether there is one, and blocking it at once when it is lost.

use std::collections::BTreeMap;

use domain::ids::WalletToken;
use leptos::prelude::*;

use super::token;
use crate::{
    forms::{Answer, Form},
    msg::wallet as words,
    parts::{Screen, SendOnce, loaded_or_not_found, when},
    ports::{
        Ports, ports,
        vouchers::{WalletRefused, WalletView},
    },
    visit::{Visit, lang, t},
};

/// `/wallet/{wallet}/card`.
#[component]
pub fn CardPage() -> impl IntoView {
    let (ports, token) = (ports(), token());
    loaded_or_not_found(async move { ports.vouchers.wallet(&token).await }, |wallet| view! { <Shown wallet/> })
}

#[component]
fn Shown(wallet: WalletView) -> impl IntoView {
    let lang = lang();
    let base = format!("/wallet/{}", wallet.token);
    let body = match wallet.card {
        None => view! { <p>{t(words::CARD_NONE)}</p> }.into_any(),
        Some(card) if card.blocked => {
            view! { <p class="notice notice-warn">{words::CARD_BLOCKED.with(lang, &[("when", &when::moment(lang, card.made))])}</p> }
                .into_any()
        }
        Some(card) => view! {
            <p class="notice notice-good">{words::CARD_MADE.with(lang, &[("when", &when::moment(lang, card.made))])}</p>
            <form method="post" action=format!("{base}/card")>
                <p>{t(words::CARD_LOST_TEXT)}</p>
                <button class="button button-danger" name="do" value="block">{t(words::CARD_LOST)}</button>
                <SendOnce lang/>
            </form>
        }
        .into_any(),
    };
    view! { <Screen title=t(words::CARD_TITLE) back=base>{body}</Screen> }.into_any()
}

/// Blocks it; done twice, it is done once.
pub async fn take(ports: &Ports, _visit: &Visit, params: &BTreeMap<String, String>, form: Form) -> Answer {
    let token = WalletToken(params.get("wallet").cloned().unwrap_or_default());
    let back = Answer::Go(format!("/wallet/{token}/card"));
    if form.get("do") != "block" {
        return back;
    }
    match ports.vouchers.block_card(&token, None).await {
        Ok(()) => back,
        Err(WalletRefused::Unavailable) => Answer::Unavailable,
        Err(_) => Answer::NotFound,
    }
}
