//! Refusals in RFC 9457 form, and bodies that are read within bounds.

use axum::{
    Json,
    body::Bytes,
    extract::{FromRequest, Request},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::{Serialize, de::DeserializeOwned};

/// A refusal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// What kind of refusal: a URN that never changes.
    pub r#type: String,
    /// The same in words.
    pub title: &'static str,
    /// The HTTP status.
    pub status: u16,
    /// What exactly, for whoever reads the log. Never what a person typed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

impl Problem {
    /// A refusal of the bridge.
    #[must_use]
    pub fn new(status: StatusCode, kind: &str, title: &'static str) -> Self {
        Self { r#type: format!("urn:yimen:problem:{kind}"), title, status: status.as_u16(), detail: None }
    }

    /// With what exactly.
    #[must_use]
    pub fn because(mut self, detail: impl std::fmt::Display) -> Self {
        self.detail = Some(detail.to_string());
        self
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

/// A body in JSON.
pub struct Told<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Told<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let body = body(request, state).await?;
        let told = serde_json::from_slice(&body).map_err(|wrong| {
            // serde_json's own words may quote the body.
            not_understood().because(format_args!("line {} column {}", wrong.line(), wrong.column()))
        })?;
        Ok(Self(told))
    }
}

/// A form.
pub struct Switched<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Switched<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let request = axum::Form::<T>::from_request(request, state).await;
        request.map(|axum::Form(told)| Self(told)).map_err(|wrong| not_understood().because(wrong.body_text()))
    }
}

async fn body<S: Send + Sync>(request: Request, state: &S) -> Result<Bytes, Problem> {
    Bytes::from_request(request, state)
        .await
        .map_err(|_| Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too-large", "larger than 64 KiB"))
}

fn not_understood() -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, "not-understood", "the body does not keep the contract")
}
