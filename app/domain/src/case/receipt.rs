//! The receipt (受理回执): a signed text that says what was received, when, and what was promised. It holds no personal data:
//! only digests, which fit nothing but the very papers that were sent. Anyone can check it; only who has the papers can see
//! that they are the ones.
//!
//! Bytes (see `signed`): version (1) · kind (1) · key id (1) · reference (8 ASCII) · service length (1) and code ·
//! version of the application (2) · received (4, seconds since 1970, big endian) · promise (1: how days are counted; 2: days) ·
//! digest of the answers (32) · digest of the materials (32) · signature (64).

use std::fmt;

use ed25519_dalek::SigningKey;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{Counted, Procedure};
use crate::{
    ids::{CaseRef, ServiceCode},
    pass::{PassKeys, seconds},
    signed::{self, Unread, VERSION},
    time::Moment,
};

/// A SHA-256 digest (FIPS 180-4), shown in hexadecimal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Digest(pub [u8; 32]);

/// What a receipt says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The case.
    pub reference: CaseRef,
    /// What was applied for. At most 16 ASCII letters, digits and hyphens.
    pub service: ServiceCode,
    /// Which version of the application: 1, and one more for every answered supplement.
    pub version: u16,
    /// When it was received (whole seconds).
    pub received: Moment,
    /// What was promised.
    pub promise: ReceiptPromise,
    /// Of the answers as sent.
    pub answers: Digest,
    /// Of all materials (see [`Digest::of_materials`]).
    pub materials: Digest,
}

/// What a receipt promises.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReceiptPromise {
    /// No time limit was found: as announced at the counter.
    AtTheCounter,
    /// Within so many days from acceptance.
    Within {
        /// Days.
        days: u16,
        /// How they are counted.
        counted: Counted,
    },
}

/// What checking a receipt says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Given by Yimen, and unchanged.
    Genuine(Receipt),
    /// Changed, or never given by Yimen.
    Altered,
    /// Signed with a key that is not, or no longer, ours.
    UnknownKey,
    /// No receipt: another QR, a torn print, a version from the future.
    Malformed,
}

const KIND: u8 = 2;
const REFERENCE: usize = 8;
const DIGEST: usize = 32;
/// The longest service code in a receipt.
const LONGEST_SERVICE: usize = 16;
/// Everything but the service's code and the signature.
const FIXED: usize = 3 + REFERENCE + 1 + 2 + 4 + 3 + 2 * DIGEST;

impl Digest {
    /// Of some bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// Of all materials: each one's key and the digests of its pages. The order in which materials were added does not
    /// count, the order of pages does.
    #[must_use]
    pub fn of_materials<'a>(materials: impl IntoIterator<Item = (&'a str, Self)>) -> Self {
        let mut all: Vec<(&str, Self)> = materials.into_iter().collect();
        // Stable: pages of one material keep their order.
        all.sort_by(|a, b| a.0.cmp(b.0));
        let mut sum = Sha256::new();
        for (key, digest) in all {
            // A key's length stands before it, so that no two lists read alike.
            sum.update(u64::try_from(key.len()).unwrap_or(u64::MAX).to_be_bytes());
            sum.update(key.as_bytes());
            sum.update(digest.0);
        }
        Self(sum.finalize().into())
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl From<Digest> for String {
    fn from(digest: Digest) -> Self {
        digest.to_string()
    }
}

/// Text that is no digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a digest is 64 hexadecimal digits")]
pub struct NoDigest;

impl TryFrom<String> for Digest {
    type Error = NoDigest;

    fn try_from(text: String) -> Result<Self, NoDigest> {
        let digits: Option<Vec<u8>> = text.chars().map(|c| c.to_digit(16).and_then(|d| u8::try_from(d).ok())).collect();
        let bytes: Vec<u8> = digits.ok_or(NoDigest)?.chunks(2).map(|pair| pair.iter().fold(0, |sum, d| sum << 4 | d)).collect();
        if text.len() == 2 * DIGEST { bytes.try_into().map(Self).map_err(|_| NoDigest) } else { Err(NoDigest) }
    }
}

impl ReceiptPromise {
    /// What may be promised when an application for this service is received.
    #[must_use]
    pub fn of(procedure: &Procedure) -> Self {
        match &procedure.limit {
            Some(limit) => {
                u16::try_from(limit.days).map_or(Self::AtTheCounter, |days| Self::Within { days, counted: limit.counted })
            }
            None => Self::AtTheCounter,
        }
    }
}

impl Receipt {
    /// Signs and writes the receipt as the QR's text.
    #[must_use]
    pub fn sign(&self, key_id: u8, key: &SigningKey) -> String {
        signed::write(self.body(key_id), key)
    }

    /// Checks a scanned or typed text.
    #[must_use]
    pub fn verify(scanned: &str, keys: &PassKeys) -> Verdict {
        match signed::read(scanned, &keys.keys, FIXED, Self::from_body, Self::body) {
            Ok(receipt) => Verdict::Genuine(receipt),
            Err(Unread::Forged) => Verdict::Altered,
            Err(Unread::UnknownKey) => Verdict::UnknownKey,
            Err(Unread::NotOne | Unread::UnknownVersion) => Verdict::Malformed,
        }
    }

    /// Whether these are the answers and materials that it was given for.
    #[must_use]
    pub fn is_of(&self, answers: Digest, materials: Digest) -> bool {
        self.answers == answers && self.materials == materials
    }

    /// What is signed.
    fn body(&self, key_id: u8) -> Vec<u8> {
        let service = self.service.as_str().as_bytes();
        let length = u8::try_from(service.len()).expect("a service's code has at most sixteen characters");
        let (counted, days) = match self.promise {
            ReceiptPromise::AtTheCounter => (0, 0),
            ReceiptPromise::Within { days, counted: Counted::Workdays } => (1, days),
            ReceiptPromise::Within { days, counted: Counted::Days } => (2, days),
        };
        let mut bytes = Vec::with_capacity(FIXED + service.len());
        bytes.extend_from_slice(&[VERSION, KIND, key_id]);
        bytes.extend_from_slice(self.reference.as_str().as_bytes());
        bytes.push(length);
        bytes.extend_from_slice(service);
        bytes.extend_from_slice(&self.version.to_be_bytes());
        bytes.extend_from_slice(&seconds(self.received).to_be_bytes());
        bytes.push(counted);
        bytes.extend_from_slice(&days.to_be_bytes());
        bytes.extend_from_slice(&self.answers.0);
        bytes.extend_from_slice(&self.materials.0);
        bytes
    }

    /// The receipt and key id of a body without its signature; `None` where it is not built like one.
    fn from_body(body: &[u8]) -> Option<(Self, u8)> {
        let (&[_version, kind, key_id], rest) = body.split_first_chunk::<3>()?;
        let (reference, rest) = rest.split_first_chunk::<REFERENCE>()?;
        let (&length, rest) = rest.split_first()?;
        let (service, rest) = rest.split_at_checked(usize::from(length))?;
        let (version, rest) = rest.split_first_chunk::<2>()?;
        let (received, rest) = rest.split_first_chunk::<4>()?;
        let (&counted, rest) = rest.split_first()?;
        let (days, rest) = rest.split_first_chunk::<2>()?;
        let (answers, rest) = rest.split_first_chunk::<DIGEST>()?;
        let materials: &[u8; DIGEST] = rest.try_into().ok()?;
        let well_named =
            (1..=LONGEST_SERVICE).contains(&service.len()) && service.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'-');
        if kind != KIND || !well_named {
            return None;
        }
        let days = u16::from_be_bytes(*days);
        let receipt = Self {
            reference: CaseRef::parse(std::str::from_utf8(reference).ok()?)?,
            service: std::str::from_utf8(service).ok()?.into(),
            version: u16::from_be_bytes(*version),
            received: Moment(i64::from(u32::from_be_bytes(*received)) * 1000),
            promise: match counted {
                0 if days == 0 => ReceiptPromise::AtTheCounter,
                1 => ReceiptPromise::Within { days, counted: Counted::Workdays },
                2 => ReceiptPromise::Within { days, counted: Counted::Days },
                _ => return None,
            },
            answers: Digest(*answers),
            materials: Digest(*materials),
        };
        Some((receipt, key_id))
    }
}
