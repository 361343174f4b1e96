//! Why a purchase is not paid, in the words of a shop: what happened and what to do next.

use domain::{
    text::{Lang, Text},
    voucher::{CodeRefusal, Conflict, Fen, PayReason, PayRefusal},
};

use crate::{msg::till as words, ports::vouchers::ChargeRefused, visit::lang};

/// The sentence, and the values of its places.
#[must_use]
pub fn text(why: &ChargeRefused) -> (Text, Vec<(&'static str, String)>) {
    let plain = |text| (text, Vec::new());
    match why {
        ChargeRefused::Code(code) => plain(code_text(*code)),
        ChargeRefused::CodeUsed => plain(words::CODE_USED),
        ChargeRefused::Unknown => plain(words::UNKNOWN),
        ChargeRefused::Blocked => plain(words::BLOCKED),
        ChargeRefused::CardBlocked => plain(words::CARD_BLOCKED),
        ChargeRefused::CardReplaced => plain(words::CARD_REPLACED),
        ChargeRefused::WrongPin(left) => (words::WRONG_PIN, vec![("n", left.to_string())]),
        ChargeRefused::CarrierEnded => plain(words::CARRIER_ENDED),
        ChargeRefused::CarrierLimit(fen) => (words::CARRIER_LIMIT, vec![("fen", fen.to_string())]),
        ChargeRefused::NotPaid(refusal) => pay_text(refusal),
        ChargeRefused::JustPaid { charge, at, fen } => {
            let values = vec![("when", at.clock_face()), ("fen", fen.to_string()), ("charge", charge.spaced())];
            (words::JUST_PAID, values)
        }
        ChargeRefused::NotSettled(_) => plain(words::CONFLICT),
    }
}

/// Why a redemption that was taken without a connection was not settled, as its store reads it.
#[must_use]
pub fn conflict_text(why: &Conflict) -> (Text, Vec<(&'static str, String)>) {
    let (plain, over) = (|text| (text, Vec::new()), |text, fen: &Fen| (text, vec![("fen", fen.to_string())]));
    match why {
        Conflict::Code(_) => plain(words::CONFLICT_CODE),
        Conflict::CodeUsed => plain(words::CONFLICT_USED),
        Conflict::OverBalance(fen) => over(words::CONFLICT_BALANCE, fen),
        Conflict::OverPerson(fen) => over(words::CONFLICT_PERSON, fen),
        Conflict::OverStore(fen) => over(words::CONFLICT_STORE, fen),
        Conflict::Blocked => plain(words::CONFLICT_BLOCKED),
        Conflict::WrongTime => plain(words::CONFLICT_TIME),
        Conflict::NotPaid(refusal) => pay_text(refusal),
    }
}

/// The sentence in the language of the page.
#[must_use]
pub fn said(why: &ChargeRefused) -> String {
    in_words(lang(), text(why))
}

/// A sentence with its values in place.
#[must_use]
pub fn in_words(lang: Lang, (text, values): (Text, Vec<(&'static str, String)>)) -> String {
    let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    text.with(lang, &values)
}

const fn code_text(code: CodeRefusal) -> Text {
    match code {
        CodeRefusal::NotACode | CodeRefusal::OtherPurpose | CodeRefusal::UnknownVersion => words::CODE_BAD,
        CodeRefusal::OtherDistrict => words::CODE_DISTRICT,
        CodeRefusal::Altered => words::CODE_ALTERED,
        CodeRefusal::TooOld => words::CODE_OLD,
        CodeRefusal::FromTheFuture => words::CODE_FUTURE,
    }
}

fn pay_text(refusal: &PayRefusal) -> (Text, Vec<(&'static str, String)>) {
    let fen = || vec![("fen", refusal.possible.to_string())];
    match refusal.reason {
        PayReason::NotAnAmount => (words::YUAN_WRONG, Vec::new()),
        PayReason::NothingLeft => (words::NOTHING_LEFT, Vec::new()),
        PayReason::ItemLimit(_) => (words::ITEM_LIMIT, Vec::new()),
        PayReason::MonthLimit => (words::MONTH_LIMIT, fen()),
        PayReason::OtherGoods => (words::OTHER_GOODS, fen()),
        PayReason::OtherStores => (words::OTHER_STORES, Vec::new()),
        PayReason::NotYet => (words::NOT_YET, Vec::new()),
        PayReason::Ended => (words::ENDED, Vec::new()),
        PayReason::NotEnough => (words::NOT_ENOUGH, fen()),
    }
}
