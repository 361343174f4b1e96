//! What the page does: print, read the card that lies there, light the lamp, speak.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use tokio::task::JoinError;

use super::problem::{Problem, Told};
use crate::{
    house::Bridge,
    lamp::Show,
    printer::{DeskError, Line, Outcome},
    simulator::held,
    speak::{CHARACTERS, SpeakError, Words},
};

/// A ticket.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Ticket {
    key: String,
    lines: Vec<Line>,
}

pub(super) async fn print(State(bridge): State<Arc<Bridge>>, Told(ticket): Told<Ticket>) -> Result<Json<Outcome>, Problem> {
    // On a thread of its own: it goes on to its end when the page goes away in the middle.
    let done = tokio::task::spawn_blocking(move || {
        let outcome = bridge.printer.print(&ticket.key, &ticket.lines);
        bridge.saw_printer(bridge.printer.seen());
        outcome
    })
    .await;
    match done {
        Ok(Ok(outcome)) => Ok(Json(outcome)),
        Ok(Err(wrong @ (DeskError::NoTicket(_) | DeskError::NoKey))) => {
            Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "no-ticket", "this cannot be printed").because(wrong))
        }
        Ok(Err(wrong @ DeskError::Journal(_))) => {
            tracing::error!(%wrong, "nothing is printed");
            Err(Problem::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", "nothing was printed; come again"))
        }
        Err(wrong) => Err(not_known(&wrong)),
    }
}

pub(super) async fn printed(State(bridge): State<Arc<Bridge>>, Path(key): Path<String>) -> Result<Json<Outcome>, Problem> {
    // On a thread of its own: it waits for the ticket that is under way.
    match tokio::task::spawn_blocking(move || bridge.printer.outcome(&key)).await {
        Ok(Some(outcome)) => Ok(Json(outcome)),
        Ok(None) => Err(Problem::new(StatusCode::NOT_FOUND, "unknown-key", "nothing was ever sent under this key")),
        Err(wrong) => Err(not_known(&wrong)),
    }
}

fn not_known(wrong: &JoinError) -> Problem {
    tracing::error!(%wrong, "the printing thread ended");
    Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "broken", "what came of it is not known")
}

pub(super) async fn card(State(bridge): State<Arc<Bridge>>) -> Response {
    let card = held(&bridge.card).clone();
    card.map_or_else(|| StatusCode::NO_CONTENT.into_response(), |card| Json(card).into_response())
}

pub(super) async fn lamp(State(bridge): State<Arc<Bridge>>, Told(show): Told<Show>) -> Result<StatusCode, Problem> {
    bridge.lamp.show(show).await.map(|()| StatusCode::NO_CONTENT).map_err(|wrong| {
        tracing::warn!(%wrong, "lamp");
        Problem::new(StatusCode::BAD_GATEWAY, "lamp", "the lamp does not answer")
    })
}

pub(super) async fn speak(State(bridge): State<Arc<Bridge>>, Told(words): Told<Words>) -> Result<Response, Problem> {
    if words.text.trim().is_empty() || words.text.chars().count() > CHARACTERS {
        return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "no-words", "text has 1 to 1000 characters"));
    }
    match bridge.voice.say(&words).await {
        Ok(wav) => Ok(([(header::CONTENT_TYPE, "audio/wav")], wav).into_response()),
        Err(wrong @ SpeakError::NoVoice) => {
            Err(Problem::new(StatusCode::NOT_IMPLEMENTED, "no-voice", "there is no voice for this language").because(wrong))
        }
        Err(wrong) => {
            tracing::warn!(%wrong, "voice");
            Err(Problem::new(StatusCode::BAD_GATEWAY, "voice", "the voice does not answer"))
        }
    }
}
