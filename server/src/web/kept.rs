//! Pages that rarely change are rendered once and kept, compressed at their best, for every visitor who looks at them the
//! same way, unless they are signed in. They carry no nonce (they need none: no page has an inline script) and nothing about the visitor.

use std::{sync::Arc, time::Duration};

use app::visit::{View, Visit};
use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use axum_extra::extract::CookieJar;
use bytes::Bytes;
use moka::sync::Cache;
use sha2::{Digest as _, Sha256};

use super::{
    Web,
    kiosk::KIOSK,
    page::{Show, draw},
    resident_sign_in::RESIDENT,
    visitor::{self, DEVICE, VIEW},
};
use crate::http::headers;

/// How long a page is kept: guides show the first free day, which may be a minute old.
const FOR: Duration = Duration::from_secs(60);
/// The most bytes kept.
const BYTES: u64 = 64 * 1024 * 1024;

/// The kept pages.
#[derive(Clone, Debug)]
pub struct Kept {
    pages: Cache<(String, View), Arc<Page>>,
}

#[derive(Debug)]
struct Page {
    plain: Bytes,
    brotli: Bytes,
    headers: HeaderMap,
    etag: HeaderValue,
}

impl Default for Kept {
    fn default() -> Self {
        let weight =
            |_: &(String, View), page: &Arc<Page>| u32::try_from(page.plain.len() + page.brotli.len()).unwrap_or(u32::MAX);
        Self { pages: Cache::builder().time_to_live(FOR).max_capacity(BYTES).weigher(weight).build() }
    }
}

/// Whether the page of a request is the same for everybody who looks the same way: home, catalogue, guides, without a search.
fn keepable(request: &Request) -> bool {
    let path = request.uri().path();
    request.method() == Method::GET
        && request.uri().query().is_none()
        && (path == "/" || path == "/services" || path.starts_with("/services/"))
}

/// Answers from what is kept; renders and keeps what is not there.
pub async fn pages(State(web): State<Web>, request: Request, next: Next) -> Response {
    let jar = CookieJar::from_headers(request.headers());
    // Who is signed in sees their name, and a kiosk its own frame and bridge: such a page is neither kept nor taken from what is kept.
    if !keepable(&request) || [RESIDENT, KIOSK, DEVICE].iter().any(|name| jar.get(name).is_some()) {
        return next.run(request).await;
    }
    let view = jar.get(VIEW).map_or_else(|| visitor::first_view(&request), |cookie| View::parse(cookie.value()));
    let key = (request.uri().path().to_owned(), view);
    if let Some(page) = web.kept.pages.get(&key) {
        return answer(&page, request.headers());
    }
    let (parts, _) = request.into_parts();
    let visit = Visit { view, path: key.0.clone(), ..Visit::default() };
    let rendered = draw(&web, &parts, visit, Show::Path).await;
    if rendered.status != StatusCode::OK {
        // Missing or unavailable: rendered anew each time, with a request id.
        return next.run(Request::from_parts(parts, Body::empty())).await;
    }
    let html = without_nonce(&rendered.html, &rendered.nonce);
    let compress = html.clone();
    let brotli = tokio::task::spawn_blocking(move || compressed(&compress)).await.unwrap_or_default();
    let page = Arc::new(Page { etag: etag(&html), plain: html, brotli: brotli.into(), headers: page_headers() });
    web.kept.pages.insert(key, Arc::clone(&page));
    answer(&page, &parts.headers)
}

fn page_headers() -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(header::CONTENT_SECURITY_POLICY, headers::policy(None, None));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    headers.insert(header::VARY, HeaderValue::from_static("cookie, accept-encoding, accept-language"));
    headers
}

/// The page, compressed where the browser can, or «not modified» where it has it.
fn answer(page: &Page, asked: &HeaderMap) -> Response {
    if asked.get(header::IF_NONE_MATCH) == Some(&page.etag) {
        // The browser shows its copy under this answer's headers: without the page's policy it would show it bare.
        let mut response = StatusCode::NOT_MODIFIED.into_response();
        *response.headers_mut() = page.headers.clone();
        response.headers_mut().insert(header::ETAG, page.etag.clone());
        return response;
    }
    let takes_brotli =
        asked.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).is_some_and(|value| value.contains("br"));
    let body = if takes_brotli && !page.brotli.is_empty() { page.brotli.clone() } else { page.plain.clone() };
    let compressed = takes_brotli && !page.brotli.is_empty();
    let mut response = Response::new(Body::from(body));
    *response.headers_mut() = page.headers.clone();
    response.headers_mut().insert(header::ETAG, page.etag.clone());
    if compressed {
        response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static("br"));
    }
    response
}

/// The document without the nonce it was rendered with: a kept nonce would be no nonce.
fn without_nonce(html: &Bytes, nonce: &str) -> Bytes {
    let text = String::from_utf8_lossy(html);
    text.replace(&format!(" nonce=\"{nonce}\""), "").into()
}

fn compressed(html: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(html.len() / 3);
    let settings = brotli::enc::BrotliEncoderParams { quality: 9, ..Default::default() };
    match brotli::BrotliCompress(&mut &html[..], &mut out, &settings) {
        Ok(_) => out,
        Err(_) => Vec::new(),
    }
}

fn etag(html: &[u8]) -> HeaderValue {
    let digest = hex::encode(&Sha256::digest(html)[..12]);
    HeaderValue::try_from(format!("\"{digest}\"")).expect("hex is a header value")
}
