//! Short texts that carry their own signature: passes and receipts. Ed25519 over the bytes, verified strictly, written in
//! base45 (RFC 9285), so that a QR stays in its alphanumeric mode and a keyboard-wedge scanner types it whatever the layout
//! or caps lock.
//!
//! Bytes: version (1) · kind (1) · key id (1) · what the kind holds · signature (64). Version and kind stand first because
//! base45 has a space among its characters: a key id there could make the text begin with one, which scanners and forms drop.
//! The kind is signed with the rest: a pass can never be read as a receipt.

use ed25519_dalek::{SIGNATURE_LENGTH, Signature, Signer, SigningKey, VerifyingKey};

/// The version that is written.
pub(crate) const VERSION: u8 = 1;
/// Versions that later programs may write; anything else in the first byte is no text of ours.
const LATER_VERSIONS: std::ops::RangeInclusive<u8> = 2..=15;
/// A QR holds at most so many characters: what is longer was not scanned, and is not worth decoding.
const LONGEST: usize = 4296;

/// Why a text is not good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unread {
    /// No text of this kind at all.
    NotOne,
    /// A version this program does not know.
    UnknownVersion,
    /// Signed with a key that is not known.
    UnknownKey,
    /// The signature does not fit.
    Forged,
}

/// The text of a body and its signature.
pub(crate) fn write(mut body: Vec<u8>, key: &SigningKey) -> String {
    let signature = key.sign(&body);
    body.extend_from_slice(&signature.to_bytes());
    base45::encode(&body)
}

/// What a text claims, before anything of it is believed: `parse` gets the body without its signature. Only for choosing among
/// refusals; what is taken is always [`read`].
pub(crate) fn claims<T>(scanned: &str, parse: impl FnOnce(&[u8]) -> Option<T>) -> Option<T> {
    let text = scanned.trim().to_ascii_uppercase();
    if text.len() > LONGEST {
        return None;
    }
    let bytes = base45::decode(&text).ok()?;
    let (body, _) = bytes.split_last_chunk::<SIGNATURE_LENGTH>()?;
    (body.first() == Some(&VERSION)).then(|| parse(body)).flatten()
}

/// Reads a scanned text: surrounding white space is dropped and small letters are raised (scanners differ); every other
/// change is refused. `parse` gives what a body holds and its key id, `body` writes it again: one meaning, one encoding.
pub(crate) fn read<T>(
    scanned: &str,
    keys: &[(u8, VerifyingKey)],
    shortest: usize,
    parse: impl FnOnce(&[u8]) -> Option<(T, u8)>,
    body: impl FnOnce(&T, u8) -> Vec<u8>,
) -> Result<T, Unread> {
    let text = scanned.trim().to_ascii_uppercase();
    if text.len() > LONGEST {
        return Err(Unread::NotOne);
    }
    let bytes = base45::decode(&text).map_err(|_| Unread::NotOne)?;
    if bytes.len() < shortest + SIGNATURE_LENGTH {
        return Err(Unread::NotOne);
    }
    match bytes[0] {
        VERSION => {}
        version if LATER_VERSIONS.contains(&version) => return Err(Unread::UnknownVersion),
        _ => return Err(Unread::NotOne),
    }
    let (signed, signature) = bytes.split_last_chunk::<SIGNATURE_LENGTH>().ok_or(Unread::NotOne)?;
    let (read, key_id) = parse(signed).ok_or(Unread::NotOne)?;
    let mut known = keys.iter().filter(|(id, _)| *id == key_id).peekable();
    if known.peek().is_none() {
        return Err(Unread::UnknownKey);
    }
    let signature = Signature::from_bytes(signature);
    if !known.any(|(_, key)| key.verify_strict(signed, &signature).is_ok()) {
        return Err(Unread::Forged);
    }
    // base45 has texts that decode to the same bytes; only the one that we would write counts.
    if base45::encode(&bytes) != text || body(&read, key_id) != signed {
        return Err(Unread::Forged);
    }
    Ok(read)
}
