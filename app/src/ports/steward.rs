//! What the people who run the house ask: messages, dispatches, departments, figures, calling a day off, signing in.

use async_trait::async_trait;
use domain::{ids::VenueCode, text::Words, time::Moment};
use jiff::civil::Date;

use super::Unavailable;
use crate::visit::Staff;

/// A message that went to a phone (embedded sink).
#[derive(Clone, Debug)]
pub struct SentMessage {
    /// When.
    pub at: Moment,
    /// Masked number.
    pub to: String,
    /// The text as sent, without personal data; none where it holds a code that only its phone may read.
    pub text: Option<String>,
    /// Whether the gateway took it.
    pub delivered: bool,
}

/// A dispatch, for the steward.
#[derive(Clone, Debug)]
pub struct DispatchLine {
    /// Which department.
    pub department: String,
    /// The booking's reference.
    pub subject: String,
    /// create, move, cancel.
    pub kind: String,
    /// waiting, delivered, refused.
    pub state: String,
    /// How often it was tried.
    pub attempts: i64,
    /// When it was made.
    pub created: Moment,
    /// When it is tried next.
    pub next: Option<Moment>,
    /// The last error, without personal data.
    pub last_error: Option<String>,
}

/// A dispatch that waits for a person. Without personal data.
#[derive(Clone, Debug)]
pub struct ParkedLine {
    /// Its name.
    pub id: String,
    /// Which department.
    pub department: String,
    /// The booking's or the case's reference.
    pub subject: String,
    /// create, move, cancel, apply, supplement, withdraw, appeal, check.
    pub kind: String,
    /// How often it was tried.
    pub attempts: i64,
    /// When it was made.
    pub created: Moment,
    /// What the department did not understand.
    pub reason: String,
}

/// Something that was said of a case and cannot be true of it. Without personal data.
#[derive(Clone, Debug)]
pub struct OddNews {
    /// The case's reference.
    pub reference: String,
    /// The department that has the case.
    pub department: String,
    /// What was said: `accept`, `begin_step`, `ask_supplement`, `granted`, `refused`, `closed`, `settle`; of our own questions,
    /// the answer: `withdraw`, `sent_back`.
    pub said: String,
    /// When it happened, as was said.
    pub happened: Moment,
    /// When it was heard.
    pub heard: Moment,
    /// Where the case stands now: a [`domain::case::Stage`]'s code.
    pub stage: String,
}

/// A department's health.
#[derive(Clone, Debug)]
pub struct DepartmentLine {
    /// Its code.
    pub code: String,
    /// How many wait for it.
    pub waiting: i64,
    /// How many wait for a person.
    pub parked: i64,
    /// Failures in a row.
    pub failures: i64,
    /// The breaker holds until then.
    pub paused_until: Option<Moment>,
}

/// How honest the waiting ranges were.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Calibration {
    /// Promises that came true or not so far.
    pub promises: i64,
    /// Called between p50 and p90.
    pub within: i64,
    /// Called before p50.
    pub sooner: i64,
    /// Called after p90.
    pub later: i64,
}

/// A venue's day, for the steward.
#[derive(Clone, Debug)]
pub struct VenueDay {
    /// The venue.
    pub venue: VenueCode,
    /// Its name.
    pub name: Words,
    /// Live bookings of the day.
    pub booked: i64,
    /// Places of the day.
    pub capacity: i64,
    /// Closed for this reason.
    pub closed: Option<Words>,
}

/// Why a day was not called off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallOffRefused {
    /// No such venue or a day gone by.
    Unknown,
    /// It is closed already.
    AlreadyClosed,
    /// See [`Unavailable`].
    Unavailable,
}

/// The people who run it.
#[async_trait]
pub trait StewardDesk: Send + Sync {
    /// The latest messages, newest first, at most 100.
    async fn messages(&self) -> Result<Vec<SentMessage>, Unavailable>;
    /// The latest dispatches that are not delivered, then the newest, at most 100; of one department or of all.
    async fn dispatches(&self, department: Option<&str>) -> Result<Vec<DispatchLine>, Unavailable>;
    /// What is parked, the oldest first, at most 200; of one department or of all.
    async fn parked(&self, department: Option<&str>) -> Result<Vec<ParkedLine>, Unavailable>;
    /// Sends a parked one again, now; one that is not parked any more is left as it is.
    async fn retry_parked(&self, id: &str) -> Result<(), Unavailable>;
    /// Sends everything of a department again that is parked.
    async fn retry_all_parked(&self, department: &str) -> Result<(), Unavailable>;
    /// Gives a parked one back to the resident, who reads `words`.
    async fn send_back_parked(&self, id: &str, words: &str) -> Result<(), Unavailable>;
    /// What was said of cases and cannot be true of them, newest first, at most 100.
    async fn odd_news(&self) -> Result<Vec<OddNews>, Unavailable>;
    /// Departments and their breakers.
    async fn departments(&self) -> Result<Vec<DepartmentLine>, Unavailable>;
    /// How honest the ranges were, for one venue or all.
    async fn calibration(&self, venue: Option<&VenueCode>) -> Result<Calibration, Unavailable>;
    /// The venues on a day.
    async fn venue_days(&self, date: Date) -> Result<Vec<VenueDay>, Unavailable>;
    /// How many live bookings a call-off would touch.
    async fn would_touch(&self, venue: &VenueCode, date: Date) -> Result<i64, Unavailable>;
    /// Closes a day of a venue: its bookings are called off, their people told, and may rebook before others.
    /// Returns how many.
    async fn call_off(&self, venue: &VenueCode, date: Date, reason: &Words, staff: &Staff) -> Result<i64, CallOffRefused>;
    /// Checks an account; `None` for wrong or unknown, the same answer. Too many tries answer `None` too.
    async fn sign_in(&self, account: &str, password: &str, visitor: &str) -> Result<Option<Staff>, Unavailable>;
}
