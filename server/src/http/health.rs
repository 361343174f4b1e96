//! What machines ask: does it live, can it serve, what are its figures.

use axum::{Router, extract::State, http::StatusCode, routing::get};
use metrics_exporter_prometheus::PrometheusHandle;

use crate::store::Store;

/// `/healthz` (the process lives), `/readyz` (the store answers), `/metrics` (Prometheus).
pub fn routes(store: Store, figures: PrometheusHandle) -> Router {
    Router::new()
        .route("/healthz", get(|| async { "ok" }))
        .route("/readyz", get(ready).with_state(store))
        .route("/metrics", get(move || async move { figures.render() }))
}

async fn ready(State(store): State<Store>) -> (StatusCode, &'static str) {
    if store.ready().await { (StatusCode::OK, "ready") } else { (StatusCode::SERVICE_UNAVAILABLE, "the store does not answer") }
}
