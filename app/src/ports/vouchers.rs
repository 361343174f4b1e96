//! Charity vouchers as the pages ask for them: granting, the wallet, the till, mistakes, settlement. Amounts come as [`Fen`];
//! people come masked.

use std::sync::Arc;

use async_trait::async_trait;
use domain::{
    identity::{Document, Name, Phone},
    ids::{CarrierToken, CaseRef, ChargeRef, StoreCode, VoucherId, WalletToken},
    text::Words,
    time::Moment,
    voucher::{CodeRefusal, Conflict, Fen, Line, PayRefusal, ReversalRefusal, Rules, Terms},
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Unavailable;
use crate::visit::{Resident, Staff};

// ── Granting ────────────────────────────────────────────────────────────────────────────────────────

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
    /// See [`Unavailable`].
    Unavailable,
}

/// The longest list of one batch.
pub const MOST_PEOPLE: usize = 1000;

// ── The wallet ──────────────────────────────────────────────────────────────────────────────────────

/// Everything a person holds.
#[derive(Clone, Debug)]
pub struct WalletView {
    /// Its address.
    pub token: WalletToken,
    /// `张*`; empty once forgotten.
    pub holder: String,
    /// What can be spent now, all vouchers together.
    pub balance: Fen,
    /// Nothing is spent from it since then.
    pub blocked: Option<Moment>,
    /// What ends first stands first; used-up ones last.
    pub vouchers: Vec<VoucherLine>,
    /// The newest first, at most 100.
    pub history: Vec<HistoryLine>,
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
}

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
    /// Names them in [`VoucherDesk::revoke_carrier`].
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
    /// See [`Unavailable`].
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

// ── The till ────────────────────────────────────────────────────────────────────────────────────────

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
    /// See [`Unavailable`].
    Unavailable,
}

/// Why a word on a waiting purchase did nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConfirmRefused {
    /// No such purchase of this wallet.
    Unknown,
    /// See [`Unavailable`].
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

// ── Mistakes ────────────────────────────────────────────────────────────────────────────────────────

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
    /// See [`Unavailable`].
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

// ── Without a connection, settlement ────────────────────────────────────────────────────────────────

/// A redemption that a till took without a connection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfflineRedemption {
    /// As in [`Charge`].
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
    /// This key was another redemption.
    KeyReused,
}

/// What a till must know to go on without a connection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfflineKit {
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
    /// See [`Unavailable`].
    Unavailable,
}

/// Vouchers.
#[async_trait]
pub trait VoucherDesk: Send + Sync {
    /// Programmes, limits, goods and stores.
    fn rules(&self) -> Arc<Rules>;

    /// Grants one voucher.
    async fn issue(&self, grant: &Grant, staff: &Staff) -> Result<Granted, GrantRefused>;
    /// What a list would do, with what to look at first. Nothing is done.
    async fn plan_batch(&self, batch: &Batch, staff: &Staff) -> Result<BatchPlan, GrantRefused>;
    /// Grants to everybody on the list, all or nobody; returns one for each person, once.
    async fn issue_batch(&self, batch: &Batch, staff: &Staff) -> Result<Vec<Granted>, GrantRefused>;

    /// The wallet at an address.
    async fn wallet(&self, token: &WalletToken) -> Result<Option<WalletView>, Unavailable>;
    /// The address of a signed-in resident's wallet.
    async fn wallet_of(&self, resident: &Resident) -> Result<Option<WalletToken>, Unavailable>;
    /// The address of the wallet that a granted application's voucher is in.
    async fn wallet_of_case(&self, case: &CaseRef) -> Result<Option<WalletToken>, Unavailable>;
    /// The address of a person's wallet, for staff who have them before them.
    async fn find_wallet(&self, document: &Document, staff: &Staff) -> Result<Option<WalletToken>, WalletRefused>;
    /// The next code.
    async fn code(&self, bearer: &Bearer) -> Result<ShownCode, WalletRefused>;
    /// What waits for the bearer's word: what their page asks again and again while a code is shown.
    async fn waiting(&self, bearer: &Bearer) -> Result<Vec<WaitingCharge>, Unavailable>;
    /// The resident's word on a waiting purchase. Said twice, the first holds.
    async fn confirm(&self, bearer: &Bearer, charge: &ChargeRef, yes: bool) -> Result<ChargeAnswer, ConfirmRefused>;
    /// Blocks a wallet or opens it again: nothing is spent from it meanwhile.
    async fn block_wallet(&self, token: &WalletToken, blocked: bool, staff: &Staff) -> Result<(), WalletRefused>;

    /// Makes a printed card; the one before stops working. With a PIN that the holder chose, or a new one.
    async fn make_card(&self, token: &WalletToken, pin: Option<&str>, staff: &Staff) -> Result<PrintedCard, WalletRefused>;
    /// The holder, or `staff` for them, reports the card lost.
    async fn block_card(&self, token: &WalletToken, staff: Option<&Staff>) -> Result<(), WalletRefused>;
    /// Lets somebody carry. The address of their own page.
    async fn add_carrier(&self, token: &WalletToken, carrier: &NewCarrier) -> Result<CarrierToken, WalletRefused>;
    /// Takes it back.
    async fn revoke_carrier(&self, token: &WalletToken, id: &str) -> Result<(), WalletRefused>;

    /// Enrols a device to a store; returns it and the secret that the device keeps.
    async fn enrol_till(&self, store: &StoreCode, name: &str, staff: &Staff) -> Result<(Till, String), WalletRefused>;
    /// Puts a device out of use.
    async fn block_till(&self, id: &str, staff: &Staff) -> Result<(), WalletRefused>;
    /// The devices of a store, or of all.
    async fn tills(&self, store: Option<&StoreCode>) -> Result<Vec<Till>, Unavailable>;
    /// The device with this secret, unless it is out of use.
    async fn till(&self, secret: &str) -> Result<Option<Till>, Unavailable>;

    /// What applies, before an amount is entered.
    async fn applies(&self, till: &Till, scan: &Scan) -> Result<Result<Applies, ChargeRefused>, TillRefused>;
    /// Pays a purchase. The same key and the same request are the same answer, however often and however late.
    async fn charge(&self, till: &Till, charge: &Charge) -> Result<ChargeAnswer, TillRefused>;
    /// What became of a try; `None` for a key that never came.
    async fn outcome(&self, till: &Till, key: &str) -> Result<Option<ChargeAnswer>, TillRefused>;
    /// The till takes back a try that still waits for the resident.
    async fn give_up(&self, till: &Till, key: &str) -> Result<Option<ChargeAnswer>, TillRefused>;
    /// What a till needs to go on without a connection.
    async fn offline_kit(&self, till: &Till) -> Result<OfflineKit, TillRefused>;
    /// Settles what was taken without a connection: one outcome for each, in their order. Sent again, the same.
    async fn settle(&self, till: &Till, queue: &[OfflineRedemption]) -> Result<Vec<Settled>, TillRefused>;

    /// Gives back a purchase or a part of it.
    async fn reverse(&self, reversal: &Reversal, by: &GivesBack) -> Result<Reversed, ReverseRefused>;
    /// A resident complains about a purchase.
    async fn dispute(&self, token: &WalletToken, charge: &ChargeRef, words: &str) -> Result<(), WalletRefused>;
    /// The steward answers.
    async fn answer_dispute(&self, charge: &ChargeRef, words: &str, staff: &Staff) -> Result<(), WalletRefused>;
    /// Complaints that are not answered, the oldest first.
    async fn disputes(&self) -> Result<Vec<Dispute>, Unavailable>;

    /// The latest purchases of a store, the newest first, at most 100.
    async fn charges(&self, store: &StoreCode) -> Result<Vec<ChargeView>, Unavailable>;
    /// One purchase.
    async fn charge_view(&self, charge: &ChargeRef) -> Result<Option<ChargeView>, Unavailable>;
    /// What was taken without a connection and is not settled, of a store or of all, the newest first, at most 200.
    async fn conflicts(&self, store: Option<&StoreCode>) -> Result<Vec<ChargeView>, Unavailable>;
    /// The department bears a conflict: the store gets what it handed out, from the fund.
    async fn bear_conflict(&self, charge: &ChargeRef, staff: &Staff) -> Result<(), WalletRefused>;
    /// A store's day.
    async fn statement(&self, store: &StoreCode, day: Date) -> Result<DayStatement, Unavailable>;
    /// How the stores do, from one day to before another.
    async fn figures(&self, from: Date, until: Date) -> Result<Vec<StoreFigures>, Unavailable>;
    /// Compares our books with the department's, entry by entry, the oldest first.
    async fn compare_books(&self) -> Result<Vec<BookDifference>, BooksRefused>;
    /// The ledger's totals.
    async fn totals(&self) -> Result<Totals, Unavailable>;
}
