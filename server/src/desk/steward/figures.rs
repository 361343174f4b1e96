//! What was sent, what waits, and how honest the ranges were.

use std::collections::HashMap;

use app::ports::{Calibration, DepartmentLine, DispatchLine, SentMessage};
use domain::{ids::VenueCode, time::Moment};
use sqlx::Row as _;

use crate::{
    keys::Keyring,
    notify,
    store::{Store, StoreError},
};

/// Lines on a page.
const LINES: i64 = 100;

/// `codes`: texts with a code are opened too, for the embedded sink, which is the phone of a demonstration.
pub(super) async fn messages(store: &Store, keys: &Keyring, codes: bool) -> Result<Vec<SentMessage>, StoreError> {
    sqlx::query("SELECT id, created_ms, to_masked, text, state, secret FROM message ORDER BY created_ms DESC, id DESC LIMIT $1")
        .bind(LINES)
        .fetch_all(store.reads())
        .await?
        .iter()
        .map(|row| {
            let (id, text, secret): (String, String, i64) = (row.try_get("id")?, row.try_get("text")?, row.try_get("secret")?);
            let shown = if secret == 0 || codes {
                let opened = notify::text_of(keys, &id, text, secret != 0);
                Some(opened.map_err(|wrong| StoreError::Corrupt(wrong.to_string()))?)
            } else {
                None
            };
            Ok(SentMessage {
                at: Moment(row.try_get("created_ms")?),
                to: row.try_get("to_masked")?,
                text: shown,
                delivered: row.try_get::<String, _>("state")? == "sent",
            })
        })
        .collect()
}

/// What is not delivered comes first: it is what somebody has to look at.
pub(super) async fn dispatches(store: &Store, department: Option<&str>) -> Result<Vec<DispatchLine>, StoreError> {
    sqlx::query(
        "SELECT department, subject, kind, state, attempts, created_ms, next_ms, last_error FROM dispatch
         WHERE ($2 = '' OR department = $2)
         ORDER BY CASE state WHEN 'delivered' THEN 1 ELSE 0 END, created_ms DESC, seq DESC LIMIT $1",
    )
    .bind(LINES)
    .bind(department.unwrap_or_default())
    .fetch_all(store.reads())
    .await?
    .iter()
    .map(|row| {
        let state: String = row.try_get("state")?;
        let next = Moment(row.try_get("next_ms")?);
        Ok(DispatchLine {
            department: row.try_get("department")?,
            subject: row.try_get("subject")?,
            kind: row.try_get("kind")?,
            attempts: row.try_get("attempts")?,
            created: Moment(row.try_get("created_ms")?),
            next: (state == "waiting").then_some(next),
            last_error: row.try_get("last_error")?,
            state,
        })
    })
    .collect()
}

pub(super) async fn departments<'a>(
    store: &Store,
    codes: impl Iterator<Item = &'a str>,
    now: Moment,
) -> Result<Vec<DepartmentLine>, StoreError> {
    let mut lines: HashMap<(String, String), i64> = HashMap::new();
    let text = "SELECT department, state, COUNT(*) AS lines FROM dispatch WHERE state IN ('waiting', 'parked') GROUP BY department, state";
    for row in sqlx::query(text).fetch_all(store.reads()).await? {
        lines.insert((row.try_get("department")?, row.try_get("state")?), row.try_get("lines")?);
    }
    let count = |code: &str, state: &str| lines.get(&(code.to_owned(), state.to_owned())).copied().unwrap_or(0);
    let mut health: HashMap<String, (i64, i64)> = HashMap::new();
    for row in sqlx::query("SELECT department, failures, paused_until_ms FROM department_health").fetch_all(store.reads()).await?
    {
        health.insert(row.try_get("department")?, (row.try_get("failures")?, row.try_get("paused_until_ms")?));
    }
    Ok(codes
        .map(|code| {
            let (failures, paused) = health.get(code).copied().unwrap_or_default();
            DepartmentLine {
                code: code.to_owned(),
                waiting: count(code, "waiting"),
                parked: count(code, "parked"),
                failures,
                paused_until: (paused > now.0).then_some(Moment(paused)),
            }
        })
        .collect())
}

/// Promises whose people were called: a range is judged by what happened, not by who left.
pub(super) async fn calibration(store: &Store, venue: Option<&VenueCode>) -> Result<Calibration, StoreError> {
    let row = sqlx::query(
        "SELECT COUNT(*) AS promises,
                COUNT(CASE WHEN called_ms < p50_ms THEN 1 END) AS sooner,
                COUNT(CASE WHEN called_ms > p90_ms THEN 1 END) AS later
         FROM promise WHERE called_ms IS NOT NULL AND ($1 = '' OR venue = $1)",
    )
    .bind(venue.map_or("", VenueCode::as_str))
    .fetch_one(store.reads())
    .await?;
    let (promises, sooner, later): (i64, i64, i64) = (row.try_get("promises")?, row.try_get("sooner")?, row.try_get("later")?);
    Ok(Calibration { promises, within: promises - sooner - later, sooner, later })
}
