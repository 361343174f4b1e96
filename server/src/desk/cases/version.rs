//! What was sent, each time: answers and the names and digests of files, sealed; with each its signed receipt.

use app::ports::files::FileLine;
use domain::{
    case::{Digest, Receipt, ReceiptPromise},
    form::{Form, Typed, answers},
    ids::{CaseRef, ServiceCode},
    time::Moment,
};
use serde::{Deserialize, Serialize};
use sqlx::{Any, Executor, Row as _};

use super::{Cases, rows, unsealed};
use crate::{
    gateway::MaterialBody,
    keys::Keyring,
    store::{StoreError, Tx},
};

/// One version of an application.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Sent {
    /// Random: without it nobody can try out answers against the digest on a receipt.
    salt: String,
    pub(super) typed: Typed,
    pub(super) files: Vec<SentFile>,
}

/// A file of a version.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct SentFile {
    pub(super) material: String,
    pub(super) name: String,
    pub(super) sha256: String,
    pub(super) mime: String,
    pub(super) bytes: u64,
}

impl From<&FileLine> for SentFile {
    fn from(line: &FileLine) -> Self {
        Self {
            material: line.material.clone(),
            name: line.name.clone(),
            sha256: line.sha256.clone(),
            mime: line.kind.mime().to_owned(),
            bytes: line.bytes,
        }
    }
}

impl Sent {
    /// A version that is sent now.
    pub(super) fn new(keys: &Keyring, typed: Typed, files: Vec<SentFile>) -> Self {
        Self { salt: keys.token(), typed, files }
    }

    /// As a department gets the files.
    pub(super) fn materials(&self) -> Vec<MaterialBody> {
        let body = |file: &SentFile| MaterialBody {
            key: file.material.clone(),
            name: file.name.clone(),
            sha256: file.sha256.clone(),
            mime: file.mime.clone(),
            bytes: file.bytes,
        };
        self.files.iter().map(body).collect()
    }

    fn answers_digest(&self, form: &Form) -> Digest {
        Digest::of(&rows::json(&(&self.salt, answers(form, &self.typed))))
    }

    fn materials_digest(&self) -> Result<Digest, StoreError> {
        let digests: Vec<(&str, Digest)> = self
            .files
            .iter()
            .map(|file| {
                let digest = Digest::try_from(file.sha256.clone());
                Ok((file.material.as_str(), digest.map_err(|wrong| StoreError::Corrupt(wrong.to_string()))?))
            })
            .collect::<Result<_, StoreError>>()?;
        Ok(Digest::of_materials(digests))
    }
}

impl Cases {
    /// Writes a version with its receipt.
    pub(super) async fn write_version(
        &self,
        tx: &mut Tx,
        reference: &CaseRef,
        service: &ServiceCode,
        number: u16,
        sent: &Sent,
        now: Moment,
    ) -> Result<(), StoreError> {
        let keys = &self.desk.keys;
        let (guide, procedure) = self.known_service(service)?;
        let digest = sent.answers_digest(&Form::of(guide));
        let receipt = Receipt {
            reference: reference.clone(),
            service: service.clone(),
            version: number,
            received: now,
            promise: ReceiptPromise::of(procedure),
            answers: digest,
            materials: sent.materials_digest()?,
        };
        sqlx::query(
            "INSERT INTO case_version (reference, number, at_ms, sealed, answers_sha256, receipt) VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(reference.as_str())
        .bind(i64::from(number))
        .bind(now.0)
        .bind(keys.seal(&sealed_for(reference, number), &rows::json(sent)))
        .bind(digest.to_string())
        .bind(receipt.sign(keys.pass_key_id(), keys.pass_signing()))
        .execute(&mut **tx)
        .await?;
        Ok(())
    }

    /// A version as it was sent.
    pub(super) async fn version<'e>(
        &self,
        from: impl Executor<'e, Database = Any>,
        reference: &CaseRef,
        number: u16,
    ) -> Result<Sent, StoreError> {
        let row = sqlx::query("SELECT sealed FROM case_version WHERE reference = $1 AND number = $2")
            .bind(reference.as_str())
            .bind(i64::from(number))
            .fetch_one(from)
            .await?;
        let sealed: String = row.try_get("sealed")?;
        let plain = self.desk.keys.open(&sealed_for(reference, number), &sealed).map_err(|wrong| unsealed(&wrong))?;
        rows::from_json(&plain, "a version")
    }
}

fn sealed_for(reference: &CaseRef, number: u16) -> String {
    format!("case-version:{}:{number}", reference.as_str())
}
