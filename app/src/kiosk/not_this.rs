//! In place of a kiosk's page, for a browser that is not the enrolled kiosk of that venue. An enrolled kiosk whose session has ended,
//! after a night without power for one, proves its key here and goes on by itself: a resident may be standing before it meanwhile.

use leptos::prelude::*;

use super::enrol::Said;
use crate::{
    hall::Both,
    msg::devices as words,
    parts::{Face, Page},
    shell::PageStatus,
    visit::t,
};

/// Status 403.
#[must_use]
pub fn not_this_kiosk() -> AnyView {
    if let Some(status) = use_context::<PageStatus>() {
        status.set(403);
    }
    view! {
        <Page title=t(words::NOT_THIS_TITLE) face=Face::Kiosk barless=true>
            <h1><Both text=words::NOT_THIS_TITLE/></h1>
            <p><Both text=words::NOT_THIS_TEXT/></p>
            <Said page="prove"/>
            <p class="hint"><a href="/kiosk/enrol"><Both text=words::NOT_THIS_ENROL/></a></p>
        </Page>
    }
    .into_any()
}
