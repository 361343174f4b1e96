//! What the pages ask of the server, as traits; the server provides them through context.
//! Everything a page may show comes through here already masked: a page cannot leak what it never gets.

use std::sync::Arc;

use async_trait::async_trait;
use domain::{
    booking::{BookingState, Mistake, PartyDraft},
    catalogue::{Catalogue, Guide, Party},
    ids::{BookingRef, BookingToken, CounterNo, HoldToken, ServiceCode, TicketToken, VenueCode},
    queue::Class,
    text::Words,
    time::{Clock, Moment},
    venue::{District, SlotKey},
};
use jiff::civil::Date;
use leptos::prelude::*;

use crate::{
    live::{BoardView, CounterView, PlaceView},
    visit::Staff,
};

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
    /// The people who run it.
    pub steward: Arc<dyn StewardDesk>,
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

// ---------------------------------------------------------------- booking

/// A venue that offers a service.
#[derive(Clone, Debug)]
pub struct VenueChoice {
    /// Its code.
    pub code: VenueCode,
    /// Its name.
    pub name: Words,
    /// What is known of its address.
    pub address: Option<Words>,
    /// Remarks.
    pub note: Option<Words>,
    /// The first day with a free place within the horizon.
    pub first_free: Option<Date>,
}

/// A day within the horizon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayChoice {
    /// The day.
    pub date: Date,
    /// What it offers.
    pub offer: DayOffer,
}

/// What a day offers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DayOffer {
    /// So many places are free.
    Free(u32),
    /// All taken.
    Full,
    /// Booking has closed, or opens later.
    NotBookable,
    /// Closed for this reason.
    Closed(Words),
    /// No sessions on this day.
    DayOff,
    /// The calendar of that year is not announced yet.
    NotAnnounced,
}

/// A slot of a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlotChoice {
    /// Its key.
    pub key: SlotKey,
    /// Until when.
    pub ends: Moment,
    /// Free places; 0 is full.
    pub free: u32,
    /// Whether it can be booked now.
    pub bookable: bool,
}

/// Why a place could not be held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HoldRefused {
    /// All taken; the nearest free slots of this venue and others, at most five.
    Full {
        /// Instead.
        alternatives: Vec<SlotChoice>,
    },
    /// Booking for it has closed, or it is not offered.
    NotBookable,
    /// This visitor holds too many places at once.
    TooMany,
    /// The booking to be moved cannot be moved any more.
    CannotMove,
    /// See [`Unavailable`].
    Unavailable,
}

/// A hold, for its pages.
#[derive(Clone, Debug)]
pub struct HoldView {
    /// Its token.
    pub token: HoldToken,
    /// The service.
    pub service: ServiceCode,
    /// Whom it asks for.
    pub party: Party,
    /// The place.
    pub slot: SlotKey,
    /// Until when the slot lasts.
    pub ends: Moment,
    /// When the hold ends.
    pub expires: Moment,
    /// Whether it can still be extended.
    pub can_extend: bool,
    /// What was typed so far, to be shown to who holds the token: numbers masked unless `draft` was just typed.
    pub draft: PartyDraft,
    /// Whether the typed answers were checked and found good (the «check your answers» page may be shown).
    pub complete: bool,
    /// The booking that this hold will move, if any.
    pub moves: Option<BookingToken>,
    /// Where the hold stands.
    pub state: HoldState,
}

/// Where a hold stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HoldState {
    /// The place is kept.
    Live,
    /// It ended; the place went back.
    Expired,
    /// It became this booking.
    Confirmed(BookingToken),
}

/// Why a hold was not confirmed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConfirmRefused {
    /// The hold ended; the place went back. What was typed is kept for the next hold.
    Expired,
    /// The answers are missing or have mistakes.
    Incomplete,
    /// One of these people has a live marriage booking already (which one is not told to a stranger).
    AlreadyBooked,
    /// No such hold.
    Unknown,
    /// The booking to be moved cannot be moved any more.
    CannotMove,
    /// See [`Unavailable`].
    Unavailable,
}

/// A booking, for who has its token.
#[derive(Clone, Debug)]
pub struct BookingView {
    /// Its token.
    pub token: BookingToken,
    /// What they read aloud.
    pub reference: BookingRef,
    /// The service.
    pub service: ServiceCode,
    /// The place.
    pub slot: SlotKey,
    /// Until when the slot lasts.
    pub ends: Moment,
    /// Where it is.
    pub state: BookingState,
    /// The QR's text, while it can be used.
    pub pass: Option<String>,
    /// Check-in opens.
    pub check_in_from: Moment,
    /// Check-in ends.
    pub check_in_until: Moment,
    /// Masked (name, document, phone) of each.
    pub people: Vec<MaskedPerson>,
    /// When we took it.
    pub taken: Moment,
    /// What the department knows: the truth about the hand-over.
    pub handover: Handover,
    /// Whether it can be changed or cancelled now.
    pub can_change: bool,
    /// Why the venue called it off.
    pub called_off: Option<Words>,
    /// Until when its people may rebook before others.
    pub priority_until: Option<Moment>,
}

/// A person as shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MaskedPerson {
    /// `张*`.
    pub name: String,
    /// Document kind code and masked number.
    pub document: Option<(String, String)>,
    /// `138****8000`.
    pub phone: String,
}

/// Where the department's copy is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Handover {
    /// Kept by us, not handed over yet: the department's system cannot be reached or is slow.
    Waiting {
        /// Since when.
        since: Moment,
    },
    /// The department has it.
    Delivered {
        /// Since when.
        at: Moment,
    },
    /// The department refused it.
    Refused {
        /// When.
        at: Moment,
        /// Why.
        reason: RefusalByDepartment,
    },
    /// The department reported the registration done.
    Done {
        /// When.
        at: Moment,
    },
    /// This service's department takes bookings from Yimen's own books; nothing is handed over.
    NotNeeded,
}

/// Why the marriage registry refuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefusalByDepartment {
    /// One of them is married.
    AlreadyMarried,
    /// One of them is booked in another district.
    BookedElsewhere,
    /// Another reason, told at the counter.
    Other,
}

/// Why a booking was not found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FindRefused {
    /// Wrong or absent: the same answer.
    NoMatch,
    /// Too many tries; wait.
    TooOften,
    /// See [`Unavailable`].
    Unavailable,
}

/// Why a booking was not cancelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CancelRefused {
    /// It is past, served or already given back.
    TooLate,
    /// No such booking.
    Unknown,
    /// See [`Unavailable`].
    Unavailable,
}

/// Bookings.
#[async_trait]
pub trait BookingDesk: Send + Sync {
    /// The venues that offer a service.
    async fn venues(&self, service: &ServiceCode) -> Result<Vec<VenueChoice>, Unavailable>;
    /// The days within the horizon.
    async fn days(&self, service: &ServiceCode, venue: &VenueCode) -> Result<Vec<DayChoice>, Unavailable>;
    /// The slots of a day.
    async fn slots(&self, service: &ServiceCode, venue: &VenueCode, date: Date) -> Result<Vec<SlotChoice>, Unavailable>;
    /// Keeps a place for a while. `visitor` is the browser's own mark (cookie), for the limit of holds at once;
    /// `moves` is the booking that the place is for.
    async fn hold(
        &self,
        service: &ServiceCode,
        slot: &SlotKey,
        visitor: &str,
        moves: Option<&BookingToken>,
    ) -> Result<HoldToken, HoldRefused>;
    /// A hold, expired ones included for a day (what was typed is not lost).
    async fn hold_view(&self, hold: &HoldToken) -> Result<Option<HoldView>, Unavailable>;
    /// Doubles the hold's time, once. False when it could not be.
    async fn extend(&self, hold: &HoldToken) -> Result<bool, Unavailable>;
    /// Gives the place back at once.
    async fn leave(&self, hold: &HoldToken) -> Result<(), Unavailable>;
    /// Keeps what was typed, checked or not. `Ok(Err(mistakes))`: kept, but with mistakes.
    /// A masked number that comes back unchanged means the number kept before.
    async fn write(&self, hold: &HoldToken, draft: &PartyDraft) -> Result<Result<(), Vec<Mistake>>, Unavailable>;
    /// Confirms: one hold, one booking, however often it is sent.
    async fn confirm(&self, hold: &HoldToken) -> Result<BookingToken, ConfirmRefused>;
    /// A booking by its token.
    async fn booking(&self, booking: &BookingToken) -> Result<Option<BookingView>, Unavailable>;
    /// Cancels.
    async fn cancel(&self, booking: &BookingToken) -> Result<(), CancelRefused>;
    /// Finds a booking by its reference and the last four of a document number. `visitor` as in `hold`.
    async fn find(&self, reference: &BookingRef, last_four: &str, visitor: &str) -> Result<BookingToken, FindRefused>;
}

// ---------------------------------------------------------------- hall

/// How somebody checks in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CheckIn {
    /// The scanned text.
    Pass(String),
    /// A typed reference.
    Reference(BookingRef),
}

/// Why a check-in was not taken. The page says it kindly and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CheckInRefused {
    /// Not one of our passes (another QR, torn).
    NotAPass,
    /// Altered or signed by somebody else.
    Forged,
    /// The booking was moved; this pass is the old one.
    OldPass,
    /// Check-in opens later today.
    TooEarly {
        /// When.
        opens: Moment,
    },
    /// The day has passed or check-in ended; a walk-in number can be taken.
    TooLate {
        /// The appointment.
        was: Moment,
    },
    /// Another day.
    WrongDay {
        /// The appointment.
        on: Moment,
    },
    /// Another venue.
    WrongVenue {
        /// Which.
        venue: Words,
    },
    /// Already checked in: this is the number.
    AlreadyUsed {
        /// The ticket.
        ticket: TicketToken,
    },
    /// The booking was cancelled, called off or refused.
    NotLive(BookingState),
    /// No such booking.
    Unknown,
    /// Too many tries at this kiosk; the desk helps.
    TooOften,
    /// See [`Unavailable`].
    Unavailable,
}

/// A ticket's page: what is fixed, and where it stands now.
#[derive(Clone, Debug)]
pub struct TicketView {
    /// Its token.
    pub token: TicketToken,
    /// Where.
    pub venue: VenueCode,
    /// What for.
    pub service: ServiceCode,
    /// When it was taken.
    pub taken: Moment,
    /// Where it stands.
    pub place: PlaceView,
}

/// What a counter does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CounterAct {
    /// Call the next person by the order.
    Next,
    /// Call the same person again.
    Recall,
    /// Nobody came.
    NotHere,
    /// The person is here.
    Start,
    /// Done.
    Finish,
    /// Send on to another service, at this venue or another; their waiting counts there.
    Transfer {
        /// Where to.
        venue: VenueCode,
        /// What for.
        service: ServiceCode,
    },
    /// Stop calling.
    Pause,
    /// Go on calling.
    Resume,
    /// Somebody who waited at the desk is here: back into the queue.
    BackFromDesk {
        /// Their number.
        number: String,
    },
}

/// Why a counter's act was not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CounterRefused {
    /// Nobody waits for this counter.
    NobodyWaits,
    /// Finish or send on the person who is here first.
    Busy,
    /// There is nobody at the counter for that.
    NobodyHere,
    /// The counter is paused.
    Paused,
    /// No such counter, service or number.
    Unknown,
    /// This member of staff may not work here.
    NotAllowed,
    /// See [`Unavailable`].
    Unavailable,
}

/// The hall.
#[async_trait]
pub trait HallDesk: Send + Sync {
    /// Takes a booking's people into the queue. `kiosk` names the device or browser, for the limit of tries.
    async fn check_in(&self, venue: &VenueCode, by: &CheckIn, kiosk: &str) -> Result<TicketToken, CheckInRefused>;
    /// A number without an appointment. `attempt` is the form's own key: sent twice, it is one number.
    async fn walk_in(
        &self,
        venue: &VenueCode,
        service: &ServiceCode,
        class: Class,
        attempt: &str,
    ) -> Result<TicketToken, CheckInRefused>;
    /// The services that a venue's counters take from walk-ins.
    fn walk_in_services(&self, venue: &VenueCode) -> Vec<Guide>;
    /// A ticket by its token.
    async fn ticket(&self, ticket: &TicketToken) -> Result<Option<TicketView>, Unavailable>;
    /// The person leaves the queue.
    async fn leave(&self, ticket: &TicketToken) -> Result<(), Unavailable>;
    /// The board; `None` for an unknown venue.
    async fn board(&self, venue: &VenueCode) -> Result<Option<BoardView>, Unavailable>;
    /// A counter; `None` for an unknown one.
    async fn counter(&self, venue: &VenueCode, counter: CounterNo) -> Result<Option<CounterView>, Unavailable>;
    /// Acts at a counter. `attempt` is the button's own key: pressed twice, it is one act.
    async fn act(
        &self,
        venue: &VenueCode,
        counter: CounterNo,
        staff: &Staff,
        act: &CounterAct,
        attempt: &str,
    ) -> Result<CounterView, CounterRefused>;
}

// ---------------------------------------------------------------- steward

/// A message that went to a phone (embedded sink).
#[derive(Clone, Debug)]
pub struct SentMessage {
    /// When.
    pub at: Moment,
    /// Masked number.
    pub to: String,
    /// The text as sent: without personal data.
    pub text: String,
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

/// A department's health.
#[derive(Clone, Debug)]
pub struct DepartmentLine {
    /// Its code.
    pub code: String,
    /// How many wait for it.
    pub waiting: i64,
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
    /// The latest dispatches that are not delivered, then the newest, at most 100.
    async fn dispatches(&self) -> Result<Vec<DispatchLine>, Unavailable>;
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
