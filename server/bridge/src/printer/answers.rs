//! What comes back from a printer, told apart by its bits: real-time states, the answer to `GS r`, and blocks. Whatever is none
//! of them (flow control, noise on a line) is passed over.

use std::collections::VecDeque;

/// One answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// To `DLE EOT n`: bits 0 and 7 are 0, bits 1 and 4 are 1.
    RealTime(u8),
    /// To `GS r 1`: bits 4 and 7 are 0. It comes only when everything before it was carried out.
    Sensor(u8),
    /// To `GS ( H`: the four letters that the request carried, when everything before it was carried out.
    Done([u8; 4]),
}

const BLOCK: u8 = 0x37;
const DONE: u8 = 0x22;

/// Answers that came and were not asked for yet, and bytes that are not yet an answer.
#[derive(Debug, Default)]
pub struct Answers {
    bytes: VecDeque<u8>,
    ready: VecDeque<Answer>,
}

impl Answers {
    /// Adds what came.
    pub fn came(&mut self, bytes: &[u8]) {
        self.bytes.extend(bytes);
        while let Some(answer) = self.read() {
            self.ready.push_back(answer);
        }
    }

    /// Takes the first answer that fits. Others stay: the one to the job may come among those to questions about the state.
    pub fn take(&mut self, fits: impl Fn(Answer) -> bool) -> Option<Answer> {
        let at = self.ready.iter().position(|answer| fits(*answer))?;
        self.ready.remove(at)
    }

    fn read(&mut self) -> Option<Answer> {
        loop {
            let first = *self.bytes.front()?;
            if first == BLOCK {
                let end = self.bytes.iter().position(|byte| *byte == 0)?;
                let block: Vec<u8> = self.bytes.drain(..=end).collect();
                if let [BLOCK, DONE, a, b, c, d, 0] = block[..] {
                    return Some(Answer::Done([a, b, c, d]));
                }
                continue;
            }
            self.bytes.pop_front();
            if first & 0b1001_0011 == 0b0001_0010 {
                return Some(Answer::RealTime(first));
            }
            if first & 0b1001_0000 == 0 {
                return Some(Answer::Sensor(first));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_told_apart_whatever_comes_between() {
        let mut answers = Answers::default();
        answers.came(&[0x13, 0x03, 0x11, 0x37, 0x25, 0x00, 0x12, 0x37, 0x22, b'a', b'b']);
        assert_eq!(answers.take(|answer| matches!(answer, Answer::RealTime(_))), Some(Answer::RealTime(0x12)));
        assert_eq!(answers.take(|_| true), Some(Answer::Sensor(0x03)), "it waited for its turn");
        assert_eq!(answers.take(|_| true), None, "half a block waits");
        answers.came(b"cd\0");
        assert_eq!(answers.take(|_| true), Some(Answer::Done(*b"abcd")));
    }
}
