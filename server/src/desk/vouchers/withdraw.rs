//! A grant that was wrong is taken back: what is not spent goes to the fund by an entry of its own, its rhythm ends, and its
//! holder reads why. What was bought with it stays bought.

use app::{
    msg::sms,
    ports::vouchers::{WithdrawRefused, Withdrawal, may_grant},
    visit::Staff,
};
use domain::{
    ids::{VoucherId, WalletToken},
    time::Moment,
    voucher::Fen,
};

use super::{
    Ended, Vouchers,
    ledger::{self, Entry, FUND, Kind},
    wallets::{self, WalletRow},
};
use crate::{
    desk::ended::unsealed,
    store::{StoreError, Tx},
};

/// The longest reason, characters.
const LONGEST: usize = 200;

impl Vouchers {
    pub(super) async fn withdraw_grant(&self, withdrawal: &Withdrawal, staff: &Staff) -> Result<(), Ended<WithdrawRefused>> {
        if !may_grant(staff) {
            return Err(Ended::Refused(WithdrawRefused::NotAllowed));
        }
        let reason = withdrawal.reason.trim();
        if reason.is_empty() || reason.chars().count() > LONGEST {
            return Err(Ended::Refused(WithdrawRefused::NoReason));
        }
        let (now, voucher) = (self.now(), &withdrawal.voucher);
        let mut tx = self.desk.store.begin().await?;
        let wallet = self.held(&mut tx, &withdrawal.wallet).await?;
        let taken = sqlx::query(
            "UPDATE voucher SET withdrawn_ms = $3, withdrawn_by = $4, withdrawn_why_sealed = $5, ended = 1
             WHERE id = $1 AND wallet = $2 AND withdrawn_ms IS NULL",
        )
        .bind(voucher.as_str())
        .bind(&wallet.id)
        .bind(now.0)
        .bind(&staff.account)
        .bind(self.desk.keys.seal(&why_of(voucher), reason.as_bytes()))
        .execute(&mut *tx)
        .await?;
        if taken.rows_affected() == 0 {
            return known(&mut tx, &wallet, voucher).await;
        }
        self.to_the_fund(&mut tx, &wallet.id, voucher, now).await?;
        self.stop_rhythm(&mut tx, &wallet.id, voucher, &staff.account, now).await?;
        wallets::note(&mut tx, &self.desk.keys, &wallet.id, "withdraw", &staff.account, now).await?;
        if let Some(phone) = wallet.holder(&self.desk.keys)?.and_then(|holder| holder.phone) {
            self.tell(&mut tx, &phone, sms::VOUCHER_WITHDRAWN, &[], now).await?;
        }
        tx.commit().await?;
        self.wake();
        Ok(())
    }

    pub(super) async fn end_rhythm_of(
        &self,
        wallet: &WalletToken,
        voucher: &VoucherId,
        staff: &Staff,
    ) -> Result<(), Ended<WithdrawRefused>> {
        if !may_grant(staff) {
            return Err(Ended::Refused(WithdrawRefused::NotAllowed));
        }
        let now = self.now();
        let mut tx = self.desk.store.begin().await?;
        let wallet = self.held(&mut tx, wallet).await?;
        if !self.stop_rhythm(&mut tx, &wallet.id, voucher, &staff.account, now).await? {
            return known(&mut tx, &wallet, voucher).await;
        }
        tx.commit().await?;
        Ok(())
    }

    /// What is left on the voucher goes to the fund: when it is taken back, and what comes back to it from a store later.
    pub(super) async fn to_the_fund(
        &self,
        tx: &mut Tx,
        wallet: &str,
        voucher: &VoucherId,
        now: Moment,
    ) -> Result<(), StoreError> {
        let account = ledger::voucher_account(voucher);
        let left = ledger::balance(tx, &account).await?;
        if left <= Fen::ZERO {
            return Ok(());
        }
        let entries = [Entry::new(&self.desk.keys, Kind::Withdraw, account, FUND.to_owned(), left)];
        ledger::write(tx, voucher.as_str(), &entries, now).await?;
        self.hand_over(tx, wallet, voucher.as_str(), &entries, None, now).await
    }

    /// Why a voucher was taken back; empty once forgotten.
    pub(super) fn why_withdrawn(&self, voucher: &VoucherId, sealed: Option<&str>) -> Result<Option<String>, StoreError> {
        match sealed {
            None => Ok(None),
            Some("") => Ok(Some(String::new())),
            Some(sealed) => self.desk.keys.open_text(&why_of(voucher), sealed).map(Some).map_err(|wrong| unsealed(&wrong)),
        }
    }

    async fn held(&self, tx: &mut Tx, token: &WalletToken) -> Result<WalletRow, Ended<WithdrawRefused>> {
        let unknown = || Ended::Refused(WithdrawRefused::Unknown);
        let row = self.wallet_at(tx, token).await?.ok_or_else(unknown)?;
        wallets::hold(tx, &row.id).await?.ok_or_else(unknown)
    }
}

/// What a reason is sealed for.
fn why_of(voucher: &VoucherId) -> String {
    format!("voucher-withdrawn:{voucher}")
}

/// Nothing was left to do: for a voucher of this wallet that is as good as done.
async fn known(tx: &mut Tx, wallet: &WalletRow, voucher: &VoucherId) -> Result<(), Ended<WithdrawRefused>> {
    let found: Option<(i64,)> = sqlx::query_as("SELECT CAST(1 AS BIGINT) FROM voucher WHERE id = $1 AND wallet = $2")
        .bind(voucher.as_str())
        .bind(&wallet.id)
        .fetch_optional(&mut **tx)
        .await?;
    found.map(|_| ()).ok_or(Ended::Refused(WithdrawRefused::Unknown))
}
