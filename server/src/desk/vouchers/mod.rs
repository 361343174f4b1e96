//! Charity vouchers: granted into wallets, spent at tills, given back, ended, settled. Money moves only as entries of one
//! double-entry ledger (`ledger`); the rules are `domain::voucher`'s. Every act is one transaction: the movement, what the
//! till is answered, and what the department must be told.
//!
//! Rooms: `grant`, `by_case`, `rhythm`, `withdraw` · `wallets`, `view`, `code`, `cards`, `carriers` what people hold and show · `tills`, `bearer`, `charge`,
//! `held`, `lost`, `confirm`, `answers` the till · `settle`, `conflicts` without a connection · `reverse`, `disputes` mistakes · `statement`, `books` the books · `rated` what of a purchase can be rated ·
//! [`sweep`] what time does · `hand_over` what others are told.
//!
//! Locks are taken in one order everywhere: the till's key, the wallet, what belongs to it, the store's day, accounts, outbox.

mod answers;
mod bearer;
mod books;
mod by_case;
mod cards;
mod carriers;
mod charge;
mod code;
mod confirm;
mod conflicts;
mod disputes;
mod grant;
mod hand_over;
mod held;
mod history;
mod ledger;
mod lost;
mod rated;
mod reverse;
mod rhythm;
mod rows;
mod settle;
mod statement;
pub mod sweep;
mod tills;
mod view;
mod wallets;
mod withdraw;

use std::sync::Arc;

use app::{
    ports::{
        Unavailable,
        vouchers::{
            Applies, Batch, BatchPlan, Bearer, BookDifference, BooksRefused, Charge, ChargeAnswer, ChargeRefused, ChargeView,
            ConfirmRefused, DayStatement, GivesBack, Grant, GrantRefused, GrantWarning, Granted, HeldScan, History, LastTry,
            NewCarrier, OfflineKit, OfflineRedemption, OfflineUse, PrintedCard, RetryRefused, Reversal, ReverseRefused, Reversed,
            Scan, Settled, ShownCode, StoreFigures, Till, TillRefused, Totals, VoucherDesk, WaitingCharge, WalletRefused,
            WalletView, WithdrawRefused, Withdrawal, may_grant,
        },
    },
    visit::{Resident, Staff},
};
use async_trait::async_trait;
use domain::{
    identity::Document,
    ids::{CarrierToken, CaseRef, ChargeRef, StoreCode, VoucherId, WalletToken},
    time::Moment,
    voucher::Rules,
};
use jiff::civil::Date;

use crate::{
    desk::{
        Desk,
        ended::{Ended, unavailable},
    },
    store::StoreError,
};

pub use sweep::{forget, run_sweeper};

/// The desk of vouchers.
#[derive(Clone)]
pub struct Vouchers {
    desk: Desk,
    rules: Arc<Rules>,
}

impl Vouchers {
    /// The desk of this server; the stores' accounts are opened.
    pub async fn open(desk: Desk, rules: Arc<Rules>) -> Result<Self, StoreError> {
        let mut tx = desk.store.begin().await?;
        ledger::open_stores(&mut tx, rules.stores.iter().map(|store| &store.code)).await?;
        tx.commit().await?;
        Ok(Self { desk, rules })
    }

    fn now(&self) -> Moment {
        self.desk.clock.now()
    }
}

#[async_trait]
impl VoucherDesk for Vouchers {
    fn rules(&self) -> Arc<Rules> {
        Arc::clone(&self.rules)
    }

    fn open_now(&self, store: &StoreCode) -> Option<bool> {
        self.rules.store(store).and_then(|store| store.open_at(self.now(), &self.desk.calendar))
    }

    async fn issue(&self, grant: &Grant, staff: &Staff) -> Result<Granted, GrantRefused> {
        self.grant_one(grant, staff).await.map_err(|ended| ended.told(GrantRefused::Unavailable))
    }

    async fn plan_batch(&self, batch: &Batch, staff: &Staff) -> Result<BatchPlan, GrantRefused> {
        self.plan(batch, staff).await.map_err(|ended| ended.told(GrantRefused::Unavailable))
    }

    async fn issue_batch(&self, batch: &Batch, staff: &Staff) -> Result<Vec<Granted>, GrantRefused> {
        self.grant_all(batch, staff).await.map_err(|ended| ended.told(GrantRefused::Unavailable))
    }

    async fn look_first(&self, grant: &Grant, staff: &Staff) -> Result<Vec<GrantWarning>, GrantRefused> {
        self.look(grant, staff).await.map_err(|ended| ended.told(GrantRefused::Unavailable))
    }

    async fn withdraw(&self, withdrawal: &Withdrawal, staff: &Staff) -> Result<(), WithdrawRefused> {
        self.withdraw_grant(withdrawal, staff).await.map_err(|ended| ended.told(WithdrawRefused::Unavailable))
    }

    async fn end_rhythm(&self, wallet: &WalletToken, voucher: &VoucherId, staff: &Staff) -> Result<(), WithdrawRefused> {
        self.end_rhythm_of(wallet, voucher, staff).await.map_err(|ended| ended.told(WithdrawRefused::Unavailable))
    }

    async fn wallet(&self, token: &WalletToken) -> Result<Option<WalletView>, Unavailable> {
        self.view(token).await.map_err(|wrong| unavailable(&wrong))
    }

    async fn history(&self, token: &WalletToken, page: u32) -> Result<Option<History>, Unavailable> {
        self.history_page(token, page).await.map_err(|wrong| unavailable(&wrong))
    }

    async fn purchase(&self, token: &WalletToken, charge: &ChargeRef) -> Result<Option<ChargeView>, Unavailable> {
        match self.is_of_wallet(token, charge).await {
            Ok(true) => self.charge_view(charge).await,
            Ok(false) => Ok(None),
            Err(wrong) => Err(unavailable(&wrong)),
        }
    }

    async fn wallet_of(&self, resident: &Resident) -> Result<Option<WalletToken>, Unavailable> {
        self.wallet_of_resident(&resident.id).await.map_err(|wrong| unavailable(&wrong))
    }

    async fn wallet_of_case(&self, case: &CaseRef) -> Result<Option<WalletToken>, Unavailable> {
        self.wallet_granted_by(case).await.map_err(|wrong| unavailable(&wrong))
    }

    async fn find_wallet(&self, document: &Document, staff: &Staff) -> Result<Option<WalletToken>, WalletRefused> {
        self.find(document, staff).await.map_err(|ended| ended.told(WalletRefused::Unavailable))
    }

    fn staff_key(&self, token: &WalletToken, staff: &Staff) -> String {
        self.key_for(token, staff)
    }

    fn behind_staff_key(&self, key: &str, staff: &Staff) -> Option<WalletToken> {
        self.behind_key(key, staff)
    }

    async fn code(&self, bearer: &Bearer) -> Result<ShownCode, WalletRefused> {
        self.next_code(bearer).await.map_err(|ended| ended.told(WalletRefused::Unavailable))
    }

    async fn latest(&self, bearer: &Bearer) -> Result<Option<ChargeView>, Unavailable> {
        self.latest_of_bearer(bearer).await.map_err(|wrong| unavailable(&wrong))
    }

    async fn waiting(&self, bearer: &Bearer) -> Result<Vec<WaitingCharge>, Unavailable> {
        self.waits_for(bearer).await.map_err(|wrong| unavailable(&wrong))
    }

    async fn confirm(&self, bearer: &Bearer, charge: &ChargeRef, yes: bool) -> Result<ChargeAnswer, ConfirmRefused> {
        self.say(bearer, charge, yes).await.map_err(|ended| ended.told(ConfirmRefused::Unavailable))
    }

    async fn block_wallet(&self, token: &WalletToken, blocked: bool, staff: &Staff) -> Result<WalletToken, WalletRefused> {
        self.block(token, blocked, staff).await.map_err(|ended| ended.told(WalletRefused::Unavailable))
    }

    async fn make_card(&self, token: &WalletToken, pin: Option<&str>, staff: &Staff) -> Result<PrintedCard, WalletRefused> {
        self.print_card(token, pin, staff).await.map_err(|ended| ended.told(WalletRefused::Unavailable))
    }

    async fn block_card(&self, token: &WalletToken, staff: Option<&Staff>) -> Result<(), WalletRefused> {
        self.lose_card(token, staff).await.map_err(|ended| ended.told(WalletRefused::Unavailable))
    }

    async fn add_carrier(&self, token: &WalletToken, carrier: &NewCarrier) -> Result<CarrierToken, WalletRefused> {
        self.let_carry(token, carrier).await.map_err(|ended| ended.told(WalletRefused::Unavailable))
    }

    async fn revoke_carrier(&self, token: &WalletToken, id: &str) -> Result<(), WalletRefused> {
        self.stop_carrying(token, id).await.map_err(|ended| ended.told(WalletRefused::Unavailable))
    }

    async fn enrol_till(&self, store: &StoreCode, name: &str, staff: &Staff) -> Result<(Till, String), WalletRefused> {
        self.enrol(store, name, staff).await.map_err(|ended| ended.told(WalletRefused::Unavailable))
    }

    async fn block_till(&self, id: &str, staff: &Staff) -> Result<(), WalletRefused> {
        self.stop_till(id, staff).await.map_err(|ended| ended.told(WalletRefused::Unavailable))
    }

    async fn tills(&self, store: Option<&StoreCode>) -> Result<Vec<Till>, Unavailable> {
        self.list_tills(store).await.map_err(|wrong| unavailable(&wrong))
    }

    async fn till(&self, secret: &str) -> Result<Option<Till>, Unavailable> {
        self.till_with(secret).await.map_err(|wrong| unavailable(&wrong))
    }

    async fn applies(&self, till: &Till, scan: &Scan) -> Result<Result<Applies, ChargeRefused>, TillRefused> {
        self.known_till(till).await?;
        self.what_applies(till, scan).await.map_err(|wrong| till_unavailable(&wrong))
    }

    fn hold_scan(&self, till: &Till, text: &str) -> String {
        self.seal_scan(till, text)
    }

    fn held_scan(&self, till: &Till, sealed: &str) -> Option<HeldScan> {
        self.open_scan(till, sealed)
    }

    async fn charge(&self, till: &Till, charge: &Charge) -> Result<ChargeAnswer, TillRefused> {
        self.known_till(till).await?;
        self.pay_charge(till, charge).await.map_err(|ended| ended.told(TillRefused::Unavailable))
    }

    async fn outcome(&self, till: &Till, key: &str) -> Result<Option<ChargeAnswer>, TillRefused> {
        self.known_till(till).await?;
        let found = async {
            let mut db = self.desk.store.reads().acquire().await?;
            answers::of_key(&mut db, &till.id, key).await
        };
        let found = found.await.map_err(|wrong: StoreError| till_unavailable(&wrong))?;
        Ok(found.map(|(_, stored)| stored.as_charge()))
    }

    async fn last_try(&self, till: &Till) -> Result<Option<LastTry>, TillRefused> {
        self.known_till(till).await?;
        self.latest_of(till).await.map_err(|wrong| till_unavailable(&wrong))
    }

    async fn give_up(&self, till: &Till, key: &str) -> Result<Option<ChargeAnswer>, TillRefused> {
        self.known_till(till).await?;
        self.take_back(&till.id, key).await.map_err(|wrong| till_unavailable(&wrong))
    }

    async fn offline_kit(&self, till: &Till) -> Result<OfflineKit, TillRefused> {
        self.known_till(till).await?;
        self.kit(till).await.map_err(|wrong| till_unavailable(&wrong))
    }

    async fn settle(&self, till: &Till, queue: &[OfflineRedemption]) -> Result<Vec<Settled>, TillRefused> {
        self.settle_queue(till, queue).await.map_err(|ended| ended.told(TillRefused::Unavailable))
    }

    async fn reverse(&self, reversal: &Reversal, by: &GivesBack) -> Result<Reversed, ReverseRefused> {
        self.give_back(reversal, by).await.map_err(|ended| ended.told(ReverseRefused::Unavailable))
    }

    async fn dispute(
        &self,
        token: &WalletToken,
        charge: &ChargeRef,
        words: &str,
        staff: Option<&Staff>,
    ) -> Result<(), WalletRefused> {
        self.complain(token, charge, words, staff).await.map_err(|ended| ended.told(WalletRefused::Unavailable))
    }

    async fn answer_dispute(&self, charge: &ChargeRef, words: &str, staff: &Staff) -> Result<(), WalletRefused> {
        self.answer(charge, words, staff).await.map_err(|ended| ended.told(WalletRefused::Unavailable))
    }

    async fn disputes(&self) -> Result<Vec<ChargeView>, Unavailable> {
        self.open_disputes().await.map_err(|wrong| unavailable(&wrong))
    }

    async fn charges(&self, store: &StoreCode) -> Result<Vec<ChargeView>, Unavailable> {
        let read = async {
            let mut db = self.desk.store.reads().acquire().await?;
            rows::of_store(&mut db, store).await?.iter().map(|row| self.charge_seen(row)).collect::<Result<Vec<_>, _>>()
        };
        read.await.map_err(|wrong: StoreError| unavailable(&wrong))
    }

    async fn charge_view(&self, charge: &ChargeRef) -> Result<Option<ChargeView>, Unavailable> {
        let read = async {
            let mut db = self.desk.store.reads().acquire().await?;
            let Some(row) = rows::charge(&mut db, charge).await? else { return Ok(None) };
            let dispute = self.dispute_of(&mut db, charge).await?;
            let reversals = self.reversals_of(&mut db, charge).await?;
            let carrier = self.carried_by(&mut db, row.carrier.as_deref()).await?;
            Ok(Some(ChargeView { dispute, reversals, carrier, ..self.charge_seen(&row)? }))
        };
        read.await.map_err(|wrong: StoreError| unavailable(&wrong))
    }

    async fn conflicts(&self, store: Option<&StoreCode>) -> Result<Vec<ChargeView>, Unavailable> {
        let read = async {
            let mut db = self.desk.store.reads().acquire().await?;
            rows::conflicts(&mut db, store).await?.iter().map(|row| self.charge_seen(row)).collect::<Result<Vec<_>, _>>()
        };
        read.await.map_err(|wrong: StoreError| unavailable(&wrong))
    }

    async fn bear_conflict(&self, charge: &ChargeRef, staff: &Staff) -> Result<(), WalletRefused> {
        if !may_grant(staff) {
            return Err(WalletRefused::NotAllowed);
        }
        settled(self.bear(charge, &staff.account).await)
    }

    async fn leave_conflict(&self, charge: &ChargeRef, staff: &Staff) -> Result<(), WalletRefused> {
        if !may_grant(staff) {
            return Err(WalletRefused::NotAllowed);
        }
        settled(self.leave(charge, &staff.account).await)
    }

    async fn retry_conflict(&self, charge: &ChargeRef, staff: &Staff) -> Result<(), RetryRefused> {
        self.retry(charge, staff).await.map_err(|ended| ended.told(RetryRefused::Unavailable))
    }

    async fn offline_use(&self) -> Result<Vec<OfflineUse>, Unavailable> {
        self.offline_days().await.map_err(|wrong| unavailable(&wrong))
    }

    async fn statement(&self, store: &StoreCode, day: Date) -> Result<DayStatement, Unavailable> {
        self.day(store, day).await.map_err(|wrong| unavailable(&wrong))
    }

    async fn figures(&self, from: Date, until: Date) -> Result<Vec<StoreFigures>, Unavailable> {
        self.store_figures(from, until).await.map_err(|wrong| unavailable(&wrong))
    }

    async fn compare_books(&self, from: Date, until: Date) -> Result<Vec<BookDifference>, BooksRefused> {
        self.compare(from, until).await
    }

    async fn totals(&self) -> Result<Totals, Unavailable> {
        self.all_accounts().await.map_err(|wrong| unavailable(&wrong))
    }
}

impl Vouchers {
    async fn known_till(&self, till: &Till) -> Result<(), TillRefused> {
        match self.in_use(till).await {
            Ok(true) => Ok(()),
            Ok(false) => Err(TillRefused::UnknownTill),
            Err(wrong) => Err(till_unavailable(&wrong)),
        }
    }
}

/// What settling a conflict comes to; `false` where there was none to settle.
fn settled(done: Result<bool, StoreError>) -> Result<(), WalletRefused> {
    match done {
        Ok(true) => Ok(()),
        Ok(false) => Err(WalletRefused::Unknown),
        Err(wrong) => {
            unavailable(&wrong);
            Err(WalletRefused::Unavailable)
        }
    }
}

#[track_caller]
fn till_unavailable(wrong: &StoreError) -> TillRefused {
    unavailable(wrong);
    TillRefused::Unavailable
}
