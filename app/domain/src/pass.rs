//! The pass (凭证): a signed QR with no personal data inside, verifiable without a network.
//!
//! Bytes: version (1) · kind (1) · key id (1) · reference (8 ASCII) · venue length (1) and code ·
//! valid from (4, seconds since 1970, big endian) · valid until (4) · generation (2: grows when a booking moves, so that
//! the old pass dies) · Ed25519 signature over all of it (64). `signed` writes and reads them.

use ed25519_dalek::{SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};

use crate::{
    ids::{BookingRef, VenueCode},
    signed::{self, Unread, VERSION},
    time::Moment,
};

/// What a pass is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PassKind {
    /// Check-in for a booking.
    Booking,
}

/// What a pass says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pass {
    /// What it is for.
    pub kind: PassKind,
    /// The booking.
    pub reference: BookingRef,
    /// Where.
    pub venue: VenueCode,
    /// Check-in opens (whole seconds).
    pub valid_from: Moment,
    /// Check-in ends (whole seconds).
    pub valid_until: Moment,
    /// The booking's move counter when the pass was made.
    pub generation: u16,
}

/// Why a text is not a good pass. Time and venue are judged by the hall, which can be kind about them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PassRefusal {
    /// Not a pass at all: another QR, a torn print.
    #[error("not a pass")]
    NotAPass,
    /// A version this program does not know.
    #[error("unknown version")]
    UnknownVersion,
    /// Signed with a key that is not (or no longer) ours: another district's, an old one's, a forger's.
    #[error("unknown key")]
    UnknownKey,
    /// The signature does not fit: altered or forged.
    #[error("forged")]
    Forged,
}

/// The public keys by key id that verify passes and receipts.
#[derive(Clone, Debug, Default)]
pub struct PassKeys {
    /// (key id, key).
    pub keys: Vec<(u8, VerifyingKey)>,
}

/// Bytes of a reference.
const REFERENCE: usize = 8;
/// The longest venue code (see [`VenueCode`]).
const LONGEST_VENUE: usize = 12;
/// Everything but the venue's code and the signature.
const FIXED: usize = 3 + REFERENCE + 1 + 4 + 4 + 2;

impl Pass {
    /// Signs and writes the pass as the QR's text.
    #[must_use]
    pub fn sign(&self, key_id: u8, key: &SigningKey) -> String {
        signed::write(self.body(key_id), key)
    }

    /// Reads a scanned text: surrounding white space is dropped and small letters are raised (scanners differ);
    /// every other change is refused. Verification is strict (`verify_strict`): one signature, one encoding.
    pub fn read(scanned: &str, keys: &PassKeys) -> Result<Self, PassRefusal> {
        signed::read(scanned, &keys.keys, FIXED, Self::from_body, Self::body).map_err(|unread| match unread {
            Unread::NotOne => PassRefusal::NotAPass,
            Unread::UnknownVersion => PassRefusal::UnknownVersion,
            Unread::UnknownKey => PassRefusal::UnknownKey,
            Unread::Forged => PassRefusal::Forged,
        })
    }

    /// What is signed.
    fn body(&self, key_id: u8) -> Vec<u8> {
        let venue = self.venue.as_str().as_bytes();
        let length = u8::try_from(venue.len()).expect("a venue code has at most twelve characters");
        let kind = match self.kind {
            PassKind::Booking => 1,
        };
        let mut bytes = Vec::with_capacity(FIXED + venue.len());
        bytes.extend_from_slice(&[VERSION, kind, key_id]);
        bytes.extend_from_slice(self.reference.as_str().as_bytes());
        bytes.push(length);
        bytes.extend_from_slice(venue);
        bytes.extend_from_slice(&seconds(self.valid_from).to_be_bytes());
        bytes.extend_from_slice(&seconds(self.valid_until).to_be_bytes());
        bytes.extend_from_slice(&self.generation.to_be_bytes());
        bytes
    }

    /// The pass and key id of a body without its signature; `None` where it is not built like one.
    fn from_body(body: &[u8]) -> Option<(Self, u8)> {
        let (&[_version, kind, key_id], rest) = body.split_first_chunk::<3>()?;
        let (reference, rest) = rest.split_first_chunk::<REFERENCE>()?;
        let (&length, rest) = rest.split_first()?;
        let (venue, rest) = rest.split_at_checked(usize::from(length))?;
        let (from, rest) = rest.split_first_chunk::<4>()?;
        let (until, rest) = rest.split_first_chunk::<4>()?;
        let generation: &[u8; 2] = rest.try_into().ok()?;
        let well_named =
            (1..=LONGEST_VENUE).contains(&venue.len()) && venue.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'-');
        if kind != 1 || !well_named {
            return None;
        }
        let pass = Self {
            kind: PassKind::Booking,
            reference: BookingRef::parse(std::str::from_utf8(reference).ok()?)?,
            venue: std::str::from_utf8(venue).ok()?.into(),
            valid_from: Moment(i64::from(u32::from_be_bytes(*from)) * 1000),
            valid_until: Moment(i64::from(u32::from_be_bytes(*until)) * 1000),
            generation: u16::from_be_bytes(*generation),
        };
        Some((pass, key_id))
    }
}

/// Whole seconds since 1970, as far as four bytes reach (until 2106).
pub(crate) fn seconds(moment: Moment) -> u32 {
    u32::try_from(moment.0.div_euclid(1000).max(0)).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
