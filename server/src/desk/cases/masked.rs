//! Long numbers are kept as typed and shown masked. A masked number that comes back means the one that was kept, also when
//! its row has moved; where two rows look the same behind the mask and their number has changed, it must be typed again.

use std::collections::BTreeSet;

use domain::{
    form::{Field, FieldKind, Form, Typed},
    identity::{mask_document, mask_phone},
};

/// The longest answer that is kept: longer ones are no answers.
const LONGEST: usize = 2000;

/// As its pages show it: good numbers masked, mistaken ones (by their inputs) as typed, so that the mistake can be seen.
pub(super) fn shown(form: &Form, typed: &Typed, mistaken: &BTreeSet<&str>) -> Typed {
    let mut shown = typed.clone();
    for (input, field) in numbers(form, typed) {
        if !mistaken.contains(input.as_str()) {
            let masked = mask(field, typed.get(&input));
            shown.set(input, masked);
        }
    }
    shown
}

/// What was sent, with the numbers kept before where a masked one came back.
pub(super) fn kept(form: &Form, sent: &Typed, before: &Typed) -> Typed {
    let mut kept = Typed::default();
    for (input, values) in sent.iter() {
        kept.set_all(input, values.iter().map(|value| value.chars().take(LONGEST).collect()).collect());
    }
    let known = numbers(form, before);
    for (input, field) in numbers(form, sent) {
        let masked = sent.get(&input).trim();
        if !masked.contains('*') {
            continue;
        }
        let alike: Vec<(&str, &str)> = known
            .iter()
            .filter(|(other, _)| without_rows(other) == without_rows(&input))
            .map(|(other, _)| (other.as_str(), before.get(other)))
            .filter(|(_, number)| mask(field, number) == masked)
            .collect();
        let different: BTreeSet<&str> = alike.iter().map(|(_, number)| *number).collect();
        let group = input.split('.').next().unwrap_or_default();
        let same_place = alike.iter().find(|(other, _)| *other == input && sent.rows(group) == before.rows(group));
        let number = match (same_place, different.len()) {
            (Some((_, number)), _) => Some(*number),
            (None, 1) => different.first().copied(),
            (None, _) => None,
        };
        if let Some(number) = number {
            kept.set(input, number);
        }
    }
    kept
}

/// Every input with a number in it that is not for every eye.
fn numbers<'a>(form: &'a Form, typed: &Typed) -> Vec<(String, &'a Field)> {
    let mut found = Vec::new();
    for field in form.screens.iter().flat_map(|screen| &screen.fields) {
        inputs(field, &field.key, typed, &mut found);
    }
    found
}

fn inputs<'a>(field: &'a Field, input: &str, typed: &Typed, found: &mut Vec<(String, &'a Field)>) {
    match field.kind {
        FieldKind::Array => {
            for row in 0..typed.rows(input) {
                field.columns.iter().for_each(|column| inputs(column, &format!("{input}.{row}.{}", column.key), typed, found));
            }
        }
        FieldKind::Object | FieldKind::Region => {
            field.columns.iter().for_each(|column| inputs(column, &format!("{input}.{}", column.key), typed, found));
        }
        kind if kind.is_private() && !typed.get(input).trim().is_empty() => found.push((input.to_owned(), field)),
        _ => {}
    }
}

fn mask(field: &Field, typed: &str) -> String {
    let number: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    match field.kind {
        FieldKind::Tel => mask_phone(&number),
        FieldKind::Bankcard => {
            let length = number.chars().count();
            number.chars().enumerate().map(|(at, c)| if at + 4 < length { '*' } else { c }).collect()
        }
        _ => mask_document(&number),
    }
}

/// `family_members.id_no` of `family_members.3.id_no`.
fn without_rows(input: &str) -> Vec<&str> {
    input.split('.').filter(|part| part.parse::<usize>().is_err()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two questions: a number, and rows with a number each.
    fn form() -> Form {
        use serde_json::json;
        let words = json!({ "zh": "题", "en": "T" });
        let number = |key: &str, kind: &str| json!({ "key": key, "label": words, "type": kind, "required": true });
        let mut rows = number("family", "array");
        rows["columns"] = json!([number("id", "id")]);
        let screen = json!({ "key": "s", "title": words, "fields": [number("card", "bankcard"), rows] });
        let form = json!({ "service": "XC-JZ-01", "screens": [screen] });
        serde_json::from_value(form).expect("a form")
    }

    fn family(numbers: &[&str]) -> Typed {
        numbers.iter().enumerate().map(|(row, number)| (format!("family.{row}.id"), *number)).collect()
    }

    const ONE: &str = "110102189905200011";
    const TWO: &str = "110102189905200312";
    const LIKE_ONE: &str = "110102189101010011";

    #[test]
    fn a_masked_number_means_the_one_that_was_kept_also_when_its_row_moved() {
        let before = family(&[ONE, TWO]);
        let mut seen = shown(&form(), &before, &BTreeSet::new());
        assert_eq!(seen.get("family.1.id"), "110102********0312");
        assert_eq!(kept(&form(), &seen, &before), before);
        seen.forget_row("family", 0);
        assert_eq!(kept(&form(), &seen, &before), family(&[TWO]));
    }

    #[test]
    fn two_that_look_alike_are_never_taken_for_each_other() {
        let before = family(&[ONE, LIKE_ONE]);
        let mut seen = shown(&form(), &before, &BTreeSet::new());
        assert_eq!(kept(&form(), &seen, &before), before);
        seen.forget_row("family", 0);
        assert_eq!(kept(&form(), &seen, &before).get("family.0.id"), "110102********0011");
    }

    #[test]
    fn of_a_bank_card_the_last_four_are_shown_and_a_mistake_is_shown_whole() {
        let typed: Typed = [("card", "6222 0212 3456 7890")].into_iter().collect();
        assert_eq!(shown(&form(), &typed, &BTreeSet::new()).get("card"), "************7890");
        assert_eq!(shown(&form(), &typed, &BTreeSet::from(["card"])), typed);
    }
}
