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
    /// Where they do not work: the next venue in the district's order whose machine does.
    pub elsewhere: Option<VenueCode>,
}
