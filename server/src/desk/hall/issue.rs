//! Giving out numbers. A number belongs to its venue and day and is given once; a form sent twice gets the same one.

use app::{
    live::TicketState,
    ports::{Medium, Unavailable},
};
use domain::{
    ids::{BookingRef, ServiceCode, TicketToken, VenueCode},
    queue::{self, Class},
    time::Moment,
};
use sqlx::Row as _;

use crate::{
    desk::hall::{Hall, day_of, printing, ticket::Ticket, unavailable},
    live,
    store::{StoreError, Tx},
};

/// What a new ticket says.
pub(super) struct NewTicket<'a> {
    pub venue: &'a VenueCode,
    pub service: &'a ServiceCode,
    pub class: Class,
    pub appointed: Option<Moment>,
    pub reference: Option<&'a BookingRef>,
    pub names_masked: &'a [String],
    pub attempt: Option<&'a str>,
    pub begins: Begins,
}

/// How a new ticket begins.
pub(super) enum Begins {
    /// Now, with the next number. On paper it does not count yet.
    Now(Medium),
    /// With a number that a kiosk gave out without a connection.
    Leased {
        seq: i64,
        token: TicketToken,
        arrived: Moment,
        /// As printed: the letter says how somebody came, whatever became of it.
        letter: char,
        state: TicketState,
    },
}

impl Hall {
    pub(super) async fn issue_walk_in(
        &self,
        venue: &VenueCode,
        service: &ServiceCode,
        class: Class,
        medium: Medium,
        attempt: &str,
    ) -> Result<TicketToken, StoreError> {
        // Only a counter or an appointment gives the other classes.
        let class = if class.is_priority() { class } else { Class::Ordinary };
        let attempt = self.walk_in_attempt(attempt);
        if let Some(token) = self.of_attempt(&attempt).await? {
            return Ok(token);
        }
        let mut tx = self.desk.store.begin().await?;
        live::bump(&mut tx, venue).await?;
        let new = NewTicket {
            venue,
            service,
            class,
            appointed: None,
            reference: None,
            names_masked: &[],
            attempt: Some(&attempt),
            begins: Begins::Now(medium),
        };
        let Some(token) = self.issue(&mut tx, &new).await? else {
            tx.rollback().await?;
            let lost = || StoreError::Corrupt("a ticket that is there and is not".to_owned());
            return self.of_attempt(&attempt).await?.ok_or_else(lost);
        };
        self.commit(tx, &[venue]).await?;
        if medium != Medium::Paper {
            self.promise_first(&token).await?;
        }
        Ok(token)
    }

    /// Writes a ticket with its number; `None` when its booking or attempt has one already.
    pub(super) async fn issue(&self, tx: &mut Tx, new: &NewTicket<'_>) -> Result<Option<TicketToken>, StoreError> {
        let now = self.now();
        let day = day_of(now);
        let (seq, token, arrived, letter, state, medium) = match &new.begins {
            Begins::Now(medium) => {
                let state = if *medium == Medium::Paper { TicketState::Printing } else { TicketState::Waiting };
                let token = TicketToken(self.desk.keys.token());
                (next_seq(tx, new.venue, &day).await?, token, now, new.class.letter(), state, *medium)
            }
            Begins::Leased { seq, token, arrived, letter, state } => {
                (*seq, token.clone(), *arrived, *letter, *state, Medium::Paper)
            }
        };
        let id = Ticket::id_of(&self.desk.keys, &token);
        let written = sqlx::query(
            "INSERT INTO ticket (id, token_sealed, venue, day, seq, number, service, class, arrived_ms, promised_by_ms, state,
                                 calls, missed, booking_reference, names_masked, attempt, medium, counts_by_ms)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0, 0, $12, $13, $14, $15, $16)
             ON CONFLICT DO NOTHING",
        )
        .bind(&id)
        .bind(self.sealed(&id, &token))
        .bind(new.venue.as_str())
        .bind(&day)
        .bind(seq)
        .bind(queue::number(letter, seq))
        .bind(new.service.as_str())
        .bind(new.class.code())
        .bind(arrived.0)
        .bind(self.queue.promised_by(new.class, arrived, new.appointed).0)
        .bind(state.code())
        .bind(new.reference.map(BookingRef::as_str))
        .bind(serde_json::to_string(new.names_masked).expect("a list of texts is always JSON"))
        .bind(new.attempt)
        .bind(medium.code())
        .bind((state == TicketState::Printing).then(|| printing::counts_by(now).0))
        .execute(&mut **tx)
        .await?
        .rows_affected();
        Ok((written == 1).then_some(token))
    }

    /// A form's own key as it is stored.
    pub(super) fn walk_in_attempt(&self, attempt: &str) -> String {
        self.desk.keys.index("walk-in", attempt)
    }

    /// The token of the ticket that this attempt was given.
    async fn of_attempt(&self, attempt: &str) -> Result<Option<TicketToken>, StoreError> {
        let row = sqlx::query("SELECT id, token_sealed FROM ticket WHERE attempt = $1")
            .bind(attempt)
            .fetch_optional(self.desk.store.reads())
            .await?;
        row.map(|row| self.unsealed(row.try_get("id")?, row.try_get("token_sealed")?)).transpose()
    }

    /// A token as it is stored.
    pub(super) fn sealed(&self, id: &str, token: &TicketToken) -> String {
        self.desk.keys.seal(&aad(id), token.as_str().as_bytes())
    }

    /// The token of a stored ticket.
    pub(super) fn unsealed(&self, id: String, sealed: String) -> Result<TicketToken, StoreError> {
        let plain = self.desk.keys.open(&aad(&id), &sealed).map_err(|wrong| StoreError::Corrupt(wrong.to_string()))?;
        String::from_utf8(plain).map(TicketToken).map_err(|_| StoreError::Corrupt("a token that is no text".to_owned()))
    }

    /// The person leaves. Somebody who is being served stays: the counter finishes.
    pub(super) async fn leave_queue(&self, token: &TicketToken) -> Result<(), StoreError> {
        let id = Ticket::id_of(&self.desk.keys, token);
        let Some(ticket) = Ticket::find(&self.desk.store, &id).await? else { return Ok(()) };
        let mut tx = self.desk.store.begin().await?;
        live::bump(&mut tx, &ticket.venue).await?;
        sqlx::query(
            "UPDATE counter SET ticket_id = NULL WHERE ticket_id = (SELECT id FROM ticket WHERE id = $1 AND state = 'called')",
        )
        .bind(&id)
        .execute(&mut *tx)
        .await?;
        let left = sqlx::query(
            "UPDATE ticket SET state = 'left', counter = NULL, finished_ms = $2
             WHERE id = $1 AND venue = $3 AND state IN ('waiting', 'coming_back', 'at_desk', 'called')",
        )
        .bind(&id)
        .bind(self.now().0)
        .bind(ticket.venue.as_str())
        .execute(&mut *tx)
        .await?
        .rows_affected();
        if left == 0 {
            tx.rollback().await?;
            return Ok(());
        }
        self.commit(tx, &[&ticket.venue]).await
    }
}

/// The next place of a venue's day.
pub(super) async fn next_seq(tx: &mut Tx, venue: &VenueCode, day: &str) -> Result<i64, StoreError> {
    take_seqs(tx, venue, day, 1).await
}

/// Takes the next `count` places of a venue's day and returns the last of them. The conditional update is what makes them
/// unique, on one server or many.
pub(super) async fn take_seqs(tx: &mut Tx, venue: &VenueCode, day: &str, count: i64) -> Result<i64, StoreError> {
    let row = sqlx::query(
        "INSERT INTO queue_day (venue, day, last_seq) VALUES ($1, $2, $3)
         ON CONFLICT (venue, day) DO UPDATE SET last_seq = queue_day.last_seq + excluded.last_seq RETURNING last_seq",
    )
    .bind(venue.as_str())
    .bind(day)
    .bind(count)
    .fetch_one(&mut **tx)
    .await?;
    Ok(row.try_get("last_seq")?)
}

fn aad(id: &str) -> String {
    format!("ticket:{id}")
}

impl<R> From<StoreError> for Refused<R> {
    fn from(wrong: StoreError) -> Self {
        Self::Store(wrong)
    }
}

impl<R> From<sqlx::Error> for Refused<R> {
    fn from(wrong: sqlx::Error) -> Self {
        Self::Store(wrong.into())
    }
}

/// Either a refusal for the page or a store that does not answer.
pub(super) enum Refused<R> {
    /// The page says it.
    Because(R),
    /// The log says it.
    Store(StoreError),
}

impl<R> Refused<R> {
    /// What the page says; `unavailable_is` when the store did not answer.
    #[track_caller]
    pub(super) fn told(self, unavailable_is: R) -> R {
        match self {
            Self::Because(refusal) => refusal,
            Self::Store(wrong) => {
                let Unavailable = unavailable(&wrong);
                unavailable_is
            }
        }
    }
}
