//! The number, large enough to read from two metres; on paper a roll of 80 mm. No name on either.

use domain::ids::{TicketToken, VenueCode};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{IdleReset, ScreenInches, next_person};
use crate::{
    hall::words,
    msg::kiosk,
    parts::{Face, Page, PrintButton, Qr, loaded, not_found, unavailable},
    ports::{TicketView, Unavailable, ports},
    visit::{lang, t},
};

/// The ticket as the kiosk shows and prints it.
#[component]
pub fn KioskTicketPage() -> impl IntoView {
    let params = use_params_map().get_untracked();
    let venue = params.get("venue").unwrap_or_default();
    let token = TicketToken(params.get("ticket").unwrap_or_default());
    let ports = ports();
    if ports.district.venue(&VenueCode(venue.clone())).is_none() {
        return not_found();
    }
    loaded(async move { ports.hall.ticket(&token).await }, move |found| match found {
        Ok(Some(found)) => view! { <Shown found kiosk=venue/> }.into_any(),
        Ok(None) => not_found(),
        Err(Unavailable) => unavailable(),
    })
    .into_any()
}

#[component]
fn Shown(found: TicketView, kiosk: String) -> impl IntoView {
    let lang = lang();
    let ports = ports();
    let TicketView { token, venue, service, place, .. } = found;
    let number = place.number.clone();
    let title = kiosk::TICKET_TITLE.with(lang, &[("number", &number)]);
    let service = ports.catalogue.guide(service.as_str()).map(|guide| guide.name.of(lang).to_owned());
    let venue = ports.district.venue(&venue).map(|venue| venue.name.of(lang).to_owned());
    let phone = format!("{}/t/{token}", ports.public_url);
    let home = next_person(&kiosk);
    let called = place.counter.map(|counter| kiosk::CALLED.with(lang, &[("n", &counter.to_string())]));
    let printed = kiosk::AT.with(lang, &[("time", &ports.clock.now().clock_face())]);
    let waits = called.is_none();
    view! {
        <Page title=title face=Face::Kiosk>
            <article class="roll">
                <p class="roll-venue">{venue}</p>
                <h1 class="roll-number">
                    <span class="roll-label">{t(kiosk::YOUR_NUMBER)}</span>
                    " "
                    <strong>{number}</strong>
                </h1>
                <p class="roll-service">{service}</p>
                {called.map(|words| view! { <p class="roll-called">{words}</p> })}
                {waits
                    .then(|| {
                        view! {
                            <p class="roll-ahead">{words::ahead(lang, place.ahead)}</p>
                            <p class="roll-wait">{t(kiosk::WAIT)} " " {words::range(lang, place.wait)}</p>
                        }
                    })}
                <div class="roll-qr"><Qr text=phone label=t(kiosk::PHONE_LABEL)/></div>
                <p class="roll-phone">{t(kiosk::PHONE)}</p>
                <p class="roll-missed">{t(kiosk::MISSED)}</p>
                <p class="roll-time">{printed}</p>
            </article>
            <p class="cluster kiosk-acts no-print">
                <PrintButton lang/>
                <a class="button button-primary" href=home.clone()>{t(kiosk::FINISHED)}</a>
            </p>
            <ScreenInches/>
            <IdleReset home seconds=20 at_home=false lang/>
        </Page>
    }
    .into_any()
}
