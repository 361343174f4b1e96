//! Sessions of staff and of residents in our own store: a restart signs nobody out, and every server of one store knows them. The table holds
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

/// Whose sessions: their table, and what keeps the keyed hashes of both apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Kind {
    table: &'static str,
    purpose: &'static str,
}

const STAFF: Kind = Kind { table: "staff_session", purpose: "staff-session" };
const RESIDENTS: Kind = Kind { table: "resident_session", purpose: "resident-session" };

/// The sessions of one kind in one store.
#[derive(Clone)]
pub struct Sessions {
    kind: Kind,
    store: Store,
    keys: Keyring,
    clock: Arc<dyn Clock>,
}

impl fmt::Debug for Sessions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sessions").field("kind", &self.kind).finish_non_exhaustive()
    }
}

impl Sessions {
    /// The staff's, in the desk's store.
    #[must_use]
    pub fn of_staff(desk: &Desk) -> Self {
        Self::of(STAFF, desk)
    }

    /// The residents', in the desk's store.
    #[must_use]
    pub fn of_residents(desk: &Desk) -> Self {
        Self::of(RESIDENTS, desk)
    }

    fn of(kind: Kind, desk: &Desk) -> Self {
        Self { kind, store: desk.store.clone(), keys: desk.keys.clone(), clock: desk.clock.clone() }
    }

    fn hash(&self, id: &Id) -> String {
        self.keys.index(self.kind.purpose, &id.to_string())
    }

    /// Writes a record; false when `new` and the id is taken.
    async fn write(&self, record: &Record, new: bool) -> Result<bool> {
        let hash = self.hash(&record.id);
        let data = serde_json::to_vec(record).map_err(|wrong| Error::Encode(wrong.to_string()))?;
        let ends = i64::try_from(record.expiry_date.unix_timestamp_nanos() / 1_000_000).unwrap_or(i64::MAX);
        let taken = if new { "NOTHING" } else { "UPDATE SET data = excluded.data, expires_ms = excluded.expires_ms" };
        let text = self.sql(|table| {
            format!("INSERT INTO {table} (id_hash, data, expires_ms) VALUES ($1, $2, $3) ON CONFLICT (id_hash) DO {taken}")
        });
        let mut tx = self.store.begin().await.map_err(backend)?;
        let sealed = self.keys.seal(&self.aad(&hash), &data);
        let written =
            sqlx::query(text).bind(&hash).bind(sealed).bind(ends).execute(&mut *tx).await.map_err(database)?.rows_affected();
        if new {
            // Sign-ins are rare: the moment to forget the sessions that ended.
            sqlx::query(self.sql(|table| format!("DELETE FROM {table} WHERE expires_ms < $1")))
                .bind(self.clock.now().0)
                .execute(&mut *tx)
                .await
                .map_err(database)?;
        }
        tx.commit().await.map_err(database)?;
        Ok(written == 1)
    }

    /// A statement on this kind's table, whose name is one of the two above.
    fn sql(&self, text: impl Fn(&str) -> String) -> sqlx::AssertSqlSafe<String> {
        sqlx::AssertSqlSafe(text(self.kind.table))
    }

    /// What a session's data is sealed to.
    fn aad(&self, hash: &str) -> String {
        format!("{}:{hash}", self.kind.purpose)
    }
}

#[async_trait]
impl SessionStore for Sessions {
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
        let row = sqlx::query(self.sql(|table| format!("SELECT data, expires_ms FROM {table} WHERE id_hash = $1")))
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
        let Ok(data) = self.keys.open(&self.aad(&hash), &sealed) else { return Ok(None) };
        serde_json::from_slice(&data).map(Some).map_err(|wrong| Error::Decode(wrong.to_string()))
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        let mut tx = self.store.begin().await.map_err(backend)?;
        sqlx::query(self.sql(|table| format!("DELETE FROM {table} WHERE id_hash = $1")))
            .bind(self.hash(id))
            .execute(&mut *tx)
            .await
            .map_err(database)?;
        tx.commit().await.map_err(database)
    }
}

fn backend(wrong: StoreError) -> Error {
    Error::Backend(wrong.to_string())
}

fn database(wrong: sqlx::Error) -> Error {
    Error::Backend(wrong.to_string())
}
