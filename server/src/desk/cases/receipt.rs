//! The receipt of the latest version, for who holds the case's token or helps with it.

use app::ports::cases::ReceiptView;
use domain::{
    case::{Receipt, ReceiptPromise, Verdict},
    ids::CaseToken,
    time::Moment,
};
use sqlx::Row as _;

use super::Cases;
use crate::store::StoreError;

impl Cases {
    pub(super) async fn see_receipt(&self, token: &CaseToken) -> Result<Option<ReceiptView>, StoreError> {
        let reads = self.desk.store.reads();
        let Some((case, for_helper)) = self.reached(token).await? else { return Ok(None) };
        let row = sqlx::query("SELECT at_ms, answers_sha256, receipt FROM case_version WHERE reference = $1 AND number = $2")
            .bind(case.reference.as_str())
            .bind(i64::from(case.version))
            .fetch_one(reads)
            .await?;
        let text: String = row.try_get("receipt")?;
        // What was promised then stands, also where the rules have changed since; a receipt whose key is gone says what holds now.
        let promise = match Receipt::verify(&text, self.desk.keys.pass_keys()) {
            Verdict::Genuine(receipt) => receipt.promise,
            Verdict::Altered | Verdict::UnknownKey | Verdict::Malformed => {
                ReceiptPromise::of(self.known_service(&case.service)?.1)
            }
        };
        let sent = self.version(reads, &case.reference, case.version).await?;
        Ok(Some(ReceiptView {
            reference: case.reference,
            service: case.service,
            received: Moment(row.try_get("at_ms")?),
            text,
            answers_sha256: row.try_get("answers_sha256")?,
            files: sent.files.into_iter().map(|file| (file.name, file.sha256)).collect(),
            promise,
            version: case.version,
            // Who helps reaches the case by a way of their own.
            code: case.code.filter(|_| !for_helper),
        }))
    }
}
