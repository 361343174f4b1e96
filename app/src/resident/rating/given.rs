//! What was said, and of a bad rating what comes of it: that somebody is asked to answer, by when where that is known, and the
//! answer.

use leptos::prelude::*;

use super::{CHANGE, back};
use crate::{
    msg::rating as words,
    parts::{RateFace, Screen, level_words, rate_path, reason_words, when},
    ports::ratings::{Act, FollowUpView, GivenRating, Rating},
    visit::{lang, t, visit},
};

#[component]
pub(super) fn Given(act: Act, given: GivenRating) -> impl IntoView {
    let change = format!("{}?{CHANGE}", rate_path(act.kind, &act.token));
    let leave = if visit().kiosk.is_some() { words::FINISHED } else { words::BACK };
    view! {
        <Screen title=t(words::THANKS)>
            {given.follow_up.map(|follow_up| view! { <Follows follow_up/> })}
            <Said rating=given.rating/>
            <p class="hint">{t(if given.may_change { words::CHANGE_TEXT } else { words::KEPT })}</p>
            <div class="rate-acts">
                <a class="button button-primary" href=back(&act)>{t(leave)}</a>
                {given.may_change.then(|| view! { <a class="button" href=change>{t(words::CHANGE)}</a> })}
            </div>
        </Screen>
    }
    .into_any()
}

#[component]
fn Said(rating: Rating) -> impl IntoView {
    let level = rating.level;
    let about =
        rating.reasons.iter().map(|reason| view! { <span class="value">{t(reason_words(*reason))}</span> }).collect_view();
    let reasons = (!rating.reasons.is_empty()).then(|| view! { <div><dt>{t(words::GIVEN_REASONS)}</dt><dd>{about}</dd></div> });
    let own = (!rating.words.is_empty()).then(|| view! { <div><dt>{t(words::GIVEN_WORDS)}</dt><dd>{rating.words}</dd></div> });
    view! {
        <dl class="summary-list">
            <div>
                <dt>{t(words::GIVEN)}</dt>
                <dd class="rate-said"><RateFace level/> <strong>{t(level_words(level))}</strong></dd>
            </div>
            {reasons}
            {own}
        </dl>
    }
    .into_any()
}

#[component]
fn Follows(follow_up: FollowUpView) -> impl IntoView {
    let lang = lang();
    let asked = view! {
        <p>
            {t(words::FOLLOW_REFERENCE)} " "
            <strong class="reference" translate="no">{follow_up.reference.spaced()}</strong>
        </p>
    };
    match follow_up.state.answered() {
        Some(at) => {
            let said = follow_up.answer.filter(|answer| !answer.is_empty());
            view! {
                <section class="notice notice-good" aria-labelledby="answer">
                    <h2 id="answer">{t(words::ANSWER_TITLE)}</h2>
                    <p class="hint">{words::ANSWERED_AT.with(lang, &[("when", &when::moment(lang, at))])}</p>
                    <blockquote>{said.unwrap_or_else(|| t(words::ANSWER_GONE).to_owned())}</blockquote>
                    {asked}
                </section>
            }
            .into_any()
        }
        None => {
            let by = follow_up.promised.map(|day| words::FOLLOW_BY.with(lang, &[("day", &when::full_day(lang, day))]));
            view! {
                <section class="notice" aria-labelledby="follow">
                    <h2 id="follow">{t(words::FOLLOW_TITLE)}</h2>
                    <p>{t(words::FOLLOW_TEXT)}</p>
                    {by.map(|by| view! { <p><strong>{by}</strong></p> })}
                    {asked}
                    <p class="hint">{t(words::FOLLOW_TOLD)}</p>
                </section>
            }
            .into_any()
        }
    }
}
