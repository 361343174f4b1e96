//! A person stands before the counter: their wallet is found by their document, a card is printed or blocked, the wallet stopped
//! or opened again. The card and its PIN are shown this once.

use std::collections::BTreeMap;

use domain::{
    identity::{Document, DocumentKind},
    ids::WalletToken,
};
use leptos::prelude::*;

use super::DOCUMENT;
use crate::{
    forms::{Answer, FieldMistake, Form, FormState},
    msg::grants as words,
    parts::{Face, Field, Page, PrintButton, Qr, SendOnce, loaded, unavailable},
    ports::{
        Ports, Unavailable, ports,
        vouchers::{WalletRefused, WalletView},
    },
    resident::voucher::yuan,
    visit::{Visit, lang, t},
};

const WALLET: &str = "wallet";
const DO: &str = "do";
/// What a page is shown again with: the card's text and PIN, this once.
const CARD: &str = "card";
const PIN: &str = "pin";
const FOUND: &str = "found";

/// `/steward/vouchers/wallet`.
#[component]
pub fn PeoplePage() -> impl IntoView {
    let state = FormState::current();
    let found = state.notes.get(FOUND).cloned();
    let summary = state.mistakes.iter().map(|mistake| {
        view! { <li><a href=format!("#{}", mistake.field)>{mistake.words()}</a></li> }
    });
    let (wrong, summary) = (!state.mistakes.is_empty(), summary.collect_view());
    let card =
        state.notes.get(CARD).zip(state.notes.get(PIN)).map(|(text, pin)| view! { <Card text=text.clone() pin=pin.clone()/> });
    view! {
        <Page title=t(words::WALLET_TITLE) face=Face::Staff>
            <p class="back no-print"><a href="/steward/vouchers">{t(words::BACK)}</a></p>
            {wrong.then(|| view! { <div class="error-summary" role="alert" tabindex="-1" autofocus=true><ul>{summary}</ul></div> })}
            <h1 class="no-print">{t(words::WALLET_TITLE)}</h1>
            {card}
            {found.map(|token| view! { <Found token=WalletToken(token)/> })}
            <form class="no-print" method="post" action="/steward/vouchers/wallet" autocomplete="off" novalidate=true>
                <p>{t(words::WALLET_TEXT)}</p>
                <Field name=DOCUMENT label=words::DOCUMENT class="field-short" longest=24/>
                <button class="button button-primary">{t(words::WALLET_FIND)}</button>
                <SendOnce lang=lang()/>
            </form>
        </Page>
    }
    .into_any()
}

#[component]
fn Card(text: String, pin: String) -> impl IntoView {
    view! {
        <section class="notice notice-good voucher-card" aria-labelledby="card">
            <h2 id="card">{t(words::CARD_TITLE)}</h2>
            <p class="no-print">{t(words::CARD_ONCE)}</p>
            <div class="pass-code"><Qr text label=t(words::CARD_QR)/></div>
            <p>{t(words::CARD_LOST)}</p>
            <p class="voucher-pin">{t(words::CARD_PIN)} " " <strong class="reference">{pin}</strong></p>
            <PrintButton lang=lang()/>
        </section>
    }
    .into_any()
}

#[component]
fn Found(token: WalletToken) -> impl IntoView {
    let ports = ports();
    loaded(async move { ports.vouchers.wallet(&token).await }, |found| match found {
        Ok(Some(wallet)) => view! { <Wallet wallet/> }.into_any(),
        Ok(None) => ().into_any(),
        Err(Unavailable) => unavailable(),
    })
}

#[component]
fn Wallet(wallet: WalletView) -> impl IntoView {
    let card = match &wallet.card {
        None => words::WALLET_CARD_NONE,
        Some(card) if card.blocked => words::WALLET_CARD_BLOCKED,
        Some(_) => words::WALLET_CARD_WORKS,
    };
    let works = wallet.card.as_ref().is_some_and(|card| !card.blocked);
    let (stop, stop_words) = if wallet.blocked.is_some() { ("open", words::WALLET_OPEN) } else { ("block", words::WALLET_BLOCK) };
    view! {
        <section class="card no-print">
            <dl class="summary-list">
                <div><dt>{t(words::WALLET_HOLDER)}</dt><dd>{wallet.holder.clone()}</dd></div>
                <div><dt>{t(words::WALLET_BALANCE)}</dt><dd>{yuan(wallet.balance)}</dd></div>
                <div><dt>{t(words::WALLET_CARD)}</dt><dd>{t(card)}</dd></div>
            </dl>
            <form class="cluster" method="post" action="/steward/vouchers/wallet">
                <input type="hidden" name=WALLET value=wallet.token.to_string()/>
                <button class="button button-primary" name=DO value="card">{t(words::CARD_MAKE)}</button>
                {works.then(|| view! { <button class="button" name=DO value="lost">{t(words::CARD_BLOCK)}</button> })}
                <button class="button button-danger" name=DO value=stop>{t(stop_words)}</button>
                <SendOnce lang=lang()/>
            </form>
        </section>
    }
    .into_any()
}

/// Finds, prints, blocks, opens.
pub async fn take(ports: &Ports, visit: &Visit, _params: &BTreeMap<String, String>, form: Form) -> Answer {
    let Some(staff) = visit.staff.as_ref() else { return Answer::SignIn };
    let shown = |notes: Vec<(&'static str, String)>| Answer::Again {
        status: 200,
        state: FormState { notes: notes.into_iter().collect(), ..FormState::default() },
    };
    let refused = |why: WalletRefused, form: Form| match why {
        WalletRefused::Unavailable => Answer::Unavailable,
        _ => Answer::mistakes(form, vec![FieldMistake::new(DOCUMENT, words::WALLET_NONE)]),
    };
    if form.has(DO) {
        let token = WalletToken(form.get(WALLET).to_owned());
        let found = || (FOUND, token.to_string());
        let done = match form.get(DO) {
            "card" => {
                return match ports.vouchers.make_card(&token, None, staff).await {
                    Ok(card) => shown(vec![found(), (CARD, card.text), (PIN, card.pin)]),
                    Err(why) => refused(why, form),
                };
            }
            "lost" => ports.vouchers.block_card(&token, Some(staff)).await,
            stop => ports.vouchers.block_wallet(&token, stop == "block", staff).await,
        };
        return match done {
            Ok(()) => shown(vec![found()]),
            Err(why) => refused(why, form),
        };
    }
    let document = Document::parse(DocumentKind::IdCn, form.get(DOCUMENT).trim(), ports.clock.now().day());
    let Ok(document) = document else {
        return Answer::mistakes(form, vec![FieldMistake::new(DOCUMENT, words::DOCUMENT_WRONG)]);
    };
    match ports.vouchers.find_wallet(&document, staff).await {
        Ok(Some(token)) => shown(vec![(FOUND, token.to_string())]),
        Ok(None) => refused(WalletRefused::Unknown, form),
        Err(why) => refused(why, form),
    }
}
