//! The code that a phone shows: one QR for everything the wallet holds, good for half a minute. Each has a number of its own and
//! is taken once: a picture of it is worth nothing to whoever comes second, or later.

use app::ports::vouchers::{Bearer, ShownCode, WalletRefused};
use domain::{
    time::Moment,
    voucher::{Fen, WalletCode, spendable},
};
use sqlx::AnyConnection;

use super::{Ended, Vouchers, bearer, ledger, wallets::WalletRow};
use crate::store::{StoreError, Tx};

/// Who asks, and for which wallet.
pub(super) struct Who {
    pub(super) wallet: WalletRow,
    /// Somebody who carries.
    pub(super) carrier: Option<String>,
}

impl Vouchers {
    /// Who is behind an address; who carries only as long as they may.
    pub(super) async fn who(&self, db: &mut AnyConnection, bearer: &Bearer) -> Result<Option<Who>, StoreError> {
        match bearer {
            Bearer::Holder(token) => Ok(self.wallet_at(db, token).await?.map(|wallet| Who { wallet, carrier: None })),
            Bearer::Carrier(token) => {
                let row: Option<(String,)> = sqlx::query_as("SELECT id FROM voucher_carrier WHERE token_hash = $1")
                    .bind(self.carrier_hash(token))
                    .fetch_optional(&mut *db)
                    .await?;
                let Some((id,)) = row else { return Ok(None) };
                let Some(carrier) = bearer::carrier(db, &id).await? else { return Ok(None) };
                Ok(self.wallet_named(db, &carrier.wallet).await?.map(|wallet| Who { wallet, carrier: Some(id) }))
            }
        }
    }

    pub(super) async fn next_code(&self, bearer: &Bearer) -> Result<ShownCode, Ended<WalletRefused>> {
        // A phone asks every half minute: those that ask at once share a commit.
        let (desk, bearer) = (self.clone(), bearer.clone());
        self.desk.store.together(move |tx| Box::pin(async move { desk.next_code_in(tx, &bearer).await })).await
    }

    async fn next_code_in(&self, tx: &mut Tx, bearer: &Bearer) -> Result<ShownCode, Ended<WalletRefused>> {
        let now = self.now();
        let who = self.who(tx, bearer).await?.ok_or(Ended::Refused(WalletRefused::Unknown))?;
        if who.wallet.blocked_ms.is_some() {
            return Err(Ended::Refused(WalletRefused::Blocked));
        }
        let purses = ledger::purses(tx, &who.wallet.id, now).await?;
        let mut spendable = spendable(&purses, now);
        if let Some(id) = &who.carrier {
            let carrier = bearer::carrier(tx, id).await?.ok_or(Ended::Refused(WalletRefused::Unknown))?;
            if carrier.until_ms <= now.0 || carrier.revoked_ms.is_some() {
                return Err(Ended::Refused(WalletRefused::Ended));
            }
            let left = (Fen(carrier.per_month) - bearer::carried(tx, id, now).await?).or_nothing();
            spendable = spendable.within(left);
        }
        let (text, id) = match &who.carrier {
            Some(id) => ("UPDATE voucher_carrier SET code_counter = code_counter + 1 WHERE id = $1 RETURNING code_counter", id),
            None => {
                let wallet = &who.wallet.id;
                ("UPDATE voucher_wallet SET code_counter = code_counter + 1 WHERE id = $1 RETURNING code_counter", wallet)
            }
        };
        let (counter,): (i64,) = sqlx::query_as(text).bind(id).fetch_one(&mut **tx).await?;
        // What was taken without a connection today counts against what a till may take on the code's word alone.
        let taken = self.offline_today(tx, &who.wallet.id, now).await?;
        let person = (self.rules.at(now).offline.per_person - taken).or_nothing();
        let mut wallet = [0; 16];
        hex::decode_to_slice(id, &mut wallet).map_err(|_| StoreError::Corrupt("the name of a wallet".to_owned()))?;
        let code = WalletCode {
            district: self.rules.district.clone(),
            wallet,
            issued: now,
            counter: u64::try_from(counter).unwrap_or_default(),
            // The code does not know at which till it will be shown.
            offline: spendable.anywhere().min(person),
        };
        let keys = &self.desk.keys;
        let until = now.plus_ms(self.rules.code.seconds * 1000);
        let text = code.sign(keys.pass_key_id(), keys.pass_signing());
        Ok(ShownCode { text, until, balance: spendable.all, at_some_stores: spendable.at_some_stores })
    }

    /// What was taken from a wallet without a connection on the day of `at`.
    pub(super) async fn offline_today(&self, db: &mut AnyConnection, wallet: &str, at: Moment) -> Result<Fen, StoreError> {
        let (fen,): (i64,) = sqlx::query_as(
            "SELECT COALESCE(CAST(SUM(fen) AS BIGINT), 0) FROM voucher_charge
             WHERE wallet = $1 AND day = $2 AND offline = 1 AND state = 'done'",
        )
        .bind(wallet)
        .bind(at.day().to_string())
        .fetch_one(db)
        .await?;
        Ok(Fen(fen))
    }
}
