//! The wallet as its holder sees it: what is there, until when, and what happened to it.

use app::ports::vouchers::{CardLine, VoucherLine, WalletView};
use domain::{
    ids::{VoucherId, WalletToken},
    text::Words,
    time::Moment,
    voucher::{Fen, Purse, Terms, spendable},
};
use sqlx::AnyConnection;

use super::{Vouchers, ledger};
use crate::store::StoreError;

/// A voucher's row.
#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    programme: String,
    terms: String,
    valid_until_ms: i64,
    ended: i64,
    balance: i64,
    withdrawn_why_sealed: Option<String>,
    /// Of its rhythm, while that goes on.
    next_day: Option<String>,
}

impl Vouchers {
    pub(super) async fn view(&self, token: &WalletToken) -> Result<Option<WalletView>, StoreError> {
        let now = self.now();
        let mut db = self.desk.store.reads().acquire().await?;
        let Some(wallet) = self.wallet_at(&mut db, token).await? else { return Ok(None) };
        let purses = ledger::purses(&mut db, &wallet.id, now).await?;
        let spendable = spendable(&purses, now);
        let card: Option<(i64, String)> = sqlx::query_as(
            "SELECT made_ms, state FROM voucher_card WHERE wallet = $1 AND state <> 'replaced' ORDER BY made_ms DESC LIMIT 1",
        )
        .bind(&wallet.id)
        .fetch_optional(&mut *db)
        .await?;
        Ok(Some(WalletView {
            token: token.clone(),
            holder: wallet.masked(&self.desk.keys)?,
            balance: spendable.all,
            at_some_stores: spendable.at_some_stores,
            blocked: wallet.blocked_ms.map(Moment),
            vouchers: self.voucher_lines(&mut db, &wallet.id, &purses, now).await?,
            history: self.history_in(&mut db, &wallet.id, 0).await?,
            waiting: self.waiting_in(&mut db, &wallet.id, None).await?,
            card: card.map(|(made, state)| CardLine { made: Moment(made), blocked: state == "blocked" }),
            carriers: self.carriers(&mut db, &wallet.id, now).await?,
        }))
    }

    async fn voucher_lines(
        &self,
        db: &mut AnyConnection,
        wallet: &str,
        purses: &[Purse],
        now: Moment,
    ) -> Result<Vec<VoucherLine>, StoreError> {
        let rows: Vec<Row> = sqlx::query_as(
            "SELECT v.id, v.programme, v.terms, v.valid_until_ms, v.ended, a.balance, v.withdrawn_why_sealed, e.next_day
             FROM voucher v JOIN voucher_account a ON a.id = 'voucher:' || v.id
             LEFT JOIN voucher_enrolment e ON e.id = v.enrolment AND e.ended_ms IS NULL WHERE v.wallet = $1
             ORDER BY CASE WHEN a.balance > 0 AND v.ended = 0 THEN 0 ELSE 1 END, v.valid_until_ms, v.id LIMIT 100",
        )
        .bind(wallet)
        .fetch_all(db)
        .await?;
        let warns = self.rules.at(now).warn_days.iter().max().copied().unwrap_or(0);
        rows.into_iter()
            .map(|row| {
                let ends = Moment(row.valid_until_ms);
                let terms = Terms { valid_until: ends, ..ledger::read_terms(&row.terms)? };
                let spent = purses.iter().find(|purse| purse.voucher.as_str() == row.id).map(|purse| purse.spent_this_month);
                let left = |most: Fen| (most - spent.unwrap_or_default()).or_nothing().min(Fen(row.balance));
                let id = VoucherId(row.id);
                Ok(VoucherLine {
                    again: row.next_day.and_then(|day| day.parse().ok()),
                    taken_back: self.why_withdrawn(&id, row.withdrawn_why_sealed.as_deref())?,
                    name: self.programme_name(&row.programme),
                    left_this_month: terms.per_month.map(left),
                    balance: Fen(row.balance),
                    ends,
                    ends_soon: row.balance > 0 && now < ends && ends <= now.plus_minutes(warns * 24 * 60),
                    ended: row.ended == 1 || ends <= now,
                    terms,
                    id,
                })
            })
            .collect()
    }

    /// A programme that is not offered any more keeps its code as its name.
    fn programme_name(&self, code: &str) -> Words {
        let known = self.rules.programmes.iter().rev().find(|programme| programme.code == code);
        known.map_or_else(|| Words { zh: code.to_owned(), en: code.to_owned() }, |programme| programme.name.clone())
    }
}
