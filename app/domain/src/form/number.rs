//! Numbers with a check digit: bank cards, disability cards, credit codes (domain.md §4).

use crate::identity::{Document, DocumentKind};
use jiff::civil::Date;

use super::Problem;

/// Why a credit code is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CreditCodeRefusal {
    /// Not eighteen characters.
    Length,
    /// A character that no code has.
    Character,
    /// The last character does not fit the others.
    Check,
}

/// The characters of a credit code in the order of their values (GB 32100-2015): no I, O, S, V, Z.
const CREDIT_CODE: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

/// Checks a normalised unified social credit code (GB 32100-2015: weights 3^i mod 31).
pub fn check_credit_code(code: &str) -> Result<(), CreditCodeRefusal> {
    if code.chars().count() != 18 {
        return Err(CreditCodeRefusal::Length);
    }
    let last = *code.as_bytes().last().unwrap_or(&0);
    let seventeen = code.get(..17).ok_or(CreditCodeRefusal::Character)?;
    let check = credit_code_check(seventeen).ok_or(CreditCodeRefusal::Character)?;
    if !CREDIT_CODE.contains(&last) {
        return Err(CreditCodeRefusal::Character);
    }
    if check == last { Ok(()) } else { Err(CreditCodeRefusal::Check) }
}

/// The check character of the first seventeen; `None` with a character that no code has.
pub(super) fn credit_code_check(seventeen: &str) -> Option<u8> {
    let (mut sum, mut weight) = (0, 1);
    for character in seventeen.bytes() {
        sum += CREDIT_CODE.iter().position(|known| *known == character)? * weight;
        weight = weight * 3 % 31;
    }
    Some(CREDIT_CODE[(31 - sum % 31) % 31])
}

/// Whether the digits of a card number fit each other (Luhn, ISO/IEC 7812-1).
pub(super) fn luhn(digits: &str) -> bool {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(at, digit)| {
            let digit = u32::from(digit.wrapping_sub(b'0'));
            let doubled = if at % 2 == 1 { digit * 2 } else { digit };
            if doubled > 9 { doubled - 9 } else { doubled }
        })
        .sum();
    sum.is_multiple_of(10)
}

/// Checks a normalised disability card number: an identity number, the kind of disability (1 to 7), its level (1 to 4).
pub(super) fn check_disability_card(number: &str, today: Date) -> Result<(), Problem> {
    if number.chars().count() != 20 {
        return Err(Problem::DisabilityCardLength);
    }
    let person = number.get(..18).ok_or(Problem::Character)?;
    let kind = kind_of_number(person).unwrap_or(DocumentKind::IdCn);
    if Document::parse(kind, person, today).is_err() {
        return Err(Problem::DisabilityCardPerson);
    }
    match number.as_bytes()[18..] {
        [b'1'..=b'7', b'1'..=b'4'] => Ok(()),
        [b'1'..=b'7', _] => Err(Problem::DisabilityCardLevel),
        _ => Err(Problem::DisabilityCardKind),
    }
}

/// The kind of document that a normalised number of eighteen characters begins like (GB 11643 and those that follow it).
pub(super) fn kind_of_number(number: &str) -> Option<DocumentKind> {
    if number.len() != 18 {
        return None;
    }
    Some(match number.get(..2)? {
        "81" | "82" => DocumentKind::HkmResidence,
        "83" => DocumentKind::TwResidence,
        nine if nine.starts_with('9') => DocumentKind::FprCard,
        _ => DocumentKind::IdCn,
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use serde_json::Value;

    use super::*;

    const TODAY: Date = date(2026, 11, 23);

    fn vectors(name: &str, which: &str) -> Vec<Value> {
        let all: Value = serde_json::from_str(include_str!("../../tests/testvectors.json")).expect("the file is JSON");
        all[name][which].as_array().expect("a list").clone()
    }

    #[test]
    fn uscc_gb32100() {
        for code in vectors("uscc_gb32100", "valid") {
            assert_eq!(check_credit_code(code.as_str().expect("a text")), Ok(()), "{code}");
        }
        for case in vectors("uscc_gb32100", "invalid") {
            let expected = if case["why"] == "校验" { CreditCodeRefusal::Check } else { CreditCodeRefusal::Character };
            assert_eq!(check_credit_code(case["v"].as_str().expect("a text")), Err(expected), "{case}");
        }
        assert_eq!(check_credit_code("91350100M000100Y4"), Err(CreditCodeRefusal::Length));
        assert_eq!(check_credit_code("91350100M000100Y4三"), Err(CreditCodeRefusal::Character));
    }

    #[test]
    fn bankcard_luhn() {
        assert!(vectors("bankcard_luhn", "valid").iter().all(|number| luhn(number.as_str().expect("a text"))));
        assert!(!vectors("bankcard_luhn", "invalid").iter().any(|number| luhn(number.as_str().expect("a text"))));
    }

    #[test]
    fn disability_card() {
        for number in vectors("disability_card", "valid") {
            assert_eq!(check_disability_card(number.as_str().expect("a text"), TODAY), Ok(()));
        }
        for case in vectors("disability_card", "invalid") {
            let expected = match case["why"].as_str().expect("a text") {
                "类别8" => Problem::DisabilityCardKind,
                "等级5" => Problem::DisabilityCardLevel,
                "前18位校验错" => Problem::DisabilityCardPerson,
                new => panic!("a vector that no test knows: {new}"),
            };
            assert_eq!(check_disability_card(case["v"].as_str().expect("a text"), TODAY), Err(expected));
        }
    }
}
