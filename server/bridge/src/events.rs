//! What happened, for the page that listens. Nothing is kept: a page that was not there when a card was laid never hears of it.

use serde::Serialize;
use tokio::sync::broadcast;

use crate::{printer::State, reader::Card};

/// Events that one slow page may fall behind by.
const BEHIND: usize = 32;

/// Something happened.
#[derive(Clone)]
pub enum Event {
    /// How the card reader is, for who begins to listen.
    Reader {
        /// `ok`, `offline`, `none`.
        state: &'static str,
        /// Whether a card lies on it.
        card: bool,
    },
    /// A card was laid and read.
    Card(Card),
    /// It was taken away, or the reader can no longer tell.
    CardGone,
    /// A code was scanned.
    Scan(String),
    /// The printer is otherwise than before.
    Printer {
        /// How it is.
        state: State,
        /// Tickets left.
        paper_left: u32,
    },
}

impl Event {
    /// Its name, and its data as JSON.
    #[must_use]
    pub fn told(&self) -> (&'static str, String) {
        #[derive(Serialize)]
        struct Printer {
            state: State,
            paper_left: u32,
        }
        let json = |value: Result<String, serde_json::Error>| value.expect("plain data always has a JSON form");
        match self {
            Self::Card(card) => ("card", json(serde_json::to_string(card))),
            Self::Reader { state, card } => {
                ("reader", json(serde_json::to_string(&serde_json::json!({ "state": state, "card": card }))))
            }
            Self::CardGone => ("card_gone", "{}".to_owned()),
            Self::Scan(text) => ("scan", json(serde_json::to_string(&serde_json::json!({ "text": text })))),
            Self::Printer { state, paper_left } => {
                ("printer", json(serde_json::to_string(&Printer { state: *state, paper_left: *paper_left })))
            }
        }
    }
}

/// Where events go.
#[derive(Clone)]
pub struct Events(broadcast::Sender<Event>);

impl Default for Events {
    fn default() -> Self {
        Self(broadcast::channel(BEHIND).0)
    }
}

impl Events {
    /// Tells whoever listens now.
    pub fn tell(&self, event: Event) {
        // Nobody listening is no mistake: then it is forgotten at once.
        self.0.send(event).ok();
    }

    /// Listens from now on.
    #[must_use]
    pub fn listen(&self) -> broadcast::Receiver<Event> {
        self.0.subscribe()
    }
}
