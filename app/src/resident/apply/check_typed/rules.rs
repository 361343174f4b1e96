//! Reads the questions that the server wrote beside a form. By hand: a reader that is derived for everything a question can hold
//! weighs more than all that is checked with it.

use domain::{
    form::{Day, Field, FieldKind, Options, Rules, Together},
    text::Words,
};
use js_sys::{Array, JSON};
use wasm_bindgen::JsValue;

use crate::browser::field;

/// The questions of a screen. Each stands on the page, so it was asked; whether it must be answered is told by «next».
pub(super) fn read(json: &str) -> Option<Vec<Field>> {
    Some(fields(&JSON::parse(json).ok()?))
}

fn fields(list: &JsValue) -> Vec<Field> {
    if list.is_undefined() { Vec::new() } else { Array::from(list).iter().filter_map(|each| question(&each)).collect() }
}

fn question(from: &JsValue) -> Option<Field> {
    let label = field(from, "label");
    Some(Field {
        key: text(from, "key")?,
        label: Words { zh: text(&label, "zh")?, en: text(&label, "en")? },
        kind: kind(&text(from, "type")?)?,
        required: false,
        screen: String::new(),
        hint: None,
        options: Options::default(),
        when: None,
        required_when: None,
        columns: fields(&field(from, "columns")),
        share: None,
        rules: rules(&field(from, "rules")),
    })
}

fn rules(from: &JsValue) -> Rules {
    let is = |key| field(from, key).is_truthy();
    let count = |key| field(from, key).as_f64().map(|count| count as u32);
    let amount = |key| field(from, key).as_f64().map(|amount| amount as i64);
    let years = |key| field(from, key).as_f64().map(|years| years as i16);
    let words = field(from, "not_starting");
    Rules {
        shortest: count("shortest"),
        longest: count("longest"),
        least: amount("least"),
        most: amount("most"),
        ten_thousands: is("ten_thousands"),
        name: is("name"),
        not_after: day(&field(from, "not_after")),
        not_before: day(&field(from, "not_before")),
        youngest: years("youngest"),
        oldest: years("oldest"),
        document: text(from, "document"),
        same_as: text(from, "same_as"),
        together: together(&field(from, "together")),
        unique: is("unique"),
        not_starting: if is("not_starting") {
            Array::from(&words).iter().filter_map(|word| word.as_string()).collect()
        } else {
            Vec::new()
        },
        ..Rules::default()
    }
}

fn together(from: &JsValue) -> Option<Together> {
    let count = |key| field(from, key).as_f64().map(|count| count as i64);
    Some(Together { with: text(from, "with")?, least: count("least")?, alone: count("alone")? })
}

fn day(from: &JsValue) -> Option<Day> {
    let count = |key| field(from, key).as_f64().map(|count| count as i32);
    count("days").map(Day::Days).or_else(|| count("months").map(Day::Months))
}

/// The kinds that are typed or hold what is typed.
fn kind(name: &str) -> Option<FieldKind> {
    Some(match name {
        "text" => FieldKind::Text,
        "id" => FieldKind::Id,
        "tel" => FieldKind::Tel,
        "bankcard" => FieldKind::Bankcard,
        "date" => FieldKind::Date,
        "money" => FieldKind::Money,
        "int" => FieldKind::Int,
        "array" => FieldKind::Array,
        "object" => FieldKind::Object,
        "disability_card" => FieldKind::DisabilityCard,
        "region" => FieldKind::Region,
        "signature" => FieldKind::Signature,
        "uscc" => FieldKind::Uscc,
        _ => return None,
    })
}

fn text(of: &JsValue, key: &str) -> Option<String> {
    field(of, key).as_string()
}
