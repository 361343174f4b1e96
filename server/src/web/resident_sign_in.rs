//! Residents sign in and out. Signing in begins by a link and ends at an address that only the browser that began it can use; the
//! session's name changes on the way. Signing out is a form. The provider's own word comes by the machine interface.

use app::{
    forms::{Answer, FieldMistake},
    msg::resident_sign_in as words,
    resident::sign_in::{CODE, last_four},
    visit::{Resident, Visit},
};
use axum::{
    Extension, Form, Router,
    extract::{DefaultBodyLimit, Path, Query, Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse as _, Redirect, Response},
    routing::{get, post},
};
use axum_extra::extract::CookieJar;
use serde::Deserialize;
use tower_sessions::{Expiry, Session, cookie::time::OffsetDateTime};

use super::{
    Web, card, form,
    view::local,
    visitor::{VISITOR, cookie},
};
use crate::desk::residents::{Residents, ResidentsError, SignIn, SignInRefused};

/// The cookie of a session.
pub const RESIDENT: &str = "resident";
/// The session's entry.
const ENTRY: &str = "sign-in";
/// The cookie of a sign-in that is under way.
pub const UNDER_WAY: &str = "signing-in";
/// The cookie of a sign-out that the provider still has to hear of.
pub const LEAVING: &str = "signing-out";
/// As long as a sign-in under way is good, seconds.
const UNDER_WAY_SECONDS: u64 = 600;

/// The addresses of signing in that are no plain pages.
pub fn routes(residents: &Residents) -> Router<Web> {
    Router::new()
        .route("/sign-in/go", get(go))
        .route("/sign-in/back", get(back))
        .route("/sign-in/code/{attempt}", get(super::show).post(by_code))
        .route("/sign-in/paper", get(super::show).post(by_paper))
        .route("/sign-in/leave", get(leave_there).post(leave))
        .route("/signed-out", get(signed_out))
        .route("/kiosk/{venue}/card", post(card::take).layer(DefaultBodyLimit::max(card::REQUEST_BYTES)))
        .route("/kiosk/{venue}/card/number", post(card::number).layer(DefaultBodyLimit::max(card::REQUEST_BYTES)))
        .layer(Extension(residents.clone()))
}

/// What the provider says without a browser. It signs what it says, so it stands outside the protection for browsers.
pub fn machine(residents: &Residents) -> Router {
    Router::new()
        .route("/api/identity/logout", post(signed_out_there))
        .layer(DefaultBodyLimit::max(32 * 1024))
        .with_state(residents.clone())
}

/// Puts the signed-in resident beside the request, before [`super::visitor::visit`] looks. A kiosk's first page is the next person:
/// whoever was signed in before is signed out.
pub async fn recognise(State(residents): State<Residents>, session: Session, mut request: Request, next: Next) -> Response {
    let Some(sign_in) = entry(&session).await else { return next.run(request).await };
    let path = request.uri().path();
    let next_person = request.method() == Method::GET
        && path.strip_prefix("/kiosk/").is_some_and(|venue| !venue.is_empty() && !venue.contains('/'));
    let live = residents.live(&sign_in).await.unwrap_or_else(|wrong| {
        tracing::error!(%wrong, "who is signed in");
        false
    });
    if next_person || !live {
        if next_person {
            end(&residents, &sign_in).await;
        }
        forget(&session).await;
    } else {
        request.extensions_mut().insert(sign_in.resident);
    }
    next.run(request).await
}

/// The resident whom [`recognise`] found.
#[must_use]
pub fn found(request: &Request) -> Option<Resident> {
    request.extensions().get::<Resident>().cloned()
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    back: String,
}

/// To the provider.
async fn go(
    State(web): State<Web>,
    Extension(residents): Extension<Residents>,
    Extension(visit): Extension<Visit>,
    Query(asked): Query<Asked>,
) -> Response {
    let back = local(&asked.back);
    match residents.begin(&back, at_kiosk(&visit, &back)).await {
        Ok(begun) => {
            let kept = cookie(UNDER_WAY, &begun.sealed, UNDER_WAY_SECONDS, web.secure);
            ([(header::SET_COOKIE, kept)], Redirect::to(&begun.url)).into_response()
        }
        Err(refused) => failed(&web, &refused),
    }
}

#[derive(Deserialize)]
struct Returned {
    #[serde(default)]
    state: String,
    code: Option<String>,
    error: Option<String>,
    iss: Option<String>,
}

/// Back from the provider.
async fn back(
    State(web): State<Web>,
    Extension(residents): Extension<Residents>,
    session: Session,
    Query(returned): Query<Returned>,
    headers: HeaderMap,
) -> Response {
    let jar = CookieJar::from_headers(&headers);
    let pending = jar.get(UNDER_WAY).and_then(|kept| residents.begun(kept.value(), &returned.state, returned.iss.as_deref()));
    let Some(pending) = pending else { return failed(&web, &SignInRefused::NotBegunHere) };
    let signed_in = match (returned.code, returned.error) {
        (Some(code), None) => residents.arrive(&pending, &code).await,
        // Only what OAuth names an error by; whatever else stands there is no matter for a log.
        (_, error) => Err(SignInRefused::Denied(error.filter(|error| error == "access_denied").unwrap_or_default())),
    };
    match signed_in {
        Ok(sign_in) => match keep(&residents, &session, sign_in).await {
            Ok(()) => {
                let mut response = Redirect::to(&local(&pending.back)).into_response();
                drop_cookie(&mut response, UNDER_WAY, web.secure);
                response
            }
            Err(response) => response,
        },
        Err(refused) => failed(&web, &refused),
    }
}

/// To the sign-in page, which says what became of it.
fn failed(web: &Web, refused: &SignInRefused) -> Response {
    let why = match refused {
        SignInRefused::Denied(_) => "denied",
        SignInRefused::NoName => "no-name",
        _ => "failed",
    };
    metrics::counter!("resident_sign_in_total", "outcome" => why).increment(1);
    tracing::warn!(%refused, "a resident was not signed in");
    let mut response = Redirect::to(&format!("/sign-in?{why}")).into_response();
    drop_cookie(&mut response, UNDER_WAY, web.secure);
    response
}

/// The digits that were sent.
async fn by_code(
    State(web): State<Web>,
    Extension(residents): Extension<Residents>,
    Extension(visit): Extension<Visit>,
    Path(attempt): Path<String>,
    session: Session,
    request: Request,
) -> Response {
    let (parts, form) = match form::read(request).await {
        Ok(read) => read,
        Err(refused) => return refused,
    };
    let back = local(form.get("back"));
    match residents.by_sent_code(&attempt, form.get(CODE), at_kiosk(&visit, &back)).await {
        Ok(Some(sign_in)) => arrived(&residents, &session, sign_in, &back).await,
        Ok(None) => form::respond(&web, parts, Answer::mistakes(form, vec![FieldMistake::new(CODE, words::CODE_WRONG)])).await,
        Err(wrong) => ours(&web, parts, &wrong).await,
    }
}

/// The code on paper.
async fn by_paper(
    State(web): State<Web>,
    Extension(residents): Extension<Residents>,
    Extension(visit): Extension<Visit>,
    session: Session,
    request: Request,
) -> Response {
    let (parts, form) = match form::read(request).await {
        Ok(read) => read,
        Err(refused) => return refused,
    };
    let back = local(form.get("back"));
    match residents.by_printed_code(form.get(CODE), &last_four(&form), &visit.visitor, at_kiosk(&visit, &back)).await {
        Ok(Some(sign_in)) => arrived(&residents, &session, sign_in, &back).await,
        Ok(None) => form::respond(&web, parts, Answer::mistakes(form, vec![FieldMistake::new(CODE, words::PAPER_WRONG)])).await,
        Err(wrong) => ours(&web, parts, &wrong).await,
    }
}

async fn arrived(residents: &Residents, session: &Session, sign_in: SignIn, back: &str) -> Response {
    match keep(residents, session, sign_in).await {
        Ok(()) => Redirect::to(back).into_response(),
        Err(response) => response,
    }
}

async fn ours(web: &Web, parts: axum::http::request::Parts, wrong: &ResidentsError) -> Response {
    tracing::error!(%wrong, "signing in by a code");
    form::respond(web, parts, Answer::Unavailable).await
}

/// Keeps a sign-in in a session with a new name; a name that somebody else knew before is worth nothing.
pub(super) async fn keep(residents: &Residents, session: &Session, sign_in: SignIn) -> Result<(), Response> {
    if let Some(before) = entry(session).await {
        end(residents, &before).await;
    }
    let until = OffsetDateTime::from_unix_timestamp(sign_in.until.0 / 1000).unwrap_or(OffsetDateTime::UNIX_EPOCH);
    let kept = async {
        session.cycle_id().await?;
        session.set_expiry(Some(Expiry::AtDateTime(until)));
        session.insert(ENTRY, sign_in).await
    };
    kept.await.map_err(|wrong| {
        tracing::error!(%wrong, "session");
        StatusCode::SERVICE_UNAVAILABLE.into_response()
    })
}

/// Signs out here; the page that follows goes on to the provider. Not at once: a form may not lead to another site.
async fn leave(State(web): State<Web>, Extension(residents): Extension<Residents>, session: Session) -> Response {
    let left = match entry(&session).await {
        Some(sign_in) => residents.leave(&sign_in).await.unwrap_or_else(|wrong| {
            tracing::error!(%wrong, "signing out");
            None
        }),
        None => None,
    };
    forget(&session).await;
    let mut response = match left {
        Some(name) => {
            ([(header::SET_COOKIE, cookie(LEAVING, &name, 60, web.secure))], Redirect::to("/signed-out?there")).into_response()
        }
        None => Redirect::to("/signed-out").into_response(),
    };
    // What was filled in or found here opens to this browser no more: who comes next has a mark of their own.
    drop_cookie(&mut response, VISITOR, web.secure);
    response
}

/// To the provider, to sign out there too.
async fn leave_there(State(web): State<Web>, Extension(residents): Extension<Residents>, headers: HeaderMap) -> Response {
    let jar = CookieJar::from_headers(&headers);
    let there = match jar.get(LEAVING) {
        Some(name) => residents.leave_there(name.value()).await.ok().and_then(|ended| ended.at_provider),
        None => None,
    };
    let mut response = Redirect::to(there.as_deref().unwrap_or("/signed-out")).into_response();
    drop_cookie(&mut response, LEAVING, web.secure);
    response
}

/// The page after signing out.
async fn signed_out(state: State<Web>, request: Request) -> Response {
    let there = request.uri().query() == Some("there");
    let mut response = super::show(state, request).await;
    if there {
        response.headers_mut().insert("refresh", HeaderValue::from_static("0; url=/sign-in/leave"));
    }
    response
}

#[derive(Deserialize)]
struct Told {
    logout_token: String,
}

/// The provider says that somebody signed out.
async fn signed_out_there(State(residents): State<Residents>, Form(told): Form<Told>) -> Response {
    let status = match residents.signed_out_there(&told.logout_token).await {
        Ok(ended) => {
            tracing::info!(ended, "the provider signed somebody out");
            StatusCode::OK
        }
        Err(SignInRefused::Ours(wrong)) => {
            tracing::error!(%wrong, "signing out");
            StatusCode::SERVICE_UNAVAILABLE
        }
        Err(refused) => {
            tracing::warn!(%refused, "a logout token was not believed");
            StatusCode::BAD_REQUEST
        }
    };
    (status, [(header::CACHE_CONTROL, "no-store")]).into_response()
}

async fn entry(session: &Session) -> Option<SignIn> {
    session.get::<SignIn>(ENTRY).await.unwrap_or_else(|wrong| {
        tracing::warn!(%wrong, "session");
        None
    })
}

async fn end(residents: &Residents, sign_in: &SignIn) {
    if let Err(wrong) = residents.leave(sign_in).await {
        tracing::error!(%wrong, "signing out");
    }
}

async fn forget(session: &Session) {
    if let Err(wrong) = session.flush().await {
        tracing::warn!(%wrong, "session");
    }
}

/// Whether somebody signs in at a kiosk: its cookie says so, or the page that they go back to.
fn at_kiosk(visit: &Visit, back: &str) -> bool {
    visit.kiosk.is_some() || back.starts_with("/kiosk/")
}

fn drop_cookie(response: &mut Response, name: &str, secure: bool) {
    if let Ok(value) = HeaderValue::try_from(cookie(name, "", 0, secure)) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}
