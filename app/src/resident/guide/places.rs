//! Where a service is handled and when: the venues that take bookings for it with their hours, or what the guide says; and where it
//! can be done at a kiosk, the way to those that work now.

use domain::{
    catalogue::{Channel, Guide},
    venue::{Session, Venue},
};
use leptos::prelude::*;

use crate::{
    msg::{guide, terms},
    parts::when,
    ports::ports,
    visit::{lang, t},
};

/// Each place with what is known of it; an address that was not published is not invented.
#[component]
pub fn Places(
    /// The service.
    guide: Guide,
) -> impl IntoView {
    let lang = lang();
    let district = ports().district;
    let venues: Vec<Venue> = district.venues_for(&guide.code).cloned().collect();
    let at_kiosk = guide.channels.contains(&Channel::Kiosk);
    if venues.is_empty() && guide.accepts_at.is_empty() && !at_kiosk {
        return ().into_any();
    }
    let named = guide.accepts_at.clone();
    view! {
        <section aria-labelledby="where">
            <h2 id="where">{t(guide::WHERE)}</h2>
            {(!named.is_empty())
                .then(|| view! { <ul>{named.iter().map(|place| view! { <li>{place.of(lang).to_owned()}</li> }).collect_view()}</ul> })}
            {venues
                .iter()
                .map(|venue| {
                    let hours: Vec<String> = venue
                        .sessions
                        .iter()
                        .filter(|session| session.only_on.is_empty() && session.services.contains(&guide.code))
                        .map(hours_of)
                        .collect();
                    let address = venue.address.as_ref().map_or(t(terms::ADDRESS_UNKNOWN), |words| words.of(lang)).to_owned();
                    view! {
                        <div class="card">
                            <h3>{venue.name.of(lang).to_owned()}</h3>
                            <p>{address}</p>
                            {venue.note.as_ref().map(|note| view! { <p class="hint">{note.of(lang).to_owned()}</p> })}
                            {(!hours.is_empty())
                                .then(|| {
                                    view! {
                                        <h4>{t(guide::HOURS)}</h4>
                                        <ul>{hours.into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}</ul>
                                    }
                                })}
                        </div>
                    }
                })
                .collect_view()}
            {at_kiosk.then(|| view! { <p>{t(guide::KIOSK)} <a href="/kiosks">{t(guide::TO_KIOSKS)}</a></p> })}
        </section>
    }
    .into_any()
}

/// «星期一至星期五 09:00–12:00».
fn hours_of(session: &Session) -> String {
    let lang = lang();
    let words = when::weekdays(lang, &session.weekdays);
    let clock = |time: jiff::civil::Time| format!("{:02}:{:02}", time.hour(), time.minute());
    guide::HOURS_LINE.with(lang, &[("days", &words), ("from", &clock(session.from)), ("until", &clock(session.until))])
}
