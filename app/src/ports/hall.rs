//! What kiosk, phone, board and counter ask of the hall.

use async_trait::async_trait;
use domain::{
    booking::BookingState,
    catalogue::Guide,
    ids::{BookingRef, CounterNo, ServiceCode, TicketToken, VenueCode},
    queue::Class,
    text::Words,
    time::Moment,
};

use super::Unavailable;
use crate::{
    live::{BoardView, CounterView, PlaceView},
    visit::Staff,
};

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
