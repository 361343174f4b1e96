//! Printed cards, for people without a phone: a code that lasts and a PIN. One good card a wallet; a new one ends the one
//! before. Five wrong PINs block it, whoever types them.

use std::sync::LazyLock;

use app::{
    ports::vouchers::{ChargeRefused, PrintedCard, WalletRefused, may_serve},
    visit::Staff,
};
use argon2::{
    Argon2,
    password_hash::{PasswordHasher as _, PasswordVerifier as _, phc::PasswordHash},
};
use domain::{ids::WalletToken, voucher::CardCode};
use tokio::sync::Semaphore;

use super::{
    Ended, Vouchers,
    bearer::Shown,
    wallets::{self, note},
};
use crate::store::{StoreError, Tx};

/// Wrong PINs until a card is blocked.
const TRIES: i64 = 5;
/// Digits of a PIN.
const DIGITS: usize = 6;
/// PINs that are checked at once: each takes 19 MiB and some milliseconds of a core.
static CHECKS: LazyLock<Semaphore> = LazyLock::new(|| Semaphore::new(4));

impl Vouchers {
    pub(super) async fn print_card(
        &self,
        token: &WalletToken,
        pin: Option<&str>,
        staff: &Staff,
    ) -> Result<PrintedCard, Ended<WalletRefused>> {
        if !may_serve(staff) {
            return Err(Ended::Refused(WalletRefused::NotAllowed));
        }
        let pin = match pin {
            Some(pin) if is_weak(pin) => return Err(Ended::Refused(WalletRefused::WeakPin)),
            Some(pin) => pin.to_owned(),
            None => new_pin(),
        };
        let hash = self.pin_hash(pin.clone()).await?;
        let (now, card) = (self.now(), rand::random::<[u8; 16]>());
        let mut tx = self.desk.store.begin().await?;
        let row = self.wallet_at(&mut tx, token).await?.ok_or(Ended::Refused(WalletRefused::Unknown))?;
        wallets::hold(&mut tx, &row.id).await?;
        sqlx::query("UPDATE voucher_card SET state = 'replaced', ended_ms = $2 WHERE wallet = $1 AND state = 'good'")
            .bind(&row.id)
            .bind(now.0)
            .execute(&mut *tx)
            .await?;
        sqlx::query("INSERT INTO voucher_card (id, wallet, pin_hash, state, made_ms) VALUES ($1, $2, $3, 'good', $4)")
            .bind(hex::encode(card))
            .bind(&row.id)
            .bind(hash)
            .bind(now.0)
            .execute(&mut *tx)
            .await?;
        note(&mut tx, &self.desk.keys, &row.id, "card", &staff.account, now).await?;
        tx.commit().await?;
        let keys = &self.desk.keys;
        let code = CardCode { district: self.rules.district.clone(), card };
        Ok(PrintedCard { text: code.sign(keys.pass_key_id(), keys.pass_signing()), pin })
    }

    pub(super) async fn lose_card(&self, token: &WalletToken, staff: Option<&Staff>) -> Result<(), Ended<WalletRefused>> {
        if staff.is_some_and(|staff| !may_serve(staff)) {
            return Err(Ended::Refused(WalletRefused::NotAllowed));
        }
        let now = self.now();
        let mut tx = self.desk.store.begin().await?;
        let row = self.wallet_at(&mut tx, token).await?.ok_or(Ended::Refused(WalletRefused::Unknown))?;
        wallets::hold(&mut tx, &row.id).await?;
        let blocked =
            sqlx::query("UPDATE voucher_card SET state = 'blocked', ended_ms = $2 WHERE wallet = $1 AND state = 'good'")
                .bind(&row.id)
                .bind(now.0)
                .execute(&mut *tx)
                .await?;
        if blocked.rows_affected() == 0 {
            return Err(Ended::Refused(WalletRefused::Unknown));
        }
        note(&mut tx, &self.desk.keys, &row.id, "card-lost", staff.map_or("holder", |staff| &staff.account), now).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Whether a PIN fits a card's hash.
    pub(super) async fn pin_fits(&self, hash: String, pin: String) -> bool {
        let Ok(_turn) = CHECKS.acquire().await else { return false };
        let fits =
            move || PasswordHash::new(&hash).is_ok_and(|hash| Argon2::default().verify_password(pin.as_bytes(), &hash).is_ok());
        tokio::task::spawn_blocking(fits).await.unwrap_or(false)
    }

    async fn pin_hash(&self, pin: String) -> Result<String, StoreError> {
        let salt: [u8; 16] = rand::random();
        let made =
            move || Argon2::default().hash_password_with_salt(pin.as_bytes(), &salt).map(|hash: PasswordHash| hash.to_string());
        let failed = |wrong: &dyn std::fmt::Display| StoreError::Corrupt(format!("a PIN could not be hashed: {wrong}"));
        tokio::task::spawn_blocking(made).await.map_err(|wrong| failed(&wrong))?.map_err(|wrong| failed(&wrong))
    }
}

/// A card at a till: its wallet is held, the try is counted. However many try at once, five wrong PINs are heard and no more.
pub(super) async fn present(tx: &mut Tx, card: &str, pin_fits: bool) -> Result<Result<Shown, ChargeRefused>, StoreError> {
    let row: Option<(String,)> =
        sqlx::query_as("SELECT wallet FROM voucher_card WHERE id = $1").bind(card).fetch_optional(&mut **tx).await?;
    let Some((wallet,)) = row else { return Ok(Err(ChargeRefused::Unknown)) };
    let Some(wallet) = wallets::hold(tx, &wallet).await? else { return Ok(Err(ChargeRefused::Unknown)) };
    let (state, wrong): (String, i64) =
        sqlx::query_as("SELECT state, wrong_pins FROM voucher_card WHERE id = $1").bind(card).fetch_one(&mut **tx).await?;
    match state.as_str() {
        "good" => {}
        "replaced" => return Ok(Err(ChargeRefused::CardReplaced)),
        _ => return Ok(Err(ChargeRefused::CardBlocked)),
    }
    let wrong = if pin_fits { 0 } else { wrong + 1 };
    sqlx::query("UPDATE voucher_card SET wrong_pins = $2, state = $3 WHERE id = $1")
        .bind(card)
        .bind(wrong)
        .bind(if wrong >= TRIES { "blocked" } else { "good" })
        .execute(&mut **tx)
        .await?;
    if pin_fits {
        return Ok(Ok(Shown { wallet, bearer: card.to_owned(), counter: None, carrier: None }));
    }
    let left = u8::try_from(TRIES - wrong).unwrap_or(0);
    Ok(Err(if left == 0 { ChargeRefused::CardBlocked } else { ChargeRefused::WrongPin(left) }))
}

/// Six digits that are not the first that anybody tries.
fn new_pin() -> String {
    loop {
        let pin = format!("{:06}", rand::random::<u32>() % 1_000_000);
        if !is_weak(&pin) {
            return pin;
        }
    }
}

/// Not six digits, all the same, or in a row up or down.
fn is_weak(pin: &str) -> bool {
    let digits = pin.as_bytes();
    let steps: Vec<i16> = digits.windows(2).map(|two| i16::from(two[1]) - i16::from(two[0])).collect();
    let even = |step: i16| steps.iter().all(|one| *one == step);
    digits.len() != DIGITS || !digits.iter().all(u8::is_ascii_digit) || even(0) || even(1) || even(-1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_pins_that_anybody_tries_are_refused() {
        for weak in ["", "12345", "1234567", "111111", "123456", "654321", "12345a", "１２３４５６"] {
            assert!(is_weak(weak), "{weak}");
        }
        assert!(!is_weak("314159") && !is_weak(&new_pin()));
    }
}
