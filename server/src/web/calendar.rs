//! A booking as a calendar entry (RFC 5545).

use app::{resident::booking::ics, visit::Visit};
use axum::{
    Extension,
    extract::{Path, State},
    http::{StatusCode, header},
    response::{IntoResponse as _, Response},
};
use domain::ids::BookingToken;

use super::Web;

/// The entry's file.
pub async fn show(State(web): State<Web>, Extension(visit): Extension<Visit>, Path(token): Path<String>) -> Response {
    match web.ports.bookings.booking(&BookingToken(token)).await {
        Ok(Some(booking)) => {
            let text = ics::calendar(&booking, &web.ports, visit.view.lang);
            (
                [
                    (header::CONTENT_TYPE, "text/calendar; charset=utf-8"),
                    (header::CONTENT_DISPOSITION, "attachment; filename=\"booking.ics\""),
                ],
                text,
            )
                .into_response()
        }
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}
