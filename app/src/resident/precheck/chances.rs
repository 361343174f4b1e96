//! The answers: likely first, then what depends on more, then what the rules say no to, and why.

use domain::{
    ids::ServiceCode,
    precheck::{Answers, Chance, Hint, hints, precheck as chances_of},
    text::{Lang, Words},
};
use leptos::prelude::*;

use super::over::ElsewhereWith;
use crate::{
    msg::precheck,
    parts::{PrintButton, Screen},
    ports::ports,
    resident::services::path_of,
    visit::{lang, t},
};

/// A service with what is said of it.
#[derive(Clone)]
struct Line {
    service: ServiceCode,
    words: Words,
    source: String,
    elsewhere: Option<Words>,
}

/// The page after the last question.
#[component]
pub(super) fn Chances(answers: Answers) -> impl IntoView {
    let rules = ports().precheck;
    let (mut likely, mut maybe, mut open, mut no) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (service, chance) in chances_of(&rules, &answers) {
        match chance {
            Chance::Likely { why, source } => likely.push(Line { service, words: why, source, elsewhere: None }),
            Chance::Maybe { decides, source } => {
                // What no rule speaks of would bury what one does.
                let shelf = if decides == rules.ask_at { &mut open } else { &mut maybe };
                shelf.push(Line { service, words: decides, source, elsewhere: None });
            }
            Chance::No { rule, source, elsewhere, .. } => no.push(Line { service, words: rule, source, elsewhere }),
        }
    }
    let nothing_likely = likely.is_empty();
    let others = precheck::OTHERS.with(lang(), &[("n", &open.len().to_string())]);
    let object = rules.object.of(lang()).to_owned();
    let hints = hints(&rules, &answers);
    view! {
        <Screen title=t(precheck::RESULT_TITLE) above=t(precheck::TITLE) back="/">
            <p>{t(precheck::RESULT_TEXT)}</p>
            {nothing_likely.then(|| view! { <p class="notice">{t(precheck::NONE_LIKELY)}</p> })}
            <Shelf id="likely" title=t(precheck::LIKELY) lines=likely applies=true open=true/>
            <Hints hints/>
            <Shelf id="maybe" title=t(precheck::MAYBE) lines=maybe applies=true/>
            {(!open.is_empty())
                .then(|| {
                    view! {
                        <details>
                            <summary>{others}</summary>
                            <p>{rules.ask_at.of(lang()).to_owned()}</p>
                            <ul class="service-list">{open.into_iter().map(|line| view! { <li><Guide service=line.service/></li> }).collect_view()}</ul>
                        </details>
                    }
                })}
            {(!no.is_empty())
                .then(|| {
                    view! {
                        <Shelf id="no" title=t(precheck::NO) lines=no applies=false/>
                        <p class="notice">{object}</p>
                    }
                })}
            <p>{t(precheck::ASK)}</p>
            <p class="cluster no-print">
                <a class="button" href="/what-can-i-get">{t(precheck::AGAIN)}</a>
                <PrintButton lang=lang()/>
            </p>
            <ElsewhereWith answers/>
        </Screen>
    }
    .into_any()
}

/// Services with the same answer. What is likely stands open; of the others the names are enough until one is asked about.
#[component]
fn Shelf(id: &'static str, title: &'static str, lines: Vec<Line>, applies: bool, #[prop(optional)] open: bool) -> impl IntoView {
    (!lines.is_empty())
        .then(|| {
            let title = precheck::COUNTED.with(lang(), &[("what", title), ("n", &lines.len().to_string())]);
            let lines = lines.into_iter().map(|line| view! { <Told line applies open/> }).collect_view();
            view! {
                <section aria-labelledby=id>
                    <h2 id=id>{title}</h2>
                    <ul class="chances">{lines}</ul>
                </section>
            }
        })
        .into_any()
}

#[component]
fn Told(line: Line, applies: bool, open: bool) -> impl IntoView {
    let lang = lang();
    let apply = format!("/apply/{}", line.service.as_str().to_ascii_lowercase());
    let name = name_of(&line.service, lang);
    view! {
        <li>
            <details open=open>
                <summary>{name.clone()}</summary>
                <p>{line.words.of(lang).to_owned()}</p>
                {line
                    .elsewhere
                    .map(|place| view! { <p>{precheck::ELSEWHERE.with(lang, &[("where", place.of(lang))])}</p> })}
                {(!line.source.is_empty())
                    .then(|| view! { <p class="hint">{precheck::SOURCE.with(lang, &[("source", &line.source)])}</p> })}
                <p class="cluster no-print">
                    {applies
                        .then(|| {
                            view! {
                                <a class="button" href=apply>
                                    {t(precheck::APPLY)}
                                    <span class="visually-hidden">{name.clone()}</span>
                                </a>
                            }
                        })}
                    <a href=path_of(line.service.as_str())>
                        {t(precheck::GUIDE)}
                        <span class="visually-hidden">{name}</span>
                    </a>
                </p>
            </details>
        </li>
    }
    .into_any()
}

#[component]
fn Guide(service: ServiceCode) -> impl IntoView {
    let name = name_of(&service, lang());
    view! { <a href=path_of(service.as_str())>{name}</a> }.into_any()
}

#[component]
fn Hints(hints: Vec<Hint>) -> impl IntoView {
    let lang = lang();
    (!hints.is_empty())
        .then(|| {
            let told = hints.into_iter().map(|hint| {
                let about: Vec<String> = hint.services.iter().map(|service| name_of(service, lang)).collect();
                let about =
                    precheck::HINT_ABOUT.with(lang, &[("services", &about.join(if lang == Lang::Zh { "、" } else { ", " }))]);
                view! {
                    <p>{hint.words.of(lang).to_owned()}</p>
                    <p class="hint">{about}" "{precheck::SOURCE.with(lang, &[("source", &hint.source)])}</p>
                }
            });
            let told = told.collect_view();
            view! {
                <section class="notice" aria-labelledby="hints">
                    <h2 id="hints">{t(precheck::HINTS)}</h2>
                    {told}
                </section>
            }
        })
        .into_any()
}

fn name_of(service: &ServiceCode, lang: Lang) -> String {
    ports().catalogue.guide(service.as_str()).map_or_else(|| service.to_string(), |guide| guide.name.of(lang).to_owned())
}
