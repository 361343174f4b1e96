//! Cases that no account has become their person's the first time they look, signed in with the document that the case names: what
//! they sent before they signed in, and what somebody sent for them. Only a document that a provider or a card has told counts, and
//! where nobody asked the person for their word, their name must fit too.

use super::{Cases, send::person_index};
use crate::{desk::residents, store::StoreError};

impl Cases {
    pub(super) async fn claim_cases(&self, resident: &str) -> Result<(), StoreError> {
        let person = residents::verified(&self.desk, resident).await?;
        let sent_before = person.map(|(name, document)| person_index(&self.desk.keys, &name, &document));
        let waiting: Vec<(String,)> = sqlx::query_as(
            "SELECT case_file.reference FROM case_file JOIN case_help ON case_help.reference = case_file.reference
             JOIN resident ON resident.document_index = case_help.document_index
             WHERE resident.id = $1 AND resident.verified_ms IS NOT NULL
             AND case_file.resident_index IS NULL AND case_file.progress_sealed <> ''
             UNION SELECT reference FROM case_file
             WHERE applicant_index = $2 AND resident_index IS NULL AND progress_sealed <> ''",
        )
        .bind(resident)
        .bind(sent_before.unwrap_or_default())
        .fetch_all(self.desk.store.reads())
        .await?;
        if waiting.is_empty() {
            return Ok(());
        }
        let mut tx = self.desk.store.begin().await?;
        for (reference,) in waiting {
            sqlx::query("UPDATE case_file SET resident_index = $1 WHERE reference = $2 AND resident_index IS NULL")
                .bind(self.resident_index(resident))
                .bind(reference)
                .execute(&mut *tx)
                .await?;
        }
        tx.commit().await?;
        Ok(())
    }
}
