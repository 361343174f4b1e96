//! What departments report: signed, recent, and taken once however often it comes.

use axum::{
    body::Bytes,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use domain::{ids::BookingRef, time::Moment};
use serde::Deserialize;

use super::{
    deliver,
    signature::{self, NotBelieved},
};
use crate::{
    api::{Api, problem::Problem},
    desk::bookings::handover,
    store::{Store, StoreError},
};

/// How long the id of a callback is remembered: far longer than any department keeps repeating one.
const REMEMBERED_MINUTES: i64 = 35 * 24 * 60;

#[derive(Deserialize)]
struct Report {
    r#type: String,
    data: ReportData,
}

#[derive(Deserialize)]
struct ReportData {
    reference: String,
}

/// `POST /api/departments/{code}/callbacks`.
pub async fn take(State(api): State<Api>, Path(code): Path<String>, headers: HeaderMap, body: Bytes) -> Response {
    let taken = take_signed(&api, &code, &headers, &body).await;
    let outcome = match &taken {
        Ok(true) => "taken",
        Ok(false) => "repeated",
        Err(_) => "refused",
    };
    // A code that nobody configured must not make a new series.
    let department = api.desk.departments.get(&code).map_or("unknown", |department| department.code.as_str()).to_owned();
    metrics::counter!("callback_total", "department" => department, "outcome" => outcome).increment(1);
    match taken {
        Ok(_) => StatusCode::NO_CONTENT.into_response(),
        Err(problem) => problem.into_response(),
    }
}

/// `Ok(false)`: it had come before.
async fn take_signed(api: &Api, code: &str, headers: &HeaderMap, body: &[u8]) -> Result<bool, Problem> {
    let now = api.desk.clock.now();
    let department = api
        .desk
        .departments
        .get(code)
        .ok_or_else(|| Problem::new(StatusCode::NOT_FOUND, "unknown-department", "no department of this code"))?;
    let secret = deliver::secret(&api.desk, department).ok_or_else(|| {
        Problem::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", "no secret is shared with this department")
    })?;
    let id = signature::verify(&secret, headers, body, now).map_err(|wrong| {
        tracing::warn!(department = code, %wrong, "callback refused");
        let kind = if wrong == NotBelieved::Time { "stale" } else { "bad-signature" };
        Problem::new(StatusCode::UNAUTHORIZED, kind, wrong)
    })?;
    let report: Report = serde_json::from_slice(body)
        .map_err(|_| Problem::new(StatusCode::BAD_REQUEST, "not-understood", "the body does not keep the contract"))?;
    if report.r#type != "registration.done" {
        return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "unknown-event", "no event of this type is agreed"));
    }
    let unknown = || Problem::new(StatusCode::NOT_FOUND, "unknown-booking", "no booking of this reference");
    let subject = BookingRef::parse(&report.data.reference).ok_or_else(unknown)?;
    match enter(api, code, id, &subject, now).await {
        Ok(Entered::Done) => Ok(true),
        Ok(Entered::Before) => Ok(false),
        Ok(Entered::Unknown) => Err(unknown()),
        Err(wrong) => {
            tracing::error!(%wrong, "callback");
            Err(Problem::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", "nothing was changed; come again"))
        }
    }
}

enum Entered {
    Done,
    Before,
    Unknown,
}

async fn enter(api: &Api, code: &str, id: &str, subject: &BookingRef, now: Moment) -> Result<Entered, StoreError> {
    let mut tx = api.desk.store.begin().await?;
    // The id is remembered in the transaction that acts: an id without its act, or an act twice, cannot be.
    let first =
        sqlx::query("INSERT INTO callback_seen (department, callback_id, seen_ms) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING")
            .bind(code)
            .bind(id)
            .bind(now.0)
            .execute(&mut *tx)
            .await?;
    if first.rows_affected() == 0 {
        return Ok(Entered::Before);
    }
    // Only what was handed to this department is its to report on.
    let theirs = sqlx::query("SELECT 1 FROM dispatch WHERE department = $1 AND subject = $2 LIMIT 1")
        .bind(code)
        .bind(subject.as_str())
        .fetch_optional(&mut *tx)
        .await?;
    if theirs.is_none() {
        return Ok(Entered::Unknown);
    }
    handover::done(&mut tx, &api.bookings, subject, now).await?;
    tx.commit().await?;
    Ok(Entered::Done)
}

/// Forgets ids that are too old to come again.
pub async fn forget_old(store: &Store, now: Moment) -> Result<(), StoreError> {
    let mut tx = store.begin().await?;
    sqlx::query("DELETE FROM callback_seen WHERE seen_ms < $1")
        .bind(now.plus_minutes(-REMEMBERED_MINUTES).0)
        .execute(&mut *tx)
        .await?;
    tx.commit().await?;
    Ok(())
}
