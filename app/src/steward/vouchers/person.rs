//! What a person before the counter holds: balance and card, their purchases, of which they may complain here, and for who grants
//! each voucher with the way to take it back.

use domain::{
    ids::{ChargeRef, VoucherId},
    voucher::Fen,
};
use leptos::prelude::*;

use super::{complaint::page_of, may};
use crate::{
    forms::FormState,
    msg::{grants as words, wallet as wallet_words},
    parts::{FieldError, SendOnce, described_by, when},
    ports::{
        ports,
        vouchers::{HistoryKind, HistoryLine, VoucherLine, WalletView, may_grant},
    },
    resident::voucher::{store_name, yuan},
    visit::{lang, t, visit},
};

/// Where the person's forms go.
const HERE: &str = "/steward/vouchers/wallet";
/// The wallet that a form is about.
pub(super) const WALLET: &str = "wallet";
/// What a form does: `card`, `lost`, `block`, `open`, and these.
pub(super) const DO: &str = "do";
pub(super) const WITHDRAW: &str = "withdraw";
pub(super) const END_RHYTHM: &str = "end-rhythm";
pub(super) const COMPLAIN: &str = "complain";
/// The voucher or the purchase that a form is about.
pub(super) const VOUCHER: &str = "voucher";
pub(super) const CHARGE: &str = "charge";
/// The longest reason or complaint, characters.
pub(super) const LONGEST: usize = 200;

/// The wallet of the person before the counter.
#[component]
pub(super) fn Person(wallet: WalletView) -> impl IntoView {
    let card = match &wallet.card {
        None => words::WALLET_CARD_NONE,
        Some(card) if card.blocked => words::WALLET_CARD_BLOCKED,
        Some(_) => words::WALLET_CARD_WORKS,
    };
    let works = wallet.card.as_ref().is_some_and(|card| !card.blocked);
    let (stop, stop_words) = if wallet.blocked.is_some() { ("open", words::WALLET_OPEN) } else { ("block", words::WALLET_BLOCK) };
    // Its address is the holder's alone: forms name it by a key of whoever is signed in.
    let token = visit().staff.map(|staff| ports().vouchers.staff_key(&wallet.token, &staff)).unwrap_or_default();
    let vouchers = may(may_grant).then(|| {
        let lines =
            wallet.vouchers.iter().cloned().map(|voucher| view! { <Voucher voucher token=token.clone()/> }).collect_view();
        view! {
            <section class="no-print" aria-labelledby="held">
                <h2 id="held">{t(words::PERSON_VOUCHERS)}</h2>
                <ul class="messages">{lines}</ul>
            </section>
        }
    });
    let bought = wallet.history.lines.iter().filter(|line| line.what == HistoryKind::Spent);
    let bought = bought.filter_map(|line| Some((line.charge.clone()?, line.clone())));
    let bought = bought.map(|(charge, line)| view! { <Purchase charge line token=token.clone()/> }).collect_view();
    view! {
        <section class="card no-print">
            <dl class="summary-list">
                <div><dt>{t(words::WALLET_HOLDER)}</dt><dd>{wallet.holder}</dd></div>
                <div><dt>{t(words::WALLET_BALANCE)}</dt><dd>{yuan(wallet.balance)}</dd></div>
                <div><dt>{t(words::WALLET_CARD)}</dt><dd>{t(card)}</dd></div>
            </dl>
            <form class="cluster" method="post" action=HERE>
                <input type="hidden" name=WALLET value=token/>
                <button class="button button-primary" name=DO value="card">{t(words::CARD_MAKE)}</button>
                {works.then(|| view! { <button class="button" name=DO value="lost">{t(words::CARD_BLOCK)}</button> })}
                <button class="button button-danger" name=DO value=stop>{t(stop_words)}</button>
                <SendOnce lang=lang()/>
            </form>
        </section>
        {vouchers}
        <section class="no-print" aria-labelledby="bought">
            <h2 id="bought">{t(words::PERSON_BOUGHT)}</h2>
            <p class="hint">{t(words::PERSON_BOUGHT_TEXT)}</p>
            <ul class="messages">{bought}</ul>
        </section>
    }
    .into_any()
}

/// A voucher, and taking it back.
#[component]
fn Voucher(voucher: VoucherLine, token: String) -> impl IntoView {
    let lang = lang();
    let day = when::full_day(lang, voucher.ends.plus_minutes(-1).day());
    let again = voucher.again.map(|day| {
        let said = wallet_words::AGAIN.with(lang, &[("day", &when::full_day(lang, day))]);
        view! {
            <form class="cluster" method="post" action=HERE>
                <span>{said}</span>
                <input type="hidden" name=WALLET value=token.clone()/>
                <input type="hidden" name=VOUCHER value=voucher.id.to_string()/>
                <button class="button" name=DO value=END_RHYTHM>{t(words::RHYTHM_END)}</button>
                <SendOnce lang/>
            </form>
        }
    });
    let taken_back = voucher.taken_back.as_ref().map(|why| wallet_words::TAKEN_BACK_WHY.with(lang, &[("why", why)]));
    let open = voucher.taken_back.is_none() && (voucher.balance > Fen::ZERO || voucher.again.is_some());
    view! {
        <li class="card">
            <p class="cluster">
                <strong>{voucher.name.of(lang).to_owned()}</strong>
                <strong class="figure">{yuan(voucher.balance)}</strong>
                <span>{wallet_words::UNTIL.with(lang, &[("day", &day)])}</span>
            </p>
            {taken_back.map(|said| view! { <p>{said}</p> })}
            {again}
            {open.then(|| view! { <TakeBack voucher=voucher.id.clone() token/> })}
        </li>
    }
    .into_any()
}

#[component]
fn TakeBack(voucher: VoucherId, token: String) -> impl IntoView {
    let field = why_field(&voucher);
    let wrong = FormState::current().mistake(&field).is_some();
    view! {
        <details open=wrong>
            <summary>{t(words::WITHDRAW)}</summary>
            <form method="post" action=HERE autocomplete="off" novalidate=true>
                <input type="hidden" name=WALLET value=token/>
                <input type="hidden" name=VOUCHER value=voucher.to_string()/>
                <p>{t(words::WITHDRAW_TEXT)}</p>
                <Words field wrong label=words::WITHDRAW_WHY/>
                <button class="button button-danger" name=DO value=WITHDRAW>{t(words::WITHDRAW)}</button>
                <SendOnce lang=lang()/>
            </form>
        </details>
    }
    .into_any()
}

/// A purchase, and the complaint about it that is taken down here.
#[component]
fn Purchase(charge: ChargeRef, line: HistoryLine, token: String) -> impl IntoView {
    let lang = lang();
    let rules = ports().vouchers.rules();
    let field = words_field(&charge);
    let wrong = FormState::current().mistake(&field).is_some();
    let number = view! { <strong><code>{charge.spaced()}</code></strong> };
    let number = if may(may_grant) { view! { <a href=page_of(&charge)>{number}</a> }.into_any() } else { number.into_any() };
    view! {
        <li class="card">
            <p class="cluster">
                {number}
                <time datetime=when::machine(line.at)>{when::moment(lang, line.at)}</time>
                {line.store.as_ref().map(|store| view! { <span>{store_name(&rules, store)}</span> })}
                <strong class="figure">{yuan(line.fen)}</strong>
            </p>
            <details open=wrong>
                <summary>{t(words::COMPLAIN)}</summary>
                <form method="post" action=HERE autocomplete="off" novalidate=true>
                    <input type="hidden" name=WALLET value=token/>
                    <input type="hidden" name=CHARGE value=charge.as_str().to_owned()/>
                    <Words field wrong label=words::COMPLAIN_WORDS/>
                    <button class="button" name=DO value=COMPLAIN>{t(words::COMPLAIN_SEND)}</button>
                    <SendOnce lang/>
                </form>
            </details>
        </li>
    }
    .into_any()
}

/// A line to type into, one of many of its kind on the page.
#[component]
fn Words(field: String, wrong: bool, label: domain::text::Text) -> impl IntoView {
    let typed = FormState::current().form.get(&field).to_owned();
    view! {
        <div class="field" class:field-wrong=wrong>
            <label for=field.clone()>{t(label)}</label>
            <FieldError name=field.clone()/>
            <input
                id=field.clone()
                maxlength=LONGEST.to_string()
                value=typed
                aria-describedby=described_by(&field, false, wrong, false)
                aria-invalid=wrong.then_some("true")
                name=field
            />
        </div>
    }
    .into_any()
}

/// The field of why a voucher is taken back.
pub(super) fn why_field(voucher: &VoucherId) -> String {
    format!("why-{voucher}")
}

/// The field of what is said of a purchase.
pub(super) fn words_field(charge: &ChargeRef) -> String {
    format!("words-{}", charge.as_str())
}
