//! A ticket as the store keeps it.

use app::live::TicketState;
use domain::{
    ids::{BookingRef, ServiceCode, TicketToken, VenueCode},
    queue::{Arrival, Class},
    time::Moment,
};
use sqlx::{Row as _, any::AnyRow};

use crate::{
    keys::Keyring,
    store::{Store, StoreError, Tx},
};

/// The columns that [`Ticket::read`] reads.
macro_rules! ticket_columns {
    () => {
        "id, venue, day, seq, number, service, class, arrived_ms, promised_by_ms, not_before_ms, state, counter, calls, missed, \
         call_id, called_ms, started_ms, booking_reference, names_masked, copies"
    };
}
pub(super) use ticket_columns;

/// A ticket (排队号).
#[derive(Clone, Debug)]
pub(super) struct Ticket {
    pub id: String,
    pub venue: VenueCode,
    pub day: String,
    pub seq: i64,
    pub number: String,
    pub service: ServiceCode,
    pub class: Class,
    pub arrived: Moment,
    pub promised_by: Moment,
    pub not_before: Option<Moment>,
    pub state: TicketState,
    pub counter: Option<u16>,
    pub calls: u32,
    pub missed: u32,
    pub call_id: Option<i64>,
    pub called: Option<Moment>,
    pub started: Option<Moment>,
    pub reference: Option<BookingRef>,
    pub names: Vec<String>,
    pub copies: u32,
}

impl Ticket {
    /// The id under which a token's ticket is kept.
    pub fn id_of(keys: &Keyring, token: &TicketToken) -> String {
        keys.index("ticket", token.as_str())
    }

    /// The ticket of a row that holds [`ticket_columns`].
    pub fn read(row: &AnyRow) -> Result<Self, StoreError> {
        let moment = |column| Ok::<_, sqlx::Error>(row.try_get::<Option<i64>, _>(column)?.map(Moment));
        let class: String = row.try_get("class")?;
        let state: String = row.try_get("state")?;
        let reference: Option<String> = row.try_get("booking_reference")?;
        let names: String = row.try_get("names_masked")?;
        Ok(Self {
            id: row.try_get("id")?,
            venue: VenueCode(row.try_get("venue")?),
            day: row.try_get("day")?,
            seq: row.try_get("seq")?,
            number: row.try_get("number")?,
            service: ServiceCode(row.try_get("service")?),
            class: Class::parse(&class).ok_or_else(|| StoreError::Corrupt(format!("the class {class}")))?,
            arrived: Moment(row.try_get("arrived_ms")?),
            promised_by: Moment(row.try_get("promised_by_ms")?),
            not_before: moment("not_before_ms")?,
            state: TicketState::parse(&state).ok_or_else(|| StoreError::Corrupt(format!("the ticket state {state}")))?,
            counter: row.try_get::<Option<i64>, _>("counter")?.and_then(|no| u16::try_from(no).ok()),
            calls: u32::try_from(row.try_get::<i64, _>("calls")?).unwrap_or(0),
            missed: u32::try_from(row.try_get::<i64, _>("missed")?).unwrap_or(0),
            call_id: row.try_get("call_id")?,
            called: moment("called_ms")?,
            started: moment("started_ms")?,
            reference: reference.as_deref().and_then(BookingRef::parse),
            copies: u32::try_from(row.try_get::<i64, _>("copies")?).unwrap_or(0),
            names: serde_json::from_str(&names).map_err(|_| StoreError::Corrupt("names that are no list".to_owned()))?,
        })
    }

    /// The ticket of an id, as it is now.
    pub async fn find(store: &Store, id: &str) -> Result<Option<Self>, StoreError> {
        sqlx::query(concat!("SELECT ", ticket_columns!(), " FROM ticket WHERE id = $1"))
            .bind(id)
            .fetch_optional(store.reads())
            .await?
            .map(|row| Self::read(&row))
            .transpose()
    }

    /// The same inside a transaction.
    pub async fn find_in(tx: &mut Tx, id: &str) -> Result<Option<Self>, StoreError> {
        sqlx::query(concat!("SELECT ", ticket_columns!(), " FROM ticket WHERE id = $1"))
            .bind(id)
            .fetch_optional(&mut **tx)
            .await?
            .map(|row| Self::read(&row))
            .transpose()
    }

    /// As the order sees it; `service` is its place in the caller's table of services.
    pub fn arrival(&self, service: u16) -> Arrival {
        Arrival {
            seq: self.seq,
            class: self.class,
            arrived: self.arrived,
            promised_by: self.promised_by,
            not_before: self.not_before,
            service,
        }
    }

    /// Whether it takes part in the order at `now`.
    pub fn waits(&self, now: Moment) -> bool {
        matches!(self.state, TicketState::Waiting | TicketState::ComingBack) && self.not_before.is_none_or(|from| from <= now)
    }
}
