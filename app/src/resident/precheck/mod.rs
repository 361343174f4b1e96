//! «What can I get?»: one question a screen, no sign-in, and nothing stored. The answers so far travel in the form itself, so
//! that they stand in no address, no cookie and no table, and leaving the page forgets them.

mod chances;
mod over;
mod question;

use std::collections::BTreeMap;

use domain::precheck::{Answers, Question, Rules};
use leptos::prelude::*;

use crate::{
    forms::{Answer, FieldMistake, Form, FormState},
    msg::precheck,
    ports::{Ports, ports},
    visit::Visit,
};
use chances::Chances;
use over::{OVER, Over};
use question::Asked;

/// The input that names the question on the screen, and the note that names the next one.
const AT: &str = "at";
/// What was pressed.
const DO: &str = "do";
const BACK: &str = "back";
const FINISH: &str = "finish";

/// A question, or the answers after the last one.
#[component]
pub fn PrecheckPage() -> impl IntoView {
    let (state, rules) = (FormState::current(), ports().precheck);
    if let Some(sealed) = state.notes.get(OVER).cloned() {
        return view! { <Over sealed/> }.into_any();
    }
    let answers = given(&rules, &state.form);
    let at = match state.notes.get(AT) {
        Some(key) => rules.question(key),
        None => rules.questions.first(),
    };
    match at {
        Some(question) => view! { <Asked question=question.clone() answers/> }.into_any(),
        None => view! { <Chances answers/> }.into_any(),
    }
}

/// Goes on to the next question, back to the one before, or to the answers. Nothing is kept here.
pub async fn take(ports: &Ports, _visit: &Visit, _params: &BTreeMap<String, String>, form: Form) -> Answer {
    let rules = &ports.precheck;
    if let Some(came) = over::opened(ports, &form) {
        let at = came.get(AT).to_owned();
        return show(came, rules.question(&at));
    }
    if form.get(DO) == OVER {
        let notes = BTreeMap::from([(OVER, over::sealed(ports, &form))]);
        return Answer::Again { status: 200, state: FormState { form, mistakes: Vec::new(), notes } };
    }
    let Some(at) = rules.question(form.get(AT)) else { return show(Form::default(), rules.questions.first()) };
    let answers = given(rules, &form);
    if form.get(DO) == BACK {
        return show(form, before(rules, at, &answers));
    }
    if let Some(mistake) = mistake(at, &form) {
        let notes = BTreeMap::from([(AT, at.key.clone())]);
        return Answer::Again { status: 422, state: FormState { form, mistakes: vec![mistake], notes } };
    }
    let next = if form.get(DO) == FINISH { None } else { after(rules, at, &answers) };
    show(form, next)
}

/// The same page with another question; without one, with the answers.
fn show(form: Form, question: Option<&Question>) -> Answer {
    let notes = BTreeMap::from([(AT, question.map_or_else(String::new, |question| question.key.clone()))]);
    Answer::Again { status: 200, state: FormState { form, mistakes: Vec::new(), notes } }
}

/// What was answered, of questions that were asked; what is no answer to its question is left out.
fn given(rules: &Rules, form: &Form) -> Answers {
    let mut answers = Answers::default();
    for question in &rules.questions {
        let typed = typed(question, form);
        if question.is_asked(&answers) && question.takes(&typed) {
            typed.iter().for_each(|value| answers.give(&question.key, value));
        }
    }
    answers
}

/// What stands in a question's inputs.
fn typed(question: &Question, form: &Form) -> Vec<String> {
    form.all(&question.key).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty()).collect()
}

fn mistake(question: &Question, form: &Form) -> Option<FieldMistake> {
    use domain::precheck::QuestionKind;
    if question.takes(&typed(question, form)) {
        return None;
    }
    Some(match &question.kind {
        QuestionKind::Number { least, most } => FieldMistake {
            field: question.key.clone(),
            text: precheck::NUMBER_WRONG,
            values: vec![("least", least.to_string()), ("most", most.to_string())],
        },
        QuestionKind::One(_) | QuestionKind::Many(_) => FieldMistake::new(question.key.clone(), precheck::CHOICE_WRONG),
    })
}

fn after<'a>(rules: &'a Rules, at: &Question, answers: &Answers) -> Option<&'a Question> {
    rules.questions.iter().skip_while(|question| question.key != at.key).skip(1).find(|question| question.is_asked(answers))
}

fn before<'a>(rules: &'a Rules, at: &Question, answers: &Answers) -> Option<&'a Question> {
    let asked = rules.questions.iter().take_while(|question| question.key != at.key);
    asked.filter(|question| question.is_asked(answers)).last().or(rules.questions.first())
}
