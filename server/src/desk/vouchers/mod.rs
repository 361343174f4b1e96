//! Charity vouchers: granted into wallets, spent at tills, given back, ended, settled. Money moves only as entries of one
//! double-entry ledger (`ledger`); the rules are `domain::voucher`'s. Every act is one transaction: the movement, what the
//! till is answered, and what the department must be told.
//!
//! Rooms: `grant`, `by_case` · `wallets`, `view`, `code`, `cards`, `carriers` what people hold and show · `tills`, `bearer`, `charge`,
//! `confirm`, `answers` the till · `settle` without a connection · `reverse`, `disputes` mistakes · `statement`, `books` the books · `rated` what of a purchase can be rated ·
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
mod disputes;
mod grant;
mod hand_over;
mod ledger;
mod rated;
mod reverse;
mod rows;
mod settle;
mod statement;
pub mod sweep;
mod tills;
mod view;
mod wallets;

use std::sync::Arc;

use app::{
    ports::{
        Unavailable,
        vouchers::{
            Applies, Batch, BatchPlan, Bearer, BookDifference, BooksRefused, Charge, ChargeAnswer, ChargeRefused, ChargeView,
            ConfirmRefused, DayStatement, Dispute, GivesBack, Grant, GrantRefused, Granted, NewCarrier, OfflineKit,
            OfflineRedemption, PrintedCard, Reversal, ReverseRefused, Reversed, Scan, Settled, ShownCode, StoreFigures, Till,
            TillRefused, Totals, VoucherDesk, WaitingCharge, WalletRefused, WalletView,
        },
    },
    visit::{Resident, Staff},
};
use async_trait::async_trait;
use domain::{
    identity::Document,
    ids::{CarrierToken, CaseRef, ChargeRef, StoreCode, WalletToken},
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

/// The charity department's code in departments.toml: who works there may grant.
const CHARITY: &str = "charity";

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

/// Who may grant: the steward, and who works at the charity department.
fn may_grant(staff: &Staff) -> bool {
    staff.steward || staff.department.as_deref() == Some(CHARITY)
}

/// Who may print and block cards for people before them: those who grant, and counters.
fn may_serve(staff: &Staff) -> bool {
    may_grant(staff) || staff.counter
}

#[async_trait]
impl VoucherDesk for Vouchers {
    fn rules(&self) -> Arc<Rules> {
        Arc::clone(&self.rules)
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

    async fn wallet(&self, token: &WalletToken) -> Result<Option<WalletView>, Unavailable> {
        self.view(token).await.map_err(|wrong| unavailable(&wrong))
    }

    async fn wallet_of(&self, resident: &Resident) -> Result<Option<WalletToken>, Unavailable> {
        self.wallet_of_resident(&resident.id).await.map_err(|wrong| unavailable(&wrong))
    }

    async fn wallet_of_case(&self, case: &CaseRef) -> Result<Option<WalletToken>, Unavailable> {
        self.wallet_granted_by(case).await.map_err(|wrong| unavailable(&wrong))
    }

    async fn find_wallet(&self, document: &Document, staff: &Staff) -> Result<Option<WalletToken>, WalletRefused> {
        if !may_serve(staff) {
            return Err(WalletRefused::NotAllowed);
        }
        let found = async {
            let mut db = self.desk.store.reads().acquire().await?;
            let row = self.wallet_of_person(&mut db, &self.person_index(document)).await?;
            row.map(|row| row.token(&self.desk.keys)).transpose()
        };
        found.await.map_err(|wrong: StoreError| {
            unavailable(&wrong);
            WalletRefused::Unavailable
        })
    }

    async fn code(&self, bearer: &Bearer) -> Result<ShownCode, WalletRefused> {
        self.next_code(bearer).await.map_err(|ended| ended.told(WalletRefused::Unavailable))
    }

    async fn waiting(&self, bearer: &Bearer) -> Result<Vec<WaitingCharge>, Unavailable> {
        self.waits_for(bearer).await.map_err(|wrong| unavailable(&wrong))
    }

    async fn confirm(&self, bearer: &Bearer, charge: &ChargeRef, yes: bool) -> Result<ChargeAnswer, ConfirmRefused> {
        self.say(bearer, charge, yes).await.map_err(|ended| ended.told(ConfirmRefused::Unavailable))
    }

    async fn block_wallet(&self, token: &WalletToken, blocked: bool, staff: &Staff) -> Result<(), WalletRefused> {
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

    async fn give_up(&self, till: &Till, key: &str) -> Result<Option<ChargeAnswer>, TillRefused> {
        self.known_till(till).await?;
        self.take_back(&till.id, key).await.map_err(|wrong| till_unavailable(&wrong))
    }

    async fn offline_kit(&self, till: &Till) -> Result<OfflineKit, TillRefused> {
        self.known_till(till).await?;
        self.kit(till).await.map_err(|wrong| till_unavailable(&wrong))
    }

    async fn settle(&self, till: &Till, queue: &[OfflineRedemption]) -> Result<Vec<Settled>, TillRefused> {
        self.known_till(till).await?;
        self.settle_queue(till, queue).await.map_err(|ended| ended.told(TillRefused::Unavailable))
    }

    async fn reverse(&self, reversal: &Reversal, by: &GivesBack) -> Result<Reversed, ReverseRefused> {
        self.give_back(reversal, by).await.map_err(|ended| ended.told(ReverseRefused::Unavailable))
    }

    async fn dispute(&self, token: &WalletToken, charge: &ChargeRef, words: &str) -> Result<(), WalletRefused> {
        self.complain(token, charge, words).await.map_err(|ended| ended.told(WalletRefused::Unavailable))
    }

    async fn answer_dispute(&self, charge: &ChargeRef, words: &str, staff: &Staff) -> Result<(), WalletRefused> {
        self.answer(charge, words, staff).await.map_err(|ended| ended.told(WalletRefused::Unavailable))
    }

    async fn disputes(&self) -> Result<Vec<Dispute>, Unavailable> {
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
            Ok(Some(ChargeView { dispute: self.dispute_of(&mut db, charge).await?, ..self.charge_seen(&row)? }))
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
        match self.bear(charge, &staff.account).await {
            Ok(true) => Ok(()),
            Ok(false) => Err(WalletRefused::Unknown),
            Err(wrong) => {
                unavailable(&wrong);
                Err(WalletRefused::Unavailable)
            }
        }
    }

    async fn statement(&self, store: &StoreCode, day: Date) -> Result<DayStatement, Unavailable> {
        self.day(store, day).await.map_err(|wrong| unavailable(&wrong))
    }

    async fn figures(&self, from: Date, until: Date) -> Result<Vec<StoreFigures>, Unavailable> {
        self.store_figures(from, until).await.map_err(|wrong| unavailable(&wrong))
    }

    async fn compare_books(&self) -> Result<Vec<BookDifference>, BooksRefused> {
        self.compare().await
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

#[track_caller]
fn till_unavailable(wrong: &StoreError) -> TillRefused {
    unavailable(wrong);
    TillRefused::Unavailable
}
