//! The stages of a case and what moves it.

use serde::{Deserialize, Serialize};

use super::Supplement;
use crate::text::Words;

/// Where a case stands.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Taken by Yimen, on disk, receipt given.
    Received,
    /// The department's system has it.
    Forwarded,
    /// The department has accepted it (受理): from here a time limit runs.
    Accepted,
    /// The department is at one of the service's own steps.
    Checking {
        /// The step's code in `data/cases.toml`.
        step: String,
    },
    /// The department waits for something from the resident (补正): the clock stands still.
    SupplementAsked,
    /// Decided.
    Decided(Decision),
    /// Paid, or collected.
    Settled,
    /// Taken back by the resident before a decision. Nothing follows.
    Withdrawn,
    /// The resident objects to the decision; a new decision may follow.
    Appealed,
}

/// What was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// Yes.
    Granted,
    /// No; always with a reason.
    Refused,
    /// Ended without yes or no: not accepted, passed to another office, no longer needed.
    Closed,
}

impl Stage {
    /// The value in tables, styles and message keys: `supplement_asked`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Forwarded => "forwarded",
            Self::Accepted => "accepted",
            Self::Checking { .. } => "checking",
            Self::SupplementAsked => "supplement_asked",
            Self::Decided(Decision::Granted) => "granted",
            Self::Decided(Decision::Refused) => "refused",
            Self::Decided(Decision::Closed) => "closed",
            Self::Settled => "settled",
            Self::Withdrawn => "withdrawn",
            Self::Appealed => "appealed",
        }
    }

    /// Whether nothing is decided yet: the resident may still withdraw.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        matches!(self, Self::Received | Self::Forwarded | Self::Accepted | Self::Checking { .. } | Self::SupplementAsked)
    }

    /// Whether no more news is expected unless the resident objects.
    #[must_use]
    pub const fn is_over(&self) -> bool {
        matches!(self, Self::Settled | Self::Withdrawn | Self::Decided(Decision::Refused | Decision::Closed))
    }
}

/// What happens to a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "event")]
pub enum CaseEvent {
    /// Yimen's own: the department's system has confirmed that it has the application.
    HandedOver,
    /// The department has accepted it.
    Accept,
    /// The department begins one of the service's steps.
    BeginStep {
        /// The step's code.
        step: String,
    },
    /// The department asks for something to be mended.
    AskSupplement(Supplement),
    /// The resident's own: what was asked is sent.
    AnswerSupplement,
    /// The department has decided.
    Decide {
        /// What.
        decision: Decision,
        /// Why, in the department's words; a refusal has one always.
        reason: Option<Words>,
    },
    /// The department has paid or handed over what was granted.
    Settle,
    /// The resident's own: taken back.
    Withdraw,
    /// The resident's own: objects to the decision.
    Appeal,
}

impl CaseEvent {
    /// Whether it comes from the department, which numbers its news. Acts of our own side have no number.
    #[must_use]
    pub const fn is_news(&self) -> bool {
        match self {
            Self::Accept | Self::BeginStep { .. } | Self::AskSupplement(_) | Self::Decide { .. } | Self::Settle => true,
            Self::HandedOver | Self::AnswerSupplement | Self::Withdraw | Self::Appeal => false,
        }
    }
}
