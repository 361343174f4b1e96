//! Charity vouchers as the pages ask for them: granting, the wallet, the till, mistakes, settlement. Amounts come as
//! [`Fen`](domain::voucher::Fen); people come masked.

mod granting;
mod mistakes;
mod settlement;
mod staff;
mod till;
mod wallet;

use std::sync::Arc;

use async_trait::async_trait;
use domain::{
    identity::Document,
    ids::{CarrierToken, CaseRef, ChargeRef, StoreCode, VoucherId, WalletToken},
    voucher::Rules,
};
use jiff::civil::Date;

pub use self::{granting::*, mistakes::*, settlement::*, staff::*, till::*, wallet::*};
use super::Unavailable;
use crate::visit::{Resident, Staff};

/// Vouchers.
#[async_trait]
pub trait VoucherDesk: Send + Sync {
    /// Programmes, limits, goods and stores.
    fn rules(&self) -> Arc<Rules>;
    /// Whether a store is open now; `None` where that is not known.
    fn open_now(&self, store: &StoreCode) -> Option<bool>;

    /// Grants one voucher.
    async fn issue(&self, grant: &Grant, staff: &Staff) -> Result<Granted, GrantRefused>;
    /// What a list would do, with what to look at first. Nothing is done.
    async fn plan_batch(&self, batch: &Batch, staff: &Staff) -> Result<BatchPlan, GrantRefused>;
    /// Grants to everybody on the list, all or nobody; returns one for each person, once.
    async fn issue_batch(&self, batch: &Batch, staff: &Staff) -> Result<Vec<Granted>, GrantRefused>;

    /// What is to be looked at before one voucher is granted. Nothing is done.
    async fn look_first(&self, grant: &Grant, staff: &Staff) -> Result<Vec<GrantWarning>, GrantRefused>;
    /// Takes a voucher back: what is not spent goes back to the fund, its rhythm ends, its holder is told why. Done twice, it is
    /// done once.
    async fn withdraw(&self, withdrawal: &Withdrawal, staff: &Staff) -> Result<(), WithdrawRefused>;
    /// Ends the rhythm of a grant: what was granted stays, nothing more comes.
    async fn end_rhythm(&self, wallet: &WalletToken, voucher: &VoucherId, staff: &Staff) -> Result<(), WithdrawRefused>;

    /// The wallet at an address.
    async fn wallet(&self, token: &WalletToken) -> Result<Option<WalletView>, Unavailable>;
    /// The address of a signed-in resident's wallet.
    async fn wallet_of(&self, resident: &Resident) -> Result<Option<WalletToken>, Unavailable>;
    /// The address of the wallet that a granted application's voucher is in.
    async fn wallet_of_case(&self, case: &CaseRef) -> Result<Option<WalletToken>, Unavailable>;
    /// An earlier page of what happened to the wallet at an address, counted from the newest, 0.
    async fn history(&self, token: &WalletToken, page: u32) -> Result<Option<History>, Unavailable>;
    /// A purchase of the wallet at an address, whatever became of it; `None` for another wallet's.
    async fn purchase(&self, token: &WalletToken, charge: &ChargeRef) -> Result<Option<ChargeView>, Unavailable>;
    /// The address of a person's wallet, for staff who have them before them. Who looked is kept.
    async fn find_wallet(&self, document: &Document, staff: &Staff) -> Result<Option<WalletToken>, WalletRefused>;
    /// What a form of staff says instead of a wallet's address: it opens no page, and is worth something to this account only.
    fn staff_key(&self, token: &WalletToken, staff: &Staff) -> String;
    /// The address behind such a key; `None` for what is none of this account's.
    fn behind_staff_key(&self, key: &str, staff: &Staff) -> Option<WalletToken>;
    /// The next code.
    async fn code(&self, bearer: &Bearer) -> Result<ShownCode, WalletRefused>;
    /// The bearer's latest purchase, whatever became of it; of one who carries only their own. This and what waits are what their
    /// page asks again and again while a code is shown.
    async fn latest(&self, bearer: &Bearer) -> Result<Option<ChargeView>, Unavailable>;
    /// What waits for the bearer's word.
    async fn waiting(&self, bearer: &Bearer) -> Result<Vec<WaitingCharge>, Unavailable>;
    /// The resident's word on a waiting purchase. Said twice, the first holds.
    async fn confirm(&self, bearer: &Bearer, charge: &ChargeRef, yes: bool) -> Result<ChargeAnswer, ConfirmRefused>;
    /// Blocks a wallet or opens it again: nothing is spent from it meanwhile. Returns its address, which is another once it is
    /// blocked: who had the one before, on a lost phone or by a link that went astray, has nothing.
    async fn block_wallet(&self, token: &WalletToken, blocked: bool, staff: &Staff) -> Result<WalletToken, WalletRefused>;

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
    /// The device with this secret, also one that was put out of use: it may still settle what it took before.
    async fn till(&self, secret: &str) -> Result<Option<Till>, Unavailable>;

    /// What applies, before an amount is entered.
    async fn applies(&self, till: &Till, scan: &Scan) -> Result<Result<Applies, ChargeRefused>, TillRefused>;
    /// Keeps a scan that came before its purchase: sealed, for this till, for minutes. Its code stays good for one purchase only,
    /// wherever else it is shown meanwhile.
    fn hold_scan(&self, till: &Till, text: &str) -> String;
    /// What was kept; `None` once its time is over, and for another till.
    fn held_scan(&self, till: &Till, sealed: &str) -> Option<HeldScan>;
    /// Pays a purchase. The same key and the same request are the same answer, however often and however late.
    async fn charge(&self, till: &Till, charge: &Charge) -> Result<ChargeAnswer, TillRefused>;
    /// What became of a try; `None` for a key that never came.
    async fn outcome(&self, till: &Till, key: &str) -> Result<Option<ChargeAnswer>, TillRefused>;
    /// The latest try that this till made with a connection; `None` for a till that made none in thirty days.
    async fn last_try(&self, till: &Till) -> Result<Option<LastTry>, TillRefused>;
    /// The till takes back a try that still waits for the resident.
    async fn give_up(&self, till: &Till, key: &str) -> Result<Option<ChargeAnswer>, TillRefused>;
    /// What a till needs to go on without a connection.
    async fn offline_kit(&self, till: &Till) -> Result<OfflineKit, TillRefused>;
    /// Settles what was taken without a connection: one outcome for each, in their order. Sent again, the same. A till that was
    /// put out of use settles what it took before.
    async fn settle(&self, till: &Till, queue: &[OfflineRedemption]) -> Result<Vec<Settled>, TillRefused>;

    /// Gives back a purchase or a part of it.
    async fn reverse(&self, reversal: &Reversal, by: &GivesBack) -> Result<Reversed, ReverseRefused>;
    /// A resident complains about a purchase, or `staff` take it down for them.
    async fn dispute(
        &self,
        token: &WalletToken,
        charge: &ChargeRef,
        words: &str,
        staff: Option<&Staff>,
    ) -> Result<(), WalletRefused>;
    /// The steward answers; the resident is told that there is an answer.
    async fn answer_dispute(&self, charge: &ChargeRef, words: &str, staff: &Staff) -> Result<(), WalletRefused>;
    /// Purchases with a complaint that is not answered, the oldest complaint first, at most 200.
    async fn disputes(&self) -> Result<Vec<ChargeView>, Unavailable>;

    /// The latest purchases of a store, the newest first, at most 100.
    async fn charges(&self, store: &StoreCode) -> Result<Vec<ChargeView>, Unavailable>;
    /// One purchase.
    async fn charge_view(&self, charge: &ChargeRef) -> Result<Option<ChargeView>, Unavailable>;
    /// What was taken without a connection and is not settled, of a store or of all, the newest first, at most 200.
    async fn conflicts(&self, store: Option<&StoreCode>) -> Result<Vec<ChargeView>, Unavailable>;
    /// The department bears a conflict: the store gets what it handed out, from the fund.
    async fn bear_conflict(&self, charge: &ChargeRef, staff: &Staff) -> Result<(), WalletRefused>;
    /// The store bears a conflict: it gets nothing for what it handed out.
    async fn leave_conflict(&self, charge: &ChargeRef, staff: &Staff) -> Result<(), WalletRefused>;
    /// Asks the vouchers once more to pay a conflict, as they are now.
    async fn retry_conflict(&self, charge: &ChargeRef, staff: &Staff) -> Result<(), RetryRefused>;
    /// What stores took without a connection on the days that can still be settled, the newest day first.
    async fn offline_use(&self) -> Result<Vec<OfflineUse>, Unavailable>;
    /// A store's day.
    async fn statement(&self, store: &StoreCode, day: Date) -> Result<DayStatement, Unavailable>;
    /// How the stores do, from one day to before another.
    async fn figures(&self, from: Date, until: Date) -> Result<Vec<StoreFigures>, Unavailable>;
    /// Compares our books with the department's from one day to before another, entry by entry, the oldest first.
    async fn compare_books(&self, from: Date, until: Date) -> Result<Vec<BookDifference>, BooksRefused>;
    /// The ledger's totals.
    async fn totals(&self) -> Result<Totals, Unavailable>;
}
