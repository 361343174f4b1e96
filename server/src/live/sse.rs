//! Live pages by Server-Sent Events: whole states in ready-made words, never differences, so that a page is right after any
//! one of them. The words are made by the functions that draw the pages, in the language of the visitor who listens.
//! The event's id is the version; a page that comes back with it hears nothing until something changed.

use std::{convert::Infallible, future::Future, sync::Arc, time::Duration};

use app::{
    hall::{board::board_words, counter_queue::counter_words, place::place_words},
    live::LiveWords,
    ports::{HallDesk, Unavailable},
    visit::Visit,
};
use axum::{
    Extension, Router,
    extract::{Path, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode},
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
    routing::get,
};
use domain::ids::{CounterNo, TicketToken, VenueCode};
use futures::{StreamExt as _, stream};
use tokio::{sync::watch, time::Instant};

use crate::live::Live;

/// Ranges age although nothing changes: a fresh snapshot at least this often.
const MINUTE: Duration = Duration::from_secs(60);

#[derive(Clone)]
struct Faces {
    hall: Arc<dyn HallDesk>,
    live: Live,
}

/// The three live addresses. The edge puts the request's [`Visit`] into its extensions: a counter's events are for
/// signed-in staff of that venue.
pub fn routes(hall: Arc<dyn HallDesk>, live: Live) -> Router {
    Router::new()
        .route("/t/{ticket}/events", get(ticket))
        .route("/board/{venue}/events", get(board))
        .route("/counter/{venue}/{counter}/events", get(counter))
        .with_state(Faces { hall, live })
}

async fn ticket(
    State(faces): State<Faces>,
    Path(token): Path<String>,
    visit: Option<Extension<Visit>>,
    headers: HeaderMap,
) -> Response {
    let token = TicketToken(token);
    let lang = visit.map(|Extension(visit)| visit.view.lang).unwrap_or_default();
    answer(&faces.live, &headers, {
        let hall = faces.hall.clone();
        move || {
            let (hall, token) = (hall.clone(), token.clone());
            async move {
                let view = hall.ticket(&token).await?;
                Ok(view.map(|view| (view.venue, view.place.version, place_words(&view.place, lang))))
            }
        }
    })
    .await
}

async fn board(State(faces): State<Faces>, Path(venue): Path<String>, headers: HeaderMap) -> Response {
    let venue = VenueCode(venue);
    answer(&faces.live, &headers, {
        let hall = faces.hall.clone();
        move || {
            let (hall, venue) = (hall.clone(), venue.clone());
            async move { Ok(hall.board(&venue).await?.map(|view| (venue, view.version, board_words(&view)))) }
        }
    })
    .await
}

async fn counter(
    State(faces): State<Faces>,
    Path((venue, counter)): Path<(String, u16)>,
    visit: Option<Extension<Visit>>,
    headers: HeaderMap,
) -> Response {
    let Extension(visit) = visit.unwrap_or_default();
    let lang = visit.view.lang;
    if !visit.staff.is_some_and(|staff| staff.counter && (staff.venues.is_empty() || staff.venues.contains(&venue))) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let (venue, counter) = (VenueCode(venue), CounterNo(counter));
    answer(&faces.live, &headers, {
        let hall = faces.hall.clone();
        move || {
            let (hall, venue) = (hall.clone(), venue.clone());
            async move { Ok(hall.counter(&venue, counter).await?.map(|view| (venue, view.version, counter_words(&view, lang)))) }
        }
    })
    .await
}

/// What a stream remembers between events.
struct Pace<L> {
    look: L,
    live: Live,
    venue: VenueCode,
    versions: watch::Receiver<i64>,
    /// The version that the page is known to have; `None` sends at once.
    has: Option<i64>,
    next_tick: Instant,
    retry: Option<Duration>,
}

/// The stream of one page. `look` gives the venue, the version and the words; `None` when there is no such thing.
async fn answer<L, F>(live: &Live, headers: &HeaderMap, look: L) -> Response
where
    L: Fn() -> F + Send + 'static,
    F: Future<Output = Result<Option<(VenueCode, i64, LiveWords)>, Unavailable>> + Send + 'static,
{
    let venue = match look().await {
        Ok(Some((venue, ..))) => venue,
        Ok(None) => return StatusCode::NOT_FOUND.into_response(),
        Err(Unavailable) => return StatusCode::SERVICE_UNAVAILABLE.into_response(),
    };
    let has = headers.get("last-event-id").and_then(|id| id.to_str().ok()).and_then(|id| id.parse().ok());
    let pace = Pace {
        look,
        live: live.clone(),
        versions: live.watch(&venue),
        venue,
        has,
        next_tick: Instant::now() + MINUTE,
        // Boards that lost one server together must not come back in one moment.
        retry: Some(Duration::from_millis(fastrand::u64(1_000..4_000))),
    };
    let closing = live.closing();
    let events = stream::unfold(pace, next).take_until(async move { closing.cancelled().await });
    // An event, not a comment: a page does not hear comments, and one that hears nothing makes its connection anew.
    let beat = KeepAlive::new().interval(Duration::from_secs(10)).event(Event::default().event("beat").data("1"));
    let mut response = Sse::new(events).keep_alive(beat).into_response();
    response.headers_mut().insert(HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
    response.headers_mut().insert(axum::http::header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// Waits until there is something to say and says it.
async fn next<L, F>(mut pace: Pace<L>) -> Option<(Result<Event, Infallible>, Pace<L>)>
where
    L: Fn() -> F,
    F: Future<Output = Result<Option<(VenueCode, i64, LiveWords)>, Unavailable>>,
{
    if let Some(retry) = pace.retry.take() {
        // Sent before anything else, so that it holds even when the connection breaks at once.
        return Some((Ok(Event::default().retry(retry)), pace));
    }
    loop {
        // Marked before looking: a change during the look wakes the stream again.
        pace.versions.mark_unchanged();
        let ticked = pace.next_tick <= Instant::now();
        match (pace.look)().await {
            Ok(Some((venue, version, words))) => {
                if venue != pace.venue {
                    pace.versions = pace.live.watch(&venue);
                    pace.venue = venue;
                    pace.has = None;
                }
                if ticked || pace.has != Some(version) {
                    pace.has = Some(version);
                    pace.next_tick = Instant::now() + MINUTE;
                    let event = Event::default().event("state").id(version.to_string());
                    match event.json_data(&words) {
                        Ok(event) => return Some((Ok(event), pace)),
                        Err(wrong) => tracing::error!(%wrong, "a live page's words could not be written"),
                    }
                }
            }
            // The ticket's day is over; the page's own reconnect will hear «not found» and stop.
            Ok(None) => return None,
            // The page keeps what it has; the next change or tick tries again.
            Err(Unavailable) => pace.next_tick = Instant::now() + MINUTE,
        }
        tokio::select! {
            changed = pace.versions.changed() => if changed.is_err() { return None },
            () = tokio::time::sleep_until(pace.next_tick) => {}
        }
    }
}
