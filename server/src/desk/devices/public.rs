//! What residents are told of the machines: whether one works here, until when the hall is open, and where else they do.

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
        let mut machines = Vec::new();
        for venue in &self.desk.district.venues {
            let Some(state) = state(&lines, &venue.code) else { continue };
            let closures: BTreeMap<_, _> = closed.get(venue.code.as_str()).map(|why| (today, why.clone())).into_iter().collect();
            // A year that is not announced yet has no hours.
            let open_until = venue.open_until(now, &self.desk.calendar, &closures).unwrap_or_default();
            machines.push(Machines { venue: venue.code.clone(), state, open_until, elsewhere: Vec::new() });
        }
        // A machine behind a locked door helps nobody.
        let at_work: Vec<VenueCode> =
            machines.iter().filter(|machines| machines.work()).map(|machines| machines.venue.clone()).collect();
        for machines in machines.iter_mut().filter(|machines| !machines.work()) {
            machines.elsewhere.clone_from(&at_work);
        }
        Ok(machines)
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
