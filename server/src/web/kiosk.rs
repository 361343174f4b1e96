//! A browser that is a kiosk: which venue it stands in, and which private pages the person in front of it was led to. A private
//! page's address is its key, and a browser's history keeps addresses. So at a kiosk the address alone opens nothing: it must have been
//! offered to this person, by a link or a redirect of ours, since they came. The next person's history leads nowhere.

use app::visit::Visit;
use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, header},
    response::Response,
};
use axum_extra::extract::CookieJar;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::ids::VenueCode;
use http_body_util::BodyExt as _;
use sha2::{Digest as _, Sha256};

use super::{
    Web,
    visitor::{cookie, kiosk_of},
};

/// The cookie that says at which venue's kiosk this browser stands.
pub const KIOSK: &str = "kiosk";
/// The cookie of what the present person was led to.
pub const SPAN: &str = "span";
/// Bytes that stand for one private page.
const EACH: usize = 6;
/// The most private pages of one person; the oldest is forgotten first.
const MOST: usize = 80;
/// First parts of addresses whose next part is a key to what is somebody's own.
const PRIVATE: [&str; 7] = ["booking", "case", "draft", "hold", "wallet", "carry", "confirm"];
/// What somebody says of an act: before its key stands the kind of act.
const RATING: &str = "rate";
/// What stands before an address that a page or an answer offers.
const OFFERS: [&str; 3] = ["href=\"", "action=\"", "\"go\":\""];

/// The venue whose kiosk this browser is, by its cookie.
pub fn venue(web: &Web, jar: &CookieJar) -> Option<String> {
    let code = jar.get(KIOSK)?.value().to_owned();
    web.ports.district.venue(&VenueCode(code.clone())).map(|_| code)
}

/// The kind and the key of a private page: `booking/kZ3…`.
fn private(path: &str) -> Option<&str> {
    let path = path.strip_prefix('/')?;
    let (kind, rest) = path.split_once('/')?;
    let key = match kind {
        RATING => rest.split_once('/')?.1,
        kind if PRIVATE.contains(&kind) => rest,
        _ => return None,
    };
    let end = key.find(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_')).unwrap_or(key.len());
    (end > 0).then(|| &path[..path.len() - key.len() + end])
}

/// The private pages that one person was led to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Span {
    mark: String,
    known: Vec<[u8; EACH]>,
}

impl Span {
    /// What the cookie keeps for the person with this mark.
    pub fn read(jar: &CookieJar, mark: &str) -> Self {
        let kept = jar.get(SPAN).and_then(|kept| URL_SAFE_NO_PAD.decode(kept.value()).ok()).unwrap_or_default();
        let known = kept.chunks_exact(EACH).take(MOST).filter_map(|each| each.try_into().ok()).collect();
        Self { mark: mark.to_owned(), known }
    }

    /// Whether this address may be looked at: it is nobody's own, or it was offered to this person.
    pub fn opens(&self, path: &str) -> bool {
        private(path).is_none_or(|page| self.known.contains(&self.short(page)))
    }

    fn offer(&mut self, path: &str) {
        let Some(page) = private(path) else { return };
        let short = self.short(page);
        if !self.known.contains(&short) {
            self.known.push(short);
        }
        if self.known.len() > MOST {
            self.known.remove(0);
        }
    }

    /// Bound to the person's mark: what the one before was led to is worth nothing, even if the cookie stayed.
    fn short(&self, page: &str) -> [u8; EACH] {
        let digest = Sha256::digest(format!("{}\n{page}", self.mark));
        let mut short = [0; EACH];
        short.copy_from_slice(&digest[..EACH]);
        short
    }

    fn cookie(&self, secure: bool) -> String {
        session_cookie(SPAN, &URL_SAFE_NO_PAD.encode(self.known.concat()), secure)
    }

    /// Notes what a page links to.
    fn offers_of(&mut self, page: &str, public_url: &str) {
        for mark in OFFERS {
            for (at, _) in page.match_indices(mark) {
                let rest = &page[at + mark.len()..];
                self.offer(rest.strip_prefix(public_url).unwrap_or(rest));
            }
        }
    }
}

/// Adds to the span what an answer offers, and keeps the answer out of every cache.
pub async fn note(web: &Web, visit: &Visit, mut span: Span, response: Response) -> Response {
    let before = span.clone();
    let (mut parts, mut body) = response.into_parts();
    // These lead back to an address that the browser named itself: that offers nothing.
    let calls_help = calls_help(&visit.path);
    let own_way_back = calls_help || visit.path == "/view" || visit.path.starts_with("/sign-in");
    if !own_way_back && let Some(to) = parts.headers.get(header::LOCATION).and_then(|to| to.to_str().ok()) {
        span.offer(to.strip_prefix(web.ports.public_url.as_str()).unwrap_or(to));
    }
    if !calls_help && is_told(&parts.headers) {
        let bytes = body.collect().await.map(|all| all.to_bytes()).unwrap_or_default();
        span.offers_of(&String::from_utf8_lossy(&bytes), &web.ports.public_url);
        body = Body::from(bytes);
    }
    if span != before
        && let Ok(value) = HeaderValue::try_from(span.cookie(web.secure))
    {
        parts.headers.append(header::SET_COOKIE, value);
    }
    parts.headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Response::from_parts(parts, body)
}

/// Where a kiosk calls a helper: by redirect, by JSON and by a link it leads back to where the call came from.
fn calls_help(path: &str) -> bool {
    kiosk_of(path).is_some_and(|venue| path.strip_prefix("/kiosk/").and_then(|rest| rest.strip_prefix(venue)) == Some("/help"))
}

/// Pages, and the answers that islands read.
fn is_told(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).map(HeaderValue::as_bytes).unwrap_or_default();
    kind.starts_with(b"text/html") || kind.starts_with(b"application/json")
}

/// The cookies of a kiosk's first page: where it stands, and nothing of anybody.
pub fn first_page_cookies(venue: &str, secure: bool) -> [String; 2] {
    [session_cookie(KIOSK, venue, secure), cookie(SPAN, "", 0, secure)]
}

/// A cookie that ends with the browser.
fn session_cookie(name: &str, value: &str, secure: bool) -> String {
    let secure = if secure { "; Secure" } else { "" };
    format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}")
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: &str = "kZ3_secret-token";

    fn span(mark: &str) -> Span {
        Span { mark: mark.to_owned(), known: Vec::new() }
    }

    #[test]
    fn what_is_somebodys_own_is_known_by_its_address() {
        assert_eq!(private("/booking/kZ3/cancel?x"), Some("booking/kZ3"));
        assert_eq!(private("/draft/a_b-c"), Some("draft/a_b-c"));
        assert_eq!(private("/rate/visit/kZ3?change"), Some("rate/visit/kZ3"));
        for open in ["/", "/rate/visit", "/services/xc-hy-01", "/book/xc-hy-01", "/wallet", "/wallet/", "/kiosk/hy/ticket/a"] {
            assert_eq!(private(open), None, "{open}");
        }
    }

    #[test]
    fn only_what_was_offered_since_they_came_is_open() {
        let mut first = span("one");
        first.offers_of(&format!("<a class=\"x\" href=\"/case/{TOKEN}/receipt\">"), "https://door.example");
        assert!(first.opens(&format!("/case/{TOKEN}")) && first.opens(&format!("/case/{TOKEN}/receipt")) && first.opens("/find"));
        assert!(!first.opens(&format!("/booking/{TOKEN}")), "another kind");
        let next = Span { mark: "two".to_owned(), ..first };
        assert!(!next.opens(&format!("/case/{TOKEN}")), "another person, the same cookie");
    }

    #[test]
    fn a_form_an_answer_and_an_address_with_the_site_offer_too() {
        let mut span = span("one");
        let page = format!(
            "<form action=\"/hold/{TOKEN}\">{{\"go\":\"/draft/{TOKEN}\"}}<a href=\"https://door.example/confirm/{TOKEN}\">"
        );
        span.offers_of(&page, "https://door.example");
        for open in ["hold", "draft", "confirm"] {
            assert!(span.opens(&format!("/{open}/{TOKEN}")), "{open}");
        }
    }

    #[test]
    fn an_address_that_a_page_only_repeats_is_no_offer() {
        let mut span = span("one");
        span.offers_of(
            &format!("<input name=\"back\" value=\"/case/{TOKEN}\"><a href=\"/sign-in/code?back=/case/{TOKEN}\">"),
            "https://door.example",
        );
        assert!(!span.opens(&format!("/case/{TOKEN}")));
    }

    #[test]
    fn a_call_for_help_offers_nothing_that_it_leads_back_to() {
        assert!(calls_help("/kiosk/hy/help"));
        for other in ["/kiosk/hy", "/kiosk/hy/ticket/help", "/case/kZ3/help", "/kiosk/hy/help/state"] {
            assert!(!calls_help(other), "{other}");
        }
    }

    #[test]
    fn the_cookie_holds_no_key_and_is_read_back() {
        let mut span = span("one");
        for n in 0..100 {
            span.offer(&format!("/case/{TOKEN}{n}"));
        }
        let kept = span.cookie(true);
        assert!(!kept.contains(TOKEN) && kept.len() < 800 && !kept.contains("Max-Age"), "{kept}");
        let pair = kept.split(';').next().expect("a pair").to_owned();
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, HeaderValue::try_from(pair).expect("ASCII"));
        let read = Span::read(&CookieJar::from_headers(&headers), "one");
        assert!(read.opens(&format!("/case/{TOKEN}99")) && !read.opens(&format!("/case/{TOKEN}0")), "the oldest went first");
    }
}
