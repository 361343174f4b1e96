//! The clerk's pages: what the department holds, one case with its buttons, the switches. Plain forms, no scripts. Names are
//! shown: a department sees its own cases.

use std::sync::LazyLock;

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{Html, IntoResponse, Response},
};
use minijinja::{Environment, Value, context};

use super::{
    Taker,
    face_json::{problem, store_problem},
};

static PAGES: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut pages = Environment::new();
    for (name, text) in [
        ("base.html", include_str!("base.html")),
        ("index.html", include_str!("index.html")),
        ("list.html", include_str!("list.html")),
        ("case.html", include_str!("case.html")),
    ] {
        pages.add_template(name, text).expect("the pages are good templates: a test renders each");
    }
    pages
});

/// `GET /departments`.
pub(super) fn index(all: &[Taker]) -> Response {
    let departments: Vec<Value> = all.iter().map(named).collect();
    page("index.html", context! { departments })
}

/// `GET /{department}/`.
pub(super) async fn list(State(taker): State<Taker>) -> Response {
    match taker.list(50).await {
        Ok((count, acts, cases)) => {
            page("list.html", context! { department => named(&taker), count, acts, cases, switches => taker.panel.get() })
        }
        Err(wrong) => store_problem(&taker, &wrong),
    }
}

/// `GET /{department}/cases/{reference}`.
pub(super) async fn one(State(taker): State<Taker>, Path(reference): Path<String>) -> Response {
    let case = match taker.case(&reference).await {
        Ok(Some(case)) => case,
        Ok(None) => return problem(&taker, StatusCode::NOT_FOUND, "unknown", "no case of this reference"),
        Err(wrong) => return store_problem(&taker, &wrong),
    };
    let steps = taker.profile.steps.get(&case.service).cloned().unwrap_or_default();
    let keys = |value: &serde_json::Value, start: &str| -> Vec<String> {
        value.as_object().map(|fields| fields.keys().map(|key| format!("{start}:{key}")).collect()).unwrap_or_default()
    };
    let mut targets = keys(&case.content.answers, "field");
    let materials = case.content.materials.as_array().cloned().unwrap_or_default();
    targets.extend(materials.iter().filter_map(|one| Some(format!("material:{}", one.get("key")?.as_str()?))));
    targets.dedup();
    page("case.html", context! { department => named(&taker), case, steps, targets })
}

fn named(taker: &Taker) -> Value {
    let profile = &taker.profile;
    context! { code => &profile.code, zh => &profile.name.zh, en => &profile.name.en }
}

fn page(name: &str, sees: Value) -> Response {
    match PAGES.get_template(name).and_then(|page| page.render(sees)) {
        Ok(page) => Html(page).into_response(),
        Err(wrong) => {
            tracing::error!(%wrong, "the clerk's page");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}
