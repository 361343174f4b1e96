//! The answers of the pre-check.

use serde::{Deserialize, Serialize};

use super::{Answers, Condition, Exclusion, Rule, Rules, ServiceRules};
use crate::{ids::ServiceCode, text::Words};

/// What a person may hope for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "chance")]
pub enum Chance {
    /// Likely.
    Likely {
        /// Why.
        why: Words,
        /// Where that comes from; may be empty.
        source: String,
    },
    /// Maybe.
    Maybe {
        /// What decides it.
        decides: Words,
        /// Where that comes from; may be empty.
        source: String,
    },
    /// No.
    No {
        /// The rule in plain words.
        rule: Words,
        /// Where it comes from; never empty.
        source: String,
        /// Where else to go.
        elsewhere: Option<Words>,
        /// How to object; applying is possible all the same.
        object: Words,
    },
}

/// Something to know about benefits that cannot be had together. A hint, never a decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hint {
    /// The services it is about.
    pub services: Vec<ServiceCode>,
    /// What to know.
    pub words: Words,
    /// Where it comes from.
    pub source: String,
}

impl Chance {
    /// Whether it is worth applying.
    #[must_use]
    pub const fn is_in_reach(&self) -> bool {
        matches!(self, Self::Likely { .. } | Self::Maybe { .. })
    }
}

/// An answer for every service, in the order of the catalogue.
#[must_use]
pub fn precheck(rules: &Rules, answers: &Answers) -> Vec<(ServiceCode, Chance)> {
    rules.services.iter().map(|service| (service.service.clone(), chance(rules, service, answers))).collect()
}

/// What to know about the services in reach that exclude each other, or what is had already.
#[must_use]
pub fn hints(rules: &Rules, answers: &Answers) -> Vec<Hint> {
    let reach: Vec<ServiceCode> =
        precheck(rules, answers).into_iter().filter(|(_, chance)| chance.is_in_reach()).map(|(service, _)| service).collect();
    let any = |services: &[ServiceCode]| services.iter().any(|service| reach.contains(service));
    let applies = |exclusion: &&Exclusion| {
        any(&exclusion.services)
            && (exclusion.against.is_empty() || any(&exclusion.against))
            && all(&exclusion.when, answers) == Some(true)
    };
    let hint = |exclusion: &Exclusion| Hint {
        services: exclusion.services.iter().chain(&exclusion.against).cloned().collect(),
        words: exclusion.words.clone(),
        source: exclusion.source.clone(),
    };
    rules.exclusions.iter().filter(applies).map(hint).collect()
}

fn chance(rules: &Rules, service: &ServiceRules, answers: &Answers) -> Chance {
    let first = |of: &[Rule]| of.iter().find(|rule| all(&rule.when, answers) == Some(true)).cloned();
    if let Some(rule) = first(&service.no) {
        return Chance::No { rule: rule.words, source: rule.source, elsewhere: rule.elsewhere, object: rules.object.clone() };
    }
    if let Some(rule) = first(&service.likely) {
        return Chance::Likely { why: rule.words, source: rule.source };
    }
    first(&service.maybe).map_or_else(
        || Chance::Maybe { decides: rules.ask_at.clone(), source: String::new() },
        |rule| Chance::Maybe { decides: rule.words, source: rule.source },
    )
}

/// Whether all conditions hold. One that does not settles it; otherwise a skipped question leaves it open.
fn all(conditions: &[Condition], answers: &Answers) -> Option<bool> {
    let mut known = Some(true);
    for condition in conditions {
        match condition.holds(answers) {
            Some(true) => {}
            Some(false) => return Some(false),
            None => known = None,
        }
    }
    known
}
