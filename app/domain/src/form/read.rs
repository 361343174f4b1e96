//! Reads one typed value: what people write in many ways becomes one way, and what cannot be meant has a name.
//! Reading what was read gives the same again.

use jiff::civil::Date;

use super::{Field, FieldKind, Options, Problem, number};
use crate::identity::{Document, DocumentKind, Name, Phone, narrow, parse_day};

/// One value, normalised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    /// Words, a number with a check digit, the code of a choice.
    Text(String),
    /// Yes or no; an agreement is yes.
    Yes(bool),
    /// A whole number; money in fen.
    Number(i64),
    /// A day.
    Day(Date),
}

/// Years outside of these are slips of the finger.
const YEARS: std::ops::RangeInclusive<i16> = 1800..=2200;

/// Reads a value of a field that is no group. `document` is what the field beside it says, `today` bounds birthdays.
pub(super) fn value(field: &Field, raw: &str, document: Option<&str>, today: Date, kiosk: bool) -> Result<Value, Problem> {
    let text = match field.kind {
        FieldKind::Text if field.rules.name => Name::parse(raw).map_err(Problem::Name)?.as_str().to_owned(),
        FieldKind::Signature => Name::parse(raw).map_err(Problem::Name)?.as_str().to_owned(),
        FieldKind::Text => words(raw)?,
        FieldKind::Enum | FieldKind::Multi => listed(&field.options, raw)?,
        FieldKind::Id => id(raw, document, today)?,
        FieldKind::Tel => telephone(raw, kiosk)?,
        FieldKind::Bankcard => bank_card(raw)?,
        FieldKind::DisabilityCard => {
            let card = compact(raw);
            number::check_disability_card(&card, today)?;
            card
        }
        FieldKind::Uscc => credit_code(raw)?,
        FieldKind::Files | FieldKind::Slot => words(raw)?,
        FieldKind::Consent => return if yes_or_no(raw) == Some(true) { Ok(Value::Yes(true)) } else { Err(Problem::NotAgreed) },
        FieldKind::Bool => return yes_or_no(raw).map(Value::Yes).ok_or(Problem::NotChosen),
        FieldKind::Date => return day(raw).map(Value::Day).ok_or(Problem::NotDay),
        FieldKind::Money => return money(raw, field.rules.ten_thousands).map(Value::Number).ok_or(Problem::NotMoney),
        FieldKind::Int => return whole(raw).map(Value::Number).ok_or(Problem::NotWhole),
        // A group has no value of its own.
        FieldKind::Array | FieldKind::Object | FieldKind::Region => String::new(),
    };
    Ok(Value::Text(text))
}

/// `yes` and `no`, and what boxes and older forms send for them.
pub(super) fn yes_or_no(raw: &str) -> Option<bool> {
    match raw.trim() {
        "yes" | "true" | "on" | "1" => Some(true),
        "no" | "false" | "off" | "0" => Some(false),
        _ => None,
    }
}

/// A day in the ways people write it: `2026-11-23`, `2026/11/23`, `2026年11月23日`, `20261123`.
pub(super) fn day(raw: &str) -> Option<Date> {
    parse_day(raw).filter(|day| YEARS.contains(&day.year()))
}

/// Words without the blanks around them; a line may end, but nothing unseen may stand in them.
fn words(raw: &str) -> Result<String, Problem> {
    let mut text = String::with_capacity(raw.len());
    for c in raw.trim().chars() {
        match c {
            // A text area sends both.
            '\r' => {}
            '\t' => text.push(' '),
            '\n' => text.push('\n'),
            c if c.is_control() || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FFFD}') => {
                return Err(Problem::Character);
            }
            c => text.push(c),
        }
    }
    Ok(text.trim().to_owned())
}

fn listed(options: &Options, raw: &str) -> Result<String, Problem> {
    let code = raw.trim();
    if options.iter().any(|choice| choice.code == code) { Ok(code.to_owned()) } else { Err(Problem::NotListed) }
}

/// Without a field that names the kind, the number itself tells it.
fn id(raw: &str, document: Option<&str>, today: Date) -> Result<String, Problem> {
    let kind =
        document.and_then(DocumentKind::parse).or_else(|| number::kind_of_number(&compact(raw))).unwrap_or(DocumentKind::IdCn);
    Document::parse(kind, raw, today).map(|document| document.number().to_owned()).map_err(Problem::Document)
}

fn telephone(raw: &str, kiosk: bool) -> Result<String, Problem> {
    match Phone::parse(raw) {
        Ok(phone) => Ok(phone.as_str().to_owned()),
        Err(_) if kiosk => landline(raw).ok_or(Problem::NotTelephone),
        Err(_) => Err(Problem::NotMobile),
    }
}

/// `010-66001234`: area code (010, 02x, 0xxx) and seven or eight digits; eight digits alone are Beijing's.
fn landline(raw: &str) -> Option<String> {
    let digits: String = compact(raw).chars().filter(|c| !matches!(c, '-' | '‐' | '‑' | '–' | '—' | '(' | ')')).collect();
    if !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let (area, local) = match digits.as_bytes() {
        [b'2'..=b'8', ..] if digits.len() == 8 => ("010", digits.as_str()),
        [b'0', b'1' | b'2', ..] => digits.split_at_checked(3)?,
        [b'0', b'3'..=b'9', ..] => digits.split_at_checked(4)?,
        _ => return None,
    };
    let fits = area != "011" && (7..=8).contains(&local.len()) && matches!(local.as_bytes()[0], b'2'..=b'8');
    fits.then(|| [area, "-", local].concat())
}

fn bank_card(raw: &str) -> Result<String, Problem> {
    let digits: String = compact(raw).chars().filter(|c| *c != '-').collect();
    if !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Problem::Character);
    }
    if !(16..=19).contains(&digits.len()) {
        return Err(Problem::BankCardLength);
    }
    if number::luhn(&digits) { Ok(digits) } else { Err(Problem::BankCardCheck) }
}

fn credit_code(raw: &str) -> Result<String, Problem> {
    let code = compact(raw);
    match number::check_credit_code(&code) {
        Ok(()) => Ok(code),
        Err(number::CreditCodeRefusal::Length) => Err(Problem::CreditCodeLength),
        Err(number::CreditCodeRefusal::Character) => Err(Problem::CreditCodeCharacter),
        Err(number::CreditCodeRefusal::Check) => Err(Problem::CreditCodeCheck),
    }
}

/// Fen of an amount typed in yuan (or ten thousands of yuan) with at most two decimals: `1,234.5`, `￥1234.50元`.
pub(super) fn money(raw: &str, ten_thousands: bool) -> Option<i64> {
    let typed = compact(raw);
    let typed = typed.trim_start_matches(['¥', '￥']).trim_end_matches(['元', '万']);
    let typed: String = typed.chars().filter(|c| *c != ',').collect();
    let (yuan, decimals) = typed.split_once('.').unwrap_or((&typed, ""));
    let digits = |text: &str, longest| text.len() <= longest && text.bytes().all(|b| b.is_ascii_digit());
    if yuan.is_empty() || !digits(yuan, 11) || !digits(decimals, 2) || (typed.ends_with('.')) {
        return None;
    }
    let cents = match decimals.len() {
        0 => 0,
        1 => decimals.parse::<i64>().ok()? * 10,
        _ => decimals.parse::<i64>().ok()?,
    };
    let fen = yuan.parse::<i64>().ok()? * 100 + cents;
    Some(if ten_thousands { fen * 10_000 } else { fen })
}

fn whole(raw: &str) -> Option<i64> {
    let typed = compact(raw);
    let digits = typed.strip_prefix('-').unwrap_or(&typed);
    ((1..=12).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit())).then(|| typed.parse().ok()).flatten()
}

/// Without blanks, full-width characters as ASCII, letters large.
pub(super) fn compact(raw: &str) -> String {
    raw.chars()
        .filter(|c| !c.is_whitespace() && !c.is_control())
        .map(|c| narrow(c).to_ascii_uppercase())
        .filter(|c| *c != ' ')
        .collect()
}
