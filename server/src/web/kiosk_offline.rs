//! What a kiosk asks for beforehand and brings home afterwards (`public/kiosk/offline/server.js`); and its pages for when there is
//! no network, drawn for nobody in particular: they are kept on the machine.

use app::{
    ports::{KioskKit, MOST_REQUESTS, SealedRequest},
    visit::{View, Visit},
};
use axum::{
    Extension, Json, Router,
    extract::{Path, Request, State},
    http::StatusCode,
    response::{IntoResponse as _, Response},
    routing::{get, post},
};
use domain::{ids::VenueCode, text::Lang, time::Moment};
use serde::Serialize;

use super::{
    Web,
    page::{self, Show},
};

/// The pages and what belongs to them.
pub fn routes() -> Router<Web> {
    Router::new()
        .route("/kiosk/{venue}/offline", get(show))
        .route("/kiosk/{venue}/guide/{code}", get(show))
        .route("/kiosk/{venue}/form/{code}", get(show))
        .route("/kiosk/{venue}/form/{code}/en", get(show_in_english))
        .route("/kiosk/{venue}/kit", get(kit))
        .route("/kiosk/{venue}/requests", post(requests))
}

/// A page that says nothing of who is in front of the machine: not who is signed in, not how they want their pages.
async fn show(State(web): State<Web>, Extension(visit): Extension<Visit>, request: Request) -> Response {
    to_nobody(&web, visit, request, Lang::Zh).await
}

/// As [`show`], where the address says the language.
async fn show_in_english(State(web): State<Web>, Extension(visit): Extension<Visit>, request: Request) -> Response {
    to_nobody(&web, visit, request, Lang::En).await
}

async fn to_nobody(web: &Web, visit: Visit, request: Request, lang: Lang) -> Response {
    let (mut parts, _) = request.into_parts();
    let nobody = Visit {
        view: View { lang, ..View::default() },
        query: String::new(),
        visitor: String::new(),
        resident: None,
        staff: None,
        till: None,
        ..visit
    };
    parts.extensions.insert(nobody);
    page::render(web, parts, Show::Path).await
}

/// What a kiosk knows beforehand; and until when its venue is open, for the screen that nobody touches.
#[derive(Serialize)]
struct Kit {
    #[serde(flatten)]
    kit: KioskKit,
    open_until: Option<Moment>,
}

/// `/kiosk/{venue}/kit`.
async fn kit(State(web): State<Web>, Path(venue): Path<String>) -> Response {
    let venue = VenueCode(venue);
    let Some(kit) = web.ports.offline.kit(&venue) else { return StatusCode::NOT_FOUND.into_response() };
    // What cannot be read now is not said.
    let machines = web.ports.devices.works(&venue).await.ok().flatten();
    Json(Kit { kit, open_until: machines.and_then(|machines| machines.open_until) }).into_response()
}

/// `/kiosk/{venue}/requests`: one outcome for each, in order. Sent again, the same.
async fn requests(State(web): State<Web>, Path(venue): Path<String>, Json(requests): Json<Vec<SealedRequest>>) -> Response {
    let venue = VenueCode(venue);
    if web.ports.district.venue(&venue).is_none() {
        return StatusCode::NOT_FOUND.into_response();
    }
    if requests.len() > MOST_REQUESTS {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    }
    match web.ports.offline.deliver(&venue, &requests).await {
        Ok(outcomes) => Json(outcomes).into_response(),
        Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}
