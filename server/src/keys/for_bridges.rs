//! The key by which the program beside each kiosk knows the door's word (docs/contracts/bridge.yaml, `/v1/standing`). A bridge keeps the
//! first that it is shown for as long as it lives, so it is derived from what never changes in keys.toml.

use ed25519_dalek::{Signer as _, SigningKey};

use super::{Keyring, hmac};

impl Keyring {
    /// Signs a text for a bridge: the public key and the signature, both in hexadecimal.
    #[must_use]
    pub fn sign_for_bridges(&self, text: &str) -> (String, String) {
        let key = SigningKey::from_bytes(&hmac(&self.keys.index, "kiosk-bridges"));
        (hex::encode(key.verifying_key().as_bytes()), hex::encode(key.sign(text.as_bytes()).to_bytes()))
    }
}
