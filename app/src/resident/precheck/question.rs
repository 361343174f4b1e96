//! One question of the pre-check.

use domain::precheck::{Answers, Question, QuestionKind};
use leptos::prelude::*;

use super::{
    AT, BACK, DO, FINISH,
    over::{Arrives, Elsewhere},
};
use crate::{
    forms::FormState,
    msg::precheck,
    parts::{FieldError, Screen, SendOnce, described_by},
    ports::ports,
    visit::{lang, t},
};

/// The screen of a question. What was answered before goes along unseen.
#[component]
pub(super) fn Asked(question: Question, answers: Answers) -> impl IntoView {
    let rules = ports().precheck;
    let asked: Vec<&Question> = rules.questions.iter().filter(|each| each.is_asked(&answers)).collect();
    let number = asked.iter().position(|each| each.key == question.key).unwrap_or(0) + 1;
    let is_first = number == 1;
    let others = rules.questions.iter().filter(|each| each.key != question.key);
    let unseen = others.flat_map(|each| {
        answers.to(&each.key).iter().map(|value| view! { <input type="hidden" name=each.key.clone() value=value.clone()/> })
    });
    let unseen = unseen.collect_view();
    let title = question.words.of(lang()).to_owned();
    let above = format!("{} · {}", t(precheck::TITLE), precheck::PROGRESS.with(lang(), &[("n", &number.to_string())]));
    let key = question.key.clone();
    view! {
        <Screen title above back="/">
            {is_first.then(|| view! { <p>{t(precheck::INTRO)}</p> <Arrives/> })}
            <form method="post" action="/what-can-i-get" autocomplete="off" novalidate=true>
                <input type="hidden" name=AT value=key/>
                {unseen}
                <Inputs question answers/>
                <div class="cluster">
                    <button class="button button-primary" name=DO value="next">{t(precheck::NEXT)}</button>
                    {(!is_first)
                        .then(|| {
                            view! {
                                <button class="button" name=DO value=BACK>{t(precheck::BACK)}</button>
                                <button class="button-quiet" name=DO value=FINISH>{t(precheck::FINISH)}</button>
                            }
                        })}
                </div>
                <SendOnce lang=lang()/>
                {(!is_first).then(|| view! { <p class="cluster"><Elsewhere/></p> })}
            </form>
        </Screen>
    }
    .into_any()
}

#[component]
fn Inputs(question: Question, answers: Answers) -> impl IntoView {
    match &question.kind {
        QuestionKind::Number { .. } => view! { <Number question answers/> }.into_any(),
        QuestionKind::One(_) => view! { <Choices question answers kind="radio"/> }.into_any(),
        QuestionKind::Many(_) => view! { <Choices question answers kind="checkbox"/> }.into_any(),
    }
}

/// The title is the question; the label says it again for those who hear the input alone.
#[component]
fn Number(question: Question, answers: Answers) -> impl IntoView {
    let state = FormState::current();
    let key = question.key.clone();
    let wrong = state.mistake(&key).is_some();
    let described = described_by(&key, question.hint.is_some(), wrong, false);
    let value = state.value_or(&key, answers.to(&key).first().map_or("", String::as_str));
    view! {
        <div class="field field-short" class:field-wrong=wrong>
            <label class="visually-hidden" for=key.clone()>{question.words.of(lang()).to_owned()}</label>
            {question.hint.as_ref().map(|hint| view! { <p class="hint" id=format!("{key}-hint")>{hint.of(lang()).to_owned()}</p> })}
            <FieldError name=key.clone()/>
            <input
                id=key.clone()
                name=key
                type="text"
                inputmode="numeric"
                maxlength="20"
                value=value
                aria-describedby=described
                aria-invalid=wrong.then_some("true")
            />
        </div>
    }
    .into_any()
}

#[component]
fn Choices(question: Question, answers: Answers, kind: &'static str) -> impl IntoView {
    let key = question.key.clone();
    let wrong = FormState::current().mistake(&key).is_some();
    let described = described_by(&key, question.hint.is_some(), wrong, false);
    let chosen = answers.to(&key).to_vec();
    let choices = question.choices().iter().enumerate().map(|(at, choice)| {
        // The first carries the question's own id: the summary of mistakes leads there.
        let id = if at == 0 { key.clone() } else { format!("{key}-{}", choice.value) };
        let checked = chosen.contains(&choice.value);
        view! {
            <div class="choice">
                <input type=kind id=id.clone() name=key.clone() value=choice.value.clone() checked=checked/>
                <label for=id>{choice.words.of(lang()).to_owned()}</label>
            </div>
        }
    });
    let choices = choices.collect_view();
    view! {
        <fieldset class="field" class:field-wrong=wrong aria-describedby=described>
            <legend class="visually-hidden">{question.words.of(lang()).to_owned()}</legend>
            {question.hint.as_ref().map(|hint| view! { <p class="hint" id=format!("{key}-hint")>{hint.of(lang()).to_owned()}</p> })}
            <FieldError name=key.clone()/>
            {choices}
        </fieldset>
    }
    .into_any()
}
