//! The screen beside the bridge. A page that lives asks once a minute how everything is. One that has crashed or hangs asks nothing,
//! while its browser lives on, so that nobody would start it anew: the bridge has it done.

use std::{
    sync::Mutex,
    time::{Duration, Instant},
};

use tokio::time::MissedTickBehavior;
use tokio_util::sync::CancellationToken;

use crate::{
    run::Program,
    settings::Screen as Settings,
    simulator::held,
    standing::{Door, Standing},
};

/// How long the program that starts the browser anew may take, and the most bytes that it may say.
const DONE_WITHIN: Duration = Duration::from_secs(30);
const MOST_BYTES: usize = 64 * 1024;

/// Since when the page is silent.
#[derive(Debug)]
pub struct Screen(Mutex<Silence>);

#[derive(Clone, Copy, Debug)]
struct Silence {
    since: Instant,
    /// Whether a page was heard of since the bridge started.
    begun: bool,
}

impl Default for Screen {
    fn default() -> Self {
        Self(Mutex::new(Silence { since: Instant::now(), begun: false }))
    }
}

impl Silence {
    /// Whether a page should be there and has been silent for too long. A machine that is being set up, or is out of use, shows pages
    /// that ask the bridge nothing.
    fn is_too_long(self, now: Instant, patience: Duration, standing: Standing) -> bool {
        let expected = match standing {
            Standing::New => self.begun,
            Standing::Fresh | Standing::Old => true,
            Standing::Ended => false,
        };
        expected && now.saturating_duration_since(self.since) >= patience
    }
}

impl Screen {
    /// The page asked something.
    pub fn heard(&self) {
        *held(&self.0) = Silence { since: Instant::now(), begun: true };
    }

    /// Has the browser started anew whenever its page is silent for too long, until `stop`. Nothing where the settings name no program.
    pub async fn watch(&self, settings: &Settings, door: &Door, stop: &CancellationToken) {
        if settings.command.is_empty() {
            return;
        }
        let patience = Duration::from_secs(settings.silent_seconds.into());
        let mut every = tokio::time::interval(patience / 10);
        every.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                _ = every.tick() => {}
                () = stop.cancelled() => return,
            }
            let silence = *held(&self.0);
            if !silence.is_too_long(Instant::now(), patience, door.standing()) {
                continue;
            }
            tracing::warn!(seconds = settings.silent_seconds, "the page is silent: the browser is started anew");
            let program = Program { line: &settings.command, input: b"", within: DONE_WITHIN, most: MOST_BYTES };
            if let Err(wrong) = program.run().await {
                tracing::error!(%wrong, "the browser is not started anew");
            }
            // It gets as long again to show a page.
            held(&self.0).since = Instant::now();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_page_that_should_be_there_is_missed() {
        let (start, patience) = (Instant::now(), Duration::from_secs(300));
        let after = |begun: bool, seconds: u64, standing: Standing| {
            Silence { since: start, begun }.is_too_long(start + Duration::from_secs(seconds), patience, standing)
        };
        assert!(after(false, 300, Standing::Fresh) && after(true, 300, Standing::Old) && after(true, 300, Standing::New));
        assert!(!after(true, 299, Standing::Fresh), "it may still be on its way");
        assert!(!after(false, 9_000, Standing::New), "the machine is being set up");
        assert!(!after(true, 9_000, Standing::Ended), "it is out of use");
    }
}
