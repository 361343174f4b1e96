//! The documented machine interface: what departments call, and the contracts themselves.

pub mod problem;

use std::sync::Arc;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::header,
    response::IntoResponse,
    routing::{get, post},
};

use crate::{
    desk::{Desk, bookings::Bookings},
    gateway::{CaseListener, callbacks, materials},
};

/// The largest callback that is read, bytes.
const LARGEST: usize = 64 * 1024;

/// What the machine interface needs.
#[derive(Clone)]
pub struct Api {
    /// What every desk needs.
    pub desk: Desk,
    /// The bookings that callbacks speak of.
    pub bookings: Bookings,
    /// The cases that callbacks speak of.
    pub cases: Option<Arc<dyn CaseListener>>,
}

/// `/api/…`. No cookie means anything here: each caller signs what it says.
pub fn router(api: Api) -> Router {
    Router::new()
        .route("/api/departments/{code}/callbacks", post(callbacks::take))
        .route("/api/departments/{code}/materials", post(materials::give))
        .layer(DefaultBodyLimit::max(LARGEST))
        .route("/api/contracts/callbacks.yaml", get(async || contract(include_str!("../../../docs/contracts/callbacks.yaml"))))
        .route("/api/contracts/cases.yaml", get(async || contract(include_str!("../../../docs/contracts/cases.yaml"))))
        .route(
            "/api/contracts/marriage-registry.yaml",
            get(async || contract(include_str!("../../../docs/contracts/marriage-registry.yaml"))),
        )
        .with_state(api)
}

fn contract(text: &'static str) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/yaml")], text)
}
