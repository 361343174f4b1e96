//! What became of a try, at an address of its own: asked again after a lost answer it tells the truth, and charges nothing.

use std::collections::BTreeMap;

use domain::text::Text;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{NoTill, Where, at_till, refusal, till_of};
use crate::{
    forms::{Answer, Form},
    msg::till as words,
    parts::{Face, Page, PrintButton, Renew, SendOnce, loaded, unavailable, when},
    ports::{
        Ports, ports,
        vouchers::{ChargeAnswer, Receipt, Till, TillRefused},
    },
    resident::voucher::line_words,
    visit::{Visit, lang, t, visit},
};

/// How often a page that waits comes again, seconds.
const AGAIN: i64 = 3;
/// The query of a try that came before the one that led here.
const BEFORE: &str = "before";

/// Where a try's outcome stands.
#[must_use]
pub fn path(key: &str) -> String {
    format!("/till/outcome/{key}")
}

/// The same, for who has just tried once more under that key: nothing was charged by that.
#[must_use]
pub fn path_of_before(key: &str) -> String {
    format!("{}?{BEFORE}", path(key))
}

/// `/till/outcome/{key}`.
#[component]
pub fn OutcomePage() -> impl IntoView {
    let key = use_params_map().get_untracked().get("key").unwrap_or_default();
    at_till(move |till| view! { <Outcome till key/> })
}

#[component]
fn Outcome(till: Till, key: String) -> impl IntoView {
    let ports = ports();
    let (asked, shown) = (till.clone(), key.clone());
    loaded(async move { ports.vouchers.outcome(&asked, &key).await }, move |found| match found {
        Ok(answer) => view! { <Shown till answer key=shown/> }.into_any(),
        Err(TillRefused::Unavailable) => unavailable(),
        Err(_) => crate::parts::not_found(),
    })
}

#[component]
fn Shown(till: Till, answer: Option<ChargeAnswer>, key: String) -> impl IntoView {
    let lang = lang();
    let nothing = |title: Text, text: Option<String>| {
        let title = t(title);
        view! {
            <h1>{title}</h1>
            {text.map(|text| view! { <p class="lead">{text}</p> })}
        }
        .into_any()
    };
    let before = visit().query == BEFORE;
    let waits = matches!(answer, Some(ChargeAnswer::Waiting { .. }));
    let body = match answer {
        Some(ChargeAnswer::Paid(receipt)) => view! { <Paid receipt/> }.into_any(),
        Some(ChargeAnswer::Waiting { fen, until, .. }) => {
            let text = words::WAITING_TEXT.with(lang, &[("fen", &fen.to_string()), ("when", &until.clock_face())]);
            view! {
                <Renew seconds=AGAIN/>
                <h1>{t(words::WAITING)}</h1>
                <p class="lead">{text}</p>
                <form method="post" action=path(&key)>
                    <button class="button" name="do" value="give_up">{t(words::GIVE_UP)}</button>
                    <SendOnce lang/>
                </form>
            }
            .into_any()
        }
        Some(ChargeAnswer::Declined) => nothing(words::DECLINED, None),
        Some(ChargeAnswer::Lapsed) => nothing(words::LAPSED, None),
        Some(ChargeAnswer::Refused(why)) => nothing(words::REFUSED, Some(refusal::said(&why))),
        None => nothing(words::NEVER, Some(t(words::NEVER_TEXT).to_owned())),
    };
    view! {
        <Page title=t(words::TITLE) face=Face::Staff>
            <Where till/>
            {before.then(|| view! { <p class="notice notice-warn" role="status">{t(words::OUTCOME_BEFORE)}</p> })}
            {body}
            {(!waits).then(|| view! { <p class="no-print"><a class="button button-primary" href="/till">{t(words::NEXT)}</a></p> })}
        </Page>
    }
    .into_any()
}

#[component]
fn Paid(receipt: Receipt) -> impl IntoView {
    let lang = lang();
    let rules = ports().vouchers.rules();
    let lines = receipt.lines.iter().map(|line| view! { <p>{line_words(&rules, line)}</p> }).collect_view();
    view! {
        <h1>{words::PAID.with(lang, &[("fen", &receipt.fen.to_string())])}</h1>
        <p class="notice notice-good">{words::PAID_LEFT.with(lang, &[("fen", &receipt.left.to_string())])}</p>
        <section aria-labelledby="receipt">
            <h2 id="receipt">{t(words::RECEIPT)}</h2>
            <dl class="summary-list">
                <div><dt>{t(words::NUMBER)}</dt><dd><code>{receipt.charge.spaced()}</code></dd></div>
                <div><dt>{t(words::WHEN)}</dt><dd>{when::moment(lang, receipt.at)}</dd></div>
                <div><dt>{t(words::GOODS)}</dt><dd>{lines}</dd></div>
            </dl>
            <PrintButton lang/>
        </section>
    }
    .into_any()
}

/// Gives up what still waits.
pub async fn take(ports: &Ports, visit: &Visit, params: &BTreeMap<String, String>, _form: Form) -> Answer {
    let key = params.get("key").cloned().unwrap_or_default();
    let till = match till_of(ports, visit).await {
        Ok(till) => till,
        Err(NoTill::Unavailable) => return Answer::Unavailable,
        Err(_) => return Answer::Go("/till".to_owned()),
    };
    match ports.vouchers.give_up(&till, &key).await {
        Ok(_) => Answer::Go(path(&key)),
        Err(TillRefused::Unavailable) => Answer::Unavailable,
        Err(_) => Answer::NotFound,
    }
}
