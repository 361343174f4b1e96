//! What a means check found otherwise than the application says: kept sealed, shown to the resident, who may object. An answer
//! after an objection takes the place of what was found before.

use domain::{ids::CaseRef, time::Moment};

use super::Difference;
use crate::{
    keys::Keyring,
    store::{Store, StoreError, Tx},
};

/// A difference that stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// When the check answered.
    pub at: Moment,
    /// What it found.
    pub what: Difference,
    /// When the resident objected.
    pub objected: Option<Moment>,
}

/// Keeps the differences of one answer.
pub async fn keep(
    tx: &mut Tx,
    keys: &Keyring,
    reference: &CaseRef,
    news_id: &str,
    at: Moment,
    differences: &[Difference],
) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE case_difference SET settled_ms = $1 WHERE reference = $2 AND objected_ms IS NOT NULL AND settled_ms IS NULL",
    )
    .bind(at.0)
    .bind(reference.as_str())
    .execute(&mut **tx)
    .await?;
    for (ordinal, difference) in (0_i64..).zip(differences) {
        let plain = serde_json::to_vec(difference).expect("texts always have a JSON form");
        sqlx::query("INSERT INTO case_difference (reference, news_id, ordinal, at_ms, sealed) VALUES ($1, $2, $3, $4, $5)")
            .bind(reference.as_str())
            .bind(news_id)
            .bind(ordinal)
            .bind(at.0)
            .bind(keys.seal(&sealed_for(reference), &plain))
            .execute(&mut **tx)
            .await?;
    }
    Ok(())
}

/// The resident objects to what stands. False: nothing stands, or it was objected to already.
pub async fn object(tx: &mut Tx, reference: &CaseRef, now: Moment) -> Result<bool, StoreError> {
    let objected = sqlx::query(
        "UPDATE case_difference SET objected_ms = $1 WHERE reference = $2 AND objected_ms IS NULL AND settled_ms IS NULL",
    )
    .bind(now.0)
    .bind(reference.as_str())
    .execute(&mut **tx)
    .await?;
    Ok(objected.rows_affected() > 0)
}

/// What the sources say otherwise and stands, the oldest first.
pub async fn open(store: &Store, keys: &Keyring, reference: &CaseRef) -> Result<Vec<Kept>, StoreError> {
    let rows: Vec<(i64, String, Option<i64>)> = sqlx::query_as(
        "SELECT at_ms, sealed, objected_ms FROM case_difference WHERE reference = $1 AND settled_ms IS NULL
         ORDER BY at_ms, news_id, ordinal",
    )
    .bind(reference.as_str())
    .fetch_all(store.reads())
    .await?;
    rows.into_iter()
        .map(|(at, sealed, objected)| {
            let corrupt = |_| StoreError::Corrupt(format!("a difference of {} that does not open", reference.as_str()));
            let plain = keys.open(&sealed_for(reference), &sealed).map_err(|wrong| corrupt(wrong.to_string()))?;
            let what = serde_json::from_slice(&plain).map_err(|wrong| corrupt(wrong.to_string()))?;
            Ok(Kept { at: Moment(at), what, objected: objected.map(Moment) })
        })
        .collect()
}

fn sealed_for(reference: &CaseRef) -> String {
    format!("difference:{}", reference.as_str())
}
