//! The normalised object that a department receives: only what was asked, each value in its one spelling.

use jiff::civil::Date;
use serde_json::{Map, Value as Json};

use super::{
    Field, FieldKind, Form, Typed,
    check::filled_rows,
    iso,
    read::{self, Value},
    typed::number,
};

/// What was answered: document numbers in capitals, money in fen, days as `2026-11-23`, several choices as a list, rows as
/// a list of objects. What was not asked, left blank or could not be read is not there; check first. A telephone that somebody
/// said not to have is null.
#[must_use]
pub fn answers(form: &Form, typed: &Typed) -> Json {
    let fields = form.screens.iter().flat_map(|screen| &screen.fields);
    Json::Object(object(fields, typed, ""))
}

fn object<'a>(fields: impl IntoIterator<Item = &'a Field>, typed: &Typed, prefix: &str) -> Map<String, Json> {
    let asked = fields.into_iter().filter(|field| field.asked_in(typed, prefix));
    asked.filter_map(|field| Some((field.key.clone(), answer(field, typed, prefix)?))).collect()
}

fn answer(field: &Field, typed: &Typed, prefix: &str) -> Option<Json> {
    let input = [prefix, &field.key].concat();
    match field.kind {
        FieldKind::Slot => None,
        FieldKind::Array => {
            let rows: Vec<Json> = filled_rows(typed, field, &input)
                .map(|row| Json::Object(object(&field.columns, typed, &[&input, ".", &number(row), "."].concat())))
                .collect();
            (!rows.is_empty()).then_some(Json::Array(rows))
        }
        FieldKind::Object | FieldKind::Region => {
            let group = object(&field.columns, typed, &[&input, "."].concat());
            (!group.is_empty()).then_some(Json::Object(group))
        }
        FieldKind::Multi | FieldKind::Files => {
            let several: Vec<Json> = typed.all(&input).iter().filter_map(|raw| one(field, typed, prefix, raw)).collect();
            (!several.is_empty()).then_some(Json::Array(several))
        }
        _ if field.or_none().is_some() && typed.says_none(&input) => Some(Json::Null),
        _ => one(field, typed, prefix, typed.get(&input)),
    }
}

fn one(field: &Field, typed: &Typed, prefix: &str, raw: &str) -> Option<Json> {
    Some(match read_again(field, typed, prefix, raw)? {
        Value::Text(text) => Json::String(text),
        Value::Yes(yes) => Json::Bool(yes),
        Value::Number(number) => Json::from(number),
        Value::Day(day) => Json::String(iso(day)),
    })
}

/// A value that was checked before, read once more; no day bounds it now.
pub(super) fn read_again(field: &Field, typed: &Typed, prefix: &str, raw: &str) -> Option<Value> {
    if raw.trim().is_empty() {
        return None;
    }
    let document = field.rules.document.as_ref().map(|kind| typed.get(&[prefix, kind].concat()));
    read::value(field, raw, document, Date::MAX, true).ok()
}
