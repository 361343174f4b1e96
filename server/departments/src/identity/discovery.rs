//! What a client reads first: OpenID Connect Discovery 1.0 and the key set.

use axum::{Json, extract::State};
use serde_json::{Value, json};

use super::Provider;

/// `/.well-known/openid-configuration`.
pub(super) async fn configuration(State(provider): State<Provider>) -> Json<Value> {
    let at = |path: &str| format!("{}/{path}", provider.issuer);
    Json(json!({
        "issuer": &*provider.issuer,
        "authorization_endpoint": at("authorize"),
        "token_endpoint": at("token"),
        "jwks_uri": at("jwks"),
        "end_session_endpoint": at("end_session"),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["EdDSA"],
        "token_endpoint_auth_methods_supported": ["none", "client_secret_basic", "client_secret_post"],
        "code_challenge_methods_supported": ["S256"],
        "scopes_supported": ["openid", "profile", "phone"],
        "claims_supported": ["sub", "name", "document_type", "document_number", "phone_number", "sid"],
        "authorization_response_iss_parameter_supported": true,
        "backchannel_logout_supported": true,
        "backchannel_logout_session_supported": true,
        // A production server reads this and turns away.
        "yimen_demonstration": true,
    }))
}

/// `/jwks`.
pub(super) async fn keys(State(provider): State<Provider>) -> Json<Value> {
    Json(json!({ "keys": [provider.signer.public()] }))
}
