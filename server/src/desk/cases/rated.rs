//! What of a case can be rated (see `desk::ratings`), and telling its resident that a rating was answered.

use domain::{
    case::{CaseEvent, Entry},
    ids::{CaseRef, CaseToken, ServiceCode},
    time::Moment,
};

use super::{
    Cases,
    rows::{self, CaseKey},
    tell::Told,
};
use crate::store::{StoreError, Tx};

/// A case's acts that are over.
pub(in crate::desk) struct RatedCase {
    pub(in crate::desk) reference: CaseRef,
    pub(in crate::desk) service: ServiceCode,
    pub(in crate::desk) received: Moment,
    /// Each decision.
    pub(in crate::desk) decided: Vec<Moment>,
    /// Each supplement that was handed in.
    pub(in crate::desk) supplemented: Vec<Moment>,
}

impl Cases {
    /// A case by its resident's own token.
    pub(in crate::desk) async fn rated(&self, token: &CaseToken) -> Result<Option<RatedCase>, StoreError> {
        let hash = self.case_hash(token);
        let case = rows::case(self.desk.store.reads(), &self.desk.keys, CaseKey::Hash(&hash)).await?;
        Ok(case.map(|case| {
            let when = |wanted: fn(&CaseEvent) -> bool| {
                let heard = |entry: &&Entry| !entry.late && wanted(&entry.what);
                case.progress.entries().iter().filter(heard).map(|entry| entry.at).collect()
            };
            RatedCase {
                received: case.progress.begun(),
                decided: when(|what| matches!(what, CaseEvent::Decide { .. })),
                supplemented: when(|what| matches!(what, CaseEvent::AnswerSupplement)),
                reference: case.reference,
                service: case.service,
            }
        }))
    }

    /// Tells the resident of a case that their rating was answered.
    pub(in crate::desk) async fn tell_of_rating(&self, tx: &mut Tx, reference: &CaseRef, now: Moment) -> Result<(), StoreError> {
        let case = rows::case(&mut **tx, &self.desk.keys, CaseKey::Reference(reference)).await?;
        match case {
            Some(case) => self.tell(tx, &case, Told::RATING_ANSWERED, now).await,
            None => Ok(()),
        }
    }
}
