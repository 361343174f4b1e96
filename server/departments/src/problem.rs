//! Refusals in RFC 9457 form.

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;

/// A refusal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// What kind of refusal: a URN that never changes.
    pub r#type: String,
    /// The same in words.
    pub title: &'static str,
    /// The HTTP status.
    pub status: u16,
}

impl Problem {
    /// A refusal of the marriage registry.
    #[must_use]
    pub fn new(status: StatusCode, kind: &str, title: &'static str) -> Self {
        Self { r#type: format!("urn:marriage-registry:problem:{kind}"), title, status: status.as_u16() }
    }

    /// As text.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("strings and a number always have a JSON form")
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
