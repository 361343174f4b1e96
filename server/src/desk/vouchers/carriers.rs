//! Somebody who carries for the holder: a relative, a neighbour, a volunteer. They have a code of their own, limited by month and
//! by time; what they buy is recorded as theirs, and the holder takes it back when they like.

use app::ports::vouchers::{CarrierLine, NewCarrier, WalletRefused};
use domain::{
    identity::mask_name,
    ids::{CarrierToken, WalletToken},
    time::Moment,
    voucher::Fen,
};
use serde::{Deserialize, Serialize};
use sqlx::AnyConnection;

use super::{
    Ended, Vouchers,
    bearer::{self, CarrierRow},
    wallets::{self, note},
};
use crate::{desk::ended::unsealed, store::StoreError};

/// The most people who carry for one holder.
const MOST: i64 = 5;
/// The longest time, days.
const MOST_DAYS: u16 = 366;

/// Who carries, as it is sealed.
#[derive(Serialize, Deserialize)]
struct Named {
    name: String,
    phone: Option<String>,
}

impl Vouchers {
    pub(super) fn carrier_hash(&self, token: &CarrierToken) -> String {
        self.desk.keys.index("voucher-carrier", token.as_str())
    }

    pub(super) async fn let_carry(&self, token: &WalletToken, new: &NewCarrier) -> Result<CarrierToken, Ended<WalletRefused>> {
        let (now, keys) = (self.now(), &self.desk.keys);
        let most = self.rules.at(now).carrier_per_month;
        if new.per_month <= Fen::ZERO || new.per_month > most || !(1..=MOST_DAYS).contains(&new.days) {
            return Err(Ended::Refused(WalletRefused::NotAnAmount));
        }
        let (id, carrier) = (hex::encode(rand::random::<[u8; 16]>()), CarrierToken(keys.token()));
        let named =
            Named { name: new.name.as_str().to_owned(), phone: new.phone.as_ref().map(|phone| phone.as_str().to_owned()) };
        let plain = serde_json::to_vec(&named).expect("names and numbers always have a JSON form");
        let mut tx = self.desk.store.begin().await?;
        let wallet = self.wallet_at(&mut tx, token).await?.ok_or(Ended::Refused(WalletRefused::Unknown))?;
        wallets::hold(&mut tx, &wallet.id).await?;
        let (carry,): (i64,) =
            sqlx::query_as("SELECT COUNT(*) FROM voucher_carrier WHERE wallet = $1 AND revoked_ms IS NULL AND until_ms > $2")
                .bind(&wallet.id)
                .bind(now.0)
                .fetch_one(&mut *tx)
                .await?;
        if carry >= MOST {
            return Err(Ended::Refused(WalletRefused::NotAnAmount));
        }
        sqlx::query(
            "INSERT INTO voucher_carrier (id, wallet, token_hash, token_sealed, who_sealed, per_month, until_ms, made_ms)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        )
        .bind(&id)
        .bind(&wallet.id)
        .bind(self.carrier_hash(&carrier))
        .bind(keys.seal(&format!("voucher-carrier-token:{id}"), carrier.as_str().as_bytes()))
        .bind(keys.seal(&format!("voucher-carrier:{id}"), &plain))
        .bind(new.per_month.0)
        .bind(now.plus_minutes(i64::from(new.days) * 24 * 60).0)
        .bind(now.0)
        .execute(&mut *tx)
        .await?;
        note(&mut tx, keys, &wallet.id, "carrier", &id, now).await?;
        tx.commit().await?;
        Ok(carrier)
    }

    pub(super) async fn stop_carrying(&self, token: &WalletToken, id: &str) -> Result<(), Ended<WalletRefused>> {
        let now = self.now();
        let mut tx = self.desk.store.begin().await?;
        let wallet = self.wallet_at(&mut tx, token).await?.ok_or(Ended::Refused(WalletRefused::Unknown))?;
        wallets::hold(&mut tx, &wallet.id).await?;
        let revoked =
            sqlx::query("UPDATE voucher_carrier SET revoked_ms = $3 WHERE id = $1 AND wallet = $2 AND revoked_ms IS NULL")
                .bind(id)
                .bind(&wallet.id)
                .bind(now.0)
                .execute(&mut *tx)
                .await?;
        if revoked.rows_affected() == 0 {
            return Err(Ended::Refused(WalletRefused::Unknown));
        }
        note(&mut tx, &self.desk.keys, &wallet.id, "carrier-revoked", id, now).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Empty once forgotten.
    fn carrier_masked(&self, row: &CarrierRow) -> Result<String, StoreError> {
        if row.who_sealed.is_empty() {
            return Ok(String::new());
        }
        let aad = format!("voucher-carrier:{}", row.id);
        let plain = self.desk.keys.open(&aad, &row.who_sealed).map_err(|wrong| unsealed(&wrong))?;
        let named: Named =
            serde_json::from_slice(&plain).map_err(|wrong| StoreError::Corrupt(format!("who carries: {wrong}")))?;
        Ok(mask_name(&named.name))
    }

    /// The masked name of who carried for the holder; empty once forgotten.
    pub(super) async fn carried_by(&self, db: &mut AnyConnection, id: Option<&str>) -> Result<Option<String>, StoreError> {
        let Some(id) = id else { return Ok(None) };
        bearer::carrier(db, id).await?.map(|row| self.carrier_masked(&row)).transpose()
    }

    /// Who carries for a wallet, the newest first.
    pub(super) async fn carriers(
        &self,
        db: &mut AnyConnection,
        wallet: &str,
        now: Moment,
    ) -> Result<Vec<CarrierLine>, StoreError> {
        let rows: Vec<CarrierRow> = sqlx::query_as(
            "SELECT id, wallet, who_sealed, per_month, until_ms, revoked_ms FROM voucher_carrier
             WHERE wallet = $1 ORDER BY made_ms DESC, id LIMIT 20",
        )
        .bind(wallet)
        .fetch_all(&mut *db)
        .await?;
        let mut lines = Vec::with_capacity(rows.len());
        for row in rows {
            lines.push(CarrierLine {
                name: self.carrier_masked(&row)?,
                per_month: Fen(row.per_month),
                spent_this_month: bearer::carried(db, &row.id, now).await?,
                until: Moment(row.until_ms),
                revoked: row.revoked_ms.map(Moment),
                id: row.id,
            });
        }
        Ok(lines)
    }
}
