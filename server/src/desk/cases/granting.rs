//! What follows in another desk when a department grants: done in the transaction that heard it, so that it is neither lost nor
//! done twice.

use async_trait::async_trait;
use domain::{
    case::{CaseEvent, Decision},
    form::answers,
    ids::{CaseRef, ServiceCode},
    time::Moment,
};

use super::{Cases, rows::CaseRow};
use crate::{
    gateway::ApplicantBody,
    store::{StoreError, Tx},
};

/// An application that was granted.
pub struct GrantedCase<'a> {
    /// Its reference.
    pub reference: &'a CaseRef,
    /// For what.
    pub service: &'a ServiceCode,
    /// To whom.
    pub applicant: ApplicantBody,
}

/// A desk that has something to do when a department grants.
#[async_trait]
pub trait Granting: Send + Sync {
    /// Whether it has anything to do for a service.
    fn grants(&self, service: &ServiceCode, now: Moment) -> bool;
    /// Does it; heard twice, it is done once.
    async fn granted(&self, tx: &mut Tx, case: &GrantedCase<'_>, now: Moment) -> Result<(), StoreError>;
}

impl Cases {
    /// Lets the other desk do what follows from this news.
    pub(super) async fn follow(&self, tx: &mut Tx, case: &CaseRow, what: &CaseEvent, now: Moment) -> Result<(), StoreError> {
        let granted = matches!(what, CaseEvent::Decide { decision: Decision::Granted, .. });
        let Some(desk) = self.granting.as_ref().filter(|desk| granted && desk.grants(&case.service, now)) else { return Ok(()) };
        let typed = self.version(&mut **tx, &case.reference, case.version).await?.typed;
        let applicant = ApplicantBody::of(&answers(&self.form(&case.service)?, &typed));
        desk.granted(tx, &GrantedCase { reference: &case.reference, service: &case.service, applicant }, now).await
    }
}
