//! Identity documents and what their numbers say: GB 11643-1999 and the documents that follow it.

use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The documents that a civil-affairs counter accepts (services.json, `a_id_type`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum DocumentKind {
    /// 居民身份证, GB 11643-1999.
    IdCn,
    /// 港澳居民居住证 (81/82 address code).
    HkmResidence,
    /// 台湾居民居住证 (83 address code).
    TwResidence,
    /// 外国人永久居留身份证.
    FprCard,
    /// 护照.
    Passport,
    /// 港澳居民来往内地通行证.
    HkmPass,
    /// 台湾居民来往大陆通行证.
    TwPass,
}

impl DocumentKind {
    /// Every kind, the commonest first.
    pub const ALL: [Self; 7] =
        [Self::IdCn, Self::HkmResidence, Self::TwResidence, Self::FprCard, Self::Passport, Self::HkmPass, Self::TwPass];

    /// The value used in forms and on the wire: `ID_CN`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::IdCn => "ID_CN",
            Self::HkmResidence => "HKM_RESIDENCE",
            Self::TwResidence => "TW_RESIDENCE",
            Self::FprCard => "FPR_CARD",
            Self::Passport => "PASSPORT",
            Self::HkmPass => "HKM_PASS",
            Self::TwPass => "TW_PASS",
        }
    }

    /// The kind of a form's value.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// As the document or the number itself says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Sex {
    /// 男.
    Male,
    /// 女.
    Female,
}

/// A document whose number keeps the rules of its kind.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Document {
    kind: DocumentKind,
    number: String,
}

/// Why a number is not accepted: each is something the person can put right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum DocumentRefusal {
    /// Nothing was typed.
    #[error("empty")]
    Empty,
    /// The wrong number of characters.
    #[error("length")]
    Length,
    /// The old 15-digit number, no longer accepted.
    #[error("fifteen digits")]
    FifteenDigits,
    /// A character that cannot stand there.
    #[error("character")]
    Character,
    /// The date inside the number does not exist or lies in the future.
    #[error("birth date")]
    BirthDate,
    /// The last character does not fit the others: usually one digit is mistyped.
    #[error("check digit")]
    CheckDigit,
    /// The first digits belong to another kind of document.
    #[error("other kind")]
    OtherKind,
}

/// Masked: nobody's number may reach a log through `{:?}`.
impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Document").field("kind", &self.kind).field("number", &super::mask_document(&self.number)).finish()
    }
}

impl Document {
    /// Reads a typed number: spaces and full-width digits are forgiven, a small x becomes X.
    /// `today` bounds the birth date.
    pub fn parse(kind: DocumentKind, typed: &str, today: Date) -> Result<Self, DocumentRefusal> {
        let number = normalise(typed);
        if number.is_empty() {
            return Err(DocumentRefusal::Empty);
        }
        match kind {
            DocumentKind::FprCard if number.chars().count() == 15 => check_old_residence_card(&number),
            DocumentKind::IdCn | DocumentKind::HkmResidence | DocumentKind::TwResidence | DocumentKind::FprCard => {
                check_gb11643(kind, &number, today)
            }
            DocumentKind::Passport => check_passport(&number),
            DocumentKind::HkmPass => check_home_return_permit(&number),
            DocumentKind::TwPass => check_taiwan_pass(&number),
        }?;
        Ok(Self { kind, number })
    }

    /// The kind of document.
    #[must_use]
    pub const fn kind(&self) -> DocumentKind {
        self.kind
    }

    /// The normalised number. Never log it, never put it in an address.
    #[must_use]
    pub fn number(&self) -> &str {
        &self.number
    }

    /// The date of birth that the number holds; `None` for passports, passes and the old permanent residence card.
    #[must_use]
    pub fn birth_date(&self) -> Option<Date> {
        self.eighteen().and_then(|digits| date_of(digits.get(6..14)?))
    }

    /// The sex that the number holds; `None` for passports, passes and the old permanent residence card.
    #[must_use]
    pub fn sex(&self) -> Option<Sex> {
        let order = *self.eighteen()?.as_bytes().get(16)?;
        Some(if order % 2 == 1 { Sex::Male } else { Sex::Female })
    }

    /// Its last four characters: half of what finds a booking again.
    #[must_use]
    pub fn last_four(&self) -> &str {
        let from = self.number.char_indices().rev().nth(3).map_or(0, |(at, _)| at);
        &self.number[from..]
    }

    /// The number when it is built as GB 11643 says.
    fn eighteen(&self) -> Option<&str> {
        let built = matches!(
            self.kind,
            DocumentKind::IdCn | DocumentKind::HkmResidence | DocumentKind::TwResidence | DocumentKind::FprCard
        );
        (built && self.number.len() == 18).then_some(self.number.as_str())
    }
}

/// No one alive was born earlier, and no record goes back further: a year before it is a slip of the finger.
/// Far below the usual 120 years, so that the synthetic numbers of domain.md (born 1880 to 1899) pass.
pub(super) const EARLIEST_BIRTH_YEAR: i16 = 1800;

/// The provinces of GB/T 2260 that identity cards begin with; 81, 82 and 83 stand on residence permits.
const PROVINCES: [&str; 32] = [
    "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41", "42", "43", "44", "45", "46",
    "50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "71",
];

/// GB 11643-1999 and the documents whose numbers are built like it.
fn check_gb11643(kind: DocumentKind, number: &str, today: Date) -> Result<(), DocumentRefusal> {
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if number.len() == 15 && digits(number) {
        return Err(DocumentRefusal::FifteenDigits);
    }
    if !number.is_ascii() {
        return Err(DocumentRefusal::Character);
    }
    let (body, last) = number.split_at(number.len() - 1);
    if !digits(body) || !(digits(last) || last == "X") {
        return Err(DocumentRefusal::Character);
    }
    if number.len() != 18 {
        return Err(DocumentRefusal::Length);
    }
    check_address_code(kind, &number[..2])?;
    let birth = date_of(&number[6..14]).ok_or(DocumentRefusal::BirthDate)?;
    if birth > today || birth.year() < EARLIEST_BIRTH_YEAR {
        return Err(DocumentRefusal::BirthDate);
    }
    if check_character(body) == last.as_bytes()[0] { Ok(()) } else { Err(DocumentRefusal::CheckDigit) }
}

/// Which document the first two digits belong to.
fn check_address_code(kind: DocumentKind, first_two: &str) -> Result<(), DocumentRefusal> {
    let belongs_to = match first_two {
        "81" | "82" => DocumentKind::HkmResidence,
        "83" => DocumentKind::TwResidence,
        nine if nine.starts_with('9') => DocumentKind::FprCard,
        province if PROVINCES.contains(&province) => DocumentKind::IdCn,
        _ => return Err(DocumentRefusal::Character),
    };
    if belongs_to == kind { Ok(()) } else { Err(DocumentRefusal::OtherKind) }
}

/// The check character of the first seventeen digits (GB 11643-1999, ISO 7064 MOD 11-2).
fn check_character(seventeen: &str) -> u8 {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = seventeen.bytes().zip(WEIGHTS).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    b"10X98765432"[(sum % 11) as usize]
}

/// The permanent residence card before 2023-12-01: three letters and twelve digits, still good until it runs out.
fn check_old_residence_card(number: &str) -> Result<(), DocumentRefusal> {
    let fits = number.chars().enumerate().all(|(at, c)| if at < 3 { c.is_ascii_uppercase() } else { c.is_ascii_digit() });
    if fits { Ok(()) } else { Err(DocumentRefusal::Character) }
}

fn check_passport(number: &str) -> Result<(), DocumentRefusal> {
    if !number.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return Err(DocumentRefusal::Character);
    }
    if (5..=15).contains(&number.len()) { Ok(()) } else { Err(DocumentRefusal::Length) }
}

/// H (Hong Kong) or M (Macao), eight digits; the earlier passes add two for the issue.
fn check_home_return_permit(number: &str) -> Result<(), DocumentRefusal> {
    let Some(digits) = number.strip_prefix(['H', 'M']) else { return Err(DocumentRefusal::Character) };
    if !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(DocumentRefusal::Character);
    }
    if (8..=10).contains(&digits.len()) { Ok(()) } else { Err(DocumentRefusal::Length) }
}

/// Eight digits; the earlier passes have ten, and some a letter after them.
fn check_taiwan_pass(number: &str) -> Result<(), DocumentRefusal> {
    let digits = number.strip_suffix(|c: char| c.is_ascii_uppercase()).unwrap_or(number);
    if !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(DocumentRefusal::Character);
    }
    match (digits.len(), number.len()) {
        (8, 8) | (10, 10 | 11) => Ok(()),
        _ => Err(DocumentRefusal::Length),
    }
}

/// Without spaces, full-width characters as ASCII, letters large.
fn normalise(typed: &str) -> String {
    typed.chars().filter(|c| !c.is_whitespace() && !c.is_control()).map(|c| super::narrow(c).to_ascii_uppercase()).collect()
}

/// The day that `YYYYMMDD` names, if there is such a day.
fn date_of(digits: &str) -> Option<Date> {
    let (year, rest) = digits.split_at_checked(4)?;
    let (month, day) = rest.split_at_checked(2)?;
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// Completed years of age on `day`. A person born on 29 February completes a year on 1 March of a common year
/// (GB/T 7408 counting; 民法典 art. 200: completed «周岁» from the day after the birthday is not used for marriage, the day itself counts).
#[must_use]
pub fn age_on(birth: Date, day: Date) -> i16 {
    let had_birthday = (day.month(), day.day()) >= (birth.month(), birth.day());
    day.year() - birth.year() - i16::from(!had_birthday)
}

#[cfg(test)]
mod tests;
