//! The outbox's rows as the courier moves them: claimed for a while, then delivered, refused, put off or parked.

use domain::{
    ids::{BookingRef, CaseRef},
    time::Moment,
};
use serde_json::Value;

use super::{
    Call, Department, DispatchKind,
    breaker::Health,
    deliver::Ears,
    outbox::{CHECK_ACT, MOVEMENT_ACT, RECHECK_ACT, sealed_for},
    send::Outcome,
};
use crate::{
    desk::bookings::handover,
    keys::Keyring,
    store::{Store, StoreError, Tx},
};

/// A dispatch that this courier may send for as long as its lease lasts.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(super) struct Claimed {
    pub(super) id: String,
    pub(super) root: String,
    pub(super) subject: String,
    pub(super) kind: String,
    pub(super) attempts: i64,
    pub(super) misunderstood: i64,
    body: String,
    created_ms: i64,
    seq: i64,
}

impl Claimed {
    /// What to send. An error here is ours (a lost key, a mapping that has changed), told without personal data.
    pub(super) fn call(&self, keys: &Keyring, department: &Department) -> Result<Call, String> {
        department.call(&self.kind, &self.root, &self.plain(keys)?, &self.id)
    }

    /// The body as it was put.
    pub(super) fn plain(&self, keys: &Keyring) -> Result<Value, String> {
        let plain = keys.open(&sealed_for(&self.id), &self.body).map_err(|e| e.to_string())?;
        serde_json::from_slice(&plain).map_err(|_| "the sealed body is not JSON".to_owned())
    }
}

/// Whether a write transaction is worth beginning: something may be due for `department`.
pub(super) async fn anything_due(store: &Store, department: &str, now: Moment) -> Result<bool, StoreError> {
    // An open breaker probes with whatever is oldest, due or not.
    let row = sqlx::query(
        "SELECT 1 FROM dispatch WHERE department = $1 AND state = 'waiting' AND lease_until_ms <= $2
         AND (next_ms <= $2 OR EXISTS (SELECT 1 FROM department_health WHERE department = $1 AND paused_until_ms > 0))
         AND NOT EXISTS (SELECT 1 FROM department_health WHERE department = $1 AND paused_until_ms > $2) LIMIT 1",
    )
    .bind(department)
    .bind(now.0)
    .fetch_optional(store.reads())
    .await?;
    Ok(row.is_some())
}

/// Claims up to `room` due dispatches, the oldest first, of each subject only the earliest that waits. What waits behind a
/// parked one waits with it.
pub(super) async fn claim(tx: &mut Tx, department: &Department, room: usize, now: Moment) -> Result<Vec<Claimed>, StoreError> {
    let health = Health::read(tx, department.code.as_str()).await?;
    if health.paused(now) {
        return Ok(Vec::new());
    }
    let (room, due_ms) = if health.open(&department.patience) {
        // One probe at a time, the oldest, however long it was put off: several servers take turns by pausing again.
        Health { paused_until_ms: now.0.saturating_add(lease_ms(department)), ..health }
            .write(tx, department.code.as_str())
            .await?;
        (1, i64::MAX)
    } else {
        (i64::try_from(room).unwrap_or(i64::MAX), now.0)
    };
    take(tx, department, room, due_ms, now, lease_ms(department), None).await
}

/// Claims as [`claim`] does, without asking how the department is, for `lease_ms` and a batch.
pub(super) async fn take(
    tx: &mut Tx,
    department: &Department,
    room: i64,
    due_ms: i64,
    now: Moment,
    lease_ms: i64,
    batch: Option<&str>,
) -> Result<Vec<Claimed>, StoreError> {
    let mut rows: Vec<Claimed> = sqlx::query_as(
        "UPDATE dispatch SET lease_until_ms = $3, attempts = attempts + 1, batch = $6
         WHERE state = 'waiting' AND lease_until_ms <= $2 AND id IN (
             SELECT d.id FROM dispatch d
             WHERE d.department = $1 AND d.state = 'waiting' AND d.next_ms <= $4 AND d.lease_until_ms <= $2
             AND NOT EXISTS (SELECT 1 FROM dispatch e WHERE e.root = d.root AND e.subject = d.subject AND e.seq < d.seq
                 AND e.department = d.department AND e.state IN ('waiting', 'parked'))
             ORDER BY d.created_ms, d.seq LIMIT $5)
         RETURNING id, root, subject, kind, body, attempts, misunderstood, created_ms, seq",
    )
    .bind(department.code.as_str())
    .bind(now.0)
    .bind(now.0.saturating_add(lease_ms))
    .bind(due_ms)
    .bind(room)
    .bind(batch)
    .fetch_all(&mut **tx)
    .await?;
    rows.sort_by_key(|row| (row.created_ms, row.seq));
    Ok(rows)
}

/// The dispatches that a batch carries and that are not answered yet, in their order.
pub(super) async fn carried(store: &Store, batch: &str) -> Result<Vec<Claimed>, StoreError> {
    let rows = sqlx::query_as(
        "SELECT id, root, subject, kind, body, attempts, misunderstood, created_ms, seq FROM dispatch
         WHERE batch = $1 AND state = 'waiting' ORDER BY created_ms, seq",
    )
    .bind(batch)
    .fetch_all(store.reads())
    .await?;
    Ok(rows)
}

/// A lease outlives the longest attempt, the question before it included; after a crash its dispatch is free again by then.
fn lease_ms(department: &Department) -> i64 {
    let once = i64::try_from(department.timeout.as_millis()).unwrap_or(i64::MAX / 4);
    once.saturating_mul(if department.honours_key { 1 } else { 2 }).saturating_add(5_000)
}

/// Writes down what came of what was sent.
pub(super) async fn settle(
    tx: &mut Tx,
    ears: &Ears<'_>,
    department: &Department,
    finished: &[(Claimed, Outcome)],
    now: Moment,
) -> Result<(), StoreError> {
    let (code, patience) = (department.code.as_str(), &department.patience);
    let before = Health::read(tx, code).await?;
    let mut health = before;
    for (dispatch, outcome) in finished {
        match outcome {
            Outcome::Delivered { answer, ticket } => {
                deliver(tx, ears, dispatch, answer, ticket.as_deref(), now).await?;
                health = Health::answered();
            }
            Outcome::Refused { reason, answer } => {
                refuse(tx, ears, dispatch, reason, answer, now).await?;
                health = Health::answered();
            }
            Outcome::Failed { error, retry_after_ms } => {
                let wait = patience.wait_ms(dispatch.attempts, chance()).max(*retry_after_ms);
                put_off(tx, &dispatch.id, error, now.plus_ms(wait)).await?;
                health = health.failed(now, patience);
            }
            Outcome::Misunderstood(error) => {
                misunderstand(tx, department, dispatch, error, now).await?;
                health = Health::answered();
            }
        }
    }
    if health != before {
        health.write(tx, code).await?;
    }
    if before.open(patience) && !health.open(patience) {
        // It is back: those that were put off while it was away need not wait any longer.
        sqlx::query(
            "UPDATE dispatch SET next_ms = $2 WHERE department = $1 AND state = 'waiting' AND next_ms > $2
             AND (last_error IS NULL OR last_error NOT LIKE 'not understood%')",
        )
        .bind(code)
        .bind(now.0)
        .execute(&mut **tx)
        .await?;
    }
    Ok(())
}

/// Closes a dispatch that still waits; false when somebody else has closed it meanwhile.
pub(super) async fn close(tx: &mut Tx, id: &str, state: &str, answer: &str, now: Moment) -> Result<bool, StoreError> {
    let closed = sqlx::query(
        "UPDATE dispatch SET state = $2, delivered_ms = $3, answer = $4, lease_until_ms = 0, last_error = NULL
         WHERE id = $1 AND state IN ('waiting', 'parked')",
    )
    .bind(id)
    .bind(state)
    .bind(now.0)
    .bind(answer)
    .execute(&mut **tx)
    .await?;
    Ok(closed.rows_affected() > 0)
}

async fn deliver(
    tx: &mut Tx,
    ears: &Ears<'_>,
    dispatch: &Claimed,
    answer: &str,
    ticket: Option<&str>,
    now: Moment,
) -> Result<(), StoreError> {
    if !close(tx, &dispatch.id, "delivered", answer, now).await? {
        return Ok(());
    }
    if let Some(ticket) = ticket {
        sqlx::query("UPDATE dispatch SET ticket = $2 WHERE id = $1").bind(&dispatch.id).bind(ticket).execute(&mut **tx).await?;
    }
    let Some(cases) = ears.cases else { return Ok(()) };
    match (dispatch.kind.as_str(), CaseRef::parse(&dispatch.subject)) {
        ("apply", Some(subject)) => cases.handed_over(tx, &subject, now).await,
        ("withdraw", Some(subject)) => cases.withdrawn(tx, &subject, now).await,
        _ => Ok(()),
    }
}

async fn refuse(
    tx: &mut Tx,
    ears: &Ears<'_>,
    dispatch: &Claimed,
    reason: &str,
    answer: &str,
    now: Moment,
) -> Result<(), StoreError> {
    if !close(tx, &dispatch.id, "refused", answer, now).await? {
        return Ok(());
    }
    let corrupt = || StoreError::Corrupt(format!("dispatch {} without a reference", dispatch.id));
    let begins = match DispatchKind::parse(&dispatch.kind) {
        // The booking is given back already; that the department would not hear of it changes nothing for its people.
        Some(DispatchKind::Cancel) => return Ok(()),
        Some(kind) => {
            let subject = BookingRef::parse(&dispatch.subject).ok_or_else(corrupt)?;
            handover::refused(tx, ears.bookings, &subject, reason, now).await?;
            kind == DispatchKind::Create
        }
        // A platform that will not check leaves the application as it is: its own department decides.
        // The same where its own ledger will not have a movement: the difference shows when both are compared.
        None if [CHECK_ACT, RECHECK_ACT, MOVEMENT_ACT].contains(&dispatch.kind.as_str()) => return Ok(()),
        None => {
            let subject = CaseRef::parse(&dispatch.subject).ok_or_else(corrupt)?;
            if let Some(cases) = ears.cases {
                cases.refused(tx, &subject, &dispatch.kind, reason, now).await?;
            }
            dispatch.kind == "apply"
        }
    };
    if begins {
        // What comes after a refused beginning has nothing to change there. Only now: an act that held the subject's row has
        // committed its dispatch by the time the row was ours, and any later one finds it refused.
        close_later(tx, dispatch, "refused", answer, now).await?;
    }
    Ok(())
}

/// Closes what waits behind a dispatch that will never arrive.
pub(super) async fn close_later(
    tx: &mut Tx,
    dispatch: &Claimed,
    state: &str,
    answer: &str,
    now: Moment,
) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE dispatch SET state = $5, delivered_ms = $2, answer = $3 WHERE subject = $1 AND root = $4
         AND department = (SELECT department FROM dispatch WHERE id = $6) AND state IN ('waiting', 'parked')",
    )
    .bind(&dispatch.subject)
    .bind(now.0)
    .bind(answer)
    .bind(&dispatch.root)
    .bind(state)
    .bind(&dispatch.id)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

async fn misunderstand(
    tx: &mut Tx,
    department: &Department,
    dispatch: &Claimed,
    error: &str,
    now: Moment,
) -> Result<(), StoreError> {
    let times = dispatch.misunderstood.saturating_add(1);
    let parked = times >= department.patience.park_after;
    let wait = department.patience.wait_ms(dispatch.attempts.saturating_add(6), chance());
    sqlx::query(
        "UPDATE dispatch SET next_ms = $2, lease_until_ms = 0, last_error = $3, misunderstood = $4, state = $5, batch = NULL
         WHERE id = $1 AND state = 'waiting'",
    )
    .bind(&dispatch.id)
    .bind(now.plus_ms(wait).0)
    .bind(format!("not understood: {error}"))
    .bind(times)
    .bind(if parked { "parked" } else { "waiting" })
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn put_off(tx: &mut Tx, id: &str, error: &str, until: Moment) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE dispatch SET next_ms = $2, lease_until_ms = 0, last_error = $3, batch = NULL
         WHERE id = $1 AND state = 'waiting'",
    )
    .bind(id)
    .bind(until.0)
    .bind(error)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// One dispatch, whatever its state.
pub(super) async fn one(tx: &mut Tx, id: &str) -> Result<Option<(Claimed, String)>, StoreError> {
    let row: Option<Claimed> = sqlx::query_as(
        "SELECT id, root, subject, kind, body, attempts, misunderstood, created_ms, seq FROM dispatch WHERE id = $1",
    )
    .bind(id)
    .fetch_optional(&mut **tx)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let (state,): (String,) = sqlx::query_as("SELECT state FROM dispatch WHERE id = $1").bind(id).fetch_one(&mut **tx).await?;
    Ok(Some((row, state)))
}

/// Uniform in 0..1: spreads retries, guards nothing.
pub(crate) fn chance() -> f64 {
    rand::random()
}
