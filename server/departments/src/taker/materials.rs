//! What the applicant handed in, fetched from Yimen when a clerk opens it and not kept here.

use axum::{
    extract::{Path, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::json;

use super::{Taker, face_json::problem};
use crate::signature;

/// `GET /{department}/cases/{reference}/materials/{sha256}`.
pub(super) async fn open(State(taker): State<Taker>, Path((reference, sha256)): Path<(String, String)>) -> Response {
    match taker.fetch(&reference, &sha256).await {
        Ok((kind, bytes)) => {
            let heads = [(header::CONTENT_TYPE, kind), (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned())];
            (heads, bytes).into_response()
        }
        Err(wrong) => {
            tracing::warn!(%wrong, department = taker.code(), "a material was not given");
            problem(&taker, StatusCode::BAD_GATEWAY, "no-material", "Yimen did not give it")
        }
    }
}

impl Taker {
    async fn fetch(&self, reference: &str, sha256: &str) -> Result<(String, Vec<u8>), reqwest::Error> {
        let body = json!({ "reference": reference, "sha256": sha256 }).to_string();
        let now_s = self.house.clock.now().0.div_euclid(1000);
        let id = format!("material_{:032x}", rand::random::<u128>());
        let answer = self
            .house
            .client
            .post(format!("{}/api/departments/{}/materials", self.house.callback_url, self.code()))
            .header("content-type", "application/json")
            .header("webhook-id", &id)
            .header("webhook-timestamp", now_s)
            .header("webhook-signature", signature::sign(&self.secret, &id, now_s, body.as_bytes()))
            .body(body)
            .send()
            .await
            .and_then(reqwest::Response::error_for_status)
            .map_err(reqwest::Error::without_url)?;
        let kind = answer.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default().to_owned();
        Ok((kind, answer.bytes().await?.to_vec()))
    }
}
