//! What departments said of cases that cannot be true of them. It moved nothing; a person asks the department what is meant.

use domain::text::Text;
use leptos::prelude::*;

use super::figures::{Figures, words};
use crate::{
    msg::{my, steward},
    parts::when,
    ports::OddNews,
    visit::{lang, t},
};

const HEADING: &str = "odd-news";

/// The list, newest first; nothing where nothing was said.
#[component]
pub(super) fn OddNewsLines(lines: Vec<OddNews>) -> impl IntoView {
    if lines.is_empty() {
        return ().into_any();
    }
    let lang = lang();
    let rows = lines.into_iter().map(move |line| {
        view! {
            <tr>
                <th scope="row"><code>{line.reference}</code></th>
                <td><code>{line.department}</code></td>
                <td>{said(&line.said).map_or(line.said.clone(), |text| t(text).to_owned())}</td>
                <td>{when::moment(lang, line.happened)}</td>
                <td>{when::moment(lang, line.heard)}</td>
                <td>{stage(&line.stage).map_or(line.stage.clone(), |text| t(text).to_owned())}</td>
            </tr>
        }
    });
    view! {
        <section>
            <h2 id=HEADING>{t(steward::ODD_TITLE)}</h2>
            <p>{t(steward::ODD_TEXT)}</p>
            <Figures
                named_by=HEADING
                columns=vec![
                    words(steward::DISPATCH_SUBJECT),
                    words(steward::DEPARTMENT),
                    words(steward::ODD_SAID),
                    words(steward::ODD_HAPPENED),
                    words(steward::ODD_HEARD),
                    words(steward::ODD_STAGE),
                ]
            >
                {rows.collect_view()}
            </Figures>
        </section>
    }
    .into_any()
}

/// What was said, in a word; one that is not known is shown as it is.
fn said(code: &str) -> Option<Text> {
    Some(match code {
        "accept" => steward::ODD_ACCEPT,
        "begin_step" => steward::ODD_STEP,
        "ask_supplement" => steward::ODD_ASK,
        "granted" => steward::ODD_GRANTED,
        "refused" => steward::ODD_REFUSED,
        "closed" => steward::ODD_CLOSED,
        "settle" => steward::ODD_SETTLED,
        "withdraw" => steward::ODD_WITHDRAWN,
        "sent_back" => steward::ODD_SENT_BACK,
        _ => return None,
    })
}

/// Where the case stands, as its resident reads it.
fn stage(code: &str) -> Option<Text> {
    Some(match code {
        "received" => my::STAGE_RECEIVED,
        "sent_back" => my::STAGE_SENT_BACK,
        "forwarded" => my::STAGE_FORWARDED,
        "accepted" => my::STAGE_ACCEPTED,
        "checking" => my::STAGE_CHECKING,
        "supplement_asked" => my::STAGE_SUPPLEMENT,
        "granted" => my::STAGE_GRANTED,
        "refused" => my::STAGE_REFUSED,
        "closed" => my::STAGE_CLOSED,
        "settled" => my::STAGE_SETTLED,
        "withdrawal_asked" => my::STAGE_WITHDRAWAL_ASKED,
        "withdrawn" => my::STAGE_WITHDRAWN,
        "appealed" => my::STAGE_APPEALED,
        _ => return None,
    })
}
