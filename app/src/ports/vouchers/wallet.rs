//! The wallet: what a person holds, its codes, cards and carriers.

use domain::{
    identity::{Name, Phone},
    ids::{CarrierToken, ChargeRef, StoreCode, VoucherId, WalletToken},
    text::Words,
    time::Moment,
    voucher::{Fen, Line, Terms},
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Everything a person holds.
#[derive(Clone, Debug)]
pub struct WalletView {
    /// Its address.
    pub token: WalletToken,
    /// `张*`; empty once forgotten.
    pub holder: String,
    /// What can be spent now, all vouchers together: no more of each than its month allows.
    pub balance: Fen,
    /// What of it only some stores take.
    pub at_some_stores: Fen,
    /// Nothing is spent from it since then.
    pub blocked: Option<Moment>,
    /// What ends first stands first; used-up ones last.
    pub vouchers: Vec<VoucherLine>,
    /// The newest of what happened.
    pub history: History,
    /// What waits for the holder's word.
    pub waiting: Vec<WaitingCharge>,
    /// The printed card.
    pub card: Option<CardLine>,
    /// Who carries for them.
    pub carriers: Vec<CarrierLine>,
}

/// A voucher in a wallet.
#[derive(Clone, Debug)]
pub struct VoucherLine {
    /// Which.
    pub id: VoucherId,
    /// Its programme's name.
    pub name: Words,
    /// Its terms.
    pub terms: Terms,
    /// What is left.
    pub balance: Fen,
    /// What of it may still be spent this month, where there is a limit.
    pub left_this_month: Option<Fen>,
    /// Until when.
    pub ends: Moment,
    /// It ends within the first warning's days.
    pub ends_soon: bool,
    /// Its time is over.
    pub ended: bool,
    /// The first day on which the same is granted again, where the grant has a rhythm.
    pub again: Option<Date>,
    /// Why it was taken back, where it was; empty once forgotten.
    pub taken_back: Option<String>,
}

/// A page of what happened to a wallet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    /// The newest first, at most [`HISTORY_LINES`].
    pub lines: Vec<HistoryLine>,
    /// There is an earlier page.
    pub earlier: bool,
}

/// The most lines of one page of [`History`].
pub const HISTORY_LINES: usize = 100;

/// Something that happened to a wallet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryLine {
    /// When.
    pub at: Moment,
    /// What.
    pub what: HistoryKind,
    /// How much.
    pub fen: Fen,
    /// Where, for what happened at a store.
    pub store: Option<StoreCode>,
    /// The receipt, for what happened at a store.
    pub charge: Option<ChargeRef>,
    /// Who bought it for the holder: `张*`, empty once forgotten.
    pub carrier: Option<String>,
}

/// What happened to a wallet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HistoryKind {
    /// A voucher was granted.
    Granted,
    /// Something was bought.
    Spent,
    /// It came back.
    CameBack,
    /// What was left ended.
    Ended,
    /// What was left was taken back: the grant was wrong.
    TakenBack,
}

/// A purchase that waits for the holder's word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitingCharge {
    /// Which.
    pub charge: ChargeRef,
    /// Where.
    pub store: StoreCode,
    /// How much.
    pub fen: Fen,
    /// What.
    pub lines: Vec<Line>,
    /// Until when they can say yes.
    pub until: Moment,
}

/// A printed card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardLine {
    /// When it was made.
    pub made: Moment,
    /// Too many wrong PINs, or reported lost.
    pub blocked: bool,
}

/// Somebody who carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CarrierLine {
    /// Names them in [`VoucherDesk::revoke_carrier`](super::VoucherDesk::revoke_carrier).
    pub id: String,
    /// `张*`.
    pub name: String,
    /// At most so much in a month.
    pub per_month: Fen,
    /// What of it they have spent this month.
    pub spent_this_month: Fen,
    /// Until when.
    pub until: Moment,
    /// Taken back then.
    pub revoked: Option<Moment>,
}

/// Who shows a code: the holder or somebody who carries for them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Bearer {
    /// The holder.
    Holder(WalletToken),
    /// Somebody who carries.
    Carrier(CarrierToken),
}

/// A code to be shown as a QR; the page asks for the next one before `until`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownCode {
    /// The QR's text.
    pub text: String,
    /// Good until then.
    pub until: Moment,
    /// What can be spent now.
    pub balance: Fen,
    /// What of it only some stores take.
    pub at_some_stores: Fen,
}

/// Why there is no code, or nothing was done to a wallet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WalletRefused {
    /// No such wallet, card or carrier.
    Unknown,
    /// It is blocked.
    Blocked,
    /// Their time is over, or it was taken back.
    Ended,
    /// Not a number that can be used here.
    NotAnAmount,
    /// A PIN has six digits, not all the same and not in a row.
    WeakPin,
    /// This member of staff may not.
    NotAllowed,
    /// See [`Unavailable`](crate::ports::Unavailable).
    Unavailable,
}

/// A card as it is printed: this once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrintedCard {
    /// The QR's text.
    pub text: String,
    /// Its PIN, for a sealed envelope.
    pub pin: String,
}

/// Somebody who shall carry.
#[derive(Clone, Debug)]
pub struct NewCarrier {
    /// Their name.
    pub name: Name,
    /// Their telephone.
    pub phone: Option<Phone>,
    /// At most so much in a month; never more than the rules say.
    pub per_month: Fen,
    /// For so many days, at most 366.
    pub days: u16,
}
