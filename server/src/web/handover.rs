//! A kiosk asks whether the draft that it shows goes on elsewhere by now: then it forgets at once.

use app::visit::Visit;
use axum::{
    Extension, Json,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use domain::ids::DraftToken;
use serde_json::json;

use super::Web;

/// `/draft/{draft}/later/taken`.
pub async fn taken(State(web): State<Web>, Extension(visit): Extension<Visit>, Path(draft): Path<String>) -> Response {
    match web.ports.cases.goes_on_elsewhere(&DraftToken(draft), &visit.visitor).await {
        Ok(taken) => Json(json!({ "taken": taken })).into_response(),
        Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}
