//! Check-in: a pass or a typed reference becomes a ticket. Each refusal is one the page can say kindly, with what to do.

use app::{
    live::TicketState,
    ports::{CheckIn, CheckInRefused, Unavailable},
};
use domain::{
    booking::{BookingEvent, BookingState},
    ids::{BookingRef, TicketToken, VenueCode},
    pass::{Pass, PassRefusal},
};
use sqlx::Row as _;

use crate::{
    desk::{
        bookings::{CheckInBooking, check_in_window},
        hall::{
            Hall, day_of,
            issue::{NewTicket, Refused},
            unavailable,
        },
    },
    live,
    store::Tx,
};

/// After so many remembered kiosks the idle ones are forgotten.
const FORGET_OVER: usize = 10_000;

type Taken<T> = Result<T, Refused<CheckInRefused>>;

impl Hall {
    pub(super) async fn take_in(&self, venue: &VenueCode, by: &CheckIn, kiosk: &str) -> Result<TicketToken, CheckInRefused> {
        match self.take_in_once(venue, by, kiosk).await {
            Ok(token) => Ok(token),
            Err(Refused::Because(refused)) => Err(refused),
            Err(Refused::Store(wrong)) => {
                let Unavailable = unavailable(&wrong);
                Err(CheckInRefused::Unavailable)
            }
        }
    }

    async fn take_in_once(&self, venue: &VenueCode, by: &CheckIn, kiosk: &str) -> Taken<TicketToken> {
        if self.desk.district.venue(venue).is_none() {
            return Err(Refused::Because(CheckInRefused::Unknown));
        }
        let (reference, pass) = self.read(by, kiosk).map_err(Refused::Because)?;
        let mut tx = self.desk.store.begin().await?;
        live::bump(&mut tx, venue).await?;
        let booking = self.bookings.for_check_in(&mut tx, &reference).await?.ok_or(Refused::Because(CheckInRefused::Unknown))?;
        if pass.is_some_and(|pass| pass.generation != booking.generation) {
            return Err(Refused::Because(CheckInRefused::OldPass));
        }
        self.here_and_now(venue, &booking).map_err(Refused::Because)?;
        let token = match booking.state {
            BookingState::Confirmed => self.arrive(&mut tx, venue, &reference, &booking).await?,
            BookingState::Arrived | BookingState::Served => self.again(&mut tx, &reference, booking.state).await?,
            // The session is over: the counters were told that nobody came.
            BookingState::NoShow => return Err(Refused::Because(CheckInRefused::TooLate { was: booking.starts })),
            state => return Err(Refused::Because(CheckInRefused::NotLive(state))),
        };
        self.commit(tx, &[venue]).await?;
        self.promise_first(&token).await?;
        Ok(token)
    }

    /// What was scanned or typed.
    fn read(&self, by: &CheckIn, kiosk: &str) -> Result<(BookingRef, Option<Pass>), CheckInRefused> {
        match by {
            CheckIn::Pass(scanned) => {
                let pass = Pass::read(scanned, self.desk.keys.pass_keys()).map_err(|refusal| match refusal {
                    PassRefusal::NotAPass | PassRefusal::UnknownVersion => CheckInRefused::NotAPass,
                    PassRefusal::UnknownKey | PassRefusal::Forged => CheckInRefused::Forged,
                })?;
                Ok((pass.reference.clone(), Some(pass)))
            }
            // A pass cannot be guessed; a reference could be.
            CheckIn::Reference(reference) => {
                if self.tries.len() > FORGET_OVER {
                    self.tries.retain_recent();
                }
                self.tries.check_key(&kiosk.to_owned()).map_err(|_| CheckInRefused::TooOften)?;
                Ok((reference.clone(), None))
            }
        }
    }

    /// Whether this is the venue, the day and the time of the booking.
    fn here_and_now(&self, venue: &VenueCode, booking: &CheckInBooking) -> Result<(), CheckInRefused> {
        let now = self.now();
        if matches!(booking.state, BookingState::Cancelled | BookingState::CalledOff | BookingState::Refused) {
            return Err(CheckInRefused::NotLive(booking.state));
        }
        if booking.venue != *venue {
            let words = self.desk.district.venue(&booking.venue).map(|venue| venue.name.clone()).unwrap_or_default();
            return Err(CheckInRefused::WrongVenue { venue: words });
        }
        if booking.starts.day() > now.day() {
            return Err(CheckInRefused::WrongDay { on: booking.starts });
        }
        if booking.starts.day() < now.day() {
            return Err(CheckInRefused::TooLate { was: booking.starts });
        }
        if booking.state != BookingState::Confirmed {
            return Ok(());
        }
        let (from, until) = check_in_window(booking.starts, booking.ends);
        if now < from {
            return Err(CheckInRefused::TooEarly { opens: from });
        }
        if now > until {
            return Err(CheckInRefused::TooLate { was: booking.starts });
        }
        Ok(())
    }

    /// The booking's people come into the queue.
    async fn arrive(
        &self,
        tx: &mut Tx,
        venue: &VenueCode,
        reference: &BookingRef,
        booking: &CheckInBooking,
    ) -> Taken<TicketToken> {
        // Conditional on the booking still being confirmed: of two kiosks one goes on.
        if self.bookings.mark(tx, reference, BookingEvent::CheckIn, self.now()).await?.is_err() {
            return self.again(tx, reference, BookingState::Arrived).await;
        }
        let new = NewTicket {
            venue,
            service: &booking.service,
            class: self.queue.class_of_appointment(booking.starts, self.now()),
            appointed: Some(booking.starts),
            reference: Some(reference),
            names_masked: &booking.masked_names,
            attempt: None,
        };
        match self.issue(tx, &new).await? {
            Some(token) => Ok(token),
            None => self.again(tx, reference, BookingState::Arrived).await,
        }
    }

    /// Somebody who has a ticket already is shown it. Who had left comes back with the same number and promise: a number
    /// is never void.
    async fn again(&self, tx: &mut Tx, reference: &BookingRef, state: BookingState) -> Taken<TicketToken> {
        let row = sqlx::query("SELECT id, token_sealed, state FROM ticket WHERE booking_reference = $1 AND day = $2")
            .bind(reference.as_str())
            .bind(day_of(self.now()))
            .fetch_optional(&mut **tx)
            .await?
            .ok_or(Refused::Because(CheckInRefused::NotLive(state)))?;
        let id: String = row.try_get("id")?;
        let token = self.unsealed(id.clone(), row.try_get("token_sealed")?)?;
        if row.try_get::<String, _>("state")? != TicketState::Left.code() {
            return Err(Refused::Because(CheckInRefused::AlreadyUsed { ticket: token }));
        }
        sqlx::query(
            "UPDATE ticket SET state = 'waiting', not_before_ms = NULL, finished_ms = NULL WHERE id = $1 AND state = 'left'",
        )
        .bind(&id)
        .execute(&mut **tx)
        .await?;
        Ok(token)
    }
}
