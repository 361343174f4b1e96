use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::*;

/// One field of every kind that has a value of its own.
fn one_of_each() -> Vec<Field> {
    let kinds = [
        "text",
        "enum",
        "id",
        "tel",
        "consent",
        "bool",
        "slot",
        "bankcard",
        "date",
        "multi",
        "money",
        "int",
        "disability_card",
        "files",
        "signature",
        "uscc",
    ];
    kinds.into_iter().map(|kind| field(kind, kind, json!({ "options": choices(&["yes", "no", "other"]) }))).collect()
}

/// Reading what was kept gives the same again: the kept value as it would be typed.
fn as_typed(kept: &Json, field: &Field) -> Option<String> {
    Some(match kept {
        Json::String(text) => text.clone(),
        Json::Bool(yes) => (if *yes { "yes" } else { "no" }).to_owned(),
        Json::Number(number) if field.kind == FieldKind::Money => yuan(number.as_i64()?),
        Json::Number(number) => number.to_string(),
        Json::Array(several) => several.first()?.as_str()?.to_owned(),
        _ => return None,
    })
}

fn days() -> impl Strategy<Value = Date> {
    (1900_i16..2100, 1_i8..=12, 1_i8..=28).prop_map(|(year, month, day)| date(year, month, day))
}

proptest! {
    #[test]
    fn no_text_makes_any_field_stumble(typed in ".{0,40}|[0-9Xx ]{0,22}|[0-9.,￥元万-]{0,16}|\\PC{0,20}") {
        for field in one_of_each() {
            for at in [AT, KIOSK] {
                let _ = problem(field.clone(), &typed, &at);
            }
            let all: Typed = [(field.key.as_str(), typed.as_str())].into_iter().collect();
            let one = form(vec![field.clone()]);
            let _ = summary(&one, &all);
            if let Some(kept) = answer(&field, &typed) {
                let again = as_typed(&kept, &field).expect("a plain value");
                prop_assert_eq!(answer(&field, &again), Some(kept), "{:?} {}", field.kind, again);
            }
        }
    }

    #[test]
    fn no_name_of_an_input_makes_a_group_stumble(inputs in proptest::collection::vec(("family(\\.[0-9]{1,12})?(\\.(id_no|income|x))?|total|.{0,9}", ".{0,6}"), 0..12)) {
        let typed: Typed = inputs.into_iter().collect();
        let household = form(household());
        let _ = (check(&household, &typed, &AT), answers(&household, &typed), summary(&household, &typed));
        let mut moved = typed.clone();
        moved.forget_row("family", 0);
        prop_assert!(moved.rows("family") <= typed.rows("family"));
    }

    #[test]
    fn every_amount_is_read_to_the_fen(fen in 0_i64..1_000_000_000_000) {
        let money = field("money", "money", json!({}));
        prop_assert_eq!(problem(money.clone(), &yuan(fen), &AT), None);
        prop_assert_eq!(answer(&money, &yuan(fen)), Some(json!(fen)));
    }

    #[test]
    fn every_day_is_read_as_it_is_written(day in days()) {
        let field = field("date", "date", json!({}));
        prop_assert_eq!(answer(&field, &iso(day)), Some(json!(day.to_string())));
        let spoken = format!("{}年{}月{}日", day.year(), day.month(), day.day());
        prop_assert_eq!(answer(&field, &spoken), Some(json!(day.to_string())));
    }

    #[test]
    fn one_wrong_digit_of_a_bank_card_is_always_noticed(body in "[0-9]{15,18}", at in 0_usize..19, by in 1_u8..10) {
        let card = (0..10).map(|last| format!("{body}{last}")).find(|card| super::number::luhn(card)).expect("one fits");
        let field = field("card", "bankcard", json!({}));
        prop_assert_eq!(problem(field.clone(), &card, &AT), None);
        let mut wrong = card.into_bytes();
        let at = at % wrong.len();
        wrong[at] = b'0' + (wrong[at] - b'0' + by) % 10;
        prop_assert_eq!(problem(field, &String::from_utf8(wrong).expect("digits"), &AT), Some(Problem::BankCardCheck));
    }

    #[test]
    fn every_whole_number_is_read(number in -999_999_999_999_i64..=999_999_999_999) {
        prop_assert_eq!(answer(&field("int", "int", json!({})), &number.to_string()), Some(json!(number)));
    }
}
