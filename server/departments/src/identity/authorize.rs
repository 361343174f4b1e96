//! The page where somebody says who they are. Here they only choose one of the synthetic residents.

use std::sync::LazyLock;

use axum::{
    Form,
    extract::{Query, State},
    http::StatusCode,
    response::{Html, IntoResponse as _, Redirect, Response},
};
use minijinja::{Environment, context};
use serde::{Deserialize, Serialize};

use super::{CLIENT, Granted, MOST, Provider, chance};

pub(super) static PAGES: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut pages = Environment::new();
    pages.add_template("choose.html", include_str!("choose.html")).expect("a good template: a test renders it");
    pages.add_template("sessions.html", include_str!("sessions.html")).expect("a good template: a test renders it");
    pages
});

/// An authorization request (OpenID Connect Core 3.1.2.1 with RFC 7636).
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(super) struct Request {
    #[serde(default)]
    response_type: String,
    #[serde(default)]
    client_id: String,
    #[serde(default)]
    redirect_uri: String,
    #[serde(default)]
    scope: String,
    #[serde(default)]
    state: String,
    nonce: Option<String>,
    #[serde(default)]
    code_challenge: String,
    #[serde(default)]
    code_challenge_method: String,
    /// What was chosen on the page: a subject, or nothing for «not me».
    subject: Option<String>,
}

impl Request {
    /// Why it is not answered, or nothing.
    fn fault(&self, provider: &Provider) -> Option<&'static str> {
        if self.client_id != CLIENT {
            Some("unknown client")
        } else if !provider.knows_redirect(&self.redirect_uri) {
            Some("unknown redirect_uri")
        } else if self.response_type != "code" || !self.scope.split(' ').any(|scope| scope == "openid") {
            Some("not an OpenID Connect code request")
        } else if self.code_challenge_method != "S256" || self.code_challenge.len() != 43 {
            Some("PKCE with S256 is required")
        } else {
            None
        }
    }

    /// Back to Yimen with an answer.
    fn back(&self, provider: &Provider, answer: (&str, &str)) -> Response {
        let answer = form_urlencoded::Serializer::new(String::new())
            .append_pair(answer.0, answer.1)
            .append_pair("state", &self.state)
            .append_pair("iss", &provider.issuer)
            .finish();
        Redirect::to(&format!("{}?{answer}", self.redirect_uri)).into_response()
    }
}

/// `GET /authorize`: who are you?
pub(super) async fn ask(State(provider): State<Provider>, Query(request): Query<Request>) -> Response {
    if let Some(fault) = request.fault(&provider) {
        return (StatusCode::BAD_REQUEST, fault).into_response();
    }
    shown("choose.html", context! { request, people => &*provider.people })
}

/// `POST /authorize`: this one.
pub(super) async fn choose(State(provider): State<Provider>, Form(request): Form<Request>) -> Response {
    if let Some(fault) = request.fault(&provider) {
        return (StatusCode::BAD_REQUEST, fault).into_response();
    }
    let chosen = request.subject.as_deref().and_then(|chosen| provider.people.iter().position(|one| one.subject == chosen));
    let Some(person) = chosen else { return request.back(&provider, ("error", "access_denied")) };
    let (code, session) = (chance(), chance());
    let mut books = provider.books();
    if books.codes.len() >= MOST || books.sessions.len() >= MOST {
        books.codes.clear();
        books.sessions.clear();
    }
    books.sessions.insert(session.clone(), person);
    let granted = Granted {
        person,
        session,
        redirect_uri: request.redirect_uri.clone(),
        challenge: request.code_challenge.clone(),
        nonce: request.nonce.clone(),
        at: std::time::Instant::now(),
    };
    books.codes.insert(code.clone(), granted);
    drop(books);
    request.back(&provider, ("code", &code))
}

/// A page of the provider.
pub(super) fn shown(name: &str, context: minijinja::Value) -> Response {
    match PAGES.get_template(name).and_then(|page| page.render(context)) {
        Ok(page) => Html(page).into_response(),
        Err(wrong) => {
            tracing::error!(%wrong, "the demonstration provider's page");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}
