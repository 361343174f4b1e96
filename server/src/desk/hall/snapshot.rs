//! A venue's queue in memory, made once per version and minute. Ticket, kiosk and board are answered from the same
//! snapshot, so they show the same number.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, PoisonError},
};

use app::live::TicketState;
use domain::{
    catalogue::Catalogue,
    ids::{ServiceCode, VenueCode},
    queue::{self, Arrival, Class, CounterNow, Durations, Placing, QueuePolicy, WaitRange},
    time::Moment,
    venue::Venue,
};
use sqlx::Row as _;
use tokio::sync::OnceCell;

use crate::{
    desk::hall::{
        Hall, counters, day_of,
        ticket::{Ticket, ticket_columns},
    },
    live,
    store::StoreError,
};

/// Minutes planned for a service whose guide gives none.
const PLANNED_MINUTES: f64 = 10.0;

/// Appointments later than this do not change what somebody waits now.
const EXPECTED_WITHIN_MINUTES: i64 = 120;

/// The latest snapshot of each venue; one is made at a time.
#[derive(Default)]
pub(super) struct Snapshots(Mutex<HashMap<VenueCode, Latest>>);

/// A venue's latest; whoever makes the next one holds it, the others wait for that.
type Latest = Arc<tokio::sync::Mutex<Option<Arc<Snapshot>>>>;

/// A venue's queue.
pub(super) struct Snapshot {
    pub version: i64,
    pub as_of: Moment,
    /// Everybody who is not done and has not left, and those whose number is being printed.
    pub tickets: Vec<Ticket>,
    pub counters_open: u16,
    line: Arc<Line>,
    /// Place in `line.waiting` by ticket id.
    places: HashMap<String, usize>,
    /// Those whose number is being printed, by ticket id: they stand in no line yet.
    unprinted: HashMap<String, Arrival>,
    ranges: OnceCell<Vec<Option<WaitRange>>>,
    newcomer: OnceCell<Option<WaitRange>>,
}

/// What the order and the simulation take.
struct Line {
    now: Moment,
    policy: QueuePolicy,
    waiting: Vec<Arrival>,
    expected: Vec<Arrival>,
    counters: Vec<CounterNow>,
    durations: Vec<Durations>,
    /// The services of each counter that is open, or of every counter while none is.
    shared: Vec<Vec<u16>>,
}

impl Hall {
    /// The venue's queue as it is now.
    pub(super) async fn snapshot(&self, venue: &Venue) -> Result<Arc<Snapshot>, StoreError> {
        let cell = {
            let mut all = self.snapshots.0.lock().unwrap_or_else(PoisonError::into_inner);
            all.entry(venue.code.clone()).or_default().clone()
        };
        let mut kept = cell.lock().await;
        let now = self.now();
        // The version is read before the tickets: what is newer than its version is sent again, what is older never stays.
        let version = live::version(&self.desk.store, &venue.code).await?;
        if let Some(snapshot) = &*kept
            && snapshot.version == version
            && snapshot.as_of.0.div_euclid(60_000) == now.0.div_euclid(60_000)
        {
            return Ok(snapshot.clone());
        }
        let snapshot = Arc::new(self.make(venue, version, now).await?);
        *kept = Some(snapshot.clone());
        Ok(snapshot)
    }

    async fn make(&self, venue: &Venue, version: i64, now: Moment) -> Result<Snapshot, StoreError> {
        let tickets = sqlx::query(concat!(
            "SELECT ",
            ticket_columns!(),
            " FROM ticket WHERE venue = $1 AND day = $2
             AND state IN ('waiting', 'coming_back', 'called', 'serving', 'at_desk', 'printing') ORDER BY seq"
        ))
        .bind(venue.code.as_str())
        .bind(day_of(now))
        .fetch_all(self.desk.store.reads())
        .await?
        .iter()
        .map(Ticket::read)
        .collect::<Result<Vec<_>, _>>()?;
        let rows = counters::of_venue(&self.desk.store, &venue.code, now).await?;
        let mut services = Services::of(venue);
        let busy_with: HashMap<&str, &Ticket> = tickets.iter().map(|ticket| (ticket.id.as_str(), ticket)).collect();
        let mut open = Vec::new();
        for plan in &venue.counters {
            let Some(row) = rows.iter().find(|row| row.no == plan.no && row.open) else { continue };
            let busy = row
                .ticket
                .as_deref()
                .and_then(|id| busy_with.get(id))
                .and_then(|ticket| Some((ticket.started.or(ticket.called)?, services.index(&ticket.service))));
            open.push(CounterNow { services: plan.services.iter().map(|service| services.index(service)).collect(), busy });
        }
        let shared = if open.is_empty() {
            venue.counters.iter().map(|plan| plan.services.iter().map(|service| services.index(service)).collect()).collect()
        } else {
            open.iter().map(|counter| counter.services.clone()).collect()
        };
        let (mut waiting, mut places) = (Vec::new(), HashMap::new());
        for ticket in tickets.iter().filter(|ticket| matches!(ticket.state, TicketState::Waiting | TicketState::ComingBack)) {
            places.insert(ticket.id.clone(), waiting.len());
            waiting.push(ticket.arrival(services.index(&ticket.service)));
        }
        let unprinted = tickets
            .iter()
            .filter(|ticket| ticket.state == TicketState::Printing)
            .map(|ticket| (ticket.id.clone(), ticket.arrival(services.index(&ticket.service))))
            .collect();
        let expected = self.expected(&venue.code, now, &mut services).await?;
        let durations = self.durations(&venue.code, &services).await?;
        let counters_open = u16::try_from(open.len()).unwrap_or(u16::MAX);
        let line = Line { now, policy: self.queue, waiting, expected, counters: open, durations, shared };
        Ok(Snapshot {
            version,
            as_of: now,
            tickets,
            counters_open,
            line: Arc::new(line),
            places,
            unprinted,
            ranges: OnceCell::new(),
            newcomer: OnceCell::new(),
        })
    }

    /// People booked for the next two hours who have not arrived: they will stand before some who wait now.
    async fn expected(&self, venue: &VenueCode, now: Moment, services: &mut Services) -> Result<Vec<Arrival>, StoreError> {
        let (from, until) = (now.plus_minutes(-self.queue.grace_minutes), now.plus_minutes(EXPECTED_WITHIN_MINUTES));
        let booked = sqlx::query(
            "SELECT service, starts_ms FROM booking WHERE venue = $1 AND state = 'confirmed' AND starts_ms >= $2 AND starts_ms <= $3
             ORDER BY starts_ms, reference",
        )
        .bind(venue.as_str())
        .bind(from.0)
        .bind(until.0)
        .fetch_all(self.desk.store.reads())
        .await?;
        let mut expected = Vec::with_capacity(booked.len());
        for (row, place) in booked.into_iter().zip(1..) {
            let appointed = Moment(row.try_get("starts_ms")?);
            expected.push(Arrival {
                seq: -place, // never a ticket's
                class: Class::Appointment,
                arrived: appointed,
                promised_by: self.queue.promised_by(Class::Appointment, appointed, Some(appointed)),
                not_before: Some(appointed),
                service: services.index(&ServiceCode(row.try_get("service")?)),
            });
        }
        Ok(expected)
    }

    async fn durations(&self, venue: &VenueCode, services: &Services) -> Result<Vec<Durations>, StoreError> {
        let mut durations: Vec<Durations> = services.codes.iter().map(|service| planned(&self.desk.catalogue, service)).collect();
        let rows = sqlx::query("SELECT service, seconds FROM service_time WHERE venue = $1 ORDER BY finished_ms")
            .bind(venue.as_str())
            .fetch_all(self.desk.store.reads())
            .await?;
        for row in rows {
            let service: String = row.try_get("service")?;
            if let Some(place) = services.places.get(&ServiceCode(service)) {
                durations[usize::from(*place)].learn(u32::try_from(row.try_get::<i64, _>("seconds")?).unwrap_or(0));
            }
        }
        Ok(durations)
    }
}

impl Snapshot {
    /// A ticket that is in it.
    pub fn ticket(&self, id: &str) -> Option<&Ticket> {
        self.tickets.iter().find(|ticket| ticket.id == id)
    }

    /// Where a waiting ticket stands among those who share a counter with it, and why.
    pub fn place(&self, id: &str) -> Option<Placing> {
        let me = &self.line.waiting[*self.places.get(id)?];
        let rivals = self.line.rivals(me.service);
        queue::place_of(&rivals, me.seq, self.as_of)
    }

    /// The waiting range of a ticket.
    pub async fn range(&self, id: &str) -> Option<WaitRange> {
        let place = *self.places.get(id)?;
        let ranges = self
            .ranges
            .get_or_init(|| {
                let line = self.line.clone();
                async move { off_the_loop(move || line.simulate(&line.waiting)).await.unwrap_or_default() }
            })
            .await;
        ranges.get(place).copied().flatten()
    }

    /// Where a number that is being printed will stand, and for how long: it does not count yet, the paper already says it.
    pub async fn would_stand(&self, id: &str) -> Option<(Placing, Option<WaitRange>)> {
        let me = self.unprinted.get(id)?.clone();
        let mut rivals = self.line.rivals(me.service);
        rivals.push(me.clone());
        let placing = queue::place_of(&rivals, me.seq, self.as_of)?;
        let line = self.line.clone();
        let range = off_the_loop(move || {
            let mut waiting = line.waiting.clone();
            waiting.push(me);
            line.simulate(&waiting).pop().flatten()
        });
        Some((placing, range.await.flatten()))
    }

    /// The range for somebody who takes a number now, for the service that most wait for.
    pub async fn newcomer(&self) -> Option<WaitRange> {
        *self
            .newcomer
            .get_or_init(|| {
                let line = self.line.clone();
                async move { off_the_loop(move || line.newcomer()).await.flatten() }
            })
            .await
    }

    /// The numbers in the order they will be called, those who come back later left out.
    pub fn next(&self, limit: usize) -> Vec<String> {
        let by_seq: HashMap<i64, &Ticket> = self.tickets.iter().map(|ticket| (ticket.seq, ticket)).collect();
        queue::order(&self.line.waiting, self.as_of)
            .into_iter()
            .filter_map(|place| by_seq.get(&self.line.waiting[place].seq))
            .filter(|ticket| ticket.waits(self.as_of))
            .take(limit)
            .map(|ticket| ticket.number.clone())
            .collect()
    }

    /// How many wait.
    pub fn waiting(&self) -> u32 {
        u32::try_from(self.line.waiting.len()).unwrap_or(u32::MAX)
    }
}

impl Line {
    fn simulate(&self, waiting: &[Arrival]) -> Vec<Option<WaitRange>> {
        queue::simulate(waiting, &self.expected, &self.counters, &self.durations, self.now)
    }

    /// Everybody who waits for a counter that also takes `service`.
    fn rivals(&self, service: u16) -> Vec<Arrival> {
        let together: Vec<u16> = self.shared.iter().filter(|taken| taken.contains(&service)).flatten().copied().collect();
        self.waiting.iter().filter(|other| other.service == service || together.contains(&other.service)).cloned().collect()
    }

    fn newcomer(&self) -> Option<WaitRange> {
        let mut people: BTreeMap<u16, usize> =
            self.counters.iter().flat_map(|counter| &counter.services).map(|service| (*service, 0)).collect();
        for arrival in &self.waiting {
            if let Some(count) = people.get_mut(&arrival.service) {
                *count += 1;
            }
        }
        // Of equal services the first in the venue's own order.
        let (service, _) = people.into_iter().max_by_key(|(service, count)| (*count, std::cmp::Reverse(*service)))?;
        let mut waiting = self.waiting.clone();
        waiting.push(Arrival {
            seq: i64::MAX,
            class: Class::Ordinary,
            arrived: self.now,
            promised_by: self.policy.promised_by(Class::Ordinary, self.now, None),
            not_before: None,
            service,
        });
        self.simulate(&waiting).pop().flatten()
    }
}

/// The services of a venue as indices.
struct Services {
    codes: Vec<ServiceCode>,
    places: HashMap<ServiceCode, u16>,
}

impl Services {
    fn of(venue: &Venue) -> Self {
        let mut services = Self { codes: Vec::new(), places: HashMap::new() };
        for service in venue.counters.iter().flat_map(|counter| &counter.services) {
            services.index(service);
        }
        services
    }

    fn index(&mut self, service: &ServiceCode) -> u16 {
        if let Some(place) = self.places.get(service) {
            return *place;
        }
        let place = u16::try_from(self.codes.len()).expect("a venue has fewer than 65,536 services");
        self.codes.push(service.clone());
        self.places.insert(service.clone(), place);
        place
    }
}

/// What the guide plans for a service, with nothing learned.
fn planned(catalogue: &Catalogue, service: &ServiceCode) -> Durations {
    let terms = catalogue.guide(service.as_str()).and_then(|guide| guide.booking);
    Durations { planned_minutes: terms.map_or(PLANNED_MINUTES, |terms| f64::from(terms.minutes)), seen_seconds: Vec::new() }
}

/// Runs a simulation where it does not hold up other requests; `None` when the server is shutting down.
async fn off_the_loop<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    tokio::task::spawn_blocking(work).await.ok()
}
