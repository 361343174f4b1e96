//! The charity department's own ledger of vouchers. Every movement is told once by the name of its entry, whatever came twice;
//! Yimen's books and these can be compared line by line.

use axum::{
    Json,
    body::Bytes,
    extract::{Query, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::Row as _;

use super::{
    Taker,
    face_json::{problem, store_problem},
};

/// The movements of one act.
#[derive(Deserialize)]
struct Movements {
    act: String,
    at: i64,
    entries: Vec<Movement>,
}

/// One movement.
#[derive(Serialize, Deserialize)]
struct Movement {
    id: String,
    kind: String,
    from: String,
    to: String,
    fen: i64,
}

/// Takes the movements of an act.
pub(super) async fn take(State(taker): State<Taker>, headers: HeaderMap, body: Bytes) -> Response {
    if let Err(response) = taker.let_in(&headers, &body).await {
        return response;
    }
    let Ok(told) = serde_json::from_slice::<Movements>(&body) else {
        return problem(&taker, StatusCode::BAD_REQUEST, "not-understood", "the body does not keep the contract");
    };
    if told.entries.iter().any(|entry| entry.fen <= 0) {
        return problem(&taker, StatusCode::BAD_REQUEST, "not-understood", "a movement is of at least one fen");
    }
    let new = match taker.write_down(&told).await {
        Ok(new) => new,
        Err(wrong) => return store_problem(&taker, &wrong),
    };
    if taker.panel.loses_this_answer() {
        // Ends this connection without an answer and without a word on stderr: the work is done, the line is dead.
        std::panic::resume_unwind(Box::new("answer lost as told"));
    }
    let status = if new { StatusCode::CREATED } else { StatusCode::OK };
    (status, Json(json!({ "ticket": told.act }))).into_response()
}

/// Of which time movements are asked for, milliseconds; all of it where nothing is said.
#[derive(Clone, Copy, Deserialize)]
pub(super) struct Span {
    #[serde(default)]
    from: i64,
    #[serde(default = "for_ever")]
    until: i64,
}

const fn for_ever() -> i64 {
    i64::MAX
}

/// The movements of some time and what they come to by account, for reconciliation.
pub(super) async fn ledger(State(taker): State<Taker>, Query(span): Query<Span>) -> Response {
    if !taker.panel.pass(&taker.house.shutdown).await {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    match taker.read_ledger(span).await {
        Ok(answer) => Json(answer).into_response(),
        Err(wrong) => store_problem(&taker, &wrong),
    }
}

impl Taker {
    /// Whether any of it was new.
    async fn write_down(&self, told: &Movements) -> Result<bool, sqlx::Error> {
        let mut tx = self.house.books.begin().await?;
        let mut new = false;
        for entry in &told.entries {
            let written = sqlx::query(
                "INSERT INTO voucher_movement (department, id, act, kind, from_account, to_account, fen, at_ms)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (department, id) DO NOTHING",
            )
            .bind(self.code())
            .bind(&entry.id)
            .bind(&told.act)
            .bind(&entry.kind)
            .bind(&entry.from)
            .bind(&entry.to)
            .bind(entry.fen)
            .bind(told.at)
            .execute(&mut *tx)
            .await?;
            new |= written.rows_affected() == 1;
        }
        tx.commit().await?;
        Ok(new)
    }

    async fn read_ledger(&self, span: Span) -> Result<serde_json::Value, sqlx::Error> {
        let rows = sqlx::query(
            "SELECT id, act, kind, from_account, to_account, fen, at_ms FROM voucher_movement
             WHERE department = $1 AND at_ms >= $2 AND at_ms < $3 ORDER BY at_ms, id",
        )
        .bind(self.code())
        .bind(span.from)
        .bind(span.until)
        .fetch_all(self.house.books.reads())
        .await?;
        let mut accounts = std::collections::BTreeMap::<String, i64>::new();
        let mut entries = Vec::with_capacity(rows.len());
        for row in rows {
            let (from, to, fen): (String, String, i64) = (row.try_get(3)?, row.try_get(4)?, row.try_get(5)?);
            *accounts.entry(from.clone()).or_default() -= fen;
            *accounts.entry(to.clone()).or_default() += fen;
            let (id, act, kind): (String, String, String) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
            let at: i64 = row.try_get(6)?;
            entries.push(json!({ "id": id, "act": act, "kind": kind, "from": from, "to": to, "fen": fen, "at": at }));
        }
        Ok(json!({ "accounts": accounts, "entries": entries }))
    }
}
