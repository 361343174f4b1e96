//! What the charity department's system and people's phones are told, inside the act's own transaction. The department keeps a
//! ledger of its own: it is told every movement by the entry's id, so that both can be compared line by line.

use app::msg::sms;
use domain::{
    identity::Phone,
    text::{Lang, Text},
    time::Moment,
};
use jiff::civil::Time;
use serde_json::{Value, json};

use super::{Vouchers, ledger::Entry};
use crate::{
    gateway::outbox::{self, MOVEMENT_ACT, Subject},
    notify,
    store::{StoreError, Tx},
};

impl Vouchers {
    /// Puts the movements of one act into the outbox, where a department takes them. In order for each wallet.
    pub(super) async fn hand_over(
        &self,
        tx: &mut Tx,
        wallet: &str,
        act: &str,
        entries: &[Entry],
        case: Option<&str>,
        now: Moment,
    ) -> Result<(), StoreError> {
        let Some(department) = self.desk.departments.for_vouchers() else { return Ok(()) };
        let body = body(wallet, act, entries, case, now);
        outbox::put(tx, &self.desk.keys, &department.code, Subject::Wallet(wallet), MOVEMENT_ACT, &body, now).await
    }

    /// Tells the courier, after the commit.
    pub(super) fn wake(&self) {
        if let Some(department) = self.desk.departments.for_vouchers() {
            self.desk.departments.wake(&department.code);
        }
    }

    /// A message to a phone: where to look and until when, never how much or whose.
    pub(super) async fn tell(
        &self,
        tx: &mut Tx,
        to: &Phone,
        text: Text,
        values: &[(&str, &str)],
        now: Moment,
    ) -> Result<(), StoreError> {
        let link = format!("{}/wallet", self.desk.public_url);
        let values: Vec<(&str, &str)> = values.iter().copied().chain([("link", link.as_str())]).collect();
        let both = format!("{}{}\n{}", sms::SENDER.of(Lang::Zh), text.with(Lang::Zh, &values), text.with(Lang::En, &values));
        notify::put(tx, &self.desk.keys, to, &both, now).await
    }
}

/// Nobody is told of anything before this hour, Beijing time.
pub(super) const TELL_FROM: i8 = 9;

/// When somebody is told of what is done at a moment: at once by day, in the morning by night.
pub(super) fn when_told(now: Moment) -> Moment {
    let morning = Moment::beijing(now.day(), Time::constant(TELL_FROM, 0, 0, 0));
    now.max(morning)
}

/// What the templates see as `voucher`: nothing that names a person; a grant names the application it follows.
fn body(wallet: &str, act: &str, entries: &[Entry], case: Option<&str>, now: Moment) -> Value {
    let entries: Vec<Value> = entries
        .iter()
        .map(|entry| json!({ "id": entry.id, "kind": entry.kind.code(), "from": entry.from, "to": entry.to, "fen": entry.fen.0 }))
        .collect();
    json!({ "wallet": wallet, "act": act, "case": case.unwrap_or_default(), "at_ms": now.0, "entries": entries })
}
