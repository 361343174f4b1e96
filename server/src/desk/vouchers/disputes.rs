//! A resident says that a purchase was not as it stands, by themselves or at a counter. The steward sees it, may give the purchase
//! back, and answers; a message tells that there is an answer.

use app::{
    msg::sms,
    ports::vouchers::{ChargeView, Dispute, WalletRefused, may_serve},
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
        staff: Option<&Staff>,
    ) -> Result<(), Ended<WalletRefused>> {
        if staff.is_some_and(|staff| !may_serve(staff)) {
            return Err(Ended::Refused(WalletRefused::NotAllowed));
        }
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
        wallets::note(&mut tx, keys, &wallet.id, "dispute", staff.map_or("holder", |staff| &staff.account), now).await?;
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
        let (now, keys) = (self.now(), &self.desk.keys);
        let mut tx = self.desk.store.begin().await?;
        let unknown = || Ended::Refused(WalletRefused::Unknown);
        let wallet = rows::charge(&mut tx, charge).await?.and_then(|row| row.wallet).ok_or_else(unknown)?;
        let wallet = wallets::hold(&mut tx, &wallet).await?.ok_or_else(unknown)?;
        let answered = sqlx::query(
            "UPDATE voucher_dispute SET answer_sealed = $2, answered_ms = $3, by_account = $4
             WHERE charge = $1 AND answered_ms IS NULL",
        )
        .bind(charge.as_str())
        .bind(keys.seal(&format!("voucher-dispute-answer:{}", charge.as_str()), words.as_bytes()))
        .bind(now.0)
        .bind(&staff.account)
        .execute(&mut *tx)
        .await?;
        if answered.rows_affected() == 0 {
            // Answered already: pressed twice it is told once, and the first answer holds.
            return self.dispute_of(&mut tx, charge).await?.map(|_| ()).ok_or_else(unknown);
        }
        if let Some(phone) = wallet.holder(keys)?.and_then(|holder| holder.phone) {
            self.tell(&mut tx, &phone, sms::VOUCHER_ANSWERED, &[], now).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// Not answered, the oldest first.
    pub(super) async fn open_disputes(&self) -> Result<Vec<ChargeView>, StoreError> {
        let mut db = self.desk.store.reads().acquire().await?;
        let complaints: Vec<DisputeRow> = sqlx::query_as(
            "SELECT charge, words_sealed, at_ms, answer_sealed FROM voucher_dispute WHERE answered_ms IS NULL
             ORDER BY at_ms, charge LIMIT 200",
        )
        .fetch_all(&mut *db)
        .await?;
        let mut views = Vec::with_capacity(complaints.len());
        for complaint in complaints {
            let complaint = self.dispute(complaint)?;
            if let Some(row) = rows::charge(&mut db, &complaint.charge).await? {
                views.push(ChargeView { dispute: Some(complaint), ..self.charge_seen(&row)? });
            }
        }
        Ok(views)
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
