//! The till: what is scanned, what is charged, and what became of it.

use domain::{
    ids::{ChargeRef, StoreCode},
    time::Moment,
    voucher::{CodeRefusal, Conflict, Fen, Line, PayRefusal},
};
use serde::{Deserialize, Serialize};

use super::Dispute;

/// A store's device, as enrolled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Till {
    /// Its name in the store.
    pub id: String,
    /// The store.
    pub store: StoreCode,
    /// What people call it: «1号».
    pub name: String,
    /// Put out of use then.
    pub blocked: Option<Moment>,
    /// Enrolled then.
    pub enrolled: Moment,
}

/// What was scanned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scan {
    /// The QR's text.
    pub text: String,
    /// The PIN, for a card.
    pub pin: Option<String>,
}

/// What a till shows before an amount is entered. Nothing is used up by looking.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Applies {
    /// What can be spent here now at most.
    pub most: Fen,
    /// Above this the resident confirms on their phone; a card's PIN confirms by itself.
    pub confirm_above: Option<Fen>,
    /// For what: categories with what can be spent on each.
    pub categories: Vec<(String, Fen)>,
}

/// A purchase to be paid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Charge {
    /// The till's own name of this try, 16 to 64 ASCII letters, digits, `-` and `_`: the same again is the same answer.
    pub key: String,
    /// What was scanned.
    pub scan: Scan,
    /// What is bought.
    pub lines: Vec<Line>,
}

/// What became of a try. The same key is answered the same; only what waits becomes something else, once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChargeAnswer {
    /// Paid.
    Paid(Receipt),
    /// The resident must confirm on their phone.
    Waiting {
        /// Which.
        charge: ChargeRef,
        /// How much.
        fen: Fen,
        /// Until when.
        until: Moment,
    },
    /// The resident said no.
    Declined,
    /// The resident did not answer in time.
    Lapsed,
    /// Not paid.
    Refused(ChargeRefused),
}

/// A till's receipt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// Which.
    pub charge: ChargeRef,
    /// Where.
    pub store: StoreCode,
    /// When.
    pub at: Moment,
    /// How much.
    pub fen: Fen,
    /// What.
    pub lines: Vec<Line>,
    /// What can be spent after it, in all stores.
    pub left: Fen,
}

/// Why a purchase is not paid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChargeRefused {
    /// The code is not good: too old, altered, another district's, for something else.
    Code(CodeRefusal),
    /// This code was used: a copied picture, or the phone must show the next one.
    CodeUsed,
    /// No such wallet or card.
    Unknown,
    /// The wallet is blocked.
    Blocked,
    /// The card was reported lost, or had too many wrong PINs.
    CardBlocked,
    /// There is a newer card.
    CardReplaced,
    /// So many tries are left.
    WrongPin(u8),
    /// Who carries may not any more.
    CarrierEnded,
    /// Who carries may spend only so much more this month.
    CarrierLimit(Fen),
    /// The vouchers do not pay it: why, and what would go.
    NotPaid(PayRefusal),
    /// It was settled from a queue meanwhile, as a conflict.
    NotSettled(Conflict),
}

/// Why a till's request was not taken at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TillRefused {
    /// No such till, or it is out of use.
    UnknownTill,
    /// This key asked for something else before.
    KeyReused,
    /// Not a key.
    NotAKey,
    /// See [`Unavailable`](crate::ports::Unavailable).
    Unavailable,
}

/// Why a word on a waiting purchase did nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConfirmRefused {
    /// No such purchase of this wallet.
    Unknown,
    /// See [`Unavailable`](crate::ports::Unavailable).
    Unavailable,
}

/// A purchase as a store or the steward sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChargeView {
    /// What became of it.
    pub state: ChargeState,
    /// Which.
    pub charge: ChargeRef,
    /// Where.
    pub store: StoreCode,
    /// When.
    pub at: Moment,
    /// How much.
    pub fen: Fen,
    /// What of it came back.
    pub returned: Fen,
    /// What.
    pub lines: Vec<Line>,
    /// Taken without a connection.
    pub offline: bool,
    /// The store can take it back by itself until then.
    pub store_may_reverse_until: Moment,
    /// The resident's complaint, for the steward.
    pub dispute: Option<Dispute>,
}

/// Where a purchase is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChargeState {
    /// Waits for the resident.
    Waiting,
    /// Paid.
    Paid,
    /// The resident said no.
    Declined,
    /// The resident did not answer.
    Lapsed,
    /// Taken without a connection and not settled.
    Conflict(Conflict),
}
