//! What was said of cases that cannot be true of them, newest first. Neither the department's words nor the resident's are here.

use app::ports::OddNews;
use domain::{case::CaseEvent, time::Moment};
use sqlx::Row as _;

use crate::{
    desk::ended::unsealed,
    keys::Keyring,
    store::{Store, StoreError},
};

/// Lines on a page.
const LINES: i64 = 100;

/// The latest; those of cases that were forgotten are forgotten too.
pub(super) async fn latest(store: &Store, keys: &Keyring) -> Result<Vec<OddNews>, StoreError> {
    sqlx::query(
        "SELECT case_event.id, case_event.reference, case_event.heard_ms, case_event.at_ms, case_event.sealed,
            case_file.department, case_file.stage
         FROM case_event JOIN case_file ON case_file.reference = case_event.reference
         WHERE case_event.outcome = 'impossible' AND case_event.sealed <> ''
         ORDER BY case_event.heard_ms DESC, case_event.id LIMIT $1",
    )
    .bind(LINES)
    .fetch_all(store.reads())
    .await?
    .iter()
    .map(|row| {
        let (id, sealed): (String, String) = (row.try_get("id")?, row.try_get("sealed")?);
        let plain = keys.open(&format!("case-event:{id}"), &sealed).map_err(|wrong| unsealed(&wrong))?;
        let said: CaseEvent =
            serde_json::from_slice(&plain).map_err(|_| StoreError::Corrupt("news of a case that cannot be read".to_owned()))?;
        Ok(OddNews {
            reference: row.try_get("reference")?,
            department: row.try_get::<Option<String>, _>("department")?.unwrap_or_default(),
            said: said.code().to_owned(),
            happened: Moment(row.try_get("at_ms")?),
            heard: Moment(row.try_get("heard_ms")?),
            stage: row.try_get("stage")?,
        })
    })
    .collect()
}
