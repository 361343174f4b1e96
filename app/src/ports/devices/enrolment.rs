//! A new machine: the code on its screen, what the steward says of it, and the proof of its own key.

use domain::{
    ids::{DeviceCode, VenueCode},
    time::Moment,
};

/// What a new machine says of itself.
#[derive(Clone)]
pub struct Registration {
    /// Its public key, ECDSA P-256, as SubjectPublicKeyInfo.
    pub key: Vec<u8>,
    /// The secret of the bridge beside it; empty where there is none.
    pub bridge_secret: String,
}

/// A machine that waits for the steward.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registered {
    /// What it is called from now on.
    pub id: String,
    /// What it shows.
    pub code: DeviceCode,
    /// Until when the code is good.
    pub until: Moment,
}

/// Why a machine was not registered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RegisterRefused {
    /// No key of this kind, or no such bridge secret.
    NotAKey,
    /// Too many wait already.
    TooMany,
    /// See [`crate::ports::Unavailable`].
    Unavailable,
}

/// Where a machine stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The steward has not typed its code yet.
    Waiting,
    /// Enrolled: it proves its key by signing [`proof_text`] of this challenge, once.
    Challenge(String),
    /// The steward took it out of use.
    Revoked,
    /// Nobody knows it: its code ended, or it was never here.
    Unknown,
}

/// What a machine signs to prove its key.
#[must_use]
pub fn proof_text(device: &str, challenge: &str) -> String {
    format!("yimen-device:prove:{device}:{challenge}")
}

/// A session of a machine that proved its key.
#[derive(Clone)]
pub struct Proved {
    /// What its cookie holds.
    pub secret: String,
    /// Where it stands.
    pub venue: VenueCode,
}

/// Why a proof was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProofRefused {
    /// Another key, an old or used challenge, a machine that is not enrolled: the same answer for all.
    NotProved,
    /// See [`crate::ports::Unavailable`].
    Unavailable,
}

/// What the steward says of a new machine.
#[derive(Clone, Debug)]
pub struct NewDevice {
    /// The code on its screen, as typed.
    pub code: String,
    /// Where it stands.
    pub venue: VenueCode,
    /// What it is called.
    pub name: String,
    /// Its panel's diagonal in inches, as typed.
    pub inches: String,
}

/// Why a machine was not enrolled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EnrolRefused {
    /// Not a steward.
    NotAllowed,
    /// No machine shows this code now.
    Code,
    /// Too many codes were tried.
    TooOften,
    /// No such venue.
    Venue,
    /// No name, or too long a one.
    Name,
    /// No panel has this size.
    Inches,
    /// See [`crate::ports::Unavailable`].
    Unavailable,
}
