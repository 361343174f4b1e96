//! Who of the staff is asking, and that nobody else sees staff pages.

use app::{
    msg::common,
    visit::{Staff, Visit},
};
use axum::{
    extract::Request,
    http::StatusCode,
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use tower_sessions::Session;

use super::form::sign_in_first;

/// The session's entry.
pub const STAFF: &str = "staff";

/// Puts the signed-in member of staff into the [`Visit`].
pub async fn recognise(session: Session, mut request: Request, next: Next) -> Response {
    let staff = session.get::<Staff>(STAFF).await.unwrap_or_else(|wrong| {
        tracing::warn!(%wrong, "session");
        None
    });
    if let Some(visit) = request.extensions_mut().get_mut::<Visit>() {
        visit.staff = staff;
    }
    next.run(request).await
}

/// Staff pages ask for a sign-in, steward pages for a steward, /helper for a community worker,
/// /department for somebody of one, /till
/// for who sells in a charity supermarket.
pub async fn only(request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let staff = request.extensions().get::<Visit>().and_then(|visit| visit.staff.as_ref());
    let allowed = if path.starts_with("/steward") {
        staff.map(|staff| staff.steward)
    } else if path.starts_with("/counter/") {
        staff.map(|staff| staff.counter)
    } else if path == "/till" || path.starts_with("/till/") {
        staff.map(|staff| staff.store.is_some())
    } else if path == "/helper" {
        staff.map(|staff| staff.helper)
    } else if path == "/department" {
        staff.map(|staff| staff.department.is_some())
    } else {
        Some(true)
    };
    match allowed {
        Some(true) => next.run(request).await,
        Some(false) => {
            let words = common::NOT_FOUND_TEXT;
            (StatusCode::FORBIDDEN, format!("{} {}", words.zh, words.en)).into_response()
        }
        None => sign_in_first(path),
    }
}
