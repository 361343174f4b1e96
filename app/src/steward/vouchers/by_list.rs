//! Granting to everybody on a list: first what it would do, with what to look at in each line, then one press for all. The list
//! is granted whole or not at all, and pressed twice once.

use std::collections::BTreeMap;

use leptos::prelude::*;

use super::{AMOUNT, KEY, Mistakes, PROGRAMME, Programmes, amount_of, grant, person, warnings::warning_words};
use crate::{
    forms::{Answer, FieldMistake, Form, FormState},
    hall::attempt,
    msg::grants as words,
    parts::{Face, Field, FieldError, Page, SendOnce, loaded},
    ports::{
        Ports, ports,
        vouchers::{Batch, BatchPlan, GrantRefused, GrantWarning, Grantee, MOST_PEOPLE, PlannedLine},
    },
    resident::voucher::Example,
    visit::{Visit, lang, t, visit},
};

const PEOPLE: &str = "people";
const DO: &str = "do";
const GRANT: &str = "grant";
/// What a page is shown again with once it is done.
const DONE: &str = "granted";

/// `/steward/vouchers/list`.
#[component]
pub fn ListPage() -> impl IntoView {
    let lang = lang();
    let state = FormState::current();
    let wrong = !state.mistakes.is_empty();
    let done = state.notes.get(DONE).map(|n| {
        view! { <p class="notice notice-good" role="status">{words::LIST_DONE.with(lang, &[("n", n)])}</p> }
    });
    let look = state.form.has(PEOPLE) && !wrong;
    let plan = look.then(|| view! { <Plan form=state.form.clone()/> });
    let people_wrong = state.mistake(PEOPLE).is_some();
    view! {
        <Page title=t(words::LIST_TITLE) face=Face::Staff>
            <p class="back"><a href="/steward/vouchers">{t(words::BACK)}</a></p>
            <Mistakes/>
            <h1>{t(words::LIST_TITLE)}</h1>
            {done}
            {plan}
            <p>{t(words::LIST_TEXT)}</p>
            <Example/>
            <form method="post" action="/steward/vouchers/list" autocomplete="off" novalidate=true>
                <Programmes/>
                <Field name=AMOUNT label=words::AMOUNT hint=words::AMOUNT_HINT inputmode="decimal" class="field-short" longest=10/>
                <div class="field" class:field-wrong=people_wrong>
                    <label for=PEOPLE>{t(words::LIST_PEOPLE)}</label>
                    <FieldError name=PEOPLE.to_owned()/>
                    // `inner_html` escapes nothing either: what was pasted is written by `escaped`.
                    <textarea
                        id=PEOPLE
                        name=PEOPLE
                        rows="10"
                        spellcheck="false"
                        aria-invalid=people_wrong.then_some("true")
                        aria-describedby=people_wrong.then_some("people-error")
                        inner_html=escaped(state.form.get(PEOPLE))
                    ></textarea>
                </div>
                <button class="button button-primary">{t(words::LIST_LOOK)}</button>
                <SendOnce lang/>
            </form>
        </Page>
    }
    .into_any()
}

/// Text as the content of a `<textarea>`: leptos 0.8 writes it there as it is. A first line break would be eaten.
fn escaped(text: &str) -> String {
    format!("\n{}", text.replace('&', "&amp;").replace('<', "&lt;"))
}

/// What the list would do; the press that does it carries the same list.
#[component]
fn Plan(form: Form) -> impl IntoView {
    let (ports, staff) = (ports(), visit().staff);
    let read = async move {
        let (Some(staff), Ok(batch)) = (staff, batch(&form, &ports)) else { return Err(GrantRefused::NotAllowed) };
        ports.vouchers.plan_batch(&batch, &staff).await.map(|plan| (plan, form))
    };
    loaded(read, |found| match found {
        Ok((plan, form)) => view! { <Planned plan form/> }.into_any(),
        Err(_) => ().into_any(),
    })
}

#[component]
fn Planned(plan: BatchPlan, form: Form) -> impl IntoView {
    let lang = lang();
    let twice = |line: &&PlannedLine| line.warnings.iter().any(|warning| matches!(warning, GrantWarning::TwiceOnList(_)));
    let people = plan.lines.len() - plan.lines.iter().filter(twice).count();
    let press = words::LIST_GRANT.with(lang, &[("n", &people.to_string()), ("fen", &plan.total.to_string())]);
    let lines = plan.lines.into_iter().enumerate().map(|(at, line)| {
        let ok = line.warnings.is_empty();
        let warnings =
            line.warnings.into_iter().map(|warning| view! { <span class="tag tag-unsure">{warning_words(warning)}</span> });
        let warnings = warnings.collect_view();
        view! {
            <li>
                <p class="cluster">
                    <span class="figure">{(at + 1).to_string()}</span>
                    <strong>{line.name}</strong>
                    <code>{line.document}</code>
                    {ok.then(|| view! { <span class="tag tag-free">{t(words::LIST_OK)}</span> })}
                    {warnings}
                </p>
            </li>
        }
    });
    let lines = lines.collect_view();
    view! {
        <section class="notice" aria-labelledby="plan">
            <h2 id="plan">{t(words::LIST_PLAN)}</h2>
            <ol class="messages">{lines}</ol>
            <form method="post" action="/steward/vouchers/list">
                <input type="hidden" name=KEY value=attempt("list")/>
                <input type="hidden" name=PROGRAMME value=form.get(PROGRAMME).to_owned()/>
                <input type="hidden" name=AMOUNT value=form.get(AMOUNT).to_owned()/>
                <input type="hidden" name=PEOPLE value=form.get(PEOPLE).to_owned()/>
                <button class="button button-primary" name=DO value=GRANT>{press}</button>
                <SendOnce lang/>
            </form>
        </section>
    }
    .into_any()
}

/// The list as it was pasted: commas of both kinds and tabs part a line.
fn people(form: &Form, ports: &Ports) -> Result<Vec<Grantee>, FieldMistake> {
    let (now, mut people) = (ports.clock.now(), Vec::new());
    let wrong = |text, n: usize| FieldMistake { field: PEOPLE.to_owned(), text, values: vec![("n", n.to_string())] };
    for (at, line) in form.get(PEOPLE).lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let parts: Vec<&str> = line.split([',', '，', '\t']).map(str::trim).collect();
        let part = |n: usize| parts.get(n).copied().unwrap_or_default();
        let read = person(part(0), part(1), part(2), part(3), now).filter(|_| parts.len() <= 4);
        people.push(read.ok_or_else(|| wrong(words::LIST_WRONG, at + 1))?);
    }
    if (1..=MOST_PEOPLE).contains(&people.len()) { Ok(people) } else { Err(wrong(words::LIST_EMPTY, MOST_PEOPLE)) }
}

fn batch(form: &Form, ports: &Ports) -> Result<Batch, Vec<FieldMistake>> {
    let mut mistakes = Vec::new();
    if ports.vouchers.rules().programme(form.get(PROGRAMME), ports.clock.now()).is_none() {
        mistakes.push(FieldMistake::new(PROGRAMME, words::PROGRAMME_WRONG));
    }
    let amount = amount_of(form).map_err(|wrong| mistakes.push(wrong)).ok().flatten();
    match people(form, ports) {
        Ok(people) if mistakes.is_empty() => {
            Ok(Batch { key: form.get(KEY).to_owned(), programme: form.get(PROGRAMME).to_owned(), amount, people })
        }
        Ok(_) => Err(mistakes),
        Err(wrong) => {
            mistakes.push(wrong);
            Err(mistakes)
        }
    }
}

/// Looks, or grants.
pub async fn take(ports: &Ports, visit: &Visit, _params: &BTreeMap<String, String>, form: Form) -> Answer {
    let Some(staff) = visit.staff.as_ref() else { return Answer::SignIn };
    let batch = match batch(&form, ports) {
        Ok(batch) => batch,
        Err(mistakes) => return Answer::mistakes(form, mistakes),
    };
    if form.get(DO) != GRANT {
        return Answer::Again { status: 200, state: FormState { form, ..FormState::default() } };
    }
    match ports.vouchers.issue_batch(&batch, staff).await {
        Ok(granted) => {
            let state = FormState { notes: BTreeMap::from([(DONE, granted.len().to_string())]), ..FormState::default() };
            Answer::Again { status: 200, state }
        }
        Err(why) => grant::refused(form, why),
    }
}
