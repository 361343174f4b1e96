//! What tills took without a connection and nobody has paid: the department bears it, the store bears it, or the vouchers are
//! asked once more. Each conflict ends once, by one of the three.

use app::{
    ports::vouchers::{ChargeAnswer, OfflineUse, Receipt, RetryRefused, may_grant},
    visit::Staff,
};
use domain::{
    ids::{ChargeRef, StoreCode},
    time::Moment,
    voucher::{Conflict, Fen, pay, spendable},
};
use jiff::civil::Time;

use super::{Ended, Vouchers, answers, ledger, rows, wallets};
use crate::store::{StoreError, Tx};

impl Vouchers {
    /// The department bears what a store handed out: from the fund to the store, once.
    pub(super) async fn bear(&self, charge: &ChargeRef, account: &str) -> Result<bool, StoreError> {
        let now = self.now();
        let mut tx = self.desk.store.begin().await?;
        let row: Option<(String, i64, Option<String>)> = sqlx::query_as(
            "UPDATE voucher_charge SET borne_ms = $2
             WHERE id = $1 AND state = 'conflict' AND borne_ms IS NULL AND left_ms IS NULL RETURNING store, fen, wallet",
        )
        .bind(charge.as_str())
        .bind(now.0)
        .fetch_optional(&mut *tx)
        .await?;
        let Some((store, fen, wallet)) = row else { return Ok(false) };
        let to = ledger::store_account(&StoreCode(store));
        let entries = [ledger::Entry::new(&self.desk.keys, ledger::Kind::Carry, ledger::FUND.to_owned(), to, Fen(fen))];
        ledger::write(&mut tx, charge.as_str(), &entries, now).await?;
        let wallet = wallet.unwrap_or_default();
        wallets::note(&mut tx, &self.desk.keys, &wallet, "bear", account, now).await?;
        self.hand_over(&mut tx, &wallet, charge.as_str(), &entries, None, now).await?;
        tx.commit().await?;
        self.wake();
        Ok(true)
    }

    /// The store bears it: nothing moves.
    pub(super) async fn leave(&self, charge: &ChargeRef, account: &str) -> Result<bool, StoreError> {
        let now = self.now();
        let mut tx = self.desk.store.begin().await?;
        let row: Option<(Option<String>,)> = sqlx::query_as(
            "UPDATE voucher_charge SET left_ms = $2
             WHERE id = $1 AND state = 'conflict' AND borne_ms IS NULL AND left_ms IS NULL RETURNING wallet",
        )
        .bind(charge.as_str())
        .bind(now.0)
        .fetch_optional(&mut *tx)
        .await?;
        let Some((wallet,)) = row else { return Ok(false) };
        wallets::note(&mut tx, &self.desk.keys, &wallet.unwrap_or_default(), "leave", account, now).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Asks the vouchers once more, as they are now: there may be more on them. The ceilings are not asked again: they bound what a
    /// till may do by itself, and here somebody decides.
    pub(super) async fn retry(&self, charge: &ChargeRef, staff: &Staff) -> Result<(), Ended<RetryRefused>> {
        let refused = |why: RetryRefused| Err(Ended::Refused(why));
        if !may_grant(staff) {
            return refused(RetryRefused::NotAllowed);
        }
        let now = self.now();
        let mut tx = self.desk.store.begin().await?;
        let Some(wallet) = rows::charge(&mut tx, charge).await?.and_then(|row| row.wallet) else {
            return refused(RetryRefused::Unknown);
        };
        let Some(held) = wallets::hold(&mut tx, &wallet).await? else { return refused(RetryRefused::Unknown) };
        let Some(row) = rows::charge(&mut tx, charge).await?.filter(|row| row.borne().is_none()) else {
            return refused(RetryRefused::Unknown);
        };
        match row.conflict()? {
            None => return refused(RetryRefused::Unknown),
            // The ceiling that was passed is the one that the holder gave whoever carried.
            Some(Conflict::OverPerson(_)) if row.carrier.is_some() => return refused(RetryRefused::CarrierLimit),
            Some(why) if !why.can_be_tried_again() => return refused(RetryRefused::InDoubt),
            Some(_) if held.blocked_ms.is_some() => return refused(RetryRefused::Blocked),
            Some(_) => {}
        }
        let (store, lines) = (StoreCode(row.store.clone()), row.lines()?);
        let purses = ledger::purses(&mut tx, &wallet, now).await?;
        let parts = match pay(&purses, &lines, &store, now) {
            Ok(parts) => parts,
            Err(refusal) => return refused(RetryRefused::NotPaid(refusal)),
        };
        if !become_paid(&mut tx, charge, now).await? {
            return refused(RetryRefused::CodeUsed);
        }
        self.move_parts(&mut tx, charge, &wallet, &store, &lines, &parts, now, now).await?;
        let fen = Fen(row.fen);
        let left = (spendable(&purses, now).all - fen).or_nothing();
        let receipt = Receipt { charge: charge.clone(), store, at: Moment(row.taken_ms), fen, lines, left };
        answers::became(&mut tx, charge, &ChargeAnswer::Paid(receipt)).await?;
        wallets::note(&mut tx, &self.desk.keys, &wallet, "retry", &staff.account, now).await?;
        tx.commit().await?;
        self.wake();
        Ok(())
    }

    /// What stores took without a connection on the days whose queues can still come in.
    pub(super) async fn offline_days(&self) -> Result<Vec<OfflineUse>, StoreError> {
        let now = self.now();
        let oldest = now.plus_minutes(-self.rules.at(now).offline_within_hours * 60).day();
        let rows: Vec<(String, String, i64)> = sqlx::query_as(
            "SELECT store, day, taken FROM voucher_offline_day WHERE day >= $1 AND taken > 0 ORDER BY day DESC, store",
        )
        .bind(oldest.to_string())
        .fetch_all(self.desk.store.reads())
        .await?;
        rows.into_iter()
            .map(|(store, day, taken)| {
                let day = day.parse().map_err(|_| StoreError::Corrupt(format!("the day {day} of a store's ceiling")))?;
                let ceiling = self.rules.at(Moment::beijing(day, Time::midnight())).offline.per_store;
                Ok(OfflineUse { store: StoreCode(store), day, taken: Fen(taken), ceiling })
            })
            .collect()
    }
}

/// A conflict is a paid purchase from now on, unless its code paid another meanwhile.
async fn become_paid(tx: &mut Tx, charge: &ChargeRef, now: Moment) -> Result<bool, StoreError> {
    let paid = sqlx::query(
        "UPDATE voucher_charge SET state = 'done', ended_ms = $2 WHERE id = $1 AND state = 'conflict' AND NOT EXISTS (
             SELECT 1 FROM voucher_charge other WHERE other.bearer = voucher_charge.bearer
                 AND other.counter = voucher_charge.counter AND other.state <> 'conflict')",
    )
    .bind(charge.as_str())
    .bind(now.0)
    .execute(&mut **tx)
    .await?;
    Ok(paid.rows_affected() == 1)
}
