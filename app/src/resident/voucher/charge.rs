//! One purchase, as the store has it: what, where, how much, what came back; the holder's yes, and their complaint.

use std::collections::BTreeMap;

use domain::{
    ids::{ChargeRef, WalletToken},
    rating::ActKind,
    text::Text,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{code, line_words, store_name, token, yuan};
use crate::{
    forms::{Answer, FieldMistake, Form},
    msg::wallet as words,
    parts::{Field, Rate, Screen, SendOnce, loaded_or_not_found, when},
    ports::{
        Ports, ports,
        vouchers::{Bearer, ChargeState, ChargeView, Dispute, WaitingCharge, WalletRefused},
    },
    visit::{Visit, lang, t},
};

const WORDS: &str = "words";
const LONGEST: usize = 200;

/// `/wallet/{wallet}/charge/{charge}`.
#[component]
pub fn ChargePage() -> impl IntoView {
    let (ports, token) = (ports(), token());
    let charge = use_params_map().get_untracked().get("charge").and_then(|text| ChargeRef::parse(&text));
    let base = format!("/wallet/{token}");
    let read = async move {
        let Some(charge) = charge else { return Ok(None) };
        let Some(wallet) = ports.vouchers.wallet(&token).await? else { return Ok(None) };
        // A wallet shows its own purchases only: a reference is no key.
        let waiting = wallet.waiting.into_iter().find(|one| one.charge == charge);
        let own = waiting.is_some() || wallet.history.iter().any(|line| line.charge.as_ref() == Some(&charge));
        if !own {
            return Ok(None);
        }
        Ok(ports.vouchers.charge_view(&charge).await?.map(|charge| (charge, waiting)))
    };
    loaded_or_not_found(read, |(charge, waiting)| view! { <Shown charge waiting base/> })
}

/// Where a purchase is, in words.
#[must_use]
pub const fn state_words(state: &ChargeState) -> Text {
    match state {
        ChargeState::Waiting => words::STATE_WAITING,
        ChargeState::Paid => words::STATE_PAID,
        ChargeState::Declined => words::STATE_DECLINED,
        ChargeState::Lapsed => words::STATE_LAPSED,
        ChargeState::Conflict(_) => words::STATE_CONFLICT,
    }
}

#[component]
fn Shown(charge: ChargeView, waiting: Option<WaitingCharge>, base: String) -> impl IntoView {
    let lang = lang();
    let rules = ports().vouchers.rules();
    let path = format!("{base}/charge/{}", charge.charge.as_str());
    let rates = format!("{}.{}", base.trim_start_matches("/wallet/"), charge.charge.as_str());
    let lines = charge.lines.iter().map(|line| view! { <p>{line_words(&rules, line)}</p> }).collect_view();
    let ask = waiting.map(|charge| view! { <code::Ask charge path=format!("{base}/code") carries=false/> });
    let returned = (charge.returned.0 > 0)
        .then(|| view! { <div><dt>{t(words::CHARGE_RETURNED)}</dt><dd>{yuan(charge.returned)}</dd></div> });
    let paid = charge.state == ChargeState::Paid;
    view! {
        <Screen title=t(words::CHARGE_TITLE) back=base>
            {ask}
            <dl class="summary-list">
                <div><dt>{t(words::CHARGE_STORE)}</dt><dd>{store_name(&rules, &charge.store)}</dd></div>
                <div><dt>{t(words::CHARGE_WHEN)}</dt><dd>{when::moment(lang, charge.at)}</dd></div>
                <div><dt>{t(words::CHARGE_WHAT)}</dt><dd>{lines}</dd></div>
                <div><dt>{t(words::CHARGE_FEN)}</dt><dd><strong>{yuan(charge.fen)}</strong></dd></div>
                {returned}
                <div><dt>{t(words::CHARGE_STATE)}</dt><dd>{t(state_words(&charge.state))}</dd></div>
            </dl>
            <Rate kind=ActKind::Purchase token=rates/>
            {paid.then(|| view! { <Complaint path dispute=charge.dispute/> })}
        </Screen>
    }
    .into_any()
}

#[component]
fn Complaint(path: String, dispute: Option<Dispute>) -> impl IntoView {
    let lang = lang();
    let body = match dispute {
        Some(dispute) => {
            let said = words::DISPUTE_SENT.with(lang, &[("when", &when::moment(lang, dispute.at)), ("words", &dispute.words)]);
            let answer = match &dispute.answer {
                Some(answer) => words::DISPUTE_ANSWER.with(lang, &[("words", answer)]),
                None => t(words::DISPUTE_OPEN).to_owned(),
            };
            view! {
                <p>{said}</p>
                <p>{answer}</p>
            }
            .into_any()
        }
        None => view! {
            <p>{t(words::DISPUTE_TEXT)}</p>
            <form method="post" action=path autocomplete="off" novalidate=true>
                <Field name=WORDS label=words::DISPUTE_WORDS longest=200/>
                <button class="button">{t(words::DISPUTE_SEND)}</button>
                <SendOnce lang/>
            </form>
        }
        .into_any(),
    };
    view! {
        <section aria-labelledby="dispute">
            <h2 id="dispute">{t(words::DISPUTE_TITLE)}</h2>
            {body}
        </section>
    }
    .into_any()
}

/// Takes a complaint.
pub async fn take(ports: &Ports, _visit: &Visit, params: &BTreeMap<String, String>, form: Form) -> Answer {
    let token = WalletToken(params.get("wallet").cloned().unwrap_or_default());
    let Some(charge) = params.get("charge").and_then(|text| ChargeRef::parse(text)) else { return Answer::NotFound };
    if form.has("do") {
        return code::say(ports, Bearer::Holder(token.clone()), &form, format!("/wallet/{token}/charge/{}", charge.as_str()))
            .await;
    }
    let said = form.get(WORDS).trim();
    if said.is_empty() || said.chars().count() > LONGEST {
        return Answer::mistakes(form, vec![FieldMistake::new(WORDS, words::DISPUTE_EMPTY)]);
    }
    match ports.vouchers.dispute(&token, &charge, said).await {
        Ok(()) => Answer::Go(format!("/wallet/{token}/charge/{}", charge.as_str())),
        Err(WalletRefused::Unavailable) => Answer::Unavailable,
        Err(_) => Answer::NotFound,
    }
}
