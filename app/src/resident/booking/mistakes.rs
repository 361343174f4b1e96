//! What is wrong with the answers of «who», in words, each bound to its field.

use domain::{
    booking::{Mistake, MistakeKind},
    catalogue::Party,
    identity::{NameRefusal, PhoneRefusal},
    text::{Lang, Text},
};
use jiff::civil::Date;

use super::refusals;
use crate::{forms::FieldMistake, msg::terms, parts::when};

/// The words of a mistake. `on` is the day of the appointment.
#[must_use]
pub fn words(mistake: Mistake, party: Party, on: Date, lang: Lang) -> FieldMistake {
    let who = match (party, mistake.person) {
        (Party::One | Party::Anonymous, _) => "",
        (_, 0) => terms::WHO_FIRST.of(lang),
        _ => terms::WHO_SECOND.of(lang),
    };
    FieldMistake {
        field: mistake.field.input(mistake.person),
        text: text(mistake.kind),
        values: vec![("who", who.to_owned()), ("date", when::day(lang, on))],
    }
}

const fn text(kind: MistakeKind) -> Text {
    match kind {
        MistakeKind::Name(NameRefusal::Empty) => terms::NAME_EMPTY,
        MistakeKind::Name(NameRefusal::Length) => terms::NAME_LENGTH,
        MistakeKind::Name(NameRefusal::Character) => terms::NAME_CHARACTER,
        MistakeKind::DocumentKind => terms::DOCUMENT_KIND_MISSING,
        MistakeKind::Document(refusal) => refusals::document(refusal),
        MistakeKind::Birth => terms::BIRTH_WRONG,
        MistakeKind::Sex => terms::SEX_MISSING,
        MistakeKind::Phone(PhoneRefusal::Empty) => terms::PHONE_EMPTY,
        MistakeKind::Phone(PhoneRefusal::NotMobile) => terms::PHONE_NOT_MOBILE,
        MistakeKind::SamePerson => terms::SAME_PERSON,
        MistakeKind::NotAManAndAWoman => terms::NOT_A_MAN_AND_A_WOMAN,
        MistakeKind::ManUnder22 => terms::MAN_UNDER_22,
        MistakeKind::WomanUnder20 => terms::WOMAN_UNDER_20,
    }
}

#[cfg(test)]
mod tests {
    use domain::booking::FieldName;
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_couple_is_told_whose_answer_is_meant() {
        let mistake = Mistake { person: 1, field: FieldName::Phone, kind: MistakeKind::Phone(PhoneRefusal::Empty) };
        let said = words(mistake, Party::Couple, date(2026, 12, 1), Lang::Zh);
        assert_eq!((said.field.as_str(), said.words()), ("b_phone", "第二位：请填写手机号".to_owned()));
        assert_eq!(words(mistake, Party::One, date(2026, 12, 1), Lang::Zh).words(), "请填写手机号");
    }
}
