//! The departments' store: one file, each department its own rows. What was sent is sealed; in clear are reference, service,
//! state and times.

use std::path::Path;

use aes_gcm::{
    Aes256Gcm, KeyInit as _,
    aead::{Aead as _, Payload},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use domain::time::Moment;
use serde::{Serialize, de::DeserializeOwned};
use sha2::{Digest as _, Sha256};
use sqlx::{
    Row as _, SqlitePool, Transaction,
    sqlite::{Sqlite, SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use crate::DepartmentsError;

/// A write.
pub(super) type Tx = Transaction<'static, Sqlite>;

/// The store, open.
#[derive(Clone, Debug)]
pub(super) struct Books {
    writes: SqlitePool,
    reads: SqlitePool,
}

impl Books {
    pub(super) async fn open(folder: &Path) -> Result<Self, DepartmentsError> {
        std::fs::create_dir_all(folder)?;
        let options = SqliteConnectOptions::new()
            .filename(folder.join("cases.db"))
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // Survives the death of the process; a stand-in need not survive the loss of power.
            .synchronous(SqliteSynchronous::Normal)
            .busy_timeout(std::time::Duration::from_secs(5));
        let writes = SqlitePoolOptions::new().max_connections(1).idle_timeout(None).connect_with(options.clone()).await?;
        let reads = SqlitePoolOptions::new().max_connections(4).idle_timeout(None).connect_with(options).await?;
        sqlx::raw_sql(include_str!("schema.sql")).execute(&writes).await?;
        Ok(Self { writes, reads })
    }

    pub(super) async fn close(&self) {
        self.reads.close().await;
        self.writes.close().await;
    }

    pub(super) async fn begin(&self) -> Result<Tx, sqlx::Error> {
        self.writes.begin_with("BEGIN IMMEDIATE").await
    }

    pub(super) fn reads(&self) -> &SqlitePool {
        &self.reads
    }
}

/// Seals what names people, with a key of the department's own.
#[derive(Clone)]
pub(super) struct Seal(Aes256Gcm);

impl std::fmt::Debug for Seal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Seal")
    }
}

impl Seal {
    /// The key follows from the shared secret: a stand-in keeps no keys of its own.
    pub(super) fn new(code: &str, secret: &[u8]) -> Self {
        let key: [u8; 32] = Sha256::new().chain_update(b"store:").chain_update(code).chain_update(secret).finalize().into();
        Self(Aes256Gcm::new(&key.into()))
    }

    pub(super) fn shut(&self, place: &str, value: &impl Serialize) -> String {
        let nonce: [u8; 12] = rand::random();
        let plain = serde_json::to_vec(value).expect("texts and numbers always have a JSON form");
        let payload = Payload { msg: &plain, aad: place.as_bytes() };
        let sealed = self.0.encrypt(&nonce.into(), payload).expect("AES-GCM refuses only texts of more than 64 GiB");
        STANDARD.encode([&nonce[..], &sealed].concat())
    }

    /// `None`: not sealed by this department for this place.
    pub(super) fn open<T: DeserializeOwned>(&self, place: &str, sealed: &str) -> Option<T> {
        let bytes = STANDARD.decode(sealed).ok()?;
        let (nonce, sealed) = bytes.split_first_chunk::<12>()?;
        let plain = self.0.decrypt(&(*nonce).into(), Payload { msg: sealed, aad: place.as_bytes() }).ok()?;
        serde_json::from_slice(&plain).ok()
    }
}

/// Writes down an act that was done.
pub(super) async fn did(
    tx: &mut Tx,
    department: &str,
    reference: &str,
    kind: &str,
    version: i64,
    key: &str,
    now: Moment,
) -> Result<(), sqlx::Error> {
    sqlx::query("INSERT INTO act (department, reference, kind, version, idempotency_key, at_ms) VALUES ($1, $2, $3, $4, $5, $6)")
        .bind(department)
        .bind(reference)
        .bind(kind)
        .bind(version)
        .bind(key)
        .bind(now.0)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// The state of a case.
pub(super) async fn state(tx: &mut Tx, department: &str, reference: &str) -> Result<Option<String>, sqlx::Error> {
    let row = sqlx::query("SELECT state FROM application WHERE department = $1 AND reference = $2")
        .bind(department)
        .bind(reference)
        .fetch_optional(&mut **tx)
        .await?;
    row.map(|row| row.try_get(0)).transpose()
}
