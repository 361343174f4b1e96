//! What every stand-in may be told to do wrong, for tests and demonstrations. Kept in memory: a restart forgets it.

use std::{fmt, sync::Arc, time::Duration};

use serde::{Deserialize, Serialize};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

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

/// The switches that all of them have.
pub(crate) trait Dials: Copy + Default + fmt::Debug + Send + Sync + 'static {
    /// Milliseconds to wait before it begins to work.
    fn slow_ms(&self) -> u64;
    /// Whether it answers at all.
    fn down(&self) -> Down;
    /// So many of the next answers are lost: the work is done, the line goes dead.
    fn lose_answers(&mut self) -> &mut u32;
}

/// The switches of one stand-in.
#[derive(Clone, Debug)]
pub(crate) struct Panel<S>(Arc<watch::Sender<S>>);

impl<S: Dials> Default for Panel<S> {
    fn default() -> Self {
        Self(Arc::new(watch::Sender::new(S::default())))
    }
}

impl<S: Dials> Panel<S> {
    pub(crate) fn get(&self) -> S {
        *self.0.borrow()
    }

    pub(crate) fn set(&self, switches: S) {
        self.0.send_replace(switches);
    }

    /// Waits as the switches say. False: out of service.
    pub(crate) async fn pass(&self, shutdown: &CancellationToken) -> bool {
        let now = self.get();
        if now.slow_ms() > 0 {
            tokio::select! {
                () = tokio::time::sleep(Duration::from_millis(now.slow_ms())) => {}
                () = shutdown.cancelled() => return false,
            }
        }
        match now.down() {
            Down::No => true,
            Down::Refuse => false,
            Down::Hang => {
                let mut panel = self.0.subscribe();
                tokio::select! {
                    _ = panel.wait_for(|now| now.down() != Down::Hang) => {}
                    () = shutdown.cancelled() => {}
                }
                // What hung for long is dead; the other side asks again.
                false
            }
        }
    }

    /// Whether this answer is one of those to be lost.
    pub(crate) fn loses_this_answer(&self) -> bool {
        self.uses(S::lose_answers)
    }

    /// Takes one from a count; false when none was left.
    pub(crate) fn uses(&self, which: impl Fn(&mut S) -> &mut u32) -> bool {
        self.0.send_if_modified(|now| {
            let left = which(now);
            let used = *left > 0;
            *left = left.saturating_sub(1);
            used
        })
    }
}
