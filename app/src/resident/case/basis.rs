//! What the law says of a case: the time limit with its source, how to object to a decision, and the laws of the service's
//! guide. Only what was found in a source is here.

use domain::ids::ServiceCode;
use jiff::civil::Date;
use leptos::prelude::*;

use crate::{
    msg::{case, case_page},
    parts::when,
    ports::ports,
    resident::guide::Law,
    visit::{lang, t},
};

/// The time limit in its own words and where it is written; nothing where none was found.
#[component]
pub(super) fn LimitWords(service: ServiceCode) -> impl IntoView {
    let (lang, ports) = (lang(), ports());
    let limit = ports.procedures.of(&service).and_then(|procedure| procedure.limit.as_ref());
    limit
        .map(|limit| {
            view! {
                <p class="hint">
                    {limit.words.of(lang).to_owned()} <br/> {case::BASIS.with(lang, &[("source", &limit.source)])}
                </p>
            }
        })
        .into_any()
}

/// How to object, as the law has it: with every decision that stands, whether or not the days are over.
#[component]
pub(super) fn HowToObject(
    /// The last day, while one can object.
    until: Option<Date>,
) -> impl IntoView {
    let (lang, ports) = (lang(), ports());
    let appeal = ports.procedures.appeal();
    view! {
        <p>{appeal.words.of(lang).to_owned()}</p>
        <p class="hint">{case::BASIS.with(lang, &[("source", &appeal.source)])}</p>
        {until.map(|until| view! { <p>{case::APPEAL_UNTIL.with(lang, &[("day", &when::full_day(lang, until))])}</p> })}
    }
    .into_any()
}

/// The laws that the service rests on, as its guide has them, and the way to the guide.
#[component]
pub(super) fn RestsOn(service: ServiceCode) -> impl IntoView {
    let guide = ports().catalogue.guide(service.as_str()).cloned();
    guide
        .map(|guide| {
            view! {
                <Law basis=guide.legal_basis/>
                <p><a href=format!("/services/{service}")>{t(case_page::GUIDE)}</a></p>
            }
        })
        .into_any()
}
