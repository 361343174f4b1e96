//! What a department may be told to do wrong, for tests and demonstrations. Kept in memory: a restart forgets it.

use serde::{Deserialize, Serialize};

use crate::switches::{self, Dials, Down};

/// The switches. They hold for what Yimen sends and is told, never for the clerk's pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Switches {
    /// Milliseconds to wait before it begins to work.
    pub slow_ms: u64,
    /// Whether it answers at all.
    pub down: Down,
    /// So many of the next answers are lost: the work is done, the line goes dead.
    pub lose_answers: u32,
    /// So many of the next answers are nonsense: nothing is done.
    pub wrong_answers: u32,
    /// Every piece of news comes twice.
    pub duplicate: bool,
    /// News waits until there are two of a case and comes the last first.
    pub out_of_order: bool,
}

/// The switches of one department.
pub(super) type Panel = switches::Panel<Switches>;

impl Dials for Switches {
    fn slow_ms(&self) -> u64 {
        self.slow_ms
    }

    fn down(&self) -> Down {
        self.down
    }

    fn lose_answers(&mut self) -> &mut u32 {
        &mut self.lose_answers
    }
}

impl Panel {
    /// Whether this answer is one of those to be nonsense.
    pub(super) fn answers_wrong(&self) -> bool {
        self.uses(|now| &mut now.wrong_answers)
    }
}
