//! The messages that went to phones: numbers masked, texts as sent.

use leptos::prelude::*;

use super::latest::LatestPage;
use crate::{
    msg::steward,
    parts::{loaded, unavailable, when},
    ports::{SentMessage, Unavailable, ports},
    visit::{lang, t},
};

/// The latest messages.
#[component]
pub fn MessagesPage() -> impl IntoView {
    let ports = ports();
    loaded(async move { ports.steward.messages().await }, |read| match read {
        Ok(messages) => view! { <Shown messages/> }.into_any(),
        Err(Unavailable) => unavailable(),
    })
}

#[component]
fn Shown(messages: Vec<SentMessage>) -> impl IntoView {
    let lang = lang();
    let empty = messages.is_empty();
    let rows = messages.into_iter().map(move |message| {
        let state = if message.delivered { steward::MESSAGE_DELIVERED } else { steward::MESSAGE_WAITING };
        view! {
            <li class="card">
                <p class="cluster">
                    <time datetime=when::machine(message.at)>{when::moment(lang, message.at)}</time>
                    <span>{message.to}</span>
                    <span class="tag" class:tag-free=message.delivered>{t(state)}</span>
                </p>
                <p>{message.text.unwrap_or_else(|| t(steward::MESSAGE_SECRET).to_owned())}</p>
            </li>
        }
    });
    view! {
        <LatestPage title=steward::MESSAGES_TITLE text=steward::MESSAGES_TEXT none=steward::MESSAGES_NONE empty>
            <ul class="messages">{rows.collect_view()}</ul>
        </LatestPage>
    }
    .into_any()
}
