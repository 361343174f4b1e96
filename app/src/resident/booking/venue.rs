//! The first question: where.

use domain::ids::BookingToken;
use leptos::prelude::*;

use super::aim::{Aim, Found, Path};
use crate::{
    msg::{terms, venue},
    parts::{Screen, loaded, not_found, unavailable, when},
    ports::{Unavailable, VenueChoice, ports},
    visit::{lang, t},
};

/// Every venue that offers the service, with its first free day.
#[component]
pub fn VenuePage() -> impl IntoView {
    let path = Path::current();
    let ports = ports();
    let data = async move {
        let found = Aim::find(&ports, path.code.as_deref(), path.booking.as_deref()).await?;
        let venues = match &found {
            Found::Aim(aim) => ports.bookings.venues(&aim.guide.code).await?,
            _ => Vec::new(),
        };
        Ok::<_, Unavailable>((found, venues))
    };
    loaded(data, |data| match data {
        Ok((Found::Aim(aim), venues)) => view! { <Choose aim=*aim venues/> }.into_any(),
        Ok((Found::Fixed(booking), _)) => view! { <Fixed booking/> }.into_any(),
        Ok((Found::Nothing, _)) => not_found(),
        Err(Unavailable) => unavailable(),
    })
    .into_any()
}

#[component]
fn Choose(aim: Aim, venues: Vec<VenueChoice>) -> impl IntoView {
    let title = if aim.moves.is_some() { venue::TITLE_MOVE } else { venue::TITLE };
    let body = if venues.is_empty() {
        view! { <p class="notice notice-warn">{t(venue::NONE)}</p> }.into_any()
    } else {
        let rows = venues.into_iter().map(|choice| view! { <Row href=aim.at(&choice.code) choice/> }).collect_view();
        view! { <ul class="targets">{rows}</ul> }.into_any()
    };
    view! {
        <Screen title=t(title) above=aim.guide.name.of(lang()).to_owned() back=aim.back()>
            {body}
        </Screen>
    }
    .into_any()
}

#[component]
fn Row(href: String, choice: VenueChoice) -> impl IntoView {
    let lang = lang();
    let address = choice.address.as_ref().map_or(t(terms::ADDRESS_UNKNOWN), |words| words.of(lang)).to_owned();
    let free = match choice.first_free {
        Some(date) => {
            let words = venue::FIRST_FREE.with(lang, &[("day", &when::day(lang, date))]);
            view! { <span class="tag tag-free">{words}</span> }
        }
        None => view! { <span class="tag tag-full">{t(venue::NONE_FREE).to_owned()}</span> },
    };
    view! {
        <li>
            <a class="card-link" href=href>
                <strong>{choice.name.of(lang).to_owned()}</strong>
                <span>{address}</span>
                {choice.note.map(|note| view! { <span class="hint">{note.of(lang).to_owned()}</span> })}
                {free}
            </a>
        </li>
    }
    .into_any()
}

/// The booking stands as it is.
#[component]
pub fn Fixed(
    /// The booking.
    booking: BookingToken,
) -> impl IntoView {
    let href = format!("/booking/{booking}");
    view! {
        <Screen title=t(venue::CANNOT_CHANGE) back=href.clone()>
            <p><a class="button button-primary" href=href>{t(venue::TO_BOOKING)}</a></p>
        </Screen>
    }
    .into_any()
}
