//! The way through an application: which page follows which, and what the pages of one draft share.

use domain::{
    catalogue::{Channel, Guide, Supply},
    form::{FieldKind, Finding, Form, Screen, Typed, Weight, materials, materials_to_send, question},
    ids::DraftToken,
    text::{Lang, Words},
};
use leptos::prelude::*;

use crate::{
    forms::FieldMistake,
    msg::{apply, helping},
    parts::{Screen as Shown, problem_mistake},
    ports::{
        Unavailable,
        cases::{DraftState, DraftView},
        ports,
    },
    visit::{lang, t},
};

/// Whether a service is applied for here.
#[must_use]
pub fn can_apply(guide: &Guide) -> bool {
    guide.channels.iter().any(|channel| matches!(channel, Channel::Web | Channel::Kiosk | Channel::PreForm))
}

/// Something to hand in for a draft.
pub struct HandInLine {
    /// The material's or the files question's key.
    pub key: String,
    /// What it is.
    pub words: Words,
    /// When it is needed, if not always; or how to answer.
    pub when: Option<Words>,
    /// Whether nothing is sent without it.
    pub needed: bool,
}

/// What can be handed in: the materials of this case, and the questions that are answered by files.
#[must_use]
pub fn hand_ins(guide: &Guide, typed: &Typed) -> Vec<HandInLine> {
    let must: Vec<&str> = materials_to_send(guide, typed).into_iter().map(|material| material.key.as_str()).collect();
    let mut lines: Vec<HandInLine> = materials(guide, typed)
        .into_iter()
        .filter(|material| material.supply != Supply::Written)
        .map(|material| HandInLine {
            key: material.key.clone(),
            words: material.words.clone(),
            when: material.when.clone(),
            needed: must.contains(&material.key.as_str()),
        })
        .collect();
    let form = Form::of(guide);
    let questions = form.screens.iter().flat_map(|screen| &screen.fields);
    for field in questions.filter(|field| field.kind == FieldKind::Files && field.asked(typed)) {
        let needed = field.must_be_answered(typed);
        match lines.iter_mut().find(|line| line.key == field.key) {
            Some(line) => line.needed |= needed,
            None => {
                let (key, words) = (field.key.clone(), field.label.clone());
                lines.push(HandInLine { key, words, when: field.hint.clone(), needed });
            }
        }
    }
    lines
}

/// What a draft asks: the service's questions without those that are answered by who fills it in.
pub(super) fn asked_of(guide: &Guide, draft: &DraftView) -> Form {
    Form::of(guide).asked_of(draft.for_other, &draft.typed)
}

/// The draft's own screens: those that ask something here. A screen with files questions only is the page of materials.
pub(super) fn own_screens<'a>(form: &'a Form, typed: &'a Typed) -> impl Iterator<Item = &'a Screen> {
    form.shown(typed).filter(move |screen| screen.fields.iter().any(|field| field.kind != FieldKind::Files && field.asked(typed)))
}

/// Where a draft begins.
pub(crate) fn first(draft: &DraftToken, form: &Form, typed: &Typed) -> String {
    own_screens(form, typed)
        .next()
        .map_or_else(|| format!("/draft/{draft}/materials"), |screen| format!("/draft/{draft}/{}", screen.key))
}

/// The page after a screen.
pub(super) fn next(draft: &DraftToken, guide: &Guide, form: &Form, typed: &Typed, screen: &str) -> String {
    let mut after = own_screens(form, typed).skip_while(|shown| shown.key != screen).skip(1);
    match after.next() {
        Some(next) => format!("/draft/{draft}/{}", next.key),
        None if hand_ins(guide, typed).is_empty() => format!("/draft/{draft}/check"),
        None => format!("/draft/{draft}/materials"),
    }
}

/// The page before a screen.
pub(super) fn before(draft: &DraftToken, form: &Form, typed: &Typed, screen: &str) -> Option<String> {
    let earlier: Vec<&Screen> = own_screens(form, typed).take_while(|shown| shown.key != screen).collect();
    earlier.last().map(|before| format!("/draft/{draft}/{}", before.key))
}

/// Where the last of the own screens is.
pub(super) fn last(draft: &DraftToken, form: &Form, typed: &Typed) -> Option<String> {
    own_screens(form, typed).last().map(|screen| format!("/draft/{draft}/{}", screen.key))
}

/// The mistakes and the warnings of what was found, in words at their inputs.
#[must_use]
pub fn found_words(form: &Form, found: &[Finding], lang: Lang) -> (Vec<FieldMistake>, Vec<FieldMistake>) {
    let words = |finding: &Finding| problem_mistake(finding, &label(form, &finding.input, lang));
    let of = |weight: Weight| found.iter().filter(|finding| finding.weight == weight).map(words).collect();
    (of(Weight::Error), of(Weight::Warning))
}

/// The label of the question that an input belongs to.
fn label(form: &Form, input: &str, lang: Lang) -> String {
    let fields = form.screens.iter().flat_map(|screen| &screen.fields);
    question(fields, input).map_or_else(|| input.to_owned(), |field| field.label.of(lang).to_owned())
}

/// The service's name above the question.
pub(super) fn service_name(draft: &DraftView) -> String {
    let ports = ports();
    ports.catalogue.guide(draft.service.as_str()).map_or_else(String::new, |guide| guide.name.of(lang()).to_owned())
}

/// The page of a draft that is there and live; what stands in its place otherwise.
pub(super) fn live(found: Result<Option<DraftView>, Unavailable>, page: impl FnOnce(DraftView) -> AnyView) -> AnyView {
    match found {
        Ok(Some(draft)) => match draft.state.clone() {
            DraftState::Live => page(draft),
            DraftState::Sent(case) => view! {
                <Shown title=t(apply::SENT_TITLE)>
                    <p>{t(apply::SENT_TEXT)}</p>
                    <p><a class="button button-primary" href=format!("/case/{case}")>{t(apply::TO_CASE)}</a></p>
                </Shown>
            }
            .into_any(),
            DraftState::Ended => view! {
                <Shown title=t(helping::ENDED_TITLE)>
                    <p>{t(helping::ENDED_TEXT)}</p>
                </Shown>
            }
            .into_any(),
            DraftState::Expired => view! {
                <Shown title=t(apply::EXPIRED_TITLE)>
                    <p>{t(apply::EXPIRED_TEXT)}</p>
                    <p>
                        <a class="button button-primary" href=format!("/apply/{}", draft.service.as_str().to_ascii_lowercase())>
                            {t(apply::BEGIN_AGAIN)}
                        </a>
                    </p>
                </Shown>
            }
            .into_any(),
        },
        Ok(None) => crate::parts::not_found(),
        Err(Unavailable) => crate::parts::unavailable(),
    }
}

/// The draft named in the address.
pub(super) fn token() -> DraftToken {
    let params = leptos_router::hooks::use_params_map().get_untracked();
    DraftToken(params.get("draft").unwrap_or_default())
}
