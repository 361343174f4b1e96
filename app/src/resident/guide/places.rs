//! Where a service is handled and when: the venues that take bookings for it with their hours, or what the guide says.

use domain::{
    catalogue::Guide,
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
    if venues.is_empty() && guide.accepts_at.is_empty() {
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
        </section>
    }
    .into_any()
}

/// «星期一至星期五 09:00–12:00».
fn hours_of(session: &Session) -> String {
    let lang = lang();
    let mut days = session.weekdays.clone();
    days.sort_unstable();
    let in_a_row = days.len() > 2 && days.windows(2).all(|pair| pair[1] == pair[0] + 1);
    let words = match (days.first(), days.last()) {
        (Some(first), Some(last)) if in_a_row => {
            guide::DAYS_SPAN.with(lang, &[("first", when::weekday(lang, *first)), ("last", when::weekday(lang, *last))])
        }
        _ => days.iter().map(|day| when::weekday(lang, *day)).collect::<Vec<_>>().join(t(guide::DAYS_JOIN)),
    };
    let clock = |time: jiff::civil::Time| format!("{:02}:{:02}", time.hour(), time.minute());
    guide::HOURS_LINE.with(lang, &[("days", &words), ("from", &clock(session.from)), ("until", &clock(session.until))])
}
