//! A sign-in that is under way at the provider. It lives in a sealed cookie of the browser that began it: nobody else's browser
//! can be made to finish it, and a stranger who begins a thousand fills no table.

use domain::time::Moment;
use serde::{Deserialize, Serialize};

use crate::keys::Keyring;

/// How long the provider's page may take, minutes.
pub const MINUTES: i64 = 10;
const SEALED_FOR: &str = "resident-signing-in";

/// What must be the same when the person comes back.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Pending {
    pub(super) state: String,
    pub(super) nonce: String,
    pub(super) verifier: String,
    pub(super) begun: Moment,
    /// The page to come back to.
    pub back: String,
    /// Whether it began at a kiosk.
    pub at_kiosk: bool,
}

impl Pending {
    /// As a cookie holds it.
    #[must_use]
    pub(super) fn seal(&self, keys: &Keyring) -> String {
        keys.seal(SEALED_FOR, &serde_json::to_vec(self).expect("texts and a number have a JSON form"))
    }

    /// What a cookie holds; `None` for anything else, and for what has run out.
    #[must_use]
    pub(super) fn open(keys: &Keyring, sealed: &str, now: Moment) -> Option<Self> {
        let pending: Self = serde_json::from_slice(&keys.open(SEALED_FOR, sealed).ok()?).ok()?;
        (pending.begun <= now && now < pending.begun.plus_minutes(MINUTES)).then_some(pending)
    }
}
