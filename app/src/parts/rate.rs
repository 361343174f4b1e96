//! A quiet invitation to rate what was just done, and the words of ratings.

use domain::{
    rating::{ActKind, Level, Reason},
    text::Text,
};
use leptos::prelude::*;

use super::loaded;
use crate::{
    msg::rating,
    ports::{
        ports,
        ratings::{Act, GivenRating},
    },
    visit::{lang, t},
};

/// The invitation; once rated, the way to the rating and to its answer. Nothing while the act is not over, and nothing to whom the
/// token is not the resident's own.
#[component]
pub fn Rate(
    /// What was done.
    kind: ActKind,
    /// Its own token.
    #[prop(into)]
    token: String,
) -> impl IntoView {
    let ports = ports();
    let path = rate_path(kind, &token);
    loaded(async move { ports.ratings.rating(&Act { kind, token }).await }, move |found| match found {
        Ok(Some(found)) => view! { <Invitation given=found.given path/> }.into_any(),
        // The page is about something else: it stands without the invitation.
        _ => ().into_any(),
    })
    .into_any()
}

#[component]
fn Invitation(given: Option<GivenRating>, path: String) -> impl IntoView {
    let (text, link) = match given {
        None => (t(rating::INVITE).to_owned(), rating::INVITE_LINK),
        Some(given) if given.follow_up.as_ref().is_some_and(|one| one.state.answered().is_some()) => {
            (t(rating::INVITED_ANSWER).to_owned(), rating::INVITED_ANSWER_LINK)
        }
        Some(given) => (rating::INVITED.with(lang(), &[("level", t(level_words(given.rating.level)))]), rating::INVITED_LINK),
    };
    view! {
        <aside class="rate-invitation no-print" aria-label=t(rating::STEWARD_TITLE)>
            <p>{text}</p>
            <p><a class="button" href=path>{t(link)}</a></p>
        </aside>
    }
    .into_any()
}

/// Where an act is rated.
#[must_use]
pub fn rate_path(kind: ActKind, token: &str) -> String {
    format!("/rate/{}/{token}", kind.code())
}

/// The standard's own words.
#[must_use]
pub const fn level_words(level: Level) -> Text {
    match level {
        Level::VerySatisfied => rating::LEVEL_5,
        Level::Satisfied => rating::LEVEL_4,
        Level::FairlySatisfied => rating::LEVEL_3,
        Level::Dissatisfied => rating::LEVEL_2,
        Level::VeryDissatisfied => rating::LEVEL_1,
    }
}

/// What a rating can be about.
#[must_use]
pub const fn reason_words(reason: Reason) -> Text {
    match reason {
        Reason::Waiting => rating::REASON_WAITING,
        Reason::Manner => rating::REASON_MANNER,
        Reason::Explained => rating::REASON_EXPLAINED,
        Reason::Papers => rating::REASON_PAPERS,
        Reason::Speed => rating::REASON_SPEED,
        Reason::Device => rating::REASON_DEVICE,
        Reason::Place => rating::REASON_PLACE,
        Reason::Outcome => rating::REASON_OUTCOME,
    }
}

/// What is rated.
#[must_use]
pub const fn act_words(kind: ActKind) -> Text {
    match kind {
        ActKind::Booking => rating::ACT_BOOKING,
        ActKind::Ticket => rating::ACT_TICKET,
        ActKind::Application => rating::ACT_APPLICATION,
        ActKind::Decision => rating::ACT_DECISION,
        ActKind::Supplement => rating::ACT_SUPPLEMENT,
        ActKind::Purchase => rating::ACT_PURCHASE,
        ActKind::Visit => rating::ACT_VISIT,
    }
}
