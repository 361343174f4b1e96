//! What a department may be told to do wrong, for tests and demonstrations. Kept in memory: a restart forgets it.

use std::{sync::Arc, time::Duration};

use serde::{Deserialize, Serialize};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

pub use crate::registry::Down;

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
#[derive(Clone, Debug)]
pub(super) struct Panel(Arc<watch::Sender<Switches>>);

impl Default for Panel {
    fn default() -> Self {
        Self(Arc::new(watch::Sender::new(Switches::default())))
    }
}

impl Panel {
    pub(super) fn get(&self) -> Switches {
        *self.0.borrow()
    }

    pub(super) fn set(&self, switches: Switches) {
        self.0.send_replace(switches);
    }

    /// Waits as the switches say. False: out of service.
    pub(super) async fn pass(&self, shutdown: &CancellationToken) -> bool {
        let Switches { slow_ms, down, .. } = self.get();
        if slow_ms > 0 {
            tokio::select! {
                () = tokio::time::sleep(Duration::from_millis(slow_ms)) => {}
                () = shutdown.cancelled() => return false,
            }
        }
        match down {
            Down::No => true,
            Down::Refuse => false,
            Down::Hang => {
                let mut panel = self.0.subscribe();
                tokio::select! {
                    _ = panel.wait_for(|now| now.down != Down::Hang) => {}
                    () = shutdown.cancelled() => {}
                }
                // What hung for long is dead; the other side asks again.
                false
            }
        }
    }

    /// Whether this answer is one of those to be lost.
    pub(super) fn loses_this_answer(&self) -> bool {
        self.uses(|now| &mut now.lose_answers)
    }

    /// Whether this answer is one of those to be nonsense.
    pub(super) fn answers_wrong(&self) -> bool {
        self.uses(|now| &mut now.wrong_answers)
    }

    fn uses(&self, which: impl Fn(&mut Switches) -> &mut u32) -> bool {
        self.0.send_if_modified(|now| {
            let left = which(now);
            let used = *left > 0;
            *left = left.saturating_sub(1);
            used
        })
    }
}
