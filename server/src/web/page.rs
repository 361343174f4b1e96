//! Renders one page: the same way for a first visit, for a form that comes back with mistakes, and for the page that stands in
//! when something is missing.

use app::{
    forms::FormState,
    shell::{Instead, PageStatus, document},
    visit::Visit,
};
use axum::{
    body::Body,
    http::{HeaderValue, Request, StatusCode, header, request::Parts},
    response::{IntoResponse as _, Response},
};
use base64::Engine as _;
use bytes::Bytes;
use http_body_util::BodyExt as _;
use leptos::{nonce::Nonce, prelude::provide_context};

use super::Web;
use crate::http::headers;

/// What is shown.
#[derive(Clone, Debug)]
pub enum Show {
    /// The page of the path.
    Path,
    /// The page of the path with a form that came back, and its status.
    Form(u16, FormState),
    /// A page in place of the path's.
    Instead(Instead),
}

/// A rendered page.
pub struct Rendered {
    /// Its status.
    pub status: StatusCode,
    /// The document.
    pub html: Bytes,
    /// The nonce that its script carries.
    pub nonce: String,
}

/// Renders the page of a request.
pub async fn render(web: &Web, parts: Parts, show: Show) -> Response {
    let visit = parts.extensions.get::<Visit>().cloned().unwrap_or_default();
    let bridge = visit.device.as_ref().map(|device| device.bridge_url.clone());
    let rendered = draw(web, &parts, visit, show).await;
    let mut response = (rendered.status, Body::from(rendered.html)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(header::CONTENT_SECURITY_POLICY, headers::policy(Some(&rendered.nonce), bridge.as_deref()));
    if rendered.status == StatusCode::SERVICE_UNAVAILABLE {
        headers.insert(header::RETRY_AFTER, HeaderValue::from_static("30"));
    }
    response
}

/// The document without the inline scripts that leptos writes for resources: no page of ours has one to hand over, and a page
/// without inline scripts can be kept without a nonce.
fn without_inline_scripts(html: &[u8], nonce: &str) -> Bytes {
    let text = String::from_utf8_lossy(html);
    let open = format!("<script nonce=\"{nonce}\">");
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_ref();
    while let Some((before, script)) = rest.split_once(open.as_str()) {
        out.push_str(before);
        rest = script.split_once("</script>").map_or("", |(_, after)| after);
    }
    out.push_str(rest);
    out.into()
}

/// Draws the document.
pub async fn draw(web: &Web, parts: &Parts, visit: Visit, show: Show) -> Rendered {
    let nonce = base64::engine::general_purpose::STANDARD.encode(rand::random::<[u8; 16]>());
    let status = PageStatus::default();
    let (web, own_nonce, own_status) = (web.clone(), nonce.clone(), status.clone());
    if let Show::Form(code, _) = &show {
        status.set(*code);
    }
    let context = move || {
        provide_context(Nonce::from_value(own_nonce.clone()));
        provide_context(web.ports.clone());
        provide_context(web.assets.clone());
        provide_context(visit.clone());
        provide_context(own_status.clone());
        match &show {
            Show::Path => {}
            Show::Form(_, state) => provide_context(state.clone()),
            Show::Instead(instead) => provide_context(*instead),
        }
    };
    let mut request = Request::get(parts.uri.clone());
    if let Some(headers) = request.headers_mut() {
        headers.clone_from(&parts.headers);
    }
    let request = request.body(Body::empty()).expect("the URI was accepted once already");
    let response = leptos_axum::render_app_async_with_context(context, document)(request).await;
    let html = match response.into_body().collect().await {
        Ok(body) => without_inline_scripts(&body.to_bytes(), &nonce),
        Err(wrong) => {
            tracing::error!(%wrong, "a page could not be rendered");
            return Rendered { status: StatusCode::INTERNAL_SERVER_ERROR, html: Bytes::new(), nonce };
        }
    };
    let status = status.get().and_then(|code| StatusCode::from_u16(code).ok()).unwrap_or(StatusCode::OK);
    Rendered { status, html, nonce }
}
