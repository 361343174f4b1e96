//! What is bought: amounts by category, and counted goods. The fields of the till's form, and what they say.

use domain::{
    text::Text,
    voucher::{Fen, Line, Rules},
};
use leptos::prelude::*;

use crate::{
    forms::{FieldMistake, Form, FormState},
    msg::till as words,
    parts::{FieldError, described_by},
    ports::{ports, vouchers::Till},
    resident::voucher::category_name,
    visit::{lang, t},
};

/// The field of a category's amount.
fn amount_of(category: &str) -> String {
    format!("fen-{category}")
}

fn item_of(item: &str, what: &str) -> String {
    format!("{what}-{item}")
}

/// Where an amount is typed first; nothing in a store that stocks nothing.
pub(super) fn first_amount(rules: &Rules, till: &Till) -> Option<String> {
    rules.store(&till.store)?.stocks.first().map(|code| amount_of(code))
}

/// The fields for what a store stocks.
#[component]
pub(super) fn Bought(
    till: Till,
    /// Whether the first amount has the focus.
    focus: bool,
) -> impl IntoView {
    let lang = lang();
    let rules = ports().vouchers.rules();
    let stocks = rules.store(&till.store).map(|store| store.stocks.clone()).unwrap_or_default();
    let amounts = stocks.iter().enumerate().map(|(at, code)| {
        view! { <Amount name=amount_of(code) what=category_name(&rules, code) focus=focus && at == 0/> }
    });
    let items = rules.items.iter().filter(|item| stocks.contains(&item.category)).map(|item| {
        let name = item.name.of(lang).to_owned();
        view! {
            <div class="cluster">
                <Count name=item_of(&item.code, "count") what=name.clone()/>
                <Amount name=item_of(&item.code, "item") what=name focus=false/>
            </div>
        }
    });
    let (amounts, items) = (amounts.collect_view(), items.collect_view());
    view! {
        <fieldset>
            <legend>{t(words::AMOUNTS)}</legend>
            {amounts}
            <details>
                <summary>{t(words::ITEMS)}</summary>
                {items}
            </details>
        </fieldset>
    }
    .into_any()
}

#[component]
fn Amount(name: String, what: String, focus: bool) -> impl IntoView {
    view! { <Typed label=words::YUAN.with(lang(), &[("what", &what)]) name keys="decimal" focus/> }
}

#[component]
fn Count(name: String, what: String) -> impl IntoView {
    view! { <Typed label=words::COUNT.with(lang(), &[("what", &what)]) name keys="numeric" focus=false/> }
}

/// A number to type, whose label names goods of the data.
#[component]
fn Typed(name: String, label: String, keys: &'static str, focus: bool) -> impl IntoView {
    let state = FormState::current();
    let wrong = state.mistake(&name).is_some();
    view! {
        <div class="field field-short" class:field-wrong=wrong>
            <label for=name.clone()>{label}</label>
            <FieldError name=name.clone()/>
            <input
                id=name.clone()
                inputmode=keys
                autocomplete="off"
                autofocus=focus
                maxlength="10"
                value=state.value_or(&name, "")
                aria-describedby=described_by(&name, false, wrong, false)
                aria-invalid=wrong.then_some("true")
                name=name
            />
        </div>
    }
    .into_any()
}

/// What was entered, as lines; nothing where nothing was. Every mistake in it at once.
pub(super) fn lines(rules: &Rules, form: &Form) -> Result<Vec<Line>, Vec<FieldMistake>> {
    let (mut lines, mut mistakes) = (Vec::new(), Vec::new());
    let mut read = |name: &str, wrong: Text| {
        let typed = form.get(name).trim();
        if typed.is_empty() {
            return None;
        }
        let fen = Fen::parse(typed).filter(|fen| *fen > Fen::ZERO);
        if fen.is_none() {
            mistakes.push(FieldMistake::new(name, wrong));
        }
        fen
    };
    for category in &rules.categories {
        if let Some(fen) = read(&amount_of(&category.code), words::YUAN_WRONG) {
            lines.push(Line { category: category.code.clone(), item: None, count: 1, fen });
        }
    }
    let mut half = Vec::new();
    for item in &rules.items {
        let (count, name) = (form.get(&item_of(&item.code, "count")).trim(), item_of(&item.code, "item"));
        let fen = read(&name, words::YUAN_WRONG);
        match (count.parse::<u32>().ok().filter(|count| *count > 0), fen) {
            (Some(count), Some(fen)) => {
                lines.push(Line { category: item.category.clone(), item: Some(item.code.clone()), count, fen });
            }
            (None, None) if count.is_empty() => {}
            _ => half.push(FieldMistake::new(name, words::COUNT_WRONG)),
        }
    }
    mistakes.extend(half);
    if mistakes.is_empty() { Ok(lines) } else { Err(mistakes) }
}
