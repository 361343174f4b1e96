//! What each service says of its own cases: its steps, its time limit, whether results are shown in public, how to object.
//! All of it is data (`data/cases.toml`); a time limit is there only where its source was found.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{clock, divorce::Divorce, file};
use crate::{
    calendar::WorkCalendar,
    catalogue::{Catalogue, DataError},
    ids::ServiceCode,
    text::Words,
};

/// The cases of every service that can be applied for.
#[derive(Clone, Debug)]
pub struct Procedures {
    pub(super) services: BTreeMap<ServiceCode, Procedure>,
    pub(super) appeal: Appeal,
    pub(super) divorce: Divorce,
}

/// One service's cases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Procedure {
    /// The service's own steps between acceptance and decision, in their usual order.
    pub steps: Vec<Step>,
    /// The time limit, where one was found.
    pub limit: Option<Limit>,
    /// Work days within which the office must say that something is missing; after that the case counts as accepted from
    /// the day of receipt (行政许可法 art. 32). `None` for services that are no licences.
    pub silence_accepts_after: Option<u32>,
    /// Whether the outcome is shown in public.
    pub notice: PublicNotice,
    /// What «settled» means here: paid monthly, certificate collected.
    pub settled: Words,
}

/// A step of a service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Its code, in mappings and in [`super::Stage::Checking`].
    pub code: String,
    /// As a resident reads it.
    pub words: Words,
}

/// How days are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Counted {
    /// Work days of the calendar of China.
    Workdays,
    /// Every day; an end on a day off moves to the next work day.
    Days,
}

/// A time limit. It runs from the day after acceptance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limit {
    /// How many days.
    pub days: u32,
    /// How they are counted.
    pub counted: Counted,
    /// What it is the limit of.
    pub until: LimitUntil,
    /// Steps during which it stands still.
    pub pauses: Vec<String>,
    /// As a resident reads it.
    pub words: Words,
    /// The law or document; never empty.
    pub source: String,
}

/// What a limit is the limit of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LimitUntil {
    /// The decision.
    Decision,
    /// The beginning of a step: before it the office has finished what the limit is about.
    Step(String),
}

/// Whether a service's outcome is shown in public (公示).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PublicNotice {
    /// It is no part of this service.
    NotPartOfIt,
    /// It must not be.
    Never {
        /// Why.
        why: Words,
        /// Where that comes from.
        source: String,
    },
    /// For so many days, then it is taken down by itself.
    For {
        /// Days.
        days: u16,
        /// Where that comes from.
        source: String,
    },
}

/// How to object to a decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appeal {
    /// Days from the day after the decision was known.
    pub days: u32,
    /// As a resident reads it.
    pub words: Words,
    /// The law.
    pub source: String,
}

impl Procedures {
    /// Reads and checks the text of `cases.toml`. `file` names it in errors. Every service of the catalogue that can be
    /// applied for must be in it.
    pub fn read(file: &str, text: &str, catalogue: &Catalogue) -> Result<Self, Vec<DataError>> {
        file::procedures(file, text, catalogue)
    }

    /// The cases of a service; `None` when it cannot be applied for.
    #[must_use]
    pub fn of(&self, service: &ServiceCode) -> Option<&Procedure> {
        self.services.get(service)
    }

    /// Every service that can be applied for.
    pub fn services(&self) -> impl Iterator<Item = &ServiceCode> + '_ {
        self.services.keys()
    }

    /// How to object to a decision.
    #[must_use]
    pub const fn appeal(&self) -> &Appeal {
        &self.appeal
    }

    /// The services of a divorce, and how its periods are counted.
    #[must_use]
    pub const fn divorce(&self) -> &Divorce {
        &self.divorce
    }
}

impl Procedure {
    /// The words of a step; `None` for a code that this service does not have.
    #[must_use]
    pub fn step(&self, code: &str) -> Option<&Step> {
        self.steps.iter().find(|step| step.code == code)
    }

    /// Where a step stands among the others, from 0.
    #[must_use]
    pub fn place(&self, code: &str) -> Option<usize> {
        self.steps.iter().position(|step| step.code == code)
    }
}

impl Appeal {
    /// The last day to object to a decision made known on `known`. Where the year's days off are not announced yet, the day
    /// is not moved, so that it is never told too late.
    #[must_use]
    pub fn last_day(&self, known: Date, calendar: &WorkCalendar) -> Date {
        let unmoved = known.saturating_add(jiff::Span::new().days(i64::from(self.days)));
        clock::moved_off_rest(calendar, unmoved, true).unwrap_or(unmoved)
    }
}
