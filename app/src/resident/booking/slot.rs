//! The third question: what time. Pressing a time keeps the place. When somebody was quicker, the nearest free times are shown
//! in its stead.

use std::collections::BTreeMap;

use domain::{
    case::divorce::Cooling,
    ids::VenueCode,
    time::Moment,
    venue::{SlotKey, Venue},
};
use jiff::civil::Date;
use leptos::prelude::*;

use super::{
    aim::{Aim, Found, Path},
    cooling::{self, NotThen},
    venue::Fixed,
};
use crate::{
    forms::{Answer, FieldMistake, Form, FormState},
    msg::slot,
    parts::{Screen, SendOnce, loaded, not_found, unavailable, when},
    ports::{DayChoice, DayOffer, HoldRefused, Ports, SlotChoice, Unavailable, ports},
    visit::{Visit, lang, t, visit},
};

/// Where the summary of mistakes leads: the list of times.
const LIST: &str = "times";
/// The note that carries the alternatives.
const FULL: &str = "full";

/// What the page shows.
struct Day {
    aim: Aim,
    venue: Venue,
    date: Date,
    slots: Vec<SlotChoice>,
    /// The next days with a free place, when this one has none.
    others: Vec<DayChoice>,
    /// The days of a divorce, where the service ends one and they are known.
    cooling: Option<Cooling>,
}

/// The times of a day.
#[component]
pub fn SlotPage() -> impl IntoView {
    let path = Path::current();
    let ports = ports();
    let resident = visit().resident.map(|known| known.id);
    loaded(async move { read(&ports, &path, resident.as_deref()).await }, |data| match data {
        Ok(Ok(day)) => view! { <Choose day/> }.into_any(),
        Ok(Err(Found::Fixed(booking))) => view! { <Fixed booking/> }.into_any(),
        Ok(Err(_)) => not_found(),
        Err(Unavailable) => unavailable(),
    })
    .into_any()
}

async fn read(ports: &Ports, path: &Path, resident: Option<&str>) -> Result<Result<Day, Found>, Unavailable> {
    let aim = match Aim::find(ports, path.code.as_deref(), path.booking.as_deref()).await? {
        Found::Aim(aim) => *aim,
        other => return Ok(Err(other)),
    };
    let code = VenueCode(path.venue.clone());
    let venue = ports.district.venues_for(&aim.guide.code).find(|venue| venue.code == code).cloned();
    let (Some(venue), Ok(date)) = (venue, path.date.parse::<Date>()) else { return Ok(Err(Found::Nothing)) };
    let slots = ports.bookings.slots(&aim.guide.code, &code, date).await?;
    let mut others = Vec::new();
    if !slots.iter().any(|slot| slot.bookable && slot.free > 0) {
        others = ports.bookings.days(&aim.guide.code, &code).await?;
        others.retain(|day| day.date != date && matches!(day.offer, DayOffer::Free(_)));
        others.truncate(5);
    }
    let cooling = cooling::known(ports, &aim.guide.code, resident).await?;
    Ok(Ok(Day { aim, venue, date, slots, others, cooling }))
}

#[component]
fn Choose(day: Day) -> impl IntoView {
    let lang = lang();
    let Day { aim, venue, date, slots, others, cooling } = day;
    let title = if aim.moves.is_some() { slot::TITLE_MOVE } else { slot::TITLE };
    let above = format!("{} · {} · {}", aim.guide.name.of(lang), venue.name.of(lang), when::day(lang, date));
    let minutes = ports().district.window_of(&venue).hold_minutes.to_string();
    let hint = if aim.moves.is_some() { slot::HINT_MOVE } else { slot::HINT };
    let alternatives = FormState::current().notes.get(FULL).map(|note| decode(note)).unwrap_or_default();
    let back = aim.at(&venue.code);
    let action = aim.on(&venue.code, date);
    let (morning, afternoon): (Vec<_>, Vec<_>) = slots.iter().cloned().partition(|slot| slot.key.starts.in_beijing().hour() < 12);
    let free = slots.iter().any(|slot| slot.bookable && slot.free > 0);
    let none = if slots.is_empty() { slot::NONE } else { slot::DAY_FULL };
    view! {
        <Screen title=t(title) above back=back.clone()>
            <NotThen service=aim.guide.code.clone() date known=cooling/>
            <div id=LIST tabindex="-1">
                {(!alternatives.is_empty()).then(|| view! { <Alternatives aim=aim.clone() slots=alternatives/> })}
                {free.then(|| view! { <p class="hint">{hint.with(lang, &[("minutes", &minutes)])}</p> })}
                {(!free).then(|| view! { <p class="notice notice-warn">{t(none)}</p> })}
                <form method="post" action=action>
                    <Times title=t(slot::MORNING) slots=morning/>
                    <Times title=t(slot::AFTERNOON) slots=afternoon/>
                    <SendOnce lang/>
                </form>
            </div>
            {(!others.is_empty())
                .then(|| {
                    let days = others.iter().map(|day| {
                        let href = aim.on(&venue.code, day.date);
                        view! { <li><a class="card-link" href=href>{when::day(lang, day.date)}</a></li> }
                    });
                    view! {
                        <h2>{t(slot::NEXT_DAYS)}</h2>
                        <ul class="targets targets-small">{days.collect_view()}</ul>
                    }
                })}
            <p><a class="button" href=back>{t(slot::OTHER_DAY)}</a></p>
        </Screen>
    }
    .into_any()
}

/// Half a day: each free time is a button that keeps the place; a full one says so.
#[component]
fn Times(title: &'static str, slots: Vec<SlotChoice>) -> impl IntoView {
    let lang = lang();
    (!slots.is_empty())
        .then(|| {
            let rows = slots.into_iter().map(|choice| {
                let time = when::clock_span(choice.key.starts, choice.ends);
                let words = match (choice.bookable, choice.free) {
                    (false, _) => t(slot::CLOSED).to_owned(),
                    (true, 0) => t(slot::FULL).to_owned(),
                    (true, n) => slot::FREE.with(lang, &[("n", &n.to_string())]),
                };
                if choice.bookable && choice.free > 0 {
                    view! {
                        <li>
                            <button class="card-link slot" name="slot" value=key_text(&choice.key)>
                                <strong>{time}</strong>
                                " "
                                <span class="tag tag-free">{words}</span>
                            </button>
                        </li>
                    }
                    .into_any()
                } else {
                    view! { <li class="day-none"><strong>{time}</strong> " " <span class="tag tag-full">{words}</span></li> }
                        .into_any()
                }
            });
            view! {
                <h2>{title}</h2>
                <ul class="slots">{rows.collect_view()}</ul>
            }
        })
        .into_any()
}

/// What is still free near a time that just filled up: one press keeps it.
#[component]
fn Alternatives(aim: Aim, slots: Vec<SlotChoice>) -> impl IntoView {
    let lang = lang();
    let district = ports().district;
    let rows = slots.into_iter().map(|choice| {
        let place = district.venue(&choice.key.venue).map(|venue| venue.name.of(lang).to_owned());
        view! {
            <li>
                <form method="post" action=aim.on(&choice.key.venue, choice.key.starts.day())>
                    <button class="card-link slot" name="slot" value=key_text(&choice.key)>
                        <strong>{when::span(lang, choice.key.starts, choice.ends)}</strong>
                        <span>{place}</span>
                        <span class="tag tag-free">{slot::FREE.with(lang, &[("n", &choice.free.to_string())])}</span>
                    </button>
                </form>
            </li>
        }
    });
    view! {
        <section class="notice" aria-labelledby="instead">
            <h2 id="instead">{t(slot::INSTEAD)}</h2>
            <ul class="targets">{rows.collect_view()}</ul>
        </section>
    }
    .into_any()
}

/// Keeps the chosen place and goes on to «who», or, for a new time of a booking, to «check».
pub async fn take(ports: &Ports, visit: &Visit, params: &BTreeMap<String, String>, form: Form) -> Answer {
    let part = |name: &str| params.get(name).map(String::as_str);
    let aim = match Aim::find(ports, part("code"), part("booking")).await {
        Ok(Found::Aim(aim)) => aim,
        Ok(Found::Fixed(booking)) => return Answer::Go(format!("/booking/{booking}")),
        Ok(Found::Nothing) => return Answer::NotFound,
        Err(Unavailable) => return Answer::Unavailable,
    };
    let (Some(venue), Some(Ok(date))) = (part("venue"), part("date").map(str::parse::<Date>)) else { return Answer::NotFound };
    let key = read_key(venue, form.get("slot")).filter(|key| key.starts.day() == date);
    let Some(key) = key else { return again(422, slot::CHOOSE, None) };
    match ports.bookings.hold(&aim.guide.code, &key, &visit.visitor, aim.moves.as_ref()).await {
        Ok(hold) if aim.moves.is_some() => Answer::Go(format!("/hold/{hold}/check")),
        Ok(hold) => Answer::Go(format!("/hold/{hold}")),
        Err(HoldRefused::Full { alternatives }) if alternatives.is_empty() => again(409, slot::TAKEN_NONE, None),
        Err(HoldRefused::Full { alternatives }) => again(409, slot::TAKEN, Some(encode(&alternatives))),
        Err(HoldRefused::NotBookable) => again(409, slot::NOT_BOOKABLE, None),
        Err(HoldRefused::TooMany) => again(429, slot::TOO_MANY, None),
        Err(HoldRefused::CannotMove) => again(409, slot::CANNOT_MOVE, None),
        Err(HoldRefused::Unavailable) => Answer::Unavailable,
    }
}

fn again(status: u16, text: domain::text::Text, full: Option<String>) -> Answer {
    let notes = full.map(|full| (FULL, full)).into_iter().collect();
    Answer::Again { status, state: FormState { form: Form::default(), mistakes: vec![FieldMistake::new(LIST, text)], notes } }
}

/// `1795480200000.0`: from when, and which session.
fn key_text(key: &SlotKey) -> String {
    format!("{}.{}", key.starts.0, key.session)
}

fn read_key(venue: &str, text: &str) -> Option<SlotKey> {
    let (starts, session) = text.split_once('.')?;
    Some(SlotKey { venue: VenueCode::from(venue), starts: Moment(starts.parse().ok()?), session: session.parse().ok()? })
}

/// One slot a line: venue, key, end, free places.
fn encode(slots: &[SlotChoice]) -> String {
    let line = |slot: &SlotChoice| format!("{} {} {} {}", slot.key.venue, key_text(&slot.key), slot.ends.0, slot.free);
    slots.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn decode(note: &str) -> Vec<SlotChoice> {
    let line = |line: &str| {
        let mut parts = line.split(' ');
        let key = read_key(parts.next()?, parts.next()?)?;
        let ends = Moment(parts.next()?.parse().ok()?);
        Some(SlotChoice { key, ends, free: parts.next()?.parse().ok()?, bookable: true })
    };
    note.lines().filter_map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alternatives_come_back_as_they_were() {
        let key = SlotKey { venue: VenueCode::from("jd-niujie"), starts: Moment(1_795_480_200_000), session: 2 };
        let slots = vec![SlotChoice { key, ends: Moment(1_795_482_000_000), free: 3, bookable: true }];
        assert_eq!(decode(&encode(&slots)), slots);
    }

    #[test]
    fn what_is_no_slot_is_not_read() {
        for text in ["", "1", "1.", ".1", "a.b", "1.70000", "99999999999999999999.1"] {
            assert_eq!(read_key("hy", text), None, "{text}");
        }
    }
}
