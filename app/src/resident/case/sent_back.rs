//! What a department's system did not take: why, and what the resident can do. They correct what they sent and send it again, or
//! take it back; where it was a later act, staff look into it.

use std::collections::BTreeMap;

use domain::{case::Stage, ids::CaseToken, text::Text};
use leptos::prelude::*;

use crate::{
    forms::{Answer, Form},
    msg::case_page,
    parts::SendOnce,
    ports::{
        Ports,
        cases::{Asker, CaseView, MoveRefused},
    },
    visit::{Visit, lang, t},
};

/// Why it was not taken, in the steward's own words to this resident or in ours, and the ways on; nothing where all was taken.
#[component]
pub(super) fn SentBack(case: CaseView) -> impl IntoView {
    let Some(why) = case.sent_back.clone() else { return ().into_any() };
    let said = reason(&why, case.stage == Stage::SentBack).map_or(why, |text| t(text).to_owned());
    let base = format!("/case/{}", case.token);
    view! {
        <section class="notice notice-warn" aria-labelledby="sent-back">
            <h2 id="sent-back">{t(case_page::SENT_BACK_TITLE)}</h2>
            <p>{said}</p>
            {case
                .can_correct
                .then(|| {
                    view! {
                        <p>{t(case_page::CORRECT_TEXT)}</p>
                        <form method="post" action=base>
                            <button class="button button-primary">{t(case_page::CORRECT)}</button>
                            <SendOnce lang=lang()/>
                        </form>
                    }
                })}
        </section>
    }
    .into_any()
}

/// Our words for one of the gateway's codes; `None` for what a steward wrote. `whole`: it is about the application itself.
fn reason(why: &str, whole: bool) -> Option<Text> {
    match why {
        "already_applied" => Some(case_page::SENT_BACK_ALREADY),
        "not_our_area" => Some(case_page::SENT_BACK_AREA),
        // A code for a booking, or for what has no better word.
        code if code.chars().all(|c| c.is_ascii_lowercase() || c == '_') => {
            Some(if whole { case_page::SENT_BACK_WHOLE } else { case_page::SENT_BACK })
        }
        _ => None,
    }
}

/// Goes on to the draft in which it is corrected. The case's own page says what is true where it is too late for that.
pub async fn correct(ports: &Ports, visit: &Visit, params: &BTreeMap<String, String>, _form: Form) -> Answer {
    let token = CaseToken(params.get("case").cloned().unwrap_or_default());
    match ports.cases.correct(&token, &Asker::of(visit)).await {
        Ok(draft) => Answer::Go(format!("/draft/{draft}")),
        Err(MoveRefused::TooLate) => Answer::Go(format!("/case/{token}")),
        Err(MoveRefused::Unknown) => Answer::NotFound,
        Err(MoveRefused::Unavailable) => Answer::Unavailable,
    }
}
