//! Enrolling a store's device: the steward presses on the device itself, which keeps its secret in a cookie that no script
//! reads. What the device needs to go on without a connection, and its queue afterwards. And a store's day as a file.

use app::{
    forms::{Answer, FieldMistake},
    msg,
    ports::vouchers::{OfflineKit, OfflineRedemption, Settled, TillRefused, WalletRefused},
    till::{NoTill, refusal, till_of},
    visit::Visit,
};
use axum::{
    Extension, Json,
    extract::{Path, Request, State},
    http::{StatusCode, header},
    response::{IntoResponse as _, Redirect, Response},
};
use domain::{ids::StoreCode, text::Lang, time::Moment};
use jiff::civil::Date;
use serde::Serialize;

use super::{
    Web,
    form::{self, respond},
    visitor::TILL,
};
use crate::paper;

/// How long a device stays enrolled without being enrolled again, seconds: the longest that browsers keep a cookie.
const YEAR: u64 = 400 * 24 * 3600;

/// The longest part of a queue that is settled in one request; `public/till/page.js` sends fifty.
const MOST_AT_ONCE: usize = 200;

/// Enrols this device, or puts another out of use.
pub async fn take(State(web): State<Web>, Extension(visit): Extension<Visit>, request: Request) -> Response {
    let (parts, form) = match form::read(request).await {
        Ok(read) => read,
        Err(refused) => return refused,
    };
    let Some(staff) = visit.staff.as_ref() else { return respond(&web, parts, Answer::SignIn).await };
    if form.has("block") {
        let answer = match web.ports.vouchers.block_till(form.get("block"), staff).await {
            Ok(()) => Answer::Go("/steward/tills".to_owned()),
            Err(WalletRefused::Unavailable) => Answer::Unavailable,
            Err(_) => Answer::NotFound,
        };
        return respond(&web, parts, answer).await;
    }
    match web.ports.vouchers.enrol_till(&StoreCode::from(form.get("store")), form.get("name"), staff).await {
        Ok((_, secret)) => {
            let secure = if web.secure { "; Secure" } else { "" };
            let cookie = format!("{TILL}={secret}; Path=/; Max-Age={YEAR}; HttpOnly; SameSite=Strict{secure}");
            ([(header::SET_COOKIE, cookie)], Redirect::to("/steward/tills")).into_response()
        }
        Err(WalletRefused::Unavailable) => respond(&web, parts, Answer::Unavailable).await,
        Err(_) => {
            let mistakes = vec![FieldMistake::new("store", msg::till::TILLS_WRONG)];
            respond(&web, parts, Answer::mistakes(form, mistakes)).await
        }
    }
}

/// What a till needs to go on without a connection, with the server's clock.
#[derive(Serialize)]
struct Kit {
    #[serde(flatten)]
    kit: OfflineKit,
    now: Moment,
}

/// `/till/kit`. A device that was put out of use is told so, and takes nothing more.
pub async fn kit(State(web): State<Web>, Extension(visit): Extension<Visit>) -> Response {
    let till = match till_of(&web.ports, &visit).await {
        Ok(till) => till,
        Err(NoTill::OutOfUse(_)) => return StatusCode::GONE.into_response(),
        Err(NoTill::Unavailable) => return StatusCode::SERVICE_UNAVAILABLE.into_response(),
        Err(NoTill::NotEnrolled | NoTill::OtherStore) => return StatusCode::NOT_FOUND.into_response(),
    };
    match web.ports.vouchers.offline_kit(&till).await {
        Ok(kit) => Json(Kit { kit, now: web.ports.clock.now() }).into_response(),
        Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}

/// What became of a redemption, for the page that took it.
#[derive(Serialize)]
struct Outcome {
    /// `paid`, `conflict`; `again`, to be sent under another key; `elsewhere`, what another store took.
    what: &'static str,
    /// Why it is a conflict, in the visitor's language.
    why: Option<String>,
}

impl Outcome {
    fn of(settled: &Settled, lang: Lang) -> Self {
        let plain = |what| Self { what, why: None };
        match settled {
            Settled::Paid(_) => plain("paid"),
            Settled::Conflict { why, .. } => {
                Self { what: "conflict", why: Some(refusal::in_words(lang, refusal::conflict_text(why))) }
            }
            Settled::KeyReused => plain("again"),
            Settled::OtherStore => plain("elsewhere"),
        }
    }
}

/// `/till/settle`: one outcome for each of the queue, in its order. Sent again, the same.
pub async fn settle(
    State(web): State<Web>,
    Extension(visit): Extension<Visit>,
    Json(queue): Json<Vec<OfflineRedemption>>,
) -> Response {
    let till = match till_of(&web.ports, &visit).await {
        // What it took before it was put out of use is still settled.
        Ok(till) | Err(NoTill::OutOfUse(till)) => till,
        Err(NoTill::Unavailable) => return StatusCode::SERVICE_UNAVAILABLE.into_response(),
        Err(NoTill::NotEnrolled | NoTill::OtherStore) => return StatusCode::NOT_FOUND.into_response(),
    };
    if queue.len() > MOST_AT_ONCE {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    }
    match web.ports.vouchers.settle(&till, &queue).await {
        Ok(outcomes) => {
            let said: Vec<_> = outcomes.iter().map(|settled| Outcome::of(settled, visit.view.lang)).collect();
            Json(said).into_response()
        }
        Err(TillRefused::NotAKey | TillRefused::KeyReused) => StatusCode::UNPROCESSABLE_ENTITY.into_response(),
        Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}

/// `/till/statement/{date}/{csv|pdf}`: the store's own day.
pub async fn own_day(
    State(web): State<Web>,
    Extension(visit): Extension<Visit>,
    Path((day, form)): Path<(String, String)>,
) -> Response {
    match till_of(&web.ports, &visit).await {
        Ok(till) => file(&web, &till.store, &day, &form, visit.view.lang).await,
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}

/// `/steward/vouchers/{store}/{date}/{csv|pdf}`: any store's.
pub async fn any_day(
    State(web): State<Web>,
    Extension(visit): Extension<Visit>,
    Path((store, day, form)): Path<(String, String, String)>,
) -> Response {
    file(&web, &StoreCode::from(store.as_str()), &day, &form, visit.view.lang).await
}

async fn file(web: &Web, store: &StoreCode, day: &str, form: &str, lang: Lang) -> Response {
    let rules = web.ports.vouchers.rules();
    let (Ok(day), Some(shop)) = (day.parse::<Date>(), rules.store(store)) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let Ok(statement) = web.ports.vouchers.statement(store, day).await else {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    };
    let (kind, shown, body) = match form {
        "csv" => ("text/csv; charset=utf-8", "attachment", statement.csv.into_bytes()),
        "pdf" => {
            let example = rules.example.then(|| msg::wallet::EXAMPLE.of(lang));
            match paper::statement(&statement, shop.name.of(lang), msg::common::SITE.of(lang), example, lang) {
                Some(pdf) => ("application/pdf", "inline", pdf),
                None => return StatusCode::SERVICE_UNAVAILABLE.into_response(),
            }
        }
        _ => return StatusCode::NOT_FOUND.into_response(),
    };
    let name = format!("{shown}; filename=\"{store}-{day}.{form}\"");
    let heads = [(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, &name), (header::CACHE_CONTROL, "no-store")];
    (heads, body).into_response()
}
