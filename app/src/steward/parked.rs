//! Dispatches that a department keeps misunderstanding: the steward sends them again, once what was wrong is put right, or gives
//! them back to the resident in words of their own.

use std::collections::BTreeMap;

use leptos::prelude::*;

use super::dispatches::word;
use crate::{
    forms::{Answer, FieldMistake, Form},
    msg::steward,
    parts::{FieldError, SendOnce, described_by, when},
    ports::{ParkedLine, Ports, Unavailable},
    visit::{Visit, lang, t},
};

const DO: &str = "do";
const ID: &str = "id";
const DEPARTMENT: &str = "department";
const RETRY: &str = "retry";
const RETRY_ALL: &str = "retry_all";
const SEND_BACK: &str = "send_back";
/// The longest words to a resident.
const LONGEST: usize = 300;

/// What waits for a person; nothing where nothing does.
#[component]
pub(super) fn ParkedLines(lines: Vec<ParkedLine>) -> impl IntoView {
    if lines.is_empty() {
        return ().into_any();
    }
    let mut departments: Vec<String> = lines.iter().map(|line| line.department.clone()).collect();
    departments.sort();
    departments.dedup();
    let all = departments.into_iter().map(|department| {
        let words = steward::RETRY_ALL.with(lang(), &[("department", &department)]);
        view! {
            <form method="post" action="/steward/dispatches">
                <input type="hidden" name=DEPARTMENT value=department/>
                <button class="button" name=DO value=RETRY_ALL>{words}</button>
                <SendOnce lang=lang()/>
            </form>
        }
    });
    let all = all.collect_view();
    view! {
        <section aria-labelledby="parked">
            <h2 id="parked">{t(steward::PARKED_TITLE)}</h2>
            <p>{t(steward::PARKED_TEXT)}</p>
            <div class="cluster">{all}</div>
            <ul class="messages">{lines.into_iter().map(|line| view! { <Line line/> }).collect_view()}</ul>
        </section>
    }
    .into_any()
}

#[component]
fn Line(line: ParkedLine) -> impl IntoView {
    let lang = lang();
    let state = crate::forms::FormState::current();
    // The words of one line come back to that line only.
    let field = format!("words-{}", line.id);
    let wrong = state.mistake(&field).is_some();
    let typed = state.form.get(&field).to_owned();
    let kind = word(&line.kind).map_or(line.kind.clone(), |text| t(text).to_owned());
    let described = described_by(&field, true, wrong, false);
    view! {
        <li class="card">
            <p class="cluster">
                <strong><code>{line.subject}</code></strong>
                <span>{kind}</span>
                <code>{line.department}</code>
                <time datetime=when::machine(line.created)>{when::moment(lang, line.created)}</time>
                <span>{steward::PARKED_TRIES.with(lang, &[("n", &line.attempts.to_string())])}</span>
            </p>
            <p>{line.reason}</p>
            <form method="post" action="/steward/dispatches" novalidate=true>
                <input type="hidden" name=ID value=line.id/>
                <button class="button button-primary" name=DO value=RETRY>{t(steward::RETRY)}</button>
                <details open=wrong>
                    <summary>{t(steward::SEND_BACK)}</summary>
                    <div class="field" class:field-wrong=wrong>
                        <label for=field.clone()>{t(steward::SEND_BACK_WORDS)}</label>
                        <p class="hint" id=format!("{field}-hint")>{t(steward::SEND_BACK_HINT)}</p>
                        <FieldError name=field.clone()/>
                        // One line: leptos 0.8 does not escape what stands inside a <textarea>.
                        <input
                            id=field.clone()
                            name=field
                            maxlength=LONGEST.to_string()
                            autocomplete="off"
                            value=typed
                            aria-describedby=described
                            aria-invalid=wrong.then_some("true")
                        />
                    </div>
                    <button class="button button-danger" name=DO value=SEND_BACK>{t(steward::SEND_BACK)}</button>
                </details>
                <SendOnce lang/>
            </form>
        </li>
    }
    .into_any()
}

/// Sends again, or gives back. Done twice, it is done once.
pub async fn take(ports: &Ports, visit: &Visit, _params: &BTreeMap<String, String>, form: Form) -> Answer {
    if !visit.staff.as_ref().is_some_and(|staff| staff.steward) {
        return Answer::SignIn;
    }
    let id = form.get(ID);
    let done = match form.get(DO) {
        RETRY_ALL => ports.steward.retry_all_parked(form.get(DEPARTMENT)).await,
        SEND_BACK => {
            let field = format!("words-{id}");
            let words = form.get(&field).trim();
            if words.is_empty() || words.chars().count() > LONGEST {
                return Answer::mistakes(form, vec![FieldMistake::new(field, steward::SEND_BACK_WRONG)]);
            }
            ports.steward.send_back_parked(id, words).await
        }
        _ => ports.steward.retry_parked(id).await,
    };
    match done {
        Ok(()) => Answer::Go("/steward/dispatches".to_owned()),
        Err(Unavailable) => Answer::Unavailable,
    }
}
