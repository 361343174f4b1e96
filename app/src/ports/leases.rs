//! Numbers that a kiosk has beforehand, for when it has no connection, and what it gave out meanwhile.

use domain::{
    ids::{ServiceCode, TicketToken},
    queue::Class,
    time::Moment,
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The most unused numbers that a device may have of a day.
pub const MOST_LEASED: usize = 100;

/// What a device may give out by itself today.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Lease {
    /// The day that they are of; they end with it.
    pub day: Date,
    /// Those that the server knows no use of, in order. The device leaves out those of its own journal.
    pub numbers: Vec<LeasedNumber>,
}

/// A number that is the device's to give out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LeasedNumber {
    /// Its place in the venue's day.
    pub seq: i64,
    /// The token of its ticket: the code on the paper leads to `/t/{ticket}` once it has come home.
    pub ticket: TicketToken,
}

/// A number that a kiosk gave out without a connection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GivenOut {
    /// The day of the lease.
    pub day: Date,
    /// A number of the lease.
    pub seq: i64,
    /// What for.
    pub service: ServiceCode,
    /// Why somebody may go ahead; a pass says by itself that it is an appointment.
    pub class: Class,
    /// The scanned pass; none for somebody without an appointment.
    pub pass: Option<String>,
    /// When it was given out, by the kiosk's clock.
    pub arrived_ms: Moment,
    /// The giving out's own key: sent again, it is one number.
    pub attempt: String,
}

/// What became of a number that was given out without a connection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "outcome")]
pub enum CameHome {
    /// In the queue, at the place of its arrival.
    InQueue {
        /// Its number, as printed.
        number: String,
    },
    /// It stands on the board as waiting at the desk: what it was given for is not so any more, and a person sees to it.
    AtDesk {
        /// Its number, as printed.
        number: String,
        /// Why.
        why: DeskReason,
    },
    /// The person has another number already; this one is not in the queue.
    Conflict {
        /// The ticket that exists.
        ticket: TicketToken,
        /// Its number.
        number: String,
    },
    /// This number was given out before, to somebody else: whoever holds it as well needs another.
    Used,
    /// Not a number that this device may give out.
    NotLeased,
    /// Its day is over.
    DayOver,
}

/// Why a number that came home waits at the desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DeskReason {
    /// The pass is not one of ours, altered, or an old one.
    Pass,
    /// The booking is not for here and now, or not live any more.
    Booking,
    /// No counter here takes the service.
    Service,
}

impl DeskReason {
    /// Every reason.
    pub const ALL: [Self; 3] = [Self::Pass, Self::Booking, Self::Service];

    /// The value in the store.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Booking => "booking",
            Self::Service => "service",
        }
    }
}

/// Why a device gets no lease.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeaseRefused {
    /// No such venue.
    Unknown,
    /// See [`super::Unavailable`].
    Unavailable,
}
