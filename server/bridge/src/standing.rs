//! Whether the door still stands behind this machine. With each report of the machine, each minute, the door signs for this bridge and
//! for its present question that the machine is in use; of a machine that was taken out of use it signs nothing any more. The key is
//! the first that the door's page shows, and stays: a word of anybody else is none.
//!
//! Without a network no word can come, and tickets must print: an old word holds for a day, as the numbers do that a kiosk gives out
//! then. For a card, which nobody reads without a network, it must be fresh.

use std::{
    io,
    path::{Path, PathBuf},
    sync::Mutex,
    time::{SystemTime, UNIX_EPOCH},
};

use ed25519_dalek::{PUBLIC_KEY_LENGTH, SIGNATURE_LENGTH, Signature, VerifyingKey};
use serde::{Deserialize, Serialize};

use crate::{printer::journal::replace, secret::Secret, simulator::held};

/// Where the word is kept, in the folder of the bridge's memory.
pub const FILE: &str = "standing.json";
/// So long a word is fresh, in milliseconds: fifteen reports.
pub const FRESH_MS: u64 = 15 * 60_000;
/// So long it holds without a network, in milliseconds: a day.
pub const HOLDS_MS: u64 = 24 * 3_600_000;

/// This machine's clock, in milliseconds since 1970.
pub type Clock = fn() -> u64;

/// The clock of the system.
#[must_use]
pub fn system_clock() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

/// How the machine stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// No door has vouched for it yet: it is being set up.
    New,
    /// The door vouched for it just now.
    Fresh,
    /// It did, within a day.
    Old,
    /// Not any more.
    Ended,
}

impl Standing {
    /// Whether the page is served.
    #[must_use]
    pub fn serves(self) -> bool {
        self != Self::Ended
    }

    /// Whether it is told what lies on the card reader.
    #[must_use]
    pub fn reads_cards(self) -> bool {
        matches!(self, Self::New | Self::Fresh)
    }
}

/// Why a word was not taken.
#[derive(Debug, thiserror::Error)]
pub enum WordError {
    /// It is not the door's, or not for this bridge and its present question.
    #[error("not signed by this bridge's door for its present question")]
    NotTheDoors,
    /// It cannot be written down, so it does not count.
    #[error("the door's word cannot be kept: {0}")]
    Disk(#[from] io::Error),
}

/// The door's word, as it is kept on disk.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Word {
    /// The door's key in hexadecimal, once it was shown.
    key: Option<String>,
    /// When it last vouched, by this machine's clock; `None`: the machine is out of use.
    at_ms: Option<u64>,
}

/// What the door said of this machine.
pub struct Door {
    path: PathBuf,
    secret_sha256: String,
    clock: Clock,
    inner: Mutex<Inner>,
}

struct Inner {
    challenge: String,
    word: Option<Word>,
}

impl Door {
    /// Reads what was said before the start. A file that cannot be understood is no word: the door gives another within a minute.
    ///
    /// # Errors
    /// It is there and cannot be read.
    pub fn open(folder: &Path, secret: &Secret, clock: Clock) -> io::Result<Self> {
        let path = folder.join(FILE);
        let word = match std::fs::read_to_string(&path) {
            Ok(text) => Some(serde_json::from_str(&text).unwrap_or_default()),
            Err(none) if none.kind() == io::ErrorKind::NotFound => None,
            Err(wrong) => return Err(wrong),
        };
        let inner = Mutex::new(Inner { challenge: question(), word });
        Ok(Self { path, secret_sha256: secret.sha256(), clock, inner })
    }

    /// How the machine stands now.
    #[must_use]
    pub fn standing(&self) -> Standing {
        let Some(word) = held(&self.inner).word.clone() else { return Standing::New };
        // A clock that was put right a little since is no reason; one that is far off, either way, makes every word an old one.
        match word.at_ms.map(|at| (self.clock)().abs_diff(at)) {
            Some(age) if age <= FRESH_MS => Standing::Fresh,
            Some(age) if age <= HOLDS_MS => Standing::Old,
            _ => Standing::Ended,
        }
    }

    /// What the door is to sign next.
    #[must_use]
    pub fn challenge(&self) -> String {
        held(&self.inner).challenge.clone()
    }

    /// Takes the door's word: its key and its signature, both in hexadecimal. A question is answered once.
    ///
    /// # Errors
    /// See [`WordError`].
    pub fn vouches(&self, key: &str, signature: &str) -> Result<(), WordError> {
        let mut inner = held(&self.inner);
        let known = inner.word.as_ref().and_then(|word| word.key.as_deref());
        let text = format!("yimen-bridge:in-use:{}:{}", self.secret_sha256, inner.challenge);
        if known.is_some_and(|known| known != key) || !signed(key, signature, &text) {
            return Err(WordError::NotTheDoors);
        }
        let word = Word { key: Some(key.to_owned()), at_ms: Some((self.clock)()) };
        self.keep(&word)?;
        *inner = Inner { challenge: question(), word: Some(word) };
        Ok(())
    }

    /// The machine is out of use. The key stays: should the machine be enrolled again, it is by the same door.
    ///
    /// # Errors
    /// It cannot be written down; until a restart it holds.
    pub fn ends(&self) -> io::Result<()> {
        let mut inner = held(&self.inner);
        let key = inner.word.take().and_then(|word| word.key);
        let word = inner.word.insert(Word { key, at_ms: None });
        self.keep(word)
    }

    fn keep(&self, word: &Word) -> io::Result<()> {
        replace(&self.path, serde_json::to_string(word).expect("words always have a JSON form").as_bytes())
    }
}

/// 128 random bits in hexadecimal: nothing that was signed before fits.
fn question() -> String {
    format!("{:032x}", rand::random::<u128>())
}

fn signed(key: &str, signature: &str, text: &str) -> bool {
    let key = unhex::<PUBLIC_KEY_LENGTH>(key).and_then(|key| VerifyingKey::from_bytes(&key).ok());
    let signature = unhex::<SIGNATURE_LENGTH>(signature).map(|signature| Signature::from_bytes(&signature));
    key.zip(signature).is_some_and(|(key, signature)| key.verify_strict(text.as_bytes(), &signature).is_ok())
}

fn unhex<const BYTES: usize>(text: &str) -> Option<[u8; BYTES]> {
    let mut bytes = [0; BYTES];
    hex::decode_to_slice(text, &mut bytes).ok()?;
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use ed25519_dalek::{Signer as _, SigningKey};

    use super::*;

    const START: u64 = 1_795_480_200_000;
    static NOW: AtomicU64 = AtomicU64::new(START);

    fn clock() -> u64 {
        NOW.load(Ordering::Relaxed)
    }

    /// Vouches for the present question, for the bridge with this secret.
    fn vouch(door: &Door, key: &SigningKey, secret: &Secret) -> Result<(), WordError> {
        let text = format!("yimen-bridge:in-use:{}:{}", secret.sha256(), door.challenge());
        say(door, key, &text)
    }

    fn say(door: &Door, key: &SigningKey, text: &str) -> Result<(), WordError> {
        door.vouches(&hex::encode(key.verifying_key().as_bytes()), &hex::encode(key.sign(text.as_bytes()).to_bytes()))
    }

    #[test]
    fn the_first_door_vouches_for_a_day_and_nobody_else_ever() {
        let folder = tempfile::tempdir().expect("a folder");
        let secret_of = |name: &str| Secret::make(&folder.path().join(name)).expect("a secret").0;
        let (secret, other) = (secret_of("secret"), secret_of("other"));
        let (ours, theirs) = (SigningKey::from_bytes(&[7; 32]), SigningKey::from_bytes(&[8; 32]));
        let open = || Door::open(folder.path(), &secret, clock).expect("a folder");
        let door = open();
        assert_eq!(door.standing(), Standing::New);
        assert!(vouch(&door, &ours, &other).is_err(), "for another machine's bridge");
        let old = format!("yimen-bridge:in-use:{}:{}", secret.sha256(), door.challenge());
        vouch(&door, &ours, &secret).expect("the door's");
        assert_eq!(door.standing(), Standing::Fresh);
        assert!(say(&door, &ours, &old).is_err(), "a question is answered once");
        assert!(vouch(&door, &theirs, &secret).is_err(), "another key");
        assert!(door.vouches("", "").is_err());

        let after = |ms: u64| NOW.store(START + ms, Ordering::Relaxed);
        after(FRESH_MS + 1);
        assert_eq!(door.standing(), Standing::Old);
        assert!(door.standing().serves() && !door.standing().reads_cards());
        // The power goes: the day goes on.
        let door = open();
        after(HOLDS_MS);
        assert_eq!(door.standing(), Standing::Old);
        after(HOLDS_MS + 1);
        assert_eq!(door.standing(), Standing::Ended);
        NOW.store(START - HOLDS_MS - 1, Ordering::Relaxed);
        assert_eq!(door.standing(), Standing::Ended, "a clock that was put back");
        after(0);

        vouch(&door, &ours, &secret).expect("the network is back");
        door.ends().expect("written");
        assert_eq!((door.standing(), open().standing()), (Standing::Ended, Standing::Ended));
        let door = open();
        assert!(vouch(&door, &theirs, &secret).is_err());
        vouch(&door, &ours, &secret).expect("enrolled again");
        assert_eq!(door.standing(), Standing::Fresh);
    }
}
