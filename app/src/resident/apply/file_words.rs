//! Why a file was not taken, in words and in the short names that the browser's side knows.

use domain::text::Text;

use crate::{msg::files, ports::files::FileRefused};

/// The short name: the value of the `data-refused` that holds the sentence.
#[must_use]
pub const fn file_code(refused: FileRefused) -> &'static str {
    match refused {
        FileRefused::Empty => "empty",
        FileRefused::TooLarge => "too-large",
        FileRefused::TooMany => "too-many",
        FileRefused::TooManyPixels => "too-many-pixels",
        FileRefused::WrongKind => "wrong-kind",
        FileRefused::Damaged => "damaged",
        FileRefused::Locked => "locked",
        FileRefused::Infected => "infected",
        FileRefused::OutOfStep | FileRefused::Unknown => "out-of-step",
        FileRefused::Unavailable => "unavailable",
    }
}

/// Every sentence by its short name, for the form that the browser's side wakes.
pub const FILE_WORDS: [(&str, Text); 11] = [
    ("empty", files::EMPTY),
    ("too-large", files::TOO_LARGE),
    ("too-many", files::TOO_MANY),
    ("too-many-pixels", files::TOO_MANY_PIXELS),
    ("wrong-kind", files::WRONG_KIND),
    ("damaged", files::DAMAGED),
    ("locked", files::LOCKED),
    ("infected", files::INFECTED),
    ("out-of-step", files::OUT_OF_STEP),
    ("unavailable", files::UNAVAILABLE),
    ("waiting", files::WAITING),
];

/// The sentence, with what to do.
#[must_use]
pub fn file_words(refused: FileRefused) -> Text {
    let code = file_code(refused);
    FILE_WORDS.into_iter().find(|(known, _)| *known == code).map_or(files::UNAVAILABLE, |(_, text)| text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_refusal_has_its_own_words() {
        let refusals = [
            FileRefused::Empty,
            FileRefused::TooLarge,
            FileRefused::TooMany,
            FileRefused::TooManyPixels,
            FileRefused::WrongKind,
            FileRefused::Damaged,
            FileRefused::Locked,
            FileRefused::Infected,
            FileRefused::OutOfStep,
        ];
        assert!(refusals.into_iter().all(|refused| file_words(refused) != files::UNAVAILABLE));
    }
}
