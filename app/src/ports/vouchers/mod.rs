//! Charity vouchers as the pages ask for them: granting, the wallet, the till, mistakes, settlement. Amounts come as
//! [`Fen`](domain::voucher::Fen); people come masked.

mod granting;
mod mistakes;
mod settlement;
mod till;
mod wallet;

use std::sync::Arc;

use async_trait::async_trait;
use domain::{
    identity::Document,
    ids::{CarrierToken, CaseRef, ChargeRef, StoreCode, WalletToken},
    voucher::Rules,
};
use jiff::civil::Date;

pub use self::{granting::*, mistakes::*, settlement::*, till::*, wallet::*};
use super::Unavailable;
use crate::visit::{Resident, Staff};

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
