use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::identity::PhoneRefusal;

const TODAY: Date = date(2026, 11, 23);
const MAN: &str = "110102189905200011";
const WOMAN: &str = "11010519491231002X";

fn person(name: &str, kind: DocumentKind, document: &str) -> PersonDraft {
    PersonDraft {
        name: name.into(),
        document_kind: kind.code().into(),
        document: document.into(),
        phone: "13800138000".into(),
        ..PersonDraft::default()
    }
}

fn couple() -> PartyDraft {
    PartyDraft { people: vec![person("张三", DocumentKind::IdCn, MAN), person("李四", DocumentKind::IdCn, WOMAN)] }
}

fn passport(birth: &str, sex: &str) -> PersonDraft {
    PersonDraft { birth: birth.into(), sex: sex.into(), ..person("Anna Smith", DocumentKind::Passport, "E12345678") }
}

fn mistakes(party: Party, draft: &PartyDraft, on: Date) -> Vec<(usize, FieldName, MistakeKind)> {
    check_party(party, draft, TODAY, on).err().unwrap_or_default().into_iter().map(|m| (m.person, m.field, m.kind)).collect()
}

#[test]
fn a_man_and_a_woman_of_age_may_book() {
    let people = check_party(Party::Couple, &couple(), TODAY, TODAY).expect("both are of age").people;
    assert_eq!(people[0].birth, Some(date(1899, 5, 20)));
    assert_eq!((people[0].sex, people[1].sex), (Some(Sex::Male), Some(Sex::Female)));
}

#[test]
fn all_mistakes_are_told_at_once_in_the_order_of_the_page() {
    assert_eq!(
        mistakes(Party::Couple, &PartyDraft { people: vec![person("张三", DocumentKind::IdCn, "110105194912310020")] }, TODAY),
        [
            (0, FieldName::Document, MistakeKind::Document(DocumentRefusal::CheckDigit)),
            (1, FieldName::Name, MistakeKind::Name(NameRefusal::Empty)),
            (1, FieldName::DocumentKind, MistakeKind::DocumentKind),
            (1, FieldName::Document, MistakeKind::Document(DocumentRefusal::Empty)),
            (1, FieldName::Phone, MistakeKind::Phone(PhoneRefusal::Empty)),
        ]
    );
}

#[test]
fn nobody_marries_themselves() {
    let mut draft = couple();
    draft.people[1].document = format!(" {MAN} ");
    let same = [(1, FieldName::Document, MistakeKind::SamePerson)];
    assert_eq!(mistakes(Party::Couple, &draft, TODAY), same);
    assert_eq!(mistakes(Party::Spouses, &draft, TODAY), same);
}

#[test]
fn a_marriage_is_between_a_man_and_a_woman() {
    let mut draft = couple();
    draft.people[1].document = "440524188001010014".into();
    assert_eq!(mistakes(Party::Couple, &draft, TODAY), [(1, FieldName::Document, MistakeKind::NotAManAndAWoman)]);
    draft.people[1] = passport("1990-01-01", "male");
    assert_eq!(mistakes(Party::Couple, &draft, TODAY), [(1, FieldName::Sex, MistakeKind::NotAManAndAWoman)]);
}

#[test]
fn ages_count_on_the_day_of_the_appointment() {
    let mut draft = couple();
    draft.people[0] = passport("2004-12-01", "male");
    assert_eq!(mistakes(Party::Couple, &draft, date(2026, 11, 30)), [(0, FieldName::Birth, MistakeKind::ManUnder22)]);
    assert_eq!(mistakes(Party::Couple, &draft, date(2026, 12, 1)), []);
    let mut draft = couple();
    draft.people[1] = passport("2006-12-01", "female");
    assert_eq!(mistakes(Party::Couple, &draft, date(2026, 11, 30)), [(1, FieldName::Birth, MistakeKind::WomanUnder20)]);
    assert_eq!(mistakes(Party::Couple, &draft, date(2026, 12, 1)), []);
}

#[test]
fn the_number_is_believed_before_what_was_typed() {
    let mut draft = couple();
    draft.people[0].birth = "2020-01-01".into();
    draft.people[0].sex = "female".into();
    let people = check_party(Party::Couple, &draft, TODAY, TODAY).expect("the number holds both").people;
    assert_eq!((people[0].birth, people[0].sex), (Some(date(1899, 5, 20)), Some(Sex::Male)));
}

#[test]
fn a_passport_holder_tells_birth_and_sex_only_where_they_matter() {
    let mut draft = couple();
    draft.people[1] = passport("", "");
    assert_eq!(
        mistakes(Party::Couple, &draft, TODAY),
        [(1, FieldName::Birth, MistakeKind::Birth), (1, FieldName::Sex, MistakeKind::Sex)]
    );
    assert_eq!(mistakes(Party::Spouses, &draft, TODAY), []);
    draft.people[1] = passport("1990-02-30", "x");
    assert_eq!(
        mistakes(Party::Spouses, &draft, TODAY),
        [(1, FieldName::Birth, MistakeKind::Birth), (1, FieldName::Sex, MistakeKind::Sex)]
    );
}

#[test]
fn spouses_are_asked_neither_age_nor_sex() {
    let mut draft = couple();
    draft.people[1].document = "440524188001010014".into();
    assert_eq!(mistakes(Party::Spouses, &draft, TODAY), []);
}

#[test]
fn counselling_asks_for_a_form_of_address_and_a_phone_only() {
    let draft =
        PartyDraft { people: vec![PersonDraft { name: "王".into(), phone: "13800138000".into(), ..PersonDraft::default() }] };
    let people = check_party(Party::Anonymous, &draft, TODAY, TODAY).expect("enough").people;
    assert_eq!((people.len(), &people[0].document, people[0].birth), (1, &None, None));
    assert!(check_party(Party::One, &draft, TODAY, TODAY).is_err());
}

#[test]
fn who_says_that_they_have_no_phone_is_asked_for_none() {
    let mut draft = couple();
    draft.people[1].phone = String::new();
    assert_eq!(
        mistakes(Party::Couple, &draft, TODAY),
        [(1, FieldName::Phone, MistakeKind::Phone(PhoneRefusal::Empty))],
        "left blank is not said"
    );
    draft.people[1].no_phone = true;
    let people = check_party(Party::Couple, &draft, TODAY, TODAY).expect("one of them has a phone").people;
    assert!(people[0].phone.is_some() && people[1].phone.is_none());
    draft.people[1].phone = "1380".into();
    let people = check_party(Party::Couple, &draft, TODAY, TODAY).expect("what was typed before does not count").people;
    assert_eq!(people[1].phone, None);
}

proptest! {
    #[test]
    fn mistakes_come_sorted_and_never_with_people(
        party in prop::sample::select(vec![Party::Couple, Party::Spouses, Party::One, Party::Anonymous]),
        typed in prop::collection::vec((".{0,8}", "(ID_CN|PASSPORT|FPR_CARD|x)?", "[0-9X]{0,18}", "[0-9-]{0,10}", "(male|female)?", "[0-9]{0,11}"), 0..4),
    ) {
        let people = typed.into_iter().map(|(name, document_kind, document, birth, sex, phone)| PersonDraft { name, document_kind, document, birth, sex, phone, no_phone: false });
        match check_party(party, &PartyDraft { people: people.collect() }, TODAY, TODAY) {
            Ok(people) => prop_assert!(matches!(people.people.len(), 1 | 2)),
            Err(mistakes) => {
                prop_assert!(!mistakes.is_empty());
                prop_assert!(mistakes.is_sorted_by_key(|mistake| (mistake.person, mistake.field)));
            }
        }
    }

    #[test]
    fn no_couple_below_the_age_is_ever_let_through(born in 0i32..12_000, on in 0i32..400) {
        let birth = date(1994, 1, 1).saturating_add(jiff::Span::new().days(born));
        let on = TODAY.saturating_add(jiff::Span::new().days(on));
        prop_assume!(birth <= TODAY);
        let mut draft = couple();
        draft.people[0] = passport(&birth.to_string(), "male");
        let of_age = birth.year() + 22 < on.year() || (birth.year() + 22 == on.year() && (birth.month(), birth.day()) <= (on.month(), on.day()));
        prop_assert_eq!(check_party(Party::Couple, &draft, TODAY, on).is_ok(), of_age);
    }
}
