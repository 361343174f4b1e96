//! What residents handed in, for the department that decides: fetched by it, when a clerk needs it, by the digest that the
//! application named. Signed like everything else; a department sees the files of cases that were handed to it only.

use app::ports::{
    Unavailable,
    files::{FileDesk as _, FileOwner},
};
use axum::{
    body::Bytes,
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::ids::CaseRef;
use serde::Deserialize;

use super::{deliver, signature};
use crate::{
    api::{Api, problem::Problem},
    desk::files::Files,
    store::StoreError,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wanted {
    reference: String,
    sha256: String,
}

/// `POST /api/departments/{code}/materials`. A post, so that the signature covers what is asked for.
pub async fn give(State(api): State<Api>, Path(code): Path<String>, headers: HeaderMap, body: Bytes) -> Response {
    let given = given(&api, &code, &headers, &body).await;
    let outcome = if given.is_ok() { "given" } else { "refused" };
    let department = api.desk.departments.get(&code).map_or("unknown", |department| department.code.as_str()).to_owned();
    metrics::counter!("material_total", "department" => department, "outcome" => outcome).increment(1);
    match given {
        // Never shown in a browser as if it were ours.
        Ok((mime, bytes)) => ([(header::CONTENT_TYPE, mime), (header::CONTENT_DISPOSITION, "attachment")], bytes).into_response(),
        Err(problem) => problem.into_response(),
    }
}

async fn given(api: &Api, code: &str, headers: &HeaderMap, body: &[u8]) -> Result<(&'static str, Vec<u8>), Problem> {
    let unknown = || Problem::new(StatusCode::NOT_FOUND, "unknown-material", "no such material of a case of yours");
    let unavailable = || Problem::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", "come again");
    let secret = api.desk.departments.get(code).and_then(|department| deliver::secret(&api.desk, department));
    let secret = secret.ok_or_else(|| Problem::new(StatusCode::NOT_FOUND, "unknown-department", "no department of this code"))?;
    signature::verify(&secret, headers, body, api.desk.clock.now()).map_err(|wrong| {
        tracing::warn!(department = code, %wrong, "a material was refused");
        Problem::new(StatusCode::UNAUTHORIZED, "bad-signature", wrong)
    })?;
    let wanted: Wanted = serde_json::from_slice(body)
        .map_err(|_| Problem::new(StatusCode::BAD_REQUEST, "not-understood", "the body does not keep the contract"))?;
    let reference = CaseRef::parse(&wanted.reference).ok_or_else(unknown)?;
    let theirs = theirs(api, code, &reference).await.map_err(|wrong| {
        tracing::error!(%wrong, "material");
        unavailable()
    })?;
    if !theirs {
        return Err(unknown());
    }
    let (files, owner) = (Files::new(api.desk.clone(), None), FileOwner::case(reference.as_str()));
    let listed = files.of(&owner).await.map_err(|Unavailable| unavailable())?;
    let file = listed.into_iter().find(|file| file.sha256 == wanted.sha256).ok_or_else(unknown)?;
    match files.open(&owner, &file.token).await {
        Ok(Some((line, bytes))) => Ok((line.kind.mime(), bytes)),
        Ok(None) => Err(unknown()),
        Err(Unavailable) => Err(unavailable()),
    }
}

async fn theirs(api: &Api, code: &str, reference: &CaseRef) -> Result<bool, StoreError> {
    let found = sqlx::query("SELECT 1 FROM dispatch WHERE department = $1 AND root = 'case' AND subject = $2 LIMIT 1")
        .bind(code)
        .bind(reference.as_str())
        .fetch_optional(api.desk.store.reads())
        .await?;
    Ok(found.is_some())
}
