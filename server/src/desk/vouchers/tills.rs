//! Stores' devices. A device is enrolled to one store by the steward and keeps a secret; the store keeps its keyed hash.

use app::{
    ports::vouchers::{OfflineKit, Till, WalletRefused},
    visit::Staff,
};
use domain::{ids::StoreCode, time::Moment, voucher::Fen};

use super::{Ended, Vouchers, settle};
use crate::store::StoreError;

/// The longest name of a device, characters.
const LONGEST_NAME: usize = 30;

#[derive(sqlx::FromRow)]
struct TillRow {
    id: String,
    store: String,
    name: String,
    blocked_ms: Option<i64>,
    enrolled_ms: i64,
}

impl From<TillRow> for Till {
    fn from(row: TillRow) -> Self {
        Self {
            id: row.id,
            store: StoreCode(row.store),
            name: row.name,
            blocked: row.blocked_ms.map(Moment),
            enrolled: Moment(row.enrolled_ms),
        }
    }
}

impl Vouchers {
    pub(super) async fn enrol(
        &self,
        store: &StoreCode,
        name: &str,
        staff: &Staff,
    ) -> Result<(Till, String), Ended<WalletRefused>> {
        if !staff.steward {
            return Err(Ended::Refused(WalletRefused::NotAllowed));
        }
        let name = name.trim();
        if self.rules.store(store).is_none() || name.is_empty() || name.chars().count() > LONGEST_NAME {
            return Err(Ended::Refused(WalletRefused::Unknown));
        }
        let (now, keys) = (self.now(), &self.desk.keys);
        let (id, secret) = (keys.token(), format!("{}{}", keys.token(), keys.token()));
        let mut tx = self.desk.store.begin().await?;
        sqlx::query(
            "INSERT INTO voucher_till (id, store, name, secret_hash, by_account, enrolled_ms) VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(&id)
        .bind(store.as_str())
        .bind(name)
        .bind(keys.index("voucher-till", &secret))
        .bind(&staff.account)
        .bind(now.0)
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok((Till { id, store: store.clone(), name: name.to_owned(), blocked: None, enrolled: now }, secret))
    }

    pub(super) async fn stop_till(&self, id: &str, staff: &Staff) -> Result<(), Ended<WalletRefused>> {
        if !staff.steward {
            return Err(Ended::Refused(WalletRefused::NotAllowed));
        }
        let mut tx = self.desk.store.begin().await?;
        let stopped = sqlx::query("UPDATE voucher_till SET blocked_ms = $2 WHERE id = $1 AND blocked_ms IS NULL")
            .bind(id)
            .bind(self.now().0)
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        if stopped.rows_affected() == 0 { Err(Ended::Refused(WalletRefused::Unknown)) } else { Ok(()) }
    }

    pub(super) async fn list_tills(&self, store: Option<&StoreCode>) -> Result<Vec<Till>, StoreError> {
        let rows: Vec<TillRow> = sqlx::query_as(
            "SELECT id, store, name, blocked_ms, enrolled_ms FROM voucher_till WHERE $1 = '' OR store = $1
             ORDER BY store, enrolled_ms",
        )
        .bind(store.map_or("", |store| store.as_str()))
        .fetch_all(self.desk.store.reads())
        .await?;
        Ok(rows.into_iter().map(Till::from).collect())
    }

    /// The device with a secret.
    pub(super) async fn till_with(&self, secret: &str) -> Result<Option<Till>, StoreError> {
        let row: Option<TillRow> =
            sqlx::query_as("SELECT id, store, name, blocked_ms, enrolled_ms FROM voucher_till WHERE secret_hash = $1")
                .bind(self.desk.keys.index("voucher-till", secret))
                .fetch_optional(self.desk.store.reads())
                .await?;
        Ok(row.map(Till::from))
    }

    /// The device of a name.
    pub(super) async fn till_named(&self, id: &str) -> Result<Option<Till>, StoreError> {
        let row: Option<TillRow> =
            sqlx::query_as("SELECT id, store, name, blocked_ms, enrolled_ms FROM voucher_till WHERE id = $1")
                .bind(id)
                .fetch_optional(self.desk.store.reads())
                .await?;
        Ok(row.map(Till::from))
    }

    /// Whether a device is in use: one that was put out of use after its page was loaded is refused too.
    pub(super) async fn in_use(&self, till: &Till) -> Result<bool, StoreError> {
        let row: Option<(i64,)> =
            sqlx::query_as("SELECT CAST(1 AS BIGINT) FROM voucher_till WHERE id = $1 AND store = $2 AND blocked_ms IS NULL")
                .bind(&till.id)
                .bind(till.store.as_str())
                .fetch_optional(self.desk.store.reads())
                .await?;
        Ok(row.is_some())
    }

    /// What a device needs to go on without a connection.
    pub(super) async fn kit(&self, till: &Till) -> Result<OfflineKit, StoreError> {
        let now = self.now();
        let mut db = self.desk.store.reads().acquire().await?;
        let keys = self.desk.keys.pass_keys().keys.iter().map(|(id, key)| (*id, hex::encode(key.as_bytes()))).collect();
        Ok(OfflineKit {
            till: till.id.clone(),
            keys,
            district: self.rules.district.clone(),
            life: self.rules.code,
            ceilings: self.rules.at(now).offline,
            taken_today: settle::taken(&mut db, &till.store, now).await.map(Fen)?,
        })
    }
}
