use super::*;
use crate::{
    case::{Version, Versions},
    form::Typed,
};

fn item(target: Target) -> SupplementItem {
    SupplementItem { target, reason: Flaw::Unreadable, words: String::new() }
}

fn request() -> Supplement {
    let items = vec![
        item(Target::Field("family_members.0.income".to_owned())),
        item(Target::Field("bank".to_owned())),
        item(Target::Material("id-card".to_owned())),
    ];
    Supplement { items, deadline: date(2026, 3, 9), words: String::new() }
}

#[test]
fn only_what_was_named_reopens() {
    let request = request();
    for (input, reopens) in [
        ("bank", true),
        ("bank_name", false),
        ("family_members.0.income", true),
        ("family_members.0.income.unit", true),
        ("family_members.1.income", false),
        ("family_members", false),
        ("id-card", false),
    ] {
        assert_eq!(request.reopens(input), reopens, "{input}");
    }
    assert!(request.reopens_field("family_members"), "the table is shown for the sake of one input");
    assert!(!request.reopens_field("family"));
    assert!(request.reopens_material("id-card") && !request.reopens_material("bank"));
    assert_eq!(request.materials().collect::<Vec<_>>(), ["id-card"]);
}

#[test]
fn an_answer_changes_nothing_that_was_not_asked_for() {
    let typed = |values: &[(&str, &str)]| {
        let mut typed = Typed::default();
        values.iter().for_each(|(input, value)| typed.set(*input, *value));
        typed
    };
    let before = typed(&[("name", "张三"), ("bank", "1"), ("family_members.0.income", "5")]);
    let given = typed(&[("name", "李四"), ("bank", "2"), ("extra", "x")]);
    let mended = typed(&[("name", "张三"), ("bank", "2")]);
    assert_eq!(request().mended(&before, &given), mended, "a reopened input that was left out is gone");
}

#[test]
fn the_last_day_is_still_in_time() {
    assert!(!request().is_overdue(date(2026, 3, 9)));
    assert!(request().is_overdue(date(2026, 3, 10)));
}

#[test]
fn earlier_versions_stay() {
    let versions = Versions::first(at(3, 2), "one").and(at(3, 5), "two");
    assert_eq!(versions.latest(), &Version { number: 2, at: at(3, 5), sent: "two" });
    assert_eq!(versions.all().map(|version| version.sent).collect::<Vec<_>>(), ["one", "two"]);
    let stored = serde_json::to_string(&Versions::first(at(3, 2), 1).and(at(3, 5), 2)).expect("it is data");
    let read: Versions<i32> = serde_json::from_str(&stored).expect("as written");
    assert_eq!(read.latest().sent, 2);
    assert!(serde_json::from_str::<Versions<i32>>("[]").is_err());
    assert!(serde_json::from_str::<Versions<i32>>(&stored.replace("\"number\":2", "\"number\":3")).is_err());
}
