//! Files on their way in: the whole form of a browser without scripts, or part by part from one with them. Who holds the
//! draft's (or the case's) token may hand in what it asks for, and nothing else.

use app::{
    forms::{Answer, FieldMistake, Form},
    ports::{
        Ports, Unavailable,
        cases::{Asker, DraftState, WriteRefused},
        files::{FileOwner, FileRefused, MOST_BYTES, UploadView},
    },
    resident::apply::{file_code, file_words, hand_ins},
    visit::Visit,
};
use axum::{
    Json, Router,
    body::Bytes,
    extract::{FromRequest as _, Multipart, Path, Request, State, multipart::Field},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
    routing::{get, post},
};
use domain::ids::{CaseToken, DraftToken, FileToken, UploadToken};
use serde::Deserialize;
use serde_json::json;

use super::{
    Web,
    form::respond,
    page::{Show, render},
};

/// The largest request that is taken: a file with the form round it, bytes.
pub const REQUEST_BYTES: usize = 17 * 1024 * 1024;

/// Everything about files, for drafts and for supplements of cases.
pub fn routes() -> Router<Web> {
    Router::new()
        .route("/draft/{draft}/materials", get(super::show).post(from_draft))
        .route("/draft/{draft}/upload/{material}", post(begin_for_draft))
        .route("/draft/{draft}/file/{file}", get(open_of_draft))
        .route("/case/{case}/materials", post(from_case))
        .route("/case/{case}/upload/{material}", post(begin_for_case))
        .route("/case/{case}/file/{file}", get(open_of_case))
        .route("/upload/{upload}", get(upload))
        .route("/upload/{upload}/{at}", axum::routing::put(part))
}

/// Whose files they are, what may be handed in for them, and where their page is.
struct Owner {
    files: FileOwner,
    materials: Vec<String>,
    /// A draft: its files can be taken back, and those of an earlier case handed in again.
    draft: Option<DraftToken>,
    page: String,
}

enum Whose {
    Draft,
    Case,
}

/// `None`: there is no such draft or case, or it takes no files now.
async fn owner(ports: &Ports, whose: &Whose, token: &str) -> Result<Option<Owner>, Unavailable> {
    Ok(match whose {
        Whose::Draft => {
            let draft = ports.cases.draft(&DraftToken::from(token)).await?;
            let live = draft.filter(|draft| draft.state == DraftState::Live);
            live.and_then(|draft| {
                let guide = ports.catalogue.guide(draft.service.as_str())?;
                Some(Owner {
                    files: FileOwner::draft(token),
                    materials: hand_ins(guide, &draft.typed).into_iter().map(|line| line.key).collect(),
                    draft: Some(draft.token),
                    page: format!("/draft/{token}/materials"),
                })
            })
        }
        Whose::Case => {
            let case = ports.cases.case(&CaseToken::from(token)).await?;
            case.and_then(|case| {
                let asked = case.supplement?;
                Some(Owner {
                    files: FileOwner::case(case.reference.as_str()),
                    materials: asked.materials().map(str::to_owned).collect(),
                    // What was sent stays: a supplement adds a version and takes nothing away.
                    draft: None,
                    page: format!("/case/{token}/supplement"),
                })
            })
        }
    })
}

async fn from_draft(State(web): State<Web>, Path(token): Path<String>, request: Request) -> Response {
    from_form(&web, &Whose::Draft, &token, request).await
}

async fn from_case(State(web): State<Web>, Path(token): Path<String>, request: Request) -> Response {
    from_form(&web, &Whose::Case, &token, request).await
}

/// A form sent whole: `material` and any number of `file`, or `remove` with a file, or `again`.
async fn from_form(web: &Web, whose: &Whose, token: &str, request: Request) -> Response {
    let (mut parts, body) = request.into_parts();
    let read = Multipart::from_request(Request::from_parts(parts.clone(), body), &()).await;
    let owner = match owner(&web.ports, whose, token).await {
        Ok(Some(owner)) => owner,
        Ok(None) => return respond(web, parts, Answer::NotFound).await,
        Err(Unavailable) => return respond(web, parts, Answer::Unavailable).await,
    };
    let sent = match read {
        Ok(form) => take_form(web, &owner, parts.extensions.get(), form).await,
        Err(_) => Err((String::new(), FileRefused::Damaged)),
    };
    match sent {
        Ok(()) => respond(web, parts, Answer::Go(owner.page)).await,
        Err((_, FileRefused::Unavailable)) => respond(web, parts, Answer::Unavailable).await,
        Err((material, refused)) => {
            // The page of a case's supplement has another address than its files.
            if let Ok(page) = owner.page.parse() {
                parts.uri = page;
            }
            let mistake = FieldMistake::new(format!("file-{material}"), file_words(refused));
            respond(web, parts, Answer::mistakes(Form::default(), vec![mistake])).await
        }
    }
}

async fn take_form(web: &Web, owner: &Owner, visit: Option<&Visit>, mut form: Multipart) -> Result<(), (String, FileRefused)> {
    let mut material = String::new();
    let mut taken = 0;
    loop {
        let broken = |_| (material.clone(), FileRefused::Damaged);
        let Some(field) = form.next_field().await.map_err(broken)? else { break };
        match field.name().unwrap_or_default() {
            "material" => {
                let named = field.text().await.map_err(broken)?;
                if !owner.materials.contains(&named) {
                    return Err((String::new(), FileRefused::Unknown));
                }
                material = named;
            }
            "again" => {
                let refused = |why| Err((material.clone(), why));
                let (Some(draft), Some(visit)) = (&owner.draft, visit) else { return refused(FileRefused::Unknown) };
                return match web.ports.cases.take_papers(draft, &material, &Asker::of(visit)).await {
                    Ok(()) => Ok(()),
                    Err(WriteRefused::Unknown) => refused(FileRefused::Unknown),
                    Err(WriteRefused::Unavailable) => refused(FileRefused::Unavailable),
                };
            }
            "remove" if owner.draft.is_some() => {
                let file = FileToken(field.text().await.map_err(broken)?);
                let removed = web.ports.files.remove(&owner.files, &file).await;
                return removed.map_err(|Unavailable| (material, FileRefused::Unavailable));
            }
            "file" => {
                let name = field.file_name().unwrap_or_default().to_owned();
                let bytes = bytes_of(field).await.map_err(|refused| (material.clone(), refused))?;
                // A browser sends an empty part for an input where nothing was chosen.
                if name.is_empty() && bytes.is_empty() {
                    continue;
                }
                if material.is_empty() {
                    return Err((String::new(), FileRefused::Unknown));
                }
                let put = web.ports.files.take(&owner.files, &material, &name, bytes).await;
                put.map_err(|refused| (material.clone(), refused))?;
                taken += 1;
            }
            _ => {}
        }
    }
    if taken == 0 { Err((material, FileRefused::Empty)) } else { Ok(()) }
}

async fn bytes_of(mut field: Field<'_>) -> Result<Vec<u8>, FileRefused> {
    let mut bytes = Vec::new();
    while let Some(chunk) = field.chunk().await.map_err(|_| FileRefused::TooLarge)? {
        if (bytes.len() + chunk.len()) as u64 > MOST_BYTES {
            return Err(FileRefused::TooLarge);
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

#[derive(Deserialize)]
struct Begin {
    #[serde(default)]
    name: String,
    bytes: u64,
}

async fn begin_for_draft(
    State(web): State<Web>,
    Path((token, material)): Path<(String, String)>,
    form: Result<axum::Form<Begin>, axum::extract::rejection::FormRejection>,
) -> Response {
    begin(&web, &Whose::Draft, &token, &material, form).await
}

async fn begin_for_case(
    State(web): State<Web>,
    Path((token, material)): Path<(String, String)>,
    form: Result<axum::Form<Begin>, axum::extract::rejection::FormRejection>,
) -> Response {
    begin(&web, &Whose::Case, &token, &material, form).await
}

/// Begins an upload; the answer names its address.
async fn begin(
    web: &Web,
    whose: &Whose,
    token: &str,
    material: &str,
    form: Result<axum::Form<Begin>, axum::extract::rejection::FormRejection>,
) -> Response {
    let Ok(axum::Form(begin)) = form else { return refusal(FileRefused::Empty) };
    match owner(&web.ports, whose, token).await {
        Ok(Some(owner)) if owner.materials.iter().any(|known| known == material) => {
            match web.ports.files.begin(&owner.files, material, &begin.name, begin.bytes).await {
                Ok(upload) => Json(json!({ "upload": format!("/upload/{upload}") })).into_response(),
                Err(refused) => refusal(refused),
            }
        }
        Ok(_) => refusal(FileRefused::Unknown),
        Err(Unavailable) => refusal(FileRefused::Unavailable),
    }
}

/// Takes the part that begins at this byte.
async fn part(State(web): State<Web>, Path((upload, at)): Path<(String, u64)>, bytes: Bytes) -> Response {
    answer(web.ports.files.part(&UploadToken(upload), at, &bytes).await)
}

/// How far it is.
async fn upload(State(web): State<Web>, Path(upload): Path<String>) -> Response {
    answer(web.ports.files.upload(&UploadToken(upload)).await)
}

fn answer(view: Result<UploadView, FileRefused>) -> Response {
    match view {
        Ok(view) => Json(json!({ "received": view.received, "bytes": view.bytes, "done": view.file.is_some() })).into_response(),
        Err(refused) => refusal(refused),
    }
}

fn refusal(refused: FileRefused) -> Response {
    let status = match refused {
        FileRefused::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        FileRefused::Unknown => StatusCode::NOT_FOUND,
        FileRefused::TooLarge | FileRefused::TooManyPixels => StatusCode::PAYLOAD_TOO_LARGE,
        FileRefused::WrongKind => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        FileRefused::OutOfStep => StatusCode::CONFLICT,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    };
    // A part that came out of step is not refused for good: the browser asks where to go on.
    let body = if refused == FileRefused::OutOfStep { json!({}) } else { json!({ "refused": file_code(refused) }) };
    (status, Json(body)).into_response()
}

async fn open_of_draft(State(web): State<Web>, Path((token, file)): Path<(String, String)>, request: Request) -> Response {
    let there = web.ports.cases.draft(&DraftToken(token.clone())).await.map(|draft| draft.is_some());
    open(&web, there, &FileOwner::draft(&token), FileToken(file), request).await
}

async fn open_of_case(State(web): State<Web>, Path((token, file)): Path<(String, String)>, request: Request) -> Response {
    let case = web.ports.cases.case(&CaseToken(token)).await;
    let owner = FileOwner::case(case.as_ref().ok().and_then(Option::as_ref).map_or("", |case| case.reference.as_str()));
    open(&web, case.map(|case| case.is_some()), &owner, FileToken(file), request).await
}

/// Shows a file to who holds its draft or case.
async fn open(web: &Web, there: Result<bool, Unavailable>, owner: &FileOwner, file: FileToken, request: Request) -> Response {
    let parts = request.into_parts().0;
    let opened = match there {
        Ok(true) => web.ports.files.open(owner, &file).await,
        Ok(false) => Ok(None),
        Err(Unavailable) => Err(Unavailable),
    };
    match opened {
        Ok(Some((line, bytes))) => (
            [
                (header::CONTENT_TYPE, HeaderValue::from_static(line.kind.mime())),
                (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
                // Whatever it is, it runs nothing and reaches nothing.
                (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox")),
                (header::CONTENT_DISPOSITION, HeaderValue::from_static("inline")),
            ],
            bytes,
        )
            .into_response(),
        Ok(None) => render(web, parts, Show::Instead(app::shell::Instead::NotFound)).await,
        Err(Unavailable) => render(web, parts, Show::Instead(app::shell::Instead::Unavailable)).await,
    }
}
