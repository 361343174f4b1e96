//! A phone that shows its code asks whether anything has happened at a till since its page was drawn.

use app::{ports::vouchers::Bearer, resident::voucher::at_till::AtTill};
use axum::{
    extract::{Path, State},
    http::{StatusCode, header},
    response::{IntoResponse as _, Response},
};
use domain::ids::{CarrierToken, WalletToken};

use super::Web;

/// `/wallet/{wallet}/code/seen`.
pub async fn holder(State(web): State<Web>, Path(token): Path<String>) -> Response {
    seen(&web, &Bearer::Holder(WalletToken(token))).await
}

/// `/carry/{carrier}/seen`.
pub async fn carrier(State(web): State<Web>, Path(token): Path<String>) -> Response {
    seen(&web, &Bearer::Carrier(CarrierToken(token))).await
}

async fn seen(web: &Web, bearer: &Bearer) -> Response {
    match AtTill::read(&web.ports, bearer).await {
        Ok(at_till) => ([(header::CACHE_CONTROL, "no-store")], at_till.mark()).into_response(),
        Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}
