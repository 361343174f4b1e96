//! What machines sign while they are in use is numbered by the machine, reports, cards and what they ask for alike: nothing is taken
//! twice, out of order or from a machine that is silent or out of use.

use std::ops::RangeInclusive;

use app::ports::devices::{OwnAct, ReportRefused, act_text};
use serde::Deserialize;
use sqlx::Row as _;

use super::{Devices, proof::signed};
use crate::{desk::ended::Ended, store::Tx};

/// What a machine counts with: up to what JavaScript counts to exactly.
pub(super) const COUNTERS: RangeInclusive<i64> = 1..=1 << 53;

/// What was signed.
pub(super) struct Signed<'a> {
    /// The machine that says so.
    pub(super) device: &'a str,
    /// The number that it gave.
    pub(super) counter: i64,
    /// What it signed, to the letter.
    pub(super) text: &'a str,
    /// Its signature.
    pub(super) signature: &'a [u8],
}

/// With what everything begins that a machine asks for.
#[derive(Deserialize)]
struct Head {
    device: String,
    counter: i64,
}

impl Devices {
    pub(super) async fn believe(&self, act: OwnAct, asked: &str, signature: &[u8]) -> Result<String, Ended<ReportRefused>> {
        let head = serde_json::from_str::<Head>(asked).ok().filter(|head| COUNTERS.contains(&head.counter));
        let Some(head) = head else { return Err(Ended::Refused(ReportRefused::Malformed)) };
        let text = act_text(act, asked);
        let mut tx = self.desk.store.begin().await?;
        let signed = Signed { device: &head.device, counter: head.counter, text: &text, signature };
        self.take_number(&mut tx, &signed).await?;
        tx.commit().await?;
        Ok(head.device)
    }

    /// Believes it and takes its number, once.
    pub(super) async fn take_number(&self, tx: &mut Tx, sent: &Signed<'_>) -> Result<(), Ended<ReportRefused>> {
        let refused = |why| Err(Ended::Refused(why));
        let row = sqlx::query("SELECT public_key, seen_ms, report_counter FROM device WHERE id = $1 AND revoked_ms IS NULL")
            .bind(sent.device)
            .fetch_optional(&mut **tx)
            .await?;
        let Some(row) = row else { return refused(ReportRefused::NotSigned) };
        if !signed(&row.try_get::<String, _>("public_key")?, sent.text, sent.signature) {
            return refused(ReportRefused::NotSigned);
        }
        if row.try_get::<i64, _>("report_counter")? >= sent.counter {
            return refused(ReportRefused::Replayed);
        }
        if row.try_get::<Option<i64>, _>("seen_ms")?.is_none_or(|seen| seen <= self.silent_since().0) {
            return refused(ReportRefused::Ended);
        }
        // Two at once: the counter decides again.
        let kept =
            sqlx::query("UPDATE device SET report_counter = $2 WHERE id = $1 AND revoked_ms IS NULL AND report_counter < $2")
                .bind(sent.device)
                .bind(sent.counter)
                .execute(&mut **tx)
                .await?;
        if kept.rows_affected() == 0 { refused(ReportRefused::Replayed) } else { Ok(()) }
    }
}
