//! Language, print size, contrast and, at a kiosk, how low the buttons stand: one button each, kept in a cookie, back to the page it was pressed on.

use app::visit::{Print, View, Visit};
use axum::{
    Extension, Form,
    extract::State,
    http::{StatusCode, header},
    response::IntoResponse,
};
use domain::text::Lang;
use serde::Deserialize;

use super::{
    Web,
    visitor::{VIEW, cookie},
};

/// What the buttons send.
#[derive(Debug, Deserialize)]
pub struct Change {
    #[serde(default)]
    back: String,
    lang: Option<String>,
    print: Option<String>,
    contrast: Option<String>,
    low: Option<String>,
}

/// Keeps the change for a year and goes back.
pub async fn take(State(web): State<Web>, Extension(visit): Extension<Visit>, Form(change): Form<Change>) -> impl IntoResponse {
    let mut view: View = visit.view;
    if let Some(lang) = change.lang {
        view.lang = if lang == "en" { Lang::En } else { Lang::Zh };
    }
    if let Some(print) = change.print {
        view.print = match print.as_str() {
            "large" => Print::Large,
            "larger" => Print::Larger,
            _ => Print::Normal,
        };
    }
    if let Some(contrast) = change.contrast {
        view.contrast = contrast == "high";
    }
    if let Some(low) = change.low {
        view.low = low == "low";
    }
    let back = local(&change.back);
    (
        StatusCode::SEE_OTHER,
        [(header::SET_COOKIE, cookie(VIEW, &view.cookie(), 31_536_000, web.secure)), (header::LOCATION, back)],
    )
}

/// A path of this site, or the first page: never another site's address.
pub fn local(back: &str) -> String {
    app::forms::local(back).unwrap_or("/").to_owned()
}

#[cfg(test)]
mod tests {
    use super::local;

    #[test]
    fn nobody_is_sent_to_another_site() {
        assert_eq!(local("/services?q=x"), "/services?q=x");
        for elsewhere in ["//evil.example", "https://evil.example", "/\\evil.example", "/a\r\nSet-Cookie: x", ""] {
            assert_eq!(local(elsewhere), "/");
        }
    }
}
