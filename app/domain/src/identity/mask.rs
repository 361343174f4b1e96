//! What of a person may be seen by others (国办 2018 政务公开要点; domain.md «public notice mask»).

/// Numbers at least this long keep six characters before the mask: with fewer, six and four would show nearly everything.
const LONG_NUMBER: usize = 15;

/// `110102********0011`: the first six and the last four stay; a short number keeps its last four only.
#[must_use]
pub fn mask_document(number: &str) -> String {
    let head = if number.chars().count() >= LONG_NUMBER { 6 } else { 0 };
    keep(number, head, 4)
}

/// `138****8000`.
#[must_use]
pub fn mask_phone(number: &str) -> String {
    keep(number, 3, 4)
}

/// `张*`, `欧**明`: a two-character name keeps its first, a longer one its first and last.
#[must_use]
pub fn mask_name(name: &str) -> String {
    match name.chars().count() {
        0 | 1 => keep(name, 0, 0),
        2 => keep(name, 1, 0),
        _ => keep(name, 1, 1),
    }
}

/// Keeps the first `head` and the last `tail` characters. What would show everything shows nothing.
fn keep(text: &str, head: usize, tail: usize) -> String {
    let length = text.chars().count();
    if length <= head + tail {
        return "*".repeat(length);
    }
    text.chars().enumerate().map(|(at, c)| if at < head || at >= length - tail { c } else { '*' }).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_short_number_keeps_its_last_four() {
        assert_eq!(mask_document("E12345678"), "*****5678");
        assert_eq!(mask_document("1234"), "****");
        assert_eq!(mask_document(""), "");
    }

    #[test]
    fn a_name_of_one_character_is_not_shown() {
        assert_eq!(mask_name("王"), "*");
        assert_eq!(mask_name("李女士"), "李*士");
        assert_eq!(mask_name("𠮷野"), "𠮷*");
    }

    proptest! {
        #[test]
        fn a_mask_keeps_the_length_and_hides_something(text in "\\PC{1,30}") {
            for masked in [mask_document(&text), mask_phone(&text), mask_name(&text)] {
                prop_assert_eq!(masked.chars().count(), text.chars().count());
                prop_assert!(masked.contains('*'));
            }
        }

        #[test]
        fn the_birthday_of_an_identity_number_is_never_shown(number in "[0-9]{17}[0-9X]") {
            prop_assert_eq!(&mask_document(&number)[6..14], "********");
        }
    }
}
