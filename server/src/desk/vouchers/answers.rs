//! What tills were answered, by their own key. The row of a key is written first and by one request only, in the transaction of
//! the act itself: whoever asks again, at the same moment or days later, reads the answer of the first. A row stays for as
//! long as its matter is open, and thirty days at least.

use app::ports::vouchers::{ChargeAnswer, ChargeRefused, Settled, TillRefused};
use domain::{ids::ChargeRef, time::Moment, voucher::Line};
use serde::{Deserialize, Serialize};
use sqlx::AnyConnection;

use super::Vouchers;
use crate::store::{StoreError, Tx};

/// How long an answer is kept at least.
pub(super) const KEEP_DAYS: i64 = 30;

/// An answer as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Stored {
    /// To a purchase.
    Charge(ChargeAnswer),
    /// To a redemption from a queue.
    Settled(Settled),
}

impl Stored {
    /// As the answer to a purchase.
    pub(super) fn as_charge(&self) -> ChargeAnswer {
        match self {
            Self::Charge(answer) => answer.clone(),
            Self::Settled(Settled::Paid(receipt)) => ChargeAnswer::Paid(receipt.clone()),
            Self::Settled(Settled::Conflict { why, .. }) => ChargeAnswer::Refused(ChargeRefused::NotSettled(why.clone())),
            Self::Settled(Settled::KeyReused | Settled::OtherStore) => ChargeAnswer::Refused(ChargeRefused::CodeUsed),
        }
    }
}

/// One request of a till.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub(super) till: String,
    pub(super) key: String,
    /// Keyed digest of what is asked: a PIN is in it.
    pub(super) digest: String,
}

/// What is known of a request.
pub(super) enum Known {
    /// It is new: this transaction has its row and must write the answer.
    New,
    /// It was answered.
    Answered(Stored),
    /// The key asked for something else before.
    Other,
}

impl Vouchers {
    /// A request by its till's key.
    pub(super) fn asked(&self, till: &str, key: &str, scanned: &str, pin: &str, lines: &[Line]) -> Result<Asked, TillRefused> {
        let good = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
        if !(16..=64).contains(&key.len()) || !key.bytes().all(good) {
            return Err(TillRefused::NotAKey);
        }
        let lines = serde_json::to_string(lines).expect("numbers and words always have a JSON form");
        // Scanners differ in capitals and spaces: the same code read again is the same request.
        let scanned = scanned.trim().to_ascii_uppercase();
        let digest = self.desk.keys.index("voucher-asked", &format!("{scanned}\n{pin}\n{lines}"));
        Ok(Asked { till: till.to_owned(), key: key.to_owned(), digest })
    }
}

/// Takes the request's row, or finds what was answered.
pub(super) async fn take(tx: &mut Tx, asked: &Asked, now: Moment) -> Result<Known, StoreError> {
    let written = sqlx::query(
        "INSERT INTO voucher_answer (till, key, asked, answer, at_ms) VALUES ($1, $2, $3, '', $4) ON CONFLICT (till, key) DO NOTHING",
    )
    .bind(&asked.till)
    .bind(&asked.key)
    .bind(&asked.digest)
    .bind(now.0)
    .execute(&mut **tx)
    .await?;
    if written.rows_affected() == 1 {
        return Ok(Known::New);
    }
    known(tx, asked).await.map(|known| known.unwrap_or(Known::Other))
}

/// What was answered; `None` for a key that never came.
pub(super) async fn known(db: &mut AnyConnection, asked: &Asked) -> Result<Option<Known>, StoreError> {
    let row: Option<(String, String)> = sqlx::query_as("SELECT asked, answer FROM voucher_answer WHERE till = $1 AND key = $2")
        .bind(&asked.till)
        .bind(&asked.key)
        .fetch_optional(db)
        .await?;
    let Some((digest, answer)) = row else { return Ok(None) };
    Ok(Some(match (digest == asked.digest, answer.as_str()) {
        (false, _) => Known::Other,
        // Our own row, which this transaction has not answered yet: nobody else sees it so.
        (true, "") => Known::New,
        (true, answer) => Known::Answered(read(answer)?),
    }))
}

/// What a key was answered, whatever it asked.
pub(super) async fn of_key(
    db: &mut AnyConnection,
    till: &str,
    key: &str,
) -> Result<Option<(Option<ChargeRef>, Stored)>, StoreError> {
    let row: Option<(Option<String>, String)> =
        sqlx::query_as("SELECT charge, answer FROM voucher_answer WHERE till = $1 AND key = $2")
            .bind(till)
            .bind(key)
            .fetch_optional(db)
            .await?;
    row.map(|(charge, answer)| Ok((charge.and_then(|text| ChargeRef::parse(&text)), read(&answer)?))).transpose()
}

/// The latest request that a till made with a connection, by its key; what it settled from its queue is none.
pub(super) async fn latest(db: &mut AnyConnection, till: &str) -> Result<Option<(String, Stored, Moment)>, StoreError> {
    let row: Option<(String, String, i64)> = sqlx::query_as(
        "SELECT a.key, a.answer, a.at_ms FROM voucher_answer a LEFT JOIN voucher_charge c ON c.id = a.charge
         WHERE a.till = $1 AND (c.offline IS NULL OR c.offline = 0) ORDER BY a.at_ms DESC, a.key LIMIT 1",
    )
    .bind(till)
    .fetch_optional(db)
    .await?;
    row.map(|(key, answer, at)| Ok((key, read(&answer)?, Moment(at)))).transpose()
}

/// Writes the answer into the request's row.
pub(super) async fn write(tx: &mut Tx, asked: &Asked, charge: Option<&ChargeRef>, answer: &Stored) -> Result<(), StoreError> {
    sqlx::query("UPDATE voucher_answer SET charge = $3, answer = $4 WHERE till = $1 AND key = $2")
        .bind(&asked.till)
        .bind(&asked.key)
        .bind(charge.map(|charge| charge.as_str().to_owned()))
        .bind(json(answer))
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// What waited has become something: whoever asks again hears that.
pub(super) async fn became(tx: &mut Tx, charge: &ChargeRef, answer: &ChargeAnswer) -> Result<(), StoreError> {
    sqlx::query("UPDATE voucher_answer SET answer = $2 WHERE charge = $1")
        .bind(charge.as_str())
        .bind(json(&Stored::Charge(answer.clone())))
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// What a charge's till was answered.
pub(super) async fn of_charge(db: &mut AnyConnection, charge: &ChargeRef) -> Result<Option<Stored>, StoreError> {
    let row: Option<(String,)> =
        sqlx::query_as("SELECT answer FROM voucher_answer WHERE charge = $1").bind(charge.as_str()).fetch_optional(db).await?;
    row.map(|(answer,)| read(&answer)).transpose()
}

/// Forgets answers whose matter is closed.
pub(super) async fn forget(tx: &mut Tx, now: Moment) -> Result<(), StoreError> {
    sqlx::query(
        "DELETE FROM voucher_answer WHERE at_ms < $1
         AND NOT EXISTS (SELECT 1 FROM voucher_charge c WHERE c.id = voucher_answer.charge AND c.state = 'waiting')",
    )
    .bind(now.plus_minutes(-KEEP_DAYS * 24 * 60).0)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

fn json(answer: &Stored) -> String {
    serde_json::to_string(answer).expect("numbers and words always have a JSON form")
}

fn read(answer: &str) -> Result<Stored, StoreError> {
    serde_json::from_str(answer).map_err(|wrong| StoreError::Corrupt(format!("a till's answer: {wrong}")))
}
