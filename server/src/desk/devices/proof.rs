//! A machine's own key: read, challenged, and the session that begins when it is proved. WebCrypto signs ECDSA P-256 with SHA-256 in
//! the form of IEEE P1363: r and s, 32 bytes each.

use app::{
    ports::devices::{ProofRefused, Proved, Standing, proof_text},
    visit::Device,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use domain::{ids::VenueCode, time::Moment};
use p256::{
    ecdsa::{Signature, VerifyingKey, signature::Verifier as _},
    pkcs8::DecodePublicKey as _,
};
use sqlx::Row as _;

use super::{Devices, enrolment::sealed_for};
use crate::{
    desk::ended::{Ended, unsealed},
    keys::Keyring,
    store::StoreError,
};

/// How long a challenge waits for its answer.
const CHALLENGE_MINUTES: i64 = 2;
/// How long a session's secret holds beside the one that took its place.
const BEFORE_HOLDS_MINUTES: i64 = 2;
/// The longest SubjectPublicKeyInfo of this kind of key, bytes; an uncompressed one has 91.
const LONGEST_KEY: usize = 120;

/// The key of a SubjectPublicKeyInfo; nothing for any other kind.
pub(super) fn read_key(spki: &[u8]) -> Option<VerifyingKey> {
    (spki.len() <= LONGEST_KEY).then(|| VerifyingKey::from_public_key_der(spki).ok())?
}

/// Whether a stored key signed this text.
pub(super) fn signed(stored: &str, text: &str, signature: &[u8]) -> bool {
    let key = STANDARD.decode(stored).ok().and_then(|spki| read_key(&spki));
    let signature = Signature::from_slice(signature).ok();
    key.zip(signature).is_some_and(|(key, signature)| key.verify(text.as_bytes(), &signature).is_ok())
}

fn challenge_hash(keys: &Keyring, challenge: &str) -> String {
    keys.index("device-challenge", challenge)
}

/// What a machine's cookie holds.
fn session_secret(keys: &Keyring) -> String {
    format!("{}{}", keys.token(), keys.token())
}

fn session_hash(keys: &Keyring, secret: &str) -> String {
    keys.index("device-session", secret)
}

impl Devices {
    pub(super) async fn stands(&self, id: &str) -> Result<Standing, StoreError> {
        let (now, keys) = (self.now(), &self.desk.keys);
        let mut db = self.desk.store.reads().acquire().await?;
        let known = sqlx::query("SELECT revoked_ms FROM device WHERE id = $1").bind(id).fetch_optional(&mut *db).await?;
        let Some(known) = known else {
            let waits = sqlx::query("SELECT id FROM device_waiting WHERE id = $1 AND until_ms > $2")
                .bind(id)
                .bind(now.0)
                .fetch_optional(&mut *db)
                .await?;
            return Ok(if waits.is_some() { Standing::Waiting } else { Standing::Unknown });
        };
        if known.try_get::<Option<i64>, _>("revoked_ms")?.is_some() {
            return Ok(Standing::Revoked);
        }
        drop(db);
        let challenge = keys.token();
        let mut tx = self.desk.store.begin().await?;
        sqlx::query("UPDATE device SET challenge_hash = $2, challenge_until_ms = $3 WHERE id = $1 AND revoked_ms IS NULL")
            .bind(id)
            .bind(challenge_hash(keys, &challenge))
            .bind(now.plus_minutes(CHALLENGE_MINUTES).0)
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(Standing::Challenge(challenge))
    }

    pub(super) async fn begin_session(&self, id: &str, challenge: &str, signature: &[u8]) -> Result<Proved, Ended<ProofRefused>> {
        let (now, keys) = (self.now(), &self.desk.keys);
        let mut tx = self.desk.store.begin().await?;
        // The challenge is used up first, whatever comes of it.
        let asked = sqlx::query(
            "UPDATE device SET challenge_hash = NULL
             WHERE id = $1 AND challenge_hash = $2 AND challenge_until_ms > $3 AND revoked_ms IS NULL RETURNING public_key, venue",
        )
        .bind(id)
        .bind(challenge_hash(keys, challenge))
        .bind(now.0)
        .fetch_optional(&mut *tx)
        .await?;
        let Some(row) = asked else { return Err(Ended::Refused(ProofRefused::NotProved)) };
        if !signed(&row.try_get::<String, _>("public_key")?, &proof_text(id, challenge), signature) {
            tx.commit().await?;
            return Err(Ended::Refused(ProofRefused::NotProved));
        }
        let secret = session_secret(keys);
        sqlx::query("UPDATE device SET session_hash = $2, session_before_hash = NULL, seen_ms = $3 WHERE id = $1")
            .bind(id)
            .bind(session_hash(keys, &secret))
            .bind(now.0)
            .execute(&mut *tx)
            .await?;
        let venue = VenueCode(row.try_get("venue")?);
        tx.commit().await?;
        Ok(Proved { secret, venue })
    }

    /// Of a secret and the one before it, the machine's browser has whichever it shows: a lost answer shuts nobody out.
    pub(super) async fn renew_session(&self, id: &str, held: &str) -> Result<Option<String>, StoreError> {
        let (now, keys) = (self.now(), &self.desk.keys);
        let secret = session_secret(keys);
        let mut tx = self.desk.store.begin().await?;
        let renewed = sqlx::query(
            "UPDATE device SET session_hash = $3, session_before_hash = $2, renewed_ms = $4
             WHERE id = $1 AND revoked_ms IS NULL
               AND (session_hash = $2 OR (session_before_hash = $2 AND renewed_ms > $5))",
        )
        .bind(id)
        .bind(session_hash(keys, held))
        .bind(session_hash(keys, &secret))
        .bind(now.0)
        .bind(self.before_holds_since().0)
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok((renewed.rows_affected() > 0).then_some(secret))
    }

    /// A secret that was replaced before this is dead.
    fn before_holds_since(&self) -> Moment {
        self.now().plus_minutes(-BEFORE_HOLDS_MINUTES)
    }

    pub(super) async fn device_with(&self, secret: &str) -> Result<Option<Device>, StoreError> {
        let keys = &self.desk.keys;
        let row = sqlx::query(
            "SELECT id, name, venue, inches, bridge_sealed FROM device
             WHERE (session_hash = $1 OR (session_before_hash = $1 AND renewed_ms > $3))
               AND seen_ms > $2 AND revoked_ms IS NULL",
        )
        .bind(session_hash(keys, secret))
        .bind(self.silent_since().0)
        .bind(self.before_holds_since().0)
        .fetch_optional(self.desk.store.reads())
        .await?;
        let Some(row) = row else { return Ok(None) };
        let (id, sealed): (String, String) = (row.try_get("id")?, row.try_get("bridge_sealed")?);
        let bridge_secret = if sealed.is_empty() {
            String::new()
        } else {
            keys.open_text(&sealed_for(&id), &sealed).map_err(|wrong| unsealed(&wrong))?
        };
        Ok(Some(Device {
            name: row.try_get("name")?,
            venue: VenueCode(row.try_get("venue")?),
            inches: inches(row.try_get("inches")?),
            bridge_secret,
            bridge_url: self.bridge_url.clone(),
            id,
        }))
    }
}

/// A panel's size as it was stored.
pub(super) fn inches(stored: i64) -> u8 {
    u8::try_from(stored).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Made by a browser's WebCrypto.
    const KEY: &str = "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEW5158sRq1nEHcbWg+Ro14slgLZX/TA0aETNXGMRLaLmIJfZC2uPd/G7mdKOOsxDRq6ruZXpgSa5Kvn3VJVw01g==";
    const SIGNATURE: &str = "2j+v5b1le+dLpFzmklR21kCd9sE8hUHGxqKk7YRgkeUPDVvIbVp41N5OroiS+fss9+tT/eMlW5z9fNifvyXNDg==";

    #[test]
    fn what_webcrypto_signs_is_believed_and_nothing_else() {
        let signature = STANDARD.decode(SIGNATURE).expect("base64");
        assert!(signed(KEY, &proof_text("d", "c"), &signature));
        assert!(!signed(KEY, &proof_text("d", "other"), &signature));
        assert!(!signed(KEY, &proof_text("d", "c"), &signature[1..]));
        assert!(!signed("", &proof_text("d", "c"), &signature));
        let mut altered = signature;
        altered[40] ^= 1;
        assert!(!signed(KEY, &proof_text("d", "c"), &altered));
    }

    #[test]
    fn another_kind_of_key_is_no_key() {
        let spki = STANDARD.decode(KEY).expect("base64");
        assert!(read_key(&spki).is_some());
        assert!(read_key(&spki[..90]).is_none());
        assert!(read_key(&[0; LONGEST_KEY + 1]).is_none());
        let mut off_the_curve = spki;
        off_the_curve[90] ^= 1;
        assert!(read_key(&off_the_curve).is_none());
    }
}
