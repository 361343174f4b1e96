//! Staff sign in and out. The session's id changes at sign-in; wrong and unknown look alike.

use app::{
    forms::{Answer, FieldMistake, Form},
    msg,
    visit::Visit,
};
use axum::{
    Extension,
    extract::{Request, State},
    response::{IntoResponse as _, Redirect, Response},
};
use tower_sessions::Session;

use super::{
    Web,
    form::{self, respond},
    staff_only::STAFF,
    view::local,
};

/// Takes the sign-in form.
pub async fn take(State(web): State<Web>, Extension(visit): Extension<Visit>, session: Session, request: Request) -> Response {
    let (parts, form) = match form::read(request).await {
        Ok(read) => read,
        Err(refused) => return refused,
    };
    match web.ports.steward.sign_in(form.get("account"), form.get("password"), &visit.visitor).await {
        Ok(Some(staff)) => {
            let asked = local(form.get("back"));
            let back = match asked.as_str() {
                "/" if staff.steward => "/steward".to_owned(),
                "/" if staff.helper => "/helper".to_owned(),
                "/" if staff.store.is_some() => "/till".to_owned(),
                "/" if staff.department.is_some() => "/department".to_owned(),
                _ => asked,
            };
            let kept = async {
                session.cycle_id().await?;
                session.insert(STAFF, staff).await
            };
            match kept.await {
                Ok(()) => Redirect::to(&back).into_response(),
                Err(wrong) => {
                    tracing::error!(%wrong, "session");
                    respond(&web, parts, Answer::Unavailable).await
                }
            }
        }
        Ok(None) => {
            let typed = Form::new(vec![
                ("account".to_owned(), form.get("account").to_owned()),
                ("back".to_owned(), form.get("back").to_owned()),
            ]);
            respond(&web, parts, Answer::mistakes(typed, vec![FieldMistake::new("account", msg::sign_in::WRONG)])).await
        }
        Err(_) => respond(&web, parts, Answer::Unavailable).await,
    }
}

/// Ends the session.
pub async fn leave(session: Session) -> Response {
    if let Err(wrong) = session.flush().await {
        tracing::warn!(%wrong, "session");
    }
    Redirect::to("/staff").into_response()
}
