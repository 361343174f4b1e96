//! The hall: check-in, numbers, the queue, the counters and the board. The order and the waiting range are `domain`'s;
//! here they meet the store. A venue's queue is changed only by conditional updates inside one transaction, so that
//! several servers on one database never call the same person twice.

use std::{collections::BTreeSet, num::NonZeroU32};

use app::{
    live::{BoardView, CounterView},
    ports::{
        CameHome, CheckIn, CheckInRefused, CopyRefused, CountRefused, CounterAct, CounterRefused, GivenOut, HallDesk, Lease,
        LeaseRefused, Medium, TicketView, Unavailable,
    },
    visit::Staff,
};
use async_trait::async_trait;
use domain::{
    catalogue::Guide,
    ids::{CounterNo, ServiceCode, TicketToken, VenueCode},
    queue::{Class, MissedPolicy, QueuePolicy},
    time::Moment,
    venue::CounterPlan,
};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use crate::{
    desk::{Desk, bookings::Bookings, ended::unavailable},
    store::{StoreError, Tx},
};

mod act;
mod check_in;
mod come_home;
mod counters;
mod faces;
mod issue;
mod leases;
mod line;
mod printing;
mod promises;
mod snapshot;
mod ticket;

pub use printing::run_sweeper;

/// Typed references a kiosk may try in a minute: nobody types more, and a guesser gets nowhere in 34 thousand million.
const TRIES_A_MINUTE: NonZeroU32 = NonZeroU32::new(10).expect("ten is not nothing");

/// The hall of every venue.
pub struct Hall {
    desk: Desk,
    bookings: Bookings,
    queue: QueuePolicy,
    missed: MissedPolicy,
    tries: DefaultKeyedRateLimiter<String>,
    snapshots: snapshot::Snapshots,
}

impl Hall {
    /// The hall with the declared promises ([`QueuePolicy::default`]), beside this server's booking desk.
    #[must_use]
    pub fn new(desk: Desk, bookings: Bookings) -> Self {
        Self {
            bookings,
            desk,
            queue: QueuePolicy::default(),
            missed: MissedPolicy::default(),
            tries: RateLimiter::keyed(Quota::per_minute(TRIES_A_MINUTE)),
            snapshots: snapshot::Snapshots::default(),
        }
    }

    fn now(&self) -> Moment {
        self.desk.clock.now()
    }

    fn counter_plan(&self, venue: &VenueCode, counter: CounterNo) -> Option<&CounterPlan> {
        self.desk.district.venue(venue)?.counters.iter().find(|plan| plan.no == counter)
    }

    /// Whether some counter of the venue takes the service.
    fn serves(&self, venue: &VenueCode, service: &ServiceCode) -> bool {
        self.desk.district.venue(venue).is_some_and(|venue| venue.counters_for(service).next().is_some())
    }

    /// Writes what was done and wakes who watches.
    async fn commit(&self, tx: Tx, venues: &[&VenueCode]) -> Result<(), StoreError> {
        tx.commit().await?;
        for venue in venues {
            self.desk.live.changed(venue);
        }
        Ok(())
    }
}

/// The day as the store writes it.
fn day_of(now: Moment) -> String {
    now.day().to_string()
}

#[async_trait]
impl HallDesk for Hall {
    async fn check_in(
        &self,
        venue: &VenueCode,
        by: &CheckIn,
        medium: Medium,
        kiosk: &str,
    ) -> Result<TicketToken, CheckInRefused> {
        self.take_in(venue, by, medium, kiosk).await
    }

    async fn walk_in(
        &self,
        venue: &VenueCode,
        service: &ServiceCode,
        class: Class,
        medium: Medium,
        attempt: &str,
    ) -> Result<TicketToken, CheckInRefused> {
        if !self.serves(venue, service) {
            return Err(CheckInRefused::Unknown);
        }
        self.issue_walk_in(venue, service, class, medium, attempt).await.map_err(|wrong| {
            let Unavailable = unavailable(&wrong);
            CheckInRefused::Unavailable
        })
    }

    async fn counts(&self, ticket: &TicketToken, medium: Medium) -> Result<(), CountRefused> {
        self.count(ticket, medium).await.map_err(|refused| refused.told(CountRefused::Unavailable))
    }

    async fn reprint(&self, ticket: &TicketToken) -> Result<u32, CopyRefused> {
        self.count_copy(ticket).await.map_err(|refused| refused.told(CopyRefused::Unavailable))
    }

    async fn lease(&self, venue: &VenueCode, device: &str, numbers: usize) -> Result<Lease, LeaseRefused> {
        if self.desk.district.venue(venue).is_none() {
            return Err(LeaseRefused::Unknown);
        }
        self.lease_to(venue, device, numbers).await.map_err(|wrong| {
            let Unavailable = unavailable(&wrong);
            LeaseRefused::Unavailable
        })
    }

    async fn on_its_way(&self, ticket: &TicketToken) -> Result<bool, Unavailable> {
        self.is_leased(ticket).await.map_err(|wrong| unavailable(&wrong))
    }

    async fn reconcile(&self, venue: &VenueCode, device: &str, given: &[GivenOut]) -> Result<Vec<CameHome>, Unavailable> {
        let mut outcomes = Vec::with_capacity(given.len());
        for one in given {
            outcomes.push(self.come_home(venue, device, one).await.map_err(|wrong| unavailable(&wrong))?);
        }
        Ok(outcomes)
    }

    fn walk_in_services(&self, venue: &VenueCode) -> Vec<Guide> {
        let Some(venue) = self.desk.district.venue(venue) else { return Vec::new() };
        let served: BTreeSet<&ServiceCode> = venue.counters.iter().flat_map(|counter| &counter.services).collect();
        self.desk.catalogue.guides().iter().filter(|guide| served.contains(&guide.code)).cloned().collect()
    }

    async fn ticket(&self, ticket: &TicketToken) -> Result<Option<TicketView>, Unavailable> {
        self.ticket_view(ticket).await.map_err(|wrong| unavailable(&wrong))
    }

    async fn leave(&self, ticket: &TicketToken) -> Result<(), Unavailable> {
        self.leave_queue(ticket).await.map_err(|wrong| unavailable(&wrong))
    }

    async fn board(&self, venue: &VenueCode) -> Result<Option<BoardView>, Unavailable> {
        if self.desk.district.venue(venue).is_none() {
            return Ok(None);
        }
        self.board_view(venue).await.map(Some).map_err(|wrong| unavailable(&wrong))
    }

    async fn counter(&self, venue: &VenueCode, counter: CounterNo) -> Result<Option<CounterView>, Unavailable> {
        let Some(plan) = self.counter_plan(venue, counter) else { return Ok(None) };
        self.counter_view(venue, plan).await.map(Some).map_err(|wrong| unavailable(&wrong))
    }

    async fn act(
        &self,
        venue: &VenueCode,
        counter: CounterNo,
        staff: &Staff,
        act: &CounterAct,
        attempt: &str,
    ) -> Result<CounterView, CounterRefused> {
        if !staff.counter || !(staff.venues.is_empty() || staff.venues.iter().any(|allowed| allowed == venue.as_str())) {
            return Err(CounterRefused::NotAllowed);
        }
        let plan = self.counter_plan(venue, counter).ok_or(CounterRefused::Unknown)?;
        self.press(venue, plan, staff, act, attempt).await?;
        self.counter_view(venue, plan).await.map_err(|wrong| {
            let Unavailable = unavailable(&wrong);
            CounterRefused::Unavailable
        })
    }
}
