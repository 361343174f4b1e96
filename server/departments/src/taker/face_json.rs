//! HTTP with JSON.

use axum::{
    Json,
    body::Bytes,
    extract::{Path, Query, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sqlx::Row as _;

use super::{
    Taker,
    acts::{Asked, Content, Reply},
};
use crate::signature;

#[derive(Serialize)]
struct Refusal {
    r#type: String,
    title: &'static str,
    status: u16,
}

/// RFC 9457, in the department's own names.
pub(super) fn problem(taker: &Taker, status: StatusCode, kind: &str, title: &'static str) -> Response {
    let refusal = Refusal { r#type: format!("urn:{}:problem:{kind}", taker.code()), title, status: status.as_u16() };
    let mut response = (status, Json(refusal)).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    response
}

pub(super) async fn apply(State(taker): State<Taker>, headers: HeaderMap, body: Bytes) -> Response {
    taker.take_json("apply", None, &headers, &body).await
}

pub(super) async fn supplement(
    State(taker): State<Taker>,
    Path(reference): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    taker.take_json("supplement", Some(reference), &headers, &body).await
}

pub(super) async fn withdraw(
    State(taker): State<Taker>,
    Path(reference): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    taker.take_json("withdraw", Some(reference), &headers, &body).await
}

pub(super) async fn appeal(
    State(taker): State<Taker>,
    Path(reference): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    taker.take_json("appeal", Some(reference), &headers, &body).await
}

/// Whether an act has come in: for a Yimen that must ask before it sends again.
pub(super) async fn known(
    State(taker): State<Taker>,
    Path((reference, act, version)): Path<(String, String, i64)>,
    headers: HeaderMap,
) -> Response {
    if let Err(response) = taker.let_in(&headers, &[]).await {
        return response;
    }
    let row = sqlx::query(
        "SELECT ticket FROM application JOIN act USING (department, reference)
         WHERE department = $1 AND reference = $2 AND kind = $3 AND act.version = $4 LIMIT 1",
    )
    .bind(taker.code())
    .bind(&reference)
    .bind(&act)
    .bind(version)
    .fetch_optional(taker.house.books.reads())
    .await;
    match row {
        Ok(Some(row)) => Json(json!({ "ticket": row.get::<String, _>(0) })).into_response(),
        Ok(None) => problem(&taker, StatusCode::NOT_FOUND, "unknown", "no such act"),
        Err(wrong) => store_problem(&taker, &wrong),
    }
}

/// `?after=`: what was read last.
#[derive(Deserialize)]
pub(super) struct After {
    #[serde(default)]
    after: String,
}

pub(super) async fn news(State(taker): State<Taker>, Query(query): Query<After>, headers: HeaderMap) -> Response {
    if let Err(response) = taker.let_in(&headers, &[]).await {
        return response;
    }
    match taker.news_after(query.after.parse().unwrap_or(0)).await {
        Ok((news, mark)) => {
            let news: Vec<Value> = news.iter().map(|one| taker.in_words(one)).collect();
            Json(json!({ "news": news, "mark": mark.to_string() })).into_response()
        }
        Err(wrong) => store_problem(&taker, &wrong),
    }
}

pub(super) fn store_problem(taker: &Taker, wrong: &sqlx::Error) -> Response {
    tracing::error!(%wrong, department = taker.code(), "the stand-in's store");
    problem(taker, StatusCode::INTERNAL_SERVER_ERROR, "internal", "store")
}

impl Taker {
    /// In service, and signed.
    pub(super) async fn let_in(&self, headers: &HeaderMap, body: &[u8]) -> Result<(), Response> {
        if !self.panel.pass(&self.house.shutdown).await {
            return Err(problem(self, StatusCode::SERVICE_UNAVAILABLE, "unavailable", "out of service"));
        }
        if !signature::verify(&self.secret, headers, body, self.house.clock.now()) {
            return Err(problem(self, StatusCode::UNAUTHORIZED, "bad-signature", "signature missing, wrong or old"));
        }
        if self.panel.answers_wrong() {
            return Err((StatusCode::OK, "<html>?</html>").into_response());
        }
        Ok(())
    }

    async fn take_json(&self, kind: &str, reference: Option<String>, headers: &HeaderMap, body: &[u8]) -> Response {
        if let Err(response) = self.let_in(headers, body).await {
            return response;
        }
        let Some(key) = headers.get("idempotency-key").and_then(|key| key.to_str().ok()).filter(|key| !key.is_empty()) else {
            return problem(self, StatusCode::BAD_REQUEST, "no-idempotency-key", "Idempotency-Key is missing");
        };
        let Some(asked) = read(kind, key, reference, body) else {
            return problem(self, StatusCode::BAD_REQUEST, "not-understood", "the body does not keep the contract");
        };
        let reply = match self.once(&asked, body).await {
            Ok(reply) => reply,
            Err(wrong) => return store_problem(self, &wrong),
        };
        if self.panel.loses_this_answer() {
            // Ends this connection without an answer and without a word on stderr: the work is done, the line is dead.
            std::panic::resume_unwind(Box::new("answer lost as told"));
        }
        match reply {
            Reply::Taken { ticket, new } => {
                let status = if new { StatusCode::CREATED } else { StatusCode::OK };
                (status, Json(json!({ "ticket": ticket }))).into_response()
            }
            Reply::Refused(code) => problem(self, StatusCode::CONFLICT, &code, "will not be taken"),
            Reply::Unknown => problem(self, StatusCode::NOT_FOUND, "unknown", "no case of this reference"),
            Reply::KeyUsed => {
                problem(self, StatusCode::UNPROCESSABLE_ENTITY, "key-used", "this key was used for another request")
            }
            Reply::TooLate => problem(self, StatusCode::CONFLICT, "too-late", "the case is past this"),
        }
    }
}

fn read(kind: &str, key: &str, reference: Option<String>, body: &[u8]) -> Option<Asked> {
    let value: Value = serde_json::from_slice(body).ok()?;
    let text = |from: &Value, name: &str| from.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let applicant = &value["applicant"];
    let reference = match reference {
        Some(reference) => reference,
        None => text(&value, "reference"),
    };
    let service = text(&value, "service");
    if reference.is_empty() || (kind == "apply" && (service.is_empty() || !value["answers"].is_object())) {
        return None;
    }
    Some(Asked {
        kind: kind.to_owned(),
        key: key.to_owned(),
        reference,
        service,
        version: value["version"].as_i64().unwrap_or(1),
        content: Content {
            name: text(applicant, "name"),
            document_kind: text(applicant, "document_kind"),
            document: text(applicant, "document"),
            phone: text(applicant, "phone"),
            received: text(&value, "received"),
            answers: value["answers"].clone(),
            materials: value["materials"].clone(),
            changed: value["changed"].clone(),
            words: text(&value, "words"),
        },
    })
}
