//! A service's guide as a kiosk keeps it for when there is no network: both languages under each other, and no way that needs one.

use domain::{
    catalogue::{Confidence, Fact, Guide},
    ids::VenueCode,
    text::{Lang, Text, Words},
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::bar::BarAlone;
use crate::{
    kiosk::{IdleReset, next_person},
    msg::{common, guide, kiosk_offline as words},
    parts::{Face, Page, not_found},
    ports::ports,
    visit::lang,
};

/// `/kiosk/{venue}/guide/{code}`.
#[component]
pub fn OfflineGuidePage() -> impl IntoView {
    let params = use_params_map().get_untracked();
    let (venue, code) = (params.get("venue").unwrap_or_default(), params.get("code").unwrap_or_default());
    let ports = ports();
    let known = ports.district.venue(&VenueCode(venue.clone())).is_some();
    let Some(guide) = ports.catalogue.guide(&code).filter(|_| known).cloned() else { return not_found() };
    let back = format!("/kiosk/{venue}/offline");
    view! {
        <Page title=guide.name.zh.clone() face=Face::Kiosk>
            <Whole guide=guide.clone() to=Lang::Zh/>
            <hr/>
            <Whole guide to=Lang::En/>
            <p><a class="button button-primary" href=back>{words::BACK.zh} " " <span lang="en">{words::BACK.en}</span></a></p>
            <BarAlone other_language=None/>
            <IdleReset home=next_person(&venue) seconds=90 at_home=false lang=lang()/>
        </Page>
    }
    .into_any()
}

/// One language's half.
#[component]
fn Whole(guide: Guide, to: Lang) -> impl IntoView {
    let Guide { name, summary, eligibility, materials, steps, time_limit, fee, accepts_at, .. } = guide;
    let facts =
        |facts: Vec<Fact>| -> Vec<String> { facts.into_iter().map(|fact| said(&fact.words, fact.confidence, to)).collect() };
    let plain = |lines: Vec<Words>| -> Vec<String> { lines.iter().map(|line| line.of(to).to_owned()).collect() };
    let materials = materials.into_iter().map(|material| {
        let only = material.when.map(|when| format!(" ({}{})", guide::ONLY_WHEN.of(to), when.of(to))).unwrap_or_default();
        format!("{}{only}", said(&material.words, material.confidence, to))
    });
    let mut materials: Vec<String> = materials.collect();
    if materials.is_empty() {
        materials.push(guide::BRING_NOTHING.of(to).to_owned());
    }
    let name = name.of(to).to_owned();
    let heading = match to {
        Lang::Zh => view! { <h1>{name}</h1> }.into_any(),
        Lang::En => view! { <h2>{name}</h2> }.into_any(),
    };
    view! {
        <article lang=to.tag()>
            {heading}
            <p class="lead">{summary.of(to).to_owned()}</p>
            <Lines title=guide::WHO lines=facts(eligibility) to/>
            <Lines title=guide::BRING lines=materials to/>
            <Lines title=guide::WHERE lines=plain(accepts_at) to/>
            <Lines title=guide::STEPS lines=plain(steps) to/>
            <Lines title=guide::HOW_LONG lines=facts(vec![time_limit]) to/>
            <Lines title=guide::COST lines=facts(vec![fee]) to/>
        </article>
    }
    .into_any()
}

/// A heading and what is said under it; nothing where nothing is known to be said.
#[component]
fn Lines(title: Text, lines: Vec<String>, to: Lang) -> impl IntoView {
    let title = title.of(to);
    // Under the heading of its language.
    let heading = match to {
        Lang::Zh => view! { <h2>{title}</h2> }.into_any(),
        Lang::En => view! { <h3>{title}</h3> }.into_any(),
    };
    (!lines.is_empty())
        .then(|| {
            view! {
                <section>
                    {heading}
                    <ul>{lines.into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}</ul>
                </section>
            }
        })
        .into_any()
}

/// Only what was found in a source is said as fact.
fn said(words: &Words, confidence: Confidence, to: Lang) -> String {
    let unsure = if confidence == Confidence::Found { String::new() } else { format!(" ({})", common::AS_ANNOUNCED.of(to)) };
    format!("{}{unsure}", words.of(to))
}
