//! Who shows a code: the holder, somebody who carries for them, or a printed card with its PIN. What a scan proves is judged
//! before the transaction (signatures and PINs take time that others should not wait for), what the store says of it within.

use app::ports::vouchers::{ChargeRefused, Scan};
use domain::{
    time::Moment,
    voucher::{CardCode, CodeRefusal, Fen, WalletCode, month_span},
};
use sqlx::AnyConnection;

use super::{
    Vouchers, cards,
    wallets::{self, WalletRow},
};
use crate::store::{StoreError, Tx};

/// What a scan proves by itself.
#[derive(Clone, Debug)]
pub(super) enum Scanned {
    Code(WalletCode),
    Card {
        id: String,
        pin_fits: bool,
    },
    Bad(CodeRefusal),
    /// No such card.
    Unknown,
}

/// Who shows it, with their wallet held until the transaction ends.
#[derive(Clone, Debug)]
pub(super) struct Shown {
    pub(super) wallet: WalletRow,
    /// The wallet, carrier or card whose code it is.
    pub(super) bearer: String,
    /// Of the code; a card has none.
    pub(super) counter: Option<i64>,
    pub(super) carrier: Option<CarrierRow>,
}

/// Somebody who carries.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(super) struct CarrierRow {
    pub(super) id: String,
    pub(super) wallet: String,
    pub(super) who_sealed: String,
    pub(super) per_month: i64,
    pub(super) until_ms: i64,
    pub(super) revoked_ms: Option<i64>,
}

impl Vouchers {
    /// Judges a scan, without the store's word on wallets: signature, age, purpose, district; a card's PIN.
    pub(super) async fn judge(&self, scan: &Scan, at: Moment) -> Result<Scanned, StoreError> {
        let (keys, district) = (self.desk.keys.pass_keys(), self.rules.district.as_str());
        if !CardCode::claimed_by(&scan.text) {
            return Ok(match WalletCode::read(&scan.text, keys, district, at, self.rules.code) {
                Ok(code) => Scanned::Code(code),
                Err(refusal) => Scanned::Bad(refusal),
            });
        }
        let card = match CardCode::read(&scan.text, keys, district) {
            Ok(card) => card.card_text(),
            Err(refusal) => return Ok(Scanned::Bad(refusal)),
        };
        let row: Option<(String,)> = sqlx::query_as("SELECT pin_hash FROM voucher_card WHERE id = $1")
            .bind(&card)
            .fetch_optional(self.desk.store.reads())
            .await?;
        let Some((hash,)) = row else { return Ok(Scanned::Unknown) };
        let pin_fits = self.pin_fits(hash, scan.pin.clone().unwrap_or_default()).await;
        Ok(Scanned::Card { id: card, pin_fits })
    }

    /// Whose scan it is, and whether they may spend. Takes hold of the wallet.
    pub(super) async fn shown(
        &self,
        tx: &mut Tx,
        scanned: &Scanned,
        at: Moment,
    ) -> Result<Result<Shown, ChargeRefused>, StoreError> {
        let shown = match scanned {
            Scanned::Bad(refusal) => return Ok(Err(ChargeRefused::Code(*refusal))),
            Scanned::Unknown => return Ok(Err(ChargeRefused::Unknown)),
            Scanned::Code(code) => self.of_code(tx, code, at).await?,
            Scanned::Card { id, pin_fits } => cards::present(tx, id, *pin_fits).await?,
        };
        Ok(shown.and_then(|shown| match shown.wallet.blocked_ms {
            Some(blocked) if blocked <= at.0 => Err(ChargeRefused::Blocked),
            _ => Ok(shown),
        }))
    }

    async fn of_code(&self, tx: &mut Tx, code: &WalletCode, at: Moment) -> Result<Result<Shown, ChargeRefused>, StoreError> {
        let bearer = code.wallet_text();
        let counter = i64::try_from(code.counter).unwrap_or(i64::MAX);
        let held = match wallets::hold(tx, &bearer).await? {
            Some(wallet) => Ok(Shown { wallet, bearer, counter: Some(counter), carrier: None }),
            None => {
                let Some(carrier) = carrier(tx, &bearer).await? else { return Ok(Err(ChargeRefused::Unknown)) };
                let Some(wallet) = wallets::hold(tx, &carrier.wallet).await? else { return Ok(Err(ChargeRefused::Unknown)) };
                // Read again: it may have been taken back while somebody else held the wallet.
                let Some(carrier) = self::carrier(tx, &bearer).await? else { return Ok(Err(ChargeRefused::Unknown)) };
                if carrier.until_ms <= at.0 || carrier.revoked_ms.is_some_and(|revoked| revoked <= at.0) {
                    return Ok(Err(ChargeRefused::CarrierEnded));
                }
                Ok(Shown { wallet, bearer, counter: Some(counter), carrier: Some(carrier) })
            }
        };
        Ok(held)
    }
}

impl Shown {
    /// Whether this very code was used.
    pub(super) async fn code_used(&self, tx: &mut Tx) -> Result<bool, StoreError> {
        let Some(counter) = self.counter else { return Ok(false) };
        let row: Option<(i64,)> = sqlx::query_as(
            "SELECT CAST(1 AS BIGINT) FROM voucher_charge WHERE bearer = $1 AND counter = $2 AND state <> 'conflict'",
        )
        .bind(&self.bearer)
        .bind(counter)
        .fetch_optional(&mut **tx)
        .await?;
        Ok(row.is_some())
    }

    /// What somebody who carries may still spend in the month of `at`; `None` for the holder.
    pub(super) async fn carrier_left(&self, db: &mut AnyConnection, at: Moment) -> Result<Option<Fen>, StoreError> {
        match &self.carrier {
            Some(carrier) => Ok(Some((Fen(carrier.per_month) - carried(db, &carrier.id, at).await?).or_nothing())),
            None => Ok(None),
        }
    }
}

/// Somebody who carries, by the name in their codes.
pub(super) async fn carrier(db: &mut AnyConnection, id: &str) -> Result<Option<CarrierRow>, StoreError> {
    Ok(sqlx::query_as("SELECT id, wallet, who_sealed, per_month, until_ms, revoked_ms FROM voucher_carrier WHERE id = $1")
        .bind(id)
        .fetch_optional(db)
        .await?)
}

/// What somebody who carries has spent in the month of `at`, with what waits for the holder's word.
pub(super) async fn carried(db: &mut AnyConnection, carrier: &str, at: Moment) -> Result<Fen, StoreError> {
    let (from, until) = month_span(at);
    let (fen,): (i64,) = sqlx::query_as(
        "SELECT COALESCE(CAST(SUM(fen - returned) AS BIGINT), 0) FROM voucher_charge
         WHERE carrier = $1 AND taken_ms >= $2 AND taken_ms < $3 AND state IN ('waiting', 'done')",
    )
    .bind(carrier)
    .bind(from.0)
    .bind(until.0)
    .fetch_one(db)
    .await?;
    Ok(Fen(fen))
}
