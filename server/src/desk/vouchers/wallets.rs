//! The table of wallets: one a person, found by their document, by its address or by the name in its codes. Whatever names the
//! person is sealed.

use domain::{
    identity::{Document, Phone, mask_name},
    ids::WalletToken,
    time::Moment,
};
use serde::{Deserialize, Serialize};
use sqlx::AnyConnection;

use app::{
    ports::vouchers::{Grantee, WalletRefused, may_serve},
    visit::Staff,
};

use super::{Ended, Vouchers};
use crate::{
    desk::{ended::unsealed, residents},
    keys::Keyring,
    store::{StoreError, Tx},
};

/// Who holds a wallet, as it is sealed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Holder {
    pub(super) name: String,
    pub(super) document: Document,
    pub(super) phone: Option<Phone>,
}

/// A wallet's row.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(super) struct WalletRow {
    /// In hexadecimal, as codes name it.
    pub(super) id: String,
    token_sealed: String,
    pub(super) household_index: Option<String>,
    holder_sealed: String,
    pub(super) blocked_ms: Option<i64>,
}

const COLUMNS: &str = "id, token_sealed, household_index, holder_sealed, blocked_ms";

impl WalletRow {
    pub(super) fn token(&self, keys: &Keyring) -> Result<WalletToken, StoreError> {
        keys.open_text(&token_of(&self.id), &self.token_sealed).map(WalletToken).map_err(|wrong| unsealed(&wrong))
    }

    /// `None` once forgotten.
    pub(super) fn holder(&self, keys: &Keyring) -> Result<Option<Holder>, StoreError> {
        if self.holder_sealed.is_empty() {
            return Ok(None);
        }
        let plain = keys.open(&holder_of(&self.id), &self.holder_sealed).map_err(|wrong| unsealed(&wrong))?;
        serde_json::from_slice(&plain).map(Some).map_err(|wrong| StoreError::Corrupt(format!("a wallet's holder: {wrong}")))
    }

    pub(super) fn masked(&self, keys: &Keyring) -> Result<String, StoreError> {
        Ok(self.holder(keys)?.map_or_else(String::new, |holder| mask_name(&holder.name)))
    }
}

fn holder_of(id: &str) -> String {
    format!("voucher-wallet:{id}")
}

fn token_of(id: &str) -> String {
    format!("voucher-wallet-token:{id}")
}

fn key_of(staff: &Staff) -> String {
    format!("voucher-wallet-of-staff:{}", staff.account)
}

impl Vouchers {
    /// What finds an address again.
    pub(super) fn wallet_hash(&self, token: &WalletToken) -> String {
        self.desk.keys.index("voucher-wallet", token.as_str())
    }

    pub(super) fn person_index(&self, document: &Document) -> String {
        residents::document_index(&self.desk.keys, document)
    }

    pub(super) fn household_index(&self, household: &str) -> String {
        self.desk.keys.index("voucher-household", household.trim())
    }

    /// The wallet of a person, made where there is none, and held until the transaction ends. What is known of them is brought
    /// up to date.
    pub(super) async fn wallet_for(&self, tx: &mut Tx, to: &Grantee, now: Moment) -> Result<WalletRow, StoreError> {
        let keys = &self.desk.keys;
        let person = self.person_index(&to.document);
        let (id, token) = (hex::encode(rand::random::<[u8; 16]>()), WalletToken(keys.token()));
        sqlx::query(
            "INSERT INTO voucher_wallet (id, token_hash, token_sealed, person_index, holder_sealed, created_ms)
             VALUES ($1, $2, $3, $4, '', $5) ON CONFLICT (person_index) DO NOTHING",
        )
        .bind(&id)
        .bind(self.wallet_hash(&token))
        .bind(keys.seal(&token_of(&id), token.as_str().as_bytes()))
        .bind(&person)
        .bind(now.0)
        .execute(&mut **tx)
        .await?;
        let text = format!("UPDATE voucher_wallet SET version = version + 1 WHERE person_index = $1 RETURNING {COLUMNS}");
        let mut row: WalletRow = sqlx::query_as(sqlx::AssertSqlSafe(text)).bind(&person).fetch_one(&mut **tx).await?;
        let before = row.holder(keys)?;
        let holder = Holder {
            name: to.name.as_str().to_owned(),
            document: to.document.clone(),
            // A list without telephones does not take away the one that is known.
            phone: to.phone.clone().or_else(|| before.and_then(|holder| holder.phone)),
        };
        let plain = serde_json::to_vec(&holder).expect("names and numbers always have a JSON form");
        row.holder_sealed = keys.seal(&holder_of(&row.id), &plain);
        row.household_index = to.household.as_deref().map(|household| self.household_index(household)).or(row.household_index);
        sqlx::query("UPDATE voucher_wallet SET holder_sealed = $1, household_index = $2 WHERE id = $3")
            .bind(&row.holder_sealed)
            .bind(&row.household_index)
            .bind(&row.id)
            .execute(&mut **tx)
            .await?;
        Ok(row)
    }

    /// The wallet at an address.
    pub(super) async fn wallet_at(&self, db: &mut AnyConnection, token: &WalletToken) -> Result<Option<WalletRow>, StoreError> {
        let text = format!("SELECT {COLUMNS} FROM voucher_wallet WHERE token_hash = $1");
        Ok(sqlx::query_as(sqlx::AssertSqlSafe(text)).bind(self.wallet_hash(token)).fetch_optional(db).await?)
    }

    /// The wallet of this name.
    pub(super) async fn wallet_named(&self, db: &mut AnyConnection, id: &str) -> Result<Option<WalletRow>, StoreError> {
        let text = format!("SELECT {COLUMNS} FROM voucher_wallet WHERE id = $1");
        Ok(sqlx::query_as(sqlx::AssertSqlSafe(text)).bind(id).fetch_optional(db).await?)
    }

    /// The wallet of a person.
    pub(super) async fn wallet_of_person(&self, db: &mut AnyConnection, person: &str) -> Result<Option<WalletRow>, StoreError> {
        let text = format!("SELECT {COLUMNS} FROM voucher_wallet WHERE person_index = $1");
        Ok(sqlx::query_as(sqlx::AssertSqlSafe(text)).bind(person).fetch_optional(db).await?)
    }

    /// The wallet of somebody whom staff grant something, and with their telephone a way to it. What an applicant typed is their own
    /// word alone: it opens nothing.
    pub(super) async fn wallet_of_listed(&self, tx: &mut Tx, to: &Grantee, now: Moment) -> Result<WalletRow, StoreError> {
        let row = self.wallet_for(tx, to, now).await?;
        if let Some(phone) = &to.phone {
            residents::make_reachable(tx, &self.desk.keys, (&to.name, &to.document, phone), now).await?;
        }
        Ok(row)
    }

    /// The address of a person's wallet; that staff looked for it is kept.
    pub(super) async fn find(&self, document: &Document, staff: &Staff) -> Result<Option<WalletToken>, Ended<WalletRefused>> {
        if !may_serve(staff) {
            return Err(Ended::Refused(WalletRefused::NotAllowed));
        }
        let keys = &self.desk.keys;
        let mut tx = self.desk.store.begin().await?;
        let Some(row) = self.wallet_of_person(&mut tx, &self.person_index(document)).await? else { return Ok(None) };
        note(&mut tx, keys, &row.id, "find", &staff.account, self.now()).await?;
        tx.commit().await?;
        Ok(Some(row.token(keys)?))
    }

    /// Blocks a wallet, or opens it again. Returns its address: blocked, it has another, and nobody carries any more. Whoever
    /// has a lost phone has every address on it.
    pub(super) async fn block(
        &self,
        token: &WalletToken,
        blocked: bool,
        staff: &Staff,
    ) -> Result<WalletToken, Ended<WalletRefused>> {
        if !may_serve(staff) {
            return Err(Ended::Refused(WalletRefused::NotAllowed));
        }
        let (now, keys) = (self.now(), &self.desk.keys);
        let mut tx = self.desk.store.begin().await?;
        let row = self.wallet_at(&mut tx, token).await?.ok_or(Ended::Refused(WalletRefused::Unknown))?;
        hold(&mut tx, &row.id).await?;
        sqlx::query("UPDATE voucher_wallet SET blocked_ms = $2 WHERE id = $1")
            .bind(&row.id)
            .bind(blocked.then_some(now.0))
            .execute(&mut *tx)
            .await?;
        let address = if blocked { self.move_address(&mut tx, &row.id, now).await? } else { token.clone() };
        note(&mut tx, keys, &row.id, if blocked { "block" } else { "open" }, &staff.account, now).await?;
        tx.commit().await?;
        Ok(address)
    }

    /// Gives a wallet that is held another address; the links of those who carry end with the old one.
    async fn move_address(&self, tx: &mut Tx, id: &str, now: Moment) -> Result<WalletToken, StoreError> {
        let keys = &self.desk.keys;
        let token = WalletToken(keys.token());
        sqlx::query("UPDATE voucher_wallet SET token_hash = $2, token_sealed = $3 WHERE id = $1")
            .bind(id)
            .bind(self.wallet_hash(&token))
            .bind(keys.seal(&token_of(id), token.as_str().as_bytes()))
            .execute(&mut **tx)
            .await?;
        sqlx::query("UPDATE voucher_carrier SET revoked_ms = $2 WHERE wallet = $1 AND revoked_ms IS NULL")
            .bind(id)
            .bind(now.0)
            .execute(&mut **tx)
            .await?;
        Ok(token)
    }

    /// What a form of staff says instead of an address: sealed, for this account alone.
    pub(super) fn key_for(&self, token: &WalletToken, staff: &Staff) -> String {
        self.desk.keys.seal(&key_of(staff), token.as_str().as_bytes())
    }

    /// The address behind [`Self::key_for`].
    pub(super) fn behind_key(&self, key: &str, staff: &Staff) -> Option<WalletToken> {
        self.desk.keys.open_text(&key_of(staff), key).ok().map(WalletToken)
    }

    /// The address of a signed-in resident's wallet.
    pub(super) async fn wallet_of_resident(&self, resident: &str) -> Result<Option<WalletToken>, StoreError> {
        let row: Option<(Option<String>,)> = sqlx::query_as("SELECT document_index FROM resident WHERE id = $1")
            .bind(resident)
            .fetch_optional(self.desk.store.reads())
            .await?;
        let Some((Some(person),)) = row else { return Ok(None) };
        let mut db = self.desk.store.reads().acquire().await?;
        let row = self.wallet_of_person(&mut db, &person).await?;
        row.map(|row| row.token(&self.desk.keys)).transpose()
    }
}

/// Takes hold of a wallet until the transaction ends: acts on one wallet come one after the other. `None`: there is none.
pub(super) async fn hold(tx: &mut Tx, wallet: &str) -> Result<Option<WalletRow>, StoreError> {
    let text = format!("UPDATE voucher_wallet SET version = version + 1 WHERE id = $1 RETURNING {COLUMNS}");
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(text)).bind(wallet).fetch_optional(&mut **tx).await?)
}

/// Keeps who did what to a wallet.
pub(super) async fn note(
    tx: &mut Tx,
    keys: &Keyring,
    wallet: &str,
    act: &'static str,
    actor: &str,
    now: Moment,
) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO voucher_audit (id, at_ms, wallet, act, actor) VALUES ($1, $2, $3, $4, $5)")
        .bind(keys.token())
        .bind(now.0)
        .bind(wallet)
        .bind(act)
        .bind(actor)
        .execute(&mut **tx)
        .await?;
    Ok(())
}
