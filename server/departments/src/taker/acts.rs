//! What Yimen may ask, whatever the face: apply, supplement, withdraw, appeal, and of the means check: check, recheck. Asked again
//! with the same key, the same answer comes back and nothing is done, where the department honours keys.

use domain::time::Moment;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use sqlx::Row as _;

use super::{
    Taker,
    books::{self, Tx},
};

/// What was asked.
#[derive(Clone, Debug, Default)]
pub(super) struct Asked {
    pub(super) kind: String,
    pub(super) key: String,
    pub(super) reference: String,
    pub(super) service: String,
    pub(super) version: i64,
    pub(super) content: Content,
}

/// What was sent: sealed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "each is a part of the contract of the same name")]
pub struct Content {
    pub name: String,
    pub document_kind: String,
    pub document: String,
    pub phone: String,
    pub received: String,
    pub answers: Value,
    pub materials: Value,
    pub changed: Value,
    pub words: String,
}

/// What is answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Reply {
    /// Done; the department's own number.
    Taken { ticket: String, new: bool },
    /// Never: a code of its own.
    Refused(String),
    /// No such case.
    Unknown,
    /// The key was used for something else.
    KeyUsed,
    /// It is past that.
    TooLate,
}

impl Taker {
    /// Does the act, or finds what was answered to this key.
    pub(super) async fn once(&self, asked: &Asked, request: &[u8]) -> Result<Reply, sqlx::Error> {
        let now = self.house.clock.now();
        let hash = hex::encode(Sha256::new().chain_update(&asked.kind).chain_update([0]).chain_update(request).finalize());
        let mut tx = self.house.books.begin().await?;
        if self.profile.honours_key {
            let before = sqlx::query("SELECT request_hash, reply FROM answer WHERE department = $1 AND idempotency_key = $2")
                .bind(self.code())
                .bind(&asked.key)
                .fetch_optional(&mut *tx)
                .await?;
            if let Some(before) = before {
                if before.try_get::<String, _>(0)? != hash {
                    return Ok(Reply::KeyUsed);
                }
                let reply = serde_json::from_str(&before.try_get::<String, _>(1)?);
                return reply.map_err(|wrong| sqlx::Error::Decode(Box::new(wrong)));
            }
        }
        let reply = self.act(&mut tx, asked, now).await?;
        if reply == Reply::Unknown {
            // Not kept: it may be there later, under the same key.
            return Ok(reply);
        }
        if self.profile.honours_key {
            let text = serde_json::to_string(&reply).expect("texts always have a JSON form");
            sqlx::query("INSERT INTO answer (department, idempotency_key, request_hash, reply) VALUES ($1, $2, $3, $4)")
                .bind(self.code())
                .bind(&asked.key)
                .bind(hash)
                .bind(text)
                .execute(&mut *tx)
                .await?;
        }
        tx.commit().await?;
        self.bell.notify_one();
        Ok(reply)
    }

    async fn act(&self, tx: &mut Tx, asked: &Asked, now: Moment) -> Result<Reply, sqlx::Error> {
        let state = books::state(tx, self.code(), &asked.reference).await?;
        let state = match (asked.kind.as_str(), state.as_deref()) {
            ("apply" | "check", None) => return self.begin(tx, asked, now).await,
            // The same application under another key: a department that does not honour keys does it twice.
            ("apply" | "check", Some(state)) => {
                let state = state.to_owned();
                books::did(tx, self.code(), &asked.reference, &asked.kind, 1, &asked.key, now).await?;
                if asked.kind == "check" {
                    self.ask_sources(tx, &asked.reference).await?;
                }
                return self.taken(tx, &asked.reference, &state, now, false).await;
            }
            (_, None) => return Ok(Reply::Unknown),
            ("recheck", Some(state)) => {
                // What the household objects to is heard, and the sources are asked again.
                self.ask_sources(tx, &asked.reference).await?;
                &state.to_owned()
            }
            ("supplement", Some("withdrawn" | "granted" | "refused" | "closed" | "settled")) => return Ok(Reply::TooLate),
            ("supplement", Some(_)) => "mended",
            ("withdraw", Some("granted" | "refused" | "closed" | "settled")) => return Ok(Reply::TooLate),
            ("withdraw", Some(_)) => "withdrawn",
            ("appeal", Some("granted" | "refused" | "closed" | "settled" | "appealed")) => "appealed",
            (_, Some(_)) => return Ok(Reply::TooLate),
        };
        let place = self.place(&asked.reference);
        let row = sqlx::query("SELECT sealed FROM application WHERE department = $1 AND reference = $2")
            .bind(self.code())
            .bind(&asked.reference)
            .fetch_one(&mut **tx)
            .await?;
        let mut content: Content = self.seal.open(&place, &row.try_get::<String, _>(0)?).unwrap_or_default();
        content.words.clone_from(&asked.content.words);
        if asked.kind == "supplement" {
            content.answers = asked.content.answers.clone();
            content.materials = asked.content.materials.clone();
            content.changed = asked.content.changed.clone();
        }
        sqlx::query("UPDATE application SET sealed = $3, version = MAX(version, $4) WHERE department = $1 AND reference = $2")
            .bind(self.code())
            .bind(&asked.reference)
            .bind(self.seal.shut(&place, &content))
            .bind(asked.version)
            .execute(&mut **tx)
            .await?;
        books::did(tx, self.code(), &asked.reference, &asked.kind, asked.version, &asked.key, now).await?;
        self.taken(tx, &asked.reference, state, now, false).await
    }

    async fn begin(&self, tx: &mut Tx, asked: &Asked, now: Moment) -> Result<Reply, sqlx::Error> {
        if let Some(code) = self.profile.refuses.get(&asked.content.document) {
            return Ok(Reply::Refused(code.clone()));
        }
        let ticket = format!("{}-{:08x}", self.code().to_ascii_uppercase(), rand::random::<u32>());
        sqlx::query(
            "INSERT INTO application (department, reference, service, ticket, state, version, checking, sealed, received_ms, changed_ms)
             VALUES ($1, $2, $3, $4, 'received', 1, $5, $6, $7, $7)",
        )
        .bind(self.code())
        .bind(&asked.reference)
        .bind(&asked.service)
        .bind(&ticket)
        .bind(i64::from(self.checks_means()))
        .bind(self.seal.shut(&self.place(&asked.reference), &asked.content))
        .bind(now.0)
        .execute(&mut **tx)
        .await?;
        books::did(tx, self.code(), &asked.reference, &asked.kind, 1, &asked.key, now).await?;
        Ok(Reply::Taken { ticket, new: true })
    }

    async fn taken(&self, tx: &mut Tx, reference: &str, state: &str, now: Moment, new: bool) -> Result<Reply, sqlx::Error> {
        let row = sqlx::query(
            "UPDATE application SET state = $3, changed_ms = $4 WHERE department = $1 AND reference = $2 RETURNING ticket",
        )
        .bind(self.code())
        .bind(reference)
        .bind(state)
        .bind(now.0)
        .fetch_one(&mut **tx)
        .await?;
        Ok(Reply::Taken { ticket: row.try_get(0)?, new })
    }

    /// What was sealed of a case is bound to it.
    pub(super) fn place(&self, reference: &str) -> String {
        format!("{}/{reference}", self.code())
    }
}
