//! Reads ESC/POS the way a receipt printer does: a command at a time, from bytes that may stop anywhere.

use std::collections::VecDeque;

use encoding_rs::GB18030;

/// What the bytes say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// `ESC @`.
    Initialise,
    /// Letters, as they will be printed.
    Text(String),
    /// `LF`, or `ESC d n`: print and feed so many lines.
    Feed(u8),
    /// `GS !`: how many times as wide and as high.
    Size(u8, u8),
    /// `ESC E`.
    Bold(bool),
    /// `ESC a`: 0 left, 1 in the middle, 2 right.
    Align(u8),
    /// `FS &` and `FS .`.
    Kanji(bool),
    /// `GS ( k`: dots a module.
    QrModules(u8),
    /// `GS ( k`: what the code holds.
    QrStore(Vec<u8>),
    /// `GS ( k`: print it.
    QrPrint,
    /// `GS V`.
    Cut,
    /// `GS r 1`.
    AskSensor,
    /// `GS ( H`.
    AskDone([u8; 4]),
    /// Whatever else; printed as nothing.
    Unknown(Vec<u8>),
}

/// The first command and its length in bytes; `None`: the rest of it has not come yet. `kanji`: whether bytes from 0x81 are
/// Chinese, as they are only after `FS &`.
#[must_use]
pub fn first(bytes: &VecDeque<u8>, kanji: bool) -> Option<(usize, Command)> {
    let at = |index: usize| bytes.get(index).copied();
    let (length, command) = match (at(0)?, at(1)) {
        (0x0A, _) => (1, Command::Feed(1)),
        (0x1B, second) => match second? {
            b'@' => (2, Command::Initialise),
            b'd' => (3, Command::Feed(at(2)?)),
            b'E' => (3, Command::Bold(at(2)? & 1 == 1)),
            b'a' => (3, Command::Align(at(2)? % 48)),
            other => (3, Command::Unknown(vec![0x1B, other, at(2)?])),
        },
        (0x1C, second) => match second? {
            b'&' => (2, Command::Kanji(true)),
            b'.' => (2, Command::Kanji(false)),
            other => (2, Command::Unknown(vec![0x1C, other])),
        },
        (0x1D, second) => match second? {
            b'!' => (3, Command::Size((at(2)? >> 4) + 1, (at(2)? & 0x0F) + 1)),
            b'r' => (3, Command::AskSensor),
            b'V' => (if at(2)? < 48 { 3 } else { 4 }, Command::Cut),
            b'(' => block(bytes)?,
            other => (3, Command::Unknown(vec![0x1D, other, at(2)?])),
        },
        (0x20..=0x7E, _) => {
            let length = bytes.iter().take_while(|byte| (0x20..=0x7E).contains(*byte)).count();
            let text = bytes.iter().take(length).map(|byte| char::from(*byte)).collect();
            (length, Command::Text(text))
        }
        (0x81..=0xFE, second) if kanji => {
            let length = if (0x30..=0x39).contains(&second?) { 4 } else { 2 };
            at(length - 1)?;
            let letter: Vec<u8> = bytes.iter().take(length).copied().collect();
            (length, Command::Text(GB18030.decode_without_bom_handling(&letter).0.into_owned()))
        }
        (other, _) => (1, Command::Unknown(vec![other])),
    };
    (bytes.len() >= length).then_some((length, command))
}

/// `GS ( X pL pH …`: a block of its own length.
fn block(bytes: &VecDeque<u8>) -> Option<(usize, Command)> {
    let at = |index: usize| bytes.get(index).copied();
    let length = 5 + usize::from(at(3)?) + 256 * usize::from(at(4)?);
    at(length - 1)?;
    let inside: Vec<u8> = bytes.iter().take(length).skip(5).copied().collect();
    let command = match (at(2)?, inside.as_slice()) {
        (b'k', [49, 67, modules]) => Command::QrModules(*modules),
        (b'k', [49, 80, 48, data @ ..]) => Command::QrStore(data.to_vec()),
        (b'k', [49, 81, 48]) => Command::QrPrint,
        (b'H', [48, 48, a, b, c, d]) => Command::AskDone([*a, *b, *c, *d]),
        _ => Command::Unknown(bytes.iter().take(length).copied().collect()),
    };
    Some((length, command))
}

/// What is acted on the moment it comes, whatever the printer is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AtOnce {
    /// `DLE EOT n`: say how you are.
    State(u8),
    /// `DLE ENQ 2`, `DLE DC4 8`: forget what was received.
    Forget,
    /// `DLE DC4 8` also wants an answer.
    ForgetAndSay,
}

/// A real-time command at the front and its length; `None`: there is none.
#[must_use]
pub fn at_once(bytes: &[u8]) -> Option<(usize, AtOnce)> {
    match bytes {
        [0x10, 0x04, which, ..] => Some((3, AtOnce::State(*which))),
        [0x10, 0x05, 2, ..] => Some((3, AtOnce::Forget)),
        [0x10, 0x14, 8, 1, 3, 20, 1, 6, 2, 8, ..] => Some((10, AtOnce::ForgetAndSay)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(bytes: &[u8]) -> Vec<Command> {
        let (mut bytes, mut kanji, mut found) = (VecDeque::from(bytes.to_vec()), false, Vec::new());
        while let Some((length, command)) = first(&bytes, kanji) {
            bytes.drain(..length);
            if let Command::Kanji(on) = command {
                kanji = on;
            }
            found.push(command);
        }
        assert!(bytes.is_empty(), "{bytes:02x?}");
        found
    }

    #[test]
    fn chinese_is_read_only_in_kanji_mode() {
        // 一, and 㑇 of the four-byte range.
        let text = [0xD2, 0xBB, 0x82, 0x30, 0x96, 0x31];
        let mut with = vec![0x1C, b'&'];
        with.extend(text);
        let read = all(&with);
        assert_eq!(read[1], Command::Text("一".to_owned()));
        assert!(matches!(&read[2], Command::Text(letter) if letter.chars().count() == 1));
        assert!(matches!(all(&text)[0], Command::Unknown(_)));
    }

    #[test]
    fn a_command_that_is_cut_waits_for_its_rest() {
        let mut half = VecDeque::from(vec![0x1D, b'(', b'k', 5, 0, 49, 80, 48, b'h']);
        assert_eq!(first(&half, true), None);
        half.push_back(b'i');
        assert_eq!(first(&half, true), Some((10, Command::QrStore(b"hi".to_vec()))));
    }
}
