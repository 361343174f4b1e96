//! What happened to a wallet, page by page, and its purchases, whatever became of them. A purchase is somebody's by the wallet that it
//! names: one that was not paid stands in no ledger, and is theirs all the same.

use std::collections::BTreeMap;

use app::ports::vouchers::{Bearer, ChargeView, HISTORY_LINES, History, HistoryKind, HistoryLine};
use domain::{
    ids::{ChargeRef, StoreCode, WalletToken},
    time::Moment,
    voucher::Fen,
};
use sqlx::AnyConnection;

use super::{Vouchers, rows};
use crate::store::StoreError;

/// The kind of an entry by which something was bought.
const SPEND: &str = "spend";

/// Everything that one act moved at one moment. A purchase that several vouchers paid is one.
#[derive(sqlx::FromRow)]
struct Moved {
    act: String,
    kind: String,
    from_account: String,
    to_account: String,
    fen: i64,
    at_ms: i64,
    carrier: Option<String>,
}

impl Vouchers {
    pub(super) async fn history_page(&self, token: &WalletToken, page: u32) -> Result<Option<History>, StoreError> {
        let mut db = self.desk.store.reads().acquire().await?;
        match self.wallet_at(&mut db, token).await? {
            Some(wallet) => self.history_in(&mut db, &wallet.id, page).await.map(Some),
            None => Ok(None),
        }
    }

    /// What happened to a wallet, the newest first.
    pub(super) async fn history_in(&self, db: &mut AnyConnection, wallet: &str, page: u32) -> Result<History, StoreError> {
        let most = i64::try_from(HISTORY_LINES).expect("a hundred");
        // One more than is shown tells whether there is another page.
        let mut rows: Vec<Moved> = sqlx::query_as(
            "SELECT moved.act AS act, moved.kind AS kind, MAX(moved.from_account) AS from_account,
                 MAX(moved.to_account) AS to_account, CAST(SUM(moved.fen) AS BIGINT) AS fen, moved.at_ms AS at_ms,
                 MAX(c.carrier) AS carrier
             FROM (
                 SELECT e.act, e.kind, e.from_account, e.to_account, e.fen, e.at_ms, e.seq FROM voucher v
                     JOIN voucher_entry e ON e.from_account = 'voucher:' || v.id WHERE v.wallet = $1
                 UNION ALL
                 SELECT e.act, e.kind, e.from_account, e.to_account, e.fen, e.at_ms, e.seq FROM voucher v
                     JOIN voucher_entry e ON e.to_account = 'voucher:' || v.id WHERE v.wallet = $1
             ) AS moved LEFT JOIN voucher_charge c ON c.id = moved.act
             GROUP BY moved.act, moved.kind, moved.at_ms ORDER BY MAX(moved.seq) DESC LIMIT $2 OFFSET $3",
        )
        .bind(wallet)
        .bind(most + 1)
        .bind(i64::from(page) * most)
        .fetch_all(&mut *db)
        .await?;
        let earlier = rows.len() > HISTORY_LINES;
        rows.truncate(HISTORY_LINES);
        let mut names = BTreeMap::new();
        for id in rows.iter().filter_map(|row| row.carrier.as_ref()) {
            if !names.contains_key(id) {
                names.insert(id.clone(), self.carried_by(db, Some(id)).await?);
            }
        }
        let lines = rows.into_iter().map(|row| {
            // What comes back comes from the store, whoever bought it.
            let bought = row.carrier.as_ref().filter(|_| row.kind == SPEND);
            let carrier = bought.and_then(|id| names.get(id).cloned().flatten());
            line(row, carrier)
        });
        Ok(History { lines: lines.collect(), earlier })
    }

    /// Whether a purchase is one of the wallet at an address.
    pub(super) async fn is_of_wallet(&self, token: &WalletToken, charge: &ChargeRef) -> Result<bool, StoreError> {
        let mut db = self.desk.store.reads().acquire().await?;
        let Some(wallet) = self.wallet_at(&mut db, token).await? else { return Ok(false) };
        let row = rows::charge(&mut db, charge).await?;
        Ok(row.is_some_and(|row| row.wallet.as_ref() == Some(&wallet.id)))
    }

    /// The latest purchase of a bearer, whatever became of it.
    pub(super) async fn latest_of_bearer(&self, bearer: &Bearer) -> Result<Option<ChargeView>, StoreError> {
        let mut db = self.desk.store.reads().acquire().await?;
        let Some(who) = self.who(&mut db, bearer).await? else { return Ok(None) };
        let Some(row) = rows::latest(&mut db, &who.wallet.id, who.carrier.as_deref()).await? else { return Ok(None) };
        let carrier = self.carried_by(&mut db, row.carrier.as_deref()).await?;
        Ok(Some(ChargeView { carrier, ..self.charge_seen(&row)? }))
    }
}

fn line(row: Moved, carrier: Option<String>) -> HistoryLine {
    let what = match row.kind.as_str() {
        "issue" => HistoryKind::Granted,
        SPEND => HistoryKind::Spent,
        "reverse" => HistoryKind::CameBack,
        "withdraw" => HistoryKind::TakenBack,
        _ => HistoryKind::Ended,
    };
    let store = [&row.from_account, &row.to_account].into_iter().find_map(|account| account.strip_prefix("store:"));
    HistoryLine {
        at: Moment(row.at_ms),
        what,
        fen: Fen(row.fen),
        store: store.map(StoreCode::from),
        charge: store.and_then(|_| ChargeRef::parse(&row.act)),
        carrier,
    }
}
