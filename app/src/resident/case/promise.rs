//! The promised day, and every move of it with its reason.

use domain::{
    case::{Counted, Promise},
    text::{Lang, Text},
};
use jiff::civil::Date;
use leptos::prelude::*;

use crate::{
    msg::case,
    parts::when,
    visit::{lang, t},
};

/// The promise in words, its moves below.
#[component]
pub(super) fn Promised(promise: Promise, today: Date) -> impl IntoView {
    let lang = lang();
    let moved = match &promise {
        Promise::By { moved, .. } | Promise::Paused { moved, .. } => moved.clone(),
        _ => Vec::new(),
    };
    let moves = moved.into_iter().map(|moved| {
        let text = match moved.why {
            domain::case::clock::Because::Supplement => case::MOVED_SUPPLEMENT,
            domain::case::clock::Because::Step => case::MOVED_STEP,
        };
        let days = [moved.from, moved.to, moved.stopped, moved.went_on].map(|day| when::full_day(lang, day));
        let words = text.with(lang, &[("from", &days[0]), ("to", &days[1]), ("stopped", &days[2]), ("went_on", &days[3])]);
        view! { <li>{words}</li> }
    });
    let moves: Vec<_> = moves.collect();
    view! {
        <p class="promise">{words(&promise, today, lang)}</p>
        {(!moves.is_empty()).then(|| view! { <ul class="hint">{moves.collect_view()}</ul> })}
    }
    .into_any()
}

fn words(promise: &Promise, today: Date, lang: Lang) -> String {
    let of = |text: Text, values: &[(&str, String)]| {
        let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
        text.with(lang, &values)
    };
    let by_count = |counted: Counted, workdays: Text, days: Text| if counted == Counted::Workdays { workdays } else { days };
    match promise {
        Promise::AtTheCounter => t(case::PROMISE_COUNTER).to_owned(),
        Promise::NotYet { days, counted } => {
            let text = by_count(*counted, case::PROMISE_WORKDAYS_FROM_ACCEPTANCE, case::PROMISE_DAYS_FROM_ACCEPTANCE);
            of(text, &[("days", days.to_string())])
        }
        Promise::By { day, .. } if *day < today => of(case::PROMISE_MISSED, &[("day", when::full_day(lang, *day))]),
        Promise::By { day, .. } => of(case::PROMISE_BY, &[("day", when::full_day(lang, *day))]),
        Promise::Paused { why, left, counted, .. } => {
            let text = match why {
                domain::case::clock::Because::Supplement => {
                    by_count(*counted, case::PROMISE_PAUSED_WORKDAYS, case::PROMISE_PAUSED_DAYS)
                }
                domain::case::clock::Because::Step => by_count(*counted, case::PROMISE_STEP_WORKDAYS, case::PROMISE_STEP_DAYS),
            };
            of(text, &[("left", left.to_string())])
        }
        Promise::YearNotAnnounced { left, counted, year, from } => {
            let text = by_count(*counted, case::PROMISE_YEAR_WORKDAYS, case::PROMISE_YEAR_DAYS);
            of(text, &[("left", left.to_string()), ("year", year.to_string()), ("from", when::full_day(lang, *from))])
        }
        Promise::Over { promised: Some(promised), done: Some(done) } => {
            of(case::PROMISE_KEPT, &[("promised", when::full_day(lang, *promised)), ("done", when::full_day(lang, *done))])
        }
        Promise::Over { .. } => String::new(),
    }
}
