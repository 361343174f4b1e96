//! Ratings for the steward: the bad ones that wait for an answer, the soonest due first, and how services, venues and stores were
//! rated. Nobody is named.

use std::collections::BTreeMap;

use domain::{
    ids::RatingRef,
    rating::{Channel, Due, Rules},
    text::Text,
};
use leptos::prelude::*;

use super::rating_figures::RatingFigures;
use crate::{
    forms::{Answer, FieldMistake, Form, FormState},
    msg::{rating as words, steward},
    parts::{
        Face, FieldError, Page, RateFace, SendOnce, act_words, described_by, level_words, loaded, reason_words, unavailable, when,
    },
    ports::{
        Ports, Unavailable, ports,
        ratings::{FollowUpLine, FollowUpRefused, RatedLine},
    },
    resident::voucher::store_name,
    visit::{Visit, lang, t},
};

const PATH: &str = "/steward/ratings";
const REFERENCE: &str = "reference";
const DO: &str = "do";
const CLOSE: &str = "close";
const LONGEST: usize = 500;
/// The note that says that nothing was changed.
const REFUSED: &str = "refused";

/// `/steward/ratings`.
#[component]
pub fn RatingsPage() -> impl IntoView {
    let ports = ports();
    let read = async move { Ok((ports.ratings.follow_ups().await?, ports.ratings.figures().await?)) };
    loaded(read, |found: Result<_, Unavailable>| match found {
        Ok((follow_ups, figures)) => view! { <Shown follow_ups figures/> }.into_any(),
        Err(Unavailable) => unavailable(),
    })
}

#[component]
fn Shown(follow_ups: Vec<FollowUpLine>, figures: Vec<RatedLine>) -> impl IntoView {
    let none = follow_ups.is_empty();
    let refused = FormState::current().notes.contains_key(REFUSED);
    let lines = follow_ups.into_iter().map(|line| view! { <Line line/> }).collect_view();
    view! {
        <Page title=t(words::STEWARD_TITLE) face=Face::Staff>
            <p class="back"><a href="/steward">{t(steward::BACK)}</a></p>
            <h1>{t(words::STEWARD_TITLE)}</h1>
            {refused.then(|| view! { <p class="notice notice-warn" role="alert">{t(words::NOT_POSSIBLE)}</p> })}
            <section aria-labelledby="follow-ups">
                <h2 id="follow-ups">{t(words::FOLLOW_UPS)}</h2>
                <Aim rules=ports().ratings.rules().as_ref().clone()/>
                {none.then(|| view! { <p>{t(words::FOLLOW_UPS_NONE)}</p> })}
                <ul class="messages">{lines}</ul>
            </section>
            <RatingFigures figures/>
        </Page>
    }
    .into_any()
}

/// Where the number of days comes from, and what it is worth.
#[component]
fn Aim(rules: Rules) -> impl IntoView {
    let days = rules.answer_within_workdays.to_string();
    let aim = words::AIM.with(lang(), &[("n", &days), ("source", &rules.source)]);
    view! {
        <p class="hint">{aim} {(!rules.may_be_promised()).then(|| view! { " " {t(words::AIM_LOCAL)} })}</p>
    }
    .into_any()
}

#[component]
fn Line(line: FollowUpLine) -> impl IntoView {
    let lang = lang();
    let due = match line.due {
        Due::By(day) => words::DUE.with(lang, &[("day", &when::full_day(lang, day))]),
        Due::YearNotAnnounced(year) => words::DUE_UNKNOWN.with(lang, &[("year", &year.to_string())]),
    };
    let answered = line.state.answered().is_some();
    let about = line.rating.reasons.iter().map(|reason| view! { <span class="tag">{t(reason_words(*reason))}</span> });
    let about = about.collect_view();
    let said = if line.rating.words.is_empty() {
        view! { <p class="hint">{t(words::NO_WORDS)}</p> }.into_any()
    } else {
        view! { <blockquote>{line.rating.words.clone()}</blockquote> }.into_any()
    };
    view! {
        <li class="card">
            <p class="cluster">
                <strong><code>{line.reference.spaced()}</code></strong>
                <span class="tag" class:tag-free=answered>{t(if answered { words::ANSWERED } else { words::WAITS })}</span>
                {line.overdue.then(|| view! { <strong class="tag tag-unsure">{t(words::OVERDUE)}</strong> })}
                {(!answered).then(|| view! { <span>{due}</span> })}
            </p>
            <p class="cluster rate-said">
                <RateFace level=line.rating.level/>
                <strong>{t(level_words(line.rating.level))}</strong>
                {about}
            </p>
            {said}
            <p class="hint">{place(&line)}</p>
            {if answered {
                view! { <Close reference=line.reference.clone() answer=line.answer.clone().unwrap_or_default()/> }.into_any()
            } else {
                view! { <AnswerForm reference=line.reference.clone()/> }.into_any()
            }}
        </li>
    }
    .into_any()
}

/// Which act, where, when, from where it was rated.
fn place(line: &FollowUpLine) -> String {
    let (lang, ports) = (lang(), ports());
    let service = line.service.as_ref().and_then(|code| ports.catalogue.guide(code.as_str()));
    let venue = line.venue.as_ref().and_then(|code| ports.district.venue(code));
    let parts = [
        Some(t(act_words(line.kind)).to_owned()),
        service.map(|guide| guide.name.of(lang).to_owned()),
        venue.map(|venue| venue.name.of(lang).to_owned()),
        line.counter.map(|no| words::COUNTER.with(lang, &[("n", &no.to_string())])),
        line.store.as_ref().map(|store| store_name(&ports.vouchers.rules(), store)),
        Some(t(channel_words(line.channel)).to_owned()),
        Some(when::moment(lang, line.state.opened())),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

const fn channel_words(channel: Channel) -> Text {
    match channel {
        Channel::Phone => words::CHANNEL_PHONE,
        Channel::Kiosk => words::CHANNEL_KIOSK,
        Channel::Counter => words::CHANNEL_COUNTER,
    }
}

#[component]
fn AnswerForm(reference: RatingRef) -> impl IntoView {
    let state = FormState::current();
    let field = field_of(&reference);
    let wrong = state.mistake(&field).is_some();
    view! {
        <form method="post" action=PATH autocomplete="off" novalidate=true>
            <input type="hidden" name=REFERENCE value=reference.as_str().to_owned()/>
            <div class="field" class:field-wrong=wrong>
                <label for=field.clone()>{t(words::ANSWER_LABEL)}</label>
                <p class="hint" id=format!("{field}-hint")>{t(words::ANSWER_HINT)}</p>
                <FieldError name=field.clone()/>
                // One line: leptos 0.8 does not escape what stands inside a <textarea>.
                <input
                    id=field.clone()
                    maxlength=LONGEST.to_string()
                    value=state.form.get(&field).to_owned()
                    aria-describedby=described_by(&field, true, wrong, false)
                    aria-invalid=wrong.then_some("true")
                    name=field
                />
            </div>
            <button class="button button-primary">{t(words::ANSWER_SEND)}</button>
            <SendOnce lang=lang()/>
        </form>
    }
    .into_any()
}

#[component]
fn Close(reference: RatingRef, answer: String) -> impl IntoView {
    view! {
        <p>{t(words::ANSWER_LABEL)}</p>
        <blockquote>{answer}</blockquote>
        <form method="post" action=PATH>
            <input type="hidden" name=REFERENCE value=reference.as_str().to_owned()/>
            <button class="button" name=DO value=CLOSE>{t(words::CLOSE)}</button>
            <SendOnce lang=lang()/>
        </form>
    }
    .into_any()
}

fn field_of(reference: &RatingRef) -> String {
    format!("answer-{}", reference.as_str())
}

/// Answers, or closes what was answered.
pub async fn take(ports: &Ports, visit: &Visit, _params: &BTreeMap<String, String>, form: Form) -> Answer {
    let Some(staff) = visit.staff.as_ref() else { return Answer::SignIn };
    let Some(reference) = RatingRef::parse(form.get(REFERENCE)) else { return Answer::NotFound };
    let field = field_of(&reference);
    let done = if form.get(DO) == CLOSE {
        ports.ratings.close(&reference, staff).await
    } else {
        ports.ratings.answer(&reference, form.get(&field), staff).await
    };
    match done {
        Ok(()) => Answer::Go(PATH.to_owned()),
        Err(FollowUpRefused::NotAnAnswer) => Answer::mistakes(form, vec![FieldMistake::new(field, words::ANSWER_WRONG)]),
        Err(FollowUpRefused::NotPossible) => {
            let notes = BTreeMap::from([(REFUSED, String::new())]);
            Answer::Again { status: 409, state: FormState { notes, ..FormState::default() } }
        }
        Err(FollowUpRefused::Unavailable) => Answer::Unavailable,
        Err(FollowUpRefused::Unknown | FollowUpRefused::NotAllowed) => Answer::NotFound,
    }
}
