//! What the registry reports to Yimen: a registration done, signed, again and again until it is taken.

use std::time::Duration;

use domain::time::Moment;
use serde_json::json;
use sqlx::Row as _;
use tokio_util::sync::CancellationToken;

use super::{
    Registry,
    books::{Books, Tx},
};
use crate::signature;

/// The longest wait between two attempts.
const LONGEST_WAIT_MS: i64 = 60_000;

impl Registry {
    /// The clerk has registered it. `Ok(false)`: there is no such live booking.
    pub(super) async fn registered(&self, reference: &str) -> Result<bool, sqlx::Error> {
        let now = self.clock.now();
        let mut tx = self.books.begin().await?;
        let done =
            sqlx::query("UPDATE booking SET state = 'registered', changed_ms = $2 WHERE reference = $1 AND state = 'booked'")
                .bind(reference)
                .bind(now.0)
                .execute(&mut *tx)
                .await?;
        if done.rows_affected() == 0 {
            return Ok(false);
        }
        remember_marriage(&mut tx, reference).await?;
        Books::did(&mut tx, reference, "registration", "", now).await?;
        sqlx::query("INSERT INTO report (id, reference, at_ms, next_ms) VALUES ($1, $2, $3, $3)")
            .bind(format!("rep_{:032x}", rand::random::<u128>()))
            .bind(reference)
            .bind(now.0)
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        self.bell.notify_one();
        Ok(true)
    }

    /// Reports until `shutdown`.
    pub async fn report_until(self, shutdown: CancellationToken) {
        loop {
            if let Err(wrong) = self.report_due().await {
                tracing::error!(%wrong, "the registry's store");
            }
            tokio::select! {
                () = self.bell.notified() => {}
                () = tokio::time::sleep(Duration::from_secs(1)) => {}
                () = shutdown.cancelled() => return,
            }
        }
    }

    async fn report_due(&self) -> Result<(), sqlx::Error> {
        let now = self.clock.now();
        let due = sqlx::query(
            "SELECT id, reference, at_ms, attempts FROM report WHERE taken = 0 AND next_ms <= $1 ORDER BY at_ms LIMIT 32",
        )
        .bind(now.0)
        .fetch_all(self.books.reads())
        .await?;
        for row in due {
            let (id, attempts): (String, i64) = (row.try_get(0)?, row.try_get(3)?);
            let sent = self.report(&id, &row.try_get::<String, _>(1)?, Moment(row.try_get(2)?)).await;
            let wait = 1000_i64.saturating_mul(1 << attempts.clamp(0, 16)).min(LONGEST_WAIT_MS);
            let mut tx = self.books.begin().await?;
            sqlx::query("UPDATE report SET taken = $2, attempts = attempts + 1, next_ms = $3, last_error = $4 WHERE id = $1")
                .bind(&id)
                .bind(i64::from(sent.is_ok()))
                .bind(self.clock.now().plus_ms(wait).0)
                .bind(sent.err())
                .execute(&mut *tx)
                .await?;
            tx.commit().await?;
        }
        Ok(())
    }

    async fn report(&self, id: &str, reference: &str, at: Moment) -> Result<(), String> {
        let day = at.in_beijing();
        let timestamp = format!("{}T{:02}:{:02}:{:02}+08:00", day.date(), day.hour(), day.minute(), day.second());
        let body = json!({ "type": "registration.done", "timestamp": timestamp, "data": { "reference": reference } }).to_string();
        let now_s = self.clock.now().0.div_euclid(1000);
        let answer = self
            .client
            .post(&*self.callback_url)
            .header("content-type", "application/json")
            .header("webhook-id", id)
            .header("webhook-timestamp", now_s)
            .header("webhook-signature", signature::sign(&self.secret, id, now_s, body.as_bytes()))
            .body(body)
            .send()
            .await
            .map_err(|e| e.without_url().to_string())?;
        if answer.status().is_success() { Ok(()) } else { Err(answer.status().to_string()) }
    }
}

/// After a marriage both are married; after a divorce (领证, XC-HY-03) neither.
async fn remember_marriage(tx: &mut Tx, reference: &str) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO married (document_index, document_masked)
         SELECT document_index, document_masked FROM person JOIN booking USING (reference)
         WHERE reference = $1 AND business = 'XC-HY-01' ON CONFLICT DO NOTHING",
    )
    .bind(reference)
    .execute(&mut **tx)
    .await?;
    sqlx::query(
        "DELETE FROM married WHERE document_index IN (SELECT document_index FROM person JOIN booking USING (reference)
         WHERE reference = $1 AND business = 'XC-HY-03')",
    )
    .bind(reference)
    .execute(&mut **tx)
    .await?;
    Ok(())
}
