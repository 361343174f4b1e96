//! What departments report: signed, recent, and taken once however often it comes.

use axum::{
    body::Bytes,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use domain::time::Moment;
use serde_json::Value;

use super::{
    deliver::{self, Ears},
    news::{self, Entered, NotUnderstood, Told},
    signature::{self, NotBelieved},
};
use crate::{
    api::{Api, problem::Problem},
    store::{Store, StoreError},
};

/// How long the id of a callback is remembered: far longer than any department keeps repeating one.
const REMEMBERED_MINUTES: i64 = 35 * 24 * 60;

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
    let unknown_booking = || Problem::new(StatusCode::NOT_FOUND, "unknown-booking", "no booking of this reference");
    let unknown_case = || Problem::new(StatusCode::NOT_FOUND, "unknown-case", "no case of this reference");
    let understood = serde_json::from_slice::<Value>(body)
        .map_err(|_| NotUnderstood::Form("not JSON".to_owned()))
        .and_then(|raw| news::understand(department, &raw, Some(id)));
    let told = understood.map_err(|wrong| match wrong {
        NotUnderstood::Form(reason) => {
            tracing::warn!(department = code, reason, "callback not understood");
            Problem::new(StatusCode::BAD_REQUEST, "not-understood", "the body does not keep the contract")
        }
        NotUnderstood::Event => {
            Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "unknown-event", "no event of this type is agreed")
        }
        NotUnderstood::Subject { booking: true } => unknown_booking(),
        NotUnderstood::Subject { booking: false } => unknown_case(),
    })?;
    match enter(api, code, &told, now).await {
        Ok(Entered::Done) => Ok(true),
        Ok(Entered::Before) => Ok(false),
        Ok(Entered::Impossible) => {
            Err(Problem::new(StatusCode::CONFLICT, "impossible", "this cannot be true of the case; it is kept for a person"))
        }
        Ok(Entered::Unknown) => Err(if matches!(told, Told::Registered { .. }) { unknown_booking() } else { unknown_case() }),
        Err(wrong) => {
            tracing::error!(%wrong, "callback");
            Err(Problem::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", "nothing was changed; come again"))
        }
    }
}

async fn enter(api: &Api, code: &str, told: &Told, now: Moment) -> Result<Entered, StoreError> {
    let ears = Ears { bookings: &api.bookings, cases: api.cases.as_deref() };
    let mut tx = api.desk.store.begin().await?;
    let entered = news::enter(&mut tx, &ears, &api.desk.keys, code, told, now).await?;
    if entered != Entered::Unknown {
        tx.commit().await?;
    }
    Ok(entered)
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
