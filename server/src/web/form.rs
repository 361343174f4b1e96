//! Takes a posted form to the page's `take` and turns its answer into a response: 303, the same page again, or the same
//! answer as JSON for an island that sent it with gloo-net.

use std::collections::BTreeMap;

use app::{
    forms::{Answer, Form},
    ports::Ports,
    shell::Instead,
    visit::Visit,
};
use axum::{
    Json,
    body::Bytes,
    extract::{FromRequest as _, Path, Request, State},
    http::{StatusCode, header, request::Parts},
    response::{IntoResponse as _, Redirect, Response},
    routing::{MethodRouter, get},
};
use futures::future::BoxFuture;
use serde_json::json;

use super::{
    Web,
    page::{Show, render},
};

/// The parts of the path by name.
pub type Params = BTreeMap<String, String>;

/// A page's `take`.
pub type Take = for<'a> fn(&'a Ports, &'a Visit, &'a Params, Form) -> BoxFuture<'a, Answer>;

/// A path that shows its page and takes its form.
pub fn page(take: Take) -> MethodRouter<Web> {
    get(super::show).post(move |State(web): State<Web>, Path(params): Path<Params>, request: Request| async move {
        let (parts, form) = match read(request).await {
            Ok(read) => read,
            Err(refused) => return refused,
        };
        let visit = parts.extensions.get::<Visit>().cloned().unwrap_or_default();
        let answer = take(&web.ports, &visit, &params, form).await;
        respond(&web, parts, answer).await
    })
}

/// The fields of a posted form, and the request without its body; or the answer to one that is too large or broke off.
pub async fn read(request: Request) -> Result<(Parts, Form), Response> {
    let (parts, body) = request.into_parts();
    let bytes =
        Bytes::from_request(Request::from_parts(parts.clone(), body), &()).await.map_err(|refused| refused.into_response())?;
    Ok((parts, Form::new(form_urlencoded::parse(&bytes).into_owned().collect())))
}

/// The response to a form.
pub async fn respond(web: &Web, parts: Parts, answer: Answer) -> Response {
    let wants_json = parts.headers.get(header::ACCEPT).is_some_and(|accept| accept.as_bytes().starts_with(b"application/json"));
    if wants_json {
        return as_json(answer);
    }
    match answer {
        Answer::Go(path) => Redirect::to(&path).into_response(),
        Answer::Again { status, state } => render(web, parts, Show::Form(status, state)).await,
        Answer::NotFound => render(web, parts, Show::Instead(Instead::NotFound)).await,
        Answer::Unavailable => render(web, parts, Show::Instead(Instead::Unavailable)).await,
        Answer::SignIn => sign_in_first(parts.uri.path()),
    }
}

/// To the sign-in page, which comes back here.
pub fn sign_in_first(path: &str) -> Response {
    let back: String = form_urlencoded::byte_serialize(path.as_bytes()).collect();
    Redirect::to(&format!("/staff?back={back}")).into_response()
}

fn as_json(answer: Answer) -> Response {
    let (status, body) = match answer {
        Answer::Go(path) => (200, json!({ "go": path })),
        Answer::Again { status, state } => {
            let mistakes: Vec<_> = state
                .mistakes
                .iter()
                .map(|mistake| json!({ "field": mistake.field, "zh": mistake.text.zh, "en": mistake.text.en }))
                .collect();
            (status, json!({ "mistakes": mistakes }))
        }
        Answer::NotFound => (404, json!({})),
        Answer::SignIn => (401, json!({})),
        Answer::Unavailable => (503, json!({})),
    };
    (StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR), Json(body)).into_response()
}
