//! What was answered, for the page that asks «is this right?» and for the printed receipt. Long numbers are masked.

use super::{Choice, Field, FieldKind, Form, Typed, answers::read_again, check::filled_rows, iso, read::Value, typed::number};
use crate::{
    identity::{mask_document, mask_phone},
    text::Words,
};

/// The answers of one screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// The screen's key, to go back to it.
    pub screen: String,
    /// Its heading.
    pub title: Words,
    /// What was asked with what is shown of the answer; no value where the question was left out. Of a group each row is
    /// one entry, its values with their own labels.
    pub rows: Vec<(Words, Vec<Words>)>,
}

/// What was answered on every screen that is shown.
#[must_use]
pub fn summary(form: &Form, typed: &Typed) -> Vec<Section> {
    form.shown(typed)
        .map(|screen| Section {
            screen: screen.key.clone(),
            title: screen.title.clone(),
            rows: screen.fields.iter().filter(|field| field.asked(typed)).flat_map(|field| entries(field, typed)).collect(),
        })
        .collect()
}

fn entries(field: &Field, typed: &Typed) -> Vec<(Words, Vec<Words>)> {
    let rows: Vec<usize> = match field.kind {
        FieldKind::Array => filled_rows(typed, field, &field.key).collect(),
        _ => Vec::new(),
    };
    if rows.is_empty() {
        return vec![(field.label.clone(), values(field, typed, ""))];
    }
    let entry = |(order, row): (usize, usize)| {
        let count = number(order + 1);
        let label = both(&field.label, |label| [label, " ", &count].concat());
        (label, labelled(&field.columns, typed, &[&field.key, ".", &number(row), "."].concat()))
    };
    rows.into_iter().enumerate().map(entry).collect()
}

/// What is shown of one field's answer.
fn values(field: &Field, typed: &Typed, prefix: &str) -> Vec<Words> {
    let input = [prefix, &field.key].concat();
    if let Some(none) = field.or_none().filter(|_| typed.says_none(&input)) {
        return vec![none.label.clone()];
    }
    match field.kind {
        FieldKind::Array => filled_rows(typed, field, &input)
            .map(|row| {
                let inside = labelled(&field.columns, typed, &[&input, ".", &number(row), "."].concat());
                let join = |of: fn(&Words) -> &str, mark: &str| inside.iter().map(of).collect::<Vec<_>>().join(mark);
                Words { zh: join(|words| &words.zh, "，"), en: join(|words| &words.en, ", ") }
            })
            .collect(),
        FieldKind::Object | FieldKind::Region => labelled(&field.columns, typed, &[&input, "."].concat()),
        FieldKind::Files => match typed.all(&input).iter().filter(|file| !file.trim().is_empty()).count() {
            0 => Vec::new(),
            files => vec![same(number(files))],
        },
        _ => typed.all(&input).iter().filter_map(|raw| Some(shown(field, read_again(field, typed, prefix, raw)?, raw))).collect(),
    }
}

/// The answers of a row, each with its label.
fn labelled(columns: &[Field], typed: &Typed, prefix: &str) -> Vec<Words> {
    let asked = columns.iter().filter(|column| column.asked_in(typed, prefix));
    let said = |column: &Field| {
        let inside = values(column, typed, prefix);
        inside
            .into_iter()
            .map(|value| Words {
                zh: [&column.label.zh, "：", &value.zh].concat(),
                en: [&column.label.en, ": ", &value.en].concat(),
            })
            .collect::<Vec<_>>()
    };
    asked.flat_map(said).collect()
}

fn shown(field: &Field, value: Value, raw: &str) -> Words {
    match value {
        Value::Text(text) => match field.kind {
            FieldKind::Enum | FieldKind::Multi => chosen(field, &text),
            FieldKind::Id | FieldKind::DisabilityCard => same(mask_document(&text)),
            FieldKind::Bankcard => same(mask_card(&text)),
            FieldKind::Tel => same(mask_phone(&text)),
            _ => same(text),
        },
        Value::Yes(yes) => chosen(field, if yes { "yes" } else { "no" }),
        Value::Number(fen) if field.kind == FieldKind::Money && !field.rules.ten_thousands => same(yuan(fen)),
        Value::Number(_) => same(raw.trim().to_owned()),
        Value::Day(day) => same(iso(day)),
    }
}

fn chosen(field: &Field, code: &str) -> Words {
    let label = |choice: &Choice| choice.label.clone();
    field.options.iter().find(|choice| choice.code == code).map_or_else(|| same(code.to_owned()), label)
}

/// `************0000`: of a bank card only the last four digits (domain.md §4).
fn mask_card(digits: &str) -> String {
    let last = digits.len().saturating_sub(4);
    ["*".repeat(last).as_str(), &digits[last..]].concat()
}

/// `1234.50` of 123450 fen.
#[must_use]
pub fn yuan(fen: i64) -> String {
    let cents = fen.rem_euclid(100);
    let tail = [if cents < 10 { ".0" } else { "." }, &cents.to_string()].concat();
    [fen.div_euclid(100).to_string(), tail].concat()
}

fn same(text: String) -> Words {
    Words { zh: text.clone(), en: text }
}

fn both(words: &Words, change: impl Fn(&str) -> String) -> Words {
    Words { zh: change(&words.zh), en: change(&words.en) }
}
