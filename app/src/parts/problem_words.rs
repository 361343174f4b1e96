//! What is said about an answer: the one place where a [`Problem`] becomes a sentence of `messages/form.toml`, on the
//! server and in the browser alike.

use domain::{
    form::{Problem, iso, yuan},
    identity::{DocumentRefusal, NameRefusal},
    text::{Lang, Text},
};

use crate::msg::form as msg;

/// The sentence for a problem with the question `label`, in `lang`.
#[must_use]
pub fn problem_words(problem: &Problem, label: &str, lang: Lang) -> String {
    let (text, value) = sentence(problem);
    let mut values = vec![("label", label)];
    values.extend(value.iter().map(|(name, value)| (*name, value.as_str())));
    text.with(lang, &values)
}

/// The mistake of a finding at its input; `label` is the question in the visitor's language.
#[cfg(feature = "ssr")]
#[must_use]
pub fn problem_mistake(finding: &domain::form::Finding, label: &str) -> crate::forms::FieldMistake {
    let (text, mut values) = sentence(&finding.problem);
    values.push(("label", label.to_owned()));
    crate::forms::FieldMistake { field: finding.input.clone(), text, values }
}

type Values = Vec<(&'static str, String)>;

fn sentence(problem: &Problem) -> (Text, Values) {
    let plain = |text: Text| (text, Vec::new());
    let count = |text: Text, count: &u32| (text, vec![("count", count.to_string())]);
    let number = |text: Text, number: &i64| (text, vec![("number", number.to_string())]);
    let amount = |text: Text, fen: &i64| (text, vec![("amount", yuan(*fen))]);
    let years = |text: Text, years: &i16| (text, vec![("years", years.to_string())]);
    match problem {
        Problem::Empty | Problem::Name(NameRefusal::Empty) | Problem::Document(DocumentRefusal::Empty) => plain(msg::EMPTY),
        Problem::NotChosen => plain(msg::NOT_CHOSEN),
        Problem::NotAgreed => plain(msg::NOT_AGREED),
        Problem::NoFile => plain(msg::NO_FILE),
        Problem::TooShort(least) => count(msg::TOO_SHORT, least),
        Problem::TooLong(most) => count(msg::TOO_LONG, most),
        Problem::Character => plain(msg::CHARACTER),
        Problem::BeginsWith(word) => (msg::BEGINS_WITH, vec![("word", word.clone())]),
        Problem::NotListed => plain(msg::NOT_LISTED),
        Problem::Elsewhere => plain(msg::ELSEWHERE),
        Problem::TooFewChosen(least) => count(msg::TOO_FEW_CHOSEN, least),
        Problem::TooManyChosen(most) => count(msg::TOO_MANY_CHOSEN, most),
        Problem::TooFewFiles(least) => count(msg::TOO_FEW_FILES, least),
        Problem::TooManyFiles(most) => count(msg::TOO_MANY_FILES, most),
        Problem::TooFewRows(least) => count(msg::TOO_FEW_ROWS, least),
        Problem::TooManyRows(most) => count(msg::TOO_MANY_ROWS, most),
        Problem::Twice => plain(msg::TWICE),
        Problem::Name(NameRefusal::Length) => plain(msg::NAME_LENGTH),
        Problem::Name(NameRefusal::Character) => plain(msg::NAME_CHARACTER),
        Problem::Document(refusal) => plain(document(*refusal)),
        Problem::NotMobile => plain(msg::NOT_MOBILE),
        Problem::NotTelephone => plain(msg::NOT_TELEPHONE),
        Problem::NotWhole => plain(msg::NOT_WHOLE),
        Problem::NotMoney => plain(msg::NOT_MONEY),
        Problem::TooSmall(least) => number(msg::TOO_SMALL, least),
        Problem::TooLarge(most) => number(msg::TOO_LARGE, most),
        Problem::TooLittle(least) => amount(msg::TOO_LITTLE, least),
        Problem::TooMuch(most) => amount(msg::TOO_MUCH, most),
        Problem::NotEnough { least, alone } => {
            (msg::NOT_ENOUGH, vec![("least", least.to_string()), ("alone", alone.to_string())])
        }
        Problem::NotDay => plain(msg::NOT_DAY),
        Problem::AfterToday => plain(msg::AFTER_TODAY),
        Problem::BeforeToday => plain(msg::BEFORE_TODAY),
        Problem::TooLate(day) => (msg::TOO_LATE, vec![("day", iso(*day))]),
        Problem::TooEarly(day) => (msg::TOO_EARLY, vec![("day", iso(*day))]),
        Problem::TooYoung(least) => years(msg::TOO_YOUNG, least),
        Problem::TooOld(most) => years(msg::TOO_OLD, most),
        Problem::OtherBirthday => plain(msg::OTHER_BIRTHDAY),
        Problem::BankCardLength => plain(msg::BANK_CARD_LENGTH),
        Problem::BankCardCheck => plain(msg::BANK_CARD_CHECK),
        Problem::DisabilityCardLength => plain(msg::DISABILITY_CARD_LENGTH),
        Problem::DisabilityCardPerson => plain(msg::DISABILITY_CARD_PERSON),
        Problem::DisabilityCardKind => plain(msg::DISABILITY_CARD_KIND),
        Problem::DisabilityCardLevel => plain(msg::DISABILITY_CARD_LEVEL),
        Problem::DisabilityCardOther => plain(msg::DISABILITY_CARD_OTHER),
        Problem::CreditCodeLength => plain(msg::CREDIT_CODE_LENGTH),
        Problem::CreditCodeCharacter => plain(msg::CREDIT_CODE_CHARACTER),
        Problem::CreditCodeCheck => plain(msg::CREDIT_CODE_CHECK),
        Problem::OtherName => plain(msg::OTHER_NAME),
        Problem::DoesNotAddUp(sum) => amount(msg::DOES_NOT_ADD_UP, sum),
        Problem::LongAgo(day) => (msg::LONG_AGO, vec![("day", iso(*day))]),
    }
}

const fn document(refusal: DocumentRefusal) -> Text {
    match refusal {
        DocumentRefusal::Empty => msg::EMPTY,
        DocumentRefusal::Length => msg::DOCUMENT_LENGTH,
        DocumentRefusal::FifteenDigits => msg::DOCUMENT_FIFTEEN_DIGITS,
        DocumentRefusal::Character => msg::DOCUMENT_CHARACTER,
        DocumentRefusal::BirthDate => msg::DOCUMENT_BIRTH_DATE,
        DocumentRefusal::CheckDigit => msg::DOCUMENT_CHECK_DIGIT,
        DocumentRefusal::OtherKind => msg::DOCUMENT_OTHER_KIND,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_problem_is_said_with_its_question_and_values() {
        let said = |problem: Problem, lang| problem_words(&problem, "发生日期", lang);
        assert_eq!(said(Problem::AfterToday, Lang::Zh), "发生日期不能晚于今天");
        assert_eq!(said(Problem::TooLate(date(2027, 11, 23)), Lang::Zh), "发生日期最晚到 2027-11-23");
        assert_eq!(said(Problem::TooLittle(3_000_000), Lang::En), "发生日期 cannot be less than 30000.00 yuan");
        assert!(!said(Problem::NotEnough { least: 50, alone: 30 }, Lang::Zh).contains('{'));
    }
}
