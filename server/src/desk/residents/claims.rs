//! What a provider tells of a person, under names that differ from provider to provider.

use domain::identity::{Document, DocumentKind, Name, Phone};
use jiff::civil::Date;
use serde_json::{Map, Value};

use super::Identity;

/// The claims' names at the provider. An empty one is not asked for.
#[derive(Clone, Debug)]
pub struct ClaimNames {
    /// The real name.
    pub name: String,
    /// The kind of document: `ID_CN` and so on; a provider that tells none means the citizen's identity card.
    pub document_kind: String,
    /// The document's number.
    pub document: String,
    /// The telephone.
    pub phone: String,
}

impl ClaimNames {
    /// The person whom `claims` name; `None` without a real name. A document or telephone that breaks its rules is left out.
    #[must_use]
    pub fn identity(&self, claims: &Map<String, Value>, today: Date) -> Option<Identity> {
        let text = |name: &str| claims.get(name).and_then(Value::as_str).map(str::trim).unwrap_or_default();
        let name = Name::parse(text(&self.name)).ok()?;
        let kind = match text(&self.document_kind) {
            "" => Some(DocumentKind::IdCn),
            kind => DocumentKind::parse(kind),
        };
        let document = kind.and_then(|kind| Document::parse(kind, text(&self.document), today).ok());
        Some(Identity { name, document, phone: Phone::parse(text(&self.phone)).ok() })
    }

    /// Whether a document can still be learnt elsewhere.
    #[must_use]
    pub fn wanting(&self, claims: &Map<String, Value>) -> bool {
        [&self.name, &self.document].iter().any(|name| !name.is_empty() && !claims.contains_key(name.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_provider_names_its_claims_as_it_likes() {
        let names = ClaimNames {
            name: "xm".to_owned(),
            document_kind: String::new(),
            document: "zjhm".to_owned(),
            phone: "sjh".to_owned(),
        };
        let claims = json!({ "xm": "张样", "zjhm": "110102189304120016", "sjh": "+8613800136001" });
        let claims = claims.as_object().expect("an object");
        let identity = names.identity(claims, jiff::civil::date(2026, 11, 23)).expect("a name");
        assert_eq!(identity.document.expect("a document").number(), "110102189304120016");
        assert_eq!(identity.phone.expect("a telephone").as_str(), "13800136001");
        assert!(!names.wanting(claims));
        assert_eq!(names.identity(&Map::new(), jiff::civil::date(2026, 11, 23)), None, "nobody without a name");
        assert!(names.wanting(&Map::new()));
    }
}
