//! «I have no phone»: where a telephone must be given, that there is none can be said instead. Left blank is not the same: it is
//! asked again. Which page offers it is the page's matter (a kiosk that prints does).

use super::{Choice, Field, FieldKind, Typed};

/// What a ticked box sends.
const SAID: &str = "yes";

/// The input that says that there is none, beside the number's own.
#[must_use]
pub fn none_input(input: &str) -> String {
    [input, ".none"].concat()
}

impl Field {
    /// What can be said in place of a number that must be given (the list «no-telephone» of options.toml); nothing for any other
    /// question.
    #[must_use]
    pub fn or_none(&self) -> Option<&Choice> {
        if self.kind == FieldKind::Tel && self.required { self.options.first() } else { None }
    }
}

impl Typed {
    /// Whether it was said that there is none of what this input asks. What stands in the input does not count then.
    #[must_use]
    pub fn says_none(&self, input: &str) -> bool {
        self.get(&none_input(input)) == SAID
    }
}
