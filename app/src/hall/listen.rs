//! Listening to a live address: whole states by Server-Sent Events. The connection is watched from here, because a
//! browser does not notice every kind of silence: the server beats every ten seconds, and a connection that is silent for
//! longer is closed and made anew, each time after a little longer, so that a hall of screens does not come back at once.

use std::{cell::Cell, time::Duration};

use futures::{
    StreamExt as _,
    future::{Either, select},
};
use gloo_net::eventsource::{State, futures::EventSource};
use leptos::task::spawn_local;

use crate::browser::sleep;

/// Without a sound for so long a connection is dead.
const SILENCE: Duration = Duration::from_secs(20);
/// How often the connection's state is looked at.
const LOOK: Duration = Duration::from_secs(2);
/// The longest pause between two tries.
const LONGEST: Duration = Duration::from_secs(15);

/// Who is told what is heard.
pub trait Hears: 'static {
    /// A whole state.
    fn heard(&self, state: &str);
    /// The connection was lost, or is there again.
    fn lost(&self, lost: bool);
}

/// Tells each state and whether the connection is lost. Runs as long as the page; browser only.
pub fn listen(path: String, hears: impl Hears) {
    spawn_local(async move {
        let pause = Cell::new(Duration::from_secs(1));
        loop {
            hear(&path, &hears, &pause).await;
            hears.lost(true);
            let chance = Duration::from_millis((js_sys::Math::random() * 1000.0) as u64);
            sleep(pause.get() + chance).await;
            pause.set((pause.get() * 2).min(LONGEST));
        }
    });
}

/// One connection, until it is closed or silent. `None` when it ended at its beginning.
async fn hear(path: &str, hears: &impl Hears, pause: &Cell<Duration>) -> Option<()> {
    let mut source = EventSource::new(path).ok()?;
    let states = source.subscribe("state").ok()?;
    let beats = source.subscribe("beat").ok()?;
    let mut events = futures::stream::select(states, beats);
    let mut silent = Duration::ZERO;
    loop {
        match select(events.next(), Box::pin(sleep(LOOK))).await {
            Either::Left((Some(Ok((kind, message))), _)) => {
                silent = Duration::ZERO;
                pause.set(Duration::from_secs(1));
                hears.lost(false);
                if kind == "state"
                    && let Some(text) = message.data().as_string()
                {
                    hears.heard(&text);
                }
            }
            Either::Left((None | Some(Err(_)), _)) => return None,
            Either::Right(_) => {
                silent += LOOK;
                match source.state() {
                    State::Closed => return None,
                    _ if silent >= SILENCE => return None,
                    // The browser tries by itself; until then what is shown may be old.
                    State::Connecting if silent > LOOK => hears.lost(true),
                    State::Connecting => {}
                    // A server that has nothing new says so only by its next beat.
                    State::Open => hears.lost(false),
                }
            }
        }
    }
}
