//! What a resident said of a purchase, and the steward's answer: on the list of what is not answered, and beside the purchase.

use domain::ids::ChargeRef;
use leptos::prelude::*;

use super::may;
use crate::{
    forms::{Answer, FieldMistake, Form, FormState},
    msg::grants as words,
    parts::{FieldError, SendOnce, described_by, when},
    ports::{
        Ports, ports,
        vouchers::{ChargeView, WalletRefused},
    },
    resident::voucher::{line_words, store_name, yuan},
    visit::{Staff, lang, t},
};

/// The purchase that a form is about.
pub(super) const CHARGE: &str = "charge";
/// The longest answer, characters.
const LONGEST: usize = 200;

/// Which purchase, where, when and how much; the number leads to its page.
pub(super) fn head(charge: &ChargeView) -> impl IntoView {
    view! {
        <p class="cluster">
            <a href=page_of(&charge.charge)><strong><code>{charge.charge.spaced()}</code></strong></a>
            <span>{store_name(&ports().vouchers.rules(), &charge.store)}</span>
            <time datetime=when::machine(charge.at)>{when::moment(lang(), charge.at)}</time>
            <strong class="figure">{yuan(charge.fen)}</strong>
        </p>
    }
}

/// The address of a purchase's page.
pub(super) fn page_of(charge: &ChargeRef) -> String {
    format!("/steward/vouchers/charge/{}", charge.as_str())
}

/// A complaint that is not answered, with the purchase it is about.
#[component]
pub(super) fn Complaint(charge: ChargeView) -> impl IntoView {
    let lang = lang();
    let Some(dispute) = charge.dispute.clone() else { return ().into_any() };
    let rules = ports().vouchers.rules();
    let goods = charge.lines.iter().map(|line| view! { <p class="hint">{line_words(&rules, line)}</p> }).collect_view();
    view! {
        <li class="card">
            {head(&charge)}
            {goods}
            <p>{words::DISPUTE_SAID.with(lang, &[("when", &when::moment(lang, dispute.at)), ("words", &dispute.words)])}</p>
            {may(|staff| staff.steward)
                .then(|| view! { <AnswerForm charge=charge.charge.clone() action="/steward/vouchers".to_owned()/> })}
        </li>
    }
    .into_any()
}

/// Where the answer is written.
#[component]
pub(super) fn AnswerForm(
    /// Of which purchase.
    charge: ChargeRef,
    /// The page that takes it.
    action: String,
) -> impl IntoView {
    let state = FormState::current();
    let field = field(&charge);
    let wrong = state.mistake(&field).is_some();
    view! {
        <form method="post" action=action autocomplete="off" novalidate=true>
            <input type="hidden" name=CHARGE value=charge.as_str().to_owned()/>
            <div class="field" class:field-wrong=wrong>
                <label for=field.clone()>{t(words::DISPUTE_ANSWER)}</label>
                <FieldError name=field.clone()/>
                <input
                    id=field.clone()
                    maxlength=LONGEST.to_string()
                    value=state.form.get(&field).to_owned()
                    aria-describedby=described_by(&field, false, wrong, false)
                    aria-invalid=wrong.then_some("true")
                    name=field
                />
            </div>
            <button class="button button-primary">{t(words::DISPUTE_ANSWER)}</button>
            <SendOnce lang=lang()/>
        </form>
    }
    .into_any()
}

fn field(charge: &ChargeRef) -> String {
    format!("answer-{}", charge.as_str())
}

/// Answers, and goes to `then`. Pressed twice, the first answer holds.
pub(super) async fn answer(ports: &Ports, staff: &Staff, charge: &ChargeRef, form: Form, then: String) -> Answer {
    let field = field(charge);
    let said = form.get(&field).trim().to_owned();
    if said.is_empty() || said.chars().count() > LONGEST {
        return Answer::mistakes(form, vec![FieldMistake::new(field, words::DISPUTE_WRONG)]);
    }
    match ports.vouchers.answer_dispute(charge, &said, staff).await {
        Ok(()) => Answer::Go(then),
        Err(WalletRefused::Unavailable) => Answer::Unavailable,
        Err(_) => Answer::NotFound,
    }
}
