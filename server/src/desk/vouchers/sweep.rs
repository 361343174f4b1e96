//! What time does: vouchers come again, vouchers end, their holders are told before, purchases that nobody confirmed lapse, days
//! are closed, old answers are forgotten. Everything here may run on several servers at once.

use std::time::Duration;

use app::msg::sms;
use domain::{
    ids::{ChargeRef, VoucherId},
    time::Moment,
    voucher::Fen,
};
use tokio_util::sync::CancellationToken;

use super::{
    Vouchers, answers,
    confirm::Became,
    hand_over::TELL_FROM,
    ledger::{self, EXPIRED, Entry, Kind},
    wallets,
};
use crate::{
    desk::{Desk, rounds::Rounds},
    store::{StoreError, Tx},
};

/// How often it is looked for.
const EVERY: Duration = Duration::from_secs(60);
/// How much one round does at most of each.
const BATCH: i64 = 200;

/// Sweeps until the shutdown.
pub async fn run_sweeper(desk: Vouchers, shutdown: CancellationToken) {
    let mut rounds = Rounds::every(EVERY, shutdown);
    while rounds.next().await {
        if let Err(wrong) = desk.sweep().await {
            tracing::warn!(%wrong, "a sweep of vouchers was not finished; the next one tries again");
        }
    }
}

/// Wipes what names people in wallets of which nothing could be spent since `before`: who held them, who carried, their words. The
/// keyed hash stays, so that who is granted again finds their wallet; the ledger names nobody and stays whole.
pub async fn forget(desk: &Desk, before: Moment) -> Result<(), StoreError> {
    let mut tx = desk.store.begin().await?;
    for text in [
        "UPDATE voucher_wallet SET holder_sealed = '' WHERE holder_sealed <> '' AND created_ms < $1
         AND NOT EXISTS (SELECT 1 FROM voucher v WHERE v.wallet = voucher_wallet.id AND v.valid_until_ms >= $1)",
        "UPDATE voucher_carrier SET who_sealed = '' WHERE who_sealed <> '' AND until_ms < $1",
        "UPDATE voucher_dispute SET words_sealed = '', answer_sealed = NULL WHERE words_sealed <> '' AND answered_ms < $1",
        "UPDATE voucher_reversal SET reason_sealed = '' WHERE reason_sealed <> '' AND at_ms < $1",
        "UPDATE voucher SET withdrawn_why_sealed = '' WHERE withdrawn_why_sealed <> '' AND withdrawn_ms < $1",
    ] {
        sqlx::query(text).bind(before.0).execute(&mut *tx).await?;
    }
    tx.commit().await?;
    Ok(())
}

impl Vouchers {
    /// Does everything that is due now.
    pub async fn sweep(&self) -> Result<(), StoreError> {
        self.lapse().await?;
        self.renew().await?;
        self.expire().await?;
        self.warn().await?;
        for store in &self.rules.stores {
            self.close_days(&store.code).await?;
        }
        let mut tx = self.desk.store.begin().await?;
        answers::forget(&mut tx, self.now()).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Purchases that nobody has confirmed in time.
    async fn lapse(&self) -> Result<(), StoreError> {
        let now = self.now();
        let before = now.plus_minutes(-self.rules.at(now).confirm_within_minutes);
        let rows: Vec<(String,)> =
            sqlx::query_as("SELECT id FROM voucher_charge WHERE state = 'waiting' AND taken_ms <= $1 LIMIT $2")
                .bind(before.0)
                .bind(BATCH)
                .fetch_all(self.desk.store.reads())
                .await?;
        for charge in rows.iter().filter_map(|(id,)| ChargeRef::parse(id)) {
            let mut tx = self.desk.store.begin().await?;
            self.end_if_waiting(&mut tx, &charge, Became::Lapsed, now).await?;
            tx.commit().await?;
        }
        Ok(())
    }

    /// Moves what is left of vouchers whose time is over. They cannot be spent from their end on; their money waits until no queue
    /// of a till can bring a redemption from before it.
    pub async fn expire(&self) -> Result<(), StoreError> {
        let now = self.now();
        let before = now.plus_minutes(-self.rules.at(now).offline_within_hours * 60);
        let rows: Vec<(String, String)> = sqlx::query_as(
            "SELECT id, wallet FROM voucher WHERE ended = 0 AND valid_until_ms <= $1 ORDER BY valid_until_ms, id LIMIT $2",
        )
        .bind(before.0)
        .bind(BATCH)
        .fetch_all(self.desk.store.reads())
        .await?;
        for (id, wallet) in rows {
            let mut tx = self.desk.store.begin().await?;
            self.end_voucher(&mut tx, &VoucherId(id), &wallet, before, now).await?;
            tx.commit().await?;
        }
        self.wake();
        Ok(())
    }

    async fn end_voucher(
        &self,
        tx: &mut Tx,
        id: &VoucherId,
        wallet: &str,
        before: Moment,
        now: Moment,
    ) -> Result<(), StoreError> {
        wallets::hold(tx, wallet).await?;
        // Something may have come back meanwhile, and with it some days.
        let ended = sqlx::query("UPDATE voucher SET ended = 1 WHERE id = $1 AND ended = 0 AND valid_until_ms <= $2")
            .bind(id.as_str())
            .bind(before.0)
            .execute(&mut **tx)
            .await?;
        let account = ledger::voucher_account(id);
        let left = ledger::balance(tx, &account).await?;
        if ended.rows_affected() == 0 || left <= Fen::ZERO {
            return Ok(());
        }
        let entries = [Entry::new(&self.desk.keys, Kind::Expire, account, EXPIRED.to_owned(), left)];
        ledger::write(tx, id.as_str(), &entries, now).await?;
        self.hand_over(tx, wallet, id.as_str(), &entries, None, now).await
    }

    /// Tells holders before a voucher ends: each warning once, the shortest that is due.
    async fn warn(&self) -> Result<(), StoreError> {
        let now = self.now();
        if now.in_beijing().hour() < TELL_FROM {
            return Ok(());
        }
        let mut days = self.rules.at(now).warn_days.clone();
        days.sort_unstable();
        for warn in days {
            let rows: Vec<(String, String)> = sqlx::query_as(
                "SELECT v.id, v.wallet FROM voucher v JOIN voucher_account a ON a.id = 'voucher:' || v.id
                 WHERE v.ended = 0 AND a.balance > 0 AND v.valid_until_ms > $1 AND v.valid_until_ms <= $2
                     AND (v.warned_days IS NULL OR v.warned_days > $3) ORDER BY v.valid_until_ms, v.id LIMIT $4",
            )
            .bind(now.0)
            .bind(now.plus_minutes(warn * 24 * 60).0)
            .bind(warn)
            .bind(BATCH)
            .fetch_all(self.desk.store.reads())
            .await?;
            for (id, wallet) in rows {
                let mut tx = self.desk.store.begin().await?;
                self.warn_holder(&mut tx, &id, &wallet, warn, now).await?;
                tx.commit().await?;
            }
        }
        Ok(())
    }

    async fn warn_holder(&self, tx: &mut Tx, id: &str, wallet: &str, days: i64, now: Moment) -> Result<(), StoreError> {
        let row: Option<(i64,)> = sqlx::query_as(
            "UPDATE voucher SET warned_days = $2 WHERE id = $1 AND (warned_days IS NULL OR warned_days > $2) RETURNING valid_until_ms",
        )
        .bind(id)
        .bind(days)
        .fetch_optional(&mut **tx)
        .await?;
        let Some((ends,)) = row else { return Ok(()) };
        let Some(wallet) = wallets::hold(tx, wallet).await? else { return Ok(()) };
        if let Some(phone) = wallet.holder(&self.desk.keys)?.and_then(|holder| holder.phone) {
            let last = Moment(ends).plus_minutes(-1).day().to_string();
            self.tell(tx, &phone, sms::VOUCHER_ENDS, &[("day", &last)], now).await?;
        }
        Ok(())
    }
}
