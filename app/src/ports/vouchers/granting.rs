//! Granting: to one person, or to everybody on a list.

use domain::{
    identity::{Document, Name, Phone},
    ids::{CaseRef, VoucherId, WalletToken},
    time::Moment,
    voucher::Fen,
};

/// Somebody who is granted a voucher.
#[derive(Clone, Debug)]
pub struct Grantee {
    /// Their name.
    pub name: Name,
    /// Their document: one wallet a document.
    pub document: Document,
    /// Where messages go; nothing for people without a phone.
    pub phone: Option<Phone>,
    /// Their household as the list names it; only for the warning that two of one household are on it.
    pub household: Option<String>,
}

/// One grant.
#[derive(Clone, Debug)]
pub struct Grant {
    /// The press that makes it: sent twice, granted once.
    pub key: String,
    /// The programme of vouchers.toml.
    pub programme: String,
    /// Another amount than the programme's.
    pub amount: Option<Fen>,
    /// To whom.
    pub to: Grantee,
    /// The application it follows.
    pub case: Option<CaseRef>,
}

/// A voucher that a grant was wrong about.
#[derive(Clone, Debug)]
pub struct Withdrawal {
    /// The wallet it is in.
    pub wallet: WalletToken,
    /// Which.
    pub voucher: VoucherId,
    /// Why, 1 to 200 characters: its holder reads it.
    pub reason: String,
}

/// Why nothing was taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WithdrawRefused {
    /// Not a steward, nor the charity department.
    NotAllowed,
    /// No such voucher in this wallet.
    Unknown,
    /// No reason was given, or one that is too long.
    NoReason,
    /// See [`Unavailable`](crate::ports::Unavailable).
    Unavailable,
}

/// What was granted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Granted {
    /// The voucher.
    pub voucher: VoucherId,
    /// The wallet it is in.
    pub wallet: WalletToken,
    /// False where this key had granted it before.
    pub new: bool,
}

/// Grants to everybody on a list.
#[derive(Clone, Debug)]
pub struct Batch {
    /// The press that makes it: sent twice, everybody is granted once.
    pub key: String,
    /// The programme.
    pub programme: String,
    /// Another amount than the programme's.
    pub amount: Option<Fen>,
    /// The list, in its order.
    pub people: Vec<Grantee>,
}

/// What a list would do; nothing is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchPlan {
    /// One for each on the list, in its order.
    pub lines: Vec<PlannedLine>,
    /// What all of it would cost; who is on it twice is counted once.
    pub total: Fen,
}

/// What a line of a list would do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedLine {
    /// `张*`.
    pub name: String,
    /// `110102********1234`.
    pub document: String,
    /// What a person should look at first.
    pub warnings: Vec<GrantWarning>,
}

/// Something to look at before granting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GrantWarning {
    /// The same person stands at an earlier line (from 0): they are granted once.
    TwiceOnList(usize),
    /// They hold a voucher of this programme that is not used up or ended, granted then.
    HoldsOne(Moment),
    /// Another of the same household stands at an earlier line (from 0).
    HouseholdOnList(usize),
    /// Another of the same household holds a voucher of this programme.
    HouseholdHoldsOne,
    /// No telephone: they need a printed card.
    NoPhone,
}

/// Why nothing was granted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GrantRefused {
    /// Not a steward, nor the charity department.
    NotAllowed,
    /// No such programme on this day.
    UnknownProgramme,
    /// Not an amount that can be granted.
    NotAnAmount,
    /// The list is empty or longer than [`MOST_PEOPLE`].
    NotAList,
    /// This key granted something else before.
    KeyReused,
    /// See [`Unavailable`](crate::ports::Unavailable).
    Unavailable,
}

/// The longest list of one batch.
pub const MOST_PEOPLE: usize = 1000;
