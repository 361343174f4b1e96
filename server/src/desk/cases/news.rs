//! What departments say of a case, inside the gateway's transaction. News that comes late is kept and moves nothing; what
//! cannot be true of the case is kept for a person to look at.

use async_trait::async_trait;
use domain::{
    case::{After, CaseEvent, Stage, Supplement, Target},
    form::Form,
    ids::CaseRef,
    time::Moment,
};

use super::{
    Cases,
    moves::Acted,
    rows::{self, CaseKey, CaseRow},
    tell::Told,
};
use crate::{
    gateway::{CaseListener, Difference, Heard, News},
    store::{StoreError, Tx},
};

#[async_trait]
impl CaseListener for Cases {
    async fn handed_over(&self, tx: &mut Tx, reference: &CaseRef, at: Moment) -> Result<(), StoreError> {
        let Some(mut case) = rows::take_case(tx, &self.desk.keys, CaseKey::Reference(reference), at).await? else {
            return Ok(());
        };
        // The department has it: whatever was wrong with handing it over is over.
        self.forget_why(tx, reference).await?;
        match self.act(tx, &mut case, &CaseEvent::HandedOver, at).await? {
            Acted::Moved => self.tell(tx, &case, Told::HANDED_OVER, at).await,
            // Withdrawn or decided meanwhile: what the department got is told by the acts that follow it.
            Acted::Late | Acted::Known | Acted::Impossible => Ok(()),
        }
    }

    async fn withdrawn(&self, tx: &mut Tx, reference: &CaseRef, at: Moment) -> Result<(), StoreError> {
        self.withdrawn_there(tx, reference, at).await
    }

    async fn refused(&self, tx: &mut Tx, reference: &CaseRef, act: &str, reason: &str, at: Moment) -> Result<(), StoreError> {
        match act {
            "withdraw" => self.not_withdrawn(tx, reference, at).await,
            "apply" => self.give_back(tx, reference, reason, at).await,
            _ => self.keep_sent_back(tx, reference, reason, at).await,
        }
    }

    async fn heard(&self, tx: &mut Tx, reference: &CaseRef, news: &News, now: Moment) -> Result<Heard, StoreError> {
        let Some(mut case) = rows::take_case(tx, &self.desk.keys, CaseKey::Reference(reference), now).await? else {
            return Ok(Heard::Unknown);
        };
        let (times, name) = ((news.at, now), Some((news.id.as_str(), news.order)));
        let after = if news.what.is_news() && self.can_be_shown(&case, &news.what)? {
            case.progress.after(&news.what, news.at, news.order).ok()
        } else {
            None
        };
        let (heard, outcome) = match after {
            Some(After::Moved(next)) => {
                if case.progress.stage() == Stage::SentBack {
                    // Its system said no, and it has the case all the same.
                    self.forget_why(tx, reference).await?;
                }
                case.progress = next;
                self.write_progress(tx, &case, now).await?;
                self.show_in_public(tx, &case, &news.what, now).await?;
                self.follow(tx, &case, &news.what, now).await?;
                self.tell(tx, &case, told(&news.what), now).await?;
                (Heard::Moved, "moved")
            }
            Some(After::Late(next)) => {
                case.progress = next;
                self.write_progress(tx, &case, now).await?;
                (Heard::Late, "late")
            }
            Some(After::Known) => (Heard::Late, "known"),
            None => (Heard::Impossible, "impossible"),
        };
        self.keep_event(tx, &case, &news.what, times, name, outcome).await?;
        Ok(heard)
    }

    async fn sent_back(&self, tx: &mut Tx, reference: &CaseRef, act: &str, reason: &str, now: Moment) -> Result<(), StoreError> {
        match act {
            "withdraw" => {
                self.keep_why(tx, reference, reason).await?;
                self.not_withdrawn(tx, reference, now).await
            }
            "apply" => self.give_back(tx, reference, reason, now).await,
            _ => self.keep_sent_back(tx, reference, reason, now).await,
        }
    }

    async fn checked(
        &self,
        tx: &mut Tx,
        reference: &CaseRef,
        differences: &[Difference],
        _at: Moment,
        now: Moment,
    ) -> Result<(), StoreError> {
        if differences.is_empty() {
            return Ok(());
        }
        match rows::take_case(tx, &self.desk.keys, CaseKey::Reference(reference), now).await? {
            Some(case) => self.tell(tx, &case, Told::DIFFERENCES, now).await,
            None => Ok(()),
        }
    }
}

impl Cases {
    /// Whether the resident could be shown it, and do what it asks: a supplement names fields and materials of this service.
    fn can_be_shown(&self, case: &CaseRow, what: &CaseEvent) -> Result<bool, StoreError> {
        let (guide, _) = self.known_service(&case.service)?;
        let CaseEvent::AskSupplement(Supplement { items, .. }) = what else { return Ok(true) };
        let form = Form::of(guide);
        Ok(items.iter().all(|item| match &item.target {
            Target::Field(key) => form.field(key.split('.').next().unwrap_or_default()).is_some(),
            Target::Material(key) => guide.materials.iter().any(|material| material.key == *key) || form.field(key).is_some(),
        }))
    }
}

/// What the resident is told of it.
const fn told(what: &CaseEvent) -> Told {
    match what {
        CaseEvent::HandedOver => Told::HANDED_OVER,
        CaseEvent::SentBack => Told::SENT_BACK,
        CaseEvent::Accept => Told::ACCEPTED,
        CaseEvent::BeginStep { .. } => Told::STEP,
        CaseEvent::AskSupplement(_) => Told::SUPPLEMENT,
        CaseEvent::AnswerSupplement => Told::ANSWERED,
        CaseEvent::Decide { .. } => Told::DECIDED,
        CaseEvent::Settle => Told::SETTLED,
        CaseEvent::AskWithdraw => Told::WITHDRAWAL_ASKED,
        CaseEvent::WithdrawalRefused => Told::NOT_WITHDRAWN,
        CaseEvent::Withdraw => Told::WITHDRAWN,
        CaseEvent::Appeal => Told::APPEALED,
    }
}
