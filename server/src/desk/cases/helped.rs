//! What a helper helps with: drafts that they fill in and cases that they follow, and the residents on the other side, who find
//! their cases by their own document.

use app::ports::cases::{HelpedAt, HelpedLine};
use domain::{form::answers, identity::mask_name};
use sqlx::Row as _;

use super::{
    Cases,
    help::{HELP, help_of},
    rows::{self, CaseKey},
};
use crate::{
    gateway::ApplicantBody,
    store::{StoreError, Tx},
};

/// The latest that are listed.
const LATEST: i64 = 100;

impl Cases {
    /// What somebody helps with, by their keyed hash; with `drafts` also what is not sent yet. What a resident ended is not
    /// among it.
    pub(super) async fn helped(&self, index: &str, drafts: bool) -> Result<Vec<HelpedLine>, StoreError> {
        let (now, reads, keys) = (self.now(), self.desk.store.reads(), &self.desk.keys);
        let text = format!(
            "SELECT {HELP}, case_help.reference FROM case_help JOIN draft ON draft.id = case_help.draft_id
             WHERE helper_index = $1 AND case_help.ended_ms IS NULL ORDER BY draft.begun_ms DESC, draft.id LIMIT $2"
        );
        let found = sqlx::query(sqlx::AssertSqlSafe(text)).bind(index).bind(LATEST).fetch_all(reads).await?;
        let mut lines = Vec::new();
        for row in found {
            let help = help_of(keys, &row)?;
            let agreed = help.given.is_some();
            let reference = row.try_get::<Option<String>, _>("reference")?.map(|text| rows::reference(&text)).transpose()?;
            let (service, begun, typed, at) = match (reference, help.token) {
                (Some(reference), Some(token)) => {
                    let Some(case) = rows::case(reads, keys, CaseKey::Reference(&reference)).await? else { continue };
                    let typed = self.version(reads, &case.reference, case.version).await?.typed;
                    let stage = case.progress.stage();
                    (case.service, case.progress.begun(), typed, HelpedAt::Case(token, reference, stage))
                }
                _ => {
                    let Some(draft) = rows::draft(reads, keys, &row.try_get::<String, _>("draft_id")?).await? else { continue };
                    if !drafts || !draft.is_live(now) {
                        continue;
                    }
                    (draft.service, draft.begun, draft.typed, HelpedAt::Draft(draft.token))
                }
            };
            let name_masked = mask_name(&ApplicantBody::of(&answers(&self.form(&service)?, &typed)).name);
            lines.push(HelpedLine { service, name_masked, begun, agreed, at });
        }
        Ok(lines)
    }

    /// The keyed hash of the resident with this document, where they have ever signed in with it.
    pub(super) async fn resident_with(&self, tx: &mut Tx, document_index: Option<&str>) -> Result<Option<String>, StoreError> {
        let Some(document_index) = document_index else { return Ok(None) };
        let row = sqlx::query("SELECT id FROM resident WHERE document_index = $1 AND verified_ms IS NOT NULL")
            .bind(document_index)
            .fetch_optional(&mut **tx)
            .await?;
        let id: Option<String> = row.map(|row| row.try_get("id")).transpose()?;
        Ok(id.map(|id| self.resident_index(&id)))
    }
}
