//! What makes one department differ from another: data (`data/<department>.toml`).

use std::collections::BTreeMap;

use domain::text::Words;
use serde::Deserialize;

/// One department.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// Its code in Yimen's departments.toml and in its addresses.
    pub code: String,
    /// Its name.
    pub name: Words,
    /// How it is spoken to.
    pub face: Face,
    /// How its news reaches Yimen.
    pub news: Way,
    /// In whose words.
    pub tongue: Tongue,
    /// Whether the same idempotency key is done once.
    #[serde(default = "yes")]
    pub honours_key: bool,
    /// The steps of each service it takes.
    pub steps: BTreeMap<String, Vec<String>>,
    /// Whom it refuses, by document, and the code it gives.
    #[serde(default)]
    pub refuses: BTreeMap<String, String>,
    /// What the sources of the means check know.
    #[serde(default)]
    pub known: Vec<Known>,
}

/// How a department is spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "each says what it is")]
pub enum Face {
    Json,
    Soap,
    File,
}

/// How news goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "each says what it is")]
pub enum Way {
    Callback,
    Poll,
    File,
}

/// Whose words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tongue {
    /// Yimen's contract.
    Ours,
    /// The department's own.
    Own,
}

/// Something that a source knows of a person.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// Whose.
    pub document: String,
    /// Which source.
    pub source: String,
    /// The field of an application that it is about; may be empty.
    pub field: String,
    /// What the source says.
    pub found: String,
    /// In words.
    pub words: String,
}

/// The sources of the means check, in the order they are asked.
pub const SOURCES: [&str; 5] = ["public_security", "social_security", "health", "housing", "finance"];

const fn yes() -> bool {
    true
}

/// Every department that takes cases.
pub fn all() -> Result<Vec<Profile>, toml::de::Error> {
    [
        include_str!("../../data/aid-platform.toml"),
        include_str!("../../data/means-check.toml"),
        include_str!("../../data/subsidy.toml"),
        include_str!("../../data/charity.toml"),
        include_str!("../../data/elder-care.toml"),
        include_str!("../../data/social-organisations.toml"),
        include_str!("../../data/volunteers.toml"),
        include_str!("../../data/registration-desk.toml"),
        include_str!("../../data/service-desk.toml"),
        include_str!("../../data/veterans.toml"),
        include_str!("../../data/funeral.toml"),
    ]
    .into_iter()
    .map(toml::from_str)
    .collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn our_own_data_is_good() {
        let all = super::all().expect("good");
        assert_eq!(all.len(), 11);
        assert!(all.iter().flat_map(|one| &one.known).all(|known| super::SOURCES.contains(&known.source.as_str())));
    }
}
