//! The board on the hall's wall, 1920×1080, both languages at once.

use domain::ids::VenueCode;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::LiveBoard;
use crate::{
    live::BoardView,
    msg::board,
    parts::{Face, Page, loaded, not_found, unavailable},
    ports::{Unavailable, ports},
    visit::t,
};

/// Called numbers, who is next, how long it takes.
#[component]
pub fn BoardPage() -> impl IntoView {
    let venue = VenueCode(use_params_map().get_untracked().get("venue").unwrap_or_default());
    let ports = ports();
    let code = venue.clone();
    loaded(async move { ports.hall.board(&code).await }, move |found| match found {
        Ok(Some(found)) => view! { <Shown venue found/> }.into_any(),
        Ok(None) => not_found(),
        Err(Unavailable) => unavailable(),
    })
}

#[component]
fn Shown(venue: VenueCode, found: BoardView) -> impl IntoView {
    let ports = ports();
    let name = ports.district.venue(&venue).map(|venue| venue.name.clone()).unwrap_or_default();
    let title = format!("{} · {}", t(board::TITLE), name.zh);
    view! {
        <Page title face=Face::Board>
            <h1 class="board-title">
                <span lang="zh-CN">{name.zh}</span>
                " "
                <span class="both-en" lang="en">{name.en}</span>
            </h1>
            <LiveBoard first=found events=format!("/board/{venue}/events") written_ms=ports.clock.now().0/>
        </Page>
    }
    .into_any()
}
