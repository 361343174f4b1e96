//! The till without a connection. The page is drawn here and kept by the store's device; what happens on it then is
//! `public/till/page.js` and its neighbours, which have no words of their own: each of their sentences stands here, hidden until it
//! is said.

use domain::text::Text;
use leptos::prelude::*;

use super::{Where, at_till};
use crate::{
    msg::{kiosk, till as words},
    parts::{Face, Page},
    ports::{ports, vouchers::Till},
    resident::voucher::category_name,
    visit::{lang, t},
};

/// The scripts; what the first imports is named too, because the worker keeps what the page names.
const SCRIPT: &str = "/till-files/page.js";
const IMPORTED: [&str; 7] = [
    "/till-files/camera.js",
    "/till-files/ceilings.js",
    "/till-files/code.js",
    "/till-files/disk.js",
    "/till-files/server.js",
    "/till-files/words.js",
    "/kiosk-files/offline/base45.js",
];

/// What the script may say, by name.
const SENTENCES: [(&str, Text); 24] = [
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
    ("no-cards", words::SAY_NO_CARDS),
    ("scan-empty", words::SCAN_EMPTY),
    ("amount-empty", words::AMOUNT_EMPTY),
    ("yuan-wrong", words::YUAN_WRONG),
    ("settled", words::SAY_SETTLED),
    ("settled-conflicts", words::SAY_SETTLED_CONFLICTS),
    ("other-store", words::SAY_OTHER_STORE),
    ("no-connection", words::SAY_NO_CONNECTION),
    ("no-answer", words::SAY_NO_ANSWER),
    ("not-here", words::SAY_NOT_HERE),
    ("out-of-use", words::OUT_OF_USE),
    ("not-saved", words::SAY_NOT_SAVED),
    ("cannot", words::SAY_CANNOT),
];
/// Said with the way to put it right.
const SIGN_IN: &str = "sign-in";

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
                <Camera/>
                <div class="field">
                    <label for="scanned">{t(words::OFFLINE_SCAN)}</label>
                    <input id="scanned" autocomplete="off" autocapitalize="off" spellcheck="false" maxlength="400"/>
                </div>
                <button class="button button-primary button-large">{t(words::OFFLINE_TAKE)}</button>
            </form>
        </Page>
    }
    .into_any()
}

/// The camera, where the browser finds codes by itself; where it does not, that a scanner does it.
#[component]
fn Camera() -> impl IntoView {
    view! {
        <div class="camera" data-camera="">
            <button type="button" class="button" hidden=true>
                <span data-open="no">{t(kiosk::CAMERA)}</span>
                <span data-open="yes" hidden=true>{t(kiosk::CAMERA_STOP)}</span>
            </button>
            <p class="hint" data-open="yes" hidden=true>{t(kiosk::CAMERA_LOOK)}</p>
            <video class="camera-picture" data-open="yes" playsinline=true muted=true hidden=true></video>
            <p class="hint" role="status">
                <span data-camera-none="" hidden=true>{t(words::OFFLINE_CAMERA_NONE)}</span>
                <span data-camera-refused="" hidden=true>{t(words::OFFLINE_CAMERA_REFUSED)}</span>
            </p>
        </div>
    }
    .into_any()
}

/// What waits on this device and what the script says of it; and the script.
#[component]
pub(super) fn Said() -> impl IntoView {
    let sentences = SENTENCES.into_iter().map(|(name, text)| view! { <p data-say=name hidden=true>{t(text)}</p> }).collect_view();
    let imported = IMPORTED.into_iter().map(|path| view! { <link rel="modulepreload" href=path/> }).collect_view();
    view! {
        <div class="notice-line" role="status">
            {sentences}
            <p data-say=SIGN_IN hidden=true>
                {t(words::SAY_SIGN_IN)}
                " "
                <a href="/till">{t(words::SAY_SIGN_IN_HERE)}</a>
            </p>
        </div>
        <ul class="messages" data-conflicts="" hidden=true></ul>
        <p class="cluster" data-if-waiting="" hidden=true>
            <span>{t(words::OFFLINE_WAITING)}</span>
            <strong data-waiting=""></strong>
            <strong>"¥" <span data-waiting-fen=""></span></strong>
            <button type="button" class="button" data-settle="">{t(words::OFFLINE_SETTLE)}</button>
        </p>
        {imported}
        <script type="module" src=SCRIPT></script>
    }
    .into_any()
}
