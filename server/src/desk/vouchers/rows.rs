//! The table of purchases, as it is read.

use app::ports::vouchers::{Borne, ChargeState, ChargeView, Unpaid};
use domain::{
    ids::{ChargeRef, StoreCode},
    time::Moment,
    voucher::{Conflict, Fen, Line},
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
    borne_ms: Option<i64>,
    left_ms: Option<i64>,
    unpaid: Option<String>,
    offline: i64,
    pub(super) taken_ms: i64,
}

const COLUMNS: &str =
    "id, wallet, store, carrier, lines, fen, returned, state, conflict, borne_ms, left_ms, unpaid, offline, taken_ms";

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
            "conflict" => ChargeState::Conflict(self.conflict()?.ok_or_else(corrupt)?),
            _ => return Err(corrupt()),
        })
    }

    /// Why it is a conflict; `None` for what is none, or none any more.
    pub(super) fn conflict(&self) -> Result<Option<Conflict>, StoreError> {
        let why = self.conflict.as_deref().filter(|_| self.state == "conflict").map(serde_json::from_str).transpose();
        why.map_err(|wrong| StoreError::Corrupt(format!("why a purchase was not settled: {wrong}")))
    }

    /// Who bore a conflict.
    pub(super) fn borne(&self) -> Option<Borne> {
        match (self.borne_ms, self.left_ms) {
            (Some(_), _) => Some(Borne::ByDepartment),
            (None, Some(_)) => Some(Borne::ByStore),
            (None, None) => None,
        }
    }

    fn unpaid(&self) -> Result<Option<Unpaid>, StoreError> {
        let why = self.unpaid.as_deref().map(serde_json::from_str).transpose();
        why.map_err(|wrong| StoreError::Corrupt(format!("why a purchase was not paid: {wrong}")))
    }
}

impl Vouchers {
    pub(super) fn charge_seen(&self, row: &ChargeRow) -> Result<ChargeView, StoreError> {
        let at = Moment(row.taken_ms);
        // Nobody can say yes any more, also before the sweeper comes by.
        let state = match row.state()? {
            ChargeState::Waiting if self.now() >= self.waits_until(row) => ChargeState::Lapsed,
            state => state,
        };
        Ok(ChargeView {
            state,
            unpaid: row.unpaid()?,
            charge: row.charge()?,
            store: StoreCode(row.store.clone()),
            at,
            fen: Fen(row.fen),
            returned: Fen(row.returned),
            lines: row.lines()?,
            carrier: None,
            offline: row.offline == 1,
            store_may_reverse_until: at.plus_minutes(self.rules.at(at).reversal_within_minutes),
            dispute: None,
            reversals: Vec::new(),
            borne: row.borne(),
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

/// The latest of a wallet, whatever became of it; of one who carries only their own.
pub(super) async fn latest(db: &mut AnyConnection, wallet: &str, carrier: Option<&str>) -> Result<Option<ChargeRow>, StoreError> {
    let text = format!(
        "SELECT {COLUMNS} FROM voucher_charge WHERE wallet = $1 AND ($2 = '' OR carrier = $2)
         ORDER BY taken_ms DESC, written_ms DESC, id LIMIT 1"
    );
    let carrier = carrier.unwrap_or_default();
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(text)).bind(wallet).bind(carrier).fetch_optional(db).await?)
}

/// The latest of a store.
pub(super) async fn of_store(db: &mut AnyConnection, store: &StoreCode) -> Result<Vec<ChargeRow>, StoreError> {
    let text = format!("SELECT {COLUMNS} FROM voucher_charge WHERE store = $1 ORDER BY taken_ms DESC, id LIMIT 100");
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(text)).bind(store.as_str()).fetch_all(db).await?)
}

/// Conflicts that are not settled, of a store or of all.
pub(super) async fn conflicts(db: &mut AnyConnection, store: Option<&StoreCode>) -> Result<Vec<ChargeRow>, StoreError> {
    let text = format!(
        "SELECT {COLUMNS} FROM voucher_charge WHERE state = 'conflict' AND borne_ms IS NULL AND left_ms IS NULL AND ($1 = '' OR store = $1)
         ORDER BY taken_ms DESC, id LIMIT 200"
    );
    let store = store.map_or("", |store| store.as_str());
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(text)).bind(store).fetch_all(db).await?)
}
