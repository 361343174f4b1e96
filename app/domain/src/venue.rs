//! Where and when: venues (办事点), their counters and sessions (开放时段), and the slots (号源) these make.
//! Read from `data/district.toml`.

use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};

use crate::{
    catalogue::{Catalogue, DataError},
    ids::{CounterNo, ServiceCode, VenueCode},
    text::Words,
    time::Moment,
};

mod hours;
mod plan;

pub use plan::weekday_number;

/// The district: its venues and the rules that hold for all of them.
#[derive(Clone, Debug)]
pub struct District {
    /// Its name.
    pub name: Words,
    /// How far ahead and until when one can book, unless a venue says otherwise.
    pub window: BookingWindow,
    /// Every venue in the order it is shown.
    pub venues: Vec<Venue>,
}

/// How far ahead and until when a slot can be booked. Beijing's rule as found: work days within 15 days,
/// closing 15:00 the day before (domain.md 0.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BookingWindow {
    /// The last day that can be booked is this many calendar days from today.
    pub horizon_days: u16,
    /// How many calendar days before the appointment booking closes.
    pub closes_days_before: u16,
    /// At this time of that day (Beijing).
    pub closes_at: Time,
    /// How long a hold lasts, minutes; it can be extended once by the same.
    pub hold_minutes: u16,
}

/// An office that receives residents.
#[derive(Clone, Debug)]
pub struct Venue {
    /// Its code, also in passes and paths.
    pub code: VenueCode,
    /// Its name.
    pub name: Words,
    /// What is known of its address; `None` when nothing was published. Never invented.
    pub address: Option<Words>,
    /// Remarks that a visitor needs («户外», «示例时段»), shown under the name.
    pub note: Option<Words>,
    /// Its statistical street code (GB/T 2260 with three digits for the street), where it serves one street.
    pub street_code: Option<String>,
    /// What each counter does; the number is its place from 1.
    pub counters: Vec<CounterPlan>,
    /// When it receives people.
    pub sessions: Vec<Session>,
    /// Days on which it is closed although its sessions say otherwise.
    pub closures: Vec<Closure>,
    /// Differs from the district's window where given.
    pub window: Option<BookingWindow>,
}

/// One counter (窗口) and the services it handles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CounterPlan {
    /// Its number.
    pub no: CounterNo,
    /// The services it calls.
    pub services: Vec<ServiceCode>,
}

/// A stretch of time in which a venue receives people for some services.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Session {
    /// The weekdays, by ISO number (1 Monday … 7 Sunday). A make-up work day opens as a Friday.
    pub weekdays: Vec<i8>,
    /// First moment.
    pub from: Time,
    /// Last moment.
    pub until: Time,
    /// Length of one slot, minutes.
    pub slot_minutes: u16,
    /// How many bookings one slot takes.
    pub capacity: u32,
    /// The services that can be booked in it.
    pub services: Vec<ServiceCode>,
    /// Whether it is held on public holidays too (a peak day's extra session).
    #[serde(default)]
    pub on_holidays: bool,
    /// Only on these days, where given (a peak day), whatever weekday or holiday they are.
    #[serde(default)]
    pub only_on: Vec<Date>,
}

/// A day on which a venue does not receive people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Closure {
    /// The day.
    pub date: Date,
    /// Why, for residents.
    pub reason: Words,
}

/// One bookable stretch: the key of the capacity ledger.
/// Services that share a session share its capacity: the ledger counts by session group, not by service.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SlotKey {
    /// Where.
    pub venue: VenueCode,
    /// From when.
    pub starts: Moment,
    /// Which session of the venue, by its place in [`Venue::sessions`], so that two sessions at one time keep their own capacity.
    pub session: u16,
}

/// A slot with what the plan says of it. How much of it is taken only the ledger knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    /// Its key.
    pub key: SlotKey,
    /// Until when.
    pub ends: Moment,
    /// How many bookings it takes.
    pub capacity: u32,
}

/// Why a day has no slots, or that it has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DayPlan {
    /// People are received.
    Open(Vec<Slot>),
    /// Closed for this reason.
    Closed(Words),
    /// A weekend or holiday without a session.
    DayOff,
}

/// Whether a slot can be booked at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bookable {
    /// Yes.
    Yes,
    /// Booking for it has closed, or it is past.
    TooLate {
        /// When booking closed.
        closed: Moment,
    },
    /// It is not offered yet.
    TooEarly,
}

impl District {
    /// Reads `data/district.toml` and checks it against the catalogue: unknown services, sessions that overlap
    /// themselves, a counter or session that offers nothing, a slot that no counter can serve.
    pub fn read(file: &str, text: &str, catalogue: &Catalogue) -> Result<Self, Vec<DataError>> {
        crate::venue_file::read(file, text, catalogue)
    }

    /// The venue of that code.
    #[must_use]
    pub fn venue(&self, code: &VenueCode) -> Option<&Venue> {
        self.venues.iter().find(|venue| venue.code == *code)
    }

    /// The venues where a service can be booked.
    pub fn venues_for<'a>(&'a self, service: &'a ServiceCode) -> impl Iterator<Item = &'a Venue> + 'a {
        self.venues.iter().filter(|venue| venue.sessions.iter().any(|session| session.services.contains(service)))
    }

    /// The window that holds for a venue.
    #[must_use]
    pub fn window_of(&self, venue: &Venue) -> BookingWindow {
        venue.window.unwrap_or(self.window)
    }
}

impl Venue {
    /// The counters that handle a service.
    pub fn counters_for<'a>(&'a self, service: &'a ServiceCode) -> impl Iterator<Item = CounterNo> + 'a {
        self.counters.iter().filter(|counter| counter.services.contains(service)).map(|counter| counter.no)
    }
}
