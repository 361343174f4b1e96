//! What was handed to the departments, and what waits and why.

use domain::text::Text;
use leptos::prelude::*;

use crate::{
    msg::steward,
    parts::{Face, Page, loaded, unavailable, when},
    ports::{DispatchLine, Unavailable, ports},
    visit::{lang, t},
};

/// The dispatches.
#[component]
pub fn DispatchesPage() -> impl IntoView {
    let ports = ports();
    loaded(async move { ports.steward.dispatches().await }, |read| match read {
        Ok(lines) => view! { <Shown lines/> }.into_any(),
        Err(Unavailable) => unavailable(),
    })
}

#[component]
fn Shown(lines: Vec<DispatchLine>) -> impl IntoView {
    let none = lines.is_empty();
    view! {
        <Page title=t(steward::DISPATCHES_TITLE) face=Face::Staff>
            <p class="back"><a href="/steward">{t(steward::BACK)}</a></p>
            <h1 id="dispatches">{t(steward::DISPATCHES_TITLE)}</h1>
            <p class="hint">{t(steward::DISPATCHES_TEXT)}</p>
            {if none {
                view! { <p>{t(steward::DISPATCHES_NONE)}</p> }.into_any()
            } else {
                view! { <Lines lines/> }.into_any()
            }}
        </Page>
    }
    .into_any()
}

#[component]
fn Lines(lines: Vec<DispatchLine>) -> impl IntoView {
    let lang = lang();
    let rows = lines.into_iter().map(|line| {
        let waits = line.state == "waiting";
        view! {
            <tr>
                <th scope="row"><code>{line.subject}</code></th>
                <td><code>{line.department}</code></td>
                <td>{word(&line.kind).map_or(line.kind.clone(), |text| t(text).to_owned())}</td>
                <td>
                    <span class="tag" class:tag-unsure=waits class:tag-free=line.state == "delivered">
                        {word(&line.state).map_or(line.state.clone(), |text| t(text).to_owned())}
                    </span>
                </td>
                <td class="figure">{line.attempts}</td>
                <td>{when::moment(lang, line.created)}</td>
                <td>{line.next.filter(|_| waits).map(|next| next.clock_face())}</td>
                <td>{line.last_error}</td>
            </tr>
        }
    });
    view! {
        <div class="scroll" tabindex="0" role="region" aria-labelledby="dispatches">
            <table class="figures">
                <thead>
                    <tr>
                        <th scope="col">{t(steward::DISPATCH_SUBJECT)}</th>
                        <th scope="col">{t(steward::DEPARTMENT)}</th>
                        <th scope="col">{t(steward::DISPATCH_KIND)}</th>
                        <th scope="col">{t(steward::STATE)}</th>
                        <th scope="col" class="figure">{t(steward::DISPATCH_ATTEMPTS)}</th>
                        <th scope="col">{t(steward::DISPATCH_CREATED)}</th>
                        <th scope="col">{t(steward::DISPATCH_NEXT)}</th>
                        <th scope="col">{t(steward::DISPATCH_ERROR)}</th>
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// A stored value in words; one that is not known is shown as it is.
fn word(code: &str) -> Option<Text> {
    Some(match code {
        "create" => steward::KIND_CREATE,
        "move" => steward::KIND_MOVE,
        "cancel" => steward::KIND_CANCEL,
        "waiting" => steward::DISPATCH_WAITING,
        "delivered" => steward::DISPATCH_DELIVERED,
        "refused" => steward::DISPATCH_REFUSED,
        _ => return None,
    })
}
