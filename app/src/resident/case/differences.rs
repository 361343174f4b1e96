//! What the means check found otherwise: source by source, what the application says and what the source says. The resident may
//! object; then the sources are asked again.

use std::collections::BTreeMap;

use domain::{ids::CaseToken, text::Lang};
use leptos::prelude::*;

use crate::{
    forms::{Answer, FieldMistake, Form, FormState},
    msg::differences,
    parts::{FieldError, Screen, SendOnce, described_by, loaded_or_not_found, when},
    ports::{
        Ports,
        cases::{CaseView, DifferenceLine, MoveRefused},
        ports,
    },
    visit::{Visit, lang, t},
};

const WORDS: &str = "words";

/// On the case's page: that something differs, and where to look at it.
#[component]
pub(super) fn Differs(lines: Vec<DifferenceLine>, base: String) -> impl IntoView {
    let objected = lines.iter().find_map(|line| line.objected);
    let text = match objected {
        Some(at) => differences::OBJECTED.with(lang(), &[("when", &when::moment(lang(), at))]),
        None => differences::DIFFERS.with(lang(), &[("n", &lines.len().to_string())]),
    };
    (!lines.is_empty())
        .then(|| {
            view! {
                <section class="notice notice-warn">
                    <h2>{t(differences::TITLE)}</h2>
                    <p>{text}</p>
                    <p><a class="button" href=format!("{base}/differences")>{t(differences::LOOK)}</a></p>
                </section>
            }
        })
        .into_any()
}

/// `/case/{case}/differences`.
#[component]
pub fn DifferencesPage() -> impl IntoView {
    let (ports, token) = (ports(), super::page::token());
    loaded_or_not_found(async move { ports.cases.case(&token).await }, |case| view! { <Shown case/> })
}

#[component]
fn Shown(case: CaseView) -> impl IntoView {
    let lang = lang();
    let base = format!("/case/{}", case.token);
    let nothing = case.differences.is_empty();
    let objected = case.differences.iter().find_map(|line| line.objected);
    let open = case.stage.is_open();
    let lines = case.differences.into_iter().map(|line| view! { <Line line/> }).collect_view();
    view! {
        <Screen title=t(differences::TITLE) back=base.clone()>
            {if nothing {
                view! { <p>{t(differences::NONE)}</p> }.into_any()
            } else {
                view! {
                    <p>{t(differences::TEXT)}</p>
                    {lines}
                }
                .into_any()
            }}
            {objected
                .map(|at| view! { <p class="notice">{differences::OBJECTED.with(lang, &[("when", &when::moment(lang, at))])}</p> })}
            {(!nothing && open && objected.is_none()).then(|| view! { <Object base/> })}
        </Screen>
    }
    .into_any()
}

#[component]
fn Line(line: DifferenceLine) -> impl IntoView {
    let lang = lang();
    let source = match line.source.as_str() {
        "public_security" => t(differences::PUBLIC_SECURITY),
        "social_security" => t(differences::SOCIAL_SECURITY),
        "health" => t(differences::HEALTH),
        "housing" => t(differences::HOUSING),
        "finance" => t(differences::FINANCE),
        _ => t(differences::SOURCE),
    };
    let about = line.about.of(lang).to_owned();
    let row = |what, said: String, of: Option<Lang>| {
        (!said.is_empty()).then(|| view! { <div><dt>{t(what)}</dt><dd lang=of.map(Lang::tag)>{said}</dd></div> })
    };
    view! {
        <dl class="summary-list">
            <div><dt>{t(differences::SOURCE)}</dt><dd>{source}</dd></div>
            {row(differences::ABOUT, about, None)}
            {row(differences::TOLD, line.told, None)}
            {row(differences::FOUND, line.found, None)}
            {row(differences::WORDS_OF_SOURCE, line.words, Some(Lang::Zh))}
            {row(differences::AT, when::moment(lang, line.at), None)}
        </dl>
    }
    .into_any()
}

#[component]
fn Object(base: String) -> impl IntoView {
    let wrong = FormState::current().mistake(WORDS).is_some();
    view! {
        <section aria-labelledby="object">
            <h2 id="object">{t(differences::OBJECT)}</h2>
            <p>{t(differences::OBJECT_TEXT)}</p>
            <form method="post" action=format!("{base}/differences") autocomplete="off" novalidate=true>
                <div class="field" class:field-wrong=wrong>
                    <label for=WORDS>{t(differences::OBJECT_WORDS)}</label>
                    <p class="hint" id="words-hint">{t(differences::OBJECT_HINT)}</p>
                    <FieldError name=WORDS.to_owned()/>
                    // One line: leptos 0.8 does not escape what stands inside a <textarea>.
                    <input
                        id=WORDS
                        name=WORDS
                        maxlength="500"
                        autocomplete="off"
                        value=FormState::current().value_or(WORDS, "")
                        aria-describedby=described_by(WORDS, true, wrong, false)
                        aria-invalid=wrong.then_some("true")
                    />
                </div>
                <button class="button button-primary">{t(differences::OBJECT_SEND)}</button>
                <SendOnce lang=lang()/>
            </form>
        </section>
    }
    .into_any()
}

/// Objects. The page then says what is true, also when it was too late.
pub async fn object(ports: &Ports, _visit: &Visit, params: &BTreeMap<String, String>, form: Form) -> Answer {
    let token = CaseToken(params.get("case").cloned().unwrap_or_default());
    let words = form.get(WORDS).trim().to_owned();
    if words.is_empty() {
        return Answer::mistakes(form, vec![FieldMistake::new(WORDS, differences::OBJECT_EMPTY)]);
    }
    match ports.cases.object(&token, &words).await {
        Ok(()) | Err(MoveRefused::TooLate) => Answer::Go(format!("/case/{token}/differences")),
        Err(MoveRefused::Unknown) => Answer::NotFound,
        Err(MoveRefused::Unavailable) => Answer::Unavailable,
    }
}
