//! What kiosk, phone, board and counter ask of the hall.

use async_trait::async_trait;
use domain::{
    booking::BookingState,
    catalogue::Guide,
    identity::Document,
    ids::{BookingRef, CounterNo, ServiceCode, TicketToken, VenueCode},
    queue::Class,
    text::Words,
    time::Moment,
};

use super::{CameHome, GivenOut, Lease, LeaseRefused, Unavailable};
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
    /// The document of the identity card that somebody laid on the machine's reader; the machine has signed for it.
    Card(Document),
    /// A typed document number, as each document that it may be of. It finds a number that was given out, and takes nobody in: who
    /// knows a number need not be its holder.
    Number(Vec<Document>),
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

/// What a person has their number on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Medium {
    /// On paper. It counts once the printer has said that it printed.
    Paper,
    /// On their phone, by the code.
    Phone,
    /// In their head: they read it from the screen.
    Screen,
}

impl Medium {
    /// The value in forms and the store.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Paper => "paper",
            Self::Phone => "phone",
            Self::Screen => "screen",
        }
    }

    /// The medium of a form's value.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        [Self::Paper, Self::Phone, Self::Screen].into_iter().find(|medium| medium.code() == code)
    }
}

/// Why a number does not come to count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CountRefused {
    /// It waited too long and is void; another is given out at once.
    Void,
    /// No such ticket.
    Unknown,
    /// See [`Unavailable`].
    Unavailable,
}

/// How often one number is printed again: nobody needs more, and a roll is not emptied by one ticket.
pub const MOST_COPIES: u32 = 3;

/// Why a number is not printed again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CopyRefused {
    /// It is not in the queue: not yet, or not any more.
    NotInQueue,
    /// It was printed again so often already.
    TooOften,
    /// No such ticket.
    Unknown,
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
    /// What the printer knows it by; it opens nothing.
    pub print_key: String,
    /// How often it was printed again.
    pub copies: u32,
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
    /// Takes a booking's people into the queue; where paper is meant, once it [`counts`](Self::counts). `kiosk` names the device
    /// or browser, for the limit of tries.
    async fn check_in(&self, venue: &VenueCode, by: &CheckIn, medium: Medium, kiosk: &str)
    -> Result<TicketToken, CheckInRefused>;
    /// A number without an appointment; where paper is meant, it is in the queue once it [`counts`](Self::counts). `attempt` is
    /// the form's own key: sent twice, it is one number.
    async fn walk_in(
        &self,
        venue: &VenueCode,
        service: &ServiceCode,
        class: Class,
        medium: Medium,
        attempt: &str,
    ) -> Result<TicketToken, CheckInRefused>;
    /// The printer printed it, or the person has it otherwise: it is in the queue from when it was given out. Said twice, it is
    /// said once.
    async fn counts(&self, ticket: &TicketToken, medium: Medium) -> Result<(), CountRefused>;
    /// The same number is to be printed again. Returns which copy this is, from 1.
    async fn reprint(&self, ticket: &TicketToken) -> Result<u32, CopyRefused>;
    /// Makes a device's unused numbers of today at least `numbers`, within [`super::MOST_LEASED`], and tells them all; 0 only tells.
    async fn lease(&self, venue: &VenueCode, device: &str, numbers: usize) -> Result<Lease, LeaseRefused>;
    /// Whether a ticket is one of today's that a kiosk gives out by itself, and has not told of yet.
    async fn on_its_way(&self, ticket: &TicketToken) -> Result<bool, Unavailable>;
    /// Takes in what a device gave out without a connection: one outcome for each, in order. Sent again, whole or in part, the
    /// outcomes are those of the first time. What a failure left undone is done when it is sent again.
    async fn reconcile(&self, venue: &VenueCode, device: &str, given: &[GivenOut]) -> Result<Vec<CameHome>, Unavailable>;
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
