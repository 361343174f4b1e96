//! What the public is told of machines.

use domain::{ids::VenueCode, time::Moment};

/// How a venue's machines are; the best of them counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MachineState {
    /// One works.
    Works,
    /// One works but prints nothing.
    NoPaper,
    /// None is heard of.
    Away,
}

/// A venue's machines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Machines {
    /// The venue.
    pub venue: VenueCode,
    /// How they are.
    pub state: MachineState,
    /// Until when the venue is open; none while it is closed.
    pub open_until: Option<Moment>,
    /// Where they do not work: every open venue whose machine does, in the district's order. Which is nearest is not known: the district's
    /// file has no places on a map.
    pub elsewhere: Vec<VenueCode>,
}

impl Machines {
    /// Whether somebody who goes there now is served by one.
    #[must_use]
    pub fn work(&self) -> bool {
        self.state == MachineState::Works && self.open_until.is_some()
    }
}
