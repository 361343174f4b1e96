//! What a resident is told: in the list of their messages and by a message to the phone, inside the act's own transaction.
//! A text names the reference and where to look: never a person, the service, what was decided, or the case's own link.

use app::msg::sms;
use domain::{
    ids::CaseRef,
    text::{Lang, Text, Words},
    time::Moment,
};

use super::{Cases, rows::CaseRow};
use crate::{
    notify,
    store::{StoreError, Tx},
};

/// Something a resident is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Told {
    /// Its name in the store.
    pub(super) kind: &'static str,
    /// The sentence.
    pub(super) text: Text,
}

impl Told {
    pub(super) const RECEIVED: Self = Self { kind: "received", text: sms::CASE_RECEIVED };
    pub(super) const AT_THE_COUNTER: Self = Self { kind: "at_the_counter", text: sms::CASE_AT_THE_COUNTER };
    pub(super) const HANDED_OVER: Self = Self { kind: "handed_over", text: sms::CASE_HANDED_OVER };
    pub(super) const ACCEPTED: Self = Self { kind: "accepted", text: sms::CASE_ACCEPTED };
    pub(super) const STEP: Self = Self { kind: "step", text: sms::CASE_STEP };
    pub(super) const SUPPLEMENT: Self = Self { kind: "supplement", text: sms::CASE_SUPPLEMENT };
    pub(super) const ANSWERED: Self = Self { kind: "answered", text: sms::CASE_ANSWERED };
    pub(super) const DECIDED: Self = Self { kind: "decided", text: sms::CASE_DECIDED };
    pub(super) const SETTLED: Self = Self { kind: "settled", text: sms::CASE_SETTLED };
    pub(super) const WITHDRAWAL_ASKED: Self = Self { kind: "withdrawal_asked", text: sms::CASE_WITHDRAWAL_ASKED };
    pub(super) const NOT_WITHDRAWN: Self = Self { kind: "not_withdrawn", text: sms::CASE_NOT_WITHDRAWN };
    pub(super) const WITHDRAWN: Self = Self { kind: "withdrawn", text: sms::CASE_WITHDRAWN };
    pub(super) const APPEALED: Self = Self { kind: "appealed", text: sms::CASE_APPEALED };
    pub(super) const SENT_BACK: Self = Self { kind: "sent_back", text: sms::CASE_SENT_BACK };
    pub(super) const DIFFERENCES: Self = Self { kind: "differences", text: sms::CASE_DIFFERENCES };
    pub(super) const OBJECTED: Self = Self { kind: "objected", text: sms::CASE_OBJECTED };
    pub(super) const RATING_ANSWERED: Self = Self { kind: "rating_answered", text: sms::RATING_ANSWERED };

    const ALL: [Self; 17] = [
        Self::RECEIVED,
        Self::AT_THE_COUNTER,
        Self::HANDED_OVER,
        Self::ACCEPTED,
        Self::STEP,
        Self::SUPPLEMENT,
        Self::ANSWERED,
        Self::DECIDED,
        Self::SETTLED,
        Self::WITHDRAWAL_ASKED,
        Self::NOT_WITHDRAWN,
        Self::WITHDRAWN,
        Self::APPEALED,
        Self::SENT_BACK,
        Self::DIFFERENCES,
        Self::OBJECTED,
        Self::RATING_ANSWERED,
    ];

    /// What a stored name means.
    pub(super) fn parse(kind: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|told| told.kind == kind)
    }
}

impl Cases {
    /// Tells a case's resident.
    pub(super) async fn tell(&self, tx: &mut Tx, case: &CaseRow, told: Told, now: Moment) -> Result<(), StoreError> {
        let keys = &self.desk.keys;
        sqlx::query("INSERT INTO case_message (id, reference, kind, at_ms) VALUES ($1, $2, $3, $4)")
            .bind(keys.token())
            .bind(case.reference.as_str())
            .bind(told.kind)
            .bind(now.0)
            .execute(&mut **tx)
            .await?;
        let Some(phone) = &case.phone else { return Ok(()) };
        let words = self.words(told.text, &case.reference);
        let text = format!("{}{}\n{}", sms::SENDER.of(Lang::Zh), words.zh, words.en);
        notify::put(tx, keys, phone, &text, now).await
    }

    /// The sentence about a draft that is kept until `expires`, in both languages.
    pub(super) fn draft_ends(&self, expires: Moment) -> Words {
        let (day, link) = (expires.day().to_string(), format!("{}/resume", self.desk.public_url));
        let say = |lang: Lang| sms::DRAFT_ENDS.with(lang, &[("day", &day), ("link", &link)]);
        Words { zh: say(Lang::Zh), en: say(Lang::En) }
    }

    /// The sentence about a case in both languages.
    pub(super) fn words(&self, text: Text, reference: &CaseRef) -> Words {
        let (reference, link) = (reference.spaced(), format!("{}/find", self.desk.public_url));
        let say = |lang: Lang| text.with(lang, &[("reference", &reference), ("link", &link)]);
        Words { zh: say(Lang::Zh), en: say(Lang::En) }
    }
}
