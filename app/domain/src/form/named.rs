//! Where one question of a data file names another: conditions and rules. What is named must be there.

use std::ops::Range;

use toml::Spanned;

use super::{Field, Test, When};
use crate::catalogue::Sheet;

/// A place where one field names another.
pub(super) struct Named {
    /// The order of the field that names.
    pub field: usize,
    /// What it says.
    pub value: Spanned<String>,
    /// In which rule.
    pub what: What,
}

/// The rule in which a field is named.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    When,
    RequiredWhen,
    Beside,
    Sum,
}

/// A condition in the data's notation.
pub(crate) fn condition(sheet: &mut Sheet<'_>, value: &Spanned<String>) -> Option<When> {
    let when = When::parse(value.get_ref());
    if when.is_none() {
        let reason = "not a condition: write by_proxy, basis = disability_card, cause = fire|traffic, hukou_street != OTHER, \
                      uscc empty, uscc filled or birth under 18";
        sheet.wrong(&value.span(), reason);
    }
    when
}

/// Whether a field that another one names is there and can be named so.
pub(super) fn check_name(sheet: &mut Sheet<'_>, fields: &[Field], named: &Named) {
    let place = named.value.span();
    let when = match named.what {
        What::When | What::RequiredWhen => match When::parse(named.value.get_ref()) {
            Some(when) => Some(when),
            // That it is no condition was told before.
            None => return,
        },
        What::Beside | What::Sum => None,
    };
    if named.what == What::When {
        let own = &fields[named.field].key;
        if when.as_ref().is_some_and(|when| when.field == *own) {
            return sheet.wrong(&place, "a question cannot depend on itself");
        }
        if let Some(When { test: Test::Under(_), .. }) = when {
            return sheet.wrong(&place, "an age changes with the day: write it as required_when");
        }
    }
    check_condition(sheet, fields, &place, when.as_ref().map_or(named.value.get_ref(), |when| &when.field), when.as_ref());
}

/// Whether the field of a condition is there, always asked, and can have the values that are asked for.
pub(crate) fn check_condition(sheet: &mut Sheet<'_>, fields: &[Field], place: &Range<usize>, name: &str, when: Option<&When>) {
    let (first, column) = name.split_once('.').map_or((name, None), |(group, column)| (group, Some(column)));
    let found = fields.iter().find(|field| field.key == first).and_then(|field| match column {
        None => Some(field),
        Some(column) => field.columns.iter().find(|inside| inside.key == column),
    });
    let Some(found) = found else { return sheet.wrong(place, format!("no field is called «{name}»")) };
    let Some(when) = when else { return };
    if column.is_none() && found.when.is_some() {
        sheet.wrong(place, format!("«{name}» is not always asked itself: depend on what it depends on"));
    }
    if let Test::Is(values) | Test::IsNot(values) = &when.test
        && let Some(value) = values.iter().find(|value| !found.options.iter().any(|choice| choice.code == **value))
    {
        sheet.wrong(place, format!("«{value}» is not one of the choices of «{name}»"));
    }
}
