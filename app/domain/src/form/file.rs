//! The fields and screens of a data file, and what is refused of them.

use std::ops::Range;

use serde::Deserialize;
use toml::Spanned;

use super::{
    Choice, Day, Field, FieldKind, FormParts, Options, Rules, Screen, Together,
    named::{Named, What, check_name, condition},
};
use crate::catalogue::{Sheet, WordsFile};

/// A field as a file has it: flat, so that an official can edit it by hand.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FieldFile {
    key: Spanned<String>,
    #[serde(rename = "type")]
    kind: Spanned<String>,
    required: bool,
    zh: Spanned<String>,
    en: Spanned<String>,
    screen: Option<Spanned<String>>,
    hint: Option<WordsFile>,
    /// The name of a shared list.
    options: Option<Spanned<String>>,
    /// A list of its own.
    choices: Option<Spanned<Vec<ChoiceFile>>>,
    /// The name of a shared group of columns.
    rows: Option<Spanned<String>>,
    when: Option<Spanned<String>>,
    required_when: Option<Spanned<String>>,
    share: Option<Spanned<String>>,
    #[serde(default)]
    name: bool,
    #[serde(default)]
    unique: bool,
    #[serde(default)]
    ten_thousands: bool,
    /// More than nothing: the smallest amount or number is one fen, one.
    #[serde(default)]
    positive: bool,
    shortest: Option<Spanned<u32>>,
    longest: Option<Spanned<u32>>,
    least: Option<Spanned<i64>>,
    most: Option<Spanned<i64>>,
    youngest: Option<i16>,
    oldest: Option<i16>,
    not_before: Option<Spanned<String>>,
    not_after: Option<Spanned<String>>,
    warn_before: Option<Spanned<String>>,
    document: Option<Spanned<String>>,
    same_as: Option<Spanned<String>>,
    within: Option<Spanned<String>>,
    adds_up: Option<Spanned<String>>,
    together: Option<Spanned<Together>>,
    #[serde(default)]
    not_starting: Vec<String>,
}

/// A value of a list as a file has it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ChoiceFile {
    code: Spanned<String>,
    zh: Spanned<String>,
    en: Spanned<String>,
}

/// A screen as a file has it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ScreenFile {
    key: Spanned<String>,
    zh: Spanned<String>,
    en: Spanned<String>,
    hint: Option<WordsFile>,
    #[serde(default)]
    booked: bool,
}

/// The choices of a list; a code stands there once.
pub(super) fn choices(sheet: &mut Sheet<'_>, entries: Vec<ChoiceFile>) -> Vec<Choice> {
    let mut read: Vec<Choice> = Vec::with_capacity(entries.len());
    for entry in entries {
        if read.iter().any(|known| known.code == *entry.code.get_ref()) {
            sheet.wrong(&entry.code.span(), format!("the code «{}» is in the list twice", entry.code.get_ref()));
        }
        let code = sheet.said(entry.code, "code");
        read.push(Choice { code, label: sheet.two(entry.zh, entry.en), under: None });
    }
    read
}

/// Screens without their fields, each with its line.
pub(super) fn screen_heads(sheet: &mut Sheet<'_>, entries: Vec<ScreenFile>) -> Vec<(Range<usize>, Screen)> {
    let mut heads: Vec<(Range<usize>, Screen)> = Vec::with_capacity(entries.len());
    for entry in entries {
        let place = entry.key.span();
        let key = sheet.said(entry.key, "key");
        if key.bytes().any(|b| !b.is_ascii_lowercase() && !b.is_ascii_digit() && b != b'-') {
            sheet.wrong(&place, "a screen's key is part of an address: small letters, digits and hyphens");
        }
        if heads.iter().any(|(_, known)| known.key == key) {
            sheet.wrong(&place, format!("the screen «{key}» is there twice"));
        }
        let title = sheet.two(entry.zh, entry.en);
        let hint = entry.hint.map(|hint| sheet.words(hint));
        heads.push((place, Screen { key, title, hint, booked: entry.booked, fields: Vec::new() }));
    }
    heads
}

/// A service's screens in the order in which its fields name them: its own and those that all share.
pub(crate) fn screens(sheet: &mut Sheet<'_>, parts: &FormParts, own: Vec<ScreenFile>, entries: Vec<FieldFile>) -> Vec<Screen> {
    let own = screen_heads(sheet, own);
    let places: Vec<_> = entries.iter().map(|entry| (entry.key.span(), entry.screen.as_ref().map(Spanned::span))).collect();
    let mut screens: Vec<Screen> = Vec::new();
    for (field, (key_at, screen_at)) in fields(sheet, parts, entries, true).into_iter().zip(places) {
        let Some(screen_at) = screen_at else {
            sheet.wrong(&key_at, format!("the field «{}» is on no screen: write screen = \"…\"", field.key));
            continue;
        };
        if let Some(screen) = screens.iter_mut().find(|screen| screen.key == field.screen) {
            screen.fields.push(field);
            continue;
        }
        let head = own.iter().map(|(_, screen)| screen).chain(&parts.screens).find(|screen| screen.key == field.screen);
        match head {
            Some(head) => screens.push(Screen { fields: vec![field], ..head.clone() }),
            None => sheet.wrong(
                &screen_at,
                format!("nobody defined the screen «{}»: add it to screens of [form] or to screens.toml", field.screen),
            ),
        }
    }
    for (place, screen) in own {
        if parts.screens.iter().any(|shared| shared.key == screen.key) {
            sheet.wrong(&place, format!("the screen «{}» is in screens.toml already", screen.key));
        } else if !screens.iter().any(|used| used.key == screen.key) {
            sheet.wrong(&place, format!("no field is on the screen «{}»", screen.key));
        }
    }
    screens
}

/// The fields of a form, or the columns of a group. One that cannot be read at all leaves a plain one in its place, so
/// that the others are still checked.
pub(crate) fn fields(sheet: &mut Sheet<'_>, parts: &FormParts, entries: Vec<FieldFile>, top: bool) -> Vec<Field> {
    let mut fields: Vec<Field> = Vec::with_capacity(entries.len());
    let mut named: Vec<Named> = Vec::new();
    for entry in entries {
        if fields.iter().any(|field| field.key == *entry.key.get_ref()) {
            sheet.wrong(&entry.key.span(), format!("the field «{}» is there twice", entry.key.get_ref()));
        }
        if entry.key.get_ref().bytes().any(|b| !b.is_ascii_alphanumeric() && b != b'_') {
            sheet.wrong(&entry.key.span(), "a field's key has letters, digits and _ only");
        }
        if !top && let Some(screen) = &entry.screen {
            sheet.wrong(&screen.span(), "a column of a group stands on no screen of its own");
        }
        let order = fields.len();
        fields.push(field(sheet, parts, entry, order, &mut named));
    }
    for named in &named {
        check_name(sheet, &fields, named);
    }
    fields
}

fn field(sheet: &mut Sheet<'_>, parts: &FormParts, entry: FieldFile, order: usize, named: &mut Vec<Named>) -> Field {
    let at = entry.key.span();
    let kind = sheet.one_of(&entry.kind, "type");
    let rules = rules(sheet, kind, &entry);
    // What a booking offers to choose from comes from the venues.
    let screen = entry.screen.map(Spanned::into_inner).unwrap_or_default();
    let booked = parts.screens.iter().any(|shared| shared.booked && shared.key == screen);
    let options = if booked { Options::default() } else { options(sheet, parts, kind, entry.options, entry.choices, &at) };
    let read = Field {
        label: sheet.two(entry.zh, entry.en),
        kind: kind.unwrap_or(FieldKind::Text),
        required: entry.required,
        screen,
        hint: entry.hint.map(|hint| sheet.words(hint)),
        options,
        when: entry.when.as_ref().and_then(|when| condition(sheet, when)),
        required_when: entry.required_when.as_ref().and_then(|when| condition(sheet, when)),
        columns: columns(sheet, parts, kind, entry.rows, &at),
        share: entry.share.and_then(|share| sheet.one_of(&share, "share")),
        rules,
        key: sheet.said(entry.key, "key"),
    };
    let together = entry.together.map(|together| Spanned::new(together.span(), together.into_inner().with));
    let names = [
        (entry.when, What::When),
        (entry.required_when, What::RequiredWhen),
        (entry.document, What::Beside),
        (entry.same_as, What::Beside),
        (entry.within, What::Beside),
        (together, What::Beside),
        (entry.adds_up, What::Sum),
    ];
    named.extend(names.into_iter().filter_map(|(value, what)| Some(Named { field: order, value: value?, what })));
    read
}

fn rules(sheet: &mut Sheet<'_>, kind: Option<FieldKind>, entry: &FieldFile) -> Rules {
    let unit = match kind {
        Some(FieldKind::Money) if entry.ten_thousands => 1_000_000,
        Some(FieldKind::Money) => 100,
        _ => 1,
    };
    let number = |value: &Option<Spanned<i64>>| value.as_ref().map(|value| value.get_ref().saturating_mul(unit));
    let (least, most) = (number(&entry.least).or(entry.positive.then_some(1)), number(&entry.most));
    if let (Some(low), Some(high), Some(place)) = (least, most, &entry.most)
        && low > high
    {
        sheet.wrong(&place.span(), "most is less than least");
    }
    if let (Some(low), Some(high)) = (&entry.shortest, &entry.longest)
        && low.get_ref() > high.get_ref()
    {
        sheet.wrong(&high.span(), "longest is less than shortest");
    }
    let name = |name: &Option<Spanned<String>>| name.as_ref().map(|name| name.get_ref().clone());
    Rules {
        shortest: entry.shortest.as_ref().map(|count| *count.get_ref()),
        longest: entry.longest.as_ref().map(|count| *count.get_ref()),
        least,
        most,
        ten_thousands: entry.ten_thousands,
        name: entry.name,
        not_after: day(sheet, entry.not_after.as_ref()),
        not_before: day(sheet, entry.not_before.as_ref()),
        warn_before: day(sheet, entry.warn_before.as_ref()),
        youngest: entry.youngest,
        oldest: entry.oldest,
        document: name(&entry.document),
        same_as: name(&entry.same_as),
        within: name(&entry.within),
        adds_up: name(&entry.adds_up),
        together: entry.together.as_ref().map(|together| together.get_ref().clone()),
        unique: entry.unique,
        not_starting: entry.not_starting.clone(),
    }
}

fn day(sheet: &mut Sheet<'_>, value: Option<&Spanned<String>>) -> Option<Day> {
    let value = value?;
    let day = Day::parse(value.get_ref());
    if day.is_none() {
        sheet.wrong(&value.span(), "not a day: write today, today+12m or today-30d");
    }
    day
}

/// The choices of a field; yes or no, agreements and telephones have the lists «yes-no», «agreed» and «no-telephone».
fn options(
    sheet: &mut Sheet<'_>,
    parts: &FormParts,
    kind: Option<FieldKind>,
    list: Option<Spanned<String>>,
    own: Option<Spanned<Vec<ChoiceFile>>>,
    at: &Range<usize>,
) -> Options {
    let built_in = match kind {
        Some(FieldKind::Bool) => Some("yes-no"),
        Some(FieldKind::Consent) => Some("agreed"),
        Some(FieldKind::Tel) => Some("no-telephone"),
        _ => None,
    };
    let chosen = kind.is_some_and(FieldKind::is_choice);
    match (list, own) {
        (Some(list), Some(_)) => sheet.wrong(&list.span(), "options or choices, not both"),
        (Some(list), None) if !chosen => sheet.wrong(&list.span(), "only enum and multi have options"),
        (None, Some(own)) if !chosen => sheet.wrong(&own.span(), "only enum and multi have choices"),
        (Some(list), None) => match parts.lists.get(list.get_ref()) {
            Some(options) => return options.clone(),
            None => sheet.wrong(&list.span(), format!("there is no list «{}» in options.toml", list.get_ref())),
        },
        (None, Some(own)) if !own.get_ref().is_empty() => return choices(sheet, own.into_inner()).into(),
        (None, _) if chosen => sheet.wrong(at, "a field to choose from needs options = \"…\" or choices = […]"),
        (None, _) => {}
    }
    built_in.and_then(|list| parts.lists.get(list)).cloned().unwrap_or_default()
}

/// The columns of a group.
fn columns(
    sheet: &mut Sheet<'_>,
    parts: &FormParts,
    kind: Option<FieldKind>,
    rows: Option<Spanned<String>>,
    at: &Range<usize>,
) -> Vec<Field> {
    match rows {
        Some(rows) if !kind.is_some_and(FieldKind::is_group) => {
            sheet.wrong(&rows.span(), "only array, object and region have rows");
        }
        Some(rows) => match parts.rows.get(rows.get_ref()) {
            Some(columns) => return columns.clone(),
            None => sheet.wrong(&rows.span(), format!("there are no rows «{}» (before this) in screens.toml", rows.get_ref())),
        },
        None if kind.is_some_and(FieldKind::is_group) => {
            sheet.wrong(at, "a group needs rows = \"…\": its columns in screens.toml");
        }
        None => {}
    }
    Vec::new()
}
