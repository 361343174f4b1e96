//! Calls for help from a machine.

use domain::{ids::VenueCode, time::Moment};

use crate::visit::Visit;

/// Who calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Caller {
    /// An enrolled machine.
    Machine(String),
    /// Any other browser, by its mark.
    Browser(String),
}

impl Caller {
    /// Who calls in this request.
    #[must_use]
    pub fn of(visit: &Visit) -> Self {
        visit.device.as_ref().map_or_else(|| Self::Browser(visit.visitor.clone()), |device| Self::Machine(device.id.clone()))
    }
}

/// What has become of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HelpState {
    /// Somebody was told.
    Told,
    /// Told a minute ago, and nobody has answered.
    NobodyFree,
    /// Who is coming.
    Coming(String),
}

/// An open call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HelpCall {
    /// Its name.
    pub id: String,
    /// Where.
    pub venue: VenueCode,
    /// What the machine is called; none for a browser that is no machine of ours.
    pub machine: Option<String>,
    /// Since when.
    pub since: Moment,
    /// What has become of it.
    pub state: HelpState,
}

/// Why nobody was called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallRefused {
    /// No such venue.
    Unknown,
    /// Too many calls of this venue are open.
    TooMany,
    /// See [`crate::ports::Unavailable`].
    Unavailable,
}
