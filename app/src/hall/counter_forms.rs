//! The counter's buttons: each a form of its own with a key of its own, so that a doubled press is one act.

use domain::{
    catalogue::Catalogue,
    ids::{ServiceCode, VenueCode},
    text::Text,
    venue::District,
};
use leptos::prelude::*;

use crate::{
    hall::attempt,
    msg::counter,
    parts::SendOnce,
    ports::ports,
    visit::{lang, t},
};

/// One button.
#[component]
pub fn Act(
    /// The form's `do`.
    act: &'static str,
    /// What it says.
    label: Text,
    /// How it looks.
    #[prop(default = "button")]
    class: &'static str,
) -> impl IntoView {
    view! {
        <form method="post" class="counter-act">
            <input type="hidden" name="attempt" value=attempt(act)/>
            <button class=class name="do" value=act>{t(label)}</button>
            <SendOnce lang=lang()/>
        </form>
    }
}

/// Everybody who waits at the desk, each with «is here».
#[component]
pub fn AtDesk(
    /// Their numbers.
    numbers: Vec<String>,
) -> impl IntoView {
    let lang = lang();
    if numbers.is_empty() {
        return view! { <p class="hint">{t(counter::AT_DESK_NONE)}</p> }.into_any();
    }
    let rows = numbers.into_iter().map(|number| {
        let label = counter::BACK_FROM_DESK.with(lang, &[("number", &number)]);
        view! {
            <li>
                <form method="post">
                    <input type="hidden" name="attempt" value=attempt(&format!("back.{number}"))/>
                    <input type="hidden" name="number" value=number/>
                    <button class="button" name="do" value="back_from_desk">{label}</button>
                    <SendOnce lang/>
                </form>
            </li>
        }
    });
    view! { <ul class="cluster counter-desk">{rows.collect_view()}</ul> }.into_any()
}

/// Sends the person on. Services are listed that some counter of some venue takes; whether the chosen venue does is said
/// after the press.
#[component]
pub fn SendOn(
    /// This venue, chosen at first.
    here: VenueCode,
) -> impl IntoView {
    let ports = ports();
    let lang = lang();
    let venues = ports.district.venues.iter().map(|venue| {
        let code = venue.code.to_string();
        view! { <option value=code selected=venue.code == here>{venue.name.of(lang).to_owned()}</option> }
    });
    let groups = services(&ports.district, &ports.catalogue).into_iter().map(|(code, name)| {
        view! { <option value=code.to_string()>{name.of(lang).to_owned()}</option> }
    });
    view! {
        <details class="counter-transfer">
            <summary>{t(counter::TRANSFER)}</summary>
            <form method="post">
                <input type="hidden" name="attempt" value=attempt("transfer")/>
                <p class="hint">{t(counter::TRANSFER_TEXT)}</p>
                <div class="field">
                    <label for="venue">{t(counter::VENUE)}</label>
                    <select id="venue" name="venue">{venues.collect_view()}</select>
                </div>
                <div class="field">
                    <label for="service">{t(counter::SERVICE)}</label>
                    <select id="service" name="service">{groups.collect_view()}</select>
                </div>
                <button class="button" name="do" value="transfer">{t(counter::TRANSFER_BUTTON)}</button>
                <SendOnce lang/>
            </form>
        </details>
    }
    .into_any()
}

/// The services that counters take, in the catalogue's order.
fn services(district: &District, catalogue: &Catalogue) -> Vec<(ServiceCode, domain::text::Words)> {
    catalogue
        .guides()
        .iter()
        .filter(|guide| {
            district.venues.iter().any(|venue| venue.counters.iter().any(|counter| counter.services.contains(&guide.code)))
        })
        .map(|guide| (guide.code.clone(), guide.name.clone()))
        .collect()
}
