//! Reads who is looking and how from the request: view cookie, the browser's own mark, kiosk, request id.

use app::visit::{View, Visit};
use axum::{
    extract::{Request, State},
    http::{HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use axum_extra::extract::CookieJar;
use base64::Engine as _;
use domain::text::Lang;

use super::Web;
use crate::http::log::RequestId;

/// The cookie that holds how pages are shown.
pub const VIEW: &str = "view";
/// The cookie that holds the browser's own mark: random, says nothing about the person, bounds holds and look-ups.
const VISITOR: &str = "visitor";
/// The query with which a kiosk's first page is asked for once a person has gone.
const NEXT: &str = "next";

/// Puts the [`Visit`] beside the request.
pub async fn visit(State(web): State<Web>, mut request: Request, next: Next) -> Response {
    let jar = CookieJar::from_headers(request.headers());
    let marked = jar.get(VISITOR).map(|cookie| cookie.value().to_owned()).filter(|mark| mark.len() == 22);
    let path = request.uri().path().to_owned();
    // A kiosk's first page is the next person: what the mark remembered belongs to the last one.
    let next_person = request.method() == Method::GET && path.strip_prefix("/kiosk/").is_some_and(|venue| !venue.contains('/'));
    if next_person && request.uri().query() == Some(NEXT) {
        return begin_anew(&path, web.secure);
    }
    let marking =
        ["/book/", "/find", "/booking/", "/kiosk/", "/staff", "/apply/", "/draft/", "/resume", "/case/", "/confirm/", "/sign-in"];
    let needs_mark = next_person || marked.is_none() && marking.iter().any(|start| path.starts_with(start));
    let mark = marked
        .filter(|_| !next_person)
        .unwrap_or_else(|| base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(rand::random::<[u8; 16]>()));
    let visit = Visit {
        view: jar.get(VIEW).map_or_else(|| first_view(&request), |cookie| View::parse(cookie.value())),
        query: request.uri().query().unwrap_or_default().to_owned(),
        request_id: request.extensions().get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default(),
        kiosk: path.strip_prefix("/kiosk/").and_then(|rest| rest.split('/').next()).map(str::to_owned),
        visitor: mark.clone(),
        path,
        staff: None,
        resident: super::resident_sign_in::found(&request),
    };
    request.extensions_mut().insert(visit);
    let mut response = next.run(request).await;
    if needs_mark && let Ok(value) = HeaderValue::try_from(cookie(VISITOR, &mark, 86_400, web.secure)) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    response
}

/// Leads to a kiosk's first page as the next person expects it, in the kiosk's own language and print. By a redirect: the view
/// buttons lead back to the address they were pressed on, and there they must hold.
fn begin_anew(first_page: &str, secure: bool) -> Response {
    let view = cookie(VIEW, &View::default().cookie(), 31_536_000, secure);
    (StatusCode::SEE_OTHER, [(header::SET_COOKIE, view.as_str()), (header::LOCATION, first_page)]).into_response()
}

/// A first visit has no cookie: a browser that asks for English and not for Chinese gets English.
pub fn first_view(request: &Request) -> View {
    let wanted = request
        .headers()
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
        .to_ascii_lowercase();
    let english_only = wanted.contains("en") && !wanted.contains("zh");
    View { lang: if english_only { Lang::En } else { Lang::Zh }, ..View::default() }
}

/// A cookie of this site that scripts cannot read.
pub fn cookie(name: &str, value: &str, seconds: u64, secure: bool) -> String {
    let secure = if secure { "; Secure" } else { "" };
    format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_person_at_a_kiosk_finds_its_own_language_and_print_and_may_change_them() {
        let response = begin_anew("/kiosk/hy", true);
        assert_eq!(response.status(), StatusCode::SEE_OTHER);
        assert_eq!(response.headers()[header::LOCATION], "/kiosk/hy", "without the query, where the view buttons hold");
        let kept = response.headers()[header::SET_COOKIE].to_str().expect("ASCII");
        assert!(kept.starts_with("view=zh.normal.plain;") && kept.contains("Secure"), "{kept}");
    }
}
