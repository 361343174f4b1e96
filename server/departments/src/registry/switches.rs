//! What the registry may be told to do wrong, for tests and demonstrations. Kept in memory: a restart forgets it.

use axum::{Json, extract::State};
use serde::{Deserialize, Serialize};

use super::Registry;
use crate::switches::{self, Dials, Down};

/// The switches. They hold for what Yimen sends, never for this page and its JSON.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Switches {
    /// Milliseconds to wait before it begins to work.
    pub slow_ms: u64,
    /// Whether it answers at all.
    pub down: Down,
    /// So many of the next answers are lost: the work is done, the line goes dead.
    pub lose_answers: u32,
}

/// The switches of one registry.
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

pub(super) async fn show(State(registry): State<Registry>) -> Json<Switches> {
    Json(registry.switches.get())
}

pub(super) async fn set(State(registry): State<Registry>, Json(switches): Json<Switches>) -> Json<Switches> {
    registry.switches.set(switches);
    Json(switches)
}
