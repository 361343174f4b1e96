//! How a machine is: what it signs each minute, and what the steward sees of it.

use domain::{ids::VenueCode, time::Moment};
use serde::{Deserialize, Serialize};

/// What a machine signs of a report.
#[must_use]
pub fn report_text(report: &str) -> String {
    format!("yimen-device:health:{report}")
}

/// What a machine signs of an identity card on its reader.
#[must_use]
pub fn card_text(card: &str) -> String {
    format!("yimen-device:card:{card}")
}

/// The ticket printer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Printer {
    /// It prints.
    Ok,
    /// It prints, and the roll is nearly used up.
    NearEnd,
    /// No paper.
    Out,
    /// Its cover is open.
    Cover,
    /// Paper or cutter are stuck.
    Jam,
    /// It does not answer.
    Offline,
    /// Nothing is known of it.
    #[default]
    #[serde(other)]
    Unknown,
}

impl Printer {
    /// Whether it is known that no ticket can be printed.
    #[must_use]
    pub const fn prints_nothing(self) -> bool {
        matches!(self, Self::Out | Self::Cover | Self::Jam | Self::Offline)
    }
}

/// A card reader or a scanner.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reader {
    /// It answers.
    Ok,
    /// It does not.
    Offline,
    /// Nothing is known of it.
    #[default]
    #[serde(other)]
    Unknown,
}

/// What feeds the machine.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Power {
    /// The mains.
    Mains,
    /// Its battery.
    Battery,
    /// It has no battery.
    None,
    /// Nothing is known of it.
    #[default]
    #[serde(other)]
    Unknown,
}

/// What the nightly search for traces of people found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wipe {
    /// Nothing.
    Ok,
    /// Something.
    Found,
    /// It did not run.
    #[default]
    #[serde(other)]
    Unknown,
}

/// The kind of place in which the search found something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trace {
    /// What a page keeps for itself.
    Storage,
    /// A database of the browser.
    Database,
    /// A cache of the browser.
    Cache,
    /// The page, its fields, and what goes on to the next page.
    Page,
    /// The browser's history.
    History,
    /// A cookie.
    Cookie,
    /// The session on the server.
    Session,
    /// Another place.
    #[serde(other)]
    Elsewhere,
}

/// How a machine is. Nothing of anybody who stood before it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Health {
    /// Which pages it shows.
    #[serde(default)]
    pub version: String,
    /// Seconds since somebody touched it.
    #[serde(default)]
    pub last_touch_s: Option<i64>,
    /// Its ticket printer.
    #[serde(default)]
    pub printer: Printer,
    /// Tickets that its roll still has.
    #[serde(default)]
    pub paper_left: Option<i64>,
    /// Its reader of identity cards.
    #[serde(default)]
    pub reader: Reader,
    /// Its scanner.
    #[serde(default)]
    pub scanner: Reader,
    /// What feeds it.
    #[serde(default)]
    pub ups: Power,
    /// How far its clock is ahead of the server's, milliseconds.
    #[serde(default)]
    pub clock_skew_ms: i64,
    /// What the nightly search found.
    #[serde(default)]
    pub wipe: Wipe,
    /// When it searched, by the server's clock.
    #[serde(default)]
    pub wiped: Option<Moment>,
    /// Where it found something.
    #[serde(default)]
    pub traces: Vec<Trace>,
}

/// Why a report, a card that was laid, or what a machine asked for, was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReportRefused {
    /// It cannot be read, or is too long.
    Malformed,
    /// Not signed by a machine in use.
    NotSigned,
    /// One with its counter, or a later one, was taken already.
    Replayed,
    /// Too long silent: the machine proves its key again first.
    Ended,
    /// See [`crate::ports::Unavailable`].
    Unavailable,
}

/// An identity card that lies on a machine's reader, as the machine tells it: nothing of it is looked at yet. It has no `Debug`.
#[derive(Deserialize)]
pub struct LaidCard {
    /// The machine.
    pub device: String,
    /// The holder's name.
    pub name: String,
    /// The document's number.
    pub number: String,
    /// The last day of its validity, as it stands on the card.
    pub valid_to: String,
}

/// A machine, for the steward.
#[derive(Clone, Debug)]
pub struct DeviceLine {
    /// Its name in the store.
    pub id: String,
    /// What the steward calls it.
    pub name: String,
    /// Where it stands.
    pub venue: VenueCode,
    /// Its panel's diagonal.
    pub inches: u8,
    /// Since when it is enrolled.
    pub enrolled: Moment,
    /// Since when it is out of use.
    pub revoked: Option<Moment>,
    /// When it was last heard of.
    pub seen: Option<Moment>,
    /// Whether it was heard of within ten minutes.
    pub live: bool,
    /// Its last report.
    pub health: Option<Health>,
}
