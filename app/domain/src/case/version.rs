//! What was sent, each time: the application as first sent, and one version more for every answered supplement. Earlier
//! versions stay as they were.

use serde::{Deserialize, Serialize};

use crate::time::Moment;

/// Every version of one application, in order; there is at least the first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Version<T>>", into = "Vec<Version<T>>", bound(serialize = "T: Serialize + Clone"))]
pub struct Versions<T> {
    first: Version<T>,
    later: Vec<Version<T>>,
}

/// One version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version<T> {
    /// From 1.
    pub number: u16,
    /// When it was sent.
    pub at: Moment,
    /// What was sent.
    pub sent: T,
}

impl<T> Versions<T> {
    /// The application as first sent.
    #[must_use]
    pub const fn first(at: Moment, sent: T) -> Self {
        Self { first: Version { number: 1, at, sent }, later: Vec::new() }
    }

    /// With one version more.
    #[must_use]
    pub fn and(mut self, at: Moment, sent: T) -> Self {
        let number = self.latest().number.saturating_add(1);
        self.later.push(Version { number, at, sent });
        self
    }

    /// The one that counts.
    #[must_use]
    pub fn latest(&self) -> &Version<T> {
        self.later.last().unwrap_or(&self.first)
    }

    /// Every version, the first one first.
    pub fn all(&self) -> impl Iterator<Item = &Version<T>> + '_ {
        std::iter::once(&self.first).chain(&self.later)
    }
}

/// Why a stored list is not the versions of one application.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("versions are numbered 1, 2, 3 without a gap and there is at least one")]
pub struct BrokenVersions;

impl<T> TryFrom<Vec<Version<T>>> for Versions<T> {
    type Error = BrokenVersions;

    fn try_from(all: Vec<Version<T>>) -> Result<Self, BrokenVersions> {
        if all.iter().zip(1..).any(|(version, number)| version.number != number) {
            return Err(BrokenVersions);
        }
        let mut all = all.into_iter();
        let first = all.next().ok_or(BrokenVersions)?;
        Ok(Self { first, later: all.collect() })
    }
}

impl<T> From<Versions<T>> for Vec<Version<T>> {
    fn from(versions: Versions<T>) -> Self {
        std::iter::once(versions.first).chain(versions.later).collect()
    }
}
