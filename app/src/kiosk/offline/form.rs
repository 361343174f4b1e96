//! An application that is begun without a network: a service's form, empty, all its screens in one page, of which
//! `public/kiosk/offline/form.js` shows one at a time. What is typed is sealed in the browser and sent by nobody: it becomes a draft once
//! the machine has brought it home, found by the reference and the code that are shown here.

use domain::{
    catalogue::{Catalogue, Channel, Guide},
    form::{Form, Screen, Typed},
    ids::VenueCode,
    text::{Lang, Text},
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::bar::BarAlone;
use crate::{
    kiosk::{IdleReset, next_person},
    msg::{apply, common, kiosk_offline as words},
    parts::{Face, Page, not_found},
    ports::ports,
    resident::apply::{Question, Whole, asked_at_once, can_apply},
    visit::{lang, t},
};

/// Why nothing is kept, by the script's name for it.
const REFUSALS: [(&str, Text); 2] = [("nothing-typed", words::NOTHING_TYPED), ("not-kept-here", words::NOT_KEPT_HERE)];
/// What is said of the slip, by the script's name for it.
const PAPER: [(&str, Text); 3] =
    [("printing", words::BEGUN_PRINTING), ("printed", words::BEGUN_PRINTED), ("failed", words::BEGUN_NOT_PRINTED)];

/// What can be begun at a kiosk.
pub(super) fn begun_here(catalogue: &Catalogue) -> Vec<Guide> {
    catalogue.guides().iter().filter(|guide| begins_here(guide)).cloned().collect()
}

fn begins_here(guide: &Guide) -> bool {
    can_apply(guide) && guide.channels.contains(&Channel::Kiosk) && !screens(guide).is_empty()
}

/// The screens that ask something before anything is handed in.
fn screens(guide: &Guide) -> Vec<Screen> {
    Form::of(guide).screens.into_iter().filter(|screen| screen.fields.iter().any(asked_at_once)).collect()
}

/// `/kiosk/{venue}/form/{code}`, and below it `/en`.
#[component]
pub fn OfflineFormPage() -> impl IntoView {
    let params = use_params_map().get_untracked();
    let (venue, code) = (params.get("venue").unwrap_or_default(), params.get("code").unwrap_or_default());
    let (ports, lang) = (ports(), lang());
    let known = ports.district.venue(&VenueCode(venue.clone())).map(|venue| venue.name.zh.clone());
    let found = ports.catalogue.guide(&code).filter(|guide| begins_here(guide)).cloned();
    let (Some(venue_name), Some(guide)) = (known, found) else { return not_found() };
    provide_context(Whole);
    let both = |text: Text| format!("{} {}", text.zh, text.en);
    let screens = screens(&guide).into_iter().map(|screen| view! { <Asked screen/> }).collect_view();
    let home = next_person(&venue);
    let other = match lang {
        Lang::Zh => format!("/kiosk/{venue}/form/{code}/en"),
        Lang::En => format!("/kiosk/{venue}/form/{code}"),
    };
    view! {
        <Page title=guide.name.of(lang).to_owned() face=Face::Kiosk>
            <div
                class="offline-kiosk"
                data-offline-form=guide.code.to_string()
                data-venue=venue.clone()
                data-paper-venue=venue_name
                data-paper-reference=both(words::PAPER_REFERENCE)
                data-paper-code=both(words::PAPER_CODE)
                data-paper-later=both(words::PAPER_LATER)
                data-paper-door=ports.public_url.clone()
            >
                <h1 class="kiosk-title">
                    <span class="kiosk-venue">{t(words::TITLE)}</span>
                    {guide.name.of(lang).to_owned()}
                </h1>
                <noscript><p class="notice notice-warn">{t(words::BEGIN_NOSCRIPT)}</p></noscript>
                <div class="offline-panel" data-asking="">
                    <p>{t(words::BEGIN_TEXT)}</p>
                    <div class="notice-line" role="alert">
                        {REFUSALS
                            .map(|(name, text)| view! { <p data-of="refused" data-say=name hidden=true>{t(text)}</p> })
                            .collect_view()}
                    </div>
                    // Hidden until the script is there: without it a form would send what was typed.
                    <form method="post" autocomplete="off" novalidate=true hidden=true>
                        {screens}
                        <p class="hint">{t(words::BEGIN_LATER)}</p>
                        <p class="cluster kiosk-acts">
                            <button class="button button-primary button-large" data-act="next">{t(common::NEXT)}</button>
                            <button type="button" class="button" data-act="before">{t(words::BEGIN_BEFORE)}</button>
                            <button type="button" class="button button-large" data-act="keep">{t(words::BEGIN_KEEP)}</button>
                        </p>
                    </form>
                    <p><a class="button" href=format!("/kiosk/{venue}/offline")>{t(words::BEGIN_LEAVE)}</a></p>
                </div>
                <Begun door=ports.public_url.clone() home=home.clone()/>
            </div>
            <BarAlone other_language=Some(other)/>
            <script type="module" src="/kiosk-files/offline/form.js"></script>
            <IdleReset home seconds=90 at_home=false lang/>
        </Page>
    }
    .into_any()
}

/// One screen's questions.
#[component]
fn Asked(screen: Screen) -> impl IntoView {
    let lang = lang();
    let id = format!("screen-{}", screen.key);
    let questions = screen.fields.into_iter().map(|field| view! { <Question field prefix="" typed=Typed::default()/> });
    let questions = questions.collect_view();
    view! {
        <section class="offline-panel" data-screen=screen.key hidden=true aria-labelledby=id>
            <h2 id=id.clone() tabindex="-1">{screen.title.of(lang).to_owned()}</h2>
            {screen.hint.map(|hint| view! { <p>{hint.of(lang).to_owned()}</p> })}
            {questions}
        </section>
    }
    .into_any()
}

/// It is kept: by what it is found again, and that nothing was applied for.
#[component]
fn Begun(door: String, home: String) -> impl IntoView {
    let how = words::BEGUN_HOW.with(lang(), &[("link", &format!("{door}/resume"))]);
    view! {
        <section class="offline-panel offline-begun" data-begun="" hidden=true aria-labelledby="begun-title">
            <h2 id="begun-title" tabindex="-1">{t(words::BEGUN_TITLE)}</h2>
            <dl class="summary-list">
                <div><dt>{t(apply::LATER_REFERENCE)}</dt><dd class="reference" data-reference=""></dd></div>
                <div><dt>{t(apply::LATER_CODE)}</dt><dd class="reference" data-code=""></dd></div>
            </dl>
            <div role="status">
                {PAPER.map(|(state, text)| view! { <p class="notice" data-paper=state hidden=true>{t(text)}</p> }).collect_view()}
            </div>
            <p><strong>{t(words::BEGUN_WRITE_DOWN)}</strong></p>
            <p>{t(words::BEGUN_WHERE)}</p>
            <p>{how}</p>
            <p class="cluster kiosk-acts">
                <a class="button button-primary" href=home data-leave="finish">{t(words::FINISHED)}</a>
            </p>
        </section>
    }
    .into_any()
}
