//! What a machine asks by itself (`public/kiosk/device.js`): registering its key, proving it, telling how it is, by which its session
//! goes on. And that a kiosk's pages are shown to the kiosk of that venue only.

use app::{
    ports::{
        Unavailable,
        devices::{ProofRefused, RegisterRefused, Registration, ReportRefused, Standing, Vouched},
    },
    shell::Instead,
    visit::Visit,
};
use axum::{
    Json, Router,
    extract::{DefaultBodyLimit, Request, State},
    http::{HeaderMap, StatusCode, header},
    middleware::Next,
    response::{IntoResponse as _, Response},
    routing::{get, post},
};
use axum_extra::extract::CookieJar;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::Deserialize;
use serde_json::json;

use super::{
    Web,
    page::{Show, render},
    visitor::{DEVICE, kiosk_of},
};

/// The largest request of a machine, bytes.
const REQUEST_BYTES: usize = 8 * 1024;
/// How long the cookie stays, seconds: longer than any session, so that a machine whose session ended is known to be one.
const YEAR: u64 = 400 * 24 * 3600;

/// Where a machine is set up and tells how it is.
pub fn routes() -> Router<Web> {
    Router::new()
        .route("/kiosk/enrol", get(super::show))
        .route("/kiosk/enrol/register", post(register))
        .route("/kiosk/enrol/standing", post(standing))
        .route("/kiosk/enrol/prove", post(prove))
        .route("/kiosk/health", post(health))
        .layer(DefaultBodyLimit::max(REQUEST_BYTES))
}

/// A kiosk's pages are for the enrolled kiosk of that venue; where kiosks are open, also for browsers that claim to be none. Who
/// carries the cookie of a session that has ended proves its key first, or is out of use.
pub async fn guard(State(web): State<Web>, request: Request, next: Next) -> Response {
    let Some(venue) = kiosk_of(request.uri().path()) else { return next.run(request).await };
    let device = request.extensions().get::<Visit>().and_then(|visit| visit.device.as_ref());
    let claims = CookieJar::from_headers(request.headers()).get(DEVICE).is_some();
    let allowed = device.map_or(web.open_kiosks && !claims, |device| device.venue.as_str() == venue);
    if allowed {
        return next.run(request).await;
    }
    render(&web, request.into_parts().0, Show::Instead(Instead::NotThisKiosk)).await
}

/// A machine's key in base64, and its bridge's secret.
#[derive(Deserialize)]
struct New {
    key: String,
    #[serde(default)]
    bridge: String,
}

async fn register(State(web): State<Web>, Json(new): Json<New>) -> Response {
    let Ok(key) = STANDARD.decode(&new.key) else { return StatusCode::UNPROCESSABLE_ENTITY.into_response() };
    match web.ports.devices.register(&Registration { key, bridge_secret: new.bridge }).await {
        Ok(registered) => {
            let seconds = (registered.until.0 - web.ports.clock.now().0) / 1000;
            Json(json!({ "device": registered.id, "code": registered.code.spaced(), "seconds": seconds })).into_response()
        }
        Err(RegisterRefused::NotAKey) => StatusCode::UNPROCESSABLE_ENTITY.into_response(),
        Err(RegisterRefused::TooMany) => StatusCode::TOO_MANY_REQUESTS.into_response(),
        Err(RegisterRefused::Unavailable) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}

#[derive(Deserialize)]
struct Who {
    device: String,
}

async fn standing(State(web): State<Web>, Json(who): Json<Who>) -> Response {
    let said = match web.ports.devices.standing(&who.device).await {
        Ok(Standing::Waiting) => json!({ "standing": "waiting" }),
        Ok(Standing::Challenge(challenge)) => json!({ "standing": "enrolled", "challenge": challenge }),
        Ok(Standing::Revoked) => json!({ "standing": "revoked" }),
        Ok(Standing::Unknown) => json!({ "standing": "unknown" }),
        Err(Unavailable) => return StatusCode::SERVICE_UNAVAILABLE.into_response(),
    };
    Json(said).into_response()
}

/// A signed challenge; the signature in base64.
#[derive(Deserialize)]
struct Proof {
    device: String,
    challenge: String,
    signature: String,
}

async fn prove(State(web): State<Web>, Json(proof): Json<Proof>) -> Response {
    let signature = STANDARD.decode(&proof.signature).unwrap_or_default();
    match web.ports.devices.prove(&proof.device, &proof.challenge, &signature).await {
        Ok(proved) => {
            let cookie = session_cookie(&proved.secret, web.secure);
            ([(header::SET_COOKIE, cookie)], Json(json!({ "go": format!("/kiosk/{}", proved.venue) }))).into_response()
        }
        Err(ProofRefused::NotProved) => StatusCode::FORBIDDEN.into_response(),
        Err(ProofRefused::Unavailable) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}

/// The cookie of a machine's session.
fn session_cookie(secret: &str, secure: bool) -> String {
    let secure = if secure { "; Secure" } else { "" };
    format!("{DEVICE}={secret}; Path=/; Max-Age={YEAR}; HttpOnly; SameSite=Strict{secure}")
}

/// A report as text, since its bytes are what was signed; and what the bridge beside the machine wants signed, where there is one.
#[derive(Deserialize)]
struct Report {
    report: String,
    signature: String,
    #[serde(default)]
    bridge: String,
}

/// Takes a report. With it the session goes on, under another secret: whoever copied the one before has no key to follow it.
async fn health(State(web): State<Web>, headers: HeaderMap, Json(sent): Json<Report>) -> Response {
    let signature = STANDARD.decode(&sent.signature).unwrap_or_default();
    let id = match web.ports.devices.report(&sent.report, &signature).await {
        Ok(id) => id,
        Err(refused) => return status_of(refused).into_response(),
    };
    let jar = CookieJar::from_headers(&headers);
    let held = jar.get(DEVICE).map(|cookie| cookie.value()).unwrap_or_default();
    let secret = match web.ports.devices.renew(&id, held).await {
        Ok(Some(secret)) => secret,
        // The machine is who it says, and its browser has no session of it: it proves its key.
        Ok(None) => return StatusCode::UNAUTHORIZED.into_response(),
        Err(Unavailable) => return StatusCode::SERVICE_UNAVAILABLE.into_response(),
    };
    let cookie = [(header::SET_COOKIE, session_cookie(&secret, web.secure))];
    match web.ports.devices.vouch(&id, &sent.bridge).await {
        Ok(Some(Vouched { key, signature })) => (cookie, Json(json!({ "key": key, "signature": signature }))).into_response(),
        // The bridge asks again in a minute.
        Ok(None) | Err(Unavailable) => (StatusCode::NO_CONTENT, cookie).into_response(),
    }
}

/// What a machine is answered whose word is not taken.
pub fn status_of(refused: ReportRefused) -> StatusCode {
    match refused {
        ReportRefused::Malformed => StatusCode::UNPROCESSABLE_ENTITY,
        ReportRefused::NotSigned => StatusCode::FORBIDDEN,
        ReportRefused::Replayed => StatusCode::CONFLICT,
        ReportRefused::Ended => StatusCode::UNAUTHORIZED,
        ReportRefused::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
    }
}
