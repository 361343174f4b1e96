//! A resident says that a purchase was not as it stands. The steward sees it, may give the purchase back, and answers.

use app::{
    ports::vouchers::{Dispute, WalletRefused},
    visit::Staff,
};
use domain::{
    ids::{ChargeRef, WalletToken},
    time::Moment,
};
use sqlx::AnyConnection;

use super::{Ended, Vouchers, rows, wallets};
use crate::{desk::ended::unsealed, store::StoreError};

/// The longest words, characters.
const LONGEST: usize = 500;

#[derive(sqlx::FromRow)]
struct DisputeRow {
    charge: String,
    words_sealed: String,
    at_ms: i64,
    answer_sealed: Option<String>,
}

impl Vouchers {
    pub(super) async fn complain(
        &self,
        token: &WalletToken,
        charge: &ChargeRef,
        words: &str,
    ) -> Result<(), Ended<WalletRefused>> {
        let words = words.trim();
        if words.is_empty() || words.chars().count() > LONGEST {
            return Err(Ended::Refused(WalletRefused::NotAnAmount));
        }
        let (now, keys) = (self.now(), &self.desk.keys);
        let mut tx = self.desk.store.begin().await?;
        let wallet = self.wallet_at(&mut tx, token).await?.ok_or(Ended::Refused(WalletRefused::Unknown))?;
        wallets::hold(&mut tx, &wallet.id).await?;
        let row = rows::charge(&mut tx, charge).await?.filter(|row| row.wallet.as_ref() == Some(&wallet.id));
        row.ok_or(Ended::Refused(WalletRefused::Unknown))?;
        // Said again, it is said better: the answer is open again.
        sqlx::query(
            "INSERT INTO voucher_dispute (charge, words_sealed, at_ms) VALUES ($1, $2, $3)
             ON CONFLICT (charge) DO UPDATE SET words_sealed = excluded.words_sealed, answered_ms = NULL",
        )
        .bind(charge.as_str())
        .bind(keys.seal(&format!("voucher-dispute:{}", charge.as_str()), words.as_bytes()))
        .bind(now.0)
        .execute(&mut *tx)
        .await?;
        wallets::note(&mut tx, keys, &wallet.id, "dispute", "holder", now).await?;
        tx.commit().await?;
        Ok(())
    }

    pub(super) async fn answer(&self, charge: &ChargeRef, words: &str, staff: &Staff) -> Result<(), Ended<WalletRefused>> {
        if !staff.steward {
            return Err(Ended::Refused(WalletRefused::NotAllowed));
        }
        let words = words.trim();
        if words.is_empty() || words.chars().count() > LONGEST {
            return Err(Ended::Refused(WalletRefused::NotAnAmount));
        }
        let mut tx = self.desk.store.begin().await?;
        let answered =
            sqlx::query("UPDATE voucher_dispute SET answer_sealed = $2, answered_ms = $3, by_account = $4 WHERE charge = $1")
                .bind(charge.as_str())
                .bind(self.desk.keys.seal(&format!("voucher-dispute-answer:{}", charge.as_str()), words.as_bytes()))
                .bind(self.now().0)
                .bind(&staff.account)
                .execute(&mut *tx)
                .await?;
        tx.commit().await?;
        if answered.rows_affected() == 0 { Err(Ended::Refused(WalletRefused::Unknown)) } else { Ok(()) }
    }

    /// Not answered, the oldest first.
    pub(super) async fn open_disputes(&self) -> Result<Vec<Dispute>, StoreError> {
        let rows: Vec<DisputeRow> = sqlx::query_as(
            "SELECT charge, words_sealed, at_ms, answer_sealed FROM voucher_dispute WHERE answered_ms IS NULL
             ORDER BY at_ms, charge LIMIT 200",
        )
        .fetch_all(self.desk.store.reads())
        .await?;
        rows.into_iter().map(|row| self.dispute(row)).collect()
    }

    pub(super) async fn dispute_of(&self, db: &mut AnyConnection, charge: &ChargeRef) -> Result<Option<Dispute>, StoreError> {
        let row: Option<DisputeRow> =
            sqlx::query_as("SELECT charge, words_sealed, at_ms, answer_sealed FROM voucher_dispute WHERE charge = $1")
                .bind(charge.as_str())
                .fetch_optional(db)
                .await?;
        row.map(|row| self.dispute(row)).transpose()
    }

    fn dispute(&self, row: DisputeRow) -> Result<Dispute, StoreError> {
        // Empty once forgotten.
        let open = |what: &str, sealed: &str| match sealed {
            "" => Ok(String::new()),
            sealed => self.desk.keys.open_text(&format!("{what}:{}", row.charge), sealed).map_err(|wrong| unsealed(&wrong)),
        };
        Ok(Dispute {
            charge: ChargeRef::parse(&row.charge).ok_or_else(|| StoreError::Corrupt(format!("the purchase {}", row.charge)))?,
            at: Moment(row.at_ms),
            words: open("voucher-dispute", &row.words_sealed)?,
            answer: row.answer_sealed.as_deref().map(|sealed| open("voucher-dispute-answer", sealed)).transpose()?,
        })
    }
}
