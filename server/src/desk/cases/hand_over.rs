//! What a departmental system is told of a case, through the outbox. Where no system takes a service's cases, the case stays
//! received and is handed over at the counter; nothing is pretended.

use domain::{
    case::Supplement,
    form::{Form, MEANS_CONSENT, answers},
    time::Moment,
};

use super::{Cases, rows::CaseRow, version::Sent};
use crate::{
    gateway::{
        CaseBody,
        outbox::{self, CHECK_ACT},
    },
    store::{StoreError, Tx},
};

impl Cases {
    /// The application; and the request to check the household's means, where everybody concerned has consented to one.
    pub(super) async fn hand_over_application(
        &self,
        tx: &mut Tx,
        case: &CaseRow,
        form: &Form,
        sent: &Sent,
        now: Moment,
    ) -> Result<(), StoreError> {
        let body = self.body(case, form, sent, now);
        self.put(tx, case, "apply", &body, now).await?;
        let consented = form.field(MEANS_CONSENT).is_some_and(|field| field.asked(&sent.typed));
        match self.desk.departments.for_check(&case.service).filter(|_| consented) {
            Some(checker) => {
                outbox::put(tx, &self.desk.keys, &checker.code, &case.reference, CHECK_ACT, &body.to_value(), now).await
            }
            None => Ok(()),
        }
    }

    /// What was mended.
    pub(super) async fn hand_over_supplement(
        &self,
        tx: &mut Tx,
        case: &CaseRow,
        form: &Form,
        sent: &Sent,
        asked: &Supplement,
        now: Moment,
    ) -> Result<(), StoreError> {
        let changed = asked.items.iter().map(|item| match &item.target {
            domain::case::Target::Field(key) | domain::case::Target::Material(key) => key.clone(),
        });
        let body = CaseBody { changed: changed.collect(), ..self.body(case, form, sent, now) };
        self.put(tx, case, "supplement", &body, now).await
    }

    /// The resident takes it back, or objects in their own words.
    pub(super) async fn hand_over_move(
        &self,
        tx: &mut Tx,
        case: &CaseRow,
        act: &'static str,
        reason: &str,
        words: &str,
        now: Moment,
    ) -> Result<(), StoreError> {
        let sent = self.version(&mut **tx, &case.reference, case.version).await?;
        let body = self.body(case, &self.form(&case.service)?, &sent, now);
        self.put(tx, case, act, &CaseBody { reason: reason.to_owned(), words: words.to_owned(), ..body }, now).await
    }

    pub(super) fn body(&self, case: &CaseRow, form: &Form, sent: &Sent, now: Moment) -> CaseBody {
        let said = answers(form, &sent.typed);
        let body = CaseBody::new(&case.reference, &case.service, now, said, sent.materials());
        CaseBody { version: case.version, ..body }
    }

    async fn put(&self, tx: &mut Tx, case: &CaseRow, act: &'static str, body: &CaseBody, now: Moment) -> Result<(), StoreError> {
        match &case.department {
            Some(department) => outbox::put(tx, &self.desk.keys, department, &case.reference, act, &body.to_value(), now).await,
            None => Ok(()),
        }
    }

    /// Tells the couriers, after a commit, that there is something to fetch.
    pub(super) fn wake(&self, case: &CaseRow) {
        if let Some(department) = &case.department {
            self.desk.departments.wake(department);
        }
        if let Some(checker) = self.desk.departments.for_check(&case.service) {
            self.desk.departments.wake(&checker.code);
        }
    }
}
