//! Prints each key once and answers it the same for ever.

use std::{
    io,
    path::Path,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use super::{
    Outcome, State, Why,
    answers::Answers,
    job::{self, Confirm},
    journal::Journal,
    link::{Gone, Link, Port},
    roll::{Lengths, Roll},
    status,
    ticket::{self, Line, NoTicket},
};

/// The file of the paper count, in the folder of the desk's memory.
pub const ROLL_FILE: &str = "roll.json";

/// How a desk prints.
#[derive(Clone, Copy, Debug)]
pub struct Habits {
    /// Whether the printer names the job it has done (`GS ( H`), or only answers (`GS r`).
    pub names_jobs: bool,
    /// How long a whole ticket may take.
    pub within: Duration,
    /// The paper's width in dots.
    pub width_dots: u32,
    /// Of rolls.
    pub lengths: Lengths,
}

/// Why nothing was tried.
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    /// The lines cannot be a ticket.
    #[error(transparent)]
    NoTicket(#[from] NoTicket),
    /// The key is no key.
    #[error("key: 1 to 100 letters, digits and .:_-")]
    NoKey,
    /// It could not be written down that the key is about to be sent, so it was not.
    #[error("the journal of printed tickets cannot be written: {0}")]
    Journal(#[from] io::Error),
}

/// The printer and what is remembered of it.
pub struct Desk {
    inner: Mutex<Inner>,
    /// What was seen last, for whoever asks while a ticket is under way.
    last: Mutex<(State, u32)>,
    /// Tickets under way, or waiting for one that is.
    under_way: AtomicUsize,
    habits: Habits,
}

struct Inner {
    port: Box<dyn Port>,
    link: Option<Box<dyn Link>>,
    journal: Journal,
    roll: Roll,
    /// Part of a ticket that was given up may hang from the printer, or lie in its memory.
    untidy: bool,
}

impl Desk {
    /// A desk whose memory is in `folder`.
    ///
    /// # Errors
    /// Its memory cannot be read or written.
    pub fn open(port: Box<dyn Port>, folder: &Path, habits: Habits) -> io::Result<Self> {
        let journal = Journal::open(&folder.join("printed.jsonl"))?;
        let roll = Roll::new(folder.join(ROLL_FILE), habits.lengths);
        let untidy = journal.ended_badly();
        let left = roll.tickets_left(State::Offline);
        let inner = Inner { port, link: None, journal, roll, untidy };
        Ok(Self { inner: Mutex::new(inner), last: Mutex::new((State::Offline, left)), under_way: AtomicUsize::new(0), habits })
    }

    /// Prints, unless this key was heard of before; then it only says what became of it. Blocks until the printer has answered.
    ///
    /// # Errors
    /// Nothing was sent and nothing is remembered.
    pub fn print(&self, key: &str, lines: &[Line]) -> Result<Outcome, DeskError> {
        if !(1..=100).contains(&key.len()) || !key.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".:_-".contains(&byte)) {
            return Err(DeskError::NoKey);
        }
        ticket::check(lines)?;
        let bytes = ticket::bytes(lines).map_err(|_| NoTicket { line: 0, reason: "a character that no printer has" })?;
        let _under_way = UnderWay::begin(&self.under_way);
        let mut inner = held(&self.inner);
        if let Some(outcome) = inner.journal.outcome(key) {
            return Ok(outcome);
        }
        let state = inner.look();
        let outcome = match state.hindrance() {
            Some(why) => Outcome::Failed { why },
            None => {
                inner.journal.about_to_send(key)?;
                let outcome = inner.send(&bytes, self.habits);
                if let Err(wrong) = inner.roll.took(ticket::millimetres(lines, self.habits.width_dots)) {
                    tracing::warn!(%wrong, "paper is not counted");
                }
                outcome
            }
        };
        if let Err(wrong) = inner.journal.became(key, outcome) {
            // True for now. After a restart the key counts as failed, and is still not printed twice.
            tracing::error!(%wrong, "the journal of printed tickets cannot be written");
        }
        tracing::info!(?outcome, "ticket");
        let state = if outcome == Outcome::Printed { state } else { inner.look() };
        self.remember(&inner, state);
        Ok(outcome)
    }

    /// What became of a key; `None`: it was never heard of, and nothing was sent under it. Blocks while a ticket is under way.
    #[must_use]
    pub fn outcome(&self, key: &str) -> Option<Outcome> {
        held(&self.inner).journal.outcome(key)
    }

    /// How the printer was when it was last asked, and how many tickets were left.
    #[must_use]
    pub fn seen(&self) -> (State, u32) {
        *held(&self.last)
    }

    /// How the printer is and how many tickets are left. While a ticket is under way it is what was seen before.
    #[must_use]
    pub fn look(&self) -> (State, u32) {
        if self.under_way.load(Ordering::Relaxed) > 0 {
            return self.seen();
        }
        let mut inner = held(&self.inner);
        let state = inner.look();
        self.remember(&inner, state)
    }

    fn remember(&self, inner: &Inner, state: State) -> (State, u32) {
        let seen = (state, inner.roll.tickets_left(state));
        *held(&self.last) = seen;
        seen
    }
}

impl Inner {
    /// Asks the printer, over a new link where the old one broke.
    fn look(&mut self) -> State {
        let state = self.ask().or_else(|Gone| {
            self.link = None;
            self.ask()
        });
        let state = state.unwrap_or(State::Offline);
        if state == State::Offline {
            self.link = None;
        }
        if let Err(wrong) = self.roll.saw(state) {
            tracing::warn!(%wrong, "a new roll is not remembered");
        }
        state
    }

    fn ask(&mut self) -> Result<State, Gone> {
        let untidy = self.untidy;
        let link = self.opened()?;
        if untidy {
            job::forget(link);
        }
        status::ask(link, &mut Answers::default())
    }

    fn opened(&mut self) -> Result<&mut dyn Link, Gone> {
        let link = match self.link.take() {
            Some(link) => link,
            None => self.port.open()?,
        };
        Ok(self.link.insert(link).as_mut())
    }

    fn send(&mut self, bytes: &[u8], habits: Habits) -> Outcome {
        let confirm = if habits.names_jobs {
            // Printable letters, so that no part of it can be taken for a command.
            Confirm::Process(rand::random::<[u8; 4]>().map(|byte| b'A' + byte % 26))
        } else {
            Confirm::Sensor
        };
        let untidy = std::mem::replace(&mut self.untidy, true);
        let sent = self.opened().and_then(|link| job::send(link, bytes, untidy, confirm, habits.within));
        if sent == Ok(Outcome::Printed) {
            self.untidy = false;
            return Outcome::Printed;
        }
        // A late answer on this link must never be taken for the next ticket's.
        if let Some(mut link) = self.link.take() {
            job::forget(link.as_mut());
        }
        // The link broke: the reason, where a new one can still tell it.
        sent.unwrap_or_else(|Gone| Outcome::Failed { why: self.look().hindrance().unwrap_or(Why::Offline) })
    }
}

/// Counts a ticket until it is dropped, also by a panic.
struct UnderWay<'a>(&'a AtomicUsize);

impl<'a> UnderWay<'a> {
    fn begin(count: &'a AtomicUsize) -> Self {
        count.fetch_add(1, Ordering::Relaxed);
        Self(count)
    }
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}
