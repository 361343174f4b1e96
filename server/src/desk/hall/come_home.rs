//! A number that a kiosk gave out without a connection comes home: into the queue at the place of its arrival, or before the
//! desk, or not at all; what is not simply in the queue stands before the steward. Each by itself in one transaction, so that a
//! power cut leaves whole numbers behind; whatever is sent again finds the outcome of the first time.

use app::{
    live::TicketState,
    ports::{CameHome, DeskReason, GivenOut},
};
use domain::{
    booking::BookingEvent,
    ids::{ServiceCode, VenueCode},
    pass::Pass,
    queue::{self, Class},
    time::Moment,
};
use sqlx::{Row as _, any::AnyRow};

use crate::{
    desk::{
        bookings::CheckInBooking,
        hall::{
            Hall, day_of,
            issue::{Begins, NewTicket},
            ticket::Ticket,
        },
        offline::conflicts::{self, Brought},
    },
    live,
    store::{StoreError, Tx},
};

/// What a number is, now that the server looks at what it was given for.
enum Judged {
    /// Without an appointment.
    WalkIn(Class),
    /// With one: checked in.
    Booked(Box<CheckInBooking>, Class),
    /// A person sees to it, and has it called for this service.
    Desk(DeskReason, ServiceCode),
    /// They have this ticket already.
    Has(Box<Ticket>),
}

impl Hall {
    /// Takes one number in.
    pub(super) async fn come_home(&self, venue: &VenueCode, device: &str, given: &GivenOut) -> Result<CameHome, StoreError> {
        let now = self.now();
        let attempt = self.desk.keys.index("given-out", &format!("{venue}/{device}/{}", given.attempt));
        let mut tx = self.desk.store.begin().await?;
        live::bump(&mut tx, venue).await?;
        let before = sqlx::query("SELECT outcome, number, other FROM leased_number WHERE attempt = $1")
            .bind(&attempt)
            .fetch_optional(&mut *tx)
            .await?;
        if let Some(row) = before {
            let outcome = self.outcome(&mut tx, &row).await;
            tx.rollback().await?;
            return outcome;
        }
        let number = queue::number(letter_of(given), given.seq);
        let brought = Brought { id: &attempt, venue, device, number, given: given.arrived_ms };
        let leased = leased(&mut tx, venue, device, given).await?;
        let leased = match leased {
            Some(leased) if given.day.to_string() == day_of(now) && !leased.used => leased,
            refused => {
                let outcome = match refused {
                    None => CameHome::NotLeased,
                    Some(leased) if leased.used => CameHome::Used,
                    Some(_) => CameHome::DayOver,
                };
                if conflicts::list(&mut tx, &brought, &outcome, now).await? {
                    tx.commit().await?;
                } else {
                    tx.rollback().await?;
                }
                return Ok(outcome);
            }
        };
        // Whatever the kiosk's clock said: they came after the lease began and before now.
        let arrived = given.arrived_ms.min(now).max(leased.since);
        let judged = self.judge(&mut tx, venue, given, arrived, now).await?;
        let outcome = self.take_home(&mut tx, venue, given, &leased, arrived, judged).await?;
        write(&mut tx, venue, given, &attempt, &outcome, self.id_of_other(&outcome).as_deref()).await?;
        conflicts::list(&mut tx, &brought, &outcome, now).await?;
        self.commit(tx, &[venue]).await?;
        Ok(outcome)
    }

    async fn judge(
        &self,
        tx: &mut Tx,
        venue: &VenueCode,
        given: &GivenOut,
        arrived: Moment,
        now: Moment,
    ) -> Result<Judged, StoreError> {
        let Some(scanned) = &given.pass else {
            if let Some(ticket) = self.in_queue(tx, "attempt", &self.walk_in_attempt(&given.attempt), now).await? {
                return Ok(Judged::Has(Box::new(ticket)));
            }
            let class = if given.class.is_priority() { given.class } else { Class::Ordinary };
            let served = self.serves(venue, &given.service);
            return Ok(if served { Judged::WalkIn(class) } else { self.to_desk(venue, DeskReason::Service, &given.service) });
        };
        let Ok(pass) = Pass::read(scanned, self.desk.keys.pass_keys()) else {
            return Ok(self.to_desk(venue, DeskReason::Pass, &given.service));
        };
        if let Some(ticket) = self.in_queue(tx, "booking_reference", pass.reference.as_str(), now).await? {
            return Ok(Judged::Has(Box::new(ticket)));
        }
        match self.bookings.for_check_in(tx, &pass.reference).await? {
            Some(booking) if booking.generation == pass.generation => self.arrived(tx, venue, booking, arrived, now).await,
            Some(booking) => Ok(self.to_desk(venue, DeskReason::Pass, &booking.service)),
            None => Ok(self.to_desk(venue, DeskReason::Pass, &given.service)),
        }
    }

    /// The booking's people came while the kiosk had no connection. Who was marked as not there was there after all.
    async fn arrived(
        &self,
        tx: &mut Tx,
        venue: &VenueCode,
        booking: CheckInBooking,
        arrived: Moment,
        now: Moment,
    ) -> Result<Judged, StoreError> {
        if self.here_and_then(venue, &booking, arrived).is_err()
            || self.bookings.mark(tx, &booking.reference, BookingEvent::CheckIn, now).await?.is_err()
        {
            return Ok(self.to_desk(venue, DeskReason::Booking, &booking.service));
        }
        let class = self.queue.class_of_appointment(booking.starts, arrived);
        Ok(Judged::Booked(Box::new(booking), class))
    }

    /// To the desk; from there it is called by a counter that takes the service, or any where none does.
    fn to_desk(&self, venue: &VenueCode, why: DeskReason, service: &ServiceCode) -> Judged {
        let counters = self.desk.district.venue(venue).map(|venue| venue.counters.as_slice()).unwrap_or_default();
        let mut taken = counters.iter().flat_map(|counter| &counter.services);
        let service = if self.serves(venue, service) { service } else { taken.next().unwrap_or(service) };
        Judged::Desk(why, service.clone())
    }

    /// The ticket of today that this booking or form has. One that does not count yet is made void: its answer never came
    /// back to the kiosk, which went on with a number of its own.
    async fn in_queue(&self, tx: &mut Tx, by: &'static str, key: &str, now: Moment) -> Result<Option<Ticket>, StoreError> {
        let text = match by {
            "attempt" => "SELECT id FROM ticket WHERE attempt = $1 AND day = $2",
            _ => "SELECT id FROM ticket WHERE booking_reference = $1 AND day = $2",
        };
        let Some(row) = sqlx::query(text).bind(key).bind(day_of(now)).fetch_optional(&mut **tx).await? else { return Ok(None) };
        let id: String = row.try_get("id")?;
        if self.void(tx, &id, now).await? {
            return Ok(None);
        }
        Ticket::find_in(tx, &id).await
    }

    async fn take_home(
        &self,
        tx: &mut Tx,
        venue: &VenueCode,
        given: &GivenOut,
        leased: &Leased,
        arrived: Moment,
        judged: Judged,
    ) -> Result<CameHome, StoreError> {
        let token = self.unsealed(leased.id.clone(), leased.token_sealed.clone())?;
        let letter = letter_of(given);
        let number = queue::number(letter, given.seq);
        let (state, outcome) = match &judged {
            Judged::WalkIn(_) | Judged::Booked(..) => (TicketState::Waiting, CameHome::InQueue { number }),
            Judged::Desk(why, _) => (TicketState::AtDesk, CameHome::AtDesk { number, why: *why }),
            Judged::Has(ticket) => return self.conflict(tx, &ticket.id, &ticket.number).await,
        };
        let attempt = self.walk_in_attempt(&given.attempt);
        let mut new = NewTicket {
            venue,
            service: &given.service,
            class: Class::Ordinary,
            appointed: None,
            reference: None,
            names_masked: &[],
            attempt: Some(&attempt),
            begins: Begins::Leased { seq: given.seq, token, arrived, letter, state },
        };
        match &judged {
            Judged::WalkIn(class) => new.class = *class,
            Judged::Booked(booking, class) => {
                new = NewTicket {
                    service: &booking.service,
                    class: *class,
                    appointed: Some(booking.starts),
                    reference: Some(&booking.reference),
                    names_masked: &booking.masked_names,
                    attempt: None,
                    ..new
                };
            }
            Judged::Desk(_, service) => new.service = service,
            Judged::Has(_) => {}
        }
        let issued = self.issue(tx, &new).await?;
        issued.map(|_| outcome).ok_or_else(|| StoreError::Corrupt("a leased number that is a ticket already".to_owned()))
    }

    async fn conflict(&self, tx: &mut Tx, id: &str, number: &str) -> Result<CameHome, StoreError> {
        let row = sqlx::query("SELECT token_sealed FROM ticket WHERE id = $1").bind(id).fetch_one(&mut **tx).await?;
        let ticket = self.unsealed(id.to_owned(), row.try_get("token_sealed")?)?;
        Ok(CameHome::Conflict { ticket, number: number.to_owned() })
    }

    /// What became of it the first time.
    async fn outcome(&self, tx: &mut Tx, row: &AnyRow) -> Result<CameHome, StoreError> {
        let (outcome, number): (String, String) = (row.try_get("outcome")?, row.try_get("number")?);
        if let Some(why) = DeskReason::ALL.into_iter().find(|why| outcome.strip_prefix("at_desk.") == Some(why.code())) {
            return Ok(CameHome::AtDesk { number, why });
        }
        match (outcome.as_str(), row.try_get::<Option<String>, _>("other")?) {
            ("in_queue", None) => Ok(CameHome::InQueue { number }),
            ("conflict", Some(other)) => self.conflict(tx, &other, &number).await,
            _ => Err(StoreError::Corrupt(format!("the outcome {outcome}"))),
        }
    }

    fn id_of_other(&self, outcome: &CameHome) -> Option<String> {
        match outcome {
            CameHome::Conflict { ticket, .. } => Some(Ticket::id_of(&self.desk.keys, ticket)),
            _ => None,
        }
    }
}

/// The letter that is printed before it.
fn letter_of(given: &GivenOut) -> char {
    match &given.pass {
        Some(_) => Class::Appointment.letter(),
        None if given.class.is_priority() => given.class.letter(),
        None => Class::Ordinary.letter(),
    }
}

/// A number of a lease.
struct Leased {
    id: String,
    token_sealed: String,
    since: Moment,
    used: bool,
}

async fn leased(tx: &mut Tx, venue: &VenueCode, device: &str, given: &GivenOut) -> Result<Option<Leased>, StoreError> {
    sqlx::query(
        "SELECT id, token_sealed, leased_ms, attempt FROM leased_number
         WHERE venue = $1 AND day = $2 AND seq = $3 AND device = $4",
    )
    .bind(venue.as_str())
    .bind(given.day.to_string())
    .bind(given.seq)
    .bind(device)
    .fetch_optional(&mut **tx)
    .await?
    .map(|row| {
        Ok(Leased {
            id: row.try_get("id")?,
            token_sealed: row.try_get("token_sealed")?,
            since: Moment(row.try_get("leased_ms")?),
            used: row.try_get::<Option<String>, _>("attempt")?.is_some(),
        })
    })
    .transpose()
}

async fn write(
    tx: &mut Tx,
    venue: &VenueCode,
    given: &GivenOut,
    attempt: &str,
    outcome: &CameHome,
    other: Option<&str>,
) -> Result<(), StoreError> {
    let (code, number) = match outcome {
        CameHome::InQueue { number } => ("in_queue".to_owned(), number),
        CameHome::AtDesk { number, why } => (format!("at_desk.{}", why.code()), number),
        CameHome::Conflict { number, .. } => ("conflict".to_owned(), number),
        CameHome::Used | CameHome::NotLeased | CameHome::DayOver => return Ok(()),
    };
    sqlx::query(
        "UPDATE leased_number SET attempt = $4, outcome = $5, number = $6, other = $7 WHERE venue = $1 AND day = $2 AND seq = $3",
    )
    .bind(venue.as_str())
    .bind(given.day.to_string())
    .bind(given.seq)
    .bind(attempt)
    .bind(code)
    .bind(number)
    .bind(other)
    .execute(&mut **tx)
    .await?;
    Ok(())
}
