//! Grants that come again: a row for each person and programme, and in every period one voucher more. A period's voucher has the
//! period in its grant key, so that servers and restarts cannot double it; a period that passed while nothing ran is made up for.

use domain::{
    ids::{CaseRef, VoucherId},
    time::Moment,
    voucher::{Fen, Programme, Rhythm},
};
use jiff::civil::{Date, Time};

use super::{
    Ended, Vouchers,
    grant::{Gift, Repeat},
    wallets::{self, WalletRow},
};
use crate::store::{StoreError, Tx};

/// How many are issued in one round at most.
const BATCH: i64 = 200;
/// Who ends a rhythm that the rules do not know any more.
const BY_RULES: &str = "rules";

/// A rhythm whose next period has begun.
#[derive(sqlx::FromRow)]
struct Due {
    id: String,
    wallet: String,
    programme: String,
    amount: Option<i64>,
    case_reference: Option<String>,
    by_account: String,
    next_day: String,
}

impl Vouchers {
    /// Issues what is due: of each rhythm its next period.
    pub(super) async fn renew(&self) -> Result<(), StoreError> {
        let now = self.now();
        let rows: Vec<Due> = sqlx::query_as(
            "SELECT id, wallet, programme, amount, case_reference, by_account, next_day FROM voucher_enrolment
             WHERE ended_ms IS NULL AND next_day <= $1 ORDER BY next_day, id LIMIT $2",
        )
        .bind(now.day().to_string())
        .bind(BATCH)
        .fetch_all(self.desk.store.reads())
        .await?;
        for due in &rows {
            let mut tx = self.desk.store.begin().await?;
            self.renew_one(&mut tx, due, now).await?;
            tx.commit().await?;
        }
        self.wake();
        Ok(())
    }

    async fn renew_one(&self, tx: &mut Tx, due: &Due, now: Moment) -> Result<(), StoreError> {
        let Some(wallet) = wallets::hold(tx, &due.wallet).await? else { return Ok(()) };
        let period: Date = due
            .next_day
            .parse()
            .map_err(|_| StoreError::Corrupt(format!("the period {} of a voucher's rhythm", due.next_day)))?;
        // The rules of the period's first day, as for every grant; the voucher is good from now.
        let programme = self.rules.programme(&due.programme, Moment::beijing(period, Time::midnight()));
        let Some((programme, every)) = programme.and_then(|one| Some((one, one.every?))) else {
            return end(tx, &due.id, BY_RULES, now).await;
        };
        // Another server may have issued this period meanwhile, or somebody ended the rhythm.
        let ours = sqlx::query("UPDATE voucher_enrolment SET next_day = $3 WHERE id = $1 AND next_day = $2 AND ended_ms IS NULL")
            .bind(&due.id)
            .bind(&due.next_day)
            .bind(every.next_period(period).to_string())
            .execute(&mut **tx)
            .await?;
        if ours.rows_affected() == 0 {
            return Ok(());
        }
        let case = due.case_reference.as_deref().and_then(CaseRef::parse);
        let gift = renewed(programme, due, case.as_ref(), now);
        let key = self.grant_key(&format!("rhythm:{}", due.id), &due.next_day);
        match self.give(tx, &wallet, &key, &gift, now).await {
            // Issued before under other rules: the period is issued, that is what counts.
            Ok(_) | Err(Ended::Refused(_)) => Ok(()),
            Err(Ended::Failed(wrong)) => Err(wrong),
        }
    }

    /// Begins the rhythm of a voucher that was just granted, unless its holder is in the programme's rhythm already.
    pub(super) async fn begin_rhythm(
        &self,
        tx: &mut Tx,
        wallet: &WalletRow,
        voucher: &VoucherId,
        gift: &Gift<'_>,
        every: Rhythm,
        now: Moment,
    ) -> Result<(), StoreError> {
        let id = self.desk.keys.token();
        let begun = sqlx::query(
            "INSERT INTO voucher_enrolment (id, wallet, programme, amount, case_reference, by_account, next_day, began_ms)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING",
        )
        .bind(&id)
        .bind(&wallet.id)
        .bind(gift.programme)
        .bind(gift.other_amount.map(|amount| amount.0))
        .bind(gift.case.map(|case| case.as_str().to_owned()))
        .bind(gift.by)
        .bind(every.next_period(now.day()).to_string())
        .bind(now.0)
        .execute(&mut **tx)
        .await?;
        if begun.rows_affected() == 1 { belongs(tx, voucher, &id).await } else { Ok(()) }
    }

    /// Ends the rhythm behind a voucher of a wallet that is held. Whether there was one.
    pub(super) async fn stop_rhythm(
        &self,
        tx: &mut Tx,
        wallet: &str,
        voucher: &VoucherId,
        account: &str,
        now: Moment,
    ) -> Result<bool, StoreError> {
        let open: Option<(String,)> = sqlx::query_as(
            "SELECT e.id FROM voucher_enrolment e JOIN voucher v ON v.enrolment = e.id
             WHERE v.id = $1 AND v.wallet = $2 AND e.ended_ms IS NULL",
        )
        .bind(voucher.as_str())
        .bind(wallet)
        .fetch_optional(&mut **tx)
        .await?;
        let Some((id,)) = open else { return Ok(false) };
        end(tx, &id, account, now).await?;
        wallets::note(tx, &self.desk.keys, wallet, "rhythm-end", account, now).await?;
        Ok(true)
    }
}

/// What a period gives: the programme's terms, with the amount of this grant where it was another.
fn renewed<'a>(programme: &'a Programme, due: &'a Due, case: Option<&'a CaseRef>, now: Moment) -> Gift<'a> {
    let other_amount = due.amount.map(Fen);
    let mut terms = programme.terms(now);
    terms.amount = other_amount.unwrap_or(terms.amount);
    Gift { programme: &programme.code, terms, other_amount, repeat: Repeat::Of(&due.id), case, by: &due.by_account }
}

/// A voucher is one of a rhythm.
pub(super) async fn belongs(tx: &mut Tx, voucher: &VoucherId, rhythm: &str) -> Result<(), StoreError> {
    sqlx::query("UPDATE voucher SET enrolment = $2 WHERE id = $1").bind(voucher.as_str()).bind(rhythm).execute(&mut **tx).await?;
    Ok(())
}

async fn end(tx: &mut Tx, id: &str, by: &str, now: Moment) -> Result<(), StoreError> {
    sqlx::query("UPDATE voucher_enrolment SET ended_ms = $2, ended_by = $3 WHERE id = $1 AND ended_ms IS NULL")
        .bind(id)
        .bind(now.0)
        .bind(by)
        .execute(&mut **tx)
        .await?;
    Ok(())
}
