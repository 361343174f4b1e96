//! One question of a form, drawn by what it takes. An input's name is its place in `Typed`: `family_members.0.name`.
//!
//! A page that nobody answers before it is on the screen (a kiosk's without a network) has them all at once: [`Whole`].

use domain::{
    form::{Choice, Field, FieldKind, Typed},
    text::Words,
};
use leptos::prelude::*;

use super::groups::{Group, Rows};
use crate::{
    forms::FormState,
    kiosk::NoPhone,
    msg::apply,
    parts::{FieldError, described_by},
    visit::{lang, t},
};

/// In the context of a page that asks everything at once: each question is there, and what it hangs on stands beside it for the
/// page's script (`public/kiosk/offline/asked.js`).
#[derive(Clone, Copy, Debug)]
pub struct Whole;

/// Whether this page asks everything at once.
pub(super) fn whole() -> bool {
    use_context::<Whole>().is_some()
}

/// Whether a page that asks everything at once has this question. Papers need the server; a promise and a signature belong to sending;
/// rows that may be left out come later.
#[must_use]
pub fn asked_at_once(field: &Field) -> bool {
    match field.kind {
        FieldKind::Files | FieldKind::Slot | FieldKind::Consent | FieldKind::Signature => false,
        FieldKind::Array => field.required,
        FieldKind::Object | FieldKind::Region => field.columns.iter().any(asked_at_once),
        _ => true,
    }
}

/// So many choices are shown side by side; more go into a list.
const SIDE_BY_SIDE: usize = 7;

/// A question with its label, hint, mistake and input.
#[component]
pub fn Question(
    /// The question.
    field: Field,
    /// What stands before its key in the input's name: empty, `assets.` or `family_members.0.`.
    #[prop(into)]
    prefix: String,
    /// What was typed so far.
    typed: Typed,
) -> AnyView {
    if !whole() {
        return view! { <Drawn field prefix typed/> }.into_any();
    }
    if !asked_at_once(&field) {
        return ().into_any();
    }
    match &field.when {
        Some(when) => {
            let when = serde_json::to_string(when).expect("a name and words are always JSON");
            let drawn = view! { <Drawn field prefix=prefix.clone() typed/> };
            view! { <div data-when=when data-prefix=prefix hidden=true>{drawn}</div> }.into_any()
        }
        None => view! { <Drawn field prefix typed/> }.into_any(),
    }
}

#[component]
fn Drawn(field: Field, prefix: String, typed: Typed) -> AnyView {
    let input = format!("{prefix}{}", field.key);
    match field.kind {
        FieldKind::Array => view! { <Rows field input typed/> }.into_any(),
        FieldKind::Object | FieldKind::Region => view! { <Group field input typed/> }.into_any(),
        FieldKind::Consent => view! { <Consent field input typed/> }.into_any(),
        FieldKind::Bool => view! { <SideBySide field input typed many=false/> }.into_any(),
        FieldKind::Enum if field.options.len() <= SIDE_BY_SIDE => view! { <SideBySide field input typed many=false/> }.into_any(),
        FieldKind::Enum => view! { <List field input prefix typed/> }.into_any(),
        FieldKind::Multi => view! { <SideBySide field input typed many=true/> }.into_any(),
        FieldKind::Files | FieldKind::Slot => ().into_any(),
        _ => view! { <Line field input typed/> }.into_any(),
    }
}

fn words(words: &Words) -> String {
    words.of(lang()).to_owned()
}

/// The label, and whether it may be left out.
#[component]
pub(super) fn Label(field: Field) -> impl IntoView {
    let optional = !field.required && field.required_when.is_none() && !field.kind.is_group();
    view! {
        {words(&field.label)}
        {optional.then(|| view! { <span class="optional">{t(crate::msg::common::OPTIONAL)}</span> })}
    }
    .into_any()
}

/// The hint below a label.
#[component]
pub(super) fn Hint(field: Field, input: String) -> impl IntoView {
    let own = field.hint.as_ref().map(words);
    let said = own.or_else(|| (field.kind == FieldKind::Date).then(|| t(apply::DATE_HINT).to_owned()));
    said.map(|said| view! { <p class="hint" id=format!("{input}-hint")>{said}</p> }).into_any()
}

fn has_hint(field: &Field) -> bool {
    field.hint.is_some() || field.kind == FieldKind::Date
}

/// One line to type into.
#[component]
fn Line(field: Field, input: String, typed: Typed) -> impl IntoView {
    let state = FormState::current();
    let wrong = state.mistake(&input).is_some();
    let (kind, keys, longest) = match field.kind {
        FieldKind::Tel => ("tel", "tel", 24),
        FieldKind::Money | FieldKind::Int => ("text", "decimal", 20),
        FieldKind::Bankcard => ("text", "numeric", 30),
        FieldKind::Date => ("text", "numeric", 20),
        FieldKind::Text => ("text", "text", field.rules.longest.unwrap_or(500)),
        _ => ("text", "text", 60),
    };
    let board = match field.kind {
        FieldKind::Tel => "phone",
        FieldKind::Money => "money",
        FieldKind::Int | FieldKind::Bankcard => "digits",
        FieldKind::Date => "date",
        FieldKind::Id | FieldKind::DisabilityCard => "document",
        FieldKind::Uscc => "code",
        FieldKind::Signature => "name",
        FieldKind::Text if field.rules.name => "name",
        _ => "text",
    };
    let short = matches!(field.kind, FieldKind::Tel | FieldKind::Money | FieldKind::Int | FieldKind::Date);
    let complete = match (field.kind, field.share) {
        (FieldKind::Tel, Some(_)) => "tel",
        (FieldKind::Text, Some(_)) if field.rules.name => "name",
        _ => "off",
    };
    let value = typed.get(&input).to_owned();
    let none = field.or_none().filter(|_| !whole()).map(|none| {
        view! { <NoPhone of=input.clone() words=words(&none.label) said=typed.says_none(&input)/> }
    });
    view! {
        <div class="field" class:field-wrong=wrong class:field-short=short>
            <label for=input.clone()><Label field=field.clone()/></label>
            <Hint field=field.clone() input=input.clone()/>
            <FieldError name=input.clone()/>
            <input
                id=input.clone()
                name=input.clone()
                type=kind
                inputmode=keys
                data-board=board
                data-private=field.kind.is_private().then_some("")
                autocomplete=complete
                autocapitalize="off"
                spellcheck="false"
                maxlength=longest.to_string()
                value=value
                aria-describedby=described_by(&input, has_hint(&field), wrong, true)
                aria-invalid=wrong.then_some("true")
            />
            <p class="error live" id=format!("{input}-live") aria-live="polite"></p>
            {none}
        </div>
    }
    .into_any()
}

/// A box to tick.
#[component]
fn Consent(field: Field, input: String, typed: Typed) -> impl IntoView {
    let wrong = FormState::current().mistake(&input).is_some();
    let label = words(&field.label);
    let described = described_by(&input, has_hint(&field), wrong, false);
    view! {
        <div class="field" class:field-wrong=wrong>
            <FieldError name=input.clone()/>
            <div class="choice">
                <input
                    type="checkbox"
                    id=input.clone()
                    name=input.clone()
                    value="yes"
                    checked=typed.get(&input) == "yes"
                    autocomplete="off"
                    aria-describedby=described
                    aria-invalid=wrong.then_some("true")
                />
                <label for=input.clone()>{label}</label>
            </div>
            <Hint field input/>
        </div>
    }
    .into_any()
}

/// A few choices, one or several of which are taken. The first carries the field's own id, so that the summary of mistakes
/// leads to it.
#[component]
fn SideBySide(field: Field, input: String, typed: Typed, many: bool) -> impl IntoView {
    let wrong = FormState::current().mistake(&input).is_some();
    let chosen: Vec<String> = typed.all(&input).to_vec();
    let kind = if many { "checkbox" } else { "radio" };
    let choices = field.options.iter().enumerate().map(|(at, choice)| {
        let id = if at == 0 { input.clone() } else { format!("{input}-{}", choice.code) };
        let checked = chosen.contains(&choice.code);
        view! {
            <div class="choice">
                <input type=kind id=id.clone() name=input.clone() value=choice.code.clone() checked=checked autocomplete="off"/>
                <label for=id>{words(&choice.label)}</label>
            </div>
        }
    });
    let choices = choices.collect_view();
    let described = described_by(&input, has_hint(&field), wrong, false);
    view! {
        <fieldset class="field" class:field-wrong=wrong aria-describedby=described>
            <legend><Label field=field.clone()/></legend>
            <Hint field input=input.clone()/>
            <FieldError name=input/>
            {choices}
        </fieldset>
    }
    .into_any()
}

/// Many choices: a list. Choices that belong to another answer are narrowed to it once it is known, and grouped before.
#[component]
fn List(field: Field, input: String, prefix: String, typed: Typed) -> impl IntoView {
    let wrong = FormState::current().mistake(&input).is_some();
    let chosen = typed.get(&input).to_owned();
    let other = field.rules.within.as_ref().map(|other| format!("{prefix}{other}"));
    let within = other.as_ref().map(|other| typed.get(other).to_owned()).unwrap_or_default();
    let fits = |choice: &&Choice| within.is_empty() || choice.under.as_deref().is_none_or(|under| under == within);
    let options = field.options.iter().filter(fits).map(|choice| {
        let under = choice.under.clone().filter(|_| whole());
        view! {
            <option value=choice.code.clone() selected=choice.code == chosen data-under=under>{words(&choice.label)}</option>
        }
    });
    let options = options.collect_view();
    view! {
        <div class="field" class:field-wrong=wrong>
            <label for=input.clone()><Label field=field.clone()/></label>
            <Hint field=field.clone() input=input.clone()/>
            <FieldError name=input.clone()/>
            <select
                id=input.clone()
                name=input.clone()
                autocomplete="off"
                data-within=other.filter(|_| whole())
                aria-describedby=described_by(&input, has_hint(&field), wrong, false)
                aria-invalid=wrong.then_some("true")
            >
                <option value="">{t(apply::CHOOSE)}</option>
                {options}
            </select>
        </div>
    }
    .into_any()
}
