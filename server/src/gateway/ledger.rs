//! The outbox's rows as the courier moves them: claimed for a while, then delivered, refused or put off.

use domain::{ids::BookingRef, time::Moment};

use super::{
    Department, DispatchKind,
    breaker::{Health, wait_ms},
    outbox::sealed_for,
    send::Outcome,
};
use crate::{
    desk::bookings::{Bookings, handover},
    keys::Keyring,
    store::{Store, StoreError, Tx},
};

/// A dispatch that this courier may send for as long as its lease lasts.
#[derive(Clone, Debug)]
pub(super) struct Claimed {
    pub(super) id: String,
    pub(super) subject: String,
    pub(super) kind: String,
    pub(super) attempts: i64,
    body: String,
}

impl Claimed {
    /// What to send. An error here is ours (a lost key, a mapping that has changed), told without personal data.
    pub(super) fn call(&self, keys: &Keyring, department: &Department) -> Result<super::Call, String> {
        let kind = DispatchKind::parse(&self.kind).ok_or("unknown kind")?;
        let plain = keys.open(&sealed_for(&self.id), &self.body).map_err(|e| e.to_string())?;
        let booking: serde_json::Value = serde_json::from_slice(&plain).map_err(|_| "the sealed body is not JSON")?;
        department.call(kind, &booking)
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

/// Claims up to `room` due dispatches, the oldest first, of each booking only the earliest that waits.
pub(super) async fn claim(tx: &mut Tx, department: &Department, room: usize, now: Moment) -> Result<Vec<Claimed>, StoreError> {
    let health = Health::read(tx, department.code.as_str()).await?;
    if health.paused(now) {
        return Ok(Vec::new());
    }
    let (room, due_ms) = if health.open() {
        // One probe at a time, the oldest, however long it was put off: several servers take turns by pausing again.
        Health { paused_until_ms: now.0.saturating_add(lease_ms(department)), ..health }
            .write(tx, department.code.as_str())
            .await?;
        (1, i64::MAX)
    } else {
        (room, now.0)
    };
    let rows: Vec<(String, String, String, String, i64, i64)> = sqlx::query_as(
        "UPDATE dispatch SET lease_until_ms = $3, attempts = attempts + 1
         WHERE state = 'waiting' AND lease_until_ms <= $2 AND id IN (
             SELECT d.id FROM dispatch d
             WHERE d.department = $1 AND d.state = 'waiting' AND d.next_ms <= $4 AND d.lease_until_ms <= $2
             AND NOT EXISTS (SELECT 1 FROM dispatch e WHERE e.subject = d.subject AND e.seq < d.seq AND e.state = 'waiting')
             ORDER BY d.created_ms, d.seq LIMIT $5)
         RETURNING id, subject, kind, body, attempts, created_ms",
    )
    .bind(department.code.as_str())
    .bind(now.0)
    .bind(now.0.saturating_add(lease_ms(department)))
    .bind(due_ms)
    .bind(i64::try_from(room).unwrap_or(i64::MAX))
    .fetch_all(&mut **tx)
    .await?;
    let mut rows = rows;
    rows.sort_by_key(|row| row.5);
    Ok(rows.into_iter().map(|(id, subject, kind, body, attempts, _)| Claimed { id, subject, kind, attempts, body }).collect())
}

/// A lease outlives the longest attempt; after a crash its dispatch is free again by then.
fn lease_ms(department: &Department) -> i64 {
    i64::try_from(department.timeout.as_millis()).unwrap_or(i64::MAX / 2).saturating_add(5_000)
}

/// Writes down what came of what was sent.
pub(super) async fn settle(
    tx: &mut Tx,
    desk: &Bookings,
    department: &Department,
    finished: &[(Claimed, Outcome)],
    now: Moment,
) -> Result<(), StoreError> {
    let code = department.code.as_str();
    let before = Health::read(tx, code).await?;
    let mut health = before;
    for (dispatch, outcome) in finished {
        match outcome {
            Outcome::Delivered(answer) => {
                close(tx, &dispatch.id, "delivered", answer, now).await?;
                health = Health::answered();
            }
            Outcome::Refused { reason, answer } => {
                refuse(tx, desk, dispatch, reason, answer, now).await?;
                health = Health::answered();
            }
            Outcome::Failed { error, retry_after_ms } => {
                let wait = wait_ms(dispatch.attempts, chance()).max(*retry_after_ms);
                put_off(tx, &dispatch.id, error, now.plus_ms(wait)).await?;
                health = health.failed(now);
            }
            Outcome::Misunderstood(error) => {
                let wait = wait_ms(dispatch.attempts.saturating_add(6), chance());
                put_off(tx, &dispatch.id, &format!("not understood: {error}"), now.plus_ms(wait)).await?;
                health = Health::answered();
            }
        }
    }
    if health != before {
        health.write(tx, code).await?;
    }
    if before.open() && !health.open() {
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

async fn close(tx: &mut Tx, id: &str, state: &str, answer: &str, now: Moment) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE dispatch SET state = $2, delivered_ms = $3, answer = $4, lease_until_ms = 0, last_error = NULL
         WHERE id = $1 AND state = 'waiting'",
    )
    .bind(id)
    .bind(state)
    .bind(now.0)
    .bind(answer)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

async fn refuse(
    tx: &mut Tx,
    desk: &Bookings,
    dispatch: &Claimed,
    reason: &str,
    answer: &str,
    now: Moment,
) -> Result<(), StoreError> {
    close(tx, &dispatch.id, "refused", answer, now).await?;
    let kind = DispatchKind::parse(&dispatch.kind);
    if kind == Some(DispatchKind::Cancel) {
        // The booking is given back already; that the department would not hear of it changes nothing for its people.
        return Ok(());
    }
    let subject = BookingRef::parse(&dispatch.subject)
        .ok_or_else(|| StoreError::Corrupt(format!("dispatch {} without a booking's reference", dispatch.id)))?;
    handover::refused(tx, desk, &subject, reason, now).await?;
    if kind == Some(DispatchKind::Create) {
        // What comes after a refused booking has nothing to change there. Only now: an act that held the booking's row has
        // committed its dispatch by the time the row was ours, and any later one finds the booking refused.
        sqlx::query(
            "UPDATE dispatch SET state = 'refused', delivered_ms = $2, answer = $3 WHERE subject = $1 AND state = 'waiting'",
        )
        .bind(&dispatch.subject)
        .bind(now.0)
        .bind(answer)
        .execute(&mut **tx)
        .await?;
    }
    Ok(())
}

async fn put_off(tx: &mut Tx, id: &str, error: &str, until: Moment) -> Result<(), StoreError> {
    sqlx::query("UPDATE dispatch SET next_ms = $2, lease_until_ms = 0, last_error = $3 WHERE id = $1 AND state = 'waiting'")
        .bind(id)
        .bind(until.0)
        .bind(error)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Uniform in 0..1: spreads retries, guards nothing.
pub(crate) fn chance() -> f64 {
    rand::random()
}
