//! What is said of a screen and of a control, for who cannot see them. A hall may hear it: what stands in a line is never said, and a
//! character that hides another is said as what it is. (Who wears headphones may ask to hear keys as they type them: `parts::news`.)

use domain::text::{Lang, Text};

use crate::msg::kiosk_shell as words;

/// Characters that stand for others.
const MASKS: [char; 4] = ['*', '•', '●', '＊'];

/// What a control is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Leads elsewhere.
    Link,
    /// Does something.
    Button,
    /// Is typed into: whether something stands in it.
    Line(bool),
    /// One of a list: what is chosen is no secret of a line, and is said.
    List,
    /// Is ticked or not.
    Choice(bool),
}

/// A control as the page has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Control {
    /// What it is.
    pub kind: Kind,
    /// Its label, or the words on it.
    pub name: String,
    /// Its hint and what is wrong with it.
    pub hint: String,
}

/// What is said of a control that has the focus.
pub(crate) fn control_words(control: &Control, lang: Lang) -> String {
    let (kind, state): (Option<Text>, Option<Text>) = match control.kind {
        Kind::Link => (Some(words::SPEAK_LINK), None),
        Kind::Button => (Some(words::SPEAK_BUTTON), None),
        Kind::Line(filled) => (Some(words::SPEAK_LINE), Some(if filled { words::SPEAK_FILLED } else { words::SPEAK_EMPTY })),
        Kind::List => (Some(words::SPEAK_LIST), None),
        Kind::Choice(chosen) => (None, Some(if chosen { words::SPEAK_CHOSEN } else { words::SPEAK_NOT_CHOSEN })),
    };
    let comma = match lang {
        Lang::Zh => "，",
        Lang::En => ", ",
    };
    let parts =
        [Some(control.name.trim()), kind.map(|kind| kind.of(lang)), state.map(|state| state.of(lang)), Some(control.hint.trim())];
    let said: Vec<&str> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
    spoken(&said.join(comma), lang)
}

/// A text as it is said: a row of masks is one word.
pub(crate) fn spoken(text: &str, lang: Lang) -> String {
    let mut said = String::with_capacity(text.len());
    let mut masked = false;
    for c in text.chars() {
        let mask = MASKS.contains(&c);
        if mask && !masked {
            said.push(' ');
            said.push_str(words::SPEAK_MASK.of(lang));
            said.push(' ');
        } else if !mask {
            said.push(c);
        }
        masked = mask;
    }
    said
}

/// A text in the parts that are said one after another.
pub(crate) fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive(['\n', '。', '！', '？', '；', '!', '?']).map(str::trim).filter(|part| !part.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mask_is_said_and_what_it_hides_is_not() {
        assert_eq!(spoken("证件 110102********1234", Lang::Zh), "证件 110102 星号 1234");
        assert_eq!(spoken("张* ••••", Lang::En), "张 asterisk   asterisk ");
    }

    #[test]
    fn a_line_is_said_to_be_filled_and_never_with_what() {
        let line = |filled| Control { kind: Kind::Line(filled), name: "证件号码".to_owned(), hint: "18 位".to_owned() };
        assert_eq!(control_words(&line(true), Lang::Zh), "证件号码，输入框，已填，18 位");
        assert_eq!(control_words(&line(false), Lang::En), "证件号码, box to type in, empty, 18 位");
    }

    #[test]
    fn every_kind_of_control_is_named() {
        let of = |kind| control_words(&Control { kind, name: "Next".to_owned(), hint: String::new() }, Lang::En);
        assert_eq!(of(Kind::Link), "Next, link");
        assert_eq!(of(Kind::Button), "Next, button");
        assert_eq!(of(Kind::List), "Next, list");
        assert_eq!([of(Kind::Choice(true)), of(Kind::Choice(false))], ["Next, chosen", "Next, not chosen"]);
    }

    #[test]
    fn a_screen_is_said_sentence_by_sentence() {
        let text = "标题\n第一句。第二句？\n\n  Third! ";
        assert_eq!(sentences(text).collect::<Vec<_>>(), ["标题", "第一句。", "第二句？", "Third!"]);
    }
}
