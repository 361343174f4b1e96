//! Staff sessions in our own store: a restart signs nobody out, and every server of one store knows them. The table holds
//! neither the cookie's value nor anything readable: a copy of it opens no door.

use std::{fmt, sync::Arc};

use async_trait::async_trait;
use domain::time::{Clock, Moment};
use sqlx::Row as _;
use tower_sessions::{
    SessionStore,
    session::{Id, Record},
    session_store::{Error, Result},
};

use crate::{
    desk::Desk,
    keys::Keyring,
    store::{Store, StoreError},
};

/// The sessions of one store.
#[derive(Clone)]
pub struct StaffSessions {
    store: Store,
    keys: Keyring,
    clock: Arc<dyn Clock>,
}

impl fmt::Debug for StaffSessions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StaffSessions").finish_non_exhaustive()
    }
}

impl StaffSessions {
    /// The sessions of the desk's store.
    #[must_use]
    pub fn new(desk: &Desk) -> Self {
        Self { store: desk.store.clone(), keys: desk.keys.clone(), clock: desk.clock.clone() }
    }

    fn hash(&self, id: &Id) -> String {
        self.keys.index("staff-session", &id.to_string())
    }

    /// Writes a record; false when `new` and the id is taken.
    async fn write(&self, record: &Record, new: bool) -> Result<bool> {
        let hash = self.hash(&record.id);
        let data = serde_json::to_vec(record).map_err(|wrong| Error::Encode(wrong.to_string()))?;
        let ends = i64::try_from(record.expiry_date.unix_timestamp_nanos() / 1_000_000).unwrap_or(i64::MAX);
        let text = if new {
            "INSERT INTO staff_session (id_hash, data, expires_ms) VALUES ($1, $2, $3) ON CONFLICT (id_hash) DO NOTHING"
        } else {
            "INSERT INTO staff_session (id_hash, data, expires_ms) VALUES ($1, $2, $3)
             ON CONFLICT (id_hash) DO UPDATE SET data = excluded.data, expires_ms = excluded.expires_ms"
        };
        let mut tx = self.store.begin().await.map_err(backend)?;
        let sealed = self.keys.seal(&aad(&hash), &data);
        let written =
            sqlx::query(text).bind(&hash).bind(sealed).bind(ends).execute(&mut *tx).await.map_err(database)?.rows_affected();
        if new {
            // Sign-ins are rare: the moment to forget the sessions that ended.
            sqlx::query("DELETE FROM staff_session WHERE expires_ms < $1")
                .bind(self.clock.now().0)
                .execute(&mut *tx)
                .await
                .map_err(database)?;
        }
        tx.commit().await.map_err(database)?;
        Ok(written == 1)
    }
}

#[async_trait]
impl SessionStore for StaffSessions {
    async fn create(&self, record: &mut Record) -> Result<()> {
        while !self.write(record, true).await? {
            record.id = Id::default();
        }
        Ok(())
    }

    async fn save(&self, record: &Record) -> Result<()> {
        self.write(record, false).await.map(|_| ())
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let hash = self.hash(id);
        let row = sqlx::query("SELECT data, expires_ms FROM staff_session WHERE id_hash = $1")
            .bind(&hash)
            .fetch_optional(self.store.reads())
            .await
            .map_err(database)?;
        let Some(row) = row else { return Ok(None) };
        if Moment(row.try_get("expires_ms").map_err(database)?) <= self.clock.now() {
            return Ok(None);
        }
        let sealed: String = row.try_get("data").map_err(database)?;
        // Sealed with a key that is gone: signed out, not broken.
        let Ok(data) = self.keys.open(&aad(&hash), &sealed) else { return Ok(None) };
        serde_json::from_slice(&data).map(Some).map_err(|wrong| Error::Decode(wrong.to_string()))
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        let mut tx = self.store.begin().await.map_err(backend)?;
        sqlx::query("DELETE FROM staff_session WHERE id_hash = $1")
            .bind(self.hash(id))
            .execute(&mut *tx)
            .await
            .map_err(database)?;
        tx.commit().await.map_err(database)
    }
}

fn aad(hash: &str) -> String {
    format!("staff-session:{hash}")
}

fn backend(wrong: StoreError) -> Error {
    Error::Backend(wrong.to_string())
}

fn database(wrong: sqlx::Error) -> Error {
    Error::Backend(wrong.to_string())
}
