//! What a kiosk without a network sealed for the server: ECDH on P-256 with a key of the kiosk's that existed for this text only,
//! HKDF-SHA-256, AES-256-GCM. The kiosk cannot open it again, and neither can anybody who takes the machine away.
//! `public/kiosk/offline/seal.js` does the other half.

use aes_gcm::{
    Aes256Gcm, KeyInit as _,
    aead::{Aead as _, Payload},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use p256::{PublicKey, SecretKey, ecdh::diffie_hellman, elliptic_curve::sec1::ToSec1Point as _};
use sha2::Sha256;

use super::{KeyError, Keyring, NONCE, hmac};

/// Bytes of an uncompressed point.
const POINT: usize = 65;
/// What the key is for.
const INFO: &[u8] = b"yimen kiosk request 1";

impl Keyring {
    /// The key that kiosks seal with, an uncompressed point in hexadecimal.
    #[must_use]
    pub fn kiosk_public(&self) -> String {
        hex::encode(self.kiosk_secret().public_key().to_sec1_point(false).as_bytes())
    }

    /// Opens what a kiosk sealed. `aad` names what it is.
    pub fn open_from_kiosk(&self, aad: &str, sealed: &str) -> Result<Vec<u8>, KeyError> {
        opened(&self.kiosk_secret(), aad, sealed)
    }

    /// Derived from what never changes in keys.toml, so that what waits on a kiosk opens after any change of keys.
    fn kiosk_secret(&self) -> SecretKey {
        (0..=u8::MAX)
            .find_map(|n| SecretKey::from_slice(&hmac(&self.keys.index, &format!("kiosk-requests:{n}"))).ok())
            .expect("of 256 numbers of 256 bits one is below the curve's order")
    }
}

fn opened(secret: &SecretKey, aad: &str, sealed: &str) -> Result<Vec<u8>, KeyError> {
    let bytes = STANDARD.decode(sealed).map_err(|_| KeyError::NotSealed)?;
    let (theirs, rest) = bytes.split_first_chunk::<POINT>().ok_or(KeyError::NotSealed)?;
    let (nonce, text) = rest.split_first_chunk::<NONCE>().ok_or(KeyError::NotSealed)?;
    // Also refuses what is no point of the curve.
    let public = PublicKey::from_sec1_bytes(theirs).map_err(|_| KeyError::NotSealed)?;
    let shared = diffie_hellman(secret.to_nonzero_scalar(), public.as_affine());
    let mut key = [0; 32];
    shared.extract::<Sha256>(Some(theirs)).expand(INFO, &mut key).expect("32 bytes are fewer than HKDF has");
    let payload = Payload { msg: text, aad: aad.as_bytes() };
    Aes256Gcm::new(&key.into()).decrypt(&(*nonce).into(), payload).map_err(|_| KeyError::NotSealed)
}

#[cfg(test)]
mod tests {
    use super::*;

    const AAD: &str = "kiosk-request:hy:one";

    /// What `public/kiosk/offline/seal.js` does.
    fn sealed(public: &str, aad: &str, plain: &[u8]) -> Vec<u8> {
        let public = PublicKey::from_sec1_bytes(&hex::decode(public).expect("hexadecimal")).expect("a point");
        let ours = SecretKey::from_slice(&[7; 32]).expect("a number below the order");
        let point = ours.public_key().to_sec1_point(false);
        let shared = diffie_hellman(ours.to_nonzero_scalar(), public.as_affine());
        let mut key = [0; 32];
        shared.extract::<Sha256>(Some(point.as_bytes())).expand(INFO, &mut key).expect("short");
        let nonce = [9; NONCE];
        let payload = Payload { msg: plain, aad: aad.as_bytes() };
        let text = Aes256Gcm::new(&key.into()).encrypt(&nonce.into(), payload).expect("sealed");
        [point.as_bytes(), &nonce, &text].concat()
    }

    /// Sealed by e2e/units/what-lies-on-a-kiosk-is-sealed.test.mjs for a server whose key is 32 bytes of five.
    const FROM_A_BROWSER: &str = "BA8YWWz6IFFRww9OiQ4c3ZPE92cqqr1RoQBbGJNN9KorKaWZ+VEg334i2DB5eCIsTAIiIARfTtRvrTYx0uw9zOKQCo4RzQ/dmedo+GwnmwdHfh6rXp089J+hbqhQRudrLvqYhNlFi0niRqR07MU=";

    #[test]
    fn what_a_browser_sealed_opens_here() {
        let secret = SecretKey::from_slice(&[5; 32]).expect("a number below the order");
        assert_eq!(opened(&secret, AAD, FROM_A_BROWSER).expect("sealed for this key"), r#"{"name":"张三"}"#.as_bytes());
    }

    #[test]
    fn what_a_kiosk_sealed_opens_here_and_as_what_it_is() {
        let folder = tempfile::tempdir().expect("a folder");
        let keys = Keyring::open_or_make(folder.path(), false).expect("keys");
        assert_eq!(keys.kiosk_public().len(), 2 * POINT);
        let bytes = sealed(&keys.kiosk_public(), AAD, "张三".as_bytes());
        let text = STANDARD.encode(&bytes);
        assert_eq!(keys.open_from_kiosk(AAD, &text).expect("ours"), "张三".as_bytes());
        let again = Keyring::open_or_make(folder.path(), false).expect("the same keys");
        assert!(again.open_from_kiosk(AAD, &text).is_ok());
        assert!(keys.open_from_kiosk("kiosk-request:hy:two", &text).is_err());
        let elsewhere = tempfile::tempdir().expect("a folder");
        let others = Keyring::open_or_make(elsewhere.path(), false).expect("other keys");
        assert!(others.open_from_kiosk(AAD, &text).is_err());
        for at in [0, 1, POINT, POINT + NONCE, bytes.len() - 1] {
            let mut altered = bytes.clone();
            altered[at] ^= 1;
            assert!(keys.open_from_kiosk(AAD, &STANDARD.encode(altered)).is_err(), "byte {at}");
        }
        for short in ["", "AA==", "no base64"] {
            assert!(keys.open_from_kiosk(AAD, short).is_err());
        }
    }
}
