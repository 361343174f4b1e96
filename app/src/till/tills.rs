//! The stores' devices, for the steward: enrolling the one in their hands, and putting one out of use at once.

use leptos::prelude::*;

use crate::{
    forms::FormState,
    msg::{steward, till as words},
    parts::{Face, Field, FieldError, Page, SendOnce, loaded, unavailable, when},
    ports::{Unavailable, ports, vouchers::Till},
    resident::voucher::store_name,
    visit::{lang, t, visit},
};

/// `/steward/tills`. Its form is taken by the edge, which gives the device its secret in a cookie.
#[component]
pub fn TillsPage() -> impl IntoView {
    let (ports, secret) = (ports(), visit().till);
    let read = async move {
        let this = match secret {
            Some(secret) => ports.vouchers.till(&secret).await?,
            None => None,
        };
        Ok((ports.vouchers.tills(None).await?, this))
    };
    loaded(read, |found: Result<_, Unavailable>| match found {
        Ok((tills, this)) => view! { <Shown tills this/> }.into_any(),
        Err(Unavailable) => unavailable(),
    })
}

#[component]
fn Shown(tills: Vec<Till>, this: Option<Till>) -> impl IntoView {
    let lang = lang();
    let rules = ports().vouchers.rules();
    let state = FormState::current();
    let wrong = state.mistake("store").is_some();
    let chosen = state.value_or("store", "");
    let stores = rules.stores.iter().map(|store| {
        let code = store.code.to_string();
        view! { <option value=code.clone() selected=chosen == code>{store.name.of(lang).to_owned()}</option> }
    });
    let stores = stores.collect_view();
    let this = this.filter(|till| till.blocked.is_none()).map(|till| {
        let said = words::TILLS_THIS.with(lang, &[("store", &store_name(&rules, &till.store)), ("till", &till.name)]);
        view! { <p class="notice notice-good">{said}</p> }
    });
    let lines = tills.into_iter().map(|till| view! { <Line store=store_name(&rules, &till.store) till/> }).collect_view();
    view! {
        <Page title=t(words::TILLS_TITLE) face=Face::Staff>
            <p class="back"><a href="/steward">{t(steward::BACK)}</a></p>
            <h1>{t(words::TILLS_TITLE)}</h1>
            <p>{t(words::TILLS_TEXT)}</p>
            {this}
            <form method="post" action="/steward/tills" autocomplete="off" novalidate=true>
                <div class="field" class:field-wrong=wrong>
                    <label for="store">{t(words::TILLS_STORE)}</label>
                    <FieldError name="store".to_owned()/>
                    <select id="store" name="store" aria-invalid=wrong.then_some("true") aria-describedby=wrong.then_some("store-error")>
                        <option value=""></option>
                        {stores}
                    </select>
                </div>
                <Field name="name" label=words::TILLS_NAME hint=words::TILLS_NAME_HINT class="field-short" longest=30/>
                <button class="button button-primary">{t(words::TILLS_ENROL)}</button>
                <SendOnce lang/>
            </form>
            <section aria-labelledby="tills">
                <h2 id="tills">{t(words::TILLS_LIST)}</h2>
                <ul class="messages">{lines}</ul>
            </section>
        </Page>
    }
    .into_any()
}

#[component]
fn Line(till: Till, store: String) -> impl IntoView {
    let lang = lang();
    let since = words::TILLS_SINCE.with(lang, &[("when", &when::moment(lang, till.enrolled))]);
    let act = match till.blocked {
        Some(_) => view! { <span class="tag">{t(words::TILLS_BLOCKED)}</span> }.into_any(),
        None => view! {
            <form method="post" action="/steward/tills">
                <button class="button button-danger" name="block" value=till.id>
                    {t(words::TILLS_BLOCK)}
                    <span class="visually-hidden">{till.name.clone()}</span>
                </button>
                <SendOnce lang/>
            </form>
        }
        .into_any(),
    };
    view! {
        <li class="card">
            <p class="cluster">
                <strong>{store}</strong>
                <span>{till.name}</span>
                <span class="hint">{since}</span>
            </p>
            {act}
        </li>
    }
    .into_any()
}
