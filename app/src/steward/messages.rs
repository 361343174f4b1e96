//! The messages that went to phones: numbers masked, texts as sent.

use leptos::prelude::*;

use crate::{
    msg::steward,
    parts::{Face, Page, loaded, unavailable, when},
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
    let none = messages.is_empty();
    let rows = messages.into_iter().map(move |message| {
        let state = if message.delivered { steward::MESSAGE_DELIVERED } else { steward::MESSAGE_WAITING };
        view! {
            <li class="card">
                <p class="cluster">
                    <time datetime=when::machine(message.at)>{when::moment(lang, message.at)}</time>
                    <span>{message.to}</span>
                    <span class="tag" class:tag-free=message.delivered>{t(state)}</span>
                </p>
                <p>{message.text}</p>
            </li>
        }
    });
    view! {
        <Page title=t(steward::MESSAGES_TITLE) face=Face::Staff>
            <p class="back"><a href="/steward">{t(steward::BACK)}</a></p>
            <h1>{t(steward::MESSAGES_TITLE)}</h1>
            <p class="hint">{t(steward::MESSAGES_TEXT)}</p>
            {if none {
                view! { <p>{t(steward::MESSAGES_NONE)}</p> }.into_any()
            } else {
                view! { <ul class="messages">{rows.collect_view()}</ul> }.into_any()
            }}
        </Page>
    }
    .into_any()
}
