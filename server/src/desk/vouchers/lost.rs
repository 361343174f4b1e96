//! An answer that was lost on its way to the till: its latest try, which it shows before it charges again, and the question
//! whether a purchase is not the very one that was just paid.

use app::ports::vouchers::{ChargeRefused, LastTry, Till};
use domain::{ids::ChargeRef, time::Moment, voucher::total};

use super::{Vouchers, answers, charge::Purchase};
use crate::store::{StoreError, Tx};

/// For how long the same amount from the same wallet is asked about, minutes: longer than a till that lost its connection takes
/// to have it back and to charge again.
const ASK_MINUTES: i64 = 10;

impl Vouchers {
    pub(super) async fn latest_of(&self, till: &Till) -> Result<Option<LastTry>, StoreError> {
        let mut db = self.desk.store.reads().acquire().await?;
        let latest = answers::latest(&mut db, &till.id).await?;
        Ok(latest.map(|(key, stored, at)| LastTry { key, at, answer: stored.as_charge() }))
    }
}

/// The same amount that the same wallet paid, or is asked to pay, at the same till a moment ago. The wallet is held.
pub(super) async fn just_paid(tx: &mut Tx, purchase: &Purchase<'_>, now: Moment) -> Result<Option<ChargeRefused>, StoreError> {
    let fen = total(purchase.lines);
    let row: Option<(String, i64)> = sqlx::query_as(
        "SELECT id, taken_ms FROM voucher_charge
         WHERE wallet = $1 AND till = $2 AND fen = $3 AND taken_ms > $4 AND state IN ('waiting', 'done') AND returned < fen
         ORDER BY taken_ms DESC LIMIT 1",
    )
    .bind(&purchase.shown.wallet.id)
    .bind(purchase.till)
    .bind(fen.0)
    .bind(now.plus_minutes(-ASK_MINUTES).0)
    .fetch_optional(&mut **tx)
    .await?;
    let Some((id, at)) = row else { return Ok(None) };
    let charge = ChargeRef::parse(&id).ok_or_else(|| StoreError::Corrupt(format!("the purchase {id}")))?;
    Ok(Some(ChargeRefused::JustPaid { charge, at: Moment(at), fen }))
}
