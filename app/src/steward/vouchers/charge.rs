//! One purchase as the steward sees it: what, where, what came back and why, what its holder said of it. Once the store's own time is
//! over, giving back is the steward's.

use std::collections::BTreeMap;

use domain::{
    ids::ChargeRef,
    voucher::{Fen, Undoer},
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{
    KEY, Mistakes,
    complaint::{self, AnswerForm, CHARGE, page_of},
    conflicts::{borne_words, cause},
    may,
};
use crate::{
    forms::{Answer, FieldMistake, Form},
    hall::attempt,
    msg::{grants as words, till, wallet},
    parts::{Face, Field, Page, SendOnce, loaded_or_not_found, when},
    ports::{
        Ports, ports,
        vouchers::{ChargeState, ChargeView, Dispute, GivesBack, Reversal, ReversalLine},
    },
    resident::voucher::{line_words, state_words, store_name, yuan},
    till::today::refused,
    visit::{Visit, lang, t},
};

const DO: &str = "do";
const REVERSE: &str = "reverse";
const FEN: &str = "fen";
const WHY: &str = "why";

/// `/steward/vouchers/charge/{charge}`.
#[component]
pub fn ChargePage() -> impl IntoView {
    let ports = ports();
    let charge = use_params_map().get_untracked().get("charge").and_then(|text| ChargeRef::parse(&text));
    let read = async move {
        match charge {
            Some(charge) => ports.vouchers.charge_view(&charge).await,
            None => Ok(None),
        }
    };
    loaded_or_not_found(read, |charge| view! { <Shown charge/> })
}

#[component]
fn Shown(charge: ChargeView) -> impl IntoView {
    let lang = lang();
    let rules = ports().vouchers.rules();
    let goods = charge.lines.iter().map(|line| view! { <p>{line_words(&rules, line)}</p> }).collect_view();
    let number = charge.charge.spaced();
    let title = words::CHARGE_TITLE.with(lang, &[("number", &number)]);
    let until = words::CHARGE_UNTIL.with(lang, &[("when", &when::moment(lang, charge.store_may_reverse_until))]);
    let paid = charge.state == ChargeState::Paid;
    let why = if let ChargeState::Conflict(why) = &charge.state { Some(cause(why)) } else { None };
    let borne = charge.borne.map(|borne| view! { <p>{t(borne_words(borne))}</p> });
    let gives_back = paid && charge.returned < charge.fen && may(|staff| staff.steward);
    view! {
        <Page title=title.clone() face=Face::Staff>
            <p class="back"><a href="/steward/vouchers">{t(words::BACK)}</a></p>
            <Mistakes/>
            <h1>{title}</h1>
            <dl class="summary-list">
                <div><dt>{t(wallet::CHARGE_STORE)}</dt><dd>{store_name(&rules, &charge.store)}</dd></div>
                <div><dt>{t(wallet::CHARGE_WHEN)}</dt><dd>{when::moment(lang, charge.at)}</dd></div>
                <div><dt>{t(wallet::CHARGE_WHAT)}</dt><dd>{goods}</dd></div>
                <div><dt>{t(wallet::CHARGE_FEN)}</dt><dd><strong>{yuan(charge.fen)}</strong></dd></div>
                <div><dt>{t(wallet::CHARGE_RETURNED)}</dt><dd>{yuan(charge.returned)}</dd></div>
                <div>
                    <dt>{t(words::CHARGE_STATE)}</dt>
                    <dd>
                        <p>{t(state_words(&charge.state))}</p>
                        {charge.offline.then(|| view! { <p class="hint">{t(words::CHARGE_OFFLINE)}</p> })}
                        {why.map(|why| view! { <p>{why}</p> })}
                        {borne}
                        {paid.then(|| view! { <p class="hint">{until}</p> })}
                    </dd>
                </div>
            </dl>
            <Reversals lines=charge.reversals.clone()/>
            {charge.dispute.clone().map(|dispute| view! { <Said charge=charge.charge.clone() dispute/> })}
            {gives_back.then(|| view! { <GiveBack charge=charge.charge.clone()/> })}
        </Page>
    }
    .into_any()
}

/// What came back so far.
#[component]
fn Reversals(lines: Vec<ReversalLine>) -> impl IntoView {
    let lang = lang();
    if lines.is_empty() {
        return ().into_any();
    }
    let lines = lines.into_iter().map(|line| {
        let by = match line.by {
            Undoer::Store => words::REVERSAL_BY_STORE,
            Undoer::Steward => words::REVERSAL_BY_STEWARD,
        };
        view! {
            <li>
                <p class="cluster">
                    <time datetime=when::machine(line.at)>{when::moment(lang, line.at)}</time>
                    <strong class="figure">{yuan(line.fen)}</strong>
                    <span>{t(by)}</span>
                    <span>{line.reason}</span>
                </p>
            </li>
        }
    });
    let lines = lines.collect_view();
    view! {
        <section aria-labelledby="reversals">
            <h2 id="reversals">{t(words::REVERSAL_TITLE)}</h2>
            <ul class="messages">{lines}</ul>
        </section>
    }
    .into_any()
}

/// What its holder said of it, and the answer.
#[component]
fn Said(charge: ChargeRef, dispute: Dispute) -> impl IntoView {
    let lang = lang();
    let said = words::DISPUTE_SAID.with(lang, &[("when", &when::moment(lang, dispute.at)), ("words", &dispute.words)]);
    let answer = match dispute.answer {
        Some(answer) => view! { <p>{words::DISPUTE_ANSWERED.with(lang, &[("words", &answer)])}</p> }.into_any(),
        None if may(|staff| staff.steward) => {
            let action = page_of(&charge);
            view! { <AnswerForm charge action/> }.into_any()
        }
        None => view! { <p>{t(words::DISPUTE_OPEN)}</p> }.into_any(),
    };
    view! {
        <section aria-labelledby="complaint">
            <h2 id="complaint">{t(words::DISPUTE_TITLE)}</h2>
            <p>{said}</p>
            {answer}
        </section>
    }
    .into_any()
}

#[component]
fn GiveBack(charge: ChargeRef) -> impl IntoView {
    let key = attempt(&format!("back-{}", charge.as_str())).replace('.', "-");
    view! {
        <section aria-labelledby="give-back">
            <h2 id="give-back">{t(till::REVERSE)}</h2>
            <form method="post" action=page_of(&charge) autocomplete="off" novalidate=true>
                <input type="hidden" name=CHARGE value=charge.as_str().to_owned()/>
                <input type="hidden" name=KEY value=key/>
                <Field name=FEN label=till::REVERSE_FEN hint=till::REVERSE_HINT inputmode="decimal" class="field-short" longest=10/>
                <Field name=WHY label=till::REVERSE_WHY hint=words::REVERSAL_WHY_HINT longest=200/>
                <button class="button button-danger" name=DO value=REVERSE>{t(till::REVERSE)}</button>
                <SendOnce lang=lang()/>
            </form>
        </section>
    }
    .into_any()
}

/// Gives back, or answers the complaint. Pressed twice, done once.
pub async fn take(ports: &Ports, visit: &Visit, params: &BTreeMap<String, String>, form: Form) -> Answer {
    let Some(staff) = visit.staff.as_ref() else { return Answer::SignIn };
    let Some(charge) = params.get("charge").and_then(|text| ChargeRef::parse(text)) else { return Answer::NotFound };
    let here = page_of(&charge);
    if form.get(DO) != REVERSE {
        return complaint::answer(ports, staff, &charge, form, here).await;
    }
    let typed = form.get(FEN).trim();
    let fen = Fen::parse(typed);
    if !typed.is_empty() && fen.is_none() {
        return Answer::mistakes(form, vec![FieldMistake::new(FEN, till::YUAN_WRONG)]);
    }
    let reversal = Reversal { key: form.get(KEY).to_owned(), charge, fen, reason: form.get(WHY).trim().to_owned() };
    match ports.vouchers.reverse(&reversal, &GivesBack::Steward(staff.clone())).await {
        Ok(_) => Answer::Go(here),
        Err(why) => refused(form, &why, FEN.to_owned(), WHY.to_owned()),
    }
}
