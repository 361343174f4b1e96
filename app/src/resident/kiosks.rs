//! Where there are kiosks, whether they work now and until when, and where else they do.

use domain::{ids::VenueCode, text::Lang};
use leptos::prelude::*;

use crate::{
    msg::devices as words,
    parts::{Screen, loaded, unavailable},
    ports::{
        Unavailable,
        devices::{MachineState, Machines},
        ports,
    },
    visit::{lang, t},
};

/// `/kiosks`.
#[component]
pub fn KiosksPage() -> impl IntoView {
    let ports = ports();
    loaded(async move { ports.devices.machines().await }, |found| match found {
        Ok(machines) => view! { <Shown machines/> }.into_any(),
        Err(Unavailable) => unavailable(),
    })
}

#[component]
fn Shown(machines: Vec<Machines>) -> impl IntoView {
    let none = machines.is_empty().then(|| view! { <p>{t(words::KIOSKS_NONE)}</p> });
    let lines = machines.into_iter().map(|machines| view! { <Line machines/> }).collect_view();
    view! {
        <Screen title=t(words::KIOSKS_TITLE) back="/">
            <p>{t(words::KIOSKS_TEXT)}</p>
            {none}
            <ul class="messages">{lines}</ul>
        </Screen>
    }
    .into_any()
}

#[component]
fn Line(machines: Machines) -> impl IntoView {
    let lang = lang();
    let good = machines.work();
    let state = match (machines.state, machines.open_until) {
        (_, None) => t(words::KIOSK_CLOSED).to_owned(),
        (MachineState::Works, Some(until)) => words::KIOSK_WORKS_UNTIL.with(lang, &[("time", &until.clock_face())]),
        (MachineState::NoPaper, _) => t(words::KIOSK_NO_PAPER).to_owned(),
        (MachineState::Away, _) => t(words::KIOSK_AWAY).to_owned(),
    };
    let names: Vec<String> = machines.elsewhere.iter().map(venue_name).collect();
    let between = if lang == Lang::Zh { "、" } else { ", " };
    let elsewhere = (!names.is_empty()).then(|| words::KIOSK_ELSEWHERE.with(lang, &[("venue", &names.join(between))]));
    view! {
        <li class="card">
            <h2>{venue_name(&machines.venue)}</h2>
            <p><span class="tag" class:tag-free=good class:tag-unsure=!good>{state}</span></p>
            {elsewhere.map(|line| view! { <p>{line}</p> })}
        </li>
    }
    .into_any()
}

fn venue_name(code: &VenueCode) -> String {
    ports().district.venue(code).map_or_else(|| code.to_string(), |venue| venue.name.of(lang()).to_owned())
}
