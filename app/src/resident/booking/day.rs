//! The second question: which day. A list of days that says in words what each offers.

use domain::{
    case::divorce::Cooling,
    ids::VenueCode,
    venue::{BookingWindow, Venue},
};
use leptos::prelude::*;

use super::{
    aim::{Aim, Found, Path},
    cooling::{self, Rule},
    venue::Fixed,
};
use crate::{
    msg::day,
    parts::{Screen, loaded, not_found, unavailable, when},
    ports::{DayChoice, DayOffer, Unavailable, ports},
    visit::{lang, t, visit},
};

/// The days within the horizon.
#[component]
pub fn DayPage() -> impl IntoView {
    let path = Path::current();
    let ports = ports();
    let resident = visit().resident.map(|known| known.id);
    let code = VenueCode(path.venue.clone());
    let district = ports.district.clone();
    let data = async move {
        let found = Aim::find(&ports, path.code.as_deref(), path.booking.as_deref()).await?;
        let offered = |aim: &Aim| ports.district.venues_for(&aim.guide.code).any(|venue| venue.code == code);
        let days = match &found {
            Found::Aim(aim) if offered(aim) => Some(ports.bookings.days(&aim.guide.code, &code).await?),
            _ => None,
        };
        let cooling = match &found {
            Found::Aim(aim) => cooling::known(&ports, &aim.guide.code, resident.as_deref()).await?,
            Found::Fixed(_) | Found::Nothing => None,
        };
        Ok::<_, Unavailable>((found, days.map(|days| (days, cooling)), code))
    };
    loaded(data, move |data| match data {
        Ok((Found::Aim(aim), Some((days, cooling)), code)) => match district.venue(&code) {
            Some(venue) => {
                view! { <Choose aim=*aim window=district.window_of(venue) venue=venue.clone() days cooling/> }.into_any()
            }
            None => not_found(),
        },
        Ok((Found::Fixed(booking), ..)) => view! { <Fixed booking/> }.into_any(),
        Ok(_) => not_found(),
        Err(Unavailable) => unavailable(),
    })
    .into_any()
}

#[component]
fn Choose(aim: Aim, venue: Venue, window: BookingWindow, days: Vec<DayChoice>, cooling: Option<Cooling>) -> impl IntoView {
    let lang = lang();
    let title = if aim.moves.is_some() { day::TITLE_MOVE } else { day::TITLE };
    let above = format!("{} · {}", aim.guide.name.of(lang), venue.name.of(lang));
    let none = !days.iter().any(|day| matches!(day.offer, DayOffer::Free(_)));
    let start = aim.start();
    view! {
        <Screen title=t(title) above back=start.clone()>
            <p class="hint">{rule(window)}</p>
            <Rule service=aim.guide.code.clone() known=cooling/>
            {none
                .then(|| {
                    view! {
                        <div class="notice notice-warn">
                            <p><strong>{t(day::ALL_FULL)}</strong></p>
                            <p>{t(day::ALL_FULL_TEXT)}</p>
                        </div>
                    }
                })}
            <ol class="days">
                {days.into_iter().map(|choice| view! { <Day href=aim.on(&venue.code, choice.date) choice/> }).collect_view()}
            </ol>
            <p><a class="button" href=start>{t(day::OTHER_VENUE)}</a></p>
        </Screen>
    }
    .into_any()
}

/// How far ahead and until when, in words.
fn rule(window: BookingWindow) -> String {
    let time = format!("{:02}:{:02}", window.closes_at.hour(), window.closes_at.minute());
    let days = window.horizon_days.to_string();
    let before = window.closes_days_before.to_string();
    let text = match window.closes_days_before {
        0 => day::RULE_SAME_DAY,
        1 => day::RULE,
        _ => day::RULE_DAYS,
    };
    text.with(lang(), &[("days", &days), ("time", &time), ("before", &before)])
}

/// One day; only one with a free place is a link.
#[component]
fn Day(href: String, choice: DayChoice) -> impl IntoView {
    let lang = lang();
    let (class, words) = match &choice.offer {
        DayOffer::Free(n) => ("tag tag-free", day::FREE.with(lang, &[("n", &n.to_string())])),
        DayOffer::Full => ("tag tag-full", t(day::FULL).to_owned()),
        DayOffer::NotBookable => ("tag", t(day::NOT_BOOKABLE).to_owned()),
        DayOffer::Closed(reason) => ("tag", day::CLOSED.with(lang, &[("reason", reason.of(lang))])),
        DayOffer::DayOff => ("tag", t(day::DAY_OFF).to_owned()),
        DayOffer::NotAnnounced => ("tag", t(day::NOT_ANNOUNCED).to_owned()),
    };
    let inside = view! {
        <time datetime=choice.date.to_string()>{when::day(lang, choice.date)}</time>
        " "
        <span class=class>{words}</span>
    };
    match choice.offer {
        DayOffer::Free(_) => view! { <li><a class="card-link" href=href>{inside}</a></li> }.into_any(),
        _ => view! { <li class="day-none">{inside}</li> }.into_any(),
    }
}
