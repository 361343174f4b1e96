//! What a machine asks for by itself, without a person, and signs with its own key: the cookie of its session can be copied to
//! another machine, the key cannot.

/// What a machine asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OwnAct {
    /// Numbers to give out while it has no network.
    Lease,
    /// To take home those that it gave out.
    Reconcile,
}

impl OwnAct {
    /// The last part of its address, and its name in what is signed.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Lease => "lease",
            Self::Reconcile => "reconcile",
        }
    }
}

/// What a machine signs of what it asks.
#[must_use]
pub fn act_text(act: OwnAct, asked: &str) -> String {
    format!("yimen-device:{}:{asked}", act.code())
}

/// The door's word for the bridge beside a machine that the machine is in use (docs/contracts/bridge.yaml, `/v1/standing`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vouched {
    /// The door's key for this, Ed25519, in hexadecimal. It never changes.
    pub key: String,
    /// Its signature of [`vouched_text`], in hexadecimal.
    pub signature: String,
}

/// What the door signs: for one bridge, by the SHA-256 of its secret in hexadecimal, and for one question of it.
#[must_use]
pub fn vouched_text(secret_sha256: &str, challenge: &str) -> String {
    format!("yimen-bridge:in-use:{secret_sha256}:{challenge}")
}
