//! What the phone, the board and the counter are shown.

use app::{
    live::{BoardCall, BoardView, CounterNext, CounterPerson, CounterState, CounterView, PlaceView, TicketState},
    ports::TicketView,
};
use domain::{
    ids::{TicketToken, VenueCode},
    queue::WaitRange,
    time::Moment,
    venue::CounterPlan,
};

use crate::{
    desk::hall::{Hall, counters, day_of, line, snapshot::Snapshot, ticket::Ticket},
    live,
    store::StoreError,
};

/// Lines on the board.
const CALLS: usize = 8;
/// Next numbers on the board.
const NEXT: usize = 12;
/// Next people on a counter's page.
const NEXT_AT_COUNTER: i64 = 5;
/// Under this median nobody is told to come back later: it is not worth the walk.
const STAY_UNDER_MINUTES: u32 = 20;

impl Hall {
    /// A ticket of today; tickets of earlier days are no longer shown.
    pub(super) async fn ticket_view(&self, token: &TicketToken) -> Result<Option<TicketView>, StoreError> {
        let id = Ticket::id_of(&self.desk.keys, token);
        let Some(known) = Ticket::find(&self.desk.store, &id).await? else { return Ok(None) };
        let Some(venue) = self.desk.district.venue(&known.venue) else { return Ok(None) };
        if known.day != day_of(self.now()) {
            return Ok(None);
        }
        let snapshot = self.snapshot(venue).await?;
        // One that is not in the snapshot is done, gone or elsewhere: read after the snapshot's version, so never older than it.
        let ticket = match snapshot.ticket(&id) {
            Some(ticket) => ticket.clone(),
            None => match Ticket::find(&self.desk.store, &id).await? {
                Some(ticket) => ticket,
                None => return Ok(None),
            },
        };
        let place = self.place_view(&snapshot, &ticket).await?;
        Ok(Some(TicketView {
            token: token.clone(),
            venue: ticket.venue,
            service: ticket.service,
            taken: ticket.arrived,
            print_key: ticket.id,
            // A copy changes nothing in the queue, so the kept snapshot does not know of it.
            copies: known.copies,
            place,
        }))
    }

    async fn place_view(&self, snapshot: &Snapshot, ticket: &Ticket) -> Result<PlaceView, StoreError> {
        let now = snapshot.as_of;
        let comes_back = ticket.not_before.filter(|from| ticket.state == TicketState::ComingBack && *from > now);
        let state =
            if ticket.state == TicketState::ComingBack && comes_back.is_none() { TicketState::Waiting } else { ticket.state };
        let waiting = matches!(state, TicketState::Waiting | TicketState::ComingBack);
        let (placing, wait) = match state {
            TicketState::Printing => {
                snapshot.would_stand(&ticket.id).await.map_or((None, None), |(place, range)| (Some(place), range))
            }
            _ if waiting => (snapshot.place(&ticket.id), snapshot.range(&ticket.id).await),
            _ => (None, None),
        };
        if let Some(range) = wait
            && waiting
            && ticket.calls == 0
            && ticket.missed == 0
        {
            self.promise(ticket, range, now).await?;
        }
        let at_counter = matches!(state, TicketState::Called | TicketState::Serving);
        Ok(PlaceView {
            version: snapshot.version,
            number: ticket.number.clone(),
            state,
            class: ticket.class,
            ahead: placing.as_ref().map_or(0, |placing| placing.ahead),
            overtaken_by: placing.map(|placing| placing.overtaken_by).unwrap_or_default(),
            wait,
            be_back_by: wait.and_then(|range| be_back_by(range, now)),
            counter: ticket.counter.filter(|_| at_counter),
            called_at: ticket.called.filter(|_| at_counter).map(Moment::clock_face),
            comes_back_at: comes_back.map(Moment::clock_face),
            as_of: now.clock_face(),
        })
    }

    pub(super) async fn board_view(&self, venue: &VenueCode) -> Result<BoardView, StoreError> {
        let venue = self.desk.district.venue(venue).ok_or_else(|| StoreError::Corrupt(format!("a queue of {venue}")))?;
        let snapshot = self.snapshot(venue).await?;
        let mut calls: Vec<BoardCall> = snapshot.tickets.iter().filter_map(board_call).collect();
        calls.sort_unstable_by_key(|call| std::cmp::Reverse(call.call_id));
        calls.truncate(CALLS);
        Ok(BoardView {
            version: snapshot.version,
            calls,
            next: snapshot.next(NEXT),
            waiting: snapshot.waiting(),
            wait: snapshot.newcomer().await,
            counters_open: snapshot.counters_open,
            at_desk: snapshot
                .tickets
                .iter()
                .filter(|ticket| ticket.state == TicketState::AtDesk)
                .map(|ticket| ticket.number.clone())
                .collect(),
            as_of: snapshot.as_of.clock_face(),
        })
    }

    /// A counter's page shows no ranges, so it asks only for what it shows: counters act often.
    pub(super) async fn counter_view(&self, venue: &VenueCode, plan: &CounterPlan) -> Result<CounterView, StoreError> {
        let (store, now) = (&self.desk.store, self.now());
        // First, so that nothing below is older than it.
        let version = live::version(store, venue).await?;
        let row = counters::of_venue(store, venue, now).await?.into_iter().find(|row| row.no == plan.no);
        let current = match row.as_ref().and_then(|row| row.ticket.as_deref()) {
            Some(id) => {
                Ticket::find(store, id).await?.filter(|ticket| matches!(ticket.state, TicketState::Called | TicketState::Serving))
            }
            None => None,
        };
        let next = line::first(store.reads(), venue, &plan.services, now, NEXT_AT_COUNTER).await?;
        Ok(CounterView {
            version,
            state: match row {
                None => CounterState::NotOpenYet,
                Some(row) if row.open => CounterState::Open,
                Some(_) => CounterState::Paused,
            },
            current: current.map(|ticket| self.person(ticket, now)),
            waiting: line::length(store.reads(), venue, &plan.services, now).await?,
            next: next
                .into_iter()
                .map(|ticket| CounterNext {
                    waited: now.minutes_since(ticket.arrived),
                    overdue: ticket.promised_by < now,
                    number: ticket.number,
                    class: ticket.class,
                })
                .collect(),
            at_desk: line::at_desk(store.reads(), venue, now).await?,
            as_of: now.clock_face(),
        })
    }

    fn person(&self, ticket: Ticket, now: Moment) -> CounterPerson {
        let words = self.desk.catalogue.guide(ticket.service.as_str()).map(|guide| guide.name.clone()).unwrap_or_default();
        CounterPerson {
            number: ticket.number,
            state: ticket.state,
            service_zh: words.zh,
            service_en: words.en,
            service: ticket.service.0,
            masked_names: ticket.names,
            reference: ticket.reference.map(|reference| reference.spaced()),
            class: ticket.class,
            minutes: ticket.started.or(ticket.called).map_or(0, |since| now.minutes_since(since)),
            calls: ticket.calls,
        }
    }
}

fn board_call(ticket: &Ticket) -> Option<BoardCall> {
    if !matches!(ticket.state, TicketState::Called | TicketState::Serving) {
        return None;
    }
    Some(BoardCall {
        number: ticket.number.clone(),
        counter: ticket.counter?,
        masked_name: ticket.names.join(" "),
        call_id: ticket.call_id?,
        at: ticket.called?.clock_face(),
    })
}

/// Half of the median: half of all people are called before the median, hardly anybody before half of it.
fn be_back_by(range: WaitRange, now: Moment) -> Option<String> {
    (range.p50 >= STAY_UNDER_MINUTES).then(|| now.plus_minutes(i64::from(range.p50 / 2)).clock_face())
}
