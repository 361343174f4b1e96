//! What a means check found otherwise than the application says: kept sealed, shown to the resident, who may object.

use domain::{ids::CaseRef, time::Moment};

use super::Difference;
use crate::{
    keys::Keyring,
    store::{Store, StoreError, Tx},
};

/// Keeps the differences of one answer.
pub(super) async fn keep(
    tx: &mut Tx,
    keys: &Keyring,
    reference: &CaseRef,
    news_id: &str,
    at: Moment,
    differences: &[Difference],
) -> Result<(), StoreError> {
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

/// Everything the sources said otherwise, the oldest first, with when they said it.
pub async fn of(store: &Store, keys: &Keyring, reference: &CaseRef) -> Result<Vec<(Moment, Difference)>, StoreError> {
    let rows: Vec<(i64, String)> =
        sqlx::query_as("SELECT at_ms, sealed FROM case_difference WHERE reference = $1 ORDER BY at_ms, news_id, ordinal")
            .bind(reference.as_str())
            .fetch_all(store.reads())
            .await?;
    rows.into_iter()
        .map(|(at, sealed)| {
            let corrupt = |_| StoreError::Corrupt(format!("a difference of {} that does not open", reference.as_str()));
            let plain = keys.open(&sealed_for(reference), &sealed).map_err(|wrong| corrupt(wrong.to_string()))?;
            Ok((Moment(at), serde_json::from_slice(&plain).map_err(|wrong| corrupt(wrong.to_string()))?))
        })
        .collect()
}

fn sealed_for(reference: &CaseRef) -> String {
    format!("difference:{}", reference.as_str())
}
