//! What live pages show: whole snapshots, and [`LiveWords`], the same in ready-made words as Server-Sent Events carry them. An
//! event's id is the snapshot's version, so a page that reconnects with Last-Event-ID gets the present state at once and never
//! a stale one. Nothing here is personal: numbers, masked names, counters, ranges.

use std::collections::{BTreeMap, BTreeSet};

use domain::queue::{Class, Reason, WaitRange};
use serde::{Deserialize, Serialize};

/// Where a ticket is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TicketState {
    /// Not in the queue yet: it counts once the printer has said that it printed, or the person chose phone or screen.
    Printing,
    /// Waiting to be called.
    Waiting,
    /// Called to a counter.
    Called,
    /// Being served.
    Serving,
    /// Missed its call; comes back by itself.
    ComingBack,
    /// Missed its calls; waits at the desk until the person shows up.
    AtDesk,
    /// Done.
    Done,
    /// Left by the person's own word.
    Left,
    /// It never reached anybody: never in the queue, its number stays unused.
    Void,
}

impl TicketState {
    /// Every state.
    pub const ALL: [Self; 9] = [
        Self::Printing,
        Self::Waiting,
        Self::Called,
        Self::Serving,
        Self::ComingBack,
        Self::AtDesk,
        Self::Done,
        Self::Left,
        Self::Void,
    ];

    /// The value in the store.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Printing => "printing",
            Self::Waiting => "waiting",
            Self::Called => "called",
            Self::Serving => "serving",
            Self::ComingBack => "coming_back",
            Self::AtDesk => "at_desk",
            Self::Done => "done",
            Self::Left => "left",
            Self::Void => "void",
        }
    }

    /// The state of a stored value.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }
}

/// One person's place, for the phone (`/t/…`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlaceView {
    /// Grows with every change of the venue's queue.
    pub version: i64,
    /// `A012`.
    pub number: String,
    /// Where it is.
    pub state: TicketState,
    /// Its class.
    pub class: Class,
    /// People ahead; 0 when called.
    pub ahead: u32,
    /// Later arrivals that stand before this person, with the reason.
    pub overtaken_by: Vec<Reason>,
    /// Waiting range in minutes; `None` when no counter is open for the service or it is not waiting.
    pub wait: Option<WaitRange>,
    /// «Be back by», `HH:MM`, with the range counted from it.
    pub be_back_by: Option<String>,
    /// The counter that called.
    pub counter: Option<u16>,
    /// When it was called, `HH:MM`.
    pub called_at: Option<String>,
    /// When a missed call comes back, `HH:MM`.
    pub comes_back_at: Option<String>,
    /// When this was true, `HH:MM`.
    pub as_of: String,
}

/// One line of the board.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoardCall {
    /// `A012`.
    pub number: String,
    /// To which counter.
    pub counter: u16,
    /// `张*`, or empty for walk-ins.
    pub masked_name: String,
    /// Grows with each call and recall: the board announces each value once.
    pub call_id: i64,
    /// `HH:MM`.
    pub at: String,
}

/// The board of a venue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoardView {
    /// Grows with every change of the venue's queue.
    pub version: i64,
    /// Latest calls still at a counter, newest first, at most 8.
    pub calls: Vec<BoardCall>,
    /// Next numbers in order, at most 12.
    pub next: Vec<String>,
    /// How many wait.
    pub waiting: u32,
    /// The range for somebody who takes a number now.
    pub wait: Option<WaitRange>,
    /// Open counters.
    pub counters_open: u16,
    /// Numbers that wait at the desk.
    pub at_desk: Vec<String>,
    /// When this was true, `HH:MM`.
    pub as_of: String,
}

/// Whether a counter calls people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CounterState {
    /// Nobody has worked there today.
    NotOpenYet,
    /// It calls people.
    Open,
    /// Staff stopped it for a while.
    Paused,
}

/// What a counter sees.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CounterView {
    /// Grows with every change of the venue's queue.
    pub version: i64,
    /// Whether it calls people.
    pub state: CounterState,
    /// Who is here or called.
    pub current: Option<CounterPerson>,
    /// How many wait for this counter.
    pub waiting: u32,
    /// Who would be called next, at most 5.
    pub next: Vec<CounterNext>,
    /// Numbers waiting at the desk.
    pub at_desk: Vec<String>,
    /// When this was true, `HH:MM`.
    pub as_of: String,
}

/// The person at a counter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CounterPerson {
    /// `A012`.
    pub number: String,
    /// Called or being served.
    pub state: TicketState,
    /// The service's name in both languages, and its code.
    pub service_zh: String,
    /// English.
    pub service_en: String,
    /// Code.
    pub service: String,
    /// Masked names of a booking's people; empty for a walk-in.
    pub masked_names: Vec<String>,
    /// The booking's reference, for the clerk.
    pub reference: Option<String>,
    /// Its class.
    pub class: Class,
    /// Minutes since the call or the start.
    pub minutes: i64,
    /// How often it was called.
    pub calls: u32,
}

/// One of the next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CounterNext {
    /// `A012`.
    pub number: String,
    /// Its class.
    pub class: Class,
    /// Minutes waited.
    pub waited: i64,
    /// Whether its promise has passed.
    pub overdue: bool,
}

/// A live page's changing parts in the visitor's language, each under a key. The page is drawn with it and each event carries
/// it, so that no rule of what is said or shown is in the browser.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct LiveWords {
    texts: BTreeMap<String, String>,
    shown: BTreeSet<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    say: Option<String>,
    shake: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    calls: Vec<LiveCall>,
    #[serde(skip_serializing_if = "Option::is_none")]
    drawn: Option<String>,
}

/// A call that a board's voice announces once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LiveCall {
    /// Grows with each call and recall.
    pub id: i64,
    /// `A012`.
    pub number: String,
    /// To which counter.
    pub counter: u16,
}

impl LiveWords {
    /// What a part says.
    pub fn text(&mut self, key: impl Into<String>, words: impl Into<String>) {
        self.texts.insert(key.into(), words.into());
    }

    /// Whether a part is shown.
    pub fn when(&mut self, key: impl Into<String>, shown: bool) {
        if shown {
            self.shown.insert(key.into());
        }
    }

    /// What is said aloud when it has changed, and whether the phone shakes with it.
    pub fn aloud(&mut self, words: String, shake: bool) {
        self.say = Some(words);
        self.shake = shake;
    }

    /// The calls at the counters, newest first.
    pub fn calls(&mut self, calls: Vec<LiveCall>) {
        self.calls = calls;
    }

    /// What the page's buttons were drawn for: where it differs, the page is fetched anew.
    pub fn drawn_for(&mut self, state: String) {
        self.drawn = Some(state);
    }

    /// The words of a part; empty where it has none.
    #[must_use]
    pub fn of(&self, key: &str) -> String {
        self.texts.get(key).cloned().unwrap_or_default()
    }

    /// Whether a part is hidden.
    #[must_use]
    pub fn hides(&self, key: &str) -> bool {
        !self.shown.contains(key)
    }

    /// What would be said aloud now.
    #[must_use]
    pub fn said(&self) -> &str {
        self.say.as_deref().unwrap_or_default()
    }

    /// The newest call; 0 before the first.
    #[must_use]
    pub fn last_call(&self) -> i64 {
        self.calls.iter().map(|call| call.id).max().unwrap_or(0)
    }

    /// What the page's buttons are drawn for.
    #[must_use]
    pub fn drawn(&self) -> &str {
        self.drawn.as_deref().unwrap_or_default()
    }

    /// Every key has a part on the page: a word without one would never be seen.
    #[cfg(test)]
    pub fn assert_placed(&self, html: &str) {
        for key in self.texts.keys() {
            assert!(html.contains(&format!("data-live=\"{key}\"")), "{key} is said nowhere: {html}");
        }
        for key in &self.shown {
            assert!(html.contains(&format!("data-live-when=\"{key}\"")), "{key} shows nothing: {html}");
        }
    }
}
