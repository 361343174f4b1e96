//! A kiosk as its browser is: a key of its own that signs as WebCrypto does.

use app::ports::devices::{OwnAct, act_text, card_text, proof_text, report_text};
use p256::{
    ecdsa::{Signature, SigningKey, signature::Signer as _},
    pkcs8::EncodePublicKey as _,
};

/// A machine's key.
pub struct Machine(SigningKey);

impl Machine {
    /// One that no other call makes.
    pub fn new() -> Self {
        let seed: Vec<u8> = std::iter::repeat_with(|| fastrand::u8(1..)).take(32).collect();
        // Below the order of the curve, whose first byte is 255.
        let seed: Vec<u8> = std::iter::once(1).chain(seed.into_iter().skip(1)).collect();
        Self(SigningKey::from_slice(&seed).expect("a key"))
    }

    /// Its public key as WebCrypto exports it.
    pub fn spki(&self) -> Vec<u8> {
        self.0.verifying_key().to_public_key_der().expect("DER").as_bytes().to_vec()
    }

    fn sign(&self, text: &str) -> Vec<u8> {
        let signature: Signature = self.0.sign(text.as_bytes());
        signature.to_bytes().to_vec()
    }

    pub fn proof(&self, device: &str, challenge: &str) -> Vec<u8> {
        self.sign(&proof_text(device, challenge))
    }

    /// A card that lies on its reader, and the signature.
    pub fn card(&self, device: &str, counter: i64, [name, number, valid_to]: [&str; 3]) -> (String, Vec<u8>) {
        let card =
            format!(r#"{{"device":"{device}","counter":{counter},"name":"{name}","number":"{number}","valid_to":"{valid_to}"}}"#);
        let signature = self.sign(&card_text(&card));
        (card, signature)
    }

    /// What it asks for by itself, and the signature.
    pub fn asked(&self, act: OwnAct, device: &str, counter: i64, rest: &str) -> (String, Vec<u8>) {
        let asked = format!(r#"{{"device":"{device}","counter":{counter}{rest}}}"#);
        let signature = self.sign(&act_text(act, &asked));
        (asked, signature)
    }

    /// A report and its signature.
    pub fn report(&self, device: &str, counter: i64, time: i64, rest: &str) -> (String, Vec<u8>) {
        let report = format!(r#"{{"device":"{device}","counter":{counter},"time":{time}{rest}}}"#);
        let signature = self.sign(&report_text(&report));
        (report, signature)
    }
}
