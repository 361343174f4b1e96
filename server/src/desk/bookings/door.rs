//! The door before each slot. On a peak day thousands want one slot in one second: they go through one by one, as the
//! ledger's row would have them do anyway, and once it is seen to be full, everybody who was waiting is told so at once from
//! that one look. A look counts only for who came before it was taken, so nobody is told what was true before they came.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Instant,
};

use app::ports::SlotChoice;
use domain::{ids::ServiceCode, venue::SlotKey};

/// Unused doors are taken away when there are so many.
const MANY: usize = 512;

/// The doors of this server.
#[derive(Default)]
pub(super) struct Doors {
    /// A std mutex: held for a map look-up only, never across an await.
    slots: Mutex<HashMap<SlotKey, Arc<Door>>>,
}

/// The door of one slot.
#[derive(Default)]
pub(super) struct Door {
    /// Held while somebody tries to take a place. When it was looked last, and how many places were taken then.
    pub(super) seen: tokio::sync::Mutex<Option<(Instant, i64)>>,
    /// What was offered instead last, by service, and when that was looked up.
    pub(super) instead: tokio::sync::Mutex<HashMap<ServiceCode, (Instant, Vec<SlotChoice>)>>,
}

impl Doors {
    /// The door of a slot.
    pub(super) fn of(&self, slot: &SlotKey) -> Arc<Door> {
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        if slots.len() >= MANY {
            slots.retain(|_, door| Arc::strong_count(door) > 1);
        }
        Arc::clone(slots.entry(slot.clone()).or_default())
    }
}
