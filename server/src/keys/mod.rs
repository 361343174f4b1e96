//! What seals, hides and signs: AES-256-GCM for what is stored of people, keyed hashes to find it again without storing it,
//! Ed25519 for passes and for the bridges of kiosks, what kiosks seal for the server, and the secrets shared with departments. All of it comes from `keys.toml` in the data folder; a
//! production server refuses to start without its own.

mod file;
mod for_bridges;
mod from_kiosk;

use std::{fmt, path::Path, sync::Arc};

use aes_gcm::{
    Aes256Gcm,
    aead::{Aead as _, Payload},
};
use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD},
};
use domain::pass::PassKeys;
use ed25519_dalek::SigningKey;
use hmac::{Hmac, Mac as _};
use sha2::Sha256;

pub use file::{FILE, KeyError};

/// Bytes of an AES-GCM nonce.
const NONCE: usize = 12;

/// Every key of one server. Cheap to clone; its `{:?}` shows none of them.
#[derive(Clone)]
pub struct Keyring {
    keys: Arc<Keys>,
}

/// What keys.toml holds, ready for use.
struct Keys {
    /// (key id, cipher): the first seals, all open.
    seals: Vec<(u8, Aes256Gcm)>,
    index: [u8; 32],
    /// (key id, key): the first signs, all are known as ours.
    passes: Vec<(u8, SigningKey)>,
    pass_keys: PassKeys,
    departments: Vec<(String, String)>,
    /// Whether a department's secret may be derived where the file has none: only beside stand-ins.
    derives_secrets: bool,
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keyring").finish_non_exhaustive()
    }
}

impl Keyring {
    /// Reads `keys.toml` of the data folder. A demonstration makes one where there is none; production refuses a missing
    /// one, one marked `example` and one that others on the machine can read.
    pub fn open_or_make(folder: &Path, production: bool) -> Result<Self, KeyError> {
        let path = folder.join(FILE);
        if !production && !path.exists() {
            file::make(&path, true)?;
        }
        file::open(&path, production).map(|keys| Self { keys: Arc::new(keys) })
    }

    /// Writes new keys of a production server's own into the data folder. An existing file is never touched: what was
    /// sealed with its keys would be lost.
    pub fn make(folder: &Path) -> Result<(), KeyError> {
        file::make(&folder.join(FILE), false)
    }

    /// Seals `plain`. `aad` names the row it belongs to: a sealed text that was moved to another row does not open.
    #[must_use]
    pub fn seal(&self, aad: &str, plain: &[u8]) -> String {
        let (id, cipher) = &self.keys.seals[0];
        // 96 random bits: with fewer than 2³² texts a key the chance of a repeated nonce stays below 2⁻³².
        let nonce: [u8; NONCE] = rand::random();
        let payload = Payload { msg: plain, aad: aad.as_bytes() };
        let sealed = cipher.encrypt(&nonce.into(), payload).expect("AES-GCM refuses only texts of more than 64 GiB");
        let mut bytes = Vec::with_capacity(1 + NONCE + sealed.len());
        bytes.push(*id);
        bytes.extend_from_slice(&nonce);
        bytes.extend_from_slice(&sealed);
        STANDARD_NO_PAD.encode(bytes)
    }

    /// Opens what [`Keyring::seal`] made with the same `aad`.
    pub fn open(&self, aad: &str, sealed: &str) -> Result<Vec<u8>, KeyError> {
        let bytes = STANDARD_NO_PAD.decode(sealed).map_err(|_| KeyError::NotSealed)?;
        let (&id, rest) = bytes.split_first().ok_or(KeyError::NotSealed)?;
        let (nonce, sealed) = rest.split_first_chunk::<NONCE>().ok_or(KeyError::NotSealed)?;
        let (_, cipher) = self.keys.seals.iter().find(|(known, _)| *known == id).ok_or(KeyError::KeyGone(id))?;
        cipher.decrypt(&(*nonce).into(), Payload { msg: sealed, aad: aad.as_bytes() }).map_err(|_| KeyError::NotSealed)
    }

    /// Opens a sealed text.
    pub fn open_text(&self, aad: &str, sealed: &str) -> Result<String, KeyError> {
        String::from_utf8(self.open(aad, sealed)?).map_err(|_| KeyError::NotSealed)
    }

    /// A keyed hash that finds a text again without storing it. `purpose` keeps the uses apart: the same number is another
    /// hash elsewhere.
    #[must_use]
    pub fn index(&self, purpose: &str, text: &str) -> String {
        let key = hmac(&self.keys.index, &format!("index:{purpose}"));
        hex::encode(hmac(&key, text))
    }

    /// An unguessable name: 128 random bits in base64url.
    #[must_use]
    pub fn token(&self) -> String {
        URL_SAFE_NO_PAD.encode(rand::random::<[u8; 16]>())
    }

    /// 64 random bits, for names that people read.
    #[must_use]
    pub fn chance(&self) -> u64 {
        rand::random()
    }

    /// The id of the key that signs passes.
    #[must_use]
    pub fn pass_key_id(&self) -> u8 {
        self.keys.passes[0].0
    }

    /// The key that signs passes.
    #[must_use]
    pub fn pass_signing(&self) -> &SigningKey {
        &self.keys.passes[0].1
    }

    /// The keys that verify passes: the present one and those before it.
    #[must_use]
    pub fn pass_keys(&self) -> &PassKeys {
        &self.keys.pass_keys
    }

    /// The secret shared with a department, `whsec_` and base64. A demonstration derives what its file does not have, the
    /// same for as long as the file stays; `None` in production.
    #[must_use]
    pub fn department_secret(&self, name: &str) -> Option<String> {
        let listed = self.keys.departments.iter().find(|(known, _)| known == name).map(|(_, secret)| secret.clone());
        listed.or_else(|| {
            let derived = hmac(&self.keys.index, &format!("department:{name}"));
            self.keys.derives_secrets.then(|| format!("whsec_{}", STANDARD.encode(derived)))
        })
    }
}

fn hmac(key: &[u8; 32], text: &str) -> [u8; 32] {
    let mut mac = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(key).expect("HMAC takes keys of any length");
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests;
