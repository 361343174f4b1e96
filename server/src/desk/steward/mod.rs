//! What the people who run the house see and do: messages, dispatches, departments, how honest the ranges were, the venues'
//! days, calling a day off, and signing in. Nothing here shows a person unmasked.

use app::{
    ports::{Calibration, CallOffRefused, DepartmentLine, DispatchLine, SentMessage, StewardDesk, Unavailable, VenueDay},
    visit::Staff,
};
use async_trait::async_trait;
use domain::{ids::VenueCode, text::Words};
use jiff::civil::Date;

use crate::desk::{
    Desk,
    bookings::{self, Bookings},
    ended::unavailable,
};

mod accounts;
mod figures;
mod sessions;
mod venues;

pub use accounts::StaffBook;
pub use sessions::Sessions;

/// The steward's desk.
pub struct Steward {
    desk: Desk,
    bookings: Bookings,
    book: StaffBook,
}

impl Steward {
    /// The desk with the accounts of staff.toml, beside this server's booking desk.
    #[must_use]
    pub const fn new(desk: Desk, bookings: Bookings, book: StaffBook) -> Self {
        Self { desk, bookings, book }
    }
}

#[async_trait]
impl StewardDesk for Steward {
    async fn messages(&self) -> Result<Vec<SentMessage>, Unavailable> {
        figures::messages(&self.desk.store).await.map_err(|wrong| unavailable(&wrong))
    }

    async fn dispatches(&self) -> Result<Vec<DispatchLine>, Unavailable> {
        figures::dispatches(&self.desk.store).await.map_err(|wrong| unavailable(&wrong))
    }

    async fn departments(&self) -> Result<Vec<DepartmentLine>, Unavailable> {
        let codes = self.desk.departments.all().iter().map(|department| department.code.as_str());
        figures::departments(&self.desk.store, codes, self.desk.clock.now()).await.map_err(|wrong| unavailable(&wrong))
    }

    async fn calibration(&self, venue: Option<&VenueCode>) -> Result<Calibration, Unavailable> {
        figures::calibration(&self.desk.store, venue).await.map_err(|wrong| unavailable(&wrong))
    }

    async fn venue_days(&self, date: Date) -> Result<Vec<VenueDay>, Unavailable> {
        venues::days(&self.desk, date).await.map_err(|wrong| unavailable(&wrong))
    }

    async fn would_touch(&self, venue: &VenueCode, date: Date) -> Result<i64, Unavailable> {
        bookings::would_touch(&self.bookings, venue, date).await
    }

    async fn call_off(&self, venue: &VenueCode, date: Date, reason: &Words, staff: &Staff) -> Result<i64, CallOffRefused> {
        bookings::call_off(&self.bookings, venue, date, reason, staff).await
    }

    async fn sign_in(&self, account: &str, password: &str, visitor: &str) -> Result<Option<Staff>, Unavailable> {
        Ok(self.book.check(account, password, visitor).await)
    }
}
