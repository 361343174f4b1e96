//! What has become of a kiosk's call for help, in words: its page asks again and again while the call is open.

use app::{
    kiosk::help_words,
    ports::{Unavailable, devices::Caller},
    visit::Visit,
};
use axum::{
    Extension,
    extract::State,
    http::StatusCode,
    response::{IntoResponse as _, Response},
};

use super::Web;

/// `/kiosk/{venue}/help/state`: one sentence; nothing where this machine calls nobody.
pub async fn state(State(web): State<Web>, Extension(visit): Extension<Visit>) -> Response {
    match web.ports.devices.help(&Caller::of(&visit)).await {
        Ok(call) => call.map(|call| help_words(visit.view.lang, &call)).unwrap_or_default().into_response(),
        Err(Unavailable) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}
