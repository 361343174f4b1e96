//! A case as every mapping may use it. What the desk knows and a department may need is here once; which of it a department
//! gets, and in what form, its own mapping says.

use domain::{
    ids::{CaseRef, ServiceCode},
    time::Moment,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::rfc3339;

/// What the templates see as `case`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseBody {
    /// The reference, without its hyphen.
    pub reference: String,
    /// The service: `XC-JZ-01`.
    pub service: String,
    /// When Yimen took this act: RFC 3339 with +08:00.
    pub taken: String,
    /// Which version of the answers: 1, and one more for each answered supplement.
    pub version: u16,
    /// Where it belongs: a street's code, or a venue's; may be empty.
    pub place: String,
    /// Who applies, as far as the service asks.
    pub applicant: ApplicantBody,
    /// Everything that was answered, as `domain::form::answers` gives it.
    pub answers: Value,
    /// What was handed in: by name and digest.
    pub materials: Vec<MaterialBody>,
    /// For a supplement: the fields and materials that were mended; empty otherwise.
    pub changed: Vec<String>,
    /// Why it is withdrawn, in a word: `withdrawn`; empty otherwise.
    pub reason: String,
    /// The resident's own words: of an appeal, an objection, a withdrawal; may be empty.
    pub words: String,
}

/// Who applies.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApplicantBody {
    /// Name.
    pub name: String,
    /// Document kind: `ID_CN`.
    pub document_kind: String,
    /// Document number.
    pub document: String,
    /// Telephone.
    pub phone: String,
}

/// One file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MaterialBody {
    /// The material's key in the service.
    pub key: String,
    /// The file's name.
    pub name: String,
    /// SHA-256 of its bytes, hexadecimal.
    pub sha256: String,
    /// `image/jpeg`.
    pub mime: String,
    /// How many bytes.
    pub bytes: u64,
}

impl ApplicantBody {
    /// Who applies, by the answers of any service.
    #[must_use]
    pub fn of(answers: &Value) -> Self {
        let first = |key: &str| {
            let found = domain::form::APPLICANTS.iter().filter_map(|start| answers.get(format!("{start}{key}"))?.as_str());
            found.into_iter().find(|text| !text.is_empty()).unwrap_or_default().to_owned()
        };
        Self { name: first("name"), document_kind: first("id_type"), document: first("id_no"), phone: first("mobile") }
    }
}

impl CaseBody {
    /// An application as it was sent, in its first version.
    #[must_use]
    pub fn new(reference: &CaseRef, service: &ServiceCode, taken: Moment, answers: Value, materials: Vec<MaterialBody>) -> Self {
        Self {
            reference: reference.as_str().to_owned(),
            service: service.as_str().to_owned(),
            taken: rfc3339(taken),
            version: 1,
            place: answers.get("live_street").and_then(Value::as_str).unwrap_or_default().to_owned(),
            applicant: ApplicantBody::of(&answers),
            answers,
            materials,
            changed: Vec::new(),
            reason: String::new(),
            words: String::new(),
        }
    }

    /// As [`super::outbox::put`] takes it.
    #[must_use]
    pub fn to_value(&self) -> Value {
        serde_json::to_value(self).expect("strings and lists always have a JSON form")
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_applicant_is_found_whatever_the_service_calls_them() {
        let of = |answers: Value| ApplicantBody::of(&answers);
        assert_eq!(of(json!({ "name": "样例甲", "id_no": "1" })).name, "样例甲");
        assert_eq!(of(json!({ "legal_name": "样例乙", "legal_mobile": "2" })).phone, "2");
        assert_eq!(of(json!({ "who": "…" })), ApplicantBody::default());
    }
}
