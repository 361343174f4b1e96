//! What the bridge beside a machine is told of it: that it is in use. A bridge knows nobody but the page in front of it, so the word is
//! signed, for this bridge and for its own question; a machine that is out of use gets none.

use app::ports::devices::{Vouched, vouched_text};
use sha2::{Digest as _, Sha256};
use sqlx::Row as _;

use super::{Devices, enrolment::sealed_for};
use crate::{desk::ended::unsealed, store::StoreError};

/// The longest question of a bridge, characters.
const LONGEST_CHALLENGE: usize = 64;

impl Devices {
    pub(super) async fn vouch_for(&self, id: &str, challenge: &str) -> Result<Option<Vouched>, StoreError> {
        // What is signed has parts: no question may look like several.
        if !(1..=LONGEST_CHALLENGE).contains(&challenge.len()) || !challenge.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return Ok(None);
        }
        let row = sqlx::query("SELECT bridge_sealed FROM device WHERE id = $1 AND bridge_sealed <> '' AND revoked_ms IS NULL")
            .bind(id)
            .fetch_optional(self.desk.store.reads())
            .await?;
        let Some(row) = row else { return Ok(None) };
        let keys = &self.desk.keys;
        let sealed: String = row.try_get("bridge_sealed")?;
        let secret = keys.open_text(&sealed_for(id), &sealed).map_err(|wrong| unsealed(&wrong))?;
        let text = vouched_text(&hex::encode(Sha256::digest(secret.as_bytes())), challenge);
        let (key, signature) = keys.sign_for_bridges(&text);
        Ok(Some(Vouched { key, signature }))
    }
}
