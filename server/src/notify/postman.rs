//! Sends the messages that wait. A message that the gateway does not take for a day is given up; the steward sees it.

use std::{sync::Arc, time::Duration};

use domain::{
    identity::Phone,
    time::{Clock, Moment},
};
use futures::StreamExt as _;
use tokio_util::sync::CancellationToken;

use super::{NotTaken, SmsGateway, sealed_for, text_of};
use crate::{
    gateway::{chance, wait_ms},
    keys::Keyring,
    store::{Store, StoreError},
};

/// How often it looks.
const LOOKS_EVERY: Duration = Duration::from_secs(1);
/// How many a round takes.
const ROUND: i64 = 32;
/// How long a round may take before another server may try the same: longer than the gateway's timeout for all of it.
const LEASE_MS: i64 = 60_000;
/// A reminder that comes after a day helps nobody.
const GIVES_UP_AFTER_MINUTES: i64 = 24 * 60;

/// Sends the messages that wait.
#[derive(Clone)]
pub struct Postman {
    store: Store,
    keys: Keyring,
    clock: Arc<dyn Clock>,
    gateway: Arc<dyn SmsGateway>,
}

struct Claimed {
    id: String,
    to_sealed: String,
    text: String,
    secret: bool,
    attempts: i64,
    created: Moment,
}

impl Postman {
    /// A postman for one gateway.
    pub fn new(store: Store, keys: Keyring, clock: Arc<dyn Clock>, gateway: Arc<dyn SmsGateway>) -> Self {
        Self { store, keys, clock, gateway }
    }

    /// Sends until `stop`; the round under way is finished.
    pub async fn run(self, stop: CancellationToken) {
        while !stop.is_cancelled() {
            match self.send_due().await {
                // A full round: there is more.
                Ok(sent) if sent == ROUND => continue,
                Ok(_) => {}
                Err(wrong) => tracing::error!(%wrong, "messages"),
            }
            tokio::select! {
                () = tokio::time::sleep(LOOKS_EVERY) => {}
                () = stop.cancelled() => {}
            }
        }
    }

    /// One round. Returns how many were tried.
    pub async fn send_due(&self) -> Result<i64, StoreError> {
        let now = self.clock.now();
        let due = sqlx::query("SELECT 1 FROM message WHERE state = 'waiting' AND next_ms <= $1 AND lease_until_ms <= $1 LIMIT 1")
            .bind(now.0)
            .fetch_optional(self.store.reads())
            .await?;
        if due.is_none() {
            return Ok(0);
        }
        let claimed = self.claim(now).await?;
        let tried = i64::try_from(claimed.len()).unwrap_or(ROUND);
        let sent: Vec<(Claimed, Result<(), NotTaken>)> =
            futures::stream::iter(claimed).map(|message| self.send(message, now)).buffer_unordered(8).collect().await;
        let mut tx = self.store.begin().await?;
        for (message, outcome) in sent {
            let (state, next) = settled(&message, &outcome, self.clock.now());
            metrics::counter!("message_total", "outcome" => state).increment(1);
            sqlx::query("UPDATE message SET state = $2, next_ms = $3, lease_until_ms = 0 WHERE id = $1")
                .bind(message.id)
                .bind(state)
                .bind(next.0)
                .execute(&mut *tx)
                .await?;
        }
        tx.commit().await?;
        Ok(tried)
    }

    async fn claim(&self, now: Moment) -> Result<Vec<Claimed>, StoreError> {
        let mut tx = self.store.begin().await?;
        let rows: Vec<(String, String, String, i64, i64, i64)> = sqlx::query_as(
            "UPDATE message SET lease_until_ms = $2, attempts = attempts + 1
             WHERE state = 'waiting' AND lease_until_ms <= $1 AND id IN (
                 SELECT id FROM message WHERE state = 'waiting' AND next_ms <= $1 AND lease_until_ms <= $1
                 ORDER BY next_ms LIMIT $3)
             RETURNING id, to_sealed, text, attempts, created_ms, secret",
        )
        .bind(now.0)
        .bind(now.plus_ms(LEASE_MS).0)
        .bind(ROUND)
        .fetch_all(&mut *tx)
        .await?;
        tx.commit().await?;
        let claimed = |(id, to_sealed, text, attempts, created, secret)| Claimed {
            id,
            to_sealed,
            text,
            secret: secret != 0,
            attempts,
            created: Moment(created),
        };
        Ok(rows.into_iter().map(claimed).collect())
    }

    async fn send(&self, message: Claimed, now: Moment) -> (Claimed, Result<(), NotTaken>) {
        let to = self
            .keys
            .open_text(&sealed_for(&message.id), &message.to_sealed)
            .map_err(|wrong| wrong.to_string())
            .and_then(|number| Phone::parse(&number).map_err(|wrong| wrong.to_string()));
        let text = text_of(&self.keys, &message.id, message.text.clone(), message.secret).map_err(|wrong| wrong.to_string());
        let outcome = match to.and_then(|to| Ok((to, text?))) {
            Ok((to, text)) => self.gateway.send(&message.id, &to, &text, now.0.div_euclid(1000)).await,
            Err(wrong) => Err(NotTaken::ForGood(wrong)),
        };
        (message, outcome)
    }
}

/// The state after an attempt, and when the next one is.
fn settled(message: &Claimed, outcome: &Result<(), NotTaken>, now: Moment) -> (&'static str, Moment) {
    match outcome {
        Ok(()) => ("sent", now),
        Err(NotTaken::ForNow(reason)) if now.minutes_since(message.created) < GIVES_UP_AFTER_MINUTES => {
            tracing::warn!(message = message.id, reason, "message not taken yet");
            ("waiting", now.plus_ms(wait_ms(message.attempts, chance())))
        }
        Err(reason) => {
            tracing::error!(message = message.id, %reason, "message given up");
            ("failed", now)
        }
    }
}
