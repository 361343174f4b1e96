//! The till without a connection. The page is drawn here and kept by the store's device; what happens on it then is
//! `public/offline-till.js`, which has no words of its own: each of its sentences stands here, hidden until it is said.

use domain::text::Text;
use leptos::prelude::*;

use super::{Where, at_till};
use crate::{
    msg::till as words,
    parts::{Face, Page},
    ports::{ports, vouchers::Till},
    resident::voucher::category_name,
    visit::{lang, t},
};

/// What the script may say, by name.
const SENTENCES: [(&str, Text); 16] = [
    ("taken", words::SAY_TAKEN),
    ("no-kit", words::SAY_NO_KIT),
    ("over-person", words::SAY_OVER_PERSON),
    ("over-store", words::SAY_OVER_STORE),
    ("over-balance", words::SAY_OVER_BALANCE),
    ("code-bad", words::CODE_BAD),
    ("code-district", words::CODE_DISTRICT),
    ("code-altered", words::CODE_ALTERED),
    ("code-old", words::CODE_OLD),
    ("code-future", words::CODE_FUTURE),
    ("code-used", words::CODE_USED),
    ("scan-empty", words::SCAN_EMPTY),
    ("amount-empty", words::AMOUNT_EMPTY),
    ("yuan-wrong", words::YUAN_WRONG),
    ("settled", words::SAY_SETTLED),
    ("settled-conflicts", words::SAY_SETTLED_CONFLICTS),
];

/// `/till/offline`.
#[component]
pub fn OfflinePage() -> impl IntoView {
    at_till(|till| view! { <Shown till/> })
}

#[component]
fn Shown(till: Till) -> impl IntoView {
    let lang = lang();
    let rules = ports().vouchers.rules();
    let ceilings = rules.at(ports().clock.now()).offline;
    let (person, store) = (ceilings.per_person.to_string(), ceilings.per_store.to_string());
    let stocks = rules.store(&till.store).map(|store| store.stocks.clone()).unwrap_or_default();
    let amounts = stocks.into_iter().map(|code| {
        let label = words::YUAN.with(lang, &[("what", &category_name(&rules, &code))]);
        let id = format!("offline-{code}");
        view! {
            <div class="field field-short">
                <label for=id.clone()>{label}</label>
                <input id=id inputmode="decimal" autocomplete="off" maxlength="10" data-category=code/>
            </div>
        }
    });
    let amounts = amounts.collect_view();
    view! {
        <Page title=t(words::OFFLINE_TITLE) face=Face::Staff>
            <Where till/>
            <div class="title-row">
                <h1>{t(words::OFFLINE_TITLE)}</h1>
                <a href="/till">{t(words::TO_TILL)}</a>
            </div>
            <p>{t(words::OFFLINE_TEXT)}</p>
            <p class="hint">{words::OFFLINE_LIMITS.with(lang, &[("person", &person), ("store", &store)])}</p>
            <noscript><p class="notice notice-warn">{t(words::OFFLINE_NOSCRIPT)}</p></noscript>
            <Said/>
            <form class="till" data-offline="" autocomplete="off" novalidate=true>
                <fieldset>
                    <legend>{t(words::AMOUNTS)}</legend>
                    {amounts}
                </fieldset>
                <div class="field">
                    <label for="scanned">{t(words::SCAN)}</label>
                    <input id="scanned" autocomplete="off" autocapitalize="off" spellcheck="false" maxlength="400"/>
                </div>
                <button class="button button-primary button-large">{t(words::OFFLINE_TAKE)}</button>
            </form>
        </Page>
    }
    .into_any()
}

/// What waits on this device and what the script says of it; and the script.
#[component]
pub(super) fn Said() -> impl IntoView {
    let sentences = SENTENCES.into_iter().map(|(name, text)| view! { <p data-say=name hidden=true>{t(text)}</p> }).collect_view();
    view! {
        <div class="notice-line" role="status">{sentences}</div>
        <p class="cluster" data-if-waiting="" hidden=true>
            <span>{t(words::OFFLINE_WAITING)}</span>
            <strong data-waiting=""></strong>
            <strong>"¥" <span data-waiting-fen=""></span></strong>
            <button type="button" class="button" data-settle="">{t(words::OFFLINE_SETTLE)}</button>
        </p>
        // The worker keeps what the page names; the script imports this one.
        <link rel="modulepreload" href="/kiosk-files/offline/base45.js"/>
        <script type="module" src="/offline-till.js"></script>
    }
    .into_any()
}
