//! `POST /kiosk/{venue}/card`: somebody laid their identity card on the reader of an enrolled kiosk (`public/kiosk/card.js`), to sign in;
//! `…/card/number`, to check in or to have their number again. The machine signs what its reader told, once; for every other browser
//! there are no such addresses. Signing in has no page and leads nowhere: where to go on, the page itself knows.

use app::{kiosk::check_in::by_card, ports::devices::ReportRefused, visit::Visit};
use axum::{
    Extension, Form, Json,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use domain::{
    identity::{CardRefusal, IdentityCard},
    ids::VenueCode,
};
use serde::Deserialize;
use serde_json::json;
use tower_sessions::Session;

use super::{Web, resident_sign_in::keep};
use crate::desk::residents::Residents;

/// The largest request, bytes.
pub const REQUEST_BYTES: usize = 8 * 1024;

/// A card as text, since its bytes are what was signed; the signature in base64.
#[derive(Deserialize)]
pub struct Signed {
    card: String,
    signature: String,
}

/// Signs in.
pub async fn take(
    State(web): State<Web>,
    Extension(residents): Extension<Residents>,
    Extension(visit): Extension<Visit>,
    Path(venue): Path<String>,
    session: Session,
    Form(sent): Form<Signed>,
) -> Response {
    let (device, card) = match believed(&web, &visit, &venue, &sent).await {
        Ok((device, card)) => (device, card),
        Err(response) => return response,
    };
    match residents.by_card(card).await {
        Ok(sign_in) => match keep(&residents, &session, sign_in).await {
            Ok(()) => {
                count("card");
                tracing::info!(device, "somebody signed in by their card");
                StatusCode::NO_CONTENT.into_response()
            }
            Err(response) => response,
        },
        Err(wrong) => {
            tracing::error!(%wrong, "signing in by a card");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

/// Checks in, or finds the number that was given out: `{"go": …}`, or `{"why": …}` as the page's sentence is called.
pub async fn number(
    State(web): State<Web>,
    Extension(visit): Extension<Visit>,
    Path(venue): Path<String>,
    Form(sent): Form<Signed>,
) -> Response {
    let card = match believed(&web, &visit, &venue, &sent).await {
        Ok((_, card)) => card,
        Err(response) => return response,
    };
    match by_card(&web.ports, &visit, &VenueCode(venue), card.document).await {
        Ok(go) => Json(json!({ "go": go })).into_response(),
        Err(why) => (StatusCode::UNPROCESSABLE_ENTITY, Json(json!({ "why": why }))).into_response(),
    }
}

/// The card that the machine at this venue has signed for, and which machine that is; otherwise the answer.
async fn believed<'a>(web: &Web, visit: &'a Visit, venue: &str, sent: &Signed) -> Result<(&'a str, IdentityCard), Response> {
    let Some(device) = visit.device.as_ref().filter(|device| device.venue.as_str() == venue) else {
        return Err(StatusCode::NOT_FOUND.into_response());
    };
    let signature = STANDARD.decode(&sent.signature).unwrap_or_default();
    let laid = match web.ports.devices.laid_card(&sent.card, &signature).await {
        Ok(laid) if laid.device == device.id => laid,
        Ok(_) | Err(ReportRefused::NotSigned) => return Err(forged(&device.id)),
        Err(ReportRefused::Malformed) => return Err(refused(CardRefusal::Unread)),
        Err(ReportRefused::Replayed) => return Err(StatusCode::CONFLICT.into_response()),
        Err(ReportRefused::Ended) => return Err(StatusCode::UNAUTHORIZED.into_response()),
        Err(ReportRefused::Unavailable) => return Err(StatusCode::SERVICE_UNAVAILABLE.into_response()),
    };
    let today = web.ports.clock.now().day();
    let card = IdentityCard::read(&laid.name, &laid.number, &laid.valid_to, today).map_err(refused)?;
    Ok((&device.id, card))
}

/// The card is told why, kindly, by the page's own words.
fn refused(why: CardRefusal) -> Response {
    let why = match why {
        CardRefusal::Expired => "expired",
        CardRefusal::Unread => "unread",
    };
    count(why);
    (StatusCode::UNPROCESSABLE_ENTITY, Json(json!({ "why": why }))).into_response()
}

/// Not the words of the machine from whose browser they came.
fn forged(device: &str) -> Response {
    count("forged");
    tracing::warn!(device, "a card was not signed by the machine that sent it");
    StatusCode::FORBIDDEN.into_response()
}

fn count(outcome: &'static str) {
    metrics::counter!("resident_sign_in_total", "outcome" => outcome).increment(1);
}
