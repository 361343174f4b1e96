//! Going on elsewhere: a reference and a code to write down, and a QR code whose secret stands in the fragment of its address,
//! which no server and no log ever sees.

use domain::{ids::DraftToken, text::Text};
use leptos::prelude::*;

use super::steps::{live, service_name, token};
use crate::{
    kiosk::{Done, HoldToShow, LeaveOnceTaken, PrintSlip, Slip, at_kiosk},
    msg::{apply, kiosk_shell, slip as words},
    parts::{PrintButton, Qr, Screen, loaded, unavailable, when},
    ports::{
        Ports, Unavailable,
        cases::{DraftView, Later},
        ports,
    },
    visit::{lang, t, visit},
};

/// The page.
#[component]
pub fn LaterPage() -> impl IntoView {
    let (ports, token, visitor) = (ports(), token(), visit().visitor);
    let found = async move { (ports.cases.draft(&token).await, Over::of(&ports, &token, &visitor).await) };
    loaded(found, |(draft, over)| {
        live(draft, move |draft| match over {
            Ok(Some(over)) => view! { <Shown draft over/> }.into_any(),
            Ok(None) | Err(Unavailable) => unavailable(),
        })
    })
}

/// What a draft goes on elsewhere by.
#[derive(Clone)]
pub struct Over {
    later: Later,
    /// Whether it is seen here that a phone has taken it.
    watched: bool,
}

impl Over {
    /// Of this draft, for the browser with this mark; nothing where the draft is not live any more.
    pub(super) async fn of(ports: &Ports, token: &DraftToken, visitor: &str) -> Result<Option<Self>, Unavailable> {
        let Some(later) = ports.cases.later(token).await? else { return Ok(None) };
        // What was in another browser before it was here is no sign that it was taken.
        let elsewhere = ports.cases.goes_on_elsewhere(token, visitor).await.unwrap_or(true);
        Ok(Some(Self { later, watched: !elsewhere }))
    }
}

/// The code that a phone reads; at a kiosk also the end here, once it has.
#[component]
pub fn OverToPhone(
    /// The draft.
    token: DraftToken,
    /// What it goes on by.
    over: Over,
) -> impl IntoView {
    let address = format!("{}/resume#{}", ports().public_url, over.later.secret);
    let kiosk = visit().kiosk.map(|venue| {
        let home = crate::kiosk::next_person(&venue);
        let watch = over.watched.then(|| view! { <LeaveOnceTaken at=format!("/draft/{token}/later/taken") home/> });
        view! { <Done venue/> {watch} }
    });
    view! {
        <h2>{t(apply::LATER_PHONE)}</h2>
        <p>{t(apply::LATER_PHONE_TEXT)}</p>
        <div class="hand-over"><Qr text=address label=t(apply::LATER_QR)/></div>
        {kiosk}
    }
    .into_any()
}

#[component]
fn Shown(draft: DraftView, over: Over) -> impl IntoView {
    let lang = lang();
    let later = over.later.clone();
    let (slip, of, token) = (slip(&draft, &later), draft.token.to_string(), draft.token.clone());
    view! {
        <Screen title=t(apply::LATER_TITLE) above=service_name(&draft) back=format!("/draft/{}", draft.token)>
            <p>{apply::LATER_UNTIL.with(lang, &[("when", &when::moment(lang, later.expires))])}</p>
            // The two together open the draft: nobody reads them over a shoulder.
            <HoldToShow>
                <dl class="summary-list">
                    <div><dt>{t(apply::LATER_REFERENCE)}</dt><dd class="reference">{later.reference.spaced()}</dd></div>
                    <div><dt>{t(apply::LATER_CODE)}</dt><dd class="reference">{later.code}</dd></div>
                </dl>
            </HoldToShow>
            <p>{t(apply::LATER_HOW)}</p>
            <PrintSlip slip of/>
            <OverToPhone token over/>
            <p class="cluster"><PrintButton lang/></p>
        </Screen>
    }
    .into_any()
}

/// Reference and code on paper. The QR code's secret is not: it is good for a quarter of an hour, and paper stays.
fn slip(draft: &DraftView, later: &Later) -> Slip {
    let lang = lang();
    let address = format!("{}/resume", ports().public_url);
    Slip::new(words::LATER)
        .large(service_name(draft))
        .reference(apply::LATER_REFERENCE, later.reference.spaced())
        .reference(apply::LATER_CODE, later.code.as_str())
        .small(apply::LATER_UNTIL.with(lang, &[("when", &when::moment(lang, later.expires))]))
        .small(words::LATER_FIND.with(lang, &[("address", &address)]))
}

/// What the way to this page is called: at a kiosk it is the phone that goes on.
#[must_use]
pub(super) fn later_words() -> Text {
    if at_kiosk() { kiosk_shell::PHONE_LINK } else { apply::LATER }
}
