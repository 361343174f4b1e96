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
    /// The department's system did not take it: the resident corrects it and sends it again, or takes it back.
    SentBack,
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
    /// The resident has asked to take it back; the department has not answered yet. Whichever comes first holds: its yes, or a
    /// decision.
    WithdrawalAsked,
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
            Self::SentBack => "sent_back",
            Self::Forwarded => "forwarded",
            Self::Accepted => "accepted",
            Self::Checking { .. } => "checking",
            Self::SupplementAsked => "supplement_asked",
            Self::Decided(decision) => decision.code(),
            Self::Settled => "settled",
            Self::WithdrawalAsked => "withdrawal_asked",
            Self::Withdrawn => "withdrawn",
            Self::Appealed => "appealed",
        }
    }

    /// Whether nothing is decided yet: the resident may still withdraw.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        matches!(
            self,
            Self::Received | Self::SentBack | Self::Forwarded | Self::Accepted | Self::Checking { .. } | Self::SupplementAsked
        )
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
    /// Yimen's own: the department's system will not have the application, or a person has given it back to the resident.
    SentBack,
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
    /// The resident's own: asks to take it back. Where no department has it, [`Self::Withdraw`] follows at once.
    AskWithdraw,
    /// Yimen's own: the department's system could not take the withdrawal any more. The case goes on, or its decision stands.
    WithdrawalRefused,
    /// Taken back: the department's system has confirmed it, or no department ever had the case.
    Withdraw,
    /// The resident's own: objects to the decision.
    Appeal,
}

impl Decision {
    /// The value in tables, styles and message keys.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Granted => "granted",
            Self::Refused => "refused",
            Self::Closed => "closed",
        }
    }
}

impl CaseEvent {
    /// What happened, in one word of ours: `begin_step`; of a decision, which.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::HandedOver => "handed_over",
            Self::SentBack => "sent_back",
            Self::Accept => "accept",
            Self::BeginStep { .. } => "begin_step",
            Self::AskSupplement(_) => "ask_supplement",
            Self::AnswerSupplement => "answer_supplement",
            Self::Decide { decision, .. } => decision.code(),
            Self::Settle => "settle",
            Self::AskWithdraw => "ask_withdraw",
            Self::WithdrawalRefused => "withdrawal_refused",
            Self::Withdraw => "withdraw",
            Self::Appeal => "appeal",
        }
    }

    /// Whether it comes from the department, which numbers its news. Acts of our own side have no number.
    #[must_use]
    pub const fn is_news(&self) -> bool {
        match self {
            Self::Accept | Self::BeginStep { .. } | Self::AskSupplement(_) | Self::Decide { .. } | Self::Settle => true,
            Self::HandedOver
            | Self::SentBack
            | Self::AnswerSupplement
            | Self::AskWithdraw
            | Self::WithdrawalRefused
            | Self::Withdraw
            | Self::Appeal => false,
        }
    }
}
