//! Tickets on paper, honestly: `printed` is said only after the printer has answered that it is done and well.
//!
//! A [`Link`](link::Link) carries bytes to a printer and back (network, USB, serial line, simulator); everything above it is
//! the same for all of them: [`ticket`] makes the bytes, [`status`] reads what the printer says of itself, [`job`] sends and
//! waits for the answer, [`journal`] remembers keys, [`roll`] counts paper, [`desk`] puts them together.

use serde::Serialize;

pub mod answers;
pub mod desk;
pub mod job;
pub mod journal;
pub mod link;
pub mod roll;
pub mod status;
pub mod ticket;

pub use desk::{Desk, DeskError};
pub use ticket::Line;

/// How a printer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Ready.
    Ok,
    /// Ready; the roll ends soon.
    NearEnd,
    /// No paper.
    Out,
    /// The cover is open.
    Cover,
    /// Paper or cutter are stuck.
    Jam,
    /// It does not answer.
    Offline,
}

impl State {
    /// Why nothing can be printed now; `None` when it can.
    #[must_use]
    pub fn hindrance(self) -> Option<Why> {
        match self {
            Self::Ok | Self::NearEnd => None,
            Self::Out => Some(Why::Out),
            Self::Cover => Some(Why::Cover),
            Self::Jam => Some(Why::Jam),
            Self::Offline => Some(Why::Offline),
        }
    }
}

/// Why a ticket did not come, or may not have come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// No paper.
    Out,
    /// The cover is open.
    Cover,
    /// It did not answer, or stopped answering: what came out is not known.
    Offline,
    /// Paper or cutter are stuck.
    Jam,
}

/// What became of a ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, serde::Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    /// It is on paper, whole: the printer said so.
    Printed,
    /// Not, or not surely. The same key is never sent to a printer again.
    Failed {
        /// Why.
        why: Why,
    },
}
