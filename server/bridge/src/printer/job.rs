//! One ticket's way: send, wait until the printer says that everything before its last question was carried out, ask how it is.

use std::time::Duration;

use super::{
    Outcome, State, Why,
    answers::{Answer, Answers},
    link::{Gone, Link},
    status,
};

/// Forget what was received and not printed: `DLE DC4 8`, and `DLE ENQ 2` for printers that have only that. Without it a
/// printer goes on with the rest of a ticket that was given up as soon as it has paper again.
const FORGET: &[u8] = &[0x10, 0x14, 0x08, 0x01, 0x03, 0x14, 0x01, 0x06, 0x02, 0x08, 0x10, 0x05, 0x02];
/// Initialise, push out what hangs there and cut it off.
const CUT_OFF: &[u8] = &[0x1B, b'@', 0x1B, b'd', 1, 0x1D, b'V', b'A', 0];

/// By what the printer says that it is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Confirm {
    /// `GS r 1`, which nearly all printers have.
    Sensor,
    /// `GS ( H` with these four letters, which no other job's answer can be taken for.
    Process([u8; 4]),
}

impl Confirm {
    fn question(self) -> Vec<u8> {
        match self {
            Self::Sensor => vec![0x1D, b'r', 1],
            Self::Process([a, b, c, d]) => vec![0x1D, b'(', b'H', 6, 0, 48, 48, a, b, c, d],
        }
    }

    fn is_answered_by(self, answer: Answer) -> bool {
        match (self, answer) {
            (Self::Sensor, Answer::Sensor(_)) => true,
            (Self::Process(ours), Answer::Done(theirs)) => ours == theirs,
            _ => false,
        }
    }
}

/// Makes the printer forget what it may still hold of a ticket that was given up.
pub fn forget(link: &mut dyn Link) {
    // Best effort: where it does not arrive, the next job begins with it.
    if link.send(FORGET).is_err() {
        tracing::debug!("the printer could not be told to forget");
    }
}

/// Sends `bytes` and says what became of them. `untidy`: cut off first what hangs there of an earlier one.
///
/// # Errors
/// The link broke on the way; the ticket may have come or not.
pub fn send(link: &mut dyn Link, bytes: &[u8], untidy: bool, confirm: Confirm, within: Duration) -> Result<Outcome, Gone> {
    let mut whole = if untidy { CUT_OFF.to_vec() } else { Vec::new() };
    whole.extend_from_slice(bytes);
    whole.extend(confirm.question());
    link.send(&whole)?;
    let mut answers = Answers::default();
    let mut waited = Duration::ZERO;
    loop {
        if answers.take(|answer| confirm.is_answered_by(answer)).is_some() {
            let state = status::ask(link, &mut answers)?;
            return Ok(state.hindrance().map_or(Outcome::Printed, |why| Outcome::Failed { why }));
        }
        let came = link.receive()?;
        if came.is_empty() {
            waited += link.patience();
            // No use in waiting for one that says that it cannot.
            match status::ask(link, &mut answers)? {
                State::Ok | State::NearEnd if waited < within => continue,
                state => return Ok(Outcome::Failed { why: state.hindrance().unwrap_or(Why::Offline) }),
            }
        }
        answers.came(&came);
    }
}
