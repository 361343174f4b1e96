//! What a kiosk has for when its network is gone, and what it brings home afterwards besides numbers: requests to be called back and
//! applications that were begun, sealed so that only the server can read them.

use async_trait::async_trait;
use domain::{
    ids::{ServiceCode, VenueCode},
    time::Moment,
};
use serde::{Deserialize, Serialize};

use super::{DeskReason, Unavailable};
use crate::visit::Staff;

/// The most requests that are taken at once; `public/kiosk/offline/queue.js` sends forty.
pub const MOST_REQUESTS: usize = 100;

/// What a kiosk knows beforehand. Nothing of it is secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct KioskKit {
    /// The server's clock.
    pub now: Moment,
    /// The keys that verify passes: id and key in hexadecimal.
    pub keys: Vec<(u8, String)>,
    /// The key that requests are sealed with, in hexadecimal.
    pub seal: String,
    /// How many numbers to have ready now: none at night.
    pub numbers: u16,
}

/// A request, or an application that was begun, as a kiosk brings it: which of them it is, only the server sees.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SealedRequest {
    /// Its own key: delivered twice, it is one request.
    pub attempt: String,
    /// What only the server opens.
    pub sealed: String,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Delivered {
    /// A request stands before the steward.
    Received,
    /// An application that was begun is there to be gone on with.
    Begun,
    /// An application that was begun is not kept: so long ago that a draft would have been forgotten, or under a reference that is
    /// another's while nobody could be told a new one.
    NotKept,
    /// Not sealed for this server, or neither of these.
    Unreadable,
}

/// Somebody who waits to be called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallBack {
    /// Its name in the store.
    pub id: String,
    /// Where they asked.
    pub venue: VenueCode,
    /// About what.
    pub service: ServiceCode,
    /// What they call themselves.
    pub name: String,
    /// Their telephone.
    pub phone: String,
    /// When they asked.
    pub asked: Moment,
}

/// A number that a kiosk gave out without a network and that is not simply in the queue now. It names nobody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KioskConflict {
    /// Its name in the store.
    pub id: String,
    /// Where it was given out.
    pub venue: VenueCode,
    /// What the machine is called, where that is still known.
    pub machine: Option<String>,
    /// The number, as printed.
    pub number: String,
    /// When it was given out, by the kiosk's clock.
    pub given: Moment,
    /// When it came home.
    pub came: Moment,
    /// What is the matter with it.
    pub why: ConflictWhy,
}

/// Why a number that came home wants a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConflictWhy {
    /// It stands on the board as waiting at the desk.
    AtDesk(DeskReason),
    /// Its person has this number already.
    HasNumber(String),
    /// It was given out before, to somebody else.
    Used,
    /// The machine was not to give it out.
    NotLeased,
    /// Its day was over.
    DayOver,
}

/// Kiosks without a network.
#[async_trait]
pub trait OfflineDesk: Send + Sync {
    /// What a kiosk of this venue has beforehand; `None`: no such venue.
    fn kit(&self, venue: &VenueCode) -> Option<KioskKit>;
    /// Takes requests and applications that were begun: one outcome for each, in order; sent again, the same.
    async fn deliver(&self, venue: &VenueCode, requests: &[SealedRequest]) -> Result<Vec<Delivered>, Unavailable>;
    /// Who waits to be called at the venues of this member of staff, the longest first, at most 200.
    async fn call_backs(&self, staff: &Staff) -> Result<Vec<CallBack>, Unavailable>;
    /// They were called: their name and telephone are forgotten. `false`: no such request, or somebody did already.
    async fn called(&self, id: &str, staff: &Staff) -> Result<bool, Unavailable>;
    /// Numbers of the venues of this member of staff that came home and want a person, the latest first, at most 200.
    async fn conflicts(&self, staff: &Staff) -> Result<Vec<KioskConflict>, Unavailable>;
    /// Somebody has seen to a number. `false`: no such number, or somebody did already.
    async fn seen_to(&self, id: &str, staff: &Staff) -> Result<bool, Unavailable>;
}
