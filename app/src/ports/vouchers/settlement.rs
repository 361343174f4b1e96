//! Tills without a connection, a store's day, and the comparison of books.

use domain::{
    ids::{ChargeRef, StoreCode},
    time::Moment,
    voucher::{Conflict, Fen, Line, PayRefusal},
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Receipt;

/// A redemption that a till took without a connection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfflineRedemption {
    /// The device that took it: [`Till::id`](super::Till::id).
    pub till: String,
    /// As in [`Charge`](super::Charge).
    pub key: String,
    /// The code's text.
    pub code: String,
    /// When it was taken, by the till's clock.
    pub taken: Moment,
    /// What was bought.
    pub lines: Vec<Line>,
}

/// What became of a redemption that was taken without a connection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Settled {
    /// Paid.
    Paid(Receipt),
    /// Not settled: the department sees it in its list.
    Conflict {
        /// Its reference in that list.
        charge: ChargeRef,
        /// Why.
        why: Conflict,
    },
    /// This key was another redemption: nothing was done.
    KeyReused,
    /// A device of another store took it: nothing was done. It waits until its device is that store's again.
    OtherStore,
}

/// How a conflict was settled without anybody's voucher.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Borne {
    /// The department paid the store, from the fund.
    ByDepartment,
    /// The store gets nothing for what it handed out.
    ByStore,
}

/// Why a conflict was not paid when it was tried again: it stays as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RetryRefused {
    /// Not a steward, nor the charity department.
    NotAllowed,
    /// No such conflict, or it is settled.
    Unknown,
    /// Its code is in doubt: nobody can be charged for it.
    InDoubt,
    /// Its code paid something else meanwhile.
    CodeUsed,
    /// More than its holder lets the person spend who carried it.
    CarrierLimit,
    /// The wallet is blocked.
    Blocked,
    /// The vouchers still do not pay it.
    NotPaid(PayRefusal),
    /// See [`Unavailable`](crate::ports::Unavailable).
    Unavailable,
}

/// What a store took without a connection on one day, as far as it is settled, beside what it may take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfflineUse {
    /// The store.
    pub store: StoreCode,
    /// The Beijing day.
    pub day: Date,
    /// Taken and settled.
    pub taken: Fen,
    /// The ceiling of that day.
    pub ceiling: Fen,
}

/// What a till must know to go on without a connection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfflineKit {
    /// The device: what it takes is taken under this name.
    pub till: String,
    /// Public keys by id, hexadecimal.
    pub keys: Vec<(u8, String)>,
    /// The district.
    pub district: String,
    /// How long codes are good.
    pub life: domain::voucher::CodeLife,
    /// The ceilings.
    pub ceilings: domain::voucher::Ceilings,
    /// What the store has taken without a connection today, as far as it is settled.
    pub taken_today: Fen,
}

/// A store's day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayStatement {
    /// The store.
    pub store: StoreCode,
    /// The day.
    pub day: Date,
    /// It is over and cannot change any more.
    pub closed: bool,
    /// Every movement, in order.
    pub lines: Vec<StatementLine>,
    /// Taken.
    pub spent: Fen,
    /// Given back.
    pub returned: Fen,
    /// The lines as a file: what the digest is of.
    pub csv: String,
    /// Of this day, chained to the one before.
    pub digest: String,
    /// Of the day before.
    pub before: String,
}

/// A movement of a store's account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatementLine {
    /// The entry's id: what the department's own ledger is compared by.
    pub entry: String,
    /// When.
    pub at: Moment,
    /// The purchase.
    pub charge: ChargeRef,
    /// `spend`, `reverse`, `carry`.
    pub kind: String,
    /// To the store; negative from it.
    pub fen: Fen,
}

/// How a store does (绩效评估).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoreFigures {
    /// The store.
    pub store: StoreCode,
    /// Purchases that were paid.
    pub redemptions: i64,
    /// What they cost.
    pub spent: Fen,
    /// Reversals.
    pub reversals: i64,
    /// What came back.
    pub returned: Fen,
    /// Complaints.
    pub disputes: i64,
    /// Redemptions without a connection that were not settled.
    pub conflicts: i64,
}

/// The accounts of the ledger: together they are nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Totals {
    /// Granted and not come back to the fund: what the fund is below zero.
    pub granted: Fen,
    /// On vouchers.
    pub held: Fen,
    /// Taken by stores.
    pub stores: Fen,
    /// Ended unspent.
    pub expired: Fen,
    /// All accounts together: always zero.
    pub sum: Fen,
}

/// A movement that stands otherwise in the department's own books.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BookDifference {
    /// The entry's id.
    pub entry: String,
    /// When.
    pub at: Moment,
    /// `issue`, `spend`, `reverse`, …
    pub kind: String,
    /// How much it is here.
    pub ours: Option<Fen>,
    /// How much it is there.
    pub theirs: Option<Fen>,
    /// Why.
    pub why: BookCause,
}

/// Why two books differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BookCause {
    /// It still waits to be sent, or is under way.
    OnItsWay,
    /// The department's system did not understand it; it waits for a person.
    NotUnderstood,
    /// The department's system refused it.
    Refused,
    /// The department has confirmed it and does not have it.
    LostThere,
    /// Nothing was ever sent.
    NeverSent,
    /// The department has it and we do not.
    UnknownHere,
    /// Amount or accounts differ.
    Otherwise,
}

/// Why the books were not compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BooksRefused {
    /// No department's books can be read.
    None,
    /// The department did not answer.
    NoAnswer,
    /// See [`Unavailable`](crate::ports::Unavailable).
    Unavailable,
}
