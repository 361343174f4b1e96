//! One purchase, as the store has it: what, where, how much, what became of it and what came back; the holder's yes, and their
//! complaint.

use std::collections::BTreeMap;

use domain::{
    ids::{ChargeRef, WalletToken},
    rating::ActKind,
    text::Text,
    voucher::PayReason,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{code, history::carrier_words, line_words, store_name, token, yuan};
use crate::{
    forms::{Answer, FieldMistake, Form},
    msg::wallet as words,
    parts::{Field, Rate, Screen, SendOnce, loaded_or_not_found, when},
    ports::{
        Ports, ports,
        vouchers::{Bearer, ChargeRefused, ChargeState, ChargeView, Dispute, Unpaid, WaitingCharge, WalletRefused},
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
        // A wallet shows its own purchases only: a reference is no key.
        let Some(found) = ports.vouchers.purchase(&token, &charge).await? else { return Ok(None) };
        let waiting = ports.vouchers.waiting(&Bearer::Holder(token)).await?;
        Ok(Some((found, waiting.into_iter().find(|one| one.charge == charge))))
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

/// What became of a purchase, as its holder is told: also why their yes came to nothing.
pub(super) fn became(charge: &ChargeView) -> String {
    match (&charge.state, &charge.unpaid) {
        (ChargeState::Declined, Some(Unpaid::TakenBack)) => t(words::STATE_TAKEN_BACK).to_owned(),
        (ChargeState::Declined, Some(Unpaid::Refused(ChargeRefused::Blocked))) => t(words::STATE_BLOCKED).to_owned(),
        (ChargeState::Declined, Some(Unpaid::Refused(ChargeRefused::NotPaid(refusal)))) => match refusal.reason {
            PayReason::NothingLeft | PayReason::NotEnough => {
                words::STATE_SHORT.with(lang(), &[("fen", &refusal.possible.to_string())])
            }
            PayReason::MonthLimit | PayReason::ItemLimit(_) => t(words::STATE_MONTH).to_owned(),
            _ => t(words::STATE_REFUSED).to_owned(),
        },
        (ChargeState::Declined, Some(Unpaid::Refused(_))) => t(words::STATE_REFUSED).to_owned(),
        (state, _) => t(state_words(state)).to_owned(),
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
    let why = charge.reversals.iter().filter(|back| !back.reason.is_empty()).map(|back| {
        let (at, fen) = (when::moment(lang, back.at), back.fen.to_string());
        let said = words::CHARGE_CAME_BACK.with(lang, &[("when", &at), ("fen", &fen), ("why", &back.reason)]);
        view! { <p class="hint">{said}</p> }
    });
    let why = why.collect_view();
    let returned = (charge.returned.0 > 0)
        .then(|| view! { <div><dt>{t(words::CHARGE_RETURNED)}</dt><dd>{yuan(charge.returned)} {why}</dd></div> });
    let paid = charge.state == ChargeState::Paid;
    let state = became(&charge);
    let carrier = charge.carrier.as_deref().map(|name| {
        view! { <div><dt>{t(words::CHARGE_WHO)}</dt><dd>{carrier_words(name)}</dd></div> }
    });
    view! {
        <Screen title=t(words::CHARGE_TITLE) back=base>
            {ask}
            <dl class="summary-list">
                <div><dt>{t(words::CHARGE_STORE)}</dt><dd>{store_name(&rules, &charge.store)}</dd></div>
                <div><dt>{t(words::CHARGE_WHEN)}</dt><dd>{when::moment(lang, charge.at)}</dd></div>
                <div><dt>{t(words::CHARGE_WHAT)}</dt><dd>{lines}</dd></div>
                <div><dt>{t(words::CHARGE_FEN)}</dt><dd><strong>{yuan(charge.fen)}</strong></dd></div>
                {carrier}
                {returned}
                <div><dt>{t(words::CHARGE_STATE)}</dt><dd>{state}</dd></div>
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
    match ports.vouchers.dispute(&token, &charge, said, None).await {
        Ok(()) => Answer::Go(format!("/wallet/{token}/charge/{}", charge.as_str())),
        Err(WalletRefused::Unavailable) => Answer::Unavailable,
        Err(_) => Answer::NotFound,
    }
}
