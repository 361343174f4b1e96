//! What the plan does not know: days that stewards closed, and the share of places that is kept for people whose day was
//! called off. Read from the store at most twice a second.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use domain::{
    catalogue::Party,
    ids::{ServiceCode, VenueCode},
    text::Words,
    time::Moment,
    venue::{BookingWindow, Slot, SlotKey, Venue},
};
use jiff::civil::Date;
use sqlx::Row as _;

use super::Bookings;
use crate::store::StoreError;

/// How old what was read may be. The machine's own clock: this is about the store's rest, not about any promise.
const FRESH: Duration = Duration::from_millis(500);

/// The latest reading.
#[derive(Default)]
pub(super) struct Plans {
    read: Mutex<Option<(Instant, Arc<Changes>)>>,
}

/// What stewards changed.
#[derive(Default)]
pub(super) struct Changes {
    closed: BTreeMap<VenueCode, BTreeMap<Date, Words>>,
    shares: Vec<Share>,
}

struct Share {
    venue: VenueCode,
    until: Moment,
    first: Date,
    last: Date,
    percent: u32,
}

/// A day of no venue's changes.
static NOTHING: BTreeMap<Date, Words> = BTreeMap::new();

impl Changes {
    /// The days of a venue that were closed.
    pub(super) fn closed(&self, venue: &VenueCode) -> &BTreeMap<Date, Words> {
        self.closed.get(venue).unwrap_or(&NOTHING)
    }

    /// How many places of a slot somebody without priority may take.
    pub(super) fn ordinary_capacity(&self, slot: &Slot, now: Moment) -> u32 {
        let day = slot.key.starts.day();
        let kept =
            |share: &&Share| share.venue == slot.key.venue && share.until > now && (share.first..=share.last).contains(&day);
        let percent = self.shares.iter().filter(kept).map(|share| share.percent).max().unwrap_or(0);
        slot.capacity.saturating_sub((slot.capacity * percent).div_ceil(100))
    }
}

impl Bookings {
    /// What stewards changed, at most half a second old.
    pub(super) async fn changes(&self) -> Result<Arc<Changes>, StoreError> {
        let known = self.plans.read.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((at, changes)) = known
            && at.elapsed() < FRESH
        {
            return Ok(changes);
        }
        let changes = Arc::new(self.read_changes().await?);
        *self.plans.read.lock().unwrap_or_else(PoisonError::into_inner) = Some((Instant::now(), Arc::clone(&changes)));
        Ok(changes)
    }

    /// The next look reads the store.
    pub(super) fn forget_changes(&self) {
        *self.plans.read.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    async fn read_changes(&self) -> Result<Changes, StoreError> {
        let now = self.now();
        let mut changes = Changes::default();
        let closed = sqlx::query("SELECT venue, date, reason_zh, reason_en FROM closure WHERE date >= $1")
            .bind(now.day().to_string())
            .fetch_all(self.desk.store.reads())
            .await?;
        for row in closed {
            let words = Words { zh: row.try_get("reason_zh")?, en: row.try_get("reason_en")? };
            let date = date(row.try_get("date")?)?;
            changes.closed.entry(VenueCode(row.try_get("venue")?)).or_default().insert(date, words);
        }
        let shares =
            sqlx::query("SELECT venue, until_ms, first_day, last_day, share_percent FROM priority_share WHERE until_ms > $1")
                .bind(now.0)
                .fetch_all(self.desk.store.reads())
                .await?;
        for row in shares {
            changes.shares.push(Share {
                venue: VenueCode(row.try_get("venue")?),
                until: Moment(row.try_get("until_ms")?),
                first: date(row.try_get("first_day")?)?,
                last: date(row.try_get("last_day")?)?,
                percent: u32::try_from(row.try_get::<i64, _>("share_percent")?.clamp(0, 100)).unwrap_or(0),
            });
        }
        Ok(changes)
    }

    /// The planned slot of a key for a service, its venue and the window that holds there. `None` where the plan has none.
    pub(super) fn planned(
        &self,
        service: &ServiceCode,
        key: &SlotKey,
        changes: &Changes,
    ) -> Option<(&Venue, Slot, BookingWindow)> {
        let venue = self.desk.district.venue(&key.venue)?;
        let slot = venue.slot(key, service, &self.desk.calendar, changes.closed(&venue.code)).ok().flatten()?;
        Some((venue, slot, self.desk.district.window_of(venue)))
    }

    /// Whom a service asks for; `None` when it cannot be booked.
    pub(super) fn party(&self, service: &ServiceCode) -> Option<Party> {
        Some(self.desk.catalogue.guide(service.as_str())?.booking?.party)
    }
}

fn date(text: String) -> Result<Date, StoreError> {
    text.parse().map_err(|_| StoreError::Corrupt(format!("a day {text}")))
}
