//! The enrolled kiosks and how they are, and who calls for help at them.

use std::collections::BTreeMap;

use domain::ids::VenueCode;
use leptos::prelude::*;

use super::{device_health::HealthList, help_calls::HelpCalls};
use crate::{
    forms::{Answer, Form},
    msg::{devices as words, steward},
    parts::{Face, Page, Renew, SendOnce, loaded, unavailable, when},
    ports::{
        Ports, Unavailable,
        devices::{ActRefused, DeviceLine, HelpCall},
        ports,
    },
    visit::{Visit, lang, t},
};

/// How often the page comes anew, seconds.
const RENEWED: i64 = 15;
const DO: &str = "do";
const ID: &str = "id";
const REVOKE: &str = "revoke";
pub(super) const COME: &str = "come";
pub(super) const DONE: &str = "done";

/// `/steward/devices`.
#[component]
pub fn DevicesPage() -> impl IntoView {
    let ports = ports();
    let read = async move { Ok((ports.devices.calls().await?, ports.devices.devices().await?)) };
    loaded(read, |found: Result<_, Unavailable>| match found {
        Ok((calls, lines)) => view! { <Shown calls lines/> }.into_any(),
        Err(Unavailable) => unavailable(),
    })
}

#[component]
fn Shown(calls: Vec<HelpCall>, lines: Vec<DeviceLine>) -> impl IntoView {
    let none = lines.is_empty().then(|| view! { <p>{t(words::NONE)}</p> });
    let lines = lines.into_iter().map(|line| view! { <Line line/> }).collect_view();
    view! {
        <Page title=t(words::TITLE) face=Face::Staff>
            <p class="back"><a href="/steward">{t(steward::BACK)}</a></p>
            <h1>{t(words::TITLE)}</h1>
            <p class="hint">{t(words::TEXT)}</p>
            <p><a class="button button-primary" href="/steward/devices/enrol">{t(words::TO_ENROL)}</a></p>
            <HelpCalls calls/>
            <section aria-labelledby="devices">
                <h2 id="devices">{t(words::LIST)}</h2>
                {none}
                <ul class="messages">{lines}</ul>
            </section>
            <Renew seconds=RENEWED/>
        </Page>
    }
    .into_any()
}

#[component]
fn Line(line: DeviceLine) -> impl IntoView {
    let lang = lang();
    let state = match (line.revoked, line.seen) {
        (Some(_), _) => words::OUT_OF_USE,
        (None, None) => words::NEW,
        (None, Some(_)) if line.live => words::WORKS,
        (None, Some(_)) => words::AWAY,
    };
    let since = words::SINCE.with(lang, &[("when", &when::moment(lang, line.enrolled))]);
    let revoked = line.revoked.map(|at| words::REVOKED_AT.with(lang, &[("when", &when::moment(lang, at))]));
    let in_use = line.revoked.is_none();
    let (name, venue, inches) = (line.name.clone(), venue_name(&line.venue), line.inches.to_string());
    let act = in_use.then(|| {
        let (id, name) = (line.id.clone(), line.name.clone());
        view! {
            <form method="post" action="/steward/devices">
                <input type="hidden" name=ID value=id/>
                <button class="button button-danger" name=DO value=REVOKE>
                    {t(words::REVOKE)}
                    <span class="visually-hidden">{name}</span>
                </button>
                <SendOnce lang/>
            </form>
        }
    });
    view! {
        <li class="card">
            <p class="cluster">
                <strong>{venue}</strong>
                <span>{name}</span>
                <span class="tag" class:tag-free=line.live class:tag-unsure=!line.live>{t(state)}</span>
                <span class="hint">{words::PANEL.with(lang, &[("n", &inches)])}</span>
                <span class="hint">{since}</span>
                {revoked.map(|line| view! { <span class="hint">{line}</span> })}
            </p>
            {in_use.then(|| view! { <HealthList line/> })}
            {act}
        </li>
    }
    .into_any()
}

/// What a venue is called.
pub(super) fn venue_name(code: &VenueCode) -> String {
    ports().district.venue(code).map_or_else(|| code.to_string(), |venue| venue.name.of(lang()).to_owned())
}

/// Takes a kiosk out of use, comes, or is done. Done twice, it is done once.
pub async fn take(ports: &Ports, visit: &Visit, _params: &BTreeMap<String, String>, form: Form) -> Answer {
    let Some(staff) = visit.staff.as_ref() else { return Answer::SignIn };
    let id = form.get(ID);
    let done = match form.get(DO) {
        REVOKE => ports.devices.revoke(id, staff).await,
        COME => ports.devices.come(id, staff).await,
        DONE => ports.devices.help_done(id, staff).await,
        _ => return Answer::NotFound,
    };
    match done {
        // What has ended already, or was answered by somebody else, is shown as it is.
        Ok(()) | Err(ActRefused::Unknown) => Answer::Go("/steward/devices".to_owned()),
        Err(ActRefused::NotAllowed) => Answer::SignIn,
        Err(ActRefused::Unavailable) => Answer::Unavailable,
    }
}
