//! Going on elsewhere: a reference and a code to write down, and a QR code whose secret stands in the fragment of its address,
//! which no server and no log ever sees.

use leptos::prelude::*;

use super::steps::{live, service_name, token};
use crate::{
    msg::apply,
    parts::{PrintButton, Qr, Screen, loaded, unavailable, when},
    ports::{
        Unavailable,
        cases::{DraftView, Later},
        ports,
    },
    visit::{lang, t},
};

/// The page.
#[component]
pub fn LaterPage() -> impl IntoView {
    let (ports, token) = (ports(), token());
    let found = async move {
        let draft = ports.cases.draft(&token).await;
        let later = ports.cases.later(&token).await;
        (draft, later)
    };
    loaded(found, |(draft, later)| {
        live(draft, move |draft| match later {
            Ok(Some(later)) => view! { <Shown draft later/> }.into_any(),
            Ok(None) | Err(Unavailable) => unavailable(),
        })
    })
}

#[component]
fn Shown(draft: DraftView, later: Later) -> impl IntoView {
    let lang = lang();
    let address = format!("{}/resume#{}", ports().public_url, later.secret);
    view! {
        <Screen title=t(apply::LATER_TITLE) above=service_name(&draft) back=format!("/draft/{}", draft.token)>
            <p>{apply::LATER_UNTIL.with(lang, &[("when", &when::moment(lang, later.expires))])}</p>
            <dl class="summary-list">
                <div><dt>{t(apply::LATER_REFERENCE)}</dt><dd class="reference">{later.reference.spaced()}</dd></div>
                <div><dt>{t(apply::LATER_CODE)}</dt><dd class="reference">{later.code}</dd></div>
            </dl>
            <p>{t(apply::LATER_HOW)}</p>
            <h2>{t(apply::LATER_PHONE)}</h2>
            <p>{t(apply::LATER_PHONE_TEXT)}</p>
            <div class="hand-over"><Qr text=address label=t(apply::LATER_QR)/></div>
            <p class="cluster"><PrintButton lang/></p>
        </Screen>
    }
    .into_any()
}
