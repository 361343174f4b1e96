//! Who carries for the holder: named by them, within a limit of theirs, for a time, and taken back at any moment.

use std::collections::BTreeMap;

use domain::{identity::Name, ids::WalletToken, text::Text, voucher::Fen};
use leptos::prelude::*;

use super::token;
use crate::{
    forms::{Answer, FieldMistake, Form, FormState},
    msg::wallet as words,
    parts::{Field, Qr, Screen, SendOnce, loaded_or_not_found, when},
    ports::{
        Ports, ports,
        vouchers::{CarrierLine, NewCarrier, WalletRefused, WalletView},
    },
    visit::{Visit, lang, t},
};

const NAME: &str = "carrier_name";
const FEN: &str = "carrier_fen";
const DAYS: &str = "carrier_days";
const REVOKE: &str = "revoke";
/// What a page is shown again with once: the new carrier's address.
const MADE: &str = "carrier_made";
const TIMES: [(&str, u16, Text); 3] =
    [("30", 30, words::CARRIER_MONTH), ("182", 182, words::CARRIER_HALF), ("365", 365, words::CARRIER_YEAR)];

/// `/wallet/{wallet}/carriers`.
#[component]
pub fn CarriersPage() -> impl IntoView {
    let (ports, token) = (ports(), token());
    loaded_or_not_found(async move { ports.vouchers.wallet(&token).await }, |wallet| view! { <Shown wallet/> })
}

#[component]
fn Shown(wallet: WalletView) -> impl IntoView {
    let lang = lang();
    let base = format!("/wallet/{}", wallet.token);
    let path = format!("{base}/carriers");
    let state = FormState::current();
    let made = state.notes.get(MADE).map(|address| {
        view! {
            <section class="notice notice-good">
                <h2>{t(words::CARRIER_MADE_TITLE)}</h2>
                <p>{t(words::CARRIER_MADE_TEXT)}</p>
                <Qr text=address.clone() label=t(words::CARRIER_QR)/>
                <p><code class="address">{address.clone()}</code></p>
            </section>
        }
    });
    let lines = wallet.carriers.iter().map(|line| view! { <Line line=line.clone() path=path.clone()/> }).collect_view();
    let most = ports().vouchers.rules().at(ports().clock.now()).carrier_per_month;
    let chosen = state.value_or(DAYS, "182");
    let times = TIMES.into_iter().map(|(code, _, words)| {
        let checked = chosen == code;
        view! {
            <div class="choice">
                <input type="radio" id=format!("{DAYS}-{code}") name=DAYS value=code checked=checked autocomplete="off"/>
                <label for=format!("{DAYS}-{code}")>{t(words)}</label>
            </div>
        }
    });
    let times = times.collect_view();
    view! {
        <Screen title=t(words::CARRIERS_TITLE) back=base>
            {made}
            <p>{t(words::CARRIERS_TEXT)}</p>
            <ul class="messages">{lines}</ul>
            <form method="post" action=path autocomplete="off" novalidate=true>
                <Field name=NAME label=words::CARRIER_NAME board="name"/>
                <Field name=FEN label=words::CARRIER_FEN inputmode="decimal" class="field-short" longest=10/>
                <p class="hint">{words::CARRIER_FEN_HINT.with(lang, &[("fen", &most.to_string())])}</p>
                <fieldset class="field">
                    <legend>{t(words::CARRIER_DAYS)}</legend>
                    {times}
                </fieldset>
                <button class="button button-primary">{t(words::CARRIER_ADD)}</button>
                <SendOnce lang/>
            </form>
        </Screen>
    }
    .into_any()
}

#[component]
fn Line(line: CarrierLine, path: String) -> impl IntoView {
    let lang = lang();
    if line.revoked.is_some() {
        return view! { <li><p class="hint">{words::CARRIER_REVOKED.with(lang, &[("name", &line.name)])}</p></li> }.into_any();
    }
    let values = [
        ("name", line.name.clone()),
        ("most", line.per_month.to_string()),
        ("spent", line.spent_this_month.to_string()),
        ("day", when::full_day(lang, line.until.day())),
    ];
    let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    view! {
        <li class="card">
            <p>{words::CARRIER_LINE.with(lang, &values)}</p>
            <form method="post" action=path>
                <button class="button button-danger" name=REVOKE value=line.id>
                    {t(words::CARRIER_REVOKE)}
                    <span class="visually-hidden">{line.name}</span>
                </button>
                <SendOnce lang/>
            </form>
        </li>
    }
    .into_any()
}

/// Lets somebody carry, or takes it back. The new address is shown once, on the page that answers.
pub async fn take(ports: &Ports, _visit: &Visit, params: &BTreeMap<String, String>, form: Form) -> Answer {
    let token = WalletToken(params.get("wallet").cloned().unwrap_or_default());
    let path = format!("/wallet/{token}/carriers");
    if form.has(REVOKE) {
        return match ports.vouchers.revoke_carrier(&token, form.get(REVOKE)).await {
            Ok(()) => Answer::Go(path),
            Err(WalletRefused::Unavailable) => Answer::Unavailable,
            Err(_) => Answer::NotFound,
        };
    }
    let most = ports.vouchers.rules().at(ports.clock.now()).carrier_per_month;
    let mut mistakes = Vec::new();
    let name = Name::parse(form.get(NAME)).ok();
    if name.is_none() {
        mistakes.push(FieldMistake::new(NAME, words::CARRIER_NAME_WRONG));
    }
    let amount = Fen::parse(form.get(FEN)).filter(|fen| *fen > Fen::ZERO && *fen <= most);
    if amount.is_none() {
        let values = vec![("fen", most.to_string())];
        mistakes.push(FieldMistake { field: FEN.to_owned(), text: words::CARRIER_FEN_WRONG, values });
    }
    let days = TIMES.into_iter().find(|(code, ..)| *code == form.get(DAYS)).map_or(30, |(_, days, _)| days);
    let (Some(name), Some(per_month)) = (name, amount) else { return Answer::mistakes(form, mistakes) };
    let carrier = NewCarrier { name, phone: None, per_month, days };
    match ports.vouchers.add_carrier(&token, &carrier).await {
        Ok(carrier) => {
            let address = format!("{}/carry/{carrier}", ports.public_url);
            let state = FormState { notes: BTreeMap::from([(MADE, address)]), ..FormState::default() };
            Answer::Again { status: 200, state }
        }
        Err(WalletRefused::Unavailable) => Answer::Unavailable,
        Err(WalletRefused::NotAnAmount) => {
            let values = vec![("fen", most.to_string())];
            Answer::mistakes(form, vec![FieldMistake { field: FEN.to_owned(), text: words::CARRIER_FEN_WRONG, values }])
        }
        Err(_) => Answer::NotFound,
    }
}
