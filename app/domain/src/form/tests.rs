use jiff::civil::date;
use serde_json::{Value as Json, json};

use super::*;
use crate::identity::{DocumentRefusal, NameRefusal};

/// Any text into any field.
mod any_text;
/// The forms that travel with the program.
mod services;

const AT: At = At { today: date(2026, 11, 23), kiosk: false };
const KIOSK: At = At { kiosk: true, ..AT };
/// A synthetic number of domain.md.
const ID: &str = "110102189905200011";

/// A field as a browser receives it.
fn field(key: &str, kind: &str, rest: Json) -> Field {
    let mut field = json!({ "key": key, "label": { "zh": key, "en": key }, "type": kind, "required": true });
    for (name, value) in rest.as_object().expect("an object") {
        field[name] = value.clone();
    }
    serde_json::from_value(field).expect("a field")
}

fn choices(codes: &[&str]) -> Json {
    codes.iter().map(|code| json!({ "code": code, "label": { "zh": format!("{code}字"), "en": code } })).collect()
}

fn screen(fields: Vec<Field>) -> Screen {
    Screen { key: "s".into(), title: Words::default(), hint: None, booked: false, fields }
}

fn form(fields: Vec<Field>) -> Form {
    Form { service: "XC-HY-01".into(), screens: vec![screen(fields)] }
}

fn found(fields: Vec<Field>, typed: &[(&str, &str)], at: &At) -> Vec<(String, Problem)> {
    let typed: Typed = typed.iter().copied().collect();
    check_screen(&screen(fields), &typed, at).into_iter().map(|finding| (finding.input, finding.problem)).collect()
}

/// The only problem of one field with one value.
#[track_caller]
fn problem(field: Field, typed: &str, at: &At) -> Option<Problem> {
    let key = field.key.clone();
    let mut found = found(vec![field], &[(&key, typed)], at);
    assert!(found.len() <= 1, "{found:?}");
    found.pop().map(|(_, problem)| problem)
}

/// What a field makes of a value, or nothing when it is refused.
fn answer(field: &Field, typed: &str) -> Option<Json> {
    let typed: Typed = [(field.key.as_str(), typed)].into_iter().collect();
    answers(&form(vec![field.clone()]), &typed).get(&field.key).cloned()
}

#[test]
fn each_kind_takes_what_people_write_and_keeps_one_spelling() {
    let plain = |kind: &str| field("x", kind, json!({ "options": choices(&["yes", "never"]) }));
    for (kind, typed, kept) in [
        ("text", "  牛街 1 号\r\n2 单元 ", json!("牛街 1 号\n2 单元")),
        ("enum", "never", json!("never")),
        ("id", " 11010519491231002x ", json!("11010519491231002X")),
        ("id", "810000199408230021", json!("810000199408230021")),
        ("tel", "+86 138-0013-8000", json!("13800138000")),
        ("consent", "on", json!(true)),
        ("bool", "no", json!(false)),
        ("bankcard", "6222 0200 0000 0000 000", json!("6222020000000000000")),
        ("date", "2026年1月2日", json!("2026-01-02")),
        ("multi", "yes", json!(["yes"])),
        ("money", "￥1,234.5元", json!(123_450)),
        ("money", "0", json!(0)),
        ("int", "１２", json!(12)),
        ("disability_card", "3601 2119 7011 2100 1343", json!("36012119701121001343")),
        ("files", "a1b2", json!(["a1b2"])),
        ("signature", " 张　三 ", json!("张三")),
        ("uscc", "53110000mj0000034f", json!("53110000MJ0000034F")),
    ] {
        let field = plain(kind);
        assert_eq!(problem(field.clone(), typed, &AT), None, "{kind} {typed}");
        assert_eq!(answer(&field, typed), Some(kept), "{kind} {typed}");
    }
    assert_eq!(answer(&plain("slot"), "2026-11-24T09:00"), None, "a time is asked by the booking");
}

#[test]
fn each_mistake_has_its_own_name() {
    let is = |kind: &str, rules: Json, typed: &str, expected: Problem| {
        let field = field("x", kind, json!({ "rules": rules, "options": choices(&["yes", "never"]) }));
        assert_eq!(problem(field, typed, &AT), Some(expected), "{kind} {typed}");
    };
    let none = json!({});
    is("text", none.clone(), " ", Problem::Empty);
    is("text", none.clone(), "a\u{0}b", Problem::Character);
    is("text", json!({ "shortest": 2 }), "一", Problem::TooShort(2));
    is("text", json!({ "longest": 2 }), "一二三", Problem::TooLong(2));
    is("text", json!({ "not_starting": ["中国"] }), "中国某会", Problem::BeginsWith("中国".into()));
    is("text", json!({ "name": true }), "张3", Problem::Name(NameRefusal::Character));
    is("enum", none.clone(), "", Problem::NotChosen);
    is("enum", none.clone(), "married", Problem::NotListed);
    is("multi", none.clone(), "", Problem::NotChosen);
    is("multi", json!({ "shortest": 2 }), "yes", Problem::TooFewChosen(2));
    is("id", none.clone(), "110102490101001", Problem::Document(DocumentRefusal::FifteenDigits));
    is("id", json!({ "oldest": 17 }), ID, Problem::TooOld(17));
    is("tel", none.clone(), "010-66001234", Problem::NotMobile);
    is("consent", none.clone(), "", Problem::NotAgreed);
    is("consent", none.clone(), "no", Problem::NotAgreed);
    is("bool", none.clone(), "maybe", Problem::NotChosen);
    is("bankcard", none.clone(), "6222020000000000001", Problem::BankCardCheck);
    is("bankcard", none.clone(), "622202", Problem::BankCardLength);
    is("bankcard", none.clone(), "6222o20000000000000", Problem::Character);
    is("date", none.clone(), "2026-02-30", Problem::NotDay);
    is("date", json!({ "not_after": { "days": 0 } }), "2026-11-24", Problem::AfterToday);
    is("date", json!({ "not_before": { "days": 0 } }), "2026-11-22", Problem::BeforeToday);
    is("date", json!({ "not_after": { "months": 12 } }), "2027-11-24", Problem::TooLate(date(2027, 11, 23)));
    is("date", json!({ "not_before": { "days": 3 } }), "2026-11-25", Problem::TooEarly(date(2026, 11, 26)));
    is("date", json!({ "youngest": 80 }), "1946-11-24", Problem::TooYoung(80));
    is("date", json!({ "warn_before": { "days": -30 } }), "2026-10-23", Problem::LongAgo(date(2026, 10, 24)));
    is("money", none.clone(), "1.234", Problem::NotMoney);
    is("money", none.clone(), "-1", Problem::NotMoney);
    is("money", json!({ "least": 1 }), "0.00", Problem::TooLittle(1));
    is("money", json!({ "ten_thousands": true, "least": 3_000_000 }), "2.99", Problem::TooLittle(3_000_000));
    is("int", none.clone(), "1.5", Problem::NotWhole);
    is("int", json!({ "most": 30 }), "31", Problem::TooLarge(30));
    is("int", json!({ "least": 1 }), "0", Problem::TooSmall(1));
    is("disability_card", none.clone(), "3601211970112100134", Problem::DisabilityCardLength);
    is("files", none.clone(), "", Problem::NoFile);
    is("signature", none.clone(), "张", Problem::Name(NameRefusal::Length));
    is("uscc", none, "91350100M000100Y44", Problem::CreditCodeCheck);
}

#[test]
fn a_landline_will_do_at_a_kiosk_only() {
    for typed in ["010-66001234", "(010)6600 1234", "66001234", "0310 6600123"] {
        let tel = || field("tel", "tel", json!({}));
        assert_eq!((problem(tel(), typed, &KIOSK), problem(tel(), typed, &AT)), (None, Some(Problem::NotMobile)), "{typed}");
    }
    assert_eq!(problem(field("tel", "tel", json!({})), "01066", &KIOSK), Some(Problem::NotTelephone));
}

#[test]
fn values_that_belong_together_must_agree() {
    let fields = || {
        vec![
            field("name", "text", json!({ "rules": { "name": true } })),
            field("id_no", "id", json!({})),
            field("birth", "date", json!({ "required": false, "rules": { "same_as": "id_no" } })),
            field("card", "disability_card", json!({ "required": false, "rules": { "same_as": "id_no" } })),
            field("signature", "signature", json!({ "required": false, "rules": { "same_as": "name" } })),
        ]
    };
    let card = |number: &str| [number, "43"].concat();
    let (own, other) = (card(ID), card("36012119701121001X"));
    let right = [("name", "张三"), ("id_no", ID), ("birth", "1899-05-20"), ("card", &own), ("signature", "张 三")];
    assert_eq!(found(fields(), &right, &AT), []);
    let wrong =
        [("name", "张三"), ("id_no", ID), ("birth", "1899-05-21"), ("card", "36012119701121001343"), ("signature", "李四")];
    assert_eq!(
        found(fields(), &wrong, &AT).into_iter().map(|(_, problem)| problem).collect::<Vec<_>>(),
        [Problem::OtherBirthday, Problem::DisabilityCardOther, Problem::OtherName]
    );
    let unlike = [("name", "张三"), ("id_no", ID), ("card", other.as_str())];
    assert_eq!(found(fields(), &unlike, &AT), [("card".into(), Problem::DisabilityCardPerson)]);
}

#[test]
fn a_document_is_read_as_the_kind_beside_it() {
    let fields = || {
        let kind = field("kind", "enum", json!({ "options": choices(&["PASSPORT", "ID_CN"]) }));
        vec![kind, field("no", "id", json!({ "rules": { "document": "kind" } }))]
    };
    assert_eq!(found(fields(), &[("kind", "PASSPORT"), ("no", "E12345678")], &AT), []);
    let refused = Problem::Document(DocumentRefusal::Character);
    assert_eq!(found(fields(), &[("kind", "ID_CN"), ("no", "E12345678")], &AT), [("no".into(), refused)]);
}

#[test]
fn a_community_lies_in_its_street() {
    let mut communities = choices(&["a1", "b1"]);
    communities[0]["under"] = json!("a");
    communities[1]["under"] = json!("b");
    let community = json!({
        "options": communities,
        "required": false,
        "rules": { "within": "street" },
        "when": { "field": "street", "test": { "is_not": ["OTHER"] } },
    });
    let fields = || {
        vec![
            field("street", "enum", json!({ "options": choices(&["a", "b", "OTHER"]) })),
            field("community", "enum", community.clone()),
        ]
    };
    assert_eq!(found(fields(), &[("street", "a"), ("community", "a1")], &AT), []);
    assert_eq!(found(fields(), &[("street", "a"), ("community", "b1")], &AT), [("community".into(), Problem::Elsewhere)]);
    // Not asked outside the district: what was chosen before counts for nothing.
    let typed: Typed = [("street", "OTHER"), ("community", "b1")].into_iter().collect();
    assert_eq!(check(&form(fields()), &typed, &AT), []);
    assert_eq!(answers(&form(fields()), &typed), json!({ "street": "OTHER" }));
}

fn household() -> Vec<Field> {
    let columns = json!([
        field("id_no", "id", json!({ "rules": { "unique": true } })),
        field("income", "money", json!({})),
        field("note", "text", json!({ "required": false })),
    ]);
    vec![
        field("family", "array", json!({ "columns": columns, "rules": { "shortest": 1, "longest": 2 } })),
        field("total", "money", json!({ "rules": { "adds_up": "family.income" } })),
    ]
}

#[test]
fn rows_are_checked_one_by_one_and_blank_ones_are_not_there() {
    let typed = [
        ("family.0.id_no", ID),
        ("family.0.income", "1000"),
        ("family.1.id_no", " "),
        ("family.2.id_no", ID),
        ("family.2.income", "x"),
        ("total", "1000"),
    ];
    let expected = [("family.2.income".into(), Problem::NotMoney), ("family.2.id_no".into(), Problem::Twice)];
    assert_eq!(found(household(), &typed, &AT), expected);
    assert_eq!(found(household(), &[("total", "0")], &AT), [("family".into(), Problem::TooFewRows(1))]);
    let kept: Typed = typed.into_iter().collect();
    let family = json!([{ "id_no": ID, "income": 100_000 }, { "id_no": ID }]);
    assert_eq!(answers(&form(household()), &kept), json!({ "family": family, "total": 100_000 }));
}

#[test]
fn what_does_not_add_up_is_a_warning() {
    let typed: Typed = [("family.0.id_no", ID), ("family.0.income", "1000.5"), ("total", "900")].into_iter().collect();
    let finding = Finding { input: "total".into(), problem: Problem::DoesNotAddUp(100_050), weight: Weight::Warning };
    assert_eq!(check(&form(household()), &typed, &AT), [finding]);
}

#[test]
fn two_counts_are_enough_alone_or_together() {
    let together = json!({ "rules": { "together": { "with": "persons", "least": 50, "alone": 30 } } });
    let fields = || vec![field("persons", "int", json!({})), field("units", "int", together.clone())];
    for (persons, units, enough) in
        [("50", "0", true), ("0", "30", true), ("25", "25", true), ("40", "9", false), ("0", "29", false)]
    {
        assert_eq!(found(fields(), &[("persons", persons), ("units", units)], &AT).is_empty(), enough, "{persons} {units}");
    }
}

#[test]
fn a_condition_can_make_an_answer_needed() {
    let field = || {
        let birth = field("birth", "date", json!({}));
        let when = json!({ "required": false, "required_when": { "field": "birth", "test": { "under": 18 } } });
        vec![birth, field("guardian", "consent", when)]
    };
    assert_eq!(found(field(), &[("birth", "2010-01-01")], &AT), [("guardian".into(), Problem::NotAgreed)]);
    assert_eq!(found(field(), &[("birth", "2000-01-01")], &AT), []);
}

#[test]
fn a_summary_masks_long_numbers_and_names_choices() {
    let assets = json!({ "columns": [field("cash", "money", json!({}))] });
    let mut fields = vec![
        field("id_no", "id", json!({})),
        field("card", "bankcard", json!({})),
        field("level", "enum", json!({ "options": choices(&["high"]) })),
        field("left_out", "text", json!({ "required": false })),
        field("assets", "object", assets),
    ];
    fields.extend(household());
    let typed: Typed = [
        ("id_no", ID),
        ("card", "6222020000000000000"),
        ("level", "high"),
        ("assets.cash", "12.3"),
        ("family.3.id_no", ID),
        ("family.3.income", "7"),
        ("total", "7"),
    ]
    .into_iter()
    .collect();
    let sections = summary(&form(fields), &typed);
    let said: Vec<(&str, Vec<&str>)> = sections[0]
        .rows
        .iter()
        .map(|(label, values)| (label.zh.as_str(), values.iter().map(|value| value.zh.as_str()).collect()))
        .collect();
    let expected = [
        ("id_no", vec!["110102********0011"]),
        ("card", vec!["***************0000"]),
        ("level", vec!["high字"]),
        ("left_out", vec![]),
        ("assets", vec!["cash：12.30"]),
        ("family 1", vec!["id_no：110102********0011", "income：7.00"]),
        ("total", vec!["7.00"]),
    ];
    assert_eq!(said, expected);
}

#[test]
fn what_is_given_once_is_found_again_by_what_it_belongs_to() {
    let fields = vec![
        field("name", "text", json!({ "share": "identity" })),
        field("card", "bankcard", json!({ "share": "bank_card" })),
        field("story", "text", json!({})),
    ];
    let typed: Typed = [("name", "张三"), ("card", " "), ("story", "病了")].into_iter().collect();
    let shared = shared_values(&form(fields), &typed);
    assert_eq!(shared.into_iter().collect::<Vec<_>>(), [(Share::Identity, [("name", "张三")].into_iter().collect())]);
}

#[test]
fn a_sent_screen_takes_the_place_of_what_was_there() {
    let mut typed: Typed = [("family.0.id_no", "1"), ("family.1.id_no", "2"), ("other", "3")].into_iter().collect();
    screen(household()).take(&mut typed, &[("family.0.id_no", "9"), ("other", "8"), ("foreign", "7")].into_iter().collect());
    assert_eq!(typed, [("family.0.id_no", "9"), ("other", "3")].into_iter().collect());
}

#[test]
fn what_was_just_typed_is_judged_by_itself_and_beside_the_rest() {
    let member = field("name", "text", json!({ "rules": { "longest": 4 } }));
    let family = field("family", "array", json!({ "columns": [member] }));
    let fields = [field("id_no", "id", json!({})), field("street", "enum", json!({})), family];
    let said = |input: &str, typed: &[(&str, &str)]| check_input(&fields, &typed.iter().copied().collect(), &AT, input);
    assert_eq!(said("id_no", &[("id_no", ID)]), None);
    let slip = Problem::Document(DocumentRefusal::CheckDigit);
    assert_eq!(said("id_no", &[("id_no", "110102189905200012")]), Some(slip));
    assert_eq!(said("family.1.name", &[("family.0.name", "张三"), ("family.1.name", "张三李四王")]), Some(Problem::TooLong(4)));
    assert_eq!(said("id_no", &[("id_no", " ")]), None, "what is empty is asked for by «next»");
    assert_eq!(said("street", &[("street", "1")]), None, "a page offers only what can be chosen");
    assert_eq!(said("nothing", &[("nothing", "1")]), None);
}

#[test]
fn an_input_leads_to_its_question() {
    let inner = field("fee", "money", json!({}));
    let fields = [field("costs", "array", json!({ "columns": [inner] }))];
    let key = |input: &str| question(&fields, input).map(|field| field.key.as_str());
    assert_eq!((key("costs"), key("costs.3.fee"), key("costs.3.other"), key("")), (Some("costs"), Some("fee"), None, None));
}

#[test]
fn that_there_is_no_telephone_is_an_answer_where_one_is_needed() {
    let tel = || field("mobile", "tel", json!({ "options": choices(&["none"]) }));
    let said = [("mobile.none", "yes")];
    assert_eq!(found(vec![tel()], &[], &AT), [("mobile".to_owned(), Problem::Empty)], "left blank is not said");
    assert_eq!(found(vec![tel()], &said, &AT), []);
    assert_eq!(found(vec![tel()], &[("mobile", "1380"), said[0]], &AT), [], "what was typed before does not count");
    let typed: Typed = [("mobile", "13800138000"), said[0]].into_iter().collect();
    let form = form(vec![tel()]);
    assert_eq!(answers(&form, &typed).get("mobile"), Some(&Json::Null));
    assert_eq!(summary(&form, &typed)[0].rows[0].1, [Words { zh: "none字".into(), en: "none".into() }]);
    let mut kept = typed;
    form.screens[0].take(&mut kept, &Typed::default());
    assert!(!kept.says_none("mobile"), "a box that is unticked sends nothing");
    // Without the list, and where it may be left blank, there is nothing to say.
    let optional = field("mobile", "tel", json!({ "required": false, "options": choices(&["none"]) }));
    for other in [field("mobile", "tel", json!({})), optional] {
        assert!(other.or_none().is_none());
    }
}
