//! What a kiosk's own page asks without a person: numbers to have beforehand, and to take in those that it gave out while it
//! had no connection. Only for enrolled devices of the venue, and signed with the device's own key, which cannot be copied as its cookie
//! can; for everybody else there is no such address.

use std::collections::BTreeMap;

use app::{
    ports::{
        CameHome, GivenOut, Lease, LeaseRefused, MOST_LEASED, Unavailable,
        devices::{OwnAct, ReportRefused},
    },
    visit::Visit,
};
use axum::{
    Extension, Json,
    extract::{Path, State},
    http::{StatusCode, header},
    response::{IntoResponse as _, Response},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use domain::{ids::VenueCode, queue::Class, time::Moment};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::{Web, devices::status_of};

/// What is asked as text, since its bytes are what was signed: JSON with the device, its next number, and the rest. The signature in
/// base64.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signed {
    asked: String,
    signature: String,
}

/// How many numbers a kiosk wants to have.
#[derive(Deserialize)]
struct Wanted {
    numbers: usize,
}

/// What a kiosk gave out.
#[derive(Deserialize)]
struct Home {
    given: Vec<GivenOut>,
}

/// A lease, the letter that each class's numbers begin with, and the server's clock.
#[derive(Serialize)]
struct Stock {
    #[serde(flatten)]
    lease: Lease,
    letters: BTreeMap<&'static str, char>,
    now: Moment,
}

/// The id of the enrolled device of this venue that asks, and what it asks.
async fn heard<T: DeserializeOwned>(
    web: &Web,
    visit: &Visit,
    venue: &VenueCode,
    act: OwnAct,
    sent: &Signed,
) -> Result<(String, T), StatusCode> {
    let device = visit.device.as_ref().filter(|device| device.venue == *venue).ok_or(StatusCode::NOT_FOUND)?;
    let signature = STANDARD.decode(&sent.signature).unwrap_or_default();
    match web.ports.devices.asked(act, &sent.asked, &signature).await {
        Ok(id) if id == device.id => {}
        Ok(_) | Err(ReportRefused::NotSigned) => {
            tracing::warn!(device = device.id, act = act.code(), "not signed by the machine whose session it came with");
            return Err(StatusCode::FORBIDDEN);
        }
        Err(refused) => return Err(status_of(refused)),
    }
    let asked = serde_json::from_str(&sent.asked).map_err(|_| StatusCode::UNPROCESSABLE_ENTITY)?;
    Ok((device.id.clone(), asked))
}

/// `POST /kiosk/{venue}/lease`, signed `{"numbers": 40}`: at least so many unused numbers of today, all of them told.
pub async fn lease(
    State(web): State<Web>,
    Extension(visit): Extension<Visit>,
    Path(venue): Path<String>,
    Json(sent): Json<Signed>,
) -> Response {
    let venue = VenueCode(venue);
    let (device, wanted) = match heard::<Wanted>(&web, &visit, &venue, OwnAct::Lease, &sent).await {
        Ok(heard) => heard,
        Err(refused) => return refused.into_response(),
    };
    match web.ports.hall.lease(&venue, &device, wanted.numbers).await {
        Ok(lease) => {
            let letters = Class::ALL.into_iter().map(|class| (class.code(), class.letter())).collect();
            not_kept(Json(Stock { lease, letters, now: web.ports.clock.now() }))
        }
        Err(LeaseRefused::Unknown) => StatusCode::NOT_FOUND.into_response(),
        Err(LeaseRefused::Unavailable) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}

/// `POST /kiosk/{venue}/reconcile`, signed `{"given": […]}`, a list of what was given out: one outcome for each, in order. Sent again,
/// the same.
pub async fn reconcile(
    State(web): State<Web>,
    Extension(visit): Extension<Visit>,
    Path(venue): Path<String>,
    Json(sent): Json<Signed>,
) -> Response {
    let venue = VenueCode(venue);
    let (device, Home { given }) = match heard(&web, &visit, &venue, OwnAct::Reconcile, &sent).await {
        Ok(heard) => heard,
        Err(refused) => return refused.into_response(),
    };
    if given.len() > MOST_LEASED {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    }
    match web.ports.hall.reconcile(&venue, &device, &given).await {
        Ok(outcomes) => not_kept(Json::<Vec<CameHome>>(outcomes)),
        Err(Unavailable) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}

/// Tickets' tokens are for this device alone.
fn not_kept<T: Serialize>(answer: Json<T>) -> Response {
    ([(header::CACHE_CONTROL, "no-store")], answer).into_response()
}
