//! In place of something that belongs to an account: its address alone opens nothing once nobody is signed in, or somebody else is. It
//! says nothing of the thing, and how its person gets there.

use leptos::prelude::*;

use crate::{
    msg::my,
    parts::Page,
    shell::PageStatus,
    visit::{t, visit},
};

/// Status 403.
#[must_use]
pub fn somebodys_own() -> AnyView {
    if let Some(status) = use_context::<PageStatus>() {
        status.set(403);
    }
    let path = visit().path;
    let (find, words) = if path.starts_with("/draft/") { ("/resume", my::RESUME) } else { ("/find", my::FIND) };
    view! {
        <Page title=t(my::OWN_TITLE)>
            <h1>{t(my::OWN_TITLE)}</h1>
            <p>{t(my::OWN_TEXT)}</p>
            <p><a class="button button-primary" href=format!("/sign-in?back={path}")>{t(my::OWN_SIGN_IN)}</a></p>
            <p><a class="button" href=find>{t(words)}</a></p>
        </Page>
    }
    .into_any()
}
