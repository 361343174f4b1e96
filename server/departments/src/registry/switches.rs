//! What the registry may be told to do wrong, for tests and demonstrations. Kept in memory: a restart forgets it.

use std::{sync::Arc, time::Duration};

use axum::{Json, extract::State};
use serde::{Deserialize, Serialize};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::Registry;

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

/// Whether it answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Down {
    /// As it should.
    #[default]
    No,
    /// 503 at once.
    Refuse,
    /// Never.
    Hang,
}

/// The switches of one registry.
#[derive(Clone)]
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

    /// Waits as the switches say. False: answer 503.
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
        self.0.send_if_modified(|now| {
            let loses = now.lose_answers > 0;
            now.lose_answers = now.lose_answers.saturating_sub(1);
            loses
        })
    }
}

pub(super) async fn show(State(registry): State<Registry>) -> Json<Switches> {
    Json(registry.switches.get())
}

pub(super) async fn set(State(registry): State<Registry>, Json(switches): Json<Switches>) -> Json<Switches> {
    registry.switches.set(switches);
    Json(switches)
}
