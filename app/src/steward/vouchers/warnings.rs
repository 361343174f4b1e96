//! What is to be looked at before a grant, in words.

use domain::text::Text;

use crate::{
    msg::grants as words,
    parts::when,
    ports::vouchers::GrantWarning,
    visit::{lang, t},
};

/// The sentence of a warning.
pub(super) fn warning_words(warning: GrantWarning) -> String {
    let lang = lang();
    let line = |text: Text, at: usize| text.with(lang, &[("n", &(at + 1).to_string())]);
    match warning {
        GrantWarning::TwiceOnList(at) => line(words::WARN_TWICE, at),
        GrantWarning::HoldsOne(granted) => words::WARN_HOLDS.with(lang, &[("when", &when::moment(lang, granted))]),
        GrantWarning::HouseholdOnList(at) => line(words::WARN_HOUSEHOLD_LIST, at),
        GrantWarning::HouseholdHoldsOne => t(words::WARN_HOUSEHOLD).to_owned(),
        GrantWarning::NoPhone => t(words::WARN_PHONE).to_owned(),
    }
}

/// Whether a grant to one person waits for a second yes. Without a telephone it does not: the page says already that a card is
/// printed then.
pub(super) fn stops(warning: &GrantWarning) -> bool {
    !matches!(warning, GrantWarning::NoPhone)
}
