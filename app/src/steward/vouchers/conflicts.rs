//! What tills took without a connection: how much of their ceilings stores have used, and what was not settled, with its cause and
//! the three ways to end it.

use domain::{
    ids::ChargeRef,
    text::Text,
    voucher::{CodeRefusal, Conflict, Fen},
};
use leptos::prelude::*;

use super::complaint::{CHARGE, head};
use crate::{
    forms::{Answer, FieldMistake, Form, FormState},
    msg::grants as words,
    parts::{FieldError, SendOnce, when},
    ports::{
        Ports, ports,
        vouchers::{Borne, ChargeRefused, ChargeState, ChargeView, OfflineUse, RetryRefused, WalletRefused},
    },
    resident::voucher::{line_words, store_name, yuan},
    steward::figures::{Figures, figure, words as column},
    till::refusal,
    visit::{Staff, lang, t},
};

/// The department pays the store.
pub(super) const BEAR: &str = "bear";
/// The store gets nothing.
pub(super) const LEAVE: &str = "leave";
/// The vouchers are asked once more.
pub(super) const RETRY: &str = "retry";

/// What was not settled, one card each.
#[component]
pub(super) fn Conflicts(charges: Vec<ChargeView>) -> impl IntoView {
    let none = charges.is_empty();
    let cards = charges.into_iter().map(|charge| view! { <NotSettled charge/> }).collect_view();
    view! {
        <section aria-labelledby="conflicts">
            <h2 id="conflicts">{t(words::CONFLICTS)}</h2>
            {none.then(|| view! { <p>{t(words::CONFLICTS_NONE)}</p> })}
            {(!none).then(|| view! { <p class="hint">{t(words::CONFLICTS_TEXT)}</p> })}
            <ul class="messages">{cards}</ul>
        </section>
    }
    .into_any()
}

#[component]
fn NotSettled(charge: ChargeView) -> impl IntoView {
    let lang = lang();
    let rules = ports().vouchers.rules();
    let ChargeState::Conflict(why) = &charge.state else { return ().into_any() };
    let goods = charge.lines.iter().map(|line| view! { <p class="hint">{line_words(&rules, line)}</p> }).collect_view();
    let field = field(&charge.charge);
    let wrong = FormState::current().mistake(&field).is_some();
    view! {
        <li class="card" id=field class:field-wrong=wrong>
            {head(&charge)}
            <p>{cause(why)}</p>
            {goods}
            <FieldError name=field.clone()/>
            <form class="cluster" method="post" action="/steward/vouchers">
                <input type="hidden" name=CHARGE value=charge.charge.as_str().to_owned()/>
                {why.can_be_tried_again().then(|| view! { <button class="button button-primary" name="do" value=RETRY>{t(words::RETRY)}</button> })}
                <button class="button" name="do" value=BEAR>{t(words::BEAR)}</button>
                <button class="button button-danger" name="do" value=LEAVE>{t(words::LEAVE)}</button>
                <SendOnce lang/>
            </form>
        </li>
    }
    .into_any()
}

/// The ceilings of today, and what stores have used of theirs on the days that can still be settled.
#[component]
pub(super) fn CeilingsUsed(used: Vec<OfflineUse>) -> impl IntoView {
    let lang = lang();
    let rules = ports().vouchers.rules();
    let ceilings = rules.at(ports().clock.now()).offline;
    let stores = i64::try_from(rules.stores.len()).unwrap_or(i64::MAX);
    let all = Fen(ceilings.per_store.0.saturating_mul(stores));
    let said = words::CEILINGS_TEXT.with(
        lang,
        &[
            ("store", &ceilings.per_store.to_string()),
            ("person", &ceilings.per_person.to_string()),
            ("n", &stores.to_string()),
            ("all", &all.to_string()),
        ],
    );
    let none = used.is_empty();
    let rows = used.into_iter().map(|line| {
        let left = (line.ceiling - line.taken).or_nothing();
        view! {
            <tr>
                <th scope="row">{store_name(&rules, &line.store)}</th>
                <td>{when::day(lang, line.day)}</td>
                <td class="figure">{yuan(line.taken)}</td>
                <td class="figure">{yuan(left)}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <section>
            <h2 id="ceilings">{t(words::CEILINGS)}</h2>
            <p>{said}</p>
            {none.then(|| view! { <p>{t(words::CEILINGS_NONE)}</p> })}
            {(!none)
                .then(|| {
                    view! {
                        <Figures
                            named_by="ceilings"
                            columns=vec![
                                column(words::STORE),
                                column(words::CEILINGS_DAY),
                                figure(words::CEILINGS_USED),
                                figure(words::CEILINGS_LEFT),
                            ]
                        >
                            {rows}
                        </Figures>
                    }
                })}
        </section>
    }
    .into_any()
}

/// Why something was not settled, in words.
pub(super) fn cause(why: &Conflict) -> String {
    let lang = lang();
    let over = |text: Text, fen: Fen| text.with(lang, &[("fen", &fen.to_string())]);
    match why {
        Conflict::Code(code) => t(code_cause(*code)).to_owned(),
        Conflict::CodeUsed => t(words::WHY_CODE_USED).to_owned(),
        Conflict::OverBalance(fen) => over(words::WHY_OVER_BALANCE, *fen),
        Conflict::OverPerson(fen) => over(words::WHY_OVER_PERSON, *fen),
        Conflict::OverStore(fen) => over(words::WHY_OVER_STORE, *fen),
        Conflict::Blocked => t(words::WHY_BLOCKED).to_owned(),
        Conflict::WrongTime => t(words::WHY_TIME).to_owned(),
        Conflict::NotPaid(refusal) => {
            let why = refusal::said(&ChargeRefused::NotPaid(refusal.clone()));
            words::WHY_NOT_PAID.with(lang, &[("why", &why)])
        }
    }
}

const fn code_cause(code: CodeRefusal) -> Text {
    match code {
        CodeRefusal::NotACode | CodeRefusal::OtherPurpose | CodeRefusal::UnknownVersion => words::WHY_CODE_OTHER,
        CodeRefusal::OtherDistrict => words::WHY_CODE_DISTRICT,
        CodeRefusal::Altered => words::WHY_CODE_ALTERED,
        CodeRefusal::TooOld => words::WHY_CODE_OLD,
        CodeRefusal::FromTheFuture => words::WHY_CODE_FUTURE,
    }
}

/// Who bore it.
pub(super) const fn borne_words(borne: Borne) -> Text {
    match borne {
        Borne::ByDepartment => words::BORNE_DEPARTMENT,
        Borne::ByStore => words::BORNE_STORE,
    }
}

fn field(charge: &ChargeRef) -> String {
    format!("conflict-{}", charge.as_str())
}

/// Ends a conflict in the way that was pressed. Done twice, it is done once.
pub(super) async fn settle(ports: &Ports, staff: &Staff, charge: &ChargeRef, form: Form, how: &str) -> Answer {
    let done = Answer::Go("/steward/vouchers".to_owned());
    if how == RETRY {
        return match ports.vouchers.retry_conflict(charge, staff).await {
            Ok(()) => done,
            Err(why) => still_open(charge, form, why),
        };
    }
    let ended = match how {
        BEAR => ports.vouchers.bear_conflict(charge, staff).await,
        _ => ports.vouchers.leave_conflict(charge, staff).await,
    };
    match ended {
        Ok(()) => done,
        Err(WalletRefused::Unavailable) => Answer::Unavailable,
        Err(_) => Answer::NotFound,
    }
}

/// Why it is still not paid, on its card.
fn still_open(charge: &ChargeRef, form: Form, why: RetryRefused) -> Answer {
    let (text, values) = match why {
        RetryRefused::Unavailable => return Answer::Unavailable,
        RetryRefused::NotAllowed | RetryRefused::Unknown => return Answer::NotFound,
        RetryRefused::InDoubt => (words::RETRY_IN_DOUBT, Vec::new()),
        RetryRefused::CodeUsed => (words::WHY_CODE_USED, Vec::new()),
        RetryRefused::CarrierLimit => (words::RETRY_CARRIER, Vec::new()),
        RetryRefused::Blocked => (words::RETRY_BLOCKED, Vec::new()),
        RetryRefused::NotPaid(refusal) => (words::RETRY_NOT_PAID, vec![("fen", refusal.possible.to_string())]),
    };
    Answer::mistakes(form, vec![FieldMistake { field: field(charge), text, values }])
}
