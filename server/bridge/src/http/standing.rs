//! `POST /v1/standing` and `/v1/standing/end`: the door's word on this machine, as its page hands it on.

use std::sync::Arc;

use axum::{extract::State, http::StatusCode};
use serde::Deserialize;

use super::problem::{Problem, Told};
use crate::standing::{Door, WordError};

/// The door's word that the machine is in use.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Word {
    key: String,
    signature: String,
}

pub(super) async fn vouched(State(door): State<Arc<Door>>, Told(word): Told<Word>) -> Result<StatusCode, Problem> {
    // The disk blocks.
    match tokio::task::spawn_blocking(move || door.vouches(&word.key, &word.signature)).await {
        Ok(Ok(())) => Ok(StatusCode::NO_CONTENT),
        Ok(Err(wrong @ WordError::NotTheDoors)) => {
            tracing::warn!(%wrong, "standing");
            Err(Problem::new(StatusCode::FORBIDDEN, "not-the-doors", "this is not the door's word for this machine"))
        }
        Ok(Err(WordError::Disk(wrong))) => Err(not_kept(&wrong)),
        Err(wrong) => Err(not_kept(&wrong)),
    }
}

pub(super) async fn ended(State(door): State<Arc<Door>>) -> Result<StatusCode, Problem> {
    match tokio::task::spawn_blocking(move || door.ends()).await {
        Ok(Ok(())) => {
            tracing::info!("this machine is out of use");
            Ok(StatusCode::NO_CONTENT)
        }
        Ok(Err(wrong)) => Err(not_kept(&wrong)),
        Err(wrong) => Err(not_kept(&wrong)),
    }
}

fn not_kept(wrong: &dyn std::error::Error) -> Problem {
    tracing::error!(%wrong, "the door's word is not kept");
    Problem::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", "it cannot be written down; come again")
}
