//! A person stands before the counter: their wallet is found by their document, a card is printed or blocked, the wallet stopped
//! or opened again, a complaint taken down; who grants takes a wrong voucher back. The card and its PIN are shown this once.

use std::collections::BTreeMap;

use domain::{
    identity::{Document, DocumentKind},
    ids::{ChargeRef, VoucherId, WalletToken},
};
use leptos::prelude::*;

use super::{
    DOCUMENT, Mistakes, Own,
    card::Card,
    may,
    person::{CHARGE, COMPLAIN, DO, END_RHYTHM, LONGEST, Person, VOUCHER, WALLET, WITHDRAW, why_field, words_field},
};
use crate::{
    forms::{Answer, FieldMistake, Form, FormState},
    msg::grants as words,
    parts::{Face, Field, Page, SendOnce, loaded, unavailable},
    ports::{
        Ports, Unavailable, ports,
        vouchers::{WalletRefused, WithdrawRefused, Withdrawal, may_grant},
    },
    visit::{Staff, Visit, lang, t},
};

/// What a page is shown again with: the card's text and PIN, this once.
const CARD: &str = "card";
const PIN: &str = "pin";
/// Whose wallet it is shown with, and what was done to it.
const FOUND: &str = "found";
const DONE: &str = "done";

/// `/steward/vouchers/wallet`.
#[component]
pub fn PeoplePage() -> impl IntoView {
    let state = FormState::current();
    let found = state.notes.get(FOUND).cloned();
    let done = state.notes.get(DONE).map(|_| view! { <p class="notice notice-good no-print" role="status">{t(words::DONE)}</p> });
    let card =
        state.notes.get(CARD).zip(state.notes.get(PIN)).map(|(text, pin)| view! { <Card text=text.clone() pin=pin.clone()/> });
    view! {
        <Page title=t(words::WALLET_TITLE) face=Face::Staff>
            {may(may_grant).then(|| view! { <p class="back no-print"><a href="/steward/vouchers">{t(words::BACK)}</a></p> })}
            <Mistakes/>
            <Own title=words::WALLET_TITLE/>
            {done}
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
fn Found(token: WalletToken) -> impl IntoView {
    let ports = ports();
    loaded(async move { ports.vouchers.wallet(&token).await }, |found| match found {
        Ok(Some(wallet)) => view! { <Person wallet/> }.into_any(),
        Ok(None) => ().into_any(),
        Err(Unavailable) => unavailable(),
    })
}

/// Finds a person, or does what was pressed for the one who was found.
pub async fn take(ports: &Ports, visit: &Visit, _params: &BTreeMap<String, String>, form: Form) -> Answer {
    let Some(staff) = visit.staff.as_ref() else { return Answer::SignIn };
    if form.has(DO) {
        return act(ports, staff, form).await;
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

async fn act(ports: &Ports, staff: &Staff, form: Form) -> Answer {
    let Some(token) = ports.vouchers.behind_staff_key(form.get(WALLET), staff) else { return Answer::NotFound };
    let done = |token: &WalletToken| shown(vec![(FOUND, token.to_string()), (DONE, String::new())]);
    let did = match form.get(DO) {
        "card" => {
            return match ports.vouchers.make_card(&token, None, staff).await {
                Ok(card) => shown(vec![(FOUND, token.to_string()), (CARD, card.text), (PIN, card.pin)]),
                Err(why) => refused(why, form),
            };
        }
        "lost" => ports.vouchers.block_card(&token, Some(staff)).await,
        WITHDRAW | END_RHYTHM => return take_back(ports, staff, token, form).await,
        COMPLAIN => return complain(ports, staff, token, form).await,
        // Blocked, it is found at another address.
        stop => {
            return match ports.vouchers.block_wallet(&token, stop == "block", staff).await {
                Ok(token) => done(&token),
                Err(why) => refused(why, form),
            };
        }
    };
    match did {
        Ok(()) => done(&token),
        Err(why) => refused(why, form),
    }
}

/// Takes a voucher back, or ends its rhythm.
async fn take_back(ports: &Ports, staff: &Staff, wallet: WalletToken, form: Form) -> Answer {
    let voucher = VoucherId(form.get(VOUCHER).to_owned());
    let field = why_field(&voucher);
    let notes = vec![(FOUND, wallet.to_string()), (DONE, String::new())];
    let did = if form.get(DO) == WITHDRAW {
        let reason = form.get(&field).trim().to_owned();
        ports.vouchers.withdraw(&Withdrawal { wallet: wallet.clone(), voucher, reason }, staff).await
    } else {
        ports.vouchers.end_rhythm(&wallet, &voucher, staff).await
    };
    match did {
        Ok(()) => shown(notes),
        Err(WithdrawRefused::Unavailable) => Answer::Unavailable,
        Err(WithdrawRefused::Unknown | WithdrawRefused::NotAllowed) => Answer::NotFound,
        Err(WithdrawRefused::NoReason) => mistaken(&wallet, form, FieldMistake::new(field, words::WITHDRAW_WHY_WRONG)),
    }
}

/// Takes down what the person says of a purchase.
async fn complain(ports: &Ports, staff: &Staff, wallet: WalletToken, form: Form) -> Answer {
    let Some(charge) = ChargeRef::parse(form.get(CHARGE)) else { return Answer::NotFound };
    let field = words_field(&charge);
    let said = form.get(&field).trim().to_owned();
    if said.is_empty() || said.chars().count() > LONGEST {
        return mistaken(&wallet, form, FieldMistake::new(field, words::COMPLAIN_WRONG));
    }
    match ports.vouchers.dispute(&wallet, &charge, &said, Some(staff)).await {
        Ok(()) => shown(vec![(FOUND, wallet.to_string()), (DONE, String::new())]),
        Err(WalletRefused::Unavailable) => Answer::Unavailable,
        Err(_) => Answer::NotFound,
    }
}

fn shown(notes: Vec<(&'static str, String)>) -> Answer {
    Answer::Again { status: 200, state: FormState { notes: notes.into_iter().collect(), ..FormState::default() } }
}

/// The person stays on the page: what was typed for them can be put right.
fn mistaken(wallet: &WalletToken, form: Form, mistake: FieldMistake) -> Answer {
    let notes = BTreeMap::from([(FOUND, wallet.to_string())]);
    Answer::Again { status: 422, state: FormState { form, mistakes: vec![mistake], notes } }
}

fn refused(why: WalletRefused, form: Form) -> Answer {
    match why {
        WalletRefused::Unavailable => Answer::Unavailable,
        _ => Answer::mistakes(form, vec![FieldMistake::new(DOCUMENT, words::WALLET_NONE)]),
    }
}
