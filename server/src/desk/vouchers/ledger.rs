//! The double-entry ledger. An entry moves fen from one account to another; the database moves both balances itself and refuses
//! what would take a voucher below nothing. Nothing here ever changes or removes an entry.

use domain::{
    ids::{StoreCode, VoucherId},
    time::Moment,
    voucher::{Fen, Purse, Terms, month_span},
};
use sqlx::AnyConnection;

use crate::{
    keys::Keyring,
    store::{StoreError, Tx, places},
};

/// What was granted comes from here; it stands below zero by that much.
pub(super) const FUND: &str = "fund";
/// What ended unspent goes here.
pub(super) const EXPIRED: &str = "expired";

/// What an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Issue,
    Spend,
    Reverse,
    Expire,
    /// A grant that was wrong is taken back.
    Withdraw,
    /// The department bears what a store handed out without a connection.
    Carry,
}

impl Kind {
    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::Issue => "issue",
            Self::Spend => "spend",
            Self::Reverse => "reverse",
            Self::Expire => "expire",
            Self::Withdraw => "withdraw",
            Self::Carry => "carry",
        }
    }
}

/// A movement to be written.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) id: String,
    pub(super) kind: Kind,
    pub(super) from: String,
    pub(super) to: String,
    pub(super) fen: Fen,
}

impl Entry {
    pub(super) fn new(keys: &Keyring, kind: Kind, from: String, to: String, fen: Fen) -> Self {
        Self { id: keys.token(), kind, from, to, fen }
    }
}

/// A voucher's account.
pub(super) fn voucher_account(voucher: &VoucherId) -> String {
    format!("voucher:{voucher}")
}

/// A store's account.
pub(super) fn store_account(store: &StoreCode) -> String {
    format!("store:{store}")
}

/// Opens an account that is not there yet.
pub(super) async fn open(tx: &mut Tx, account: &str, kind: &'static str) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO voucher_account (id, kind) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING")
        .bind(account)
        .bind(kind)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Opens the accounts of stores: once, when the program starts, so that no purchase has to.
pub(super) async fn open_stores(tx: &mut Tx, stores: impl Iterator<Item = &StoreCode>) -> Result<(), StoreError> {
    for store in stores {
        open(tx, &store_account(store), "store").await?;
    }
    Ok(())
}

/// Writes entries. `act` is what they belong to: a voucher's id for its grant and its end, else a charge's reference.
pub(super) async fn write(tx: &mut Tx, act: &str, entries: &[Entry], now: Moment) -> Result<(), StoreError> {
    // A statement takes at most 32,766 values on SQLite.
    for some in entries.chunks(500) {
        let text = format!(
            "INSERT INTO voucher_entry (id, act, kind, from_account, to_account, fen, at_ms) VALUES {}",
            places(some.len(), 7)
        );
        let mut query = sqlx::query(sqlx::AssertSqlSafe(text));
        for entry in some {
            query = query.bind(&entry.id).bind(act).bind(entry.kind.code()).bind(&entry.from).bind(&entry.to);
            query = query.bind(entry.fen.0).bind(now.0);
        }
        query.execute(&mut **tx).await?;
    }
    Ok(())
}

/// What an account holds.
pub(super) async fn balance(db: &mut AnyConnection, account: &str) -> Result<Fen, StoreError> {
    let row: Option<(i64,)> =
        sqlx::query_as("SELECT balance FROM voucher_account WHERE id = $1").bind(account).fetch_optional(db).await?;
    Ok(Fen(row.map_or(0, |(fen,)| fen)))
}

/// The vouchers of a wallet that are not over and not used up, as `domain::voucher::pay` takes them; months are those of `at`.
pub(super) async fn purses(db: &mut AnyConnection, wallet: &str, at: Moment) -> Result<Vec<Purse>, StoreError> {
    let rows: Vec<(String, String, i64, i64)> = sqlx::query_as(
        "SELECT v.id, v.terms, v.valid_until_ms, a.balance FROM voucher v
         JOIN voucher_account a ON a.id = 'voucher:' || v.id
         WHERE v.wallet = $1 AND v.ended = 0 AND a.balance > 0 ORDER BY v.valid_until_ms, v.id",
    )
    .bind(wallet)
    .fetch_all(&mut *db)
    .await?;
    let mut purses = Vec::with_capacity(rows.len());
    for (id, terms, ends, balance) in rows {
        let terms = Terms { valid_until: Moment(ends), ..read_terms(&terms)? };
        purses.push(Purse {
            voucher: VoucherId(id),
            terms,
            balance: Fen(balance),
            spent_this_month: Fen::ZERO,
            items_this_month: Vec::new(),
        });
    }
    if purses.iter().any(|purse| purse.terms.per_month.is_some() || !purse.terms.items.is_empty()) {
        add_month(db, wallet, at, &mut purses).await?;
    }
    Ok(purses)
}

/// What was spent of each this month, and which items.
async fn add_month(db: &mut AnyConnection, wallet: &str, at: Moment, purses: &mut [Purse]) -> Result<(), StoreError> {
    let (from, until) = month_span(at);
    let sums: Vec<(String, i64)> = sqlx::query_as(
        "SELECT p.voucher, CAST(SUM(p.fen - p.returned) AS BIGINT) FROM voucher_part p JOIN voucher v ON v.id = p.voucher
         WHERE v.wallet = $1 AND p.at_ms >= $2 AND p.at_ms < $3 GROUP BY p.voucher",
    )
    .bind(wallet)
    .bind(from.0)
    .bind(until.0)
    .fetch_all(&mut *db)
    .await?;
    let pieces: Vec<(String, String, i64)> = sqlx::query_as(
        "SELECT p.voucher, p.item, CAST(SUM(p.pieces) AS BIGINT) FROM voucher_part p JOIN voucher v ON v.id = p.voucher
         WHERE v.wallet = $1 AND p.at_ms >= $2 AND p.at_ms < $3 AND p.item IS NOT NULL AND p.returned < p.fen
         GROUP BY p.voucher, p.item",
    )
    .bind(wallet)
    .bind(from.0)
    .bind(until.0)
    .fetch_all(&mut *db)
    .await?;
    for purse in purses {
        let id = purse.voucher.as_str();
        purse.spent_this_month = Fen(sums.iter().filter(|(voucher, _)| voucher == id).map(|(_, fen)| *fen).sum());
        let mine = pieces.iter().filter(|(voucher, ..)| voucher == id);
        purse.items_this_month = mine.map(|(_, item, count)| (item.clone(), u32::try_from(*count).unwrap_or(u32::MAX))).collect();
    }
    Ok(())
}

/// Terms as they were written.
pub(super) fn read_terms(text: &str) -> Result<Terms, StoreError> {
    serde_json::from_str(text).map_err(|wrong| StoreError::Corrupt(format!("terms of a voucher: {wrong}")))
}
