//! `/notices` and `/notices/{service}`: what must be shown in public, masked and dated. What ran out is not here any more.

use domain::{case::PublicNotice, ids::ServiceCode};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::{
    msg::notices,
    parts::{Screen, loaded, not_found, unavailable, when},
    ports::{Unavailable, cases::NoticeLine, ports},
    resident::services::path_of,
    visit::{lang, t},
};

/// The page.
#[component]
pub fn NoticesPage() -> impl IntoView {
    let asked = use_params_map().get_untracked().get("service").map(|code| code.to_ascii_uppercase());
    let ports = ports();
    if asked.as_ref().is_some_and(|code| ports.catalogue.guide(code).is_none()) {
        return not_found();
    }
    loaded(async move { ports.cases.notices().await }, move |found| match found {
        Ok(lines) => {
            let of_it = |line: &NoticeLine| asked.as_ref().is_none_or(|code| line.service.as_str() == code);
            let lines: Vec<NoticeLine> = lines.into_iter().filter(of_it).collect();
            view! { <Shown lines narrowed=asked.is_some()/> }.into_any()
        }
        Err(Unavailable) => unavailable(),
    })
    .into_any()
}

#[component]
fn Shown(lines: Vec<NoticeLine>, narrowed: bool) -> impl IntoView {
    let mut services: Vec<ServiceCode> = Vec::new();
    for line in &lines {
        if !services.contains(&line.service) {
            services.push(line.service.clone());
        }
    }
    let nothing = services.is_empty();
    let sections = services.into_iter().map(|service| {
        let of_it = lines.iter().filter(|line| line.service == service).cloned().collect::<Vec<_>>();
        view! { <Service service lines=of_it/> }
    });
    let sections = sections.collect_view();
    view! {
        <Screen title=t(notices::TITLE) back="/">
            <p>{t(notices::TEXT)}</p>
            {nothing.then(|| view! { <p class="notice">{t(notices::NONE)}</p> })}
            {sections}
            {(!nothing).then(|| view! { <p>{t(notices::OBJECT)}</p> })}
            {narrowed.then(|| view! { <p><a href="/notices">{t(notices::ALL)}</a></p> })}
        </Screen>
    }
    .into_any()
}

/// The notices of one service, with the rule that wants them.
#[component]
fn Service(service: ServiceCode, lines: Vec<NoticeLine>) -> impl IntoView {
    let (lang, ports) = (lang(), ports());
    let name =
        ports.catalogue.guide(service.as_str()).map_or_else(|| service.to_string(), |guide| guide.name.of(lang).to_owned());
    let source = ports.procedures.of(&service).and_then(|procedure| match &procedure.notice {
        PublicNotice::For { source, .. } => Some(notices::SOURCE.with(lang, &[("source", source)])),
        PublicNotice::NotPartOfIt | PublicNotice::Never { .. } => None,
    });
    let id = format!("notices-{}", service.as_str().to_ascii_lowercase());
    view! {
        <section aria-labelledby=id>
            <h2 id=id.clone()><a href=path_of(service.as_str())>{name}</a></h2>
            {source.map(|source| view! { <p class="hint">{source}</p> })}
            {lines.into_iter().map(|line| view! { <Notice line/> }).collect_view()}
        </section>
    }
    .into_any()
}

#[component]
fn Notice(line: NoticeLine) -> impl IntoView {
    let lang = lang();
    let notice = line.notice;
    let days =
        notices::FROM_UNTIL.with(lang, &[("from", &when::day(lang, notice.from)), ("until", &when::day(lang, notice.until))]);
    let fact = |what, said: String| (!said.is_empty()).then(|| view! { <div><dt>{t(what)}</dt><dd>{said}</dd></div> });
    let household = if notice.household == 0 { String::new() } else { notice.household.to_string() };
    view! {
        <dl class="summary-list">
            {fact(notices::NAME, notice.name)}
            {fact(notices::DOCUMENT, notice.document)}
            {fact(notices::STREET, notice.street)}
            {fact(notices::HOUSEHOLD, household)}
            {fact(notices::DAYS, days)}
        </dl>
    }
    .into_any()
}
