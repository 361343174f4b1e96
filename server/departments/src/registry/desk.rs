//! What a clerk or a test may ask: what the registry holds, and that a registration is done. Masked, and unsigned: the
//! stand-in listens on this machine only.

use axum::{
    Json,
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};

use super::{BookingLine, Registry};
use crate::problem::Problem;

/// `?limit=`: how many bookings to show; 0 counts only.
#[derive(Deserialize)]
pub(super) struct ListQuery {
    #[serde(default = "fifty")]
    limit: i64,
}

const fn fifty() -> i64 {
    50
}

#[derive(Serialize)]
struct List {
    /// Bookings it holds, cancelled ones included.
    count: i64,
    /// What it has done for them.
    acts: i64,
    bookings: Vec<BookingLine>,
}

impl Registry {
    /// The bookings that changed last.
    pub(super) async fn newest(&self, limit: i64) -> Result<Vec<BookingLine>, sqlx::Error> {
        let mut bookings = Vec::new();
        for reference in self.books.newest(limit).await? {
            bookings.extend(self.books.booking(&reference).await?);
        }
        Ok(bookings)
    }

    async fn list(&self, limit: i64) -> Result<List, sqlx::Error> {
        let (count, acts) = self.books.count().await?;
        Ok(List { count, acts, bookings: self.newest(limit).await? })
    }
}

pub(super) async fn list(State(registry): State<Registry>, Query(query): Query<ListQuery>) -> Response {
    match registry.list(query.limit.clamp(0, 500)).await {
        Ok(list) => Json(list).into_response(),
        Err(wrong) => store_problem(&wrong),
    }
}

pub(super) async fn show(State(registry): State<Registry>, Path(reference): Path<String>) -> Response {
    match registry.books.booking(&reference).await {
        Ok(Some(booking)) => Json(booking).into_response(),
        Ok(None) => unknown(),
        Err(wrong) => store_problem(&wrong),
    }
}

pub(super) async fn register(State(registry): State<Registry>, Path(reference): Path<String>) -> Response {
    match registry.registered(&reference).await {
        Ok(true) => StatusCode::NO_CONTENT.into_response(),
        Ok(false) => unknown(),
        Err(wrong) => store_problem(&wrong),
    }
}

fn unknown() -> Response {
    Problem::new(StatusCode::NOT_FOUND, "unknown-booking", "no live booking of this reference").into_response()
}

pub(super) fn store_problem(wrong: &sqlx::Error) -> Response {
    tracing::error!(%wrong, "the registry's store");
    Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", "store").into_response()
}
