//! The registry's own page: what it holds, and the switches as plain forms. For whoever shows or tests Yimen, not for
//! residents.

use std::sync::LazyLock;

use axum::{
    Form,
    extract::{Path, State},
    response::{Html, IntoResponse, Redirect, Response},
};
use minijinja::{Environment, context};
use serde::Deserialize;

use super::{Registry, Switches, desk::store_problem};
use crate::switches::Down;

static PAGES: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut pages = Environment::new();
    pages.add_template("page.html", include_str!("page.html")).expect("the page is a good template: a test renders it");
    pages
});

pub(super) async fn page(State(registry): State<Registry>) -> Response {
    let (counts, bookings) = match (registry.books.count().await, registry.newest(50).await) {
        (Ok(counts), Ok(bookings)) => (counts, bookings),
        (Err(wrong), _) | (_, Err(wrong)) => return store_problem(&wrong),
    };
    let page = PAGES.get_template("page.html").and_then(|page| {
        page.render(context! { bookings, count => counts.0, acts => counts.1, switches => registry.switches.get() })
    });
    match page {
        Ok(page) => Html(page).into_response(),
        Err(wrong) => {
            tracing::error!(%wrong, "the registry's page");
            axum::http::StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

#[derive(Deserialize)]
pub(super) struct SwitchesForm {
    slow_ms: u64,
    down: Down,
    lose_answers: u32,
}

pub(super) async fn set_switches(State(registry): State<Registry>, Form(form): Form<SwitchesForm>) -> Redirect {
    registry.switches.set(Switches { slow_ms: form.slow_ms, down: form.down, lose_answers: form.lose_answers });
    Redirect::to("/")
}

pub(super) async fn register(State(registry): State<Registry>, Path(reference): Path<String>) -> Response {
    match registry.registered(&reference).await {
        Ok(_) => Redirect::to("/").into_response(),
        Err(wrong) => store_problem(&wrong),
    }
}
