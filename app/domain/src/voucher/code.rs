//! The codes that a till scans. The wallet's is one QR for everything a person holds: signed, short-lived, with nothing
//! personal in it. The printed card's lasts as long as the card and is worth nothing without its PIN.
//!
//! Wallet code, bytes (see `signed`): version (1) · kind (1) · key id (1) · district's length (1) and name · wallet (16) ·
//! issued (8, milliseconds since 1970, big endian) · counter (8) · offline balance in fen (4) · signature (64).
//! Card: version (1) · kind (1) · key id (1) · district's length (1) and name · card (16) · signature (64).

use ed25519_dalek::SigningKey;
use serde::{Deserialize, Serialize};

use super::Fen;
use crate::{
    pass::PassKeys,
    signed::{self, Unread, VERSION},
    time::Moment,
};

/// How long a wallet code is good.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodeLife {
    /// Seconds from the moment it was made. Nothing is added to them: a picture of the code has no longer life than the code.
    pub seconds: i64,
    /// How far ahead of the judging clock a code may have been made, seconds: two servers, or a till without a connection, whose
    /// clocks differ.
    pub tolerance_seconds: i64,
}

/// What a phone shows: one QR for everything a person holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WalletCode {
    /// The district: `xicheng`, at most 12 ASCII letters, digits and hyphens.
    pub district: String,
    /// The wallet, or who carries it: opaque.
    pub wallet: [u8; 16],
    /// When it was made.
    pub issued: Moment,
    /// Grows with every code of the wallet.
    pub counter: u64,
    /// What a till without a connection may take against it.
    pub offline: Fen,
}

/// What a printed card says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardCode {
    /// The district.
    pub district: String,
    /// The card: opaque.
    pub card: [u8; 16],
}

/// Why a code is not good.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum CodeRefusal {
    /// No code of ours: another QR, a torn print.
    #[error("not a code of ours")]
    NotACode,
    /// A code of ours for something else: a booking's pass, a receipt.
    #[error("a code for something else")]
    OtherPurpose,
    /// A version this program does not know.
    #[error("unknown version")]
    UnknownVersion,
    /// Another district's.
    #[error("another district's")]
    OtherDistrict,
    /// Changed, or never given by this district.
    #[error("altered")]
    Altered,
    /// Its time is over: a screenshot, a copied picture.
    #[error("too old")]
    TooOld,
    /// Made later than now: a clock is wrong.
    #[error("from the future")]
    FromTheFuture,
}

const WALLET_KIND: u8 = 3;
const CARD_KIND: u8 = 4;
const LONGEST_DISTRICT: usize = 12;
/// Version, kind, key id, length of the district, one character of it.
const SHORTEST_HEAD: usize = 5;
const WALLET_REST: usize = 16 + 8 + 8 + 4;
const CARD_REST: usize = 16;

impl WalletCode {
    /// Signs and writes the code as the QR's text.
    #[must_use]
    pub fn sign(&self, key_id: u8, key: &SigningKey) -> String {
        signed::write(self.body(key_id), key)
    }

    /// Reads a scanned text and judges it as a till of `district` does at `now`.
    pub fn read(scanned: &str, keys: &PassKeys, district: &str, now: Moment, life: CodeLife) -> Result<Self, CodeRefusal> {
        of_purpose(scanned, WALLET_KIND)?;
        of_district(scanned, |body| Self::from_body(body).map(|(code, _)| code.district), district)?;
        let code = signed::read(scanned, &keys.keys, SHORTEST_HEAD + WALLET_REST, Self::from_body, Self::body).map_err(unread)?;
        let age = now.0.saturating_sub(code.issued.0);
        if age > life.seconds * 1000 {
            return Err(CodeRefusal::TooOld);
        }
        if age < -life.tolerance_seconds * 1000 {
            return Err(CodeRefusal::FromTheFuture);
        }
        Ok(code)
    }

    /// The wallet in hexadecimal.
    #[must_use]
    pub fn wallet_text(&self) -> String {
        hexadecimal(&self.wallet)
    }

    fn body(&self, key_id: u8) -> Vec<u8> {
        let mut bytes = head(WALLET_KIND, key_id, &self.district);
        bytes.extend_from_slice(&self.wallet);
        bytes.extend_from_slice(&self.issued.0.to_be_bytes());
        bytes.extend_from_slice(&self.counter.to_be_bytes());
        // Four bytes hold 42 million yuan; what is more cannot be promised to a till without a connection.
        let offline = u32::try_from(self.offline.0.max(0)).unwrap_or(u32::MAX);
        bytes.extend_from_slice(&offline.to_be_bytes());
        bytes
    }

    fn from_body(body: &[u8]) -> Option<(Self, u8)> {
        let (district, key_id, rest) = read_head(WALLET_KIND, body)?;
        let (wallet, rest) = rest.split_first_chunk::<16>()?;
        let (issued, rest) = rest.split_first_chunk::<8>()?;
        let (counter, rest) = rest.split_first_chunk::<8>()?;
        let offline: &[u8; 4] = rest.try_into().ok()?;
        let code = Self {
            district,
            wallet: *wallet,
            issued: Moment(i64::from_be_bytes(*issued)),
            counter: u64::from_be_bytes(*counter),
            offline: Fen(i64::from(u32::from_be_bytes(*offline))),
        };
        Some((code, key_id))
    }
}

impl CardCode {
    /// Signs and writes the code as the card's QR.
    #[must_use]
    pub fn sign(&self, key_id: u8, key: &SigningKey) -> String {
        signed::write(self.body(key_id), key)
    }

    /// Reads a scanned card of `district`. Whether it is blocked, the store knows.
    pub fn read(scanned: &str, keys: &PassKeys, district: &str) -> Result<Self, CodeRefusal> {
        of_purpose(scanned, CARD_KIND)?;
        of_district(scanned, |body| Self::from_body(body).map(|(code, _)| code.district), district)?;
        signed::read(scanned, &keys.keys, SHORTEST_HEAD + CARD_REST, Self::from_body, Self::body).map_err(unread)
    }

    /// Whether a text claims to be a card: then a till asks for the PIN.
    #[must_use]
    pub fn claimed_by(scanned: &str) -> bool {
        of_purpose(scanned, CARD_KIND).is_ok()
    }

    /// The card in hexadecimal.
    #[must_use]
    pub fn card_text(&self) -> String {
        hexadecimal(&self.card)
    }

    fn body(&self, key_id: u8) -> Vec<u8> {
        let mut bytes = head(CARD_KIND, key_id, &self.district);
        bytes.extend_from_slice(&self.card);
        bytes
    }

    fn from_body(body: &[u8]) -> Option<(Self, u8)> {
        let (district, key_id, rest) = read_head(CARD_KIND, body)?;
        Some((Self { district, card: rest.try_into().ok()? }, key_id))
    }
}

fn head(kind: u8, key_id: u8, district: &str) -> Vec<u8> {
    let length = u8::try_from(district.len()).expect("a district's name has at most twelve characters");
    let mut bytes = vec![VERSION, kind, key_id, length];
    bytes.extend_from_slice(district.as_bytes());
    bytes
}

fn read_head(wanted: u8, body: &[u8]) -> Option<(String, u8, &[u8])> {
    let (&[_version, kind, key_id, length], rest) = body.split_first_chunk::<4>()?;
    let (district, rest) = rest.split_at_checked(usize::from(length))?;
    let district = std::str::from_utf8(district).ok()?;
    (kind == wanted && is_district(district)).then(|| (district.to_owned(), key_id, rest))
}

/// Whether a district's name fits into a code.
pub(super) fn is_district(name: &str) -> bool {
    (1..=LONGEST_DISTRICT).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

/// Refuses what claims another purpose; what claims none is left to the reader.
fn of_purpose(scanned: &str, wanted: u8) -> Result<(), CodeRefusal> {
    match signed::claims(scanned, |body| body.get(1).copied()) {
        Some(kind) if kind == wanted => Ok(()),
        Some(1..=9) => Err(CodeRefusal::OtherPurpose),
        _ => match signed::read(scanned, &[], 0, |_| None::<((), u8)>, |(), _| Vec::new()) {
            Err(Unread::UnknownVersion) => Err(CodeRefusal::UnknownVersion),
            _ => Err(CodeRefusal::NotACode),
        },
    }
}

/// Another district signs with keys that are not known here: what it claims is enough to refuse it by its name.
fn of_district(scanned: &str, parse: impl FnOnce(&[u8]) -> Option<String>, ours: &str) -> Result<(), CodeRefusal> {
    match signed::claims(scanned, parse) {
        Some(district) if district != ours => Err(CodeRefusal::OtherDistrict),
        Some(_) => Ok(()),
        None => Err(CodeRefusal::NotACode),
    }
}

const fn unread(unread: Unread) -> CodeRefusal {
    match unread {
        Unread::NotOne => CodeRefusal::NotACode,
        Unread::UnknownVersion => CodeRefusal::UnknownVersion,
        Unread::UnknownKey | Unread::Forged => CodeRefusal::Altered,
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests;
