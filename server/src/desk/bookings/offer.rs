//! What can be chosen: venues, days, slots, and what else there is when a slot is full.

use std::collections::BTreeMap;

use app::ports::{DayChoice, DayOffer, SlotChoice, VenueChoice};
use domain::{
    ids::{ServiceCode, VenueCode},
    time::Moment,
    venue::{Bookable, DayPlan, Slot, SlotKey, Venue},
};
use jiff::{
    Span,
    civil::{Date, time},
};
use sqlx::Row as _;

use super::{Bookings, plan::Changes};
use crate::store::StoreError;

/// How many slots are offered instead of a full one.
const ALTERNATIVES: usize = 5;

/// How many places of each slot are taken.
type Taken = BTreeMap<SlotKey, u32>;

impl Bookings {
    pub(super) async fn offered_venues(&self, service: &ServiceCode) -> Result<Vec<VenueChoice>, StoreError> {
        let now = self.now();
        let changes = self.changes().await?;
        let taken = self.taken(None, now.day(), Date::MAX, now).await?;
        let venues = self.desk.district.venues_for(service).map(|venue| VenueChoice {
            code: venue.code.clone(),
            name: venue.name.clone(),
            address: venue.address.clone(),
            note: venue.note.clone(),
            first_free: self
                .days_of(venue, now)
                .into_iter()
                .find(|day| matches!(self.offer(venue, service, *day, &changes, &taken, now), DayOffer::Free(_))),
        });
        Ok(venues.collect())
    }

    pub(super) async fn offered_days(&self, service: &ServiceCode, venue: &VenueCode) -> Result<Vec<DayChoice>, StoreError> {
        let Some(venue) = self.desk.district.venue(venue) else { return Ok(Vec::new()) };
        let now = self.now();
        let changes = self.changes().await?;
        let taken = self.taken(Some(&venue.code), now.day(), Date::MAX, now).await?;
        let offer = |date| DayChoice { date, offer: self.offer(venue, service, date, &changes, &taken, now) };
        Ok(self.days_of(venue, now).into_iter().map(offer).collect())
    }

    pub(super) async fn offered_slots(
        &self,
        service: &ServiceCode,
        venue: &VenueCode,
        date: Date,
    ) -> Result<Vec<SlotChoice>, StoreError> {
        let Some(venue) = self.desk.district.venue(venue) else { return Ok(Vec::new()) };
        let now = self.now();
        let changes = self.changes().await?;
        let taken = self.taken(Some(&venue.code), date, date, now).await?;
        Ok(self.choices(venue, service, date, &changes, &taken, now))
    }

    /// The nearest free slots: of the same day, then of the venue's other days, then of other venues.
    pub(super) async fn alternatives(&self, service: &ServiceCode, full: &SlotKey) -> Result<Vec<SlotChoice>, StoreError> {
        let Some(venue) = self.desk.district.venue(&full.venue) else { return Ok(Vec::new()) };
        let now = self.now();
        let changes = self.changes().await?;
        let day = full.starts.day();
        let mut found = Vec::new();
        let taken = self.taken(Some(&venue.code), day, day, now).await?;
        self.add_free(&mut found, (venue, service, full), std::iter::once(day), (&changes, &taken), now);
        if found.len() < ALTERNATIVES {
            let taken = self.taken(Some(&venue.code), now.day(), Date::MAX, now).await?;
            let mut days = self.days_of(venue, now);
            days.retain(|other| *other != day);
            days.sort_by_key(|other| distance(*other, day));
            self.add_free(&mut found, (venue, service, full), days.into_iter(), (&changes, &taken), now);
        }
        if found.len() < ALTERNATIVES {
            let taken = self.taken(None, now.day(), Date::MAX, now).await?;
            for other in self.desk.district.venues_for(service).filter(|other| other.code != full.venue) {
                let mut days = self.days_of(other, now);
                days.sort_by_key(|other| distance(*other, day));
                self.add_free(&mut found, (other, service, full), days.into_iter(), (&changes, &taken), now);
            }
        }
        Ok(found)
    }

    fn add_free(
        &self,
        found: &mut Vec<SlotChoice>,
        (venue, service, full): (&Venue, &ServiceCode, &SlotKey),
        days: impl Iterator<Item = Date>,
        (changes, taken): (&Changes, &Taken),
        now: Moment,
    ) {
        for day in days {
            if found.len() >= ALTERNATIVES {
                return;
            }
            let mut free = self.choices(venue, service, day, changes, taken, now);
            free.retain(|slot| slot.bookable && slot.free > 0 && slot.key != *full);
            free.sort_by_key(|slot| (slot.key.starts.0 - full.starts.0).abs());
            free.truncate(ALTERNATIVES - found.len());
            found.append(&mut free);
        }
    }

    fn days_of(&self, venue: &Venue, now: Moment) -> Vec<Date> {
        self.desk.district.window_of(venue).days(now.day())
    }

    fn choices(
        &self,
        venue: &Venue,
        service: &ServiceCode,
        date: Date,
        changes: &Changes,
        taken: &Taken,
        now: Moment,
    ) -> Vec<SlotChoice> {
        match venue.day(service, date, &self.desk.calendar, changes.closed(&venue.code)) {
            Ok(DayPlan::Open(slots)) => slots.into_iter().map(|slot| self.choice(venue, slot, changes, taken, now)).collect(),
            Ok(DayPlan::Closed(_) | DayPlan::DayOff) | Err(_) => Vec::new(),
        }
    }

    fn choice(&self, venue: &Venue, slot: Slot, changes: &Changes, taken: &Taken, now: Moment) -> SlotChoice {
        let used = taken.get(&slot.key).copied().unwrap_or(0);
        SlotChoice {
            free: changes.ordinary_capacity(&slot, now).saturating_sub(used),
            bookable: self.desk.district.window_of(venue).bookable(slot.key.starts, now) == Bookable::Yes,
            ends: slot.ends,
            key: slot.key,
        }
    }

    fn offer(&self, venue: &Venue, service: &ServiceCode, date: Date, changes: &Changes, taken: &Taken, now: Moment) -> DayOffer {
        let slots = match venue.day(service, date, &self.desk.calendar, changes.closed(&venue.code)) {
            Ok(DayPlan::Open(slots)) => slots,
            Ok(DayPlan::Closed(reason)) => return DayOffer::Closed(reason),
            Ok(DayPlan::DayOff) => return DayOffer::DayOff,
            Err(_) => return DayOffer::NotAnnounced,
        };
        let choices: Vec<SlotChoice> =
            slots.into_iter().map(|slot| self.choice(venue, slot, changes, taken, now)).filter(|slot| slot.bookable).collect();
        match choices.iter().map(|slot| slot.free).sum() {
            _ if choices.is_empty() => DayOffer::NotBookable,
            0 => DayOffer::Full,
            free => DayOffer::Free(free),
        }
    }

    /// How many places are taken on these days, without those whose time is over.
    async fn taken(&self, venue: Option<&VenueCode>, first: Date, last: Date, now: Moment) -> Result<Taken, StoreError> {
        let midnight = time(0, 0, 0, 0);
        let from = Moment::beijing(first, midnight).0;
        let until = last.checked_add(Span::new().days(1)).map_or(i64::MAX, |day| Moment::beijing(day, midnight).0);
        // One text for one venue and for all: '' is no venue's code.
        let venue = venue.map_or("", VenueCode::as_str);
        let rows = sqlx::query(
            "SELECT venue, session, starts_ms, used - (SELECT COUNT(*) FROM hold WHERE hold.venue = slot.venue
                AND hold.session = slot.session AND hold.starts_ms = slot.starts_ms AND hold.state = 'live'
                AND hold.expires_ms <= $1) AS taken
             FROM slot WHERE (venue = $2 OR $2 = '') AND starts_ms >= $3 AND starts_ms < $4",
        )
        .bind(now.0)
        .bind(venue)
        .bind(from)
        .bind(until)
        .fetch_all(self.desk.store.reads())
        .await?;
        let mut taken = Taken::new();
        for row in rows {
            let used: i64 = row.try_get("taken")?;
            taken.insert(super::rows::slot(&row)?, u32::try_from(used.max(0)).unwrap_or(u32::MAX));
        }
        Ok(taken)
    }
}

fn distance(day: Date, other: Date) -> u64 {
    day.duration_since(other).as_secs().unsigned_abs()
}
