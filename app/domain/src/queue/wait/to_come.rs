//! Walk-ins who have not come yet. Nobody knows them, but a range that leaves them out is too short: some have priority, and
//! all of them keep counters busy that would otherwise wait idle for an appointment.

use super::{CounterNow, Durations, pick};
use crate::{
    queue::{Arrival, Class, QueuePolicy},
    time::Moment,
};

/// Gaps between independent arrivals, as shares of their mean: 16 equal shares of the exponential distribution. A table, like
/// [`super::SPREAD`], so that every machine draws the same.
const GAPS: [f64; 16] =
    [0.032, 0.099, 0.170, 0.247, 0.331, 0.422, 0.522, 0.633, 0.758, 0.902, 1.069, 1.271, 1.523, 1.863, 2.386, 3.773];

/// The stream of walk-ins: as many as the counters' present work suggests, of the kinds that wait now.
pub(super) struct ToCome {
    /// Mean seconds from one to the next; `None` when nobody is expected.
    gap: Option<f64>,
    /// Kinds to draw from: the service, and how long after arrival that class is promised a call, in seconds.
    kinds: Vec<(u16, f64)>,
}

/// A walk-in of one run.
#[derive(Clone, Copy)]
pub(super) struct WalkIn {
    /// Seconds from now at which they come.
    pub(super) comes: f64,
    /// Seconds from now by which they will be promised a call.
    pub(super) promised: f64,
    pub(super) service: u16,
}

impl ToCome {
    /// Counters are as busy as people come: those being served, divided by how long a visit takes, is the rate of all
    /// arrivals (Little's law). Appointments are known, so only the rest of it are walk-ins.
    pub(super) fn new(
        waiting: &[Arrival],
        expected: &[Arrival],
        counters: &[CounterNow],
        durations: &[Durations],
        now: Moment,
    ) -> Self {
        let taken = |service: u16| {
            usize::from(service) < durations.len() && counters.iter().any(|counter| counter.services.contains(&service))
        };
        let in_service: Vec<u16> = counters
            .iter()
            .filter_map(|counter| counter.busy)
            .map(|(_, service)| service)
            .filter(|service| taken(*service))
            .collect();
        let all: f64 = in_service.iter().map(|service| 1.0 / durations[usize::from(*service)].mean()).sum();
        let within_the_hour = |arrival: &&Arrival| arrival.not_before.is_some_and(|moment| moment < now.plus_minutes(60));
        let appointments = expected.iter().filter(within_the_hour).count() as f64 / 3600.0;
        let rate = all - appointments;

        let walk_ins = waiting
            .iter()
            .filter(|arrival| !matches!(arrival.class, Class::Appointment | Class::LateAppointment) && taken(arrival.service));
        let mut kinds: Vec<(u16, f64)> = walk_ins
            .map(|arrival| (arrival.service, arrival.promised_by.0.saturating_sub(arrival.arrived.0) as f64 / 1000.0))
            .collect();
        if kinds.is_empty() {
            let ordinary = QueuePolicy::default().ordinary_minutes as f64 * 60.0;
            kinds = in_service.into_iter().map(|service| (service, ordinary)).collect();
        }
        Self { gap: (rate > 0.0 && !kinds.is_empty()).then(|| 1.0 / rate), kinds }
    }

    /// The one who comes after `moment` (seconds from now).
    pub(super) fn after(&self, moment: f64, chance: &mut fastrand::Rng) -> Option<WalkIn> {
        let comes = moment + self.gap? * GAPS[pick(chance, GAPS.len())];
        let (service, promise) = self.kinds[pick(chance, self.kinds.len())];
        Some(WalkIn { comes, promised: comes + promise, service })
    }
}
