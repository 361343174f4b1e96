//! What the people who run the house see and do: messages, dispatches, departments, how honest the ranges were, the venues'
//! days, calling a day off, and signing in. Nothing here shows a person unmasked.

use std::sync::Arc;

use app::{
    ports::{
        Calibration, CallOffRefused, DepartmentLine, DispatchLine, OddNews, ParkedLine, SentMessage, StewardDesk, Unavailable,
        VenueDay,
    },
    visit::Staff,
};
use async_trait::async_trait;
use domain::{ids::VenueCode, text::Words};
use jiff::civil::Date;

use crate::{
    desk::{
        Desk,
        bookings::{self, Bookings},
        ended::unavailable,
    },
    gateway::CaseListener,
};

mod accounts;
mod figures;
mod odd_news;
mod parked;
mod sessions;
mod venues;

pub use accounts::StaffBook;
pub use sessions::Sessions;
pub(super) use venues::closed_on;

/// The steward's desk.
pub struct Steward {
    desk: Desk,
    bookings: Bookings,
    cases: Option<Arc<dyn CaseListener>>,
    shows_codes: bool,
    book: StaffBook,
}

impl Steward {
    /// The desk with the accounts of staff.toml, beside this server's booking desk.
    #[must_use]
    pub const fn new(desk: Desk, bookings: Bookings, book: StaffBook) -> Self {
        Self { desk, bookings, cases: None, shows_codes: false, book }
    }

    /// Shows codes too: where no message leaves the house, the steward's page is the phone of a demonstration.
    #[must_use]
    pub fn showing_codes(self, shows_codes: bool) -> Self {
        Self { shows_codes, ..self }
    }

    /// Who hears of cases that are given back.
    #[must_use]
    pub fn with_cases(self, cases: Arc<dyn CaseListener>) -> Self {
        Self { cases: Some(cases), ..self }
    }
}

#[async_trait]
impl StewardDesk for Steward {
    async fn messages(&self) -> Result<Vec<SentMessage>, Unavailable> {
        figures::messages(&self.desk.store, &self.desk.keys, self.shows_codes).await.map_err(|wrong| unavailable(&wrong))
    }

    async fn dispatches(&self, department: Option<&str>) -> Result<Vec<DispatchLine>, Unavailable> {
        figures::dispatches(&self.desk.store, department).await.map_err(|wrong| unavailable(&wrong))
    }

    async fn parked(&self, department: Option<&str>) -> Result<Vec<ParkedLine>, Unavailable> {
        self.all_parked(department).await.map_err(|wrong| unavailable(&wrong))
    }

    async fn retry_parked(&self, id: &str) -> Result<(), Unavailable> {
        self.send_again(id).await.map(drop).map_err(|wrong| unavailable(&wrong))
    }

    async fn retry_all_parked(&self, department: &str) -> Result<(), Unavailable> {
        self.send_all_again(department).await.map(drop).map_err(|wrong| unavailable(&wrong))
    }

    async fn send_back_parked(&self, id: &str, words: &str) -> Result<(), Unavailable> {
        self.give_back(id, words).await.map(drop).map_err(|wrong| unavailable(&wrong))
    }

    async fn odd_news(&self) -> Result<Vec<OddNews>, Unavailable> {
        odd_news::latest(&self.desk.store, &self.desk.keys).await.map_err(|wrong| unavailable(&wrong))
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
