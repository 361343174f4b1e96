//! What the ports do: bookings, cases and their files, residents who sign in, the hall, charity vouchers, ratings, kiosks, the
//! steward's work; one folder each. Every act is one transaction: the new state and its outbox row together.

use std::sync::Arc;

use domain::{calendar::WorkCalendar, catalogue::Catalogue, time::Clock, venue::District};

use crate::{gateway::Departments, keys::Keyring, live::Live, store::Store};

pub mod bookings;
pub mod carry_over;
pub mod cases;
pub mod clock;
pub mod devices;
mod ended;
pub mod files;
mod found;
pub mod hall;
pub mod offline;
pub mod ratings;
pub mod residents;
pub mod retention;
mod rounds;
pub mod steward;
mod tries;
pub mod vouchers;

/// What every desk needs.
#[derive(Clone)]
pub struct Desk {
    /// Where it is written.
    pub store: Store,
    /// What seals and signs.
    pub keys: Keyring,
    /// The services.
    pub catalogue: Arc<Catalogue>,
    /// The venues.
    pub district: Arc<District>,
    /// The work days.
    pub calendar: Arc<WorkCalendar>,
    /// The present.
    pub clock: Arc<dyn Clock>,
    /// Who is told when a venue's queue changes.
    pub live: Live,
    /// Which departmental system takes which service.
    pub departments: Arc<Departments>,
    /// The door's own address, without a slash at the end: for links in messages and QR codes.
    pub public_url: String,
}
