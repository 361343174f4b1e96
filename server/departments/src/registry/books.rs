//! The registry's store. A document is kept as a keyed digest, to recognise it, and masked, to show it.

use std::{path::Path, sync::Arc};

use domain::{
    identity::{mask_document, mask_name, mask_phone},
    time::Moment,
};
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde::Serialize;
use sha2::Sha256;
use sqlx::{
    Row as _, SqlitePool, Transaction,
    sqlite::{Sqlite, SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use super::{Known, acts::PersonForm};
use crate::DepartmentsError;

/// A write.
pub(super) type Tx = Transaction<'static, Sqlite>;

/// The store, open.
#[derive(Clone)]
pub(super) struct Books {
    writes: SqlitePool,
    reads: SqlitePool,
    key: Arc<[u8]>,
}

/// A booking as it may be shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "each is a column of the same name, described in docs/contracts/marriage-registry.yaml")]
pub struct BookingLine {
    pub reference: String,
    pub business: String,
    pub venue: String,
    pub date: String,
    pub from: String,
    pub until: String,
    pub state: String,
    pub people: Vec<PersonLine>,
    pub acts: Vec<ActLine>,
    /// `none`, `waiting`, `taken`: what Yimen knows of the registration.
    pub report: String,
}

/// A person as shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "masked forms of what was sent")]
pub struct PersonLine {
    pub name: String,
    pub document_kind: String,
    pub document: String,
    pub phone: String,
}

/// Something that was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "each is a column of the same name")]
pub struct ActLine {
    pub n: i64,
    pub kind: String,
    pub idempotency_key: String,
}

impl Books {
    pub(super) async fn open(folder: &Path, key: Arc<[u8]>) -> Result<Self, DepartmentsError> {
        std::fs::create_dir_all(folder)?;
        let options = SqliteConnectOptions::new()
            .filename(folder.join("registry.db"))
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // Survives the death of the process; a stand-in need not survive the loss of power.
            .synchronous(SqliteSynchronous::Normal)
            .foreign_keys(true)
            .busy_timeout(std::time::Duration::from_secs(5));
        let writes = SqlitePoolOptions::new().max_connections(1).idle_timeout(None).connect_with(options.clone()).await?;
        let reads = SqlitePoolOptions::new().max_connections(2).idle_timeout(None).connect_with(options).await?;
        sqlx::raw_sql(include_str!("schema.sql")).execute(&writes).await?;
        Ok(Self { writes, reads, key })
    }

    pub(super) async fn close(&self) {
        self.reads.close().await;
        self.writes.close().await;
    }

    pub(super) async fn begin(&self) -> Result<Tx, sqlx::Error> {
        self.writes.begin_with("BEGIN IMMEDIATE").await
    }

    /// The keyed digest by which a document is recognised.
    fn index(&self, document: &str) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.key).expect("HMAC takes a key of any length");
        mac.update(b"document:");
        mac.update(document.as_bytes());
        hex::encode(mac.finalize().into_bytes())
    }

    /// Enters the people it knows from the start.
    pub(super) async fn know(&self, known: &Known) -> Result<(), sqlx::Error> {
        let mut tx = self.begin().await?;
        for document in &known.married {
            sqlx::query("INSERT INTO married (document_index, document_masked) VALUES ($1, $2) ON CONFLICT DO NOTHING")
                .bind(self.index(document))
                .bind(mask_document(document))
                .execute(&mut *tx)
                .await?;
        }
        for other in &known.elsewhere {
            sqlx::query(
                "INSERT INTO elsewhere (document_index, document_masked, district) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
            )
            .bind(self.index(&other.document))
            .bind(mask_document(&other.document))
            .bind(&other.district)
            .execute(&mut *tx)
            .await?;
        }
        tx.commit().await
    }

    /// Whether one of them is married.
    pub(super) async fn any_married(&self, tx: &mut Tx, people: &[PersonForm]) -> Result<bool, sqlx::Error> {
        for person in people {
            let found = sqlx::query("SELECT 1 FROM married WHERE document_index = $1")
                .bind(self.index(&person.document))
                .fetch_optional(&mut **tx)
                .await?;
            if found.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether one of them is booked in another district.
    pub(super) async fn any_elsewhere(&self, tx: &mut Tx, people: &[PersonForm]) -> Result<bool, sqlx::Error> {
        for person in people {
            let found = sqlx::query("SELECT 1 FROM elsewhere WHERE document_index = $1")
                .bind(self.index(&person.document))
                .fetch_optional(&mut **tx)
                .await?;
            if found.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Enters the people of a booking.
    pub(super) async fn enter_people(&self, tx: &mut Tx, reference: &str, people: &[PersonForm]) -> Result<(), sqlx::Error> {
        for (place, person) in people.iter().enumerate() {
            sqlx::query(
                "INSERT INTO person (reference, place, name_masked, document_kind, document_masked, document_index, phone_masked)
                 VALUES ($1, $2, $3, $4, $5, $6, $7)",
            )
            .bind(reference)
            .bind(i64::try_from(place).unwrap_or(i64::MAX))
            .bind(mask_name(&person.name))
            .bind(&person.document_kind)
            .bind(mask_document(&person.document))
            .bind(self.index(&person.document))
            .bind(mask_phone(person.phone.as_deref().unwrap_or_default()))
            .execute(&mut **tx)
            .await?;
        }
        Ok(())
    }

    /// Takes a cancelled booking out of the books, so that its reference can be booked again. What was done stays written.
    pub(super) async fn make_room(tx: &mut Tx, reference: &str) -> Result<(), sqlx::Error> {
        sqlx::query("DELETE FROM person WHERE reference = $1").bind(reference).execute(&mut **tx).await?;
        sqlx::query("DELETE FROM booking WHERE reference = $1").bind(reference).execute(&mut **tx).await?;
        Ok(())
    }

    /// Writes down an act that was done.
    pub(super) async fn did(tx: &mut Tx, reference: &str, kind: &str, key: &str, now: Moment) -> Result<(), sqlx::Error> {
        sqlx::query("INSERT INTO act (reference, kind, idempotency_key, at_ms) VALUES ($1, $2, $3, $4)")
            .bind(reference)
            .bind(kind)
            .bind(key)
            .bind(now.0)
            .execute(&mut **tx)
            .await?;
        Ok(())
    }

    /// The state of a booking.
    pub(super) async fn state(tx: &mut Tx, reference: &str) -> Result<Option<String>, sqlx::Error> {
        let row = sqlx::query("SELECT state FROM booking WHERE reference = $1").bind(reference).fetch_optional(&mut **tx).await?;
        row.map(|row| row.try_get(0)).transpose()
    }

    /// How many bookings it holds, cancelled ones included, and how many acts it has done.
    pub(super) async fn count(&self) -> Result<(i64, i64), sqlx::Error> {
        let row = sqlx::query("SELECT (SELECT COUNT(*) FROM booking), (SELECT COUNT(*) FROM act)").fetch_one(&self.reads).await?;
        Ok((row.try_get(0)?, row.try_get(1)?))
    }

    /// The references that changed last.
    pub(super) async fn newest(&self, limit: i64) -> Result<Vec<String>, sqlx::Error> {
        let rows = sqlx::query("SELECT reference FROM booking ORDER BY changed_ms DESC, reference LIMIT $1")
            .bind(limit)
            .fetch_all(&self.reads)
            .await?;
        rows.iter().map(|row| row.try_get(0)).collect()
    }

    /// A booking with its people and its history.
    pub(super) async fn booking(&self, reference: &str) -> Result<Option<BookingLine>, sqlx::Error> {
        let row = sqlx::query(
            "SELECT business, venue, date, starts, ends, state,
                    COALESCE((SELECT CASE WHEN taken = 1 THEN 'taken' ELSE 'waiting' END FROM report WHERE reference = $1), 'none')
             FROM booking WHERE reference = $1",
        )
        .bind(reference)
        .fetch_optional(&self.reads)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let people = sqlx::query(
            "SELECT name_masked, document_kind, document_masked, phone_masked FROM person WHERE reference = $1 ORDER BY place",
        )
        .bind(reference)
        .fetch_all(&self.reads)
        .await?;
        let acts = sqlx::query("SELECT n, kind, idempotency_key FROM act WHERE reference = $1 ORDER BY n")
            .bind(reference)
            .fetch_all(&self.reads)
            .await?;
        let person = |row: &sqlx::sqlite::SqliteRow| -> Result<PersonLine, sqlx::Error> {
            Ok(PersonLine {
                name: row.try_get(0)?,
                document_kind: row.try_get(1)?,
                document: row.try_get(2)?,
                phone: row.try_get(3)?,
            })
        };
        let act = |row: &sqlx::sqlite::SqliteRow| -> Result<ActLine, sqlx::Error> {
            Ok(ActLine { n: row.try_get(0)?, kind: row.try_get(1)?, idempotency_key: row.try_get(2)? })
        };
        Ok(Some(BookingLine {
            reference: reference.to_owned(),
            business: row.try_get(0)?,
            venue: row.try_get(1)?,
            date: row.try_get(2)?,
            from: row.try_get(3)?,
            until: row.try_get(4)?,
            state: row.try_get(5)?,
            people: people.iter().map(person).collect::<Result<_, _>>()?,
            acts: acts.iter().map(act).collect::<Result<_, _>>()?,
            report: row.try_get(6)?,
        }))
    }

    pub(super) fn reads(&self) -> &SqlitePool {
        &self.reads
    }
}
