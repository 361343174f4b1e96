//! How much paper is left: counted by the millimetre from the roll's known length, begun anew when a roll is changed. The
//! file is read each time, so that `yimen-bridge roll` may change it while the bridge runs.

use std::{io, path::PathBuf};

use serde::{Deserialize, Serialize};

use super::{State, journal::replace};

/// What is known of rolls here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lengths {
    /// A new roll, in millimetres.
    pub roll_mm: u32,
    /// What is left at most when the printer says «near end», in millimetres.
    pub near_end_mm: u32,
    /// A ticket, until some were printed, in millimetres.
    pub ticket_mm: u32,
}

/// The file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Used {
    /// Of this roll, in millimetres.
    used_mm: u32,
    /// Tickets of this roll.
    tickets: u32,
    /// What a ticket took lately, in millimetres; 0: not known.
    lately_mm: u32,
}

/// The roll in the printer.
#[derive(Debug)]
pub struct Roll {
    path: PathBuf,
    lengths: Lengths,
    /// The roll was short, as far as the printer could tell.
    was_short: bool,
    /// … and then the cover was opened.
    was_opened: bool,
}

impl Roll {
    /// The roll that `path` tells of.
    #[must_use]
    pub fn new(path: PathBuf, lengths: Lengths) -> Self {
        Self { path, lengths, was_short: false, was_opened: false }
    }

    /// A ticket took so much.
    ///
    /// # Errors
    /// The disk's.
    pub fn took(&self, mm: u32) -> io::Result<()> {
        let used = self.read();
        let lately_mm = if used.lately_mm == 0 { mm } else { (used.lately_mm * 7 + mm) / 8 };
        self.write(Used { used_mm: used.used_mm.saturating_add(mm), tickets: used.tickets.saturating_add(1), lately_mm })
    }

    /// A new roll is in.
    ///
    /// # Errors
    /// The disk's.
    pub fn changed(&self) -> io::Result<()> {
        self.write(Used { used_mm: 0, tickets: 0, ..self.read() })
    }

    /// Sees how the printer is. A roll that was short before the cover was opened and is not short after it was closed is a new
    /// one; a cover opened to free a jam is none, though it lifts the paper off its sensor.
    ///
    /// # Errors
    /// The disk's.
    pub fn saw(&mut self, state: State) -> io::Result<()> {
        match state {
            State::Out | State::NearEnd => self.was_short = true,
            State::Cover => self.was_opened = self.was_short,
            State::Ok if self.was_short && self.was_opened => {
                (self.was_short, self.was_opened) = (false, false);
                tracing::info!("a new roll of paper");
                return self.changed();
            }
            // Paper that was only pushed in again.
            State::Ok => self.was_short = false,
            State::Jam | State::Offline => {}
        }
        Ok(())
    }

    /// How many more tickets will come, as far as can be told.
    #[must_use]
    pub fn tickets_left(&self, state: State) -> u32 {
        let used = self.read();
        let left = match state {
            State::Out => 0,
            State::NearEnd => self.lengths.roll_mm.saturating_sub(used.used_mm).min(self.lengths.near_end_mm),
            _ => self.lengths.roll_mm.saturating_sub(used.used_mm),
        };
        let ticket = if used.lately_mm == 0 { self.lengths.ticket_mm } else { used.lately_mm };
        left / ticket.max(1)
    }

    fn read(&self) -> Used {
        let text = std::fs::read(&self.path).unwrap_or_default();
        serde_json::from_slice(&text).unwrap_or_default()
    }

    fn write(&self, used: Used) -> io::Result<()> {
        replace(&self.path, &serde_json::to_vec(&used).expect("numbers always have a JSON form"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn roll(folder: &tempfile::TempDir) -> Roll {
        let lengths = Lengths { roll_mm: 10_000, near_end_mm: 1_000, ticket_mm: 100 };
        Roll::new(folder.path().join("roll"), lengths)
    }

    #[test]
    fn paper_left_is_forecast_by_what_tickets_took_lately() {
        let folder = tempfile::tempdir().expect("a folder");
        let roll = roll(&folder);
        assert_eq!(roll.tickets_left(State::Ok), 100);
        for _ in 0..10 {
            roll.took(200).expect("written");
        }
        assert_eq!(roll.tickets_left(State::Ok), 40);
        assert_eq!(roll.tickets_left(State::NearEnd), 5, "the printer knows better");
        assert_eq!(roll.tickets_left(State::Out), 0);
    }

    #[test]
    fn a_new_roll_is_noticed_and_a_freed_jam_is_none() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut roll = roll(&folder);
        roll.took(200).expect("written");
        for state in [State::Jam, State::Cover, State::Ok] {
            roll.saw(state).expect("seen");
        }
        assert_eq!(roll.tickets_left(State::Ok), 49, "only opened");
        for state in [State::Out, State::Cover, State::Out, State::Ok] {
            roll.saw(state).expect("seen");
        }
        assert_eq!(roll.tickets_left(State::Ok), 50, "a new roll, and tickets are as long as before");
    }
}
