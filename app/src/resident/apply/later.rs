//! Going on elsewhere: a reference and a code to write down, and a QR code whose secret stands in the fragment of its address,
//! which no server and no log ever sees.

use domain::text::Text;
use leptos::prelude::*;

use super::steps::{live, service_name, token};
use crate::{
    kiosk::{Done, LeaveOnceTaken, at_kiosk},
    msg::{apply, kiosk_shell},
    parts::{PrintButton, Qr, Screen, loaded, unavailable, when},
    ports::{
        Unavailable,
        cases::{DraftView, Later},
        ports,
    },
    visit::{lang, t, visit},
};

/// The page.
#[component]
pub fn LaterPage() -> impl IntoView {
    let (ports, token) = (ports(), token());
    let here = visit();
    let found = async move {
        let draft = ports.cases.draft(&token).await;
        let later = ports.cases.later(&token).await;
        // What was in another browser before it was here is no sign that it was taken.
        let elsewhere = here.kiosk.is_some() && ports.cases.goes_on_elsewhere(&token, &here.visitor).await.unwrap_or(true);
        (draft, later, !elsewhere)
    };
    loaded(found, |(draft, later, watched)| {
        live(draft, move |draft| match later {
            Ok(Some(later)) => view! { <Shown draft later watched/> }.into_any(),
            Ok(None) | Err(Unavailable) => unavailable(),
        })
    })
}

#[component]
fn Shown(draft: DraftView, later: Later, watched: bool) -> impl IntoView {
    let lang = lang();
    let kiosk = visit().kiosk.map(|venue| {
        let home = crate::kiosk::next_person(&venue);
        let watch = watched.then(|| view! { <LeaveOnceTaken at=format!("/draft/{}/later/taken", draft.token) home/> });
        view! { <Done venue/> {watch} }
    });
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
            {kiosk}
            <p class="cluster"><PrintButton lang/></p>
        </Screen>
    }
    .into_any()
}

/// What the way to this page is called: at a kiosk it is the phone that goes on.
#[must_use]
pub(super) fn later_words() -> Text {
    if at_kiosk() { kiosk_shell::PHONE_LINK } else { apply::LATER }
}
