//! Which acts can be rated: those that are over, found by their own token. Served by appointment is one act, whether it is looked
//! for by the booking or by the number that was drawn for it.

use app::ports::ratings::Act;
use domain::{
    ids::{BookingRef, CaseRef, CaseToken, ChargeRef, CounterNo, ServiceCode, StoreCode, TicketToken, VenueCode, WalletToken},
    rating::ActKind,
    time::Moment,
};
use serde::{Deserialize, Serialize};
use sqlx::{Row as _, any::AnyRow};

use super::Ratings;
use crate::{
    keys::Keyring,
    store::{StoreError, Tx},
};

/// An act that is over.
#[derive(Clone, Debug)]
pub(super) struct Over {
    pub kind: ActKind,
    /// The keyed hash under which its rating is kept.
    pub index: String,
    pub about: About,
    pub service: Option<ServiceCode>,
    pub venue: Option<VenueCode>,
    pub store: Option<StoreCode>,
    pub counter: Option<CounterNo>,
    pub at: Moment,
}

/// Where somebody can be found who may be told of the answer. It is sealed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum About {
    Booking(BookingRef),
    Case(CaseRef),
    Purchase {
        wallet: String,
        charge: ChargeRef,
    },
    /// A number without an appointment.
    Nobody,
}

impl Ratings {
    /// The act of a token; `None` where there is none or it is not over.
    pub(super) async fn over(&self, act: &Act) -> Result<Option<Over>, StoreError> {
        match act.kind {
            ActKind::Booking => self.booking(&act.token).await,
            ActKind::Ticket => self.ticket(&act.token).await,
            ActKind::Visit => self.visit(&act.token).await,
            ActKind::Application | ActKind::Decision | ActKind::Supplement => self.of_case(act).await,
            ActKind::Purchase => self.purchase(&act.token).await,
        }
    }

    async fn booking(&self, token: &str) -> Result<Option<Over>, StoreError> {
        let row = sqlx::query(
            "SELECT b.reference, b.service, b.venue, t.counter, COALESCE(t.finished_ms, b.starts_ms) AS at_ms
             FROM booking b LEFT JOIN ticket t ON t.booking_reference = b.reference AND t.state = 'done'
             WHERE b.token_hash = $1 AND b.state = 'served' ORDER BY t.finished_ms DESC LIMIT 1",
        )
        .bind(self.desk.keys.index("booking", token))
        .fetch_optional(self.desk.store.reads())
        .await?;
        let Some(row) = row else { return Ok(None) };
        let reference: String = row.try_get("reference")?;
        at_counter(&self.desk.keys, ActKind::Booking, &reference, Some(&reference), &row).map(Some)
    }

    async fn ticket(&self, token: &str) -> Result<Option<Over>, StoreError> {
        let id = self.desk.keys.index("ticket", TicketToken::from(token).as_str());
        let row = sqlx::query(
            "SELECT id, booking_reference, service, venue, counter, finished_ms AS at_ms FROM ticket
             WHERE id = $1 AND state = 'done' AND finished_ms IS NOT NULL",
        )
        .bind(&id)
        .fetch_optional(self.desk.store.reads())
        .await?;
        row.map(|row| of_ticket(&self.desk.keys, &row)).transpose()
    }

    /// The number was drawn: that itself can be rated, whatever became of it.
    async fn visit(&self, token: &str) -> Result<Option<Over>, StoreError> {
        let id = self.desk.keys.index("ticket", token);
        let row = sqlx::query(
            "SELECT booking_reference, service, venue, CAST(NULL AS BIGINT) AS counter, arrived_ms AS at_ms FROM ticket WHERE id = $1",
        )
        .bind(&id)
        .fetch_optional(self.desk.store.reads())
        .await?;
        let Some(row) = row else { return Ok(None) };
        let reference: Option<String> = row.try_get("booking_reference")?;
        at_counter(&self.desk.keys, ActKind::Visit, &id, reference.as_deref(), &row).map(Some)
    }

    /// A case's own token only: who helps with it follows and answers, and rates nothing.
    async fn of_case(&self, act: &Act) -> Result<Option<Over>, StoreError> {
        let Some(case) = self.cases.rated(&CaseToken(act.token.clone())).await? else { return Ok(None) };
        let (number, at) = match act.kind {
            ActKind::Decision => (case.decided.len(), case.decided.last().copied()),
            ActKind::Supplement => (case.supplemented.len(), case.supplemented.last().copied()),
            _ => (1, Some(case.received)),
        };
        let Some(at) = at else { return Ok(None) };
        Ok(Some(Over {
            kind: act.kind,
            index: index(&self.desk.keys, act.kind, &format!("{}\n{number}", case.reference.as_str())),
            about: About::Case(case.reference),
            service: Some(case.service),
            venue: None,
            store: None,
            counter: None,
            at,
        }))
    }

    async fn purchase(&self, token: &str) -> Result<Option<Over>, StoreError> {
        let Some((wallet, charge)) = token.split_once('.') else { return Ok(None) };
        let Some(charge) = ChargeRef::parse(charge) else { return Ok(None) };
        let Some(bought) = self.vouchers.rated(&WalletToken::from(wallet), &charge).await? else { return Ok(None) };
        Ok(Some(Over {
            kind: ActKind::Purchase,
            index: index(&self.desk.keys, ActKind::Purchase, charge.as_str()),
            about: About::Purchase { wallet: bought.wallet, charge },
            service: None,
            venue: None,
            store: Some(bought.store),
            counter: None,
            at: bought.at,
        }))
    }

    /// What a ticket's row is, inside a transaction.
    pub(super) async fn ticket_named(&self, tx: &mut Tx, id: &str) -> Result<Option<Over>, StoreError> {
        let row = sqlx::query(
            "SELECT id, booking_reference, service, venue, counter, finished_ms AS at_ms FROM ticket
             WHERE id = $1 AND state = 'done' AND finished_ms IS NOT NULL",
        )
        .bind(id)
        .fetch_optional(&mut **tx)
        .await?;
        row.map(|row| of_ticket(&self.desk.keys, &row)).transpose()
    }
}

/// The act of a number that was served: of an appointment it is the booking.
pub(super) fn of_ticket(keys: &Keyring, row: &AnyRow) -> Result<Over, StoreError> {
    let (id, reference): (String, Option<String>) = (row.try_get("id")?, row.try_get("booking_reference")?);
    match reference {
        Some(reference) => at_counter(keys, ActKind::Booking, &reference, Some(&reference), row),
        None => at_counter(keys, ActKind::Ticket, &id, None, row),
    }
}

fn at_counter(keys: &Keyring, kind: ActKind, name: &str, booking: Option<&str>, row: &AnyRow) -> Result<Over, StoreError> {
    let counter: Option<i64> = row.try_get("counter")?;
    Ok(Over {
        kind,
        index: index(keys, kind, name),
        about: booking.and_then(BookingRef::parse).map_or(About::Nobody, About::Booking),
        service: Some(ServiceCode(row.try_get("service")?)),
        venue: Some(VenueCode(row.try_get("venue")?)),
        store: None,
        counter: counter.and_then(|no| u16::try_from(no).ok()).map(CounterNo),
        at: Moment(row.try_get("at_ms")?),
    })
}

/// The keyed hash of an act.
fn index(keys: &Keyring, kind: ActKind, name: &str) -> String {
    keys.index("rating", &format!("{}\n{name}", kind.code()))
}
