//! A queue of redemptions that a till took without a connection. Each is settled by itself, judged by the same rules as at the
//! till: paid, or a conflict that the department sees with its reason. A queue that is sent again, whole or in part, by
//! whatever way, finds the outcomes of the first time.

use app::ports::vouchers::{ChargeAnswer, ChargeRefused, OfflineRedemption, Receipt, Scan, Settled, Till, TillRefused};
use domain::{
    ids::StoreCode,
    time::Moment,
    voucher::{Conflict, Fen, Part, PayReason, PayRefusal, Purse, pay, total, well_formed, within},
};
use sqlx::AnyConnection;

use super::{
    Ended, Vouchers,
    answers::{self, Asked, Known, Stored},
    bearer::{Scanned, Shown},
    charge::Purchase,
    confirm::Became,
    ledger,
};
use crate::store::{StoreError, Tx};

/// How far a till's clock may be ahead, minutes.
const AHEAD_MINUTES: i64 = 5;

impl Vouchers {
    /// One outcome for each. What a store failure leaves undone is settled when the queue comes again.
    pub(super) async fn settle_queue(
        &self,
        till: &Till,
        queue: &[OfflineRedemption],
    ) -> Result<Vec<Settled>, Ended<TillRefused>> {
        let mut outcomes = Vec::with_capacity(queue.len());
        for redemption in queue {
            outcomes.push(self.settle_one(till, redemption).await?);
        }
        self.wake();
        Ok(outcomes)
    }

    async fn settle_one(&self, till: &Till, redemption: &OfflineRedemption) -> Result<Settled, Ended<TillRefused>> {
        let Some(till) = self.took(till, redemption).await? else { return Ok(Settled::OtherStore) };
        let asked = self.asked(&till.id, &redemption.key, &redemption.code, "", &redemption.lines).map_err(Ended::Refused)?;
        // A card cannot be believed without its PIN: a till without a connection does not take one.
        let scanned = self.judge(&Scan { text: redemption.code.clone(), pin: None, at: None }, redemption.taken).await?;
        let (desk, redemption) = (self.clone(), redemption.clone());
        let settled = self
            .desk
            .store
            .together(move |tx| Box::pin(async move { desk.settle_in(tx, &till, &asked, &scanned, &redemption).await }))
            .await?;
        Ok(settled)
    }

    /// The device that took a redemption, where `till` may bring it home: itself, or another of its store, such as the one that
    /// it was before it was enrolled anew. A device that is out of use brings home its own only. What another store took is not
    /// put into this one's account.
    async fn took(&self, till: &Till, redemption: &OfflineRedemption) -> Result<Option<Till>, StoreError> {
        let may = till.id == redemption.till || till.blocked.is_none();
        let took = self.till_named(&redemption.till).await?;
        Ok(took.filter(|took| may && took.store == till.store))
    }

    async fn settle_in(
        &self,
        tx: &mut Tx,
        till: &Till,
        asked: &Asked,
        scanned: &Scanned,
        redemption: &OfflineRedemption,
    ) -> Result<Settled, StoreError> {
        let now = self.now();
        match answers::take(tx, asked, now).await? {
            Known::New => {}
            Known::Other => return Ok(Settled::KeyReused),
            Known::Answered(stored) => {
                if let Some(outcome) = self.settled_before(tx, &stored, now).await? {
                    return Ok(outcome);
                }
            }
        }
        let shown = match scanned {
            Scanned::Card { .. } => Err(ChargeRefused::Unknown),
            scanned => self.shown(tx, scanned, redemption.taken).await?,
        };
        // Whoever sent the same key at the same moment held the wallet before us: their outcome is ours.
        if let Some(Known::Answered(Stored::Settled(outcome))) = answers::known(tx, asked).await? {
            return Ok(outcome);
        }
        let judged = match &shown {
            Ok(shown) => self.judge_offline(tx, till, shown, scanned, redemption, now).await?,
            Err(refused) => Err(conflict_of(refused)),
        };
        let outcome = match (judged, &shown) {
            (Ok((purses, parts)), Ok(shown)) => {
                Settled::Paid(self.pay_offline(tx, till, shown, redemption, &purses, &parts, now).await?)
            }
            (Err(why), shown) => self.keep_conflict(tx, till, shown.as_ref().ok(), redemption, why, now).await?,
            (Ok(_), Err(_)) => return Err(StoreError::Corrupt("a redemption of nobody".to_owned())),
        };
        let charge = match &outcome {
            Settled::Paid(receipt) => Some(receipt.charge.clone()),
            Settled::Conflict { charge, .. } => Some(charge.clone()),
            Settled::KeyReused | Settled::OtherStore => None,
        };
        answers::write(tx, asked, charge.as_ref(), &Stored::Settled(outcome.clone())).await?;
        Ok(outcome)
    }

    /// What became of the key before: settled, or paid when the till still had a connection and its answer was lost. What was
    /// refused or waited then never reached the till, which went on without: it is judged again.
    async fn settled_before(&self, tx: &mut Tx, stored: &Stored, now: Moment) -> Result<Option<Settled>, StoreError> {
        let waiting = match stored {
            Stored::Settled(outcome) => return Ok(Some(outcome.clone())),
            Stored::Charge(ChargeAnswer::Paid(receipt)) => return Ok(Some(Settled::Paid(receipt.clone()))),
            Stored::Charge(ChargeAnswer::Waiting { charge, .. }) => charge,
            Stored::Charge(_) => return Ok(None),
        };
        match self.end_if_waiting(tx, waiting, Became::Lapsed, now).await? {
            ChargeAnswer::Paid(receipt) => Ok(Some(Settled::Paid(receipt))),
            _ => {
                // Its code was not used after all.
                sqlx::query("UPDATE voucher_charge SET counter = NULL WHERE id = $1 AND state IN ('lapsed', 'declined')")
                    .bind(waiting.as_str())
                    .execute(&mut **tx)
                    .await?;
                Ok(None)
            }
        }
    }

    /// The rules of a till without a connection, once more. The store's ceiling comes last: what passes it is counted.
    async fn judge_offline(
        &self,
        tx: &mut Tx,
        till: &Till,
        shown: &Shown,
        scanned: &Scanned,
        redemption: &OfflineRedemption,
        now: Moment,
    ) -> Result<Result<(Vec<Purse>, Vec<Part>), Conflict>, StoreError> {
        let (taken, rules) = (redemption.taken, self.rules.at(redemption.taken));
        let fen = total(&redemption.lines);
        let oldest = now.plus_minutes(-rules.offline_within_hours * 60);
        let out_of_use = till.blocked.is_some_and(|blocked| taken >= blocked);
        if taken < oldest || taken > now.plus_minutes(AHEAD_MINUTES) || out_of_use {
            return Ok(Err(Conflict::WrongTime));
        }
        if !well_formed(&redemption.lines) {
            return Ok(Err(Conflict::NotPaid(PayRefusal { reason: PayReason::NotAnAmount, possible: Fen::ZERO })));
        }
        if shown.code_used(tx).await? {
            return Ok(Err(Conflict::CodeUsed));
        }
        if let Scanned::Code(code) = scanned
            && fen > code.offline
        {
            return Ok(Err(Conflict::OverBalance(code.offline)));
        }
        if let Some(left) = shown.carrier_left(tx, taken).await?.filter(|left| fen > *left) {
            return Ok(Err(Conflict::OverPerson(left)));
        }
        let by_person = self.offline_today(tx, &shown.wallet.id, taken).await?;
        let by_store = Fen(self::taken(tx, &till.store, taken).await?);
        if let Err(refusal) = within(&rules.offline, by_store, by_person, fen) {
            return Ok(Err(refusal.into()));
        }
        let purses = ledger::purses(tx, &shown.wallet.id, taken).await?;
        let parts = match pay(&purses, &redemption.lines, &till.store, taken) {
            Ok(parts) => parts,
            Err(refusal) => return Ok(Err(Conflict::NotPaid(refusal))),
        };
        if !count(tx, &till.store, taken, fen, rules.offline.per_store).await? {
            let by_store = Fen(self::taken(tx, &till.store, taken).await?);
            return Ok(Err(Conflict::OverStore((rules.offline.per_store - by_store).or_nothing())));
        }
        Ok(Ok((purses, parts)))
    }

    #[expect(clippy::too_many_arguments, reason = "everything a payment is made of")]
    async fn pay_offline(
        &self,
        tx: &mut Tx,
        till: &Till,
        shown: &Shown,
        redemption: &OfflineRedemption,
        purses: &[Purse],
        parts: &[Part],
        now: Moment,
    ) -> Result<Receipt, StoreError> {
        let (lines, taken) = (&redemption.lines, redemption.taken);
        let purchase = Purchase { shown, till: &till.id, store: &till.store, lines, taken, offline: true };
        let charge = self.write_charge(tx, &purchase, "done", None, now).await?;
        self.paid(tx, &charge, &shown.wallet.id, &purchase, purses, parts, now).await
    }

    /// Kept for the department, also where nobody is known.
    async fn keep_conflict(
        &self,
        tx: &mut Tx,
        till: &Till,
        shown: Option<&Shown>,
        redemption: &OfflineRedemption,
        why: Conflict,
        now: Moment,
    ) -> Result<Settled, StoreError> {
        // A row needs an amount; what is no purchase at all is kept as the least there is.
        let mut lines = redemption.lines.clone();
        if !well_formed(&lines) {
            lines = vec![domain::voucher::Line { category: String::new(), item: None, count: 1, fen: Fen(1) }];
        }
        let reason = serde_json::to_string(&why).expect("numbers and words always have a JSON form");
        let (store, taken) = (&till.store, redemption.taken);
        let charge = self.insert_charge(tx, shown, &till.id, store, &lines, "conflict", Some(&reason), true, taken, now).await?;
        Ok(Settled::Conflict { charge, why })
    }
}

/// What a store has settled of what it took without a connection on the day of `at`, fen.
pub(super) async fn taken(db: &mut AnyConnection, store: &StoreCode, at: Moment) -> Result<i64, StoreError> {
    let row: Option<(i64,)> = sqlx::query_as("SELECT taken FROM voucher_offline_day WHERE store = $1 AND day = $2")
        .bind(store.as_str())
        .bind(at.day().to_string())
        .fetch_optional(db)
        .await?;
    Ok(row.map_or(0, |(taken,)| taken))
}

/// Counts an amount towards the store's ceiling, in one conditional act: false, and nothing counted, where it would be passed.
async fn count(tx: &mut Tx, store: &StoreCode, at: Moment, fen: Fen, ceiling: Fen) -> Result<bool, StoreError> {
    let counted = sqlx::query(
        "INSERT INTO voucher_offline_day (store, day, taken) SELECT $1, $2, CAST($3 AS BIGINT) WHERE CAST($3 AS BIGINT) <= $4
         ON CONFLICT (store, day) DO UPDATE SET taken = voucher_offline_day.taken + excluded.taken
         WHERE voucher_offline_day.taken + excluded.taken <= $4",
    )
    .bind(store.as_str())
    .bind(at.day().to_string())
    .bind(fen.0)
    .bind(ceiling.0)
    .execute(&mut **tx)
    .await?;
    Ok(counted.rows_affected() == 1)
}

/// What a refusal at the door is in the department's list.
fn conflict_of(refused: &ChargeRefused) -> Conflict {
    match refused {
        ChargeRefused::Code(refusal) => Conflict::Code(*refusal),
        ChargeRefused::CodeUsed => Conflict::CodeUsed,
        ChargeRefused::NotPaid(refusal) => Conflict::NotPaid(refusal.clone()),
        ChargeRefused::NotSettled(conflict) => conflict.clone(),
        _ => Conflict::Blocked,
    }
}
