//! A ticket's lines and the bytes that a printer makes paper of. Chinese is GB18030 in the printer's Kanji mode (`FS &`), which
//! the `escpos` crate does not know and is sent beside it.

use encoding_rs::GB18030;
use escpos::{
    driver::Driver,
    errors::Result as Composed,
    printer::Printer,
    utils::{Encoder, JustifyMode, Protocol, QRCodeCorrectionLevel, QRCodeModel, QRCodeOption},
};
use serde::Deserialize;
use std::sync::{Arc, Mutex};

/// Most lines of one ticket.
const LINES: usize = 100;
/// Most characters of one line of text.
const CHARACTERS: usize = 400;
/// Most bytes in a QR code: what still scans well from thermal paper.
const QR_BYTES: usize = 600;
/// Dots in a millimetre at 203 dpi.
const DOTS_PER_MM: u32 = 8;
/// Height of a line of single size, in dots: the printer's own line spacing of 1/6 inch.
const LINE_DOTS: u32 = 34;
/// Paper between the last line and the blade, in millimetres.
const CUT_MM: u32 = 20;
/// Select Kanji (multi-byte) mode.
pub const KANJI_ON: &[u8] = &[0x1C, b'&'];

/// One line of a ticket.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Line {
    /// Words.
    Text(Text),
    /// A QR code.
    Qr(Qr),
    /// Empty lines.
    Feed(Feed),
}

/// A line of words.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// What it says.
    pub text: String,
    /// How many times as large, 1 to 8.
    #[serde(default = "one")]
    pub size: u8,
    /// Bold.
    #[serde(default)]
    pub bold: bool,
    /// Where it stands.
    #[serde(default)]
    pub align: Align,
}

/// A QR code, in the middle of the line.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Qr {
    /// What it says.
    pub qr: String,
    /// Dots a module, 1 to 15.
    #[serde(default = "eight")]
    pub modules: u8,
}

/// Empty lines.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Feed {
    /// How many, 1 to 20.
    pub feed: u8,
}

/// Where a line of words stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Align {
    /// At the left.
    #[default]
    Left,
    /// In the middle.
    Center,
    /// At the right.
    Right,
}

const fn one() -> u8 {
    1
}

const fn eight() -> u8 {
    8
}

/// Why lines are no ticket.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {reason}")]
pub struct NoTicket {
    /// Which, from 1; 0 for the whole.
    pub line: usize,
    /// What is wrong.
    pub reason: &'static str,
}

/// Refuses what would come out badly, or as metres of paper.
///
/// # Errors
/// The first line that is wrong.
pub fn check(lines: &[Line]) -> Result<(), NoTicket> {
    if lines.is_empty() || lines.len() > LINES {
        return Err(NoTicket { line: 0, reason: "a ticket has 1 to 100 lines" });
    }
    for (at, line) in lines.iter().enumerate() {
        let wrong = match line {
            Line::Text(text) if !(1..=8).contains(&text.size) => "size is 1 to 8",
            Line::Text(text) if text.text.chars().count() > CHARACTERS => "text has at most 400 characters",
            Line::Qr(qr) if qr.qr.is_empty() || qr.qr.len() > QR_BYTES => "qr holds 1 to 600 bytes",
            Line::Qr(qr) if !(1..=15).contains(&qr.modules) => "modules is 1 to 15 dots",
            Line::Feed(feed) if !(1..=20).contains(&feed.feed) => "feed is 1 to 20 lines",
            _ => continue,
        };
        return Err(NoTicket { line: at + 1, reason: wrong });
    }
    Ok(())
}

/// The bytes of a ticket, from initialisation to the cut.
///
/// # Errors
/// A character that GB18030 does not have (there is one), or a QR code that is too long.
pub fn bytes(lines: &[Line]) -> Composed<Vec<u8>> {
    let paper = Sheet::default();
    let mut printer = Printer::new(paper.clone(), Protocol::new(Encoder::new(GB18030)), None);
    printer.init()?.custom(KANJI_ON)?;
    for line in lines {
        match line {
            Line::Text(text) => {
                let place = match text.align {
                    Align::Left => JustifyMode::LEFT,
                    Align::Center => JustifyMode::CENTER,
                    Align::Right => JustifyMode::RIGHT,
                };
                printer.justify(place)?.bold(text.bold)?.size(text.size, text.size)?.writeln(&printable(&text.text))?;
            }
            Line::Qr(qr) => {
                let option = QRCodeOption::new(QRCodeModel::Model2, qr.modules, QRCodeCorrectionLevel::M);
                printer.justify(JustifyMode::CENTER)?.reset_size()?.qrcode_option(&printable(&qr.qr), option)?.feed()?;
            }
            Line::Feed(feed) => {
                printer.reset_size()?.feeds(feed.feed)?;
            }
        }
    }
    printer.cut()?.print()?;
    Ok(paper.take())
}

/// How much of the roll a ticket takes, in millimetres, on paper of `width_dots`.
#[must_use]
pub fn millimetres(lines: &[Line], width_dots: u32) -> u32 {
    let dots: u32 = lines
        .iter()
        .map(|line| match line {
            Line::Text(text) => {
                let across: u32 = text.text.chars().map(|letter| if letter.is_ascii() { 12 } else { 24 }).sum();
                (across * u32::from(text.size)).div_ceil(width_dots.max(1)).max(1) * LINE_DOTS * u32::from(text.size)
            }
            Line::Qr(qr) => (qr_modules(qr.qr.len()) + 2) * u32::from(qr.modules) + LINE_DOTS,
            Line::Feed(feed) => u32::from(feed.feed) * LINE_DOTS,
        })
        .sum();
    dots.div_ceil(DOTS_PER_MM) + CUT_MM
}

/// Modules a side of a QR code of so many bytes at level M: near enough to count paper by.
fn qr_modules(bytes: usize) -> u32 {
    const CAPACITY: [usize; 20] = [14, 26, 42, 62, 84, 106, 122, 152, 180, 213, 251, 287, 331, 362, 412, 450, 504, 560, 624, 666];
    let version = CAPACITY.iter().position(|most| bytes <= *most).unwrap_or(CAPACITY.len() - 1);
    17 + 4 * (u32::try_from(version).unwrap_or(19) + 1)
}

/// Without control characters: among the printer's bytes they would be commands, and some act at once.
fn printable(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
}

/// Where the crate writes to: the bytes are kept, so that they can be sent in one piece.
#[derive(Clone, Default)]
struct Sheet(Arc<Mutex<Vec<u8>>>);

impl Sheet {
    fn take(&self) -> Vec<u8> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner))
    }
}

impl Driver for Sheet {
    fn name(&self) -> String {
        "sheet".to_owned()
    }

    fn write(&self, data: &[u8]) -> Composed<()> {
        self.0.lock()?.extend_from_slice(data);
        Ok(())
    }

    fn read(&self, _: &mut [u8]) -> Composed<usize> {
        Ok(0)
    }

    fn flush(&self) -> Composed<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_told_by_its_one_word() {
        let lines: Vec<Line> = serde_json::from_str(
            r#"[{"text":"A012","size":8,"bold":true,"align":"center"},{"qr":"https://x","modules":7},{"feed":2}]"#,
        )
        .expect("lines");
        check(&lines).expect("a ticket");
        assert!(matches!(&lines[0], Line::Text(text) if text.size == 8 && text.align == Align::Center));
        assert!(matches!(&lines[1], Line::Qr(qr) if qr.modules == 7));
        assert!(matches!(&lines[2], Line::Feed(feed) if feed.feed == 2));
        serde_json::from_str::<Line>(r#"{"text":"A","blink":true}"#).expect_err("no printer blinks");
    }

    #[test]
    fn metres_of_paper_are_refused() {
        let feed = |feed| vec![Line::Feed(Feed { feed })];
        assert_eq!(check(&feed(21)).expect_err("too long").line, 1);
        check(&vec![Line::Feed(Feed { feed: 20 }); 101]).expect_err("too many");
        assert!(millimetres(&feed(2), 576) < 40);
    }

    #[test]
    fn a_name_cannot_be_a_command() {
        let sly = Line::Text(Text { text: "张\u{10}\u{4}\u{1}\u{1b}@".to_owned(), size: 1, bold: false, align: Align::Left });
        let made = bytes(&[sly]).expect("bytes");
        assert!(!made.windows(2).any(|two| two == [0x10, 0x04]), "{made:02x?}");
        assert_eq!(made.windows(2).filter(|two| *two == [0x1b, b'@']).count(), 1, "only our own");
    }
}
