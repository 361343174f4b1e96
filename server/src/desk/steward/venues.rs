//! The venues' days: how many places the plan has, how many are booked, and what is closed.

use std::collections::{BTreeMap, BTreeSet};

use app::ports::VenueDay;
use domain::{
    text::Words,
    time::Moment,
    venue::{DayPlan, SlotKey, Venue},
};
use jiff::civil::{Date, Time};
use sqlx::Row as _;

use crate::{
    desk::Desk,
    store::{Store, StoreError},
};

/// Every venue on a day.
pub(super) async fn days(desk: &Desk, date: Date) -> Result<Vec<VenueDay>, StoreError> {
    let closed = closed_on(&desk.store, date).await?;
    let booked = booked_on(&desk.store, date).await?;
    Ok(desk
        .district
        .venues
        .iter()
        .map(|venue| {
            let closed = closed.get(venue.code.as_str());
            let (capacity, planned_closed) = plan(desk, venue, date, closed);
            VenueDay {
                venue: venue.code.clone(),
                name: venue.name.clone(),
                booked: booked.get(venue.code.as_str()).copied().unwrap_or(0),
                capacity,
                closed: closed.cloned().or(planned_closed),
            }
        })
        .collect())
}

/// Places of the day, each slot counted once however many services share it, and why it is closed.
fn plan(desk: &Desk, venue: &Venue, date: Date, closed: Option<&Words>) -> (i64, Option<Words>) {
    let closures: BTreeMap<Date, Words> = closed.map(|reason| (date, reason.clone())).into_iter().collect();
    let services: BTreeSet<_> = venue.sessions.iter().flat_map(|session| &session.services).collect();
    let mut slots: BTreeMap<SlotKey, i64> = BTreeMap::new();
    let mut reason = None;
    for service in services {
        // A year that is not announced yet has no places.
        match venue.day(service, date, &desk.calendar, &closures) {
            Ok(DayPlan::Open(open)) => slots.extend(open.into_iter().map(|slot| (slot.key, i64::from(slot.capacity)))),
            Ok(DayPlan::Closed(why)) => reason = Some(why),
            Ok(DayPlan::DayOff) | Err(_) => {}
        }
    }
    (slots.values().sum(), reason)
}

/// Which venues a steward or the file closed on a day, and why.
pub(in crate::desk) async fn closed_on(store: &Store, date: Date) -> Result<BTreeMap<String, Words>, StoreError> {
    sqlx::query("SELECT venue, reason_zh, reason_en FROM closure WHERE date = $1")
        .bind(date.to_string())
        .fetch_all(store.reads())
        .await?
        .iter()
        .map(|row| Ok((row.try_get("venue")?, Words { zh: row.try_get("reason_zh")?, en: row.try_get("reason_en")? })))
        .collect()
}

async fn booked_on(store: &Store, date: Date) -> Result<BTreeMap<String, i64>, StoreError> {
    let (from, until) = bounds(date);
    sqlx::query(
        "SELECT venue, COUNT(*) AS bookings FROM booking
         WHERE starts_ms >= $1 AND starts_ms < $2 AND state IN ('confirmed', 'arrived', 'served') GROUP BY venue",
    )
    .bind(from.0)
    .bind(until.0)
    .fetch_all(store.reads())
    .await?
    .iter()
    .map(|row| Ok((row.try_get("venue")?, row.try_get("bookings")?)))
    .collect()
}

fn bounds(date: Date) -> (Moment, Moment) {
    let from = Moment::beijing(date, Time::midnight());
    (from, from.plus_minutes(24 * 60))
}
