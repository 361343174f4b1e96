//! Refusals to machines, in RFC 9457 form.

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;

/// A refusal. Its `type` never changes; docs/contracts lists them all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    r#type: String,
    title: String,
    status: u16,
}

impl Problem {
    /// `kind` becomes `urn:yimen:problem:kind`.
    #[must_use]
    pub fn new(status: StatusCode, kind: &str, title: impl ToString) -> Self {
        Self { r#type: format!("urn:yimen:problem:{kind}"), title: title.to_string(), status: status.as_u16() }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, Json(self)).into_response();
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        response
    }
}
