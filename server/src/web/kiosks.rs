//! What a kiosk's own page asks without a person: numbers to have beforehand, and to take in those that it gave out while it
//! had no connection. Only for enrolled devices of the venue; for everybody else there is no such address.

use std::collections::BTreeMap;

use app::{
    ports::{CameHome, GivenOut, Lease, LeaseRefused, MOST_LEASED, Unavailable},
    visit::Visit,
};
use axum::{
    Extension, Json,
    extract::{Path, State},
    http::{StatusCode, header},
    response::{IntoResponse as _, Response},
};
use domain::{ids::VenueCode, queue::Class, time::Moment};
use serde::{Deserialize, Serialize};

use super::Web;

/// How many numbers a kiosk wants to have.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    numbers: usize,
}

/// A lease, the letter that each class's numbers begin with, and the server's clock.
#[derive(Serialize)]
struct Stock {
    #[serde(flatten)]
    lease: Lease,
    letters: BTreeMap<&'static str, char>,
    now: Moment,
}

/// The id of the enrolled device of this venue that asks.
fn device_of<'a>(visit: &'a Visit, venue: &VenueCode) -> Option<&'a str> {
    visit.device.as_ref().filter(|device| device.venue == *venue).map(|device| device.id.as_str())
}

/// `POST /kiosk/{venue}/lease`, `{"numbers": 40}`: at least so many unused numbers of today, all of them told.
pub async fn lease(
    State(web): State<Web>,
    Extension(visit): Extension<Visit>,
    Path(venue): Path<String>,
    Json(wanted): Json<Wanted>,
) -> Response {
    let venue = VenueCode(venue);
    let Some(device) = device_of(&visit, &venue) else { return StatusCode::NOT_FOUND.into_response() };
    match web.ports.hall.lease(&venue, device, wanted.numbers).await {
        Ok(lease) => {
            let letters = Class::ALL.into_iter().map(|class| (class.code(), class.letter())).collect();
            not_kept(Json(Stock { lease, letters, now: web.ports.clock.now() }))
        }
        Err(LeaseRefused::Unknown) => StatusCode::NOT_FOUND.into_response(),
        Err(LeaseRefused::Unavailable) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}

/// `POST /kiosk/{venue}/reconcile`, a list of what was given out: one outcome for each, in order. Sent again, the same.
pub async fn reconcile(
    State(web): State<Web>,
    Extension(visit): Extension<Visit>,
    Path(venue): Path<String>,
    Json(given): Json<Vec<GivenOut>>,
) -> Response {
    let venue = VenueCode(venue);
    let Some(device) = device_of(&visit, &venue) else { return StatusCode::NOT_FOUND.into_response() };
    if given.len() > MOST_LEASED {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    }
    match web.ports.hall.reconcile(&venue, device, &given).await {
        Ok(outcomes) => not_kept(Json::<Vec<CameHome>>(outcomes)),
        Err(Unavailable) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}

/// Tickets' tokens are for this device alone.
fn not_kept<T: Serialize>(answer: Json<T>) -> Response {
    ([(header::CACHE_CONTROL, "no-store")], answer).into_response()
}
