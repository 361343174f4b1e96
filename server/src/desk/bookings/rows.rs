//! Holds and bookings as the store has them.

use domain::{
    booking::{BookingState, People},
    ids::{BookingRef, BookingToken, ServiceCode, VenueCode},
    text::Words,
    time::Moment,
    venue::SlotKey,
};
use sqlx::{Any, Executor, Row as _, any::AnyRow};

use super::unsealed;
use crate::{keys::Keyring, store::StoreError};

/// A hold.
#[derive(Clone)]
pub(super) struct HoldRow {
    pub(super) id: String,
    pub(super) service: ServiceCode,
    pub(super) slot: SlotKey,
    pub(super) ends: Moment,
    pub(super) expires: Moment,
    pub(super) extended: bool,
    pub(super) state: HoldRowState,
    pub(super) moves: Option<BookingRef>,
    pub(super) draft_sealed: Option<String>,
    pub(super) complete: bool,
    pub(super) ended: Option<Moment>,
}

/// Where a hold is. A live one whose time is over is returned by whoever comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum HoldRowState {
    Live,
    Released,
    Confirmed,
}

/// A booking.
pub(super) struct BookingRow {
    pub(super) reference: BookingRef,
    pub(super) token_sealed: String,
    pub(super) service: ServiceCode,
    pub(super) slot: SlotKey,
    pub(super) ends: Moment,
    pub(super) state: BookingState,
    pub(super) generation: i64,
    pub(super) people_sealed: String,
    pub(super) taken: Moment,
    pub(super) called_off: Option<Words>,
    pub(super) priority_until: Option<Moment>,
    pub(super) done: Option<Moment>,
    pub(super) refused: Option<(Moment, String)>,
}

impl HoldRow {
    /// Whether the place is still kept.
    pub(super) fn is_kept(&self, now: Moment) -> bool {
        self.state == HoldRowState::Live && self.expires > now
    }

    fn read(row: &AnyRow) -> Result<Self, StoreError> {
        let state = match row.try_get::<String, _>("state")?.as_str() {
            "live" => HoldRowState::Live,
            "released" => HoldRowState::Released,
            "confirmed" => HoldRowState::Confirmed,
            other => return Err(StoreError::Corrupt(format!("a hold that is {other}"))),
        };
        Ok(Self {
            id: row.try_get("id")?,
            service: ServiceCode(row.try_get("service")?),
            slot: slot(row)?,
            ends: Moment(row.try_get("ends_ms")?),
            expires: Moment(row.try_get("expires_ms")?),
            extended: row.try_get::<i64, _>("extended")? != 0,
            state,
            moves: row.try_get::<Option<String>, _>("moves_booking")?.map(|text| reference(&text)).transpose()?,
            draft_sealed: row.try_get("draft_sealed")?,
            complete: row.try_get::<i64, _>("complete")? != 0,
            ended: row.try_get::<Option<i64>, _>("ended_ms")?.map(Moment),
        })
    }
}

impl BookingRow {
    /// The people, opened; nobody where they are forgotten already.
    pub(super) fn people(&self, keys: &Keyring) -> Result<People, StoreError> {
        if self.people_sealed.is_empty() {
            return Ok(People { people: Vec::new() });
        }
        let text = keys.open(&people_of(&self.reference), &self.people_sealed).map_err(|wrong| unsealed(&wrong))?;
        serde_json::from_slice(&text).map_err(|_| StoreError::Corrupt("people that cannot be read".to_owned()))
    }

    /// The token, opened.
    pub(super) fn token(&self, keys: &Keyring) -> Result<BookingToken, StoreError> {
        keys.open_text(&token_of(&self.reference), &self.token_sealed).map(BookingToken).map_err(|wrong| unsealed(&wrong))
    }

    fn read(row: &AnyRow) -> Result<Self, StoreError> {
        let state: String = row.try_get("state")?;
        let zh: Option<String> = row.try_get("called_off_reason_zh")?;
        let en: Option<String> = row.try_get("called_off_reason_en")?;
        let refused: Option<i64> = row.try_get("refused_ms")?;
        let reason: Option<String> = row.try_get("refused_reason")?;
        Ok(Self {
            reference: reference(&row.try_get::<String, _>("reference")?)?,
            token_sealed: row.try_get("token_sealed")?,
            service: ServiceCode(row.try_get("service")?),
            slot: slot(row)?,
            ends: Moment(row.try_get("ends_ms")?),
            state: BookingState::parse(&state).ok_or_else(|| StoreError::Corrupt(format!("a booking that is {state}")))?,
            generation: row.try_get("generation")?,
            people_sealed: row.try_get("people_sealed")?,
            taken: Moment(row.try_get("taken_ms")?),
            called_off: zh.zip(en).map(|(zh, en)| Words { zh, en }),
            priority_until: row.try_get::<Option<i64>, _>("priority_until_ms")?.map(Moment),
            done: row.try_get::<Option<i64>, _>("done_ms")?.map(Moment),
            refused: refused.map(Moment).zip(reason),
        })
    }
}

/// What a booking's people are sealed for.
pub(super) fn people_of(reference: &BookingRef) -> String {
    format!("people:{reference}", reference = reference.as_str())
}

/// What a booking's token is sealed for.
pub(super) fn token_of(reference: &BookingRef) -> String {
    format!("token:{reference}", reference = reference.as_str())
}

pub(super) fn reference(text: &str) -> Result<BookingRef, StoreError> {
    BookingRef::parse(text).ok_or_else(|| StoreError::Corrupt("a reference that is none".to_owned()))
}

pub(super) fn slot(row: &AnyRow) -> Result<SlotKey, StoreError> {
    let session: i64 = row.try_get("session")?;
    Ok(SlotKey {
        venue: VenueCode(row.try_get("venue")?),
        starts: Moment(row.try_get("starts_ms")?),
        session: u16::try_from(session).map_err(|_| StoreError::Corrupt(format!("session {session}")))?,
    })
}

/// A hold by its row's id.
pub(super) async fn hold<'e, E>(from: E, id: &str) -> Result<Option<HoldRow>, StoreError>
where
    E: Executor<'e, Database = Any>,
{
    let row = sqlx::query(
        "SELECT id, service, venue, session, starts_ms, ends_ms, expires_ms, extended, state, moves_booking, draft_sealed,
                complete, ended_ms FROM hold WHERE id = $1",
    )
    .bind(id)
    .fetch_optional(from)
    .await?;
    row.as_ref().map(HoldRow::read).transpose()
}

macro_rules! booking_where {
    ($condition:literal) => {
        concat!(
            "SELECT reference, token_sealed, service, venue, session, starts_ms, ends_ms, state, generation, people_sealed, ",
            "taken_ms, called_off_reason_zh, called_off_reason_en, priority_until_ms, done_ms, refused_ms, refused_reason ",
            "FROM booking WHERE ",
            $condition
        )
    };
}

async fn booking<'e, E>(from: E, query: &'static str, key: &str) -> Result<Option<BookingRow>, StoreError>
where
    E: Executor<'e, Database = Any>,
{
    let row = sqlx::query(query).bind(key).fetch_optional(from).await?;
    row.as_ref().map(BookingRow::read).transpose()
}

/// A booking by its reference.
pub(super) async fn booking_by_reference<'e, E>(from: E, reference: &BookingRef) -> Result<Option<BookingRow>, StoreError>
where
    E: Executor<'e, Database = Any>,
{
    booking(from, booking_where!("reference = $1"), reference.as_str()).await
}

/// A booking by the hash of its token.
pub(super) async fn booking_by_hash<'e, E>(from: E, hash: &str) -> Result<Option<BookingRow>, StoreError>
where
    E: Executor<'e, Database = Any>,
{
    booking(from, booking_where!("token_hash = $1"), hash).await
}

/// The booking that a hold became.
pub(super) async fn booking_by_hold<'e, E>(from: E, hold_id: &str) -> Result<Option<BookingRow>, StoreError>
where
    E: Executor<'e, Database = Any>,
{
    booking(from, booking_where!("hold_id = $1"), hold_id).await
}

/// The latest bookings that name a document, by its hash.
pub(super) async fn bookings_of_document<'e, E>(from: E, index: &str, most: i64) -> Result<Vec<BookingRow>, StoreError>
where
    E: Executor<'e, Database = Any>,
{
    let query = booking_where!(
        "reference IN (SELECT booking_person.reference FROM booking_person WHERE document_index = $1) \
         ORDER BY starts_ms DESC, reference LIMIT $2"
    );
    let rows = sqlx::query(query).bind(index).bind(most).fetch_all(from).await?;
    rows.iter().map(BookingRow::read).collect()
}

/// The latest bookings of a resident, by the hash of their id.
pub(super) async fn bookings_of_resident<'e, E>(from: E, index: &str, most: i64) -> Result<Vec<BookingRow>, StoreError>
where
    E: Executor<'e, Database = Any>,
{
    let query = booking_where!("resident_index = $1 ORDER BY starts_ms DESC, reference LIMIT $2");
    let rows = sqlx::query(query).bind(index).bind(most).fetch_all(from).await?;
    rows.iter().map(BookingRow::read).collect()
}
