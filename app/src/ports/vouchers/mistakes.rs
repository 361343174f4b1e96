//! Mistakes: what is given back, and complaints.

use domain::{
    ids::ChargeRef,
    time::Moment,
    voucher::{Fen, ReversalRefusal, Undoer},
};

use super::Till;
use crate::visit::Staff;

/// Who gives back.
#[derive(Clone, Debug)]
pub enum GivesBack {
    /// The store that took it: its till and who is signed in there.
    Store(Till, String),
    /// The steward.
    Steward(Staff),
}

/// A reversal.
#[derive(Clone, Debug)]
pub struct Reversal {
    /// The press that makes it: sent twice, done once.
    pub key: String,
    /// Of which purchase.
    pub charge: ChargeRef,
    /// How much; all that is left where nothing is said.
    pub fen: Option<Fen>,
    /// Why: kept for the steward and the resident.
    pub reason: String,
}

/// What came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reversed {
    /// How much.
    pub fen: Fen,
    /// What of the purchase is still paid.
    pub still_paid: Fen,
}

/// A reversal as it was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReversalLine {
    /// When.
    pub at: Moment,
    /// How much.
    pub fen: Fen,
    /// Who gave it back.
    pub by: Undoer,
    /// Why; empty once forgotten.
    pub reason: String,
}

/// Why nothing came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReverseRefused {
    /// No such purchase at this store.
    Unknown,
    /// It was not paid.
    NotPaid,
    /// No reason was given.
    NoReason,
    /// The rules.
    Rules(ReversalRefusal),
    /// This key reversed something else before.
    KeyReused,
    /// Not a steward.
    NotAllowed,
    /// See [`Unavailable`](crate::ports::Unavailable).
    Unavailable,
}

/// A resident's complaint about a purchase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dispute {
    /// Which purchase.
    pub charge: ChargeRef,
    /// When.
    pub at: Moment,
    /// Their words.
    pub words: String,
    /// What they were answered.
    pub answer: Option<String>,
}
