//! The protocol of docs/contracts/bridge.yaml. Every request passes the [`gate`] first.

use std::sync::Arc;

use axum::{
    Router,
    extract::{DefaultBodyLimit, FromRef},
    http::{HeaderName, HeaderValue, StatusCode, header},
    middleware,
    response::Response,
    routing::{get, post},
};
use tokio_util::sync::CancellationToken;

use crate::{house::Bridge, standing::Door};

mod acts;
mod events;
pub mod gate;
pub mod listen;
pub mod problem;
mod simulator;
mod simulator_page;
mod standing;
mod state;

pub use gate::Gate;
use problem::Problem;

/// The most bytes of a request's body: a ticket is about 2 KB.
const BODY: usize = 64 * 1024;

/// Every route of the protocol, by method and path. A test keeps it and docs/contracts/bridge.yaml alike.
pub const ROUTES: [(&str, &str); 19] = [
    ("get", "/v1/state"),
    ("post", "/v1/print"),
    ("get", "/v1/print/{key}"),
    ("get", "/v1/events"),
    ("get", "/v1/card"),
    ("post", "/v1/lamp"),
    ("post", "/v1/speak"),
    ("post", "/v1/standing"),
    ("post", "/v1/standing/end"),
    ("get", "/simulator"),
    ("get", "/simulator/paper"),
    ("post", "/simulator/printer"),
    ("post", "/simulator/card"),
    ("post", "/simulator/card-away"),
    ("post", "/simulator/reader"),
    ("post", "/simulator/scan"),
    ("post", "/simulator/ups"),
    ("get", "/simulator/lamp"),
    ("get", "/simulator/speech"),
];

#[derive(Clone)]
struct Shared {
    bridge: Arc<Bridge>,
    door: Arc<Door>,
    stop: CancellationToken,
}

impl FromRef<Shared> for Arc<Bridge> {
    fn from_ref(shared: &Shared) -> Self {
        Self::clone(&shared.bridge)
    }
}

impl FromRef<Shared> for Arc<Door> {
    fn from_ref(shared: &Shared) -> Self {
        Self::clone(&shared.door)
    }
}

/// The routes, behind the gate. Listeners to events are let go when `stop` is cancelled.
pub fn routes(bridge: Arc<Bridge>, gate: Gate, stop: &CancellationToken) -> Router {
    let door = gate.door();
    let gate = Arc::new(gate);
    let page = Router::new()
        .route("/v1/state", get(state::get))
        .route("/v1/print", post(acts::print))
        .route("/v1/print/{key}", get(acts::printed))
        .route("/v1/events", get(events::get))
        .route("/v1/card", get(acts::card))
        .route("/v1/lamp", post(acts::lamp))
        .route("/v1/speak", post(acts::speak))
        .route("/v1/standing", post(standing::vouched))
        .route("/v1/standing/end", post(standing::ended))
        .fallback(nothing_here)
        .method_not_allowed_fallback(not_so)
        .layer(middleware::from_fn_with_state(Arc::clone(&gate), gate::page));
    let switches = Router::new()
        .route("/simulator", get(simulator_page::get))
        .route("/simulator/paper", get(simulator::paper))
        .route("/simulator/printer", post(simulator::printer))
        .route("/simulator/card", post(simulator::card))
        .route("/simulator/card-away", post(simulator::card_away))
        .route("/simulator/reader", post(simulator::reader))
        .route("/simulator/scan", post(simulator::scan))
        .route("/simulator/ups", post(simulator::ups))
        .route("/simulator/lamp", get(simulator::lamp))
        .route("/simulator/speech", get(simulator::speech))
        .method_not_allowed_fallback(not_so)
        .layer(middleware::from_fn_with_state(gate, gate::switches));
    Router::new()
        .merge(switches)
        .merge(page)
        .layer(middleware::map_response(headers))
        .layer(DefaultBodyLimit::max(BODY))
        .with_state(Shared { bridge, door, stop: stop.clone() })
}

async fn nothing_here() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "not-found", "nothing is here; docs/contracts/bridge.yaml says what there is")
}

async fn not_so() -> Problem {
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method", "not by this method; see docs/contracts/bridge.yaml")
}

/// What every answer carries: nothing is kept, framed, guessed at or run.
async fn headers(mut response: Response) -> Response {
    for (name, value) in [
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        // Not `no-referrer`: with it a browser calls the origin of the switches' own forms null.
        (header::REFERRER_POLICY, "same-origin"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    ] {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}
