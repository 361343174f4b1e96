//! Bookings: a place is held, confirmed, moved and given back, each in one transaction together with what the department
//! and the phones are told.
//!
//! Rooms: `ledger` how many places are taken · `plan` what is closed and what is kept back · `offer` what can be chosen ·
//! `door`, `hold` and `draft` before it is certain · `confirm` (and `prepared`), `cancel`, [`call_off`], [`handover`], `hall` what happens to a
//! booking · `view`, `find`, `mine` and `opening` who may see it · `tell` and `told` what its people are told · [`sweep`] what time does.
//!
//! Locks are taken in one order everywhere, so that PostgreSQL never finds two acts waiting for each other:
//! visitor, slot, hold, booking, people, outbox.

mod call_off;
mod cancel;
mod confirm;
mod door;
mod draft;
mod find;
mod hall;
pub mod handover;
mod hold;
mod ledger;
mod mine;
mod offer;
mod opening;
mod plan;
mod prepared;
mod rows;
pub mod sweep;
mod tell;
mod told;
mod view;

use std::sync::Arc;

use app::ports::{
    BookingDesk, BookingLine, BookingView, CancelRefused, ConfirmRefused, DayChoice, FindRefused, HoldRefused, HoldView,
    MessageLine, SlotChoice, Unavailable, VenueChoice,
};
use async_trait::async_trait;
use domain::{
    booking::{Mistake, PartyDraft},
    ids::{BookingRef, BookingToken, HoldToken, ServiceCode, VenueCode},
    time::Moment,
    venue::SlotKey,
};
use jiff::civil::Date;

use crate::desk::{
    Desk,
    ended::{Ended, unavailable, unsealed},
    tries,
};

pub use call_off::{call_off, would_touch};
pub use hall::{CheckInBooking, check_in_window};
pub use sweep::run_sweeper;
pub(in crate::desk) use told::Told;

/// The booking desk.
#[derive(Clone)]
pub struct Bookings {
    desk: Desk,
    plans: Arc<plan::Plans>,
    doors: Arc<door::Doors>,
    budget: Arc<tries::Budget>,
}

impl Bookings {
    /// The booking desk of this server.
    #[must_use]
    pub fn new(desk: Desk) -> Self {
        Self { desk, plans: Arc::default(), doors: Arc::default(), budget: Arc::new(tries::budget()) }
    }

    fn now(&self) -> Moment {
        self.desk.clock.now()
    }

    /// The row of a hold: only who has the token can name it.
    fn hold_id(&self, token: &HoldToken) -> String {
        self.desk.keys.index("hold", token.as_str())
    }

    /// The hash that finds a booking by its token.
    fn booking_hash(&self, token: &BookingToken) -> String {
        self.desk.keys.index("booking", token.as_str())
    }

    /// Tells the couriers, after a commit, that a service's department has something to fetch.
    fn wake(&self, service: &ServiceCode) {
        if let Some(department) = self.desk.departments.for_service(service) {
            self.desk.departments.wake(department);
        }
    }
}

#[async_trait]
impl BookingDesk for Bookings {
    async fn venues(&self, service: &ServiceCode) -> Result<Vec<VenueChoice>, Unavailable> {
        self.offered_venues(service).await.map_err(|wrong| unavailable(&wrong))
    }

    async fn days(&self, service: &ServiceCode, venue: &VenueCode) -> Result<Vec<DayChoice>, Unavailable> {
        self.offered_days(service, venue).await.map_err(|wrong| unavailable(&wrong))
    }

    async fn slots(&self, service: &ServiceCode, venue: &VenueCode, date: Date) -> Result<Vec<SlotChoice>, Unavailable> {
        self.offered_slots(service, venue, date).await.map_err(|wrong| unavailable(&wrong))
    }

    async fn hold(
        &self,
        service: &ServiceCode,
        slot: &SlotKey,
        visitor: &str,
        moves: Option<&BookingToken>,
    ) -> Result<HoldToken, HoldRefused> {
        self.take_hold(service, slot, visitor, moves).await.map_err(|ended| ended.told(HoldRefused::Unavailable))
    }

    async fn hold_view(&self, hold: &HoldToken) -> Result<Option<HoldView>, Unavailable> {
        self.see_hold(hold).await.map_err(|wrong| unavailable(&wrong))
    }

    async fn extend(&self, hold: &HoldToken) -> Result<bool, Unavailable> {
        self.extend_hold(hold).await.map_err(|wrong| unavailable(&wrong))
    }

    async fn leave(&self, hold: &HoldToken) -> Result<(), Unavailable> {
        self.leave_hold(hold).await.map_err(|wrong| unavailable(&wrong))
    }

    async fn write(&self, hold: &HoldToken, draft: &PartyDraft) -> Result<Result<(), Vec<Mistake>>, Unavailable> {
        self.write_draft(hold, draft).await.map_err(|wrong| unavailable(&wrong))
    }

    async fn confirm(&self, hold: &HoldToken) -> Result<BookingToken, ConfirmRefused> {
        self.confirm_hold(hold).await.map_err(|ended| ended.told(ConfirmRefused::Unavailable))
    }

    async fn booking(&self, booking: &BookingToken) -> Result<Option<BookingView>, Unavailable> {
        self.see_booking(booking).await.map_err(|wrong| unavailable(&wrong))
    }

    async fn opens(&self, booking: &BookingToken, resident: Option<&str>, visitor: &str) -> Result<bool, Unavailable> {
        self.booking_opens(booking, resident, visitor).await.map_err(|wrong| unavailable(&wrong))
    }

    async fn cancel(&self, booking: &BookingToken) -> Result<(), CancelRefused> {
        self.cancel_booking(booking).await.map_err(|ended| ended.told(CancelRefused::Unavailable))
    }

    async fn keep_for(&self, booking: &BookingToken, resident: &str) -> Result<(), Unavailable> {
        self.keep_for_resident(booking, resident).await.map_err(|wrong| unavailable(&wrong))
    }

    async fn mine(&self, resident: &str) -> Result<Vec<BookingLine>, Unavailable> {
        self.of_resident(resident).await.map_err(|wrong| unavailable(&wrong))
    }

    async fn messages(&self, resident: &str) -> Result<Vec<MessageLine>, Unavailable> {
        self.told_resident(resident).await.map_err(|wrong| unavailable(&wrong))
    }

    async fn find(&self, reference: &BookingRef, last_four: &str, visitor: &str) -> Result<BookingToken, FindRefused> {
        self.find_booking(reference, last_four, visitor).await.map_err(|ended| ended.told(FindRefused::Unavailable))
    }
}
