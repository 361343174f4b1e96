//! The store: SQLite by default, PostgreSQL by URL; one set of migrations, one set of queries through sqlx's `Any`.
//!
//! Columns are BIGINT and TEXT only, so that every statement is the same text on both. Whatever was promised to a resident
//! is on disk before the answer leaves: SQLite runs in WAL with `synchronous=FULL`, PostgreSQL as configured there.

mod guards;
mod together;

use std::{str::FromStr as _, time::Duration};

use sqlx::{
    Any, AnyPool, Transaction,
    any::{AnyConnectOptions, AnyPoolOptions},
};

/// A write transaction.
pub type Tx = Transaction<'static, Any>;

/// Both databases behind one handle.
#[derive(Clone)]
pub struct Store {
    writes: AnyPool,
    reads: AnyPool,
    /// Acts that share a commit, where the database does not gather commits by itself.
    acts: Option<together::Acts>,
    engine: Engine,
}

/// Which database it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// One file; one writer at a time.
    Sqlite,
    /// A server.
    Postgres,
}

/// What can go wrong with the store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The URL names neither database.
    #[error("{0} is neither sqlite:// nor postgres://")]
    Url(String),
    /// The database said no.
    #[error("store: {0}")]
    Database(#[from] sqlx::Error),
    /// The tables could not be brought up to date.
    #[error("migration: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// It was not put on disk: nothing of it is there.
    #[error("not committed: {0}")]
    NotCommitted(String),
    /// A stored value that this program did not write.
    #[error("the store holds {0}")]
    Corrupt(String),
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store").field("engine", &self.engine).finish_non_exhaustive()
    }
}

impl StoreError {
    /// Whether a unique key was hit: somebody was quicker, or the same was sent twice.
    #[must_use]
    pub fn is_unique_violation(&self) -> bool {
        matches!(self, Self::Database(sqlx::Error::Database(wrong)) if wrong.is_unique_violation())
    }
}

/// The places of `rows` rows with `columns` values each, for an INSERT of them all at once: `($1, $2), ($3, $4)`.
#[must_use]
pub fn places(rows: usize, columns: usize) -> String {
    let row = |row: usize| {
        let values: Vec<String> = (1..=columns).map(|column| format!("${}", row * columns + column)).collect();
        format!("({})", values.join(", "))
    };
    (0..rows).map(row).collect::<Vec<_>>().join(", ")
}

impl Store {
    /// Opens the database of `url`: `sqlite:///folder/yimen.db` (made when missing) or `postgres://…`.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        sqlx::any::install_default_drivers();
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return Self::open_postgres(url).await;
        }
        if url.starts_with("sqlite:") {
            return Self::open_sqlite(url).await;
        }
        Err(StoreError::Url(url.to_owned()))
    }

    async fn open_postgres(url: &str) -> Result<Self, StoreError> {
        let pool = AnyPoolOptions::new()
            .max_connections(16)
            .acquire_timeout(Duration::from_secs(5))
            .connect_with(AnyConnectOptions::from_str(url)?)
            .await?;
        Ok(Self { writes: pool.clone(), reads: pool, acts: None, engine: Engine::Postgres })
    }

    /// One connection writes and the others read: SQLite takes one writer at a time anyway, and a queue in the pool is
    /// fair where SQLITE_BUSY is not.
    async fn open_sqlite(url: &str) -> Result<Self, StoreError> {
        let url = if url.contains('?') { url.to_owned() } else { format!("{url}?mode=rwc") };
        let options = AnyConnectOptions::from_str(&url)?;
        let pool = |connections: u32| {
            AnyPoolOptions::new()
                .max_connections(connections)
                .min_connections(1)
                .idle_timeout(None)
                .max_lifetime(None)
                .acquire_timeout(Duration::from_secs(30))
                .after_connect(|connection, _| {
                    Box::pin(async move {
                        for pragma in [
                            "PRAGMA journal_mode=WAL",
                            "PRAGMA synchronous=FULL",
                            "PRAGMA busy_timeout=5000",
                            "PRAGMA foreign_keys=ON",
                        ] {
                            sqlx::query(pragma).execute(&mut *connection).await?;
                        }
                        Ok(())
                    })
                })
        };
        let writes = pool(1).connect_with(options.clone()).await?;
        let reads = pool(4).connect_with(options).await?;
        let acts = Some(together::begin(writes.clone()));
        Ok(Self { writes, reads, acts, engine: Engine::Sqlite })
    }

    /// Brings the tables up to date and puts the ledger's guards in place. Safe to run from several servers at once.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        sqlx::migrate!("./migrations").run(&self.writes).await?;
        guards::stand(self).await
    }

    /// Begins a write. On SQLite it takes the write lock at once: a read that later wants to write would be refused
    /// without waiting (SQLITE_BUSY_SNAPSHOT).
    pub async fn begin(&self) -> Result<Tx, StoreError> {
        Ok(match self.engine {
            Engine::Sqlite => self.writes.begin_with("BEGIN IMMEDIATE").await?,
            Engine::Postgres => self.writes.begin().await?,
        })
    }

    /// Where reads go.
    #[must_use]
    pub fn reads(&self) -> &AnyPool {
        &self.reads
    }

    /// Which database it is.
    #[must_use]
    pub const fn engine(&self) -> Engine {
        self.engine
    }

    /// Whether it answers.
    pub async fn ready(&self) -> bool {
        sqlx::query("SELECT 1").execute(&self.reads).await.is_ok()
    }

    /// Closes every connection; what is under way is finished first.
    pub async fn close(&self) {
        self.reads.close().await;
        self.writes.close().await;
    }
}
