//! What the nightly proof that a kiosk forgets asks of the server (`public/kiosk/canary.js`): a session of somebody who does not exist,
//! and afterwards whether it is dead. For enrolled kiosks only; for everybody else there is no such address.

use std::ops::Range;

use app::visit::Visit;
use axum::{
    Extension, Json, Router,
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
    routing::{get, post},
};
use axum_extra::extract::CookieJar;
use serde::Deserialize;
use serde_json::json;
use tower_sessions::Session;

use super::{
    Web,
    resident_sign_in::{LEAVING, RESIDENT, UNDER_WAY, keep},
    visitor::cookie,
};
use crate::desk::residents::{Residents, ResidentsError};

/// The hours in Beijing at which nobody is at a kiosk.
const NIGHT: Range<i8> = 2..4;
/// How long a mark is.
const MARK: Range<usize> = 16..65;
/// How long the made-up cookies stay if nobody takes them away, seconds.
const COOKIE_SECONDS: u64 = 600;

/// The addresses of the proof.
pub fn routes(residents: &Residents) -> Router<Web> {
    Router::new()
        .route("/kiosk/canary/due", get(due))
        .route("/kiosk/canary/plant", post(plant))
        .route("/kiosk/canary/look", post(look))
        .layer(Extension(residents.clone()))
}

/// Whether it is night.
async fn due(State(web): State<Web>, Extension(visit): Extension<Visit>) -> Response {
    if visit.device.is_none() {
        return StatusCode::NOT_FOUND.into_response();
    }
    Json(json!({ "night": NIGHT.contains(&web.ports.clock.now().in_beijing().hour()) })).into_response()
}

#[derive(Deserialize)]
struct Planted {
    mark: String,
}

/// Signs the made-up person in, with the cookies of somebody who is about to sign in or out.
async fn plant(
    State(web): State<Web>,
    Extension(residents): Extension<Residents>,
    Extension(visit): Extension<Visit>,
    session: Session,
    Json(Planted { mark }): Json<Planted>,
) -> Response {
    if visit.device.is_none() {
        return StatusCode::NOT_FOUND.into_response();
    }
    if !MARK.contains(&mark.len()) || !mark.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return StatusCode::UNPROCESSABLE_ENTITY.into_response();
    }
    let sign_in = match residents.made_up().await {
        Ok(sign_in) => sign_in,
        Err(wrong) => return unavailable(&wrong),
    };
    let name = sign_in.name().to_owned();
    if let Err(response) = keep(&residents, &session, sign_in).await {
        return response;
    }
    let mut response = Json(json!({ "session": name })).into_response();
    for at in [UNDER_WAY, LEAVING] {
        if let Ok(value) = HeaderValue::try_from(cookie(at, &mark, COOKIE_SECONDS, web.secure)) {
            response.headers_mut().append(header::SET_COOKIE, value);
        }
    }
    response
}

#[derive(Deserialize)]
struct Sought {
    mark: String,
    session: String,
}

/// Whether the server still knows the made-up person, or their browser still says something of them.
async fn look(
    State(web): State<Web>,
    Extension(residents): Extension<Residents>,
    Extension(visit): Extension<Visit>,
    headers: HeaderMap,
    Json(sought): Json<Sought>,
) -> Response {
    if visit.device.is_none() {
        return StatusCode::NOT_FOUND.into_response();
    }
    let alive = match residents.is_live(&sought.session).await {
        Ok(alive) => alive,
        Err(wrong) => return unavailable(&wrong),
    };
    let jar = CookieJar::from_headers(&headers);
    let cookie = jar.get(RESIDENT).is_some() || jar.iter().any(|cookie| cookie.value().contains(&sought.mark));
    Json(json!({ "alive": alive, "cookie": cookie, "now": web.ports.clock.now() })).into_response()
}

fn unavailable(wrong: &ResidentsError) -> Response {
    tracing::error!(%wrong, "the proof that a kiosk forgets");
    StatusCode::SERVICE_UNAVAILABLE.into_response()
}
