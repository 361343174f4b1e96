//! The vectors of the field's research (testvectors.json) by name. Those of work days are read beside the calendar.

use domain::identity::{Document, DocumentKind, DocumentRefusal, Phone, mask_document, mask_name, mask_phone};
use jiff::civil::{Date, date};
use serde_json::Value;

const TODAY: Date = date(2026, 11, 23);

fn vectors(name: &str) -> Value {
    let all: Value = serde_json::from_str(include_str!("testvectors.json")).expect("the file is JSON");
    all[name].clone()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().expect("a list")
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

fn kind_of(number: &str) -> DocumentKind {
    match &number[..2] {
        "81" | "82" => DocumentKind::HkmResidence,
        "83" => DocumentKind::TwResidence,
        _ => DocumentKind::IdCn,
    }
}

#[test]
fn gb11643_valid() {
    for case in list(&vectors("gb11643")["valid"]) {
        let number = text(&case["id"]);
        let read = Document::parse(kind_of(number), number, TODAY);
        assert_eq!(read.as_ref().map(Document::number), Ok(number), "{case}");
    }
}

#[test]
fn gb11643_invalid() {
    for case in list(&vectors("gb11643")["invalid"]) {
        let number = text(&case["id"]);
        let read = Document::parse(DocumentKind::IdCn, number, TODAY).map(|card| card.number().to_owned());
        let expected = match text(&case["why"]) {
            "校验位应为X" => Err(DocumentRefusal::CheckDigit),
            "小写x：应归一为X后通过(接受并规范化)" => Ok("11010519491231002X".to_owned()),
            "校验位正确但2001-02-29不存在" | "校验位正确但1898-02-29不存在" => Err(DocumentRefusal::BirthDate),
            // A very old person is a person: the number keeps the rules, and nobody is turned away for their age.
            "校验位正确但出生过早，业务年龄>120应警示" => Ok(number.to_owned()),
            "15位旧号，现行不接受" => Err(DocumentRefusal::FifteenDigits),
            "17位" => Err(DocumentRefusal::Length),
            new => panic!("a vector that no test knows: {new}"),
        };
        assert_eq!(read, expected, "{case}");
    }
}

#[test]
fn fpr_card() {
    for number in list(&vectors("fpr_card")["valid"]) {
        let card = Document::parse(DocumentKind::FprCard, text(number), TODAY).expect("a permanent residence card");
        assert_eq!(card.birth_date(), Some(date(1981, 8, 3)));
    }
}

#[test]
fn mobile() {
    let vectors = vectors("mobile");
    for number in list(&vectors["valid"]) {
        assert_eq!(Phone::parse(text(number)).map(|phone| phone.as_str().to_owned()), Ok(text(number).to_owned()));
    }
    for number in list(&vectors["invalid"]) {
        match text(number).strip_suffix("(应先去+86再判)") {
            Some(number) => assert_eq!(Phone::parse(number).map(|phone| phone.as_str().to_owned()), Ok("13800138000".to_owned())),
            None => assert!(Phone::parse(text(number)).is_err(), "{number}"),
        }
    }
}

#[test]
fn mask() {
    for case in list(&vectors("mask")) {
        let (input, output) = (text(&case["in"]), text(&case["out"]));
        let masked = match input {
            "110102189905200011" => mask_document(input),
            "13800138000" => mask_phone(input),
            "张三" | "欧阳小明" => mask_name(input),
            // A bank card and an address: no page of this house shows either yet.
            _ => continue,
        };
        assert_eq!(masked, output.split(" 或 ").next().unwrap_or(output), "{case}");
    }
}
