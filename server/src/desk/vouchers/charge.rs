//! A purchase at a till: one transaction from the key's row to the outbox. Whoever asks again with the same key hears the same,
//! also when the first answer was lost; a refusal is an answer too. Above a limit the resident says yes on their phone first.

use app::{
    msg::sms,
    ports::vouchers::{Applies, Charge, ChargeAnswer, ChargeRefused, Receipt, Scan, Till, TillRefused},
};
use domain::{
    ids::{ChargeRef, StoreCode},
    time::Moment,
    voucher::{Fen, Line, Part, Purse, most, pay, spendable, total},
};

use super::{
    Ended, Vouchers,
    answers::{self, Asked, Known, Stored},
    bearer::{Scanned, Shown},
    ledger::{self, Entry, Kind},
    lost,
};
use crate::store::{StoreError, Tx};

/// A purchase about to be written.
pub(super) struct Purchase<'a> {
    pub(super) shown: &'a Shown,
    pub(super) till: &'a str,
    pub(super) store: &'a StoreCode,
    pub(super) lines: &'a [Line],
    pub(super) taken: Moment,
    pub(super) offline: bool,
}

impl Vouchers {
    pub(super) async fn pay_charge(&self, till: &Till, charge: &Charge) -> Result<ChargeAnswer, Ended<TillRefused>> {
        let now = self.now();
        let pin = charge.scan.pin.as_deref().unwrap_or_default();
        let asked = self.asked(&till.id, &charge.key, &charge.scan.text, pin, &charge.lines).map_err(Ended::Refused)?;
        // First what is known: a code that is too old by now was good when it was asked first.
        let mut db = self.desk.store.reads().acquire().await?;
        if let Some(known) = answers::known(&mut db, &asked).await? {
            return answered(known);
        }
        drop(db);
        let scanned = self.judge(&charge.scan, charge.scan.at.unwrap_or(now)).await?;
        let (desk, till, charge) = (self.clone(), till.clone(), charge.clone());
        let known = self
            .desk
            .store
            .together(move |tx| Box::pin(async move { desk.charge_in(tx, &till, &asked, &scanned, &charge, now).await }))
            .await?;
        self.wake();
        answered(known)
    }

    /// The purchase, within the transaction. What comes back is always an answer: a refusal is written down too.
    async fn charge_in(
        &self,
        tx: &mut Tx,
        till: &Till,
        asked: &Asked,
        scanned: &Scanned,
        charge: &Charge,
        now: Moment,
    ) -> Result<Known, StoreError> {
        match answers::take(tx, asked, now).await? {
            Known::New => {}
            known => return Ok(known),
        }
        let (written, answer) = match self.shown(tx, scanned, now).await? {
            Ok(shown) => {
                let (store, lines) = (&till.store, charge.lines.as_slice());
                let purchase = Purchase { shown: &shown, till: &till.id, store, lines, taken: now, offline: false };
                self.try_to_pay(tx, &purchase, charge.another, now).await?
            }
            Err(refused) => (None, ChargeAnswer::Refused(refused)),
        };
        let stored = Stored::Charge(answer);
        answers::write(tx, asked, written.as_ref(), &stored).await?;
        Ok(Known::Answered(stored))
    }

    async fn try_to_pay(
        &self,
        tx: &mut Tx,
        purchase: &Purchase<'_>,
        another: bool,
        now: Moment,
    ) -> Result<(Option<ChargeRef>, ChargeAnswer), StoreError> {
        let shown = purchase.shown;
        if shown.code_used(tx).await? {
            return Ok((None, ChargeAnswer::Refused(ChargeRefused::CodeUsed)));
        }
        let fen = total(purchase.lines);
        if let Some(left) = shown.carrier_left(tx, purchase.taken).await?.filter(|left| fen > *left) {
            return Ok((None, ChargeAnswer::Refused(ChargeRefused::CarrierLimit(left))));
        }
        let purses = ledger::purses(tx, &shown.wallet.id, purchase.taken).await?;
        let parts = match pay(&purses, purchase.lines, purchase.store, purchase.taken) {
            Ok(parts) => parts,
            Err(refusal) => return Ok((None, ChargeAnswer::Refused(ChargeRefused::NotPaid(refusal)))),
        };
        if !another && let Some(perhaps_this) = lost::just_paid(tx, purchase, now).await? {
            return Ok((None, ChargeAnswer::Refused(perhaps_this)));
        }
        // A card's PIN is its holder's word already.
        if shown.counter.is_some() && fen > self.rules.at(now).confirm_above {
            return self.ask_holder(tx, purchase, now).await.map(|(charge, answer)| (Some(charge), answer));
        }
        let charge = self.write_charge(tx, purchase, "done", None, now).await?;
        let receipt = self.paid(tx, &charge, &shown.wallet.id, purchase, &purses, &parts, now).await?;
        Ok((Some(charge), ChargeAnswer::Paid(receipt)))
    }

    /// Keeps the purchase until the holder has said yes or no. Nothing is reserved: what is there then, pays.
    async fn ask_holder(
        &self,
        tx: &mut Tx,
        purchase: &Purchase<'_>,
        now: Moment,
    ) -> Result<(ChargeRef, ChargeAnswer), StoreError> {
        let charge = self.write_charge(tx, purchase, "waiting", None, now).await?;
        let until = now.plus_minutes(self.rules.at(now).confirm_within_minutes);
        // Who carries shows the code; the word is the holder's, who may be at home.
        if purchase.shown.carrier.is_some()
            && let Some(phone) = purchase.shown.wallet.holder(&self.desk.keys)?.and_then(|holder| holder.phone)
        {
            self.tell(tx, &phone, sms::VOUCHER_CONFIRM, &[("time", &until.clock_face())], now).await?;
        }
        Ok((charge.clone(), ChargeAnswer::Waiting { charge, fen: total(purchase.lines), until }))
    }

    /// Writes a purchase under a new reference.
    pub(super) async fn write_charge(
        &self,
        tx: &mut Tx,
        purchase: &Purchase<'_>,
        state: &'static str,
        conflict: Option<&str>,
        now: Moment,
    ) -> Result<ChargeRef, StoreError> {
        let shown = purchase.shown;
        self.insert_charge(
            tx,
            Some(shown),
            purchase.till,
            purchase.store,
            purchase.lines,
            state,
            conflict,
            purchase.offline,
            purchase.taken,
            now,
        )
        .await
    }

    #[expect(clippy::too_many_arguments, reason = "everything a row is made of")]
    pub(super) async fn insert_charge(
        &self,
        tx: &mut Tx,
        shown: Option<&Shown>,
        till: &str,
        store: &StoreCode,
        lines: &[Line],
        state: &'static str,
        conflict: Option<&str>,
        offline: bool,
        taken: Moment,
        now: Moment,
    ) -> Result<ChargeRef, StoreError> {
        let counter = shown.and_then(|shown| shown.counter);
        for _ in 0..8 {
            let charge = ChargeRef::from_chance(self.desk.keys.chance());
            let written = sqlx::query(
                "INSERT INTO voucher_charge (id, wallet, store, till, shown, carrier, bearer, counter, lines, fen, state, conflict,
                    offline, taken_ms, day, written_ms)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) ON CONFLICT (id) DO NOTHING",
            )
            .bind(charge.as_str())
            .bind(shown.map(|shown| shown.wallet.id.clone()))
            .bind(store.as_str())
            .bind(till)
            .bind(if shown.is_some() && counter.is_none() { "card" } else { "code" })
            .bind(shown.and_then(|shown| shown.carrier.as_ref()).map(|carrier| carrier.id.clone()))
            .bind(shown.map_or("", |shown| shown.bearer.as_str()))
            .bind(counter)
            .bind(serde_json::to_string(lines).expect("numbers and words always have a JSON form"))
            .bind(total(lines).0)
            .bind(state)
            .bind(conflict)
            .bind(i64::from(offline))
            .bind(taken.0)
            .bind(taken.day().to_string())
            .bind(now.0)
            .execute(&mut **tx)
            .await?;
            if written.rows_affected() == 1 {
                return Ok(charge);
            }
        }
        Err(StoreError::Corrupt("eight references in a row that were taken".to_owned()))
    }

    /// Moves the money of a purchase that is written as done.
    #[expect(clippy::too_many_arguments, reason = "everything a payment is made of")]
    pub(super) async fn paid(
        &self,
        tx: &mut Tx,
        charge: &ChargeRef,
        wallet: &str,
        purchase: &Purchase<'_>,
        purses: &[Purse],
        parts: &[Part],
        now: Moment,
    ) -> Result<Receipt, StoreError> {
        self.move_parts(tx, charge, wallet, purchase.store, purchase.lines, parts, purchase.taken, now).await?;
        let fen = total(purchase.lines);
        let left = (spendable(purses, now).all - fen).or_nothing();
        let (store, lines) = (purchase.store.clone(), purchase.lines.to_vec());
        Ok(Receipt { charge: charge.clone(), store, at: purchase.taken, fen, lines, left })
    }

    #[expect(clippy::too_many_arguments, reason = "everything a payment is made of")]
    pub(super) async fn move_parts(
        &self,
        tx: &mut Tx,
        charge: &ChargeRef,
        wallet: &str,
        store: &StoreCode,
        lines: &[Line],
        parts: &[Part],
        taken: Moment,
        now: Moment,
    ) -> Result<(), StoreError> {
        let text = format!(
            "INSERT INTO voucher_part (charge, ordinal, voucher, item, pieces, fen, at_ms) VALUES {}",
            crate::store::places(parts.len(), 7)
        );
        let mut query = sqlx::query(sqlx::AssertSqlSafe(text));
        for (ordinal, part) in (0_i64..).zip(parts) {
            let line = &lines[part.line];
            query = query.bind(charge.as_str()).bind(ordinal).bind(part.voucher.as_str()).bind(line.item.clone());
            query = query.bind(i64::from(line.count)).bind(part.fen.0).bind(taken.0);
        }
        query.execute(&mut **tx).await?;
        // One entry a voucher, however many lines it pays.
        let mut sums: Vec<(&domain::ids::VoucherId, Fen)> = Vec::new();
        for part in parts {
            match sums.iter_mut().find(|(voucher, _)| *voucher == &part.voucher) {
                Some((_, sum)) => *sum += part.fen,
                None => sums.push((&part.voucher, part.fen)),
            }
        }
        let to = ledger::store_account(store);
        let entries: Vec<Entry> = sums
            .into_iter()
            .map(|(voucher, fen)| Entry::new(&self.desk.keys, Kind::Spend, ledger::voucher_account(voucher), to.clone(), fen))
            .collect();
        ledger::write(tx, charge.as_str(), &entries, now).await?;
        self.hand_over(tx, wallet, charge.as_str(), &entries, None, now).await
    }

    /// What applies to a scan at a till's store. A wrong PIN counts; nothing else is written.
    pub(super) async fn what_applies(&self, till: &Till, scan: &Scan) -> Result<Result<Applies, ChargeRefused>, StoreError> {
        let now = self.now();
        let scanned = self.judge(scan, scan.at.unwrap_or(now)).await?;
        let mut tx = self.desk.store.begin().await?;
        let shown = self.shown(&mut tx, &scanned, now).await?;
        let applies = match shown {
            Ok(shown) if shown.code_used(&mut tx).await? => Err(ChargeRefused::CodeUsed),
            Ok(shown) => {
                let purses = ledger::purses(&mut tx, &shown.wallet.id, now).await?;
                let carrier_left = shown.carrier_left(&mut tx, now).await?;
                let bound = |fen: Fen| carrier_left.map_or(fen, |left| fen.min(left));
                let on = |category: &str| {
                    let good = |purse: &&Purse| {
                        purse.terms.categories.is_empty() || purse.terms.categories.iter().any(|known| known == category)
                    };
                    let some: Vec<Purse> = purses.iter().filter(good).cloned().collect();
                    bound(most(&some, &till.store, now))
                };
                let categories = self.rules.categories.iter().map(|category| (category.code.clone(), on(&category.code)));
                Ok(Applies {
                    most: bound(most(&purses, &till.store, now)),
                    confirm_above: shown.counter.map(|_| self.rules.at(now).confirm_above),
                    categories: categories.collect(),
                })
            }
            Err(refused) => Err(refused),
        };
        tx.commit().await?;
        Ok(applies)
    }
}

fn answered(known: Known) -> Result<ChargeAnswer, Ended<TillRefused>> {
    match known {
        Known::Answered(stored) => Ok(stored.as_charge()),
        Known::Other => Err(Ended::Refused(TillRefused::KeyReused)),
        Known::New => Err(Ended::Failed(StoreError::Corrupt("a new key that was not answered".to_owned()))),
    }
}
