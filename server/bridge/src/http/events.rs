//! `GET /v1/events`: what happens, as server-sent events. First how printer and reader are, then what comes.

use std::{convert::Infallible, future::ready, sync::Arc, time::Duration};

use axum::{
    extract::State,
    response::sse::{Event as Sent, KeepAlive, Sse},
};
use futures::{Stream, StreamExt as _, stream};
use tokio::sync::broadcast::{Receiver, error::RecvError};

use super::Shared;
use crate::{events::Event, simulator::held};

/// How often a line is sent while nothing happens, so that a page notices that the bridge is gone.
const STILL_HERE: Duration = Duration::from_secs(15);

pub(super) async fn get(State(shared): State<Shared>) -> Sse<impl Stream<Item = Result<Sent, Infallible>>> {
    // Listening comes before looking: what changes in between is heard.
    let listening = shared.bridge.events.listen();
    let (state, paper_left) = shared.bridge.look_at_printer().await;
    let reader = Event::Reader { state: shared.bridge.reader_state(), card: held(&shared.bridge.card).is_some() };
    let first = stream::iter([Event::Printer { state, paper_left }, reader]);
    let (ends, cards) = (Arc::clone(&shared.door), Arc::clone(&shared.door));
    let events = first
        .chain(stream::unfold(listening, next))
        // Who listened before the machine was taken out of use hears nothing any more.
        .take_while(move |_| ready(ends.standing().serves()))
        .filter(move |event| ready(!matches!(event, Event::Card(_)) || cards.standing().reads_cards()))
        .map(|event| {
            let (name, data) = event.told();
            Ok(Sent::default().event(name).data(data))
        });
    let stopped = async move { shared.stop.cancelled().await };
    Sse::new(events.take_until(Box::pin(stopped))).keep_alive(KeepAlive::new().interval(STILL_HERE))
}

async fn next(mut listening: Receiver<Event>) -> Option<(Event, Receiver<Event>)> {
    loop {
        match listening.recv().await {
            Ok(event) => return Some((event, listening)),
            // A page that slept has missed something old.
            Err(RecvError::Lagged(_)) => {}
            Err(RecvError::Closed) => return None,
        }
    }
}
