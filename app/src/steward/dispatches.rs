//! What was handed to the departments, what waits and why, and what they said that cannot be true.

use domain::text::Text;
use leptos::prelude::*;

use super::{
    figures::{Figures, figure, words},
    latest::{HEADING, LatestPage},
    odd_news::OddNewsLines,
    parked::ParkedLines,
};
use crate::{
    msg::steward,
    parts::{loaded, unavailable, when},
    ports::{DispatchLine, OddNews, ParkedLine, Unavailable, ports},
    visit::{lang, t},
};

/// The dispatches.
#[component]
pub fn DispatchesPage() -> impl IntoView {
    let ports = ports();
    let read = async move {
        let (parked, odd) = (ports.steward.parked(None).await?, ports.steward.odd_news().await?);
        Ok((parked, odd, ports.steward.dispatches(None).await?))
    };
    loaded(read, |read: Result<_, Unavailable>| match read {
        Ok((parked, odd, lines)) => view! { <Shown parked odd lines/> }.into_any(),
        Err(Unavailable) => unavailable(),
    })
}

#[component]
fn Shown(parked: Vec<ParkedLine>, odd: Vec<OddNews>, lines: Vec<DispatchLine>) -> impl IntoView {
    let empty = lines.is_empty();
    view! {
        <LatestPage title=steward::DISPATCHES_TITLE text=steward::DISPATCHES_TEXT none=steward::DISPATCHES_NONE empty>
            <ParkedLines lines=parked/>
            <OddNewsLines lines=odd/>
            <Lines lines/>
        </LatestPage>
    }
    .into_any()
}

#[component]
pub(super) fn Lines(lines: Vec<DispatchLine>) -> impl IntoView {
    let lang = lang();
    let rows = lines.into_iter().map(move |line| {
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
        <Figures
            named_by=HEADING
            columns=vec![
                words(steward::DISPATCH_SUBJECT),
                words(steward::DEPARTMENT),
                words(steward::DISPATCH_KIND),
                words(steward::STATE),
                figure(steward::DISPATCH_ATTEMPTS),
                words(steward::DISPATCH_CREATED),
                words(steward::DISPATCH_NEXT),
                words(steward::DISPATCH_ERROR),
            ]
        >
            {rows.collect_view()}
        </Figures>
    }
    .into_any()
}

/// A stored value in words; one that is not known is shown as it is.
pub(super) fn word(code: &str) -> Option<Text> {
    Some(match code {
        "create" => steward::KIND_CREATE,
        "move" => steward::KIND_MOVE,
        "cancel" => steward::KIND_CANCEL,
        "apply" => steward::KIND_APPLY,
        "supplement" => steward::KIND_SUPPLEMENT,
        "withdraw" => steward::KIND_WITHDRAW,
        "appeal" => steward::KIND_APPEAL,
        "check" => steward::KIND_CHECK,
        "recheck" => steward::KIND_RECHECK,
        "parked" => steward::DISPATCH_PARKED,
        "sent_back" => steward::DISPATCH_SENT_BACK,
        "waiting" => steward::DISPATCH_WAITING,
        "delivered" => steward::DISPATCH_DELIVERED,
        "refused" => steward::DISPATCH_REFUSED,
        _ => return None,
    })
}
