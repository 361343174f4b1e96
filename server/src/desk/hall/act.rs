//! What a counter does. Every act is one transaction of conditional updates: an update that finds the ticket in another
//! state than it must be in changes nothing, so two counters never get the same person, whichever server they press at.

use app::{
    live::TicketState,
    ports::{CounterAct, CounterRefused, Unavailable},
    visit::Staff,
};
use domain::{
    booking::BookingEvent,
    ids::{CounterNo, ServiceCode, VenueCode},
    queue::{self, AfterMiss, Class, after_miss},
    time::Moment,
    venue::CounterPlan,
};

use crate::{
    desk::hall::{
        Hall,
        counters::{self, CounterRow},
        day_of,
        issue::{Refused, next_seq},
        line, promises,
        ticket::Ticket,
        unavailable,
    },
    live,
    store::{StoreError, Tx},
};

/// People looked at for one call: all but the first are there only for the case that another counter takes the first.
const CANDIDATES: i64 = 16;

/// How long an answered press is remembered.
const REMEMBERED_MINUTES: i64 = 2 * 24 * 60;

/// What each step of an act may answer.
type Done<T = ()> = Result<T, Refused<CounterRefused>>;

const fn because<T>(refused: CounterRefused) -> Done<T> {
    Err(Refused::Because(refused))
}

/// An act under way.
struct Press<'a> {
    tx: Tx,
    venue: &'a VenueCode,
    plan: &'a CounterPlan,
    counter: CounterRow,
    /// Grows with each act, so it also numbers the calls.
    version: i64,
    now: Moment,
}

impl Hall {
    /// Does what was pressed, once.
    pub(super) async fn press(
        &self,
        venue: &VenueCode,
        plan: &CounterPlan,
        staff: &Staff,
        act: &CounterAct,
        attempt: &str,
    ) -> Result<(), CounterRefused> {
        match self.press_once(venue, plan, staff, act, attempt).await {
            Ok(()) => Ok(()),
            Err(Refused::Because(refused)) => Err(refused),
            Err(Refused::Store(wrong)) => {
                let Unavailable = unavailable(&wrong);
                Err(CounterRefused::Unavailable)
            }
        }
    }

    async fn press_once(&self, venue: &VenueCode, plan: &CounterPlan, staff: &Staff, act: &CounterAct, attempt: &str) -> Done {
        let mut touched = vec![venue];
        if let CounterAct::Transfer { venue: to, service } = act {
            if !self.serves(to, service) {
                return because(CounterRefused::Unknown);
            }
            touched.push(to);
        }
        // In one order for everybody, so that two transfers across each other do not wait for each other.
        touched.sort_unstable();
        touched.dedup();
        let now = self.now();
        let mut tx = self.desk.store.begin().await?;
        let mut version = 0;
        for place in &touched {
            let bumped = live::bump(&mut tx, place).await?;
            if *place == venue {
                version = bumped;
            }
        }
        if !claim(&mut tx, venue, plan.no, attempt, now).await? {
            tx.rollback().await?;
            return Ok(());
        }
        let counter = match act {
            // The desk's own business: it neither opens nor pauses the counter it is pressed at.
            CounterAct::BackFromDesk { .. } => CounterRow { no: plan.no, open: false, ticket: None },
            _ => counters::take(&mut tx, venue, plan.no, &staff.account, *act == CounterAct::Next, now).await?,
        };
        let mut press = Press { tx, venue, plan, counter, version, now };
        match act {
            CounterAct::Next => call_next(&mut press).await?,
            CounterAct::Recall => recall(&mut press).await?,
            CounterAct::NotHere => self.not_here(&mut press).await?,
            CounterAct::Start => start(&mut press).await?,
            CounterAct::Finish => self.finish(&mut press).await?,
            CounterAct::Transfer { venue: to, service } => self.transfer(&mut press, to, service).await?,
            CounterAct::Pause => counters::set_open(&mut press.tx, venue, plan.no, false).await?,
            CounterAct::Resume => {
                counters::set_open(&mut press.tx, venue, plan.no, true).await?;
                forget_old_presses(&mut press.tx, now).await?;
            }
            CounterAct::BackFromDesk { number } => back_from_desk(&mut press, number).await?,
        }
        Ok(self.commit(press.tx, &touched).await?)
    }

    async fn not_here(&self, press: &mut Press<'_>) -> Done {
        let ticket = current(press, &[TicketState::Called]).await?;
        let missed = ticket.missed + 1;
        let (state, not_before) = match after_miss(&self.missed, missed, press.now) {
            AfterMiss::ComesBack { not_before } => (TicketState::ComingBack, Some(not_before.0)),
            AfterMiss::WaitsAtDesk => (TicketState::AtDesk, None),
        };
        let changed = sqlx::query(
            "UPDATE ticket SET state = $2, not_before_ms = $3, missed = $4, counter = NULL, called_ms = NULL
             WHERE id = $1 AND state = 'called' AND counter = $5",
        )
        .bind(&ticket.id)
        .bind(state.code())
        .bind(not_before)
        .bind(i64::from(missed))
        .bind(i64::from(press.plan.no.0))
        .execute(&mut *press.tx)
        .await?
        .rows_affected();
        expect_one(changed)?;
        Ok(counters::clear(&mut press.tx, press.venue, press.plan.no).await?)
    }

    async fn finish(&self, press: &mut Press<'_>) -> Done {
        let ticket = current(press, &[TicketState::Called, TicketState::Serving]).await?;
        let changed = sqlx::query(
            "UPDATE ticket SET state = 'done', finished_ms = $2 WHERE id = $1 AND state IN ('called', 'serving') AND counter = $3",
        )
        .bind(&ticket.id)
        .bind(press.now.0)
        .bind(i64::from(press.plan.no.0))
        .execute(&mut *press.tx)
        .await?
        .rows_affected();
        expect_one(changed)?;
        counters::clear(&mut press.tx, press.venue, press.plan.no).await?;
        if let Some(started) = ticket.started {
            promises::learn(&mut press.tx, &ticket, started, press.now).await?;
        }
        if let Some(reference) = &ticket.reference {
            // The department may have reported it done before the clerk pressed: then it is served already.
            let _already = self.bookings.mark(&mut press.tx, reference, BookingEvent::Finish, press.now).await?;
        }
        Ok(())
    }

    async fn transfer(&self, press: &mut Press<'_>, to: &VenueCode, service: &ServiceCode) -> Done {
        let ticket = current(press, &[TicketState::Called, TicketState::Serving]).await?;
        let (seq, name) = if *to == ticket.venue {
            (ticket.seq, ticket.number.clone())
        } else {
            let seq = next_seq(&mut press.tx, to, &ticket.day).await?;
            (seq, queue::number(ticket.number.chars().next().unwrap_or('B'), seq))
        };
        // They keep their waiting: the promise can only become an earlier one.
        let promised_by = ticket.promised_by.min(self.queue.promised_by(Class::Transferred, ticket.arrived, None));
        let changed = sqlx::query(
            "UPDATE ticket SET state = 'waiting', venue = $2, seq = $3, number = $4, service = $5, class = $6, promised_by_ms = $7,
                               counter = NULL, not_before_ms = NULL, calls = 0, missed = 0, call_id = NULL, called_ms = NULL, started_ms = NULL
             WHERE id = $1 AND state IN ('called', 'serving') AND counter = $8",
        )
        .bind(&ticket.id)
        .bind(to.as_str())
        .bind(seq)
        .bind(name)
        .bind(service.as_str())
        .bind(Class::Transferred.code())
        .bind(promised_by.0)
        .bind(i64::from(press.plan.no.0))
        .execute(&mut *press.tx)
        .await?
        .rows_affected();
        expect_one(changed)?;
        Ok(counters::clear(&mut press.tx, press.venue, press.plan.no).await?)
    }
}

/// Calls the first of the order who is still there to be called.
async fn call_next(press: &mut Press<'_>) -> Done {
    if press.counter.ticket.is_some() {
        return because(CounterRefused::Busy);
    }
    if !press.counter.open {
        return because(CounterRefused::Paused);
    }
    for candidate in line::first(&mut *press.tx, press.venue, &press.plan.services, press.now, CANDIDATES).await? {
        let called = sqlx::query(
            "UPDATE ticket SET state = 'called', counter = $2, calls = calls + 1, call_id = $3, called_ms = $4
             WHERE id = $1 AND venue = $5 AND state IN ('waiting', 'coming_back')",
        )
        .bind(&candidate.id)
        .bind(i64::from(press.plan.no.0))
        .bind(press.version)
        .bind(press.now.0)
        .bind(press.venue.as_str())
        .execute(&mut *press.tx)
        .await?
        .rows_affected();
        if called == 0 {
            continue;
        }
        if !counters::seat(&mut press.tx, press.venue, press.plan.no, &candidate.id).await? {
            return because(CounterRefused::Busy);
        }
        return Ok(promises::called(&mut press.tx, &candidate.id, press.now).await?);
    }
    because(CounterRefused::NobodyWaits)
}

async fn recall(press: &mut Press<'_>) -> Done {
    let ticket = current(press, &[TicketState::Called]).await?;
    let changed =
        sqlx::query("UPDATE ticket SET calls = calls + 1, call_id = $2, called_ms = $3 WHERE id = $1 AND state = 'called'")
            .bind(&ticket.id)
            .bind(press.version)
            .bind(press.now.0)
            .execute(&mut *press.tx)
            .await?
            .rows_affected();
    expect_one(changed)
}

async fn start(press: &mut Press<'_>) -> Done {
    let ticket = current(press, &[TicketState::Called]).await?;
    let changed =
        sqlx::query("UPDATE ticket SET state = 'serving', started_ms = $2 WHERE id = $1 AND state = 'called' AND counter = $3")
            .bind(&ticket.id)
            .bind(press.now.0)
            .bind(i64::from(press.plan.no.0))
            .execute(&mut *press.tx)
            .await?
            .rows_affected();
    expect_one(changed)
}

/// Back into the queue as somebody who was called before: the promise stands, so they are among the first.
async fn back_from_desk(press: &mut Press<'_>, number: &str) -> Done {
    let changed = sqlx::query(
        "UPDATE ticket SET state = 'waiting', not_before_ms = $4 WHERE venue = $1 AND day = $2 AND number = $3 AND state = 'at_desk'",
    )
    .bind(press.venue.as_str())
    .bind(day_of(press.now))
    .bind(number.trim().to_ascii_uppercase())
    .bind(press.now.0)
    .execute(&mut *press.tx)
    .await?
    .rows_affected();
    if changed == 0 { because(CounterRefused::Unknown) } else { Ok(()) }
}

/// Who is at the counter, if in one of these states.
async fn current(press: &mut Press<'_>, states: &[TicketState]) -> Done<Ticket> {
    let Some(id) = press.counter.ticket.clone() else { return because(CounterRefused::NobodyHere) };
    match Ticket::find_in(&mut press.tx, &id).await? {
        Some(ticket) if states.contains(&ticket.state) => Ok(ticket),
        _ => because(CounterRefused::NobodyHere),
    }
}

/// The ticket was where it had to be.
const fn expect_one(changed: u64) -> Done {
    if changed == 1 { Ok(()) } else { because(CounterRefused::NobodyHere) }
}

/// Whether this press is the first with its key. A press that is refused is rolled back with its claim.
async fn claim(tx: &mut Tx, venue: &VenueCode, counter: CounterNo, attempt: &str, now: Moment) -> Result<bool, StoreError> {
    let claimed = sqlx::query("INSERT INTO counter_act (attempt, answered_ms) VALUES ($1, $2) ON CONFLICT (attempt) DO NOTHING")
        .bind(format!("{venue}/{counter}/{attempt}"))
        .bind(now.0)
        .execute(&mut **tx)
        .await?
        .rows_affected();
    Ok(claimed == 1)
}

async fn forget_old_presses(tx: &mut Tx, now: Moment) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM counter_act WHERE answered_ms < $1")
        .bind(now.plus_minutes(-REMEMBERED_MINUTES).0)
        .execute(&mut **tx)
        .await?;
    Ok(())
}
