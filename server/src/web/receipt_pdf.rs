//! The receipt as PDF, for who holds the case's token.

use app::{msg::common, ports::Unavailable, shell::Instead, visit::Visit};
use axum::{
    Extension,
    extract::{Path, Request, State},
    http::{HeaderValue, header},
    response::{IntoResponse as _, Response},
};
use domain::ids::CaseToken;

use super::{
    Web,
    page::{Show, render},
};
use crate::paper::{ReceiptPaper, receipt};

/// `/case/{case}/receipt.pdf`.
pub async fn show(
    State(web): State<Web>,
    Extension(visit): Extension<Visit>,
    Path(token): Path<String>,
    request: Request,
) -> Response {
    let lang = visit.view.lang;
    let drawn = match web.ports.cases.receipt(&CaseToken(token)).await {
        Ok(Some(found)) => {
            let guide = web.ports.catalogue.guide(found.service.as_str());
            receipt(&ReceiptPaper {
                service: guide.map_or(found.service.as_str(), |guide| guide.name.of(lang)),
                receipt: &found,
                house: common::SITE.of(lang),
                verify_at: &format!("{}/verify", web.ports.public_url),
                lang,
            })
        }
        Ok(None) => return render(&web, request.into_parts().0, Show::Instead(Instead::NotFound)).await,
        Err(Unavailable) => None,
    };
    match drawn {
        Some(pdf) => (
            [
                (header::CONTENT_TYPE, HeaderValue::from_static("application/pdf")),
                (header::CONTENT_DISPOSITION, HeaderValue::from_static("inline; filename=\"receipt.pdf\"")),
                (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
            ],
            pdf,
        )
            .into_response(),
        None => render(&web, request.into_parts().0, Show::Instead(Instead::Unavailable)).await,
    }
}
