//! One service's guide in plain words: who, what to bring, where and when, what happens, how long, what it costs, the law
//! behind it, and what can be done next. What was not found in a source says so.

mod law;
mod next;
mod places;

use domain::{
    catalogue::{Fact, Group, Guide, Material},
    text::{Text, Words},
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::{
    msg::{guide, precheck},
    parts::{PrintButton, Said, Screen, not_found, when},
    ports::ports,
    resident::{
        apply::can_apply,
        ask_for_help::{AskForHelp, SOMEBODY_ELSE, TellOfAnother},
        services::group_name,
    },
    visit::{lang, t},
};

pub(super) use law::Law;
use next::Next;
use places::Places;

/// The guide of the service in the path.
#[component]
pub fn GuidePage() -> impl IntoView {
    let code = use_params_map().get_untracked().get("code").unwrap_or_default();
    match ports().catalogue.guide(&code).cloned() {
        Some(guide) => view! { <Whole guide/> }.into_any(),
        None => not_found(),
    }
}

#[component]
fn Whole(guide: Guide) -> impl IntoView {
    let lang = lang();
    view! {
        <Screen title=guide.name.of(lang).to_owned() above=t(group_name(guide.group)) back=format!("/services?group={}", guide.group.code())>
            <p class="lead">{guide.summary.of(lang).to_owned()}</p>
            <Next guide=guide.clone()/>
            <Facts title=guide::WHO facts=guide.eligibility.clone()/>
            {can_apply(&guide).then(|| view! { <p><a href="/what-can-i-get">{t(precheck::UNSURE)}</a></p> })}
            <section aria-labelledby="bring">
                <h2 id="bring">{t(guide::BRING)}</h2>
                <Checklist materials=guide.materials.clone()/>
            </section>
            <Places guide=guide.clone()/>
            <AskForHelp service=guide.code.clone()/>
            {(guide.group == Group::Aid && guide.code.as_str() != SOMEBODY_ELSE).then(|| view! { <TellOfAnother/> })}
            <Steps steps=guide.steps.clone()/>
            <Facts title=guide::HOW_LONG facts=vec![guide.time_limit.clone()]/>
            <Facts title=guide::COST facts=vec![guide.fee.clone()]/>
            <Facts title=guide::AMOUNTS facts=guide.amounts.clone()/>
            <Plain title=guide::REFUSALS lines=guide.refusals.clone()/>
            <Law basis=guide.legal_basis.clone()/>
            <section class="sources" aria-labelledby="sources">
                <h2 id="sources">{t(guide::SOURCES)}</h2>
                <ul>{guide.sources.iter().map(|source| view! { <li>{source.clone()}</li> }).collect_view()}</ul>
                <p class="hint">
                    {guide::CHECKED.with(lang, &[("date", &when::full_day(lang, guide.checked_on))])}
                    " · "
                    {guide::CODE.with(lang, &[("code", guide.code.as_str())])}
                </p>
            </section>
        </Screen>
    }
    .into_any()
}

/// What to take along: boxes to tick on the phone or on paper. Nothing is sent.
#[component]
pub fn Checklist(
    /// What the service asks for.
    materials: Vec<Material>,
) -> impl IntoView {
    if materials.is_empty() {
        return view! { <p>{t(guide::BRING_NOTHING)}</p> }.into_any();
    }
    let lang = lang();
    let lines = materials.into_iter().enumerate().map(|(at, material)| {
        let id = format!("bring-{at}");
        let only = material.when.map(|when| view! { <span class="hint">{t(guide::ONLY_WHEN)}{when.of(lang).to_owned()}</span> });
        view! {
            <li>
                <input type="checkbox" id=id.clone() autocomplete="off"/>
                <label for=id>
                    <span><Said words=material.words confidence=material.confidence/></span>
                    {only}
                </label>
            </li>
        }
    });
    view! {
        <p class="hint no-print">{t(guide::BRING_HINT)}</p>
        <ul class="checklist">{lines.collect_view()}</ul>
        <PrintButton lang/>
    }
    .into_any()
}

/// A heading and what is said under it; nothing where nothing is known to be said.
#[component]
fn Facts(title: Text, facts: Vec<Fact>) -> impl IntoView {
    (!facts.is_empty())
        .then(|| {
            let body = if let [only] = facts.as_slice() {
                view! { <p><Said words=only.words.clone() confidence=only.confidence/></p> }.into_any()
            } else {
                let lines = facts.into_iter().map(|fact| view! { <li><Said words=fact.words confidence=fact.confidence/></li> });
                view! { <ul>{lines.collect_view()}</ul> }.into_any()
            };
            view! { <section><h2>{t(title)}</h2>{body}</section> }
        })
        .into_any()
}

#[component]
fn Plain(title: Text, lines: Vec<Words>) -> impl IntoView {
    let lang = lang();
    (!lines.is_empty())
        .then(|| {
            view! {
                <section>
                    <h2>{t(title)}</h2>
                    <ul>{lines.iter().map(|line| view! { <li>{line.of(lang).to_owned()}</li> }).collect_view()}</ul>
                </section>
            }
        })
        .into_any()
}

#[component]
fn Steps(steps: Vec<Words>) -> impl IntoView {
    let lang = lang();
    (!steps.is_empty())
        .then(|| {
            view! {
                <section>
                    <h2>{t(guide::STEPS)}</h2>
                    <ol class="steps">{steps.iter().map(|step| view! { <li>{step.of(lang).to_owned()}</li> }).collect_view()}</ol>
                </section>
            }
        })
        .into_any()
}
