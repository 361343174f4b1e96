//! All that a booking writes, sealed before its transaction begins: while one booking is written others wait, and nobody should
//! wait for our arithmetic.

use domain::{
    booking::{BookingState, People, Person},
    identity::Document,
    ids::{BookingRef, BookingToken},
    time::Moment,
};

use super::{
    Bookings,
    confirm::end_hold,
    rows::{self, HoldRow},
    told::{self, Told},
};
use crate::{
    gateway::{BookingBody, DispatchKind, outbox::Dispatch},
    keys::Keyring,
    notify::{self, Message},
    store::{StoreError, Tx, places},
};

/// A booking, its people and what is told of it.
pub(super) struct Prepared {
    token: BookingToken,
    reference: BookingRef,
    token_hash: String,
    token_sealed: String,
    people_sealed: String,
    family: String,
    people: Vec<PreparedPerson>,
    dispatch: Option<Dispatch>,
    messages: Vec<Message>,
    message_id: String,
}

/// What finds a person of the booking again.
struct PreparedPerson {
    ordinal: i64,
    document_index: String,
    last_four_index: String,
}

impl Bookings {
    /// Prepares the booking that a hold becomes, under a new reference and token.
    pub(super) fn prepare(&self, hold: &HoldRow, people: &People, family: &str, now: Moment) -> Prepared {
        let keys = &self.desk.keys;
        let (token, reference) = (BookingToken(keys.token()), BookingRef::from_chance(keys.chance()));
        let json = serde_json::to_vec(people).expect("names, numbers and dates always have a JSON form");
        let dispatch = self.desk.departments.for_service(&hold.service).map(|department| {
            let body = BookingBody::new(&reference, &hold.service, &hold.slot, hold.ends, people, now);
            Dispatch::new(keys, department, &reference, DispatchKind::Create.code(), &body.to_value())
        });
        Prepared {
            token_hash: self.booking_hash(&token),
            token_sealed: keys.seal(&rows::token_of(&reference), token.as_str().as_bytes()),
            people_sealed: keys.seal(&rows::people_of(&reference), &json),
            family: family.to_owned(),
            people: prepare_people(keys, &reference, people),
            dispatch,
            messages: self.messages(people, &reference, &hold.slot, Told::BOOKED),
            message_id: keys.token(),
            token,
            reference,
        }
    }
}

/// Why a booking was not written. Nothing of it is there.
pub(super) enum NotWritten {
    /// The hold was not live any more.
    HoldEnded,
    /// Another booking has this reference.
    ReferenceTaken,
    /// One of its people has a live booking already.
    AlreadyBooked,
    /// The store.
    Failed(StoreError),
}

impl From<StoreError> for NotWritten {
    fn from(wrong: StoreError) -> Self {
        Self::Failed(wrong)
    }
}

impl Prepared {
    /// Writes the booking, its people, and what is told of it.
    pub(super) async fn write(self, tx: &mut Tx, hold: HoldRow, now: Moment) -> Result<BookingToken, NotWritten> {
        if !end_hold(tx, &hold, now).await? {
            return Err(NotWritten::HoldEnded);
        }
        if !self.insert_booking(tx, &hold, now).await? {
            return Err(NotWritten::ReferenceTaken);
        }
        self.insert_people(tx)
            .await
            .map_err(|wrong| if wrong.is_unique_violation() { NotWritten::AlreadyBooked } else { NotWritten::Failed(wrong) })?;
        self.tell(tx, &hold, now).await?;
        Ok(self.token)
    }

    /// Writes the booking. False when its reference is taken.
    async fn insert_booking(&self, tx: &mut Tx, hold: &HoldRow, now: Moment) -> Result<bool, StoreError> {
        let written = sqlx::query(
            "INSERT INTO booking (reference, token_hash, token_sealed, service, venue, session, starts_ms, ends_ms, state,
                people_sealed, hold_id, taken_ms, changed_ms)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12) ON CONFLICT (reference) DO NOTHING",
        )
        .bind(self.reference.as_str())
        .bind(&self.token_hash)
        .bind(&self.token_sealed)
        .bind(hold.service.as_str())
        .bind(hold.slot.venue.as_str())
        .bind(i64::from(hold.slot.session))
        .bind(hold.slot.starts.0)
        .bind(hold.ends.0)
        .bind(BookingState::Confirmed.code())
        .bind(&self.people_sealed)
        .bind(&hold.id)
        .bind(now.0)
        .execute(&mut **tx)
        .await?;
        Ok(written.rows_affected() == 1)
    }

    /// Writes its people, all in one statement. A unique key refuses who has a live booking already.
    async fn insert_people(&self, tx: &mut Tx) -> Result<(), StoreError> {
        let places = places(self.people.len(), 6);
        let text = format!(
            "INSERT INTO booking_person (reference, ordinal, family, document_index, last_four_index, live) VALUES {places}"
        );
        let mut query = sqlx::query(sqlx::AssertSqlSafe(text));
        for person in &self.people {
            query = query.bind(self.reference.as_str()).bind(person.ordinal).bind(&self.family);
            query = query.bind(&person.document_index).bind(&person.last_four_index).bind(1_i64);
        }
        query.execute(&mut **tx).await?;
        Ok(())
    }

    /// Tells the department and the people.
    async fn tell(&self, tx: &mut Tx, hold: &HoldRow, now: Moment) -> Result<(), StoreError> {
        if let Some(dispatch) = &self.dispatch {
            dispatch.put(tx, now).await?;
        }
        told::keep(tx, &self.message_id, (&self.reference, &hold.slot), Told::BOOKED, now).await?;
        notify::put_all(tx, &self.messages, now).await
    }
}

fn prepare_people(keys: &Keyring, reference: &BookingRef, people: &People) -> Vec<PreparedPerson> {
    let mut prepared: Vec<PreparedPerson> = people
        .people
        .iter()
        .zip(0..)
        .map(|(person, ordinal)| PreparedPerson {
            ordinal,
            document_index: index_of(keys, reference, person),
            last_four_index: last_four(keys, reference, person),
        })
        .collect();
    // In one order whoever is named first: two requests of one couple must not wait for each other.
    prepared.sort_by(|a, b| a.document_index.cmp(&b.document_index));
    prepared
}

/// Finds a document again.
pub(super) fn document_index(keys: &Keyring, document: &Document) -> String {
    keys.index("document", &format!("{}:{}", document.kind().code(), document.number()))
}

/// Who comes without a document is nobody's second booking.
fn index_of(keys: &Keyring, reference: &BookingRef, person: &Person) -> String {
    match &person.document {
        Some(document) => document_index(keys, document),
        None => keys.index("no-document", reference.as_str()),
    }
}

/// Half of what finds a booking again; of a phone where no document is asked.
pub(super) fn last_four_index(keys: &Keyring, reference: &BookingRef, last_four: &str) -> String {
    keys.index("last-four", &format!("{}:{last_four}", reference.as_str()))
}

/// Who gave neither document nor phone is found by the pass on their paper only: no four characters lead to them.
fn last_four(keys: &Keyring, reference: &BookingRef, person: &Person) -> String {
    match (&person.document, &person.phone) {
        (Some(document), _) => last_four_index(keys, reference, document.last_four()),
        (None, Some(phone)) => {
            let digits = phone.as_str();
            last_four_index(keys, reference, &digits[digits.len().saturating_sub(4)..])
        }
        (None, None) => keys.index("no-last-four", reference.as_str()),
    }
}
