//! The store's purchases, and giving back what was taken by mistake, within the store's own time.

use std::collections::BTreeMap;

use domain::{
    ids::ChargeRef,
    text::Text,
    voucher::{Fen, ReversalRefusal},
};
use leptos::prelude::*;

use super::{NoTill, Where, at_till, refusal, till_of};
use crate::{
    forms::{Answer, FieldMistake, Form, FormState},
    hall::attempt,
    kiosk::Keyboard,
    msg::till as words,
    parts::{Face, FieldError, Page, SendOnce, described_by, loaded, unavailable, when},
    ports::{
        Ports, Unavailable, ports,
        vouchers::{ChargeState, ChargeView, GivesBack, Reversal, ReverseRefused, Till, Unpaid},
    },
    resident::voucher::line_words,
    visit::{Visit, lang, t},
};

const KEY: &str = "key";
const CHARGE: &str = "charge";

/// `/till/today`.
#[component]
pub fn TodayPage() -> impl IntoView {
    at_till(|till| {
        let (ports, store) = (ports(), till.store.clone());
        loaded(async move { ports.vouchers.charges(&store).await }, move |found| match found {
            Ok(charges) => view! { <Shown till charges/> }.into_any(),
            Err(Unavailable) => unavailable(),
        })
    })
}

#[component]
fn Shown(till: Till, charges: Vec<ChargeView>) -> impl IntoView {
    let lang = lang();
    let today = ports().clock.now().day();
    let state = FormState::current();
    let summary = state.mistakes.iter().map(|mistake| {
        view! { <li><a href=format!("#{}", mistake.field)>{mistake.words()}</a></li> }
    });
    let (wrong, summary) = (!state.mistakes.is_empty(), summary.collect_view());
    let none = charges.is_empty();
    let lines = charges.into_iter().map(|charge| view! { <Purchase charge/> }).collect_view();
    view! {
        <Page title=t(words::TODAY_TITLE) face=Face::Staff>
            <p class="back"><a href="/till">{t(words::TO_TILL)}</a></p>
            {wrong.then(|| view! { <div class="error-summary" role="alert" tabindex="-1" autofocus=true><ul>{summary}</ul></div> })}
            <Where till/>
            <h1>{t(words::TODAY_TITLE)}</h1>
            <p><a href=format!("/till/statement/{today}")>{words::STATEMENT.with(lang, &[("day", &when::day(lang, today))])}</a></p>
            {none.then(|| view! { <p>{t(words::TODAY_NONE)}</p> })}
            <ul class="messages">{lines}</ul>
            <Keyboard/>
        </Page>
    }
    .into_any()
}

#[component]
fn Purchase(charge: ChargeView) -> impl IntoView {
    let lang = lang();
    let rules = ports().vouchers.rules();
    let goods = charge.lines.iter().map(|line| view! { <p class="hint">{line_words(&rules, line)}</p> }).collect_view();
    let paid = charge.state == ChargeState::Paid;
    let open = paid && charge.returned < charge.fen && ports().clock.now() < charge.store_may_reverse_until;
    let why = why_not(&charge).map(|why| refusal::in_words(lang, why));
    let returned = (charge.returned.0 > 0).then(|| words::RETURNED.with(lang, &[("fen", &charge.returned.to_string())]));
    view! {
        <li class="card">
            <p class="cluster">
                <strong><code>{charge.charge.spaced()}</code></strong>
                <time datetime=when::machine(charge.at)>{when::moment(lang, charge.at)}</time>
                <strong class="figure">{words::TAKEN.with(lang, &[("fen", &charge.fen.to_string())])}</strong>
                <span class="tag" class:tag-free=paid>{t(state_text(&charge))}</span>
                {returned.map(|said| view! { <span class="tag tag-unsure">{said}</span> })}
            </p>
            {why.map(|why| view! { <p>{why}</p> })}
            {goods}
            {open.then(|| view! { <GiveBack charge/> })}
        </li>
    }
    .into_any()
}

/// A purchase's state, as who sells reads it; the resident's own words are in `resident::voucher::charge`.
const fn state_text(charge: &ChargeView) -> Text {
    match (&charge.state, &charge.unpaid) {
        (ChargeState::Waiting, _) => words::STATE_WAITING,
        (ChargeState::Paid, _) => words::STATE_PAID,
        (ChargeState::Declined, Some(Unpaid::TakenBack)) => words::STATE_TAKEN_BACK,
        (ChargeState::Declined, Some(Unpaid::Refused(_))) => words::STATE_REFUSED,
        (ChargeState::Declined, _) => words::STATE_DECLINED,
        (ChargeState::Lapsed, _) => words::STATE_LAPSED,
        (ChargeState::Conflict(_), _) => words::STATE_CONFLICT,
    }
}

/// Why a purchase was not paid, where the state does not say it all.
fn why_not(charge: &ChargeView) -> Option<(Text, Vec<(&'static str, String)>)> {
    match (&charge.state, &charge.unpaid) {
        (ChargeState::Conflict(why), _) => Some(refusal::conflict_text(why)),
        (ChargeState::Declined, Some(Unpaid::Refused(why))) => Some(refusal::text(why)),
        _ => None,
    }
}

#[component]
fn GiveBack(charge: ChargeView) -> impl IntoView {
    let lang = lang();
    let id = charge.charge.as_str().to_owned();
    let state = FormState::current();
    let (fen, why) = (format!("fen-{id}"), format!("why-{id}"));
    let (fen_wrong, why_wrong) = (state.mistake(&fen).is_some(), state.mistake(&why).is_some());
    let until = words::UNTIL.with(lang, &[("when", &when::moment(lang, charge.store_may_reverse_until))]);
    view! {
        <details open=fen_wrong || why_wrong>
            <summary>{t(words::REVERSE)}</summary>
            <form method="post" action="/till/today" autocomplete="off" novalidate=true class="stack">
                <input type="hidden" name=CHARGE value=id.clone()/>
                <input type="hidden" name=KEY value=attempt(&format!("back-{id}")).replace('.', "-")/>
                <p class="hint">{until}</p>
                <div class="field field-short" class:field-wrong=fen_wrong>
                    <label for=fen.clone()>{t(words::REVERSE_FEN)}</label>
                    <p class="hint" id=format!("{fen}-hint")>{t(words::REVERSE_HINT)}</p>
                    <FieldError name=fen.clone()/>
                    <input
                        id=fen.clone()
                        inputmode="decimal"
                        maxlength="10"
                        value=state.form.get(&fen).to_owned()
                        aria-describedby=described_by(&fen, true, fen_wrong, false)
                        aria-invalid=fen_wrong.then_some("true")
                        name=fen
                    />
                </div>
                <div class="field" class:field-wrong=why_wrong>
                    <label for=why.clone()>{t(words::REVERSE_WHY)}</label>
                    <FieldError name=why.clone()/>
                    <input
                        id=why.clone()
                        maxlength="100"
                        value=state.form.get(&why).to_owned()
                        aria-describedby=described_by(&why, false, why_wrong, false)
                        aria-invalid=why_wrong.then_some("true")
                        name=why
                    />
                </div>
                <button class="button button-danger">{t(words::REVERSE)}</button>
                <SendOnce lang/>
            </form>
        </details>
    }
    .into_any()
}

/// What stands in the way of giving back, beside the field it belongs to.
pub fn refused(form: Form, why: &ReverseRefused, fen: String, reason: String) -> Answer {
    let mistake = |field: String, text, values| Answer::mistakes(form.clone(), vec![FieldMistake { field, text, values }]);
    match why {
        ReverseRefused::Unknown | ReverseRefused::NotAllowed => Answer::NotFound,
        ReverseRefused::Unavailable => Answer::Unavailable,
        ReverseRefused::NoReason => mistake(reason, words::REVERSE_WHY_WRONG, Vec::new()),
        ReverseRefused::NotPaid => mistake(fen, words::REVERSE_NOT_PAID, Vec::new()),
        ReverseRefused::KeyReused => mistake(fen, words::KEY_REUSED, Vec::new()),
        ReverseRefused::Rules(ReversalRefusal::TooLate) => mistake(fen, words::REVERSE_LATE, Vec::new()),
        ReverseRefused::Rules(ReversalRefusal::NothingLeft) => mistake(fen, words::REVERSE_NONE, Vec::new()),
        ReverseRefused::Rules(ReversalRefusal::TooMuch(most)) => {
            mistake(fen, words::REVERSE_MUCH, vec![("fen", most.to_string())])
        }
        ReverseRefused::Rules(ReversalRefusal::NotAnAmount) => mistake(fen, words::YUAN_WRONG, Vec::new()),
    }
}

/// Gives back; pressed twice, once.
pub async fn take(ports: &Ports, visit: &Visit, _params: &BTreeMap<String, String>, form: Form) -> Answer {
    let till = match till_of(ports, visit).await {
        Ok(till) => till,
        Err(NoTill::Unavailable) => return Answer::Unavailable,
        Err(_) => return Answer::Go("/till".to_owned()),
    };
    let Some(charge) = ChargeRef::parse(form.get(CHARGE)) else { return Answer::NotFound };
    let (fen, why) = (format!("fen-{}", charge.as_str()), format!("why-{}", charge.as_str()));
    let typed = form.get(&fen).trim();
    let amount = Fen::parse(typed);
    if !typed.is_empty() && amount.is_none() {
        return Answer::mistakes(form.clone(), vec![FieldMistake::new(fen, words::YUAN_WRONG)]);
    }
    let reason = form.get(&why).trim().to_owned();
    let reversal = Reversal { key: form.get(KEY).to_owned(), charge, fen: amount, reason };
    let who = visit.staff.as_ref().map(|staff| staff.account.clone()).unwrap_or_default();
    match ports.vouchers.reverse(&reversal, &GivesBack::Store(till, who)).await {
        Ok(_) => Answer::Go("/till/today".to_owned()),
        Err(refusal) => refused(form, &refusal, fen, why),
    }
}
