//! Reads who is looking and how from the request: view cookie, the browser's own mark, kiosk, request id. At a kiosk it lets nobody
//! look at what the person before was led to, and begins anew for the next.

use app::{
    shell::Instead,
    visit::{View, Visit},
};
use axum::{
    extract::{Request, State},
    http::{HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse as _, Redirect, Response},
};
use axum_extra::extract::CookieJar;
use base64::Engine as _;
use domain::{ids::VenueCode, text::Lang};

use super::{
    Web,
    kiosk::{self, KIOSK, Span},
    page::{Show, render},
    resident_sign_in,
};
use crate::http::log::RequestId;

/// The cookie that holds how pages are shown.
pub const VIEW: &str = "view";
/// The cookie that holds the browser's own mark: random, says nothing about the person, bounds holds and look-ups.
pub(super) const VISITOR: &str = "visitor";
/// The cookie that holds a store's device's secret.
pub const TILL: &str = "till";
/// The cookie that holds the session of an enrolled kiosk.
pub const DEVICE: &str = "device";
/// What stands under `/kiosk/` and is no venue: where a machine is set up, tells how it is, and proves that it forgets.
const NO_VENUE: [&str; 3] = ["enrol", "health", "canary"];
/// The query with which a kiosk's first page is asked for once a person has gone.
const NEXT: &str = "next";

/// Puts the [`Visit`] beside the request.
pub async fn visit(State(web): State<Web>, mut request: Request, next: Next) -> Response {
    let jar = CookieJar::from_headers(request.headers());
    let marked = jar.get(VISITOR).map(|cookie| cookie.value().to_owned()).filter(|mark| mark.len() == 22);
    let path = request.uri().path().to_owned();
    // A kiosk's first page is the next person: what the mark remembered belongs to the last one.
    let looks = request.method() == Method::GET;
    let is_venue = |code: &String| web.ports.district.venue(&VenueCode(code.clone())).is_some();
    let own_venue = kiosk_of(&path).map(str::to_owned).filter(is_venue);
    let next_person = looks && kiosk_of(&path).is_some_and(|venue| path.len() == "/kiosk/".len() + venue.len());
    // Only who was led to something of their own can have left something.
    if next_person
        && jar.get(kiosk::SPAN).is_some()
        && let Some(mark) = &marked
    {
        web.ports.cases.person_left(mark).await;
    }
    if next_person && request.uri().query() == Some(NEXT) {
        return begin_anew(&path, web.secure);
    }
    let mut stands_at = kiosk::venue(&web, &jar);
    let leaves_the_kiosk = looks && path == "/" && jar.get(KIOSK).is_some();
    if leaves_the_kiosk {
        // A machine of ours has no other door; whoever tried the kiosk at home is at the door again.
        if let Some(venue) = stands_at.take().filter(|_| jar.get(DEVICE).is_some()) {
            return Redirect::to(&format!("/kiosk/{venue}")).into_response();
        }
    }
    let marking =
        ["/book/", "/find", "/booking/", "/kiosk/", "/staff", "/apply/", "/draft/", "/resume", "/case/", "/confirm/", "/sign-in"];
    let needs_mark = next_person || marked.is_none() && marking.iter().any(|start| path.starts_with(start));
    let mark = marked
        .filter(|_| !next_person)
        .unwrap_or_else(|| base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(rand::random::<[u8; 16]>()));
    let device = match jar.get(DEVICE) {
        // What cannot be read now is logged there; the page itself will say so.
        Some(cookie) => web.ports.devices.device(cookie.value()).await.unwrap_or_default(),
        None => None,
    };
    let visit = Visit {
        view: jar.get(VIEW).map_or_else(|| first_view(&request), |cookie| View::parse(cookie.value())),
        query: request.uri().query().unwrap_or_default().to_owned(),
        request_id: request.extensions().get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default(),
        kiosk: own_venue.or_else(|| stands_at.clone()),
        visitor: mark.clone(),
        path,
        staff: None,
        resident: super::resident_sign_in::found(&request),
        till: jar.get(TILL).map(|cookie| cookie.value().to_owned()),
        device,
    };
    request.extensions_mut().insert(visit.clone());
    let span = stands_at.is_some().then(|| Span::read(&jar, &mark));
    let mut response = match span {
        Some(span) if !span.opens(&visit.path) => {
            let (parts, _) = request.into_parts();
            render(&web, parts, Show::Instead(Instead::NotFound)).await
        }
        Some(span) => kiosk::note(&web, &visit, span, next.run(request).await).await,
        None => next.run(request).await,
    };
    let mut set = |cookie: &str| {
        if let Ok(value) = HeaderValue::try_from(cookie) {
            response.headers_mut().append(header::SET_COOKIE, value);
        }
    };
    if needs_mark {
        set(&cookie(VISITOR, &mark, 86_400, web.secure));
    }
    if leaves_the_kiosk {
        set(&cookie(KIOSK, "", 0, web.secure));
    }
    if next_person && let Some(venue) = visit.kiosk {
        for one in kiosk::first_page_cookies(&venue, web.secure) {
            set(&one);
        }
    }
    response
}

/// The venue whose kiosk a path belongs to, as it is written there.
pub fn kiosk_of(path: &str) -> Option<&str> {
    let venue = path.strip_prefix("/kiosk/")?.split('/').next()?;
    (!NO_VENUE.contains(&venue)).then_some(venue)
}

/// Leads to a kiosk's first page as the next person expects it, in the kiosk's own language and print, and takes away every cookie
/// that says something of the last one. By a redirect: the view buttons lead back to the address they were pressed on, and there they
/// must hold. The resident's session has ended before this: see [`resident_sign_in::recognise`].
fn begin_anew(first_page: &str, secure: bool) -> Response {
    let view = cookie(VIEW, &View::default().cookie(), 31_536_000, secure);
    let to = [
        (header::SET_COOKIE, view.as_str()),
        (header::LOCATION, first_page),
        (HeaderName::from_static("clear-site-data"), "\"cache\""),
    ];
    let mut response = (StatusCode::SEE_OTHER, to).into_response();
    let personal = [VISITOR, kiosk::SPAN, resident_sign_in::RESIDENT, resident_sign_in::UNDER_WAY, resident_sign_in::LEAVING];
    for name in personal {
        if let Ok(value) = HeaderValue::try_from(cookie(name, "", 0, secure)) {
            response.headers_mut().append(header::SET_COOKIE, value);
        }
    }
    response
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
    fn where_a_machine_is_set_up_is_no_venue() {
        assert_eq!(kiosk_of("/kiosk/hy/walk-in"), Some("hy"));
        assert_eq!(kiosk_of("/kiosk/enrolled"), Some("enrolled"));
        for path in ["/kiosk/enrol", "/kiosk/enrol/prove", "/kiosk/health", "/kiosk/canary/due", "/kiosks", "/services"] {
            assert_eq!(kiosk_of(path), None);
        }
    }

    #[test]
    fn the_next_person_at_a_kiosk_finds_its_own_language_and_print_and_may_change_them() {
        let response = begin_anew("/kiosk/hy", true);
        assert_eq!(response.status(), StatusCode::SEE_OTHER);
        assert_eq!(response.headers()[header::LOCATION], "/kiosk/hy", "without the query, where the view buttons hold");
        let kept = response.headers()[header::SET_COOKIE].to_str().expect("ASCII");
        assert!(kept.starts_with("view=zh.normal.plain;") && kept.contains("Secure"), "{kept}");
    }

    #[test]
    fn nothing_that_says_who_was_here_stays_in_the_browser() {
        let response = begin_anew("/kiosk/hy", false);
        let set: Vec<_> = response.headers().get_all(header::SET_COOKIE).iter().filter_map(|set| set.to_str().ok()).collect();
        for name in ["visitor", "span", "resident", "signing-in", "signing-out"] {
            let gone = set.iter().any(|set| set.starts_with(&format!("{name}=;")) && set.contains("Max-Age=0"));
            assert!(gone, "{name}: {set:?}");
        }
        assert_eq!(response.headers()["clear-site-data"], "\"cache\"");
    }
}
