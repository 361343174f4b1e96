//! The code that pays: one QR for everything a person holds, good for seconds, the yes that a larger purchase needs, and what
//! the store has just taken. The page fetches the next code by itself, with scripts and without; with scripts it shows within
//! seconds what happens at the till.

use std::collections::BTreeMap;

use domain::ids::{CarrierToken, ChargeRef, WalletToken};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{
    Example,
    at_till::{AtTill, Latest},
    line_words, only_some_stores, store_name, token, yuan,
};
use crate::{
    forms::{Answer, Form},
    msg::wallet as words,
    parts::{Qr, Renew, RenewOnNews, Screen, SendOnce, loaded, not_found, unavailable},
    ports::{
        Ports, Unavailable, ports,
        vouchers::{Bearer, ChargeState, ConfirmRefused, ShownCode, WaitingCharge, WalletRefused},
    },
    visit::{Visit, lang, t},
};

const CHARGE: &str = "charge";
const DO: &str = "do";
const YES: &str = "yes";
/// The page comes again so long before its code is too old, seconds.
const SOONER: i64 = 15;

/// `/wallet/{wallet}/code`.
#[component]
pub fn CodePage() -> impl IntoView {
    let token = token();
    let base = format!("/wallet/{token}");
    view! { <Code bearer=Bearer::Holder(token) path=format!("{base}/code") back=Some(base)/> }
}

/// `/carry/{carrier}`.
#[component]
pub fn CarryPage() -> impl IntoView {
    let token = CarrierToken(use_params_map().get_untracked().get("carrier").unwrap_or_default());
    let path = format!("/carry/{token}");
    view! { <Code bearer=Bearer::Carrier(token) path back=None/> }
}

#[component]
fn Code(bearer: Bearer, path: String, back: Option<String>) -> impl IntoView {
    let ports = ports();
    let carries = matches!(bearer, Bearer::Carrier(_));
    let read = async move {
        let at_till = AtTill::read(&ports, &bearer).await.map_err(|Unavailable| WalletRefused::Unavailable)?;
        Ok((ports.vouchers.code(&bearer).await?, at_till))
    };
    loaded(read, move |found: Result<_, WalletRefused>| match found {
        Ok((code, at_till)) => view! { <Shown code at_till path back carries/> }.into_any(),
        Err(WalletRefused::Unavailable) => unavailable(),
        Err(WalletRefused::Unknown) => not_found(),
        Err(_) => view! { <Over back/> }.into_any(),
    })
}

#[component]
fn Shown(code: ShownCode, at_till: AtTill, path: String, back: Option<String>, carries: bool) -> impl IntoView {
    let lang = lang();
    let seconds = ports().vouchers.rules().code.seconds;
    let (title, text) = if carries { (words::CARRY_TITLE, words::CARRY_TEXT) } else { (words::CODE_TITLE, words::CODE_SHOW) };
    let asks = !at_till.waiting.is_empty();
    let (news, seen) = (format!("{path}/seen"), at_till.mark());
    // Who is about to say yes is not interrupted.
    let again = if asks { seconds * 2 } else { (seconds - SOONER).max(5) };
    let waiting = at_till.waiting.into_iter().map(|charge| view! { <Ask charge path=path.clone() carries/> }).collect_view();
    // What waits is asked for above.
    let latest = at_till.latest.filter(|charge| charge.state != ChargeState::Waiting);
    let latest = latest.map(|charge| view! { <Latest charge base=back.clone()/> });
    view! {
        <Screen title=t(title) back=back.unwrap_or_else(|| "/stores".to_owned())>
            {waiting}
            {(!asks)
                .then(|| {
                    view! {
                        <p class="lead">{t(text)}</p>
                        <div class="wallet-code"><Qr text=code.text label=t(words::CODE_QR)/></div>
                        <p class="wallet-balance">
                            <span>{t(words::BALANCE)}</span>
                            <strong>{yuan(code.balance)}</strong>
                        </p>
                        {only_some_stores(code.at_some_stores)}
                    }
                })}
            {latest}
            <Renew seconds=again/>
            <RenewOnNews at=news seen/>
            <p class="hint">{words::CODE_RENEWS.with(lang, &[("seconds", &seconds.to_string())])}</p>
            <p><a class="button" href=path>{t(words::CODE_NEXT)}</a></p>
            <Example/>
        </Screen>
    }
    .into_any()
}

/// A purchase that waits for the word of who shows the code. Somebody who carries may only say no.
#[component]
pub(super) fn Ask(charge: WaitingCharge, path: String, carries: bool) -> impl IntoView {
    let lang = lang();
    let rules = ports().vouchers.rules();
    let fen = charge.fen.to_string();
    let said = words::WAITING_TEXT.with(lang, &[("store", &store_name(&rules, &charge.store)), ("fen", &fen)]);
    let until = words::WAITING_UNTIL.with(lang, &[("when", &charge.until.clock_face())]);
    let lines = charge.lines.iter().map(|line| view! { <li>{line_words(&rules, line)}</li> }).collect_view();
    view! {
        <section class="notice notice-warn" aria-labelledby="waiting">
            <h2 id="waiting">{t(words::WAITING_TITLE)}</h2>
            <p class="lead">{said}</p>
            <ul>{lines}</ul>
            <p>{until}</p>
            <form method="post" action=path class="stack">
                <input type="hidden" name=CHARGE value=charge.charge.as_str().to_owned()/>
                {(!carries)
                    .then(|| {
                        view! {
                            <button class="button button-primary button-large" name=DO value=YES>
                                {words::YES.with(lang, &[("fen", &fen)])}
                            </button>
                        }
                    })}
                <button class="button" name=DO value="no">{t(words::NO)}</button>
                <SendOnce lang/>
            </form>
        </section>
    }
    .into_any()
}

/// There is no code any more.
#[component]
fn Over(back: Option<String>) -> impl IntoView {
    let (title, text) = match back {
        Some(_) => (words::BLOCKED_TITLE, words::CARD_BLOCKED),
        None => (words::CARRY_ENDED, words::CARRY_ENDED_TEXT),
    };
    let wallet = back.is_some();
    view! {
        <Screen title=t(title) back=back.unwrap_or_else(|| "/stores".to_owned())>
            {(!wallet).then(|| view! { <p>{t(text)}</p> })}
        </Screen>
    }
    .into_any()
}

/// The holder's word at their code.
pub async fn take(ports: &Ports, _visit: &Visit, params: &BTreeMap<String, String>, form: Form) -> Answer {
    let token = WalletToken(params.get("wallet").cloned().unwrap_or_default());
    let back = format!("/wallet/{token}/code");
    say(ports, Bearer::Holder(token), &form, back).await
}

/// The word of somebody who carries.
pub async fn take_carried(ports: &Ports, _visit: &Visit, params: &BTreeMap<String, String>, form: Form) -> Answer {
    let token = CarrierToken(params.get("carrier").cloned().unwrap_or_default());
    let back = format!("/carry/{token}");
    say(ports, Bearer::Carrier(token), &form, back).await
}

/// Says yes or no; said twice, the first holds.
pub(super) async fn say(ports: &Ports, bearer: Bearer, form: &Form, back: String) -> Answer {
    let Some(charge) = ChargeRef::parse(form.get(CHARGE)) else { return Answer::Go(back) };
    match ports.vouchers.confirm(&bearer, &charge, form.get(DO) == YES).await {
        Ok(_) => match bearer {
            Bearer::Holder(token) => Answer::Go(format!("/wallet/{token}/charge/{}", charge.as_str())),
            Bearer::Carrier(_) => Answer::Go(back),
        },
        Err(ConfirmRefused::Unknown) => Answer::NotFound,
        Err(ConfirmRefused::Unavailable) => Answer::Unavailable,
    }
}
