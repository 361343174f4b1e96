//! Listening to a live address: whole snapshots by Server-Sent Events. The connection is watched from here, because a
//! browser does not notice every kind of silence: the server beats every ten seconds, and a connection that is silent for
//! longer is closed and made anew, each time after a little longer, so that a hall of screens does not come back at once.

use std::{cell::Cell, time::Duration};

use futures::{
    StreamExt as _,
    channel::oneshot,
    future::{Either, select},
};
use gloo_net::eventsource::{State, futures::EventSource};
use leptos::{prelude::*, task::spawn_local};
use serde::de::DeserializeOwned;

/// Without a sound for so long a connection is dead.
const SILENCE: Duration = Duration::from_secs(20);
/// How often the connection's state is looked at.
const LOOK: Duration = Duration::from_secs(2);
/// The longest pause between two tries.
const LONGEST: Duration = Duration::from_secs(15);

/// Sets `latest` to each snapshot and `lost` while the connection is. Runs as long as the page; browser only.
pub fn listen<T>(path: String, latest: RwSignal<T>, lost: RwSignal<bool>)
where
    T: DeserializeOwned + PartialEq + Clone + Send + Sync + 'static,
{
    spawn_local(async move {
        let pause = Cell::new(Duration::from_secs(1));
        loop {
            hear(&path, latest, lost, &pause).await;
            lost.set(true);
            let chance = Duration::from_millis((js_sys::Math::random() * 1000.0) as u64);
            sleep(pause.get() + chance).await;
            pause.set((pause.get() * 2).min(LONGEST));
        }
    });
}

/// One connection, until it is closed or silent. `None` when it ended at its beginning.
async fn hear<T>(path: &str, latest: RwSignal<T>, lost: RwSignal<bool>, pause: &Cell<Duration>) -> Option<()>
where
    T: DeserializeOwned + PartialEq + Clone + Send + Sync + 'static,
{
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
                lost.set(false);
                if kind == "state"
                    && let Some(text) = message.data().as_string()
                    && let Ok(view) = serde_json::from_str::<T>(&text)
                    && latest.with_untracked(|old| *old != view)
                {
                    latest.set(view);
                }
            }
            Either::Left((None | Some(Err(_)), _)) => return None,
            Either::Right(_) => {
                silent += LOOK;
                match source.state() {
                    State::Closed => return None,
                    _ if silent >= SILENCE => return None,
                    // The browser tries by itself; until then what is shown may be old.
                    State::Connecting if silent > LOOK => lost.set(true),
                    State::Connecting | State::Open => {}
                }
            }
        }
    }
}

async fn sleep(time: Duration) {
    let (done, waited) = oneshot::channel::<()>();
    set_timeout(
        move || {
            let _ = done.send(());
        },
        time,
    );
    let _ = waited.await;
}
