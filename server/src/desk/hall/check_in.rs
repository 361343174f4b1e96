//! Check-in: a pass, a typed reference or an identity card becomes a ticket. Each refusal is one the page can say kindly, with what to do.

use app::{
    live::TicketState,
    ports::{CheckIn, CheckInRefused, Medium},
};
use domain::{
    booking::{BookingEvent, BookingState},
    identity::Document,
    ids::{BookingRef, TicketToken, VenueCode},
    pass::{Pass, PassRefusal},
    time::Moment,
};
use sqlx::Row as _;

use crate::{
    desk::{
        bookings::{CheckInBooking, check_in_window},
        hall::{
            Hall, day_of,
            issue::{Begins, NewTicket, Refused},
            printing,
        },
    },
    live,
    store::{StoreError, Tx},
};

/// After so many remembered kiosks the idle ones are forgotten.
const FORGET_OVER: usize = 10_000;

type Taken<T> = Result<T, Refused<CheckInRefused>>;

/// What was scanned, laid or typed.
enum Asked {
    Booking(BookingRef, Option<Pass>),
    /// Somebody's booking, by what they hold.
    Holder(Vec<Document>),
}

/// A ticket that was given out before.
struct Given {
    id: String,
    token: TicketToken,
    state: Option<TicketState>,
}

impl Hall {
    pub(super) async fn take_in(
        &self,
        venue: &VenueCode,
        by: &CheckIn,
        medium: Medium,
        kiosk: &str,
    ) -> Result<TicketToken, CheckInRefused> {
        self.take_in_once(venue, by, medium, kiosk).await.map_err(|refused| refused.told(CheckInRefused::Unavailable))
    }

    async fn take_in_once(&self, venue: &VenueCode, by: &CheckIn, medium: Medium, kiosk: &str) -> Taken<TicketToken> {
        if self.desk.district.venue(venue).is_none() {
            return Err(Refused::Because(CheckInRefused::Unknown));
        }
        let asked = self.read(by, kiosk).map_err(Refused::Because)?;
        let mut tx = self.desk.store.begin().await?;
        live::bump(&mut tx, venue).await?;
        let (reference, pass) = match asked {
            Asked::Booking(reference, pass) => (reference, pass),
            Asked::Holder(documents) => {
                let found = self.bookings.of_holder(&mut tx, venue, &documents, self.now()).await?;
                (found.ok_or(Refused::Because(CheckInRefused::Unknown))?, None)
            }
        };
        if matches!(by, CheckIn::Number(_)) {
            return Err(self.number_of(&mut tx, &reference).await?);
        }
        let booking = self.bookings.for_check_in(&mut tx, &reference).await?.ok_or(Refused::Because(CheckInRefused::Unknown))?;
        if pass.is_some_and(|pass| pass.generation != booking.generation) {
            return Err(Refused::Because(CheckInRefused::OldPass));
        }
        self.here_and_then(venue, &booking, self.now()).map_err(Refused::Because)?;
        let token = match booking.state {
            BookingState::Confirmed => self.arrive(&mut tx, venue, &booking, medium).await?,
            BookingState::Arrived | BookingState::Served => self.again(&mut tx, &booking, medium).await?,
            // The session is over: the counters were told that nobody came.
            BookingState::NoShow => return Err(Refused::Because(CheckInRefused::TooLate { was: booking.starts })),
            state => return Err(Refused::Because(CheckInRefused::NotLive(state))),
        };
        self.commit(tx, &[venue]).await?;
        if medium != Medium::Paper {
            self.promise_first(&token).await?;
        }
        Ok(token)
    }

    /// What was scanned, laid or typed.
    fn read(&self, by: &CheckIn, kiosk: &str) -> Result<Asked, CheckInRefused> {
        match by {
            CheckIn::Pass(scanned) => {
                let pass = Pass::read(scanned, self.desk.keys.pass_keys()).map_err(|refusal| match refusal {
                    PassRefusal::NotAPass | PassRefusal::UnknownVersion => CheckInRefused::NotAPass,
                    PassRefusal::UnknownKey | PassRefusal::Forged => CheckInRefused::Forged,
                })?;
                Ok(Asked::Booking(pass.reference.clone(), Some(pass)))
            }
            // A pass or a card cannot be guessed; what is typed could be.
            CheckIn::Reference(reference) => self.tried(kiosk).map(|()| Asked::Booking(reference.clone(), None)),
            CheckIn::Number(documents) => self.tried(kiosk).map(|()| Asked::Holder(documents.clone())),
            CheckIn::Card(document) => Ok(Asked::Holder(vec![document.clone()])),
        }
    }

    /// Counts a try of this kiosk.
    fn tried(&self, kiosk: &str) -> Result<(), CheckInRefused> {
        if self.tries.len() > FORGET_OVER {
            self.tries.retain_recent();
        }
        self.tries.check_key(&kiosk.to_owned()).map_err(|_| CheckInRefused::TooOften)
    }

    /// The number of a booking's people, and nothing else: who has none yet is not even said to be expected.
    async fn number_of(&self, tx: &mut Tx, reference: &BookingRef) -> Result<Refused<CheckInRefused>, StoreError> {
        let given = self.given(tx, reference).await?.filter(|given| !matches!(given.state, None | Some(TicketState::Void)));
        Ok(Refused::Because(given.map_or(CheckInRefused::Unknown, |given| CheckInRefused::AlreadyUsed { ticket: given.token })))
    }

    /// The ticket that a booking's people were given today.
    async fn given(&self, tx: &mut Tx, reference: &BookingRef) -> Result<Option<Given>, StoreError> {
        let row = sqlx::query("SELECT id, token_sealed, state FROM ticket WHERE booking_reference = $1 AND day = $2")
            .bind(reference.as_str())
            .bind(day_of(self.now()))
            .fetch_optional(&mut **tx)
            .await?;
        let Some(row) = row else { return Ok(None) };
        let id: String = row.try_get("id")?;
        let token = self.unsealed(id.clone(), row.try_get("token_sealed")?)?;
        Ok(Some(Given { id, token, state: TicketState::parse(&row.try_get::<String, _>("state")?) }))
    }

    /// Whether this is the venue, the day and the time of the booking for somebody who came at `now`.
    pub(super) fn here_and_then(&self, venue: &VenueCode, booking: &CheckInBooking, now: Moment) -> Result<(), CheckInRefused> {
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
    async fn arrive(&self, tx: &mut Tx, venue: &VenueCode, booking: &CheckInBooking, medium: Medium) -> Taken<TicketToken> {
        // Conditional on the booking still being confirmed: of two kiosks one goes on.
        if self.bookings.mark(tx, &booking.reference, BookingEvent::CheckIn, self.now()).await?.is_err() {
            return self.again(tx, booking, medium).await;
        }
        let new = NewTicket {
            venue,
            service: &booking.service,
            class: self.queue.class_of_appointment(booking.starts, self.now()),
            appointed: Some(booking.starts),
            reference: Some(&booking.reference),
            names_masked: &booking.masked_names,
            attempt: None,
            begins: Begins::Now(medium),
        };
        match self.issue(tx, &new).await? {
            Some(token) => Ok(token),
            None => self.again(tx, booking, medium).await,
        }
    }

    /// Somebody who has a ticket already is shown it. Who had left comes back with the same number and promise, and whose number
    /// does not count yet gets the same one: it is printed once more, or counts now.
    async fn again(&self, tx: &mut Tx, booking: &CheckInBooking, medium: Medium) -> Taken<TicketToken> {
        let given = self.given(tx, &booking.reference).await?;
        let Given { id, token, state } = given.ok_or(Refused::Because(CheckInRefused::NotLive(booking.state)))?;
        if state == Some(TicketState::Printing) {
            printing::again(tx, &id, medium, self.now()).await?;
            return Ok(token);
        }
        if state != Some(TicketState::Left) {
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
