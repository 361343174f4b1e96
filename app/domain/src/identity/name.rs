//! Personal names as documents write them.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A name of 2 to 50 characters: Han characters of every plane (rare ones too), «·», Latin letters, spaces, hyphen, apostrophe.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Name(String);

/// Why a name is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum NameRefusal {
    /// Nothing was typed.
    #[error("empty")]
    Empty,
    /// Fewer than two or more than fifty characters.
    #[error("length")]
    Length,
    /// A character that no name has (a digit, a symbol).
    #[error("character")]
    Character,
}

/// Masked: nobody's name may reach a log through `{:?}`.
impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Name").field(&super::mask_name(&self.0)).finish()
    }
}

impl Name {
    /// Reads a typed name; surrounding spaces are dropped, the look-alikes of «·» become «·».
    pub fn parse(typed: &str) -> Result<Self, NameRefusal> {
        Self::of_length(typed, 2)
    }

    /// Reads a form of address for an anonymous service: as a name, but one character is enough («王»).
    pub fn parse_form_of_address(typed: &str) -> Result<Self, NameRefusal> {
        Self::of_length(typed, 1)
    }

    /// As written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn of_length(typed: &str, least: usize) -> Result<Self, NameRefusal> {
        let name = normalise(typed);
        if name.is_empty() {
            return Err(NameRefusal::Empty);
        }
        let starts_and_ends_well = name.chars().next().is_some_and(is_letter) && name.chars().next_back().is_some_and(is_letter);
        if !starts_and_ends_well || !name.chars().all(|c| is_letter(c) || matches!(c, '·' | ' ' | '-' | '\'')) {
            return Err(NameRefusal::Character);
        }
        if (least..=50).contains(&name.chars().count()) { Ok(Self(name)) } else { Err(NameRefusal::Length) }
    }
}

/// One spelling for one name: full-width letters narrowed, one kind of dot and apostrophe, no space between Han characters
/// («张　三» is what some forms print for 张三) and never two in a row.
fn normalise(typed: &str) -> String {
    let mut name = String::new();
    let mut gap = false;
    for c in typed.chars() {
        let c = match super::narrow(c) {
            '•' | '‧' | '∙' | '⋅' | '・' | '･' | '᛫' => '·',
            // A full stop is how many keyboards write the dot of a transcribed name; after a Latin letter it stays one.
            '.' if name.chars().next_back().is_some_and(is_han) => '·',
            '’' | '‘' | 'ʼ' | '`' => '\'',
            '‐' | '‑' | '–' => '-',
            c => c,
        };
        if c.is_whitespace() {
            gap = true;
            continue;
        }
        if gap && name.chars().next_back().is_some_and(|before| !(is_han(before) && is_han(c))) {
            name.push(' ');
        }
        gap = false;
        name.push(c);
    }
    name
}

/// A Han character: the basic block, its extensions in every plane, the compatibility block and 〇.
fn is_han(c: char) -> bool {
    matches!(c, '〇' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFD}')
}

fn is_letter(c: char) -> bool {
    let latin = c.is_ascii_alphabetic() || (matches!(c, '\u{C0}'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}') && c.is_alphabetic());
    latin || is_han(c)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(typed: &str) -> Result<String, NameRefusal> {
        Name::parse(typed).map(|name| name.0)
    }

    #[test]
    fn names_of_every_kind_are_read() {
        for name in [
            "张三",
            "欧阳小明",
            "𠮷野家",
            "㛃㛄",
            "阿依古丽·买买提",
            "Anne-Marie O'Neill",
            "Müller Jörg",
            "Nguyễn Văn An",
            "司马〇",
        ] {
            assert_eq!(read(name), Ok(name.to_owned()));
        }
    }

    #[test]
    fn one_name_has_one_spelling() {
        assert_eq!(read("  张　三 "), Ok("张三".to_owned()));
        assert_eq!(read("阿依古丽•买买提"), Ok("阿依古丽·买买提".to_owned()));
        assert_eq!(read("阿依古丽.买买提"), Ok("阿依古丽·买买提".to_owned()));
        assert_eq!(read("ＡＮＮＡ   Ｏ’ＮＥＩＬＬ"), Ok("ANNA O'NEILL".to_owned()));
    }

    #[test]
    fn each_mistake_has_its_own_name() {
        assert_eq!(read(" 　"), Err(NameRefusal::Empty));
        assert_eq!(read("张"), Err(NameRefusal::Length));
        assert_eq!(read(&"张".repeat(51)), Err(NameRefusal::Length));
        for wrong in ["张3", "张三<b>", "张三！", "·张三", "张三-", "张三😀"] {
            assert_eq!(read(wrong), Err(NameRefusal::Character), "{wrong}");
        }
    }

    #[test]
    fn one_character_is_enough_to_be_addressed_by() {
        assert_eq!(Name::parse_form_of_address("王").map(|name| name.0), Ok("王".to_owned()));
        assert_eq!(Name::parse_form_of_address(""), Err(NameRefusal::Empty));
    }

    proptest! {
        #[test]
        fn what_was_read_reads_the_same_again(typed in "[张三欧阳𠮷a-zA-Zü·.•’ 　-]{0,20}") {
            if let Ok(name) = Name::parse(&typed) {
                prop_assert_eq!(Name::parse(name.as_str()), Ok(name));
            }
        }

        #[test]
        fn no_text_makes_it_stumble(typed in ".{0,80}") {
            if let Ok(name) = Name::parse(&typed) {
                prop_assert!((2..=50).contains(&name.as_str().chars().count()));
                prop_assert!(!name.as_str().contains(['<', '>', '&', '"', '\n']));
            }
        }
    }
}
