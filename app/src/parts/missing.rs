//! The two pages that stand in for another: there is no such thing (or it is not yours: the same words for both), and
//! something of ours does not answer.

use leptos::prelude::*;

use crate::{
    msg::common,
    parts::Page,
    visit::{t, visit},
};

/// Status 404: absent and «not yours» look alike.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    set_status(404);
    view! {
        <Page title=t(common::NOT_FOUND_TITLE)>
            <h1>{t(common::NOT_FOUND_TITLE)}</h1>
            <p>{t(common::NOT_FOUND_TEXT)}</p>
            <p><a class="button" href="/services">{t(common::SERVICES)}</a></p>
        </Page>
    }
}

/// Status 503: nothing was changed; the page names the request, the log knows why.
#[component]
pub fn UnavailablePage() -> impl IntoView {
    set_status(503);
    view! {
        <Page title=t(common::UNAVAILABLE_TITLE)>
            <h1>{t(common::UNAVAILABLE_TITLE)}</h1>
            <p>{t(common::UNAVAILABLE_TEXT)}</p>
            <p class="hint">{t(common::REQUEST_ID)}" "<code>{visit().request_id}</code></p>
        </Page>
    }
}

/// The «no such thing» page in place of a page's content.
#[must_use]
pub fn not_found() -> AnyView {
    view! { <NotFoundPage/> }.into_any()
}

/// The «we do not answer» page in place of a page's content.
#[must_use]
pub fn unavailable() -> AnyView {
    view! { <UnavailablePage/> }.into_any()
}

/// A status for the response that carries this page. Nothing outside the server.
fn set_status(code: u16) {
    #[cfg(feature = "ssr")]
    if let Some(status) = use_context::<crate::shell::PageStatus>() {
        status.set(code);
    }
    #[cfg(not(feature = "ssr"))]
    let _ = code;
}
