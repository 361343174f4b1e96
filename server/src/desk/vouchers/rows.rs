//! The table of purchases, as it is read.

use app::ports::vouchers::{ChargeState, ChargeView};
use domain::{
    ids::{ChargeRef, StoreCode},
    time::Moment,
    voucher::{Fen, Line},
};
use sqlx::AnyConnection;

use super::Vouchers;
use crate::store::StoreError;

/// A purchase's row.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(super) struct ChargeRow {
    id: String,
    pub(super) wallet: Option<String>,
    pub(super) store: String,
    pub(super) carrier: Option<String>,
    lines: String,
    pub(super) fen: i64,
    pub(super) returned: i64,
    pub(super) state: String,
    conflict: Option<String>,
    offline: i64,
    pub(super) taken_ms: i64,
}

const COLUMNS: &str = "id, wallet, store, carrier, lines, fen, returned, state, conflict, offline, taken_ms";

impl ChargeRow {
    pub(super) fn charge(&self) -> Result<ChargeRef, StoreError> {
        ChargeRef::parse(&self.id).ok_or_else(|| StoreError::Corrupt(format!("the purchase {}", self.id)))
    }

    pub(super) fn lines(&self) -> Result<Vec<Line>, StoreError> {
        serde_json::from_str(&self.lines).map_err(|wrong| StoreError::Corrupt(format!("lines of a purchase: {wrong}")))
    }

    fn state(&self) -> Result<ChargeState, StoreError> {
        let corrupt = || StoreError::Corrupt(format!("the state {} of a purchase", self.state));
        Ok(match self.state.as_str() {
            "waiting" => ChargeState::Waiting,
            "done" => ChargeState::Paid,
            "declined" => ChargeState::Declined,
            "lapsed" => ChargeState::Lapsed,
            "conflict" => {
                let why = self.conflict.as_deref().ok_or_else(corrupt)?;
                ChargeState::Conflict(serde_json::from_str(why).map_err(|_| corrupt())?)
            }
            _ => return Err(corrupt()),
        })
    }
}

impl Vouchers {
    pub(super) fn charge_seen(&self, row: &ChargeRow) -> Result<ChargeView, StoreError> {
        let at = Moment(row.taken_ms);
        Ok(ChargeView {
            state: row.state()?,
            charge: row.charge()?,
            store: StoreCode(row.store.clone()),
            at,
            fen: Fen(row.fen),
            returned: Fen(row.returned),
            lines: row.lines()?,
            offline: row.offline == 1,
            store_may_reverse_until: at.plus_minutes(self.rules.at(at).reversal_within_minutes),
            dispute: None,
        })
    }
}

/// One purchase.
pub(super) async fn charge(db: &mut AnyConnection, charge: &ChargeRef) -> Result<Option<ChargeRow>, StoreError> {
    let text = format!("SELECT {COLUMNS} FROM voucher_charge WHERE id = $1");
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(text)).bind(charge.as_str()).fetch_optional(db).await?)
}

/// What waits in a wallet; of one who carries only their own.
pub(super) async fn waiting(db: &mut AnyConnection, wallet: &str, carrier: Option<&str>) -> Result<Vec<ChargeRow>, StoreError> {
    let text = format!("SELECT {COLUMNS} FROM voucher_charge WHERE wallet = $1 AND state = 'waiting' ORDER BY taken_ms");
    let mut rows: Vec<ChargeRow> = sqlx::query_as(sqlx::AssertSqlSafe(text)).bind(wallet).fetch_all(db).await?;
    rows.retain(|row| carrier.is_none() || row.carrier.as_deref() == carrier);
    Ok(rows)
}

/// The latest of a store.
pub(super) async fn of_store(db: &mut AnyConnection, store: &StoreCode) -> Result<Vec<ChargeRow>, StoreError> {
    let text = format!("SELECT {COLUMNS} FROM voucher_charge WHERE store = $1 ORDER BY taken_ms DESC, id LIMIT 100");
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(text)).bind(store.as_str()).fetch_all(db).await?)
}

/// Conflicts that nobody has borne, of a store or of all.
pub(super) async fn conflicts(db: &mut AnyConnection, store: Option<&StoreCode>) -> Result<Vec<ChargeRow>, StoreError> {
    let text = format!(
        "SELECT {COLUMNS} FROM voucher_charge WHERE state = 'conflict' AND borne_ms IS NULL AND ($1 = '' OR store = $1)
         ORDER BY taken_ms DESC, id LIMIT 200"
    );
    let store = store.map_or("", |store| store.as_str());
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(text)).bind(store).fetch_all(db).await?)
}
