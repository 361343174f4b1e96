//! What the pages ask of the server, as traits; the server provides them through context.
//! Everything a page may show comes through here already masked: a page cannot leak what it never gets.

use std::sync::Arc;

use domain::{catalogue::Catalogue, time::Clock, venue::District};
use leptos::prelude::*;

mod booking;
mod carry_over;
pub mod cases;
pub mod devices;
pub mod files;
mod hall;
mod leases;
mod messages;
mod offline;
pub mod ratings;
mod residents;
mod steward;
pub mod vouchers;

pub use booking::*;
pub use carry_over::*;
pub use hall::*;
pub use leases::*;
pub use messages::*;
pub use offline::*;
pub use residents::*;
pub use steward::*;

/// All ports of one server.
#[derive(Clone)]
pub struct Ports {
    /// The services.
    pub catalogue: Arc<Catalogue>,
    /// The venues.
    pub district: Arc<District>,
    /// Bookings.
    pub bookings: Arc<dyn BookingDesk>,
    /// The hall.
    pub hall: Arc<dyn HallDesk>,
    /// Applications and cases.
    pub cases: Arc<dyn cases::CaseDesk>,
    /// How each service's cases go.
    pub procedures: Arc<domain::case::Procedures>,
    /// Work days and days off, of the years that were announced.
    pub calendar: Arc<domain::calendar::WorkCalendar>,
    /// «What can I get?».
    pub precheck: Arc<domain::precheck::Rules>,
    /// The files that residents hand in.
    pub files: Arc<dyn files::FileDesk>,
    /// The people who run it.
    pub steward: Arc<dyn StewardDesk>,
    /// Signing in.
    pub residents: Arc<dyn ResidentDesk>,
    /// Charity vouchers.
    pub vouchers: Arc<dyn vouchers::VoucherDesk>,
    /// Ratings.
    pub ratings: Arc<dyn ratings::RatingDesk>,
    /// Enrolled kiosks, and calls for help from them.
    pub devices: Arc<dyn devices::DeviceDesk>,
    /// Kiosks without a network.
    pub offline: Arc<dyn OfflineDesk>,
    /// Pages that go on at another device.
    pub carry_over: Arc<dyn CarryOverDesk>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// The door's own address without a slash at the end: for QR codes that a phone reads.
    pub public_url: String,
}

/// The ports of the server that renders this page.
#[must_use]
pub fn ports() -> Ports {
    expect_context::<Ports>()
}

/// Something of ours cannot answer now (store locked, disk full). Nothing was changed; the log has the reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unavailable")]
pub struct Unavailable;
