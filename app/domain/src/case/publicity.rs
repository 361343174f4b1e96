//! Public notices (公示): made from case data, masked, dated, gone by themselves. Never for minors, never for services that
//! forbid it (domain.md §0.11, R4, R7). What is not known to be allowed is refused.

use jiff::{Span, civil::Date};
use serde::{Deserialize, Serialize};

use super::{Procedure, PublicNotice};
use crate::{
    identity::{mask_document, mask_name},
    ids::ServiceCode,
};

/// Whom a notice would be about.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// The full name.
    pub name: &'a str,
    /// The document's number; may be empty.
    pub document: &'a str,
    /// The day of birth, where it is known.
    pub born: Option<Date>,
    /// The address, or the subdistrict's name. Only what names the subdistrict is kept.
    pub address: &'a str,
}

/// A notice. It holds only what may be seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// What was applied for.
    pub service: ServiceCode,
    /// `张*`.
    pub name: String,
    /// `110102********0011`.
    pub document: String,
    /// `西城区牛街街道`.
    pub street: String,
    /// People in the household, the applicant with them; 0 where it does not matter.
    pub household: u8,
    /// The first day it is shown.
    pub from: Date,
    /// The last day it is shown.
    pub until: Date,
}

/// Why there is no notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum NoNotice {
    /// A notice is no part of this service.
    #[error("this service has no public notice")]
    NotPartOfIt,
    /// It must not be shown for this service.
    #[error("this service must not be shown in public")]
    Never,
    /// A person under 18 is never shown.
    #[error("a minor is never shown in public")]
    Minor,
    /// Without a day of birth nobody can say that it is not a minor.
    #[error("the day of birth is not known")]
    AgeUnknown,
}

/// Under this age a person is a minor (民法典 art. 17).
const OF_AGE: i16 = 18;

impl Notice {
    /// The notice of an outcome, shown from `from` for as many days as the service says. `subject` is whom the case is about,
    /// whoever applied: for a child's case the child.
    pub fn make(
        service: &ServiceCode,
        procedure: &Procedure,
        subject: &Subject<'_>,
        household: u8,
        from: Date,
    ) -> Result<Self, NoNotice> {
        let days = match &procedure.notice {
            PublicNotice::NotPartOfIt => return Err(NoNotice::NotPartOfIt),
            PublicNotice::Never { .. } => return Err(NoNotice::Never),
            PublicNotice::For { days, .. } => *days,
        };
        let born = subject.born.ok_or(NoNotice::AgeUnknown)?;
        let of_age = Date::new(born.year() + OF_AGE, born.month(), born.day())
            .unwrap_or_else(|_| born.saturating_add(Span::new().years(OF_AGE)).saturating_add(Span::new().days(1)));
        // The eighteenth birthday itself is kept out too: nobody is shown a day too early.
        if from <= of_age {
            return Err(NoNotice::Minor);
        }
        Ok(Self {
            service: service.clone(),
            name: mask_name(subject.name),
            document: mask_document(subject.document),
            street: street(subject.address).to_owned(),
            household,
            from,
            until: from.saturating_add(Span::new().days(i64::from(days) - 1)),
        })
    }

    /// Whether it may be seen on `today`.
    #[must_use]
    pub fn is_shown(&self, today: Date) -> bool {
        (self.from..=self.until).contains(&today)
    }
}

/// An address up to its subdistrict; nothing where it names none (testvectors.json `mask`).
fn street(address: &str) -> &str {
    ["街道", "地区"]
        .iter()
        .filter_map(|word| address.find(word).map(|at| &address[..at + word.len()]))
        .min_by_key(|s| s.len())
        .unwrap_or("")
}
