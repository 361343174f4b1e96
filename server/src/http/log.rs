//! One line a request, without personal data: the route's pattern, never its address; and the request id that an error page
//! shows, so that the line can be found.

use std::time::Instant;

use axum::{
    extract::{MatchedPath, Request},
    http::HeaderValue,
    middleware::Next,
    response::Response,
};
use base64::Engine as _;

/// The id of one request.
#[derive(Clone, Debug)]
pub struct RequestId(pub String);

/// Names the request, runs it in a span of that name, logs its end and counts it.
pub async fn requests(mut request: Request, next: Next) -> Response {
    use tracing::Instrument as _;
    let id = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(rand::random::<[u8; 9]>());
    request.extensions_mut().insert(RequestId(id.clone()));
    let route =
        request.extensions().get::<MatchedPath>().map_or_else(|| pattern(request.uri().path()), |path| path.as_str().to_owned());
    let method = request.method().clone();
    let began = Instant::now();
    let span = tracing::info_span!("request", id = %id);
    let mut response = next.run(request).instrument(span).await;
    let status = response.status().as_u16();
    let took = began.elapsed();
    tracing::info!(%id, %method, %route, status, ms = took.as_secs_f64() * 1000.0, "answered");
    metrics::counter!("http_requests_total", "route" => route.clone(), "status" => status.to_string()).increment(1);
    metrics::histogram!("http_request_seconds", "route" => route).record(took.as_secs_f64());
    if let Ok(value) = HeaderValue::try_from(id) {
        response.headers_mut().insert("x-request-id", value);
    }
    response
}

/// The pattern of a page's address: its first part only. Later parts may be capabilities (`/booking/…`, `/t/…`), which
/// belong in no log; unknown first parts are one label, so that a stranger cannot grow the metrics.
fn pattern(path: &str) -> String {
    const KNOWN: &[&str] = &[
        "kiosks",
        "kiosk-files",
        "what-can-i-get",
        "verify",
        "notices",
        "sign-in",
        "signed-out",
        "",
        "services",
        "book",
        "hold",
        "booking",
        "find",
        "t",
        "kiosk",
        "board",
        "counter",
        "rate",
        "staff",
        "department",
        "wallet",
        "carry",
        "stores",
        "till",
        "helper",
        "steward",
        "pkg",
        "voice",
        "view",
        "api",
        "healthz",
        "apply",
        "draft",
        "resume",
        "upload",
        "case",
        "confirm",
        "my",
    ];
    let mut parts = path.trim_start_matches('/').splitn(2, '/');
    let first = parts.next().unwrap_or_default();
    if !KNOWN.contains(&first) {
        return "/{other}".to_owned();
    }
    match parts.next() {
        Some(rest) if !rest.is_empty() => format!("/{first}/{{…}}"),
        _ => format!("/{first}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_capability_is_never_part_of_a_label() {
        assert_eq!(pattern("/booking/kZ3secret/cancel"), "/booking/{…}");
        assert_eq!(pattern("/110102189905200011"), "/{other}");
        assert_eq!(pattern("/"), "/");
    }
}
