//! The form: five levels, and what one may add. Not rating is a button as large as rating.

use domain::rating::{Level, Reason};
use leptos::prelude::*;

use super::{LEVEL, REASON, WORDS, back};
use crate::{
    forms::FormState,
    msg::rating as words,
    parts::{Field, FieldError, RateFace, Screen, SendOnce, act_words, described_by, level_words, rate_path, reason_words, when},
    ports::{
        ports,
        ratings::{Act, RateView, Rating},
    },
    resident::voucher::store_name,
    visit::{lang, t},
};

#[component]
pub(super) fn Ask(act: Act, found: RateView, given: Option<Rating>) -> impl IntoView {
    let lang = lang();
    let said = given.as_ref().map(|given| given.words.clone()).unwrap_or_default();
    view! {
        <Screen title=t(words::TITLE) above=about(&act, &found)>
            <p>{t(words::FREE)}</p>
            <form method="post" action=rate_path(act.kind, &act.token) autocomplete="off" novalidate=true>
                <Levels given=given.clone()/>
                <Reasons given/>
                <Field name=WORDS label=words::WORDS hint=words::WORDS_HINT value=said longest=300/>
                <div class="rate-acts">
                    <button class="button button-primary">{t(words::SEND)}</button>
                    <a class="button" href=back(&act)>{t(words::SKIP)}</a>
                </div>
                <SendOnce lang/>
            </form>
        </Screen>
    }
    .into_any()
}

/// Which act it is: what, where, when.
fn about(act: &Act, found: &RateView) -> String {
    let (lang, ports) = (lang(), ports());
    let service = found.service.as_ref().and_then(|code| ports.catalogue.guide(code.as_str()));
    let venue = found.venue.as_ref().and_then(|code| ports.district.venue(code));
    let parts = [
        Some(t(act_words(act.kind)).to_owned()),
        service.map(|guide| guide.name.of(lang).to_owned()),
        venue.map(|venue| venue.name.of(lang).to_owned()),
        found.store.as_ref().map(|store| store_name(&ports.vouchers.rules(), store)),
        Some(when::moment(lang, found.at)),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

#[component]
fn Levels(given: Option<Rating>) -> impl IntoView {
    let state = FormState::current();
    let wrong = state.mistake(LEVEL).is_some();
    let stored = given.map(|given| given.level.number().to_string()).unwrap_or_default();
    let chosen = state.value_or(LEVEL, &stored);
    let choices = Level::ALL.into_iter().map(|level| {
        let value = level.number().to_string();
        // The first carries the field's own id: the summary of mistakes leads to it.
        let id = if level == Level::VerySatisfied { LEVEL.to_owned() } else { format!("{LEVEL}-{value}") };
        view! {
            <label class="rate-level">
                <input type="radio" id=id name=LEVEL value=value.clone() checked=chosen == value/>
                <RateFace level/>
                <span>{t(level_words(level))}</span>
            </label>
        }
    });
    let choices = choices.collect_view();
    view! {
        <fieldset class="field" class:field-wrong=wrong aria-describedby=described_by(LEVEL, false, wrong, false)>
            <legend>{t(words::LEVEL)}</legend>
            <FieldError name=LEVEL.to_owned()/>
            <div class="rate-levels">{choices}</div>
        </fieldset>
    }
    .into_any()
}

#[component]
fn Reasons(given: Option<Rating>) -> impl IntoView {
    let state = FormState::current();
    let sent = state.form.pairs().next().is_some();
    let stored = given.map(|given| given.reasons).unwrap_or_default();
    let choices = Reason::ALL.into_iter().map(|reason| {
        let id = format!("{REASON}-{}", reason.code());
        let checked = if sent { state.form.all(REASON).any(|code| code == reason.code()) } else { stored.contains(&reason) };
        view! {
            <div class="choice">
                <input type="checkbox" id=id.clone() name=REASON value=reason.code() checked=checked/>
                <label for=id>{t(reason_words(reason))}</label>
            </div>
        }
    });
    let choices = choices.collect_view();
    view! {
        <fieldset class="field">
            <legend>{t(words::REASONS)}</legend>
            <div class="rate-reasons">{choices}</div>
        </fieldset>
    }
    .into_any()
}
