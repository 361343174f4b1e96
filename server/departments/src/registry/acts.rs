//! What Yimen may ask: create, move, cancel. Each with a signature and an idempotency key: asked again with the same key,
//! the same bytes come back and nothing is done.

use axum::{
    body::Bytes,
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::time::Moment;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use sqlx::Row as _;

use super::{
    Registry,
    books::{Books, Tx},
};
use crate::{problem::Problem, signature};

/// A new booking.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CreateForm {
    reference: String,
    business: String,
    venue: String,
    date: String,
    from: String,
    until: String,
    people: Vec<PersonForm>,
}

/// One of those who come.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PersonForm {
    pub(super) name: String,
    pub(super) document_kind: String,
    pub(super) document: String,
    /// Absent for who has none.
    pub(super) phone: Option<String>,
}

/// Another place or time.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ChangeForm {
    venue: String,
    date: String,
    from: String,
    until: String,
}

/// Why it is given back.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CancelForm {
    #[expect(dead_code, reason = "part of the contract; the stand-in keeps no statistics")]
    reason: String,
}

enum Act {
    Create(CreateForm),
    Change(String, ChangeForm),
    Cancel(String),
}

/// What was done.
#[derive(Serialize)]
struct Receipt<'a> {
    reference: &'a str,
    state: &'a str,
    taken_ms: i64,
}

pub(super) async fn create(State(registry): State<Registry>, headers: HeaderMap, body: Bytes) -> Response {
    registry.take(&headers, &body, "create", |body| Ok(Act::Create(serde_json::from_slice(body)?))).await
}

pub(super) async fn change(
    State(registry): State<Registry>,
    Path(reference): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let name = format!("change {reference}");
    registry.take(&headers, &body, &name, |body| Ok(Act::Change(reference, serde_json::from_slice(body)?))).await
}

pub(super) async fn cancel(
    State(registry): State<Registry>,
    Path(reference): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let name = format!("cancel {reference}");
    registry.take(&headers, &body, &name, |body| serde_json::from_slice::<CancelForm>(body).map(|_| Act::Cancel(reference))).await
}

impl Registry {
    async fn take(
        &self,
        headers: &HeaderMap,
        body: &[u8],
        name: &str,
        read: impl FnOnce(&[u8]) -> Result<Act, serde_json::Error>,
    ) -> Response {
        if !self.switches.pass(&self.shutdown).await {
            return Problem::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", "out of service").into_response();
        }
        let now = self.clock.now();
        if !signature::verify(&self.secret, headers, body, now) {
            return Problem::new(StatusCode::UNAUTHORIZED, "bad-signature", "signature missing, wrong or old").into_response();
        }
        let Some(key) = headers.get("idempotency-key").and_then(|key| key.to_str().ok()).filter(|key| !key.is_empty()) else {
            return Problem::new(StatusCode::BAD_REQUEST, "no-idempotency-key", "Idempotency-Key is missing").into_response();
        };
        let Ok(act) = read(body) else {
            return Problem::new(StatusCode::BAD_REQUEST, "not-understood", "the body does not keep the contract")
                .into_response();
        };
        let mut hash = Sha256::new();
        hash.update(name.as_bytes());
        hash.update([0]);
        hash.update(body);
        match self.once(key, &hex::encode(hash.finalize()), act, now).await {
            Ok(answer) => {
                if self.switches.loses_this_answer() {
                    // Ends this connection without an answer and without a word on stderr: the work is done, the line is dead.
                    std::panic::resume_unwind(Box::new("answer lost as told"));
                }
                answer.into_response()
            }
            Err(wrong) => {
                tracing::error!(%wrong, "the registry's store");
                Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", "store").into_response()
            }
        }
    }

    /// Does the act, or finds what was answered to this key.
    async fn once(&self, key: &str, hash: &str, act: Act, now: Moment) -> Result<Answer, sqlx::Error> {
        let mut tx = self.books.begin().await?;
        let before = sqlx::query("SELECT request_hash, status, body FROM answer WHERE idempotency_key = $1")
            .bind(key)
            .fetch_optional(&mut *tx)
            .await?;
        if let Some(before) = before {
            if before.try_get::<String, _>(0)? != hash {
                return Ok(
                    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "key-used", "this key was used for another request").into()
                );
            }
            return Ok(Answer { status: before.try_get(1)?, body: before.try_get(2)? });
        }
        let answer = match act {
            Act::Create(form) => self.do_create(&mut tx, key, &form, now).await?,
            Act::Change(reference, form) => do_change(&mut tx, key, &reference, &form, now).await?,
            Act::Cancel(reference) => do_cancel(&mut tx, key, &reference, now).await?,
        };
        sqlx::query("INSERT INTO answer (idempotency_key, request_hash, status, body) VALUES ($1, $2, $3, $4)")
            .bind(key)
            .bind(hash)
            .bind(answer.status)
            .bind(&answer.body)
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(answer)
    }

    async fn do_create(&self, tx: &mut Tx, key: &str, form: &CreateForm, now: Moment) -> Result<Answer, sqlx::Error> {
        match Books::state(tx, &form.reference).await?.as_deref() {
            None => {}
            // A day that was called off is cancelled here; when its people rebook, their reference begins anew.
            Some("cancelled") => Books::make_room(tx, &form.reference).await?,
            Some(_) => {
                return Ok(Problem::new(StatusCode::CONFLICT, "reference-taken", "this reference is booked already").into());
            }
        }
        // 结婚登记 asks that neither is married; the other businesses ask the opposite or nothing.
        if form.business == "XC-HY-01" && self.books.any_married(tx, &form.people).await? {
            return Ok(Problem::new(StatusCode::CONFLICT, "already-married", "one of them is married").into());
        }
        if self.books.any_elsewhere(tx, &form.people).await? {
            return Ok(Problem::new(StatusCode::CONFLICT, "booked-elsewhere", "one of them is booked in another district").into());
        }
        sqlx::query(
            "INSERT INTO booking (reference, business, venue, date, starts, ends, state, taken_ms, changed_ms)
             VALUES ($1, $2, $3, $4, $5, $6, 'booked', $7, $7)",
        )
        .bind(&form.reference)
        .bind(&form.business)
        .bind(&form.venue)
        .bind(&form.date)
        .bind(&form.from)
        .bind(&form.until)
        .bind(now.0)
        .execute(&mut **tx)
        .await?;
        self.books.enter_people(tx, &form.reference, &form.people).await?;
        Books::did(tx, &form.reference, "create", key, now).await?;
        Ok(Answer::receipt(201, &form.reference, "booked", now))
    }
}

async fn do_change(tx: &mut Tx, key: &str, reference: &str, form: &ChangeForm, now: Moment) -> Result<Answer, sqlx::Error> {
    match Books::state(tx, reference).await?.as_deref() {
        None => return Ok(unknown()),
        Some("booked") => {}
        Some(_) => return Ok(Problem::new(StatusCode::CONFLICT, "not-live", "cancelled or registered").into()),
    }
    sqlx::query("UPDATE booking SET venue = $2, date = $3, starts = $4, ends = $5, changed_ms = $6 WHERE reference = $1")
        .bind(reference)
        .bind(&form.venue)
        .bind(&form.date)
        .bind(&form.from)
        .bind(&form.until)
        .bind(now.0)
        .execute(&mut **tx)
        .await?;
    Books::did(tx, reference, "move", key, now).await?;
    Ok(Answer::receipt(200, reference, "booked", now))
}

async fn do_cancel(tx: &mut Tx, key: &str, reference: &str, now: Moment) -> Result<Answer, sqlx::Error> {
    match Books::state(tx, reference).await?.as_deref() {
        None => return Ok(unknown()),
        Some("booked") => {}
        Some("cancelled") => return Ok(Answer::receipt(200, reference, "cancelled", now)),
        Some(_) => return Ok(Problem::new(StatusCode::CONFLICT, "not-live", "registered already").into()),
    }
    sqlx::query("UPDATE booking SET state = 'cancelled', changed_ms = $2 WHERE reference = $1")
        .bind(reference)
        .bind(now.0)
        .execute(&mut **tx)
        .await?;
    Books::did(tx, reference, "cancel", key, now).await?;
    Ok(Answer::receipt(200, reference, "cancelled", now))
}

fn unknown() -> Answer {
    Problem::new(StatusCode::NOT_FOUND, "unknown-booking", "no booking of this reference").into()
}

/// An answer as it is kept.
struct Answer {
    status: u16,
    body: String,
}

impl Answer {
    fn receipt(status: u16, reference: &str, state: &str, now: Moment) -> Self {
        let receipt = Receipt { reference, state, taken_ms: now.0 };
        Self { status, body: serde_json::to_string(&receipt).expect("strings and a number always have a JSON form") }
    }
}

impl From<Problem> for Answer {
    fn from(problem: Problem) -> Self {
        Self { status: problem.status, body: problem.to_json() }
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let kind = if self.status < 400 { "application/json" } else { "application/problem+json" };
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        (status, [(header::CONTENT_TYPE, HeaderValue::from_static(kind))], self.body).into_response()
    }
}
