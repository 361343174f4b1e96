//! The till of a charity supermarket: a page on the store's own phone or tablet. The device is enrolled to one store by the
//! steward; who sells is signed in beside it. What was asked once is answered once: every try has a key.

mod bought;
pub mod desk;
mod last_try;
mod look;
pub mod offline;
pub mod outcome;
pub mod refusal;
pub mod statement;
pub mod tills;
pub mod today;

use leptos::prelude::*;

use crate::{
    msg::till as words,
    parts::{Face, Page, loaded, unavailable},
    ports::{Ports, Unavailable, ports, vouchers::Till},
    resident::voucher::store_name,
    visit::{Visit, lang, t, visit},
};

/// Why a page of the till is not shown.
pub enum NoTill {
    /// This device is enrolled to no store.
    NotEnrolled,
    /// It was put out of use: it takes nothing more, and settles what it took before.
    OutOfUse(Till),
    /// It belongs to another store than who is signed in.
    OtherStore,
    /// See [`crate::ports::Unavailable`].
    Unavailable,
}

/// The till of this request: the device's, where who is signed in sells in its store.
pub async fn till_of(ports: &Ports, visit: &Visit) -> Result<Till, NoTill> {
    let Some(secret) = visit.till.as_deref() else { return Err(NoTill::NotEnrolled) };
    let till = ports.vouchers.till(secret).await.map_err(|Unavailable| NoTill::Unavailable)?;
    let Some(till) = till else { return Err(NoTill::NotEnrolled) };
    let store = visit.staff.as_ref().and_then(|staff| staff.store.as_deref());
    match till.blocked {
        _ if store != Some(till.store.as_str()) => Err(NoTill::OtherStore),
        Some(_) => Err(NoTill::OutOfUse(till)),
        None => Ok(till),
    }
}

/// A page that only an enrolled till shows.
pub(crate) fn at_till<V: IntoView + 'static>(show: impl FnOnce(Till) -> V + Send + 'static) -> AnyView {
    let (ports, visit) = (ports(), visit());
    loaded(async move { till_of(&ports, &visit).await }, move |found| match found {
        Ok(till) => show(till).into_any(),
        Err(NoTill::Unavailable) => unavailable(),
        Err(NoTill::NotEnrolled) => view! { <NotHere why=None/> }.into_any(),
        Err(NoTill::OutOfUse(till)) => view! { <OutOfUse till/> }.into_any(),
        Err(NoTill::OtherStore) => view! { <NotHere why=Some(t(words::OTHER_STORE))/> }.into_any(),
    })
    .into_any()
}

#[component]
fn NotHere(why: Option<&'static str>) -> impl IntoView {
    view! {
        <Page title=t(words::TITLE) face=Face::Staff>
            <h1>{t(words::NOT_ENROLLED)}</h1>
            {why.map(|why| view! { <p>{why}</p> })}
            <p>{t(words::NOT_ENROLLED_TEXT)}</p>
        </Page>
    }
    .into_any()
}

/// What the device took before it was put out of use is settled from here.
#[component]
fn OutOfUse(till: Till) -> impl IntoView {
    view! {
        <Page title=t(words::TITLE) face=Face::Staff>
            <Where till/>
            <h1>{t(words::OUT_OF_USE)}</h1>
            <p>{t(words::OUT_OF_USE_TEXT)}</p>
            <offline::Said/>
        </Page>
    }
    .into_any()
}

/// The store and the device, above every page of a till.
#[component]
pub(crate) fn Where(till: Till) -> impl IntoView {
    let store = store_name(&ports().vouchers.rules(), &till.store);
    view! { <p class="above">{words::STORE.with(lang(), &[("store", &store), ("till", &till.name)])}</p> }.into_any()
}
