//! Dispatches that a department keeps misunderstanding: they wait for a person, who may send them again or give them back to
//! the resident. What waits behind them on the same case waits too.

use domain::{
    ids::{BookingRef, CaseRef},
    time::Moment,
};

use super::{DispatchKind, deliver::Ears, ledger};
use crate::{
    desk::bookings::handover,
    store::{Store, StoreError, Tx},
};

/// A parked dispatch, for the steward. Without personal data.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Parked {
    /// Its name, for [`retry`] and [`send_back`].
    pub id: String,
    /// Which department.
    pub department: String,
    /// `booking` or `case`.
    pub root: String,
    /// The reference.
    pub subject: String,
    /// The act.
    pub kind: String,
    /// How often it was tried.
    pub attempts: i64,
    /// When it was made, milliseconds.
    pub created_ms: i64,
    /// What the department did not understand.
    pub reason: String,
}

/// Everything that is parked, of one department or of all, the oldest first, at most 200.
pub async fn all(store: &Store, department: Option<&str>) -> Result<Vec<Parked>, StoreError> {
    let rows = sqlx::query_as(
        "SELECT id, department, root, subject, kind, attempts, created_ms, COALESCE(last_error, '') AS reason FROM dispatch
         WHERE state = 'parked' AND ($1 = '' OR department = $1) ORDER BY created_ms, seq LIMIT 200",
    )
    .bind(department.unwrap_or_default())
    .fetch_all(store.reads())
    .await?;
    Ok(rows)
}

/// Sends it again, now; also one that waits. False: it is neither. The caller wakes the courier.
pub async fn retry(tx: &mut Tx, id: &str, now: Moment) -> Result<bool, StoreError> {
    let done = sqlx::query(
        "UPDATE dispatch SET state = 'waiting', misunderstood = 0, next_ms = $2
         WHERE id = $1 AND state IN ('waiting', 'parked') AND batch IS NULL",
    )
    .bind(id)
    .bind(now.0)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Sends everything of a department again that is parked, after its mapping, secret or address was put right.
pub async fn retry_all(tx: &mut Tx, department: &str, now: Moment) -> Result<u64, StoreError> {
    let done = sqlx::query(
        "UPDATE dispatch SET state = 'waiting', misunderstood = 0, next_ms = $2 WHERE department = $1 AND state = 'parked'",
    )
    .bind(department)
    .bind(now.0)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected())
}

/// Gives a parked one back to the resident, with words they will read. False: it is not parked.
pub async fn send_back(tx: &mut Tx, ears: &Ears<'_>, id: &str, reason: &str, now: Moment) -> Result<bool, StoreError> {
    let Some((dispatch, state)) = ledger::one(tx, id).await? else { return Ok(false) };
    if state != "parked" || !ledger::close(tx, id, "sent_back", "by the steward", now).await? {
        return Ok(false);
    }
    match (DispatchKind::parse(&dispatch.kind), ears.cases) {
        (Some(DispatchKind::Cancel), _) => {}
        (Some(_), _) => {
            if let Some(subject) = BookingRef::parse(&dispatch.subject) {
                handover::refused(tx, ears.bookings, &subject, "other", now).await?;
            }
        }
        (None, Some(cases)) => {
            if let Some(subject) = CaseRef::parse(&dispatch.subject) {
                cases.sent_back(tx, &subject, &dispatch.kind, reason, now).await?;
            }
        }
        (None, None) => {}
    }
    if matches!(dispatch.kind.as_str(), "create" | "apply") {
        ledger::close_later(tx, &dispatch, "sent_back", "by the steward", now).await?;
    }
    Ok(true)
}
