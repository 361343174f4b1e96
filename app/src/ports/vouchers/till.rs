//! The till: what is scanned, what is charged, and what became of it.

use domain::{
    ids::{ChargeRef, StoreCode},
    time::Moment,
    voucher::{CodeRefusal, Conflict, Fen, Line, PayRefusal},
};
use serde::{Deserialize, Serialize};

use super::{Borne, Dispute, ReversalLine};

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
    /// When it was scanned, where that was before now: see [`HeldScan`].
    pub at: Option<Moment>,
}

/// A scan that came before its purchase and was kept for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldScan {
    /// The QR's text.
    pub text: String,
    /// When it was scanned.
    pub at: Moment,
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
    /// Who sells has said that it is another purchase, where the same was just paid: see [`ChargeRefused::JustPaid`].
    pub another: bool,
}

/// A till's latest try: what it shows before it charges again, so that an answer that was lost is seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastTry {
    /// The try's key.
    pub key: String,
    /// When it came.
    pub at: Moment,
    /// What became of it.
    pub answer: ChargeAnswer,
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
    /// The same wallet has just paid as much at this till: perhaps it is that purchase, and its answer was lost. Who sells is asked.
    JustPaid {
        /// That purchase.
        charge: ChargeRef,
        /// When it was paid.
        at: Moment,
        /// How much.
        fen: Fen,
    },
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
    /// Why it was not paid, where it waited for the holder's word.
    pub unpaid: Option<Unpaid>,
    /// Who bought it for the holder: `张*`, empty once forgotten. Only where one purchase is looked at.
    pub carrier: Option<String>,
    /// Taken without a connection.
    pub offline: bool,
    /// The store can take it back by itself until then.
    pub store_may_reverse_until: Moment,
    /// The resident's complaint, where one purchase is looked at.
    pub dispute: Option<Dispute>,
    /// What came back and why, the oldest first, where one purchase is looked at.
    pub reversals: Vec<ReversalLine>,
    /// Who bore a conflict, once that is settled.
    pub borne: Option<Borne>,
}

/// Why a purchase that waited for the holder's word was not paid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unpaid {
    /// The holder said no, or who carries for them.
    SaidNo,
    /// The store took it back.
    TakenBack,
    /// The holder said yes, and by then it could not be paid.
    Refused(ChargeRefused),
}

/// Where a purchase is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChargeState {
    /// Waits for the resident.
    Waiting,
    /// Paid.
    Paid,
    /// Not paid: see [`ChargeView::unpaid`].
    Declined,
    /// The resident did not answer.
    Lapsed,
    /// Taken without a connection and not settled.
    Conflict(Conflict),
}
