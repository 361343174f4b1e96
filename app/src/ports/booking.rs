//! What the booking pages ask: which places are free, to keep one, to fill in, to confirm, to see, to give back.

use async_trait::async_trait;
use domain::{
    booking::{BookingState, Mistake, PartyDraft},
    catalogue::Party,
    ids::{BookingRef, BookingToken, HoldToken, ServiceCode, VenueCode},
    text::Words,
    time::Moment,
    venue::SlotKey,
};
use jiff::civil::Date;

use super::{MessageLine, Unavailable};

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

/// A booking in a list.
#[derive(Clone, Debug)]
pub struct BookingLine {
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
    /// `138****8000`; empty for who has none.
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
    /// Whether the address of a booking opens to who asks, a signed-in `resident` or a browser by its mark: one that is kept among
    /// somebody's things only to its people, signed in, and to a browser that has found it again.
    async fn opens(&self, booking: &BookingToken, resident: Option<&str>, visitor: &str) -> Result<bool, Unavailable>;
    /// Cancels.
    async fn cancel(&self, booking: &BookingToken) -> Result<(), CancelRefused>;
    /// Puts a booking to a signed-in resident's things, unless it is somebody's already.
    async fn keep_for(&self, booking: &BookingToken, resident: &str) -> Result<(), Unavailable>;
    /// A signed-in resident's bookings: what is to come first, then what was, the latest first.
    async fn mine(&self, resident: &str) -> Result<Vec<BookingLine>, Unavailable>;
    /// What a signed-in resident was told of their bookings, the latest first.
    async fn messages(&self, resident: &str) -> Result<Vec<MessageLine>, Unavailable>;
    /// Finds a booking by its reference and the last four of a document number. `visitor` as in `hold`.
    async fn find(&self, reference: &BookingRef, last_four: &str, visitor: &str) -> Result<BookingToken, FindRefused>;
}
