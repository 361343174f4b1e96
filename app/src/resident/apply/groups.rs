//! Questions that belong together: a group of them, and rows of the same ones. Rows are added and taken away by buttons of the
//! same form, which keep everything that was typed.

use domain::form::{Field, MOST_ROWS, Typed};
use leptos::prelude::*;

use super::inputs::{Hint, Label, Question, whole};
use crate::{
    forms::FormState,
    msg::apply,
    parts::{FieldError, described_by},
    visit::{lang, t},
};

/// A group under one name.
#[component]
pub(super) fn Group(field: Field, input: String, typed: Typed) -> AnyView {
    let wrong = FormState::current().mistake(&input).is_some();
    let described = described_by(&input, field.hint.is_some(), wrong, false);
    let prefix = format!("{input}.");
    view! {
        <fieldset class="person" id=input aria-describedby=described>
            <legend><Label field=field.clone()/></legend>
            <Hint field=field.clone() input=input.clone()/>
            <FieldError name=input.clone()/>
            <Columns field prefix=prefix typed/>
        </fieldset>
    }
    .into_any()
}

/// Rows of the same questions; one empty row where there is none and one is needed.
#[component]
pub(super) fn Rows(field: Field, input: String, typed: Typed) -> AnyView {
    let wrong = FormState::current().mistake(&input).is_some();
    let least = usize::from(field.required);
    let rows = typed.rows(&input).max(least);
    let lang = lang();
    let shown = (0..rows).map(|row| {
        let legend = apply::ROW.with(lang, &[("label", field.label.of(lang)), ("n", &(row + 1).to_string())]);
        let remove = (rows > least && !whole()).then(|| {
            view! {
                <button class="button-quiet" name="do" value=format!("remove:{input}.{row}")>
                    {t(apply::REMOVE_ROW)}
                    <span class="visually-hidden">{legend.clone()}</span>
                </button>
            }
        });
        view! {
            <fieldset class="person row" id=format!("{input}.{row}")>
                <legend>{legend}</legend>
                <Columns field=field.clone() prefix=format!("{input}.{row}.") typed=typed.clone()/>
                {remove}
            </fieldset>
        }
        .into_any()
    });
    let shown = shown.collect_view();
    let most = field.rules.longest.map_or(MOST_ROWS, |most| most as usize).min(MOST_ROWS);
    let described = described_by(&input, field.hint.is_some(), wrong, false);
    view! {
        <div class="rows" id=input.clone() aria-describedby=described>
            <p class="rows-label"><Label field=field.clone()/></p>
            <Hint field=field.clone() input=input.clone()/>
            <FieldError name=input.clone()/>
            {shown}
            {(rows < most && !whole())
                .then(|| {
                    let words = if rows == 0 { apply::ADD_FIRST_ROW } else { apply::ADD_ROW };
                    view! { <button class="button" name="do" value=format!("add:{input}")>{t(words)}</button> }
                })}
        </div>
    }
    .into_any()
}

#[component]
fn Columns(field: Field, prefix: String, typed: Typed) -> AnyView {
    let asked = field.columns.iter().filter(|column| whole() || column.asked_in(&typed, &prefix)).cloned();
    let asked = asked.map(|column| view! { <Question field=column prefix=prefix.clone() typed=typed.clone()/> });
    asked.collect_view().into_any()
}
