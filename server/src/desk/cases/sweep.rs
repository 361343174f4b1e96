//! What time does: drafts run out (told before it happens), notices come down, and what nobody needs any more is forgotten.
//! Everything here may run on several servers at once.

use std::time::Duration;

use app::{msg::sms, ports::files::FileOwner};
use domain::{form::answers, identity::Phone, ids::CaseRef, text::Lang, time::Moment};
use jiff::civil::time;
use tokio_util::sync::CancellationToken;

use super::{Cases, rows, start::DAY};
use crate::{
    desk::{Desk, files, found, rounds::Rounds},
    gateway::ApplicantBody,
    notify,
    store::StoreError,
};

/// How often it is looked for.
const EVERY: Duration = Duration::from_secs(60);
/// A draft's end is told so many days before.
const WARNED_DAYS: i64 = 3;
/// Messages are not sent before this hour.
const WARN_FROM: i8 = 9;
/// What was given once is offered for so many days.
const SHARED_DAYS: i64 = 365;
/// How many rows one transaction touches.
const BATCH: i64 = 100;

/// Sweeps until the shutdown.
pub async fn run_sweeper(cases: Cases, shutdown: CancellationToken) {
    let mut rounds = Rounds::every(EVERY, shutdown);
    while rounds.next().await {
        if let Err(wrong) = cases.sweep().await {
            tracing::warn!(%wrong, "a sweep of drafts was not finished; the next one tries again");
        }
    }
}

impl Cases {
    /// Does everything that is due now.
    pub async fn sweep(&self) -> Result<(), StoreError> {
        self.tell_of_ends().await?;
        while self.end_drafts().await? == BATCH {}
        while self.forget_drafts().await? == BATCH {}
        files::sweep(&self.desk).await?;
        let now = self.now();
        found::forget(&self.desk, now).await?;
        let mut tx = self.desk.store.begin().await?;
        sqlx::query("DELETE FROM public_notice WHERE until_day < $1").bind(now.day().to_string()).execute(&mut *tx).await?;
        for text in ["DELETE FROM shared_value WHERE given_ms < $1", "DELETE FROM shared_paper WHERE given_ms < $1"] {
            sqlx::query(text).bind(now.plus_minutes(-SHARED_DAYS * DAY).0).execute(&mut *tx).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// Tells, once, whose draft will be forgotten soon: among their messages, and where a phone is known. Who writes on is told anew.
    async fn tell_of_ends(&self) -> Result<(), StoreError> {
        let (now, keys) = (self.now(), &self.desk.keys);
        if now < Moment::beijing(now.day(), time(WARN_FROM, 0, 0, 0)) {
            return Ok(());
        }
        loop {
            let mut tx = self.desk.store.begin().await?;
            let text = format!(
                "UPDATE draft SET warned_ms = $1 WHERE warned_ms IS NULL AND state = 'live' AND id IN (
                    SELECT id FROM draft WHERE state = 'live' AND warned_ms IS NULL AND expires_ms > $1 AND expires_ms <= $2
                    ORDER BY expires_ms, id LIMIT $3)
                 RETURNING {}",
                rows::DRAFT
            );
            let due = sqlx::query(sqlx::AssertSqlSafe(text))
                .bind(now.0)
                .bind(now.plus_minutes(WARNED_DAYS * DAY).0)
                .bind(BATCH)
                .fetch_all(&mut *tx)
                .await?;
            if due.is_empty() {
                return Ok(());
            }
            for row in due {
                let draft = rows::draft_of(keys, &row)?;
                let applicant = ApplicantBody::of(&answers(&self.form(&draft.service)?, &draft.typed));
                let Ok(phone) = Phone::parse(&applicant.phone) else { continue };
                let words = self.draft_ends(draft.expires);
                let text = format!("{}{}\n{}", sms::SENDER.of(Lang::Zh), words.zh, words.en);
                notify::put(&mut tx, keys, &phone, &text, now).await?;
            }
            tx.commit().await?;
        }
    }

    /// Wipes what was typed in drafts whose time is over; for a day their address still says so. Returns how many.
    async fn end_drafts(&self) -> Result<i64, StoreError> {
        let (now, keys) = (self.now(), &self.desk.keys);
        let mut tx = self.desk.store.begin().await?;
        let text = format!(
            "UPDATE draft SET state = 'expired', ended_ms = $1, typed_sealed = '', code_sealed = NULL, secret_index = NULL
             WHERE state = 'live' AND expires_ms <= $1 AND id IN (
                SELECT id FROM draft WHERE state = 'live' AND expires_ms <= $1 ORDER BY expires_ms, id LIMIT $2)
             RETURNING {}",
            rows::DRAFT
        );
        let ended = sqlx::query(sqlx::AssertSqlSafe(text)).bind(now.0).bind(BATCH).fetch_all(&mut *tx).await?;
        for row in &ended {
            let draft = rows::draft_of(keys, row)?;
            files::forget(&mut tx, keys, &FileOwner::draft(draft.token.as_str())).await?;
            for text in ["DELETE FROM case_word WHERE draft_id = $1", "DELETE FROM case_help WHERE draft_id = $1"] {
                sqlx::query(text).bind(&draft.id).execute(&mut *tx).await?;
            }
        }
        tx.commit().await?;
        Ok(i64::try_from(ended.len()).unwrap_or(BATCH))
    }

    /// Forgets drafts that ran out a day ago altogether. Returns how many.
    async fn forget_drafts(&self) -> Result<i64, StoreError> {
        let before = self.now().plus_minutes(-DAY);
        let mut tx = self.desk.store.begin().await?;
        sqlx::query(
            "DELETE FROM case_audit WHERE subject IN (
                SELECT id FROM draft WHERE state = 'expired' AND ended_ms < $1 ORDER BY ended_ms, id LIMIT $2)",
        )
        .bind(before.0)
        .bind(BATCH)
        .execute(&mut *tx)
        .await?;
        let gone = sqlx::query(
            "DELETE FROM draft WHERE id IN (
                SELECT id FROM draft WHERE state = 'expired' AND ended_ms < $1 ORDER BY ended_ms, id LIMIT $2)",
        )
        .bind(before.0)
        .bind(BATCH)
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(i64::try_from(gone.rows_affected()).unwrap_or(BATCH))
    }
}

/// Wipes what names people in cases that ended before; what happened stays for the figures: which service, when, how long it
/// took, and how it ended. Done twice, or by two servers at once, it is done once.
pub async fn forget(desk: &Desk, before: Moment) -> Result<(), StoreError> {
    loop {
        let mut tx = desk.store.begin().await?;
        let past: Vec<(String, String)> = sqlx::query_as(
            "SELECT reference, draft_id FROM case_file WHERE changed_ms < $1 AND progress_sealed <> ''
             AND stage IN ('settled', 'withdrawn', 'refused', 'closed', 'sent_back')
             ORDER BY changed_ms, reference LIMIT $2",
        )
        .bind(before.0)
        .bind(BATCH)
        .fetch_all(&mut *tx)
        .await?;
        if past.is_empty() {
            return Ok(());
        }
        for (reference, draft_id) in past {
            let owner = CaseRef::parse(&reference)
                .ok_or_else(|| StoreError::Corrupt("a case's reference that is none".to_owned()))
                .map(|reference| FileOwner::case(reference.as_str()))?;
            files::forget(&mut tx, &desk.keys, &owner).await?;
            for text in [
                "DELETE FROM case_version WHERE reference = $1",
                "DELETE FROM case_message WHERE reference = $1",
                "DELETE FROM case_difference WHERE reference = $1",
                "DELETE FROM public_notice WHERE reference = $1",
                "UPDATE case_event SET sealed = '' WHERE reference = $1",
                // A keyed hash is hexadecimal: no token leads to a case with this one.
                "UPDATE case_file SET token_hash = 'forgotten:' || reference, token_sealed = '', progress_sealed = '',
                    phone_sealed = '', resident_index = NULL, person_index = NULL, last_four_index = NULL,
                    other_four_index = NULL, sender_index = NULL, applicant_index = NULL, sent_back_sealed = NULL,
                    correction_id = NULL, code_sealed = NULL WHERE reference = $1",
            ] {
                sqlx::query(text).bind(&reference).execute(&mut *tx).await?;
            }
            // Who did what for whom is kept as long as what it was done to.
            sqlx::query("DELETE FROM case_audit WHERE subject = $1 OR subject = $2")
                .bind(&reference)
                .bind(&draft_id)
                .execute(&mut *tx)
                .await?;
            for text in [
                "DELETE FROM case_word WHERE draft_id = $1",
                "DELETE FROM case_help WHERE draft_id = $1",
                "DELETE FROM draft WHERE id = $1",
            ] {
                sqlx::query(text).bind(&draft_id).execute(&mut *tx).await?;
            }
        }
        tx.commit().await?;
    }
}
