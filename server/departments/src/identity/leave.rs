//! Signing out: Yimen sends somebody here (RP-Initiated Logout 1.0), or the provider tells Yimen (Back-Channel Logout 1.0).

use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
};
use minijinja::context;
use serde::Deserialize;
use serde_json::json;

use super::{CLIENT, Provider, authorize::shown, chance, now};

#[derive(Deserialize)]
pub(super) struct Request {
    id_token_hint: Option<String>,
    post_logout_redirect_uri: Option<String>,
    #[serde(default)]
    state: String,
}

/// `GET /end_session`.
pub(super) async fn end_session(State(provider): State<Provider>, Query(request): Query<Request>) -> Response {
    let session = request.id_token_hint.and_then(|hint| Some(provider.signer.own(&hint)?["sid"].as_str()?.to_owned()));
    if let Some(session) = session {
        provider.books().sessions.remove(&session);
    }
    match request.post_logout_redirect_uri.filter(|uri| provider.knows_redirect(uri)) {
        Some(uri) => {
            let state: String = form_urlencoded::byte_serialize(request.state.as_bytes()).collect();
            Redirect::to(&format!("{uri}?state={state}")).into_response()
        }
        None => Redirect::to(super::PATH).into_response(),
    }
}

/// `GET /`: who is signed in.
pub(super) async fn open_sessions(State(provider): State<Provider>) -> Response {
    let sessions: Vec<_> = {
        let books = provider.books();
        books.sessions.iter().map(|(session, person)| context! { session, name => provider.people[*person].name }).collect()
    };
    shown("sessions.html", context! { sessions })
}

/// `POST /sessions/{session}/end`: ended here, and Yimen is told.
pub(super) async fn end_here(State(provider): State<Provider>, Path(session): Path<String>) -> Response {
    let Some(person) = provider.books().sessions.remove(&session) else { return StatusCode::NOT_FOUND.into_response() };
    let now = now();
    let token = provider.signer.sign(
        "logout+jwt",
        &json!({
            "iss": &*provider.issuer,
            "aud": CLIENT,
            "sub": provider.people[person].subject,
            "sid": session,
            "iat": now,
            "exp": now + 120,
            "jti": chance(),
            "events": { "http://schemas.openid.net/event/backchannel-logout": {} },
        }),
    );
    let body = form_urlencoded::Serializer::new(String::new()).append_pair("logout_token", &token).finish();
    let told = provider
        .client
        .post(format!("{}/api/identity/logout", provider.home))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(body)
        .send()
        .await;
    match told {
        Ok(answer) if answer.status().is_success() => Redirect::to(super::PATH).into_response(),
        Ok(answer) => (StatusCode::BAD_GATEWAY, format!("Yimen answered {}", answer.status())).into_response(),
        Err(wrong) => (StatusCode::BAD_GATEWAY, wrong.without_url().to_string()).into_response(),
    }
}
