//! The wallet as its holder sees it: what is there, until when, and what happened to it.

use app::ports::vouchers::{CardLine, HistoryKind, HistoryLine, VoucherLine, WalletView};
use domain::{
    ids::{ChargeRef, StoreCode, VoucherId, WalletToken},
    text::Words,
    time::Moment,
    voucher::{Fen, Purse, Terms},
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
}

/// A movement of a wallet.
#[derive(sqlx::FromRow)]
struct Moved {
    act: String,
    kind: String,
    from_account: String,
    to_account: String,
    fen: i64,
    at_ms: i64,
}

impl Vouchers {
    pub(super) async fn view(&self, token: &WalletToken) -> Result<Option<WalletView>, StoreError> {
        let now = self.now();
        let mut db = self.desk.store.reads().acquire().await?;
        let Some(wallet) = self.wallet_at(&mut db, token).await? else { return Ok(None) };
        let purses = ledger::purses(&mut db, &wallet.id, now).await?;
        let card: Option<(i64, String)> = sqlx::query_as(
            "SELECT made_ms, state FROM voucher_card WHERE wallet = $1 AND state <> 'replaced' ORDER BY made_ms DESC LIMIT 1",
        )
        .bind(&wallet.id)
        .fetch_optional(&mut *db)
        .await?;
        Ok(Some(WalletView {
            token: token.clone(),
            holder: wallet.masked(&self.desk.keys)?,
            balance: ledger::spendable(&purses, now),
            blocked: wallet.blocked_ms.map(Moment),
            vouchers: self.voucher_lines(&mut db, &wallet.id, &purses, now).await?,
            history: history(&mut db, &wallet.id).await?,
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
            "SELECT v.id, v.programme, v.terms, v.valid_until_ms, v.ended, a.balance FROM voucher v
             JOIN voucher_account a ON a.id = 'voucher:' || v.id WHERE v.wallet = $1
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
                Ok(VoucherLine {
                    name: self.programme_name(&row.programme),
                    left_this_month: terms.per_month.map(left),
                    balance: Fen(row.balance),
                    ends,
                    ends_soon: row.balance > 0 && now < ends && ends <= now.plus_minutes(warns * 24 * 60),
                    ended: row.ended == 1 || ends <= now,
                    terms,
                    id: VoucherId(row.id),
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

/// What happened to a wallet, the newest first. A purchase that several vouchers paid is one line.
async fn history(db: &mut AnyConnection, wallet: &str) -> Result<Vec<HistoryLine>, StoreError> {
    let rows: Vec<Moved> = sqlx::query_as(
        "SELECT act, kind, from_account, to_account, fen, at_ms FROM (
             SELECT e.act, e.kind, e.from_account, e.to_account, e.fen, e.at_ms, e.seq FROM voucher v
                 JOIN voucher_entry e ON e.from_account = 'voucher:' || v.id WHERE v.wallet = $1
             UNION ALL
             SELECT e.act, e.kind, e.from_account, e.to_account, e.fen, e.at_ms, e.seq FROM voucher v
                 JOIN voucher_entry e ON e.to_account = 'voucher:' || v.id WHERE v.wallet = $1
         ) AS moved ORDER BY seq DESC LIMIT 300",
    )
    .bind(wallet)
    .fetch_all(db)
    .await?;
    let mut lines: Vec<HistoryLine> = Vec::new();
    for row in rows {
        let what = match row.kind.as_str() {
            "issue" => HistoryKind::Granted,
            "spend" => HistoryKind::Spent,
            "reverse" => HistoryKind::CameBack,
            _ => HistoryKind::Ended,
        };
        let store = [&row.from_account, &row.to_account].into_iter().find_map(|account| account.strip_prefix("store:"));
        let line = HistoryLine {
            at: Moment(row.at_ms),
            what,
            fen: Fen(row.fen),
            store: store.map(StoreCode::from),
            charge: store.and_then(|_| ChargeRef::parse(&row.act)),
        };
        match lines.last_mut() {
            Some(last) if last.charge.is_some() && last.charge == line.charge && last.what == what && last.at == line.at => {
                last.fen += line.fen;
            }
            _ => lines.push(line),
        }
    }
    lines.truncate(100);
    Ok(lines)
}
