//! Everything without hardware, for `make run`, tests and journeys: a printer that interprets the bytes it is given and keeps
//! the paper, a card that is laid and taken away, a scanner, a lamp, a battery, a voice that keeps what it said. Switched by the page and the small forms of
//! `/simulator`, which are refused where real hardware is set.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use crate::{reader::Card, speak::Words, ups};

pub mod interpret;
pub mod link;
pub mod machine;

pub use machine::{Hazard, Machine};

/// Simulated devices; what is real is `None`.
pub struct Simulator {
    /// The printer.
    pub printer: Option<Arc<Mutex<Machine>>>,
    /// The card reader.
    pub reader: Option<Arc<Mutex<Field>>>,
    /// Whether the scanner is one.
    pub scanner: bool,
    /// What the lamp shows.
    pub lamp: Option<Arc<Mutex<String>>>,
    /// The battery.
    pub ups: Option<Arc<Mutex<ups::State>>>,
    /// What the voice said, oldest first.
    pub said: Option<Arc<Mutex<Vec<Words>>>>,
    /// The printer was switched: whoever watches it looks at once.
    pub printer_switched: Notify,
    /// The reader was.
    pub reader_switched: Notify,
}

/// What lies on a simulated card reader.
#[derive(Clone, Debug, Default)]
pub struct Field {
    /// The card, when one is there.
    pub card: Option<Card>,
    /// Whether the reader's cable is out.
    pub unplugged: bool,
}

/// Locks what only this program's own threads hold, and never for long.
pub fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}
