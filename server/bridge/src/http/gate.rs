//! Who may talk to the bridge: the door's own page on this kiosk, and nobody else.
//!
//! Any page of any site that is open in a browser here can send requests to 127.0.0.1, and a name that a stranger owns can be
//! pointed at it. So the request must name this machine as its host, the door as its origin, and this device's secret. And the door
//! must stand behind the machine ([`crate::standing`]): one that was taken out of use keeps its secret, and is served no more.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse as _, Response},
};

use super::problem::Problem;
use crate::{secret::Secret, standing::Door};

/// What is answered to a machine however it stands: what the door has to sign, and the door's word.
const ABOUT_STANDING: [&str; 3] = ["/v1/state", "/v1/standing", "/v1/standing/end"];
/// What somebody's card says.
const CARD: &str = "/v1/card";
const ASKS_FOR_PRIVATE: HeaderName = HeaderName::from_static("access-control-request-private-network");
const MAY_BE_PRIVATE: HeaderName = HeaderName::from_static("access-control-allow-private-network");

/// What a request must show.
pub struct Gate {
    origin: String,
    hosts: [String; 2],
    secret: Secret,
    door: Arc<Door>,
}

impl Gate {
    /// The gate of a bridge on `port`.
    #[must_use]
    pub fn new(origin: &str, port: u16, secret: Secret, door: Arc<Door>) -> Self {
        Self { origin: origin.to_owned(), hosts: [format!("127.0.0.1:{port}"), format!("localhost:{port}")], secret, door }
    }

    /// What the door said of this machine.
    pub(super) fn door(&self) -> Arc<Door> {
        Arc::clone(&self.door)
    }

    fn host(&self, request: &Request) -> Result<(), Problem> {
        let named = only(request.headers(), &header::HOST);
        // An absolute address in the request line would count before the header.
        let asked = request.uri().authority().map(|authority| authority.as_str());
        let ours = |host: &str| self.hosts.iter().any(|ours| ours == host);
        if named.is_some_and(ours) && asked.is_none_or(ours) {
            return Ok(());
        }
        Err(Problem::new(StatusCode::FORBIDDEN, "wrong-host", "this is not the name of this machine"))
    }

    fn origin(&self, headers: &HeaderMap) -> Result<(), Problem> {
        if only(headers, &header::ORIGIN) == Some(&*self.origin) {
            return Ok(());
        }
        Err(Problem::new(StatusCode::FORBIDDEN, "wrong-origin", "only the door's own page may ask"))
    }

    fn secret(&self, headers: &HeaderMap) -> Result<(), Problem> {
        let given = only(headers, &header::AUTHORIZATION).and_then(|value| value.strip_prefix("Bearer "));
        if given.is_some_and(|given| self.secret.is(given)) {
            return Ok(());
        }
        Err(Problem::new(StatusCode::UNAUTHORIZED, "wrong-secret", "this device's secret is missing or is not this one"))
    }

    fn standing(&self, path: &str) -> Result<(), Problem> {
        let standing = self.door.standing();
        if ABOUT_STANDING.contains(&path) || standing.reads_cards() || (standing.serves() && path != CARD) {
            return Ok(());
        }
        Err(Problem::new(StatusCode::FORBIDDEN, "out-of-use", "the door does not stand behind this machine now"))
    }

    /// Lets the door's page read the answer.
    fn allow(&self, response: &mut Response) {
        let headers = response.headers_mut();
        if let Ok(origin) = HeaderValue::from_str(&self.origin) {
            headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        }
        headers.insert(header::VARY, HeaderValue::from_static("Origin"));
    }
}

/// The gate before what the page may do.
pub async fn page(State(gate): State<Arc<Gate>>, request: Request, next: Next) -> Response {
    if let Err(refused) = gate.host(&request).and_then(|()| gate.origin(request.headers())) {
        return refuse(refused);
    }
    let mut response = if request.method() == Method::OPTIONS {
        preflight(request.headers())
    } else {
        match gate.secret(request.headers()) {
            Ok(()) => match gate.standing(request.uri().path()) {
                Ok(()) => next.run(request).await,
                Err(refused) => refuse(refused),
            },
            Err(refused) => {
                let mut response = refuse(refused);
                response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
                response
            }
        }
    };
    gate.allow(&mut response);
    response
}

/// The gate before the simulator's switches: a person or a test on this machine, or the switches' own page; no other site's.
pub async fn switches(State(gate): State<Arc<Gate>>, request: Request, next: Next) -> Response {
    let own = |origin: &str| origin.strip_prefix("http://").is_some_and(|host| gate.hosts.iter().any(|ours| ours == host));
    let there = request.headers().contains_key(header::ORIGIN);
    if let Err(refused) = gate.host(&request) {
        return refuse(refused);
    }
    if there && !only(request.headers(), &header::ORIGIN).is_some_and(own) {
        return refuse(Problem::new(StatusCode::FORBIDDEN, "wrong-origin", "only the simulator's own page may switch"));
    }
    next.run(request).await
}

fn refuse(refused: Problem) -> Response {
    tracing::warn!(problem = refused.r#type, "refused");
    refused.into_response()
}

fn preflight(asked: &HeaderMap) -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, POST"));
    headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("authorization, content-type"));
    headers.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600"));
    if asked.get(ASKS_FOR_PRIVATE).is_some_and(|asked| asked == "true") {
        headers.insert(MAY_BE_PRIVATE, HeaderValue::from_static("true"));
    }
    response
}

/// A header that is there once: of two, each side might believe another one.
fn only<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    let mut values = headers.get_all(name).iter();
    let value = values.next()?;
    if values.next().is_some() { None } else { value.to_str().ok() }
}
