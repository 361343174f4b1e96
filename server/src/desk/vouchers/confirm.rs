//! The holder's word on a purchase above the limit. The first word holds; no word in time is a no. The till that asks again
//! with its key hears what became of it.

use app::ports::vouchers::{Bearer, ChargeAnswer, ChargeRefused, ConfirmRefused, Receipt, Unpaid, WaitingCharge};
use domain::{
    ids::{ChargeRef, StoreCode},
    time::Moment,
    voucher::{Fen, Line, pay, spendable},
};
use sqlx::AnyConnection;

use super::{
    Ended, Vouchers,
    answers::{self, Stored},
    ledger, rows, wallets,
};
use crate::store::{StoreError, Tx};

/// What a purchase that waited has become.
pub(super) enum Became {
    Paid(Receipt),
    Unpaid(Unpaid),
    Lapsed,
}

impl Became {
    /// Its state in the table.
    const fn state(&self) -> &'static str {
        match self {
            Self::Paid(_) => "done",
            Self::Unpaid(_) => "declined",
            Self::Lapsed => "lapsed",
        }
    }

    /// What its holder is told beyond that; the till's answer is forgotten sooner than the purchase.
    fn unpaid(&self) -> Option<String> {
        match self {
            Self::Unpaid(why) => Some(serde_json::to_string(why).expect("numbers and words always have a JSON form")),
            Self::Paid(_) | Self::Lapsed => None,
        }
    }

    fn answer(self) -> ChargeAnswer {
        match self {
            Self::Paid(receipt) => ChargeAnswer::Paid(receipt),
            Self::Unpaid(Unpaid::Refused(why)) => ChargeAnswer::Refused(why),
            Self::Unpaid(Unpaid::SaidNo | Unpaid::TakenBack) => ChargeAnswer::Declined,
            Self::Lapsed => ChargeAnswer::Lapsed,
        }
    }
}

impl Vouchers {
    pub(super) async fn say(
        &self,
        bearer: &Bearer,
        charge: &ChargeRef,
        yes: bool,
    ) -> Result<ChargeAnswer, Ended<ConfirmRefused>> {
        let now = self.now();
        let mut db = self.desk.store.reads().acquire().await?;
        let unknown = || Ended::Refused(ConfirmRefused::Unknown);
        let who = self.who(&mut db, bearer).await?.ok_or_else(unknown)?;
        drop(db);
        let mut tx = self.desk.store.begin().await?;
        let held = wallets::hold(&mut tx, &who.wallet.id).await?.ok_or_else(unknown)?;
        let row = rows::charge(&mut tx, charge).await?.ok_or_else(unknown)?;
        // Who carries may say no to what they themselves buy; yes is the holder's word alone.
        let carries = who.carrier.as_ref().is_none_or(|id| !yes && row.carrier.as_ref() == Some(id));
        let theirs = row.wallet.as_ref() == Some(&held.id) && carries;
        if !theirs {
            return Err(unknown());
        }
        if row.state != "waiting" {
            let stored = answers::of_charge(&mut tx, charge).await?.map(|stored| stored.as_charge());
            return stored.ok_or_else(unknown);
        }
        let became = if now >= self.waits_until(&row) {
            Became::Lapsed
        } else if yes {
            self.pay_waiting(&mut tx, &row, held.blocked_ms.is_some(), now).await?
        } else {
            Became::Unpaid(Unpaid::SaidNo)
        };
        let answer = end_waiting(&mut tx, charge, became, now).await?;
        tx.commit().await?;
        self.wake();
        Ok(answer)
    }

    async fn pay_waiting(&self, tx: &mut Tx, row: &rows::ChargeRow, blocked: bool, now: Moment) -> Result<Became, StoreError> {
        let (charge, store) = (row.charge()?, StoreCode(row.store.clone()));
        let wallet = row.wallet.clone().unwrap_or_default();
        let lines: Vec<Line> = row.lines()?;
        if blocked {
            return Ok(Became::Unpaid(Unpaid::Refused(ChargeRefused::Blocked)));
        }
        let purses = ledger::purses(tx, &wallet, now).await?;
        let parts = match pay(&purses, &lines, &store, now) {
            Ok(parts) => parts,
            Err(refusal) => return Ok(Became::Unpaid(Unpaid::Refused(ChargeRefused::NotPaid(refusal)))),
        };
        self.move_parts(tx, &charge, &wallet, &store, &lines, &parts, now, now).await?;
        let left = (spendable(&purses, now).all - Fen(row.fen)).or_nothing();
        Ok(Became::Paid(Receipt { charge, store, at: now, fen: Fen(row.fen), lines, left }))
    }

    /// The till takes a try back that still waits.
    pub(super) async fn take_back(&self, till: &str, key: &str) -> Result<Option<ChargeAnswer>, StoreError> {
        let now = self.now();
        let mut tx = self.desk.store.begin().await?;
        let Some((charge, stored)) = answers::of_key(&mut tx, till, key).await? else { return Ok(None) };
        let (Some(charge), Stored::Charge(ChargeAnswer::Waiting { .. })) = (charge, &stored) else {
            return Ok(Some(stored.as_charge()));
        };
        let answer = self.end_if_waiting(&mut tx, &charge, Became::Unpaid(Unpaid::TakenBack), now).await?;
        tx.commit().await?;
        Ok(Some(answer))
    }

    /// Ends a purchase that waits; if it does not wait any more, what it became.
    pub(super) async fn end_if_waiting(
        &self,
        tx: &mut Tx,
        charge: &ChargeRef,
        became: Became,
        now: Moment,
    ) -> Result<ChargeAnswer, StoreError> {
        let gone = || StoreError::Corrupt("an answer without its purchase".to_owned());
        let row = rows::charge(tx, charge).await?.ok_or_else(gone)?;
        wallets::hold(tx, row.wallet.as_deref().unwrap_or_default()).await?;
        let row = rows::charge(tx, charge).await?.ok_or_else(gone)?;
        if row.state == "waiting" {
            return end_waiting(tx, charge, became, now).await;
        }
        answers::of_charge(tx, charge).await?.map(|stored| stored.as_charge()).ok_or_else(gone)
    }

    /// What waits for the bearer's word.
    pub(super) async fn waits_for(&self, bearer: &Bearer) -> Result<Vec<WaitingCharge>, StoreError> {
        let mut db = self.desk.store.reads().acquire().await?;
        match self.who(&mut db, bearer).await? {
            Some(who) => self.waiting_in(&mut db, &who.wallet.id, who.carrier.as_deref()).await,
            None => Ok(Vec::new()),
        }
    }

    /// What waits in a wallet; of one who carries only their own.
    pub(super) async fn waiting_in(
        &self,
        db: &mut AnyConnection,
        wallet: &str,
        carrier: Option<&str>,
    ) -> Result<Vec<WaitingCharge>, StoreError> {
        let now = self.now();
        let rows = rows::waiting(db, wallet, carrier).await?;
        let open = rows.iter().filter(|row| now < self.waits_until(row));
        open.map(|row| {
            let (charge, store, lines) = (row.charge()?, StoreCode(row.store.clone()), row.lines()?);
            Ok(WaitingCharge { charge, store, fen: Fen(row.fen), lines, until: self.waits_until(row) })
        })
        .collect()
    }

    pub(super) fn waits_until(&self, row: &rows::ChargeRow) -> Moment {
        let taken = Moment(row.taken_ms);
        taken.plus_minutes(self.rules.at(taken).confirm_within_minutes)
    }
}

/// What waited has become something.
async fn end_waiting(tx: &mut Tx, charge: &ChargeRef, became: Became, now: Moment) -> Result<ChargeAnswer, StoreError> {
    sqlx::query("UPDATE voucher_charge SET state = $2, unpaid = $3, ended_ms = $4 WHERE id = $1 AND state = 'waiting'")
        .bind(charge.as_str())
        .bind(became.state())
        .bind(became.unpaid())
        .bind(now.0)
        .execute(&mut **tx)
        .await?;
    let answer = became.answer();
    answers::became(tx, charge, &answer).await?;
    Ok(answer)
}
