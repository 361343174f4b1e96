//! Mistakes at the till: a purchase is given back whole or in part, by the store within its time, after it by the steward. What
//! comes back to a voucher near its end, or after it, can still be used for some days.

use app::ports::vouchers::{GivesBack, Reversal, ReversalLine, ReverseRefused, Reversed};
use domain::{
    ids::{ChargeRef, StoreCode, VoucherId},
    time::Moment,
    voucher::{Back, Fen, Paid, Undoer, ends_after_return, reverse},
};
use sqlx::AnyConnection;

use super::{
    Ended, Vouchers,
    ledger::{self, Entry, Kind},
    rows::{self, ChargeRow},
    wallets,
};
use crate::{
    desk::ended::unsealed,
    store::{StoreError, Tx},
};

/// The longest reason, characters.
const LONGEST: usize = 200;

/// A part of a purchase as it is stored.
#[derive(sqlx::FromRow)]
struct PartRow {
    ordinal: i64,
    voucher: String,
    fen: i64,
    returned: i64,
    valid_until_ms: i64,
    /// The voucher was taken back meanwhile: what comes back to it goes on to the fund.
    withdrawn_ms: Option<i64>,
}

impl Vouchers {
    pub(super) async fn give_back(&self, reversal: &Reversal, by: &GivesBack) -> Result<Reversed, Ended<ReverseRefused>> {
        let refused = Ended::Refused;
        let (role, undoer, account, pressed) = match by {
            GivesBack::Store(till, account) => ("store", Undoer::Store, account.as_str(), till.id.as_str()),
            GivesBack::Steward(staff) if staff.steward => {
                ("steward", Undoer::Steward, staff.account.as_str(), staff.account.as_str())
            }
            GivesBack::Steward(_) => return Err(refused(ReverseRefused::NotAllowed)),
        };
        let reason = reversal.reason.trim();
        if reason.is_empty() || reason.chars().count() > LONGEST {
            return Err(refused(ReverseRefused::NoReason));
        }
        let (now, keys) = (self.now(), &self.desk.keys);
        let id = keys.index("voucher-reversal", &format!("{role}\n{pressed}\n{}", reversal.key));
        let mut tx = self.desk.store.begin().await?;
        let row = rows::charge(&mut tx, &reversal.charge).await?.ok_or(refused(ReverseRefused::Unknown))?;
        if let GivesBack::Store(till, _) = by
            && till.store.as_str() != row.store
        {
            return Err(refused(ReverseRefused::Unknown));
        }
        let wallet = row.wallet.clone().ok_or(refused(ReverseRefused::NotPaid))?;
        wallets::hold(&mut tx, &wallet).await?;
        // Held: nobody else gives anything of it back meanwhile.
        let row = rows::charge(&mut tx, &reversal.charge).await?.ok_or(refused(ReverseRefused::Unknown))?;
        if let Some(done) = done_before(&mut tx, &id, &row, reversal).await? {
            return Ok(done);
        }
        if row.state != "done" {
            return Err(refused(ReverseRefused::NotPaid));
        }
        let parts: Vec<PartRow> = sqlx::query_as(
            "SELECT p.ordinal, p.voucher, p.fen, p.returned, v.valid_until_ms, v.withdrawn_ms FROM voucher_part p
             JOIN voucher v ON v.id = p.voucher WHERE p.charge = $1 ORDER BY p.ordinal",
        )
        .bind(reversal.charge.as_str())
        .fetch_all(&mut *tx)
        .await?;
        let back = self.what_comes_back(&row, &parts, reversal.fen, undoer, now).map_err(refused)?;
        let fen: Fen = back.iter().map(|back| back.fen).sum();
        self.write_back(&mut tx, reversal, &row, &parts, &back, now).await?;
        sqlx::query(
            "INSERT INTO voucher_reversal (id, charge, fen, by_role, by_account, reason_sealed, at_ms)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(&id)
        .bind(reversal.charge.as_str())
        .bind(fen.0)
        .bind(role)
        .bind(account)
        .bind(keys.seal(&reason_of(&id), reason.as_bytes()))
        .bind(now.0)
        .execute(&mut *tx)
        .await?;
        wallets::note(&mut tx, keys, &wallet, "reverse", account, now).await?;
        tx.commit().await?;
        self.wake();
        Ok(Reversed { fen, still_paid: Fen(row.fen - row.returned) - fen })
    }

    fn what_comes_back(
        &self,
        row: &ChargeRow,
        parts: &[PartRow],
        asked: Option<Fen>,
        by: Undoer,
        now: Moment,
    ) -> Result<Vec<Back>, ReverseRefused> {
        let paid: Vec<Paid> = parts
            .iter()
            .map(|part| Paid {
                voucher: VoucherId(part.voucher.clone()),
                ends: Moment(part.valid_until_ms),
                fen: Fen(part.fen),
                returned: Fen(part.returned),
            })
            .collect();
        let taken = Moment(row.taken_ms);
        reverse(&paid, asked, by, taken, self.rules.at(taken).reversal_within_minutes, now).map_err(ReverseRefused::Rules)
    }

    async fn write_back(
        &self,
        tx: &mut Tx,
        reversal: &Reversal,
        row: &ChargeRow,
        parts: &[PartRow],
        back: &[Back],
        now: Moment,
    ) -> Result<(), StoreError> {
        let from = ledger::store_account(&StoreCode(row.store.clone()));
        let mut entries = Vec::with_capacity(back.len());
        for back in back {
            let part = &parts[back.part];
            sqlx::query("UPDATE voucher_part SET returned = returned + $3 WHERE charge = $1 AND ordinal = $2")
                .bind(reversal.charge.as_str())
                .bind(part.ordinal)
                .bind(back.fen.0)
                .execute(&mut **tx)
                .await?;
            let ends = ends_after_return(Moment(part.valid_until_ms), now, self.rules.at(now).return_grace_days);
            sqlx::query(
                "UPDATE voucher SET valid_until_ms = $2, ended = 0
                 WHERE id = $1 AND withdrawn_ms IS NULL AND (valid_until_ms < $2 OR ended = 1)",
            )
            .bind(&part.voucher)
            .bind(ends.0)
            .execute(&mut **tx)
            .await?;
            let to = ledger::voucher_account(&VoucherId(part.voucher.clone()));
            entries.push(Entry::new(&self.desk.keys, Kind::Reverse, from.clone(), to, back.fen));
        }
        let fen: Fen = back.iter().map(|back| back.fen).sum();
        sqlx::query("UPDATE voucher_charge SET returned = returned + $2 WHERE id = $1")
            .bind(reversal.charge.as_str())
            .bind(fen.0)
            .execute(&mut **tx)
            .await?;
        ledger::write(tx, reversal.charge.as_str(), &entries, now).await?;
        let wallet = row.wallet.as_deref().unwrap_or_default();
        self.hand_over(tx, wallet, reversal.charge.as_str(), &entries, None, now).await?;
        for part in back.iter().map(|back| &parts[back.part]).filter(|part| part.withdrawn_ms.is_some()) {
            self.to_the_fund(tx, wallet, &VoucherId(part.voucher.clone()), now).await?;
        }
        Ok(())
    }
}

impl Vouchers {
    /// What came back of a purchase, the oldest first.
    pub(super) async fn reversals_of(&self, db: &mut AnyConnection, charge: &ChargeRef) -> Result<Vec<ReversalLine>, StoreError> {
        let rows: Vec<(String, i64, String, String, i64)> = sqlx::query_as(
            "SELECT id, fen, by_role, reason_sealed, at_ms FROM voucher_reversal WHERE charge = $1 ORDER BY at_ms, id",
        )
        .bind(charge.as_str())
        .fetch_all(db)
        .await?;
        rows.into_iter()
            .map(|(id, fen, role, sealed, at)| {
                let reason = match sealed.as_str() {
                    "" => String::new(),
                    sealed => self.desk.keys.open_text(&reason_of(&id), sealed).map_err(|wrong| unsealed(&wrong))?,
                };
                let by = if role == "store" { Undoer::Store } else { Undoer::Steward };
                Ok(ReversalLine { at: Moment(at), fen: Fen(fen), by, reason })
            })
            .collect()
    }
}

/// What a reason is sealed for.
fn reason_of(id: &str) -> String {
    format!("voucher-reversal:{id}")
}

/// What this key gave back before; of another purchase, or another amount, it is refused.
async fn done_before(
    tx: &mut Tx,
    id: &str,
    row: &ChargeRow,
    reversal: &Reversal,
) -> Result<Option<Reversed>, Ended<ReverseRefused>> {
    let done: Option<(String, i64)> =
        sqlx::query_as("SELECT charge, fen FROM voucher_reversal WHERE id = $1").bind(id).fetch_optional(&mut **tx).await?;
    match done {
        None => Ok(None),
        Some((charge, fen)) if charge == reversal.charge.as_str() && reversal.fen.is_none_or(|asked| asked.0 == fen) => {
            Ok(Some(Reversed { fen: Fen(fen), still_paid: Fen(row.fen - row.returned) }))
        }
        Some(_) => Err(Ended::Refused(ReverseRefused::KeyReused)),
    }
}
