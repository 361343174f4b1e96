//! What residents are told of the machines: whether one works here, until when the hall is open, and where else one does.

use std::collections::BTreeMap;

use app::ports::devices::{DeviceLine, MachineState, Machines};
use domain::ids::VenueCode;
use jiff::civil::Date;

use super::Devices;
use crate::{desk::steward::closed_on, store::StoreError};

impl Devices {
    pub(super) async fn all_machines(&self) -> Result<Vec<Machines>, StoreError> {
        let lines: Vec<DeviceLine> = self.lines().await?.into_iter().filter(|line| line.revoked.is_none()).collect();
        let now = self.now();
        let today: Date = now.day();
        let closed = closed_on(&self.desk.store, today).await?;
        let venues = &self.desk.district.venues;
        let states: Vec<Option<MachineState>> = venues.iter().map(|venue| state(&lines, &venue.code)).collect();
        let works = |at: usize| states[at] == Some(MachineState::Works);
        Ok(venues
            .iter()
            .enumerate()
            .filter_map(|(at, venue)| {
                let state = states[at]?;
                let closures: BTreeMap<_, _> =
                    closed.get(venue.code.as_str()).map(|why| (today, why.clone())).into_iter().collect();
                // A year that is not announced yet has no hours.
                let open_until = venue.open_until(now, &self.desk.calendar, &closures).unwrap_or_default();
                let nearest = (0..venues.len()).filter(|other| works(*other)).min_by_key(|other| other.abs_diff(at));
                let elsewhere = nearest.filter(|_| !works(at)).map(|other| venues[other].code.clone());
                Some(Machines { venue: venue.code.clone(), state, open_until, elsewhere })
            })
            .collect())
    }
}

/// The best of a venue's machines; nothing where it has none.
fn state(lines: &[DeviceLine], venue: &VenueCode) -> Option<MachineState> {
    let states = lines.iter().filter(|line| line.venue == *venue).map(|line| {
        let prints_nothing = line.health.as_ref().is_some_and(|health| health.printer.prints_nothing());
        match (line.live, prints_nothing) {
            (true, false) => MachineState::Works,
            (true, true) => MachineState::NoPaper,
            (false, _) => MachineState::Away,
        }
    });
    states.min_by_key(|state| match state {
        MachineState::Works => 0,
        MachineState::NoPaper => 1,
        MachineState::Away => 2,
    })
}
