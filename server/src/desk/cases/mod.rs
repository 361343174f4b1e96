//! Applications and cases: a draft is kept at each step, sent once, and followed to its decision. Every act is one
//! transaction: the new state, what the department must be told, and what the resident is told.
//!
//! Rooms: `start`, `from_kiosk`, `draft`, `masked`, `later`, `left`, `offers`, `papers`, `words` and `confirm` before it is sent · `send`, `receipt` the sending ·
//! `view`, `find`, `mine`, `claim`, `opening` who may see it · `answer`, `moves`, `withdraw`, `sent_back` the resident's own acts · `news` what departments say, `granting` what a
//! grant brings about ·
//! `help`, `helped` somebody who applies for somebody else · `rated` what of a case can be rated · `hand_over`, `tell`, `notice`, `audit` what follows from an act · [`sweep`] what time does.
//!
//! Locks are taken in one order everywhere: draft, case, what belongs to them, outbox.

mod answer;
mod audit;
mod claim;
mod confirm;
mod draft;
mod find;
mod from_kiosk;
mod granting;
mod hand_over;
mod help;
mod helped;
mod later;
mod left;
mod masked;
mod mine;
mod moves;
mod news;
mod notice;
mod object;
mod offers;
mod opening;
mod papers;
mod rated;
mod receipt;
mod rows;
mod send;
mod sent_back;
mod start;
pub mod sweep;
mod tell;
mod version;
mod view;
mod withdraw;
mod words;

use std::sync::Arc;

use app::ports::{
    FindRefused, Unavailable,
    cases::{
        AnswerRefused, Asker, CaseDesk, CaseView, DraftLine, DraftView, HelpedLine, Helper, Later, MoveRefused, MyThings,
        NoticeLine, PaperOffer, Proof, ReceiptView, SendRefused, WordView, WriteRefused,
    },
};
use async_trait::async_trait;
use domain::{
    case::{Procedure, Procedures, Receipt, Verdict},
    catalogue::Guide,
    form::{At, Finding, Form, Share, Typed},
    ids::{CaseRef, CaseToken, DraftToken, ServiceCode},
    time::Moment,
};

use crate::{
    desk::{
        Desk,
        ended::{Ended, unavailable, unsealed},
        tries,
    },
    store::StoreError,
};

pub(super) use from_kiosk::Begun;
pub use granting::{GrantedCase, Granting};
pub use sweep::{forget, run_sweeper};

use confirm::Said;

/// The desk of applications and cases.
#[derive(Clone)]
pub struct Cases {
    desk: Desk,
    procedures: Arc<Procedures>,
    budget: Arc<tries::Budget>,
    granting: Option<Arc<dyn Granting>>,
}

impl Cases {
    /// The desk of this server.
    #[must_use]
    pub fn new(desk: Desk, procedures: Arc<Procedures>) -> Self {
        Self { desk, procedures, budget: Arc::new(tries::budget()), granting: None }
    }

    /// With a desk that does what follows from a grant.
    #[must_use]
    pub fn with_granting(mut self, desk: Arc<dyn Granting>) -> Self {
        self.granting = Some(desk);
        self
    }

    fn now(&self) -> Moment {
        self.desk.clock.now()
    }

    /// The guide and the procedure of a service that can be applied for.
    fn service(&self, service: &ServiceCode) -> Option<(&Guide, &Procedure)> {
        Some((self.desk.catalogue.guide(service.as_str())?, self.procedures.of(service)?))
    }

    /// As [`Cases::service`], of something that is in the store already.
    fn known_service(&self, service: &ServiceCode) -> Result<(&Guide, &Procedure), StoreError> {
        self.service(service).ok_or_else(|| StoreError::Corrupt(format!("an application for {service}, which is not offered")))
    }

    fn form(&self, service: &ServiceCode) -> Result<Form, StoreError> {
        Ok(Form::of(self.known_service(service)?.0))
    }

    fn draft_id(&self, token: &DraftToken) -> String {
        self.desk.keys.index("application", token.as_str())
    }

    fn case_hash(&self, token: &CaseToken) -> String {
        self.desk.keys.index("case", token.as_str())
    }

    fn resident_index(&self, resident: &str) -> String {
        self.desk.keys.index("resident", resident)
    }

    fn staff_index(&self, account: &str) -> String {
        self.desk.keys.index("staff", account)
    }

    fn visitor_index(&self, visitor: &str) -> String {
        self.desk.keys.index("application-visitor", visitor)
    }
}

/// On which day, and whether at a kiosk.
fn at(now: Moment, kiosk: bool) -> At {
    At { today: now.day(), kiosk }
}

#[async_trait]
impl CaseDesk for Cases {
    async fn start(
        &self,
        service: &ServiceCode,
        who: &Asker,
        for_other: bool,
        attempt: &str,
    ) -> Result<DraftToken, WriteRefused> {
        self.begin_draft(service, who, for_other, attempt).await.map_err(|ended| ended.told(WriteRefused::Unavailable))
    }

    async fn name_helper(
        &self,
        draft: &DraftToken,
        helper: &Helper,
        account: Option<&str>,
        who: &Asker,
    ) -> Result<(), WriteRefused> {
        self.write_helper(draft, helper, account, who).await.map_err(|ended| ended.told(WriteRefused::Unavailable))
    }

    async fn consent_on_paper(&self, draft: &DraftToken, account: &str) -> Result<(), WriteRefused> {
        self.take_paper(draft, account).await.map_err(|ended| ended.told(WriteRefused::Unavailable))
    }

    async fn helped_by(&self, account: &str) -> Result<Vec<HelpedLine>, Unavailable> {
        self.helped(&self.staff_index(account), true).await.map_err(|wrong| unavailable(&wrong))
    }

    async fn end_help(&self, case: &CaseToken) -> Result<(), MoveRefused> {
        self.end_consent(case).await.map_err(|ended| ended.told(MoveRefused::Unavailable))
    }

    async fn resumable(&self, service: &ServiceCode, who: &Asker) -> Result<Vec<DraftLine>, Unavailable> {
        self.live_drafts(service, who).await.map_err(|wrong| unavailable(&wrong))
    }

    async fn draft(&self, draft: &DraftToken) -> Result<Option<DraftView>, Unavailable> {
        self.see_draft(draft).await.map_err(|wrong| unavailable(&wrong))
    }

    async fn write(&self, draft: &DraftToken, screen: &str, typed: &Typed) -> Result<Vec<Finding>, WriteRefused> {
        self.write_draft(draft, screen, typed).await.map_err(|ended| ended.told(WriteRefused::Unavailable))
    }

    async fn take_offer(&self, draft: &DraftToken, share: Share, who: &Asker) -> Result<(), WriteRefused> {
        self.use_again(draft, share, who).await.map_err(|ended| ended.told(WriteRefused::Unavailable))
    }

    async fn papers(&self, draft: &DraftToken) -> Result<Vec<PaperOffer>, Unavailable> {
        self.paper_offers(draft).await.map_err(|wrong| unavailable(&wrong))
    }

    async fn take_papers(&self, draft: &DraftToken, material: &str, who: &Asker) -> Result<(), WriteRefused> {
        self.use_papers(draft, material, who).await.map_err(|ended| ended.told(WriteRefused::Unavailable))
    }

    async fn later(&self, draft: &DraftToken) -> Result<Option<Later>, Unavailable> {
        self.go_on_later(draft).await.map_err(|wrong| unavailable(&wrong))
    }

    async fn resume(&self, reference: &CaseRef, code: &str, visitor: &str) -> Result<DraftToken, FindRefused> {
        self.resume_by_code(reference, code, visitor).await.map_err(|ended| ended.told(FindRefused::Unavailable))
    }

    async fn resume_by_secret(&self, secret: &str, visitor: &str) -> Result<DraftToken, FindRefused> {
        self.resume_once(secret, visitor).await.map_err(|ended| ended.told(FindRefused::Unavailable))
    }

    async fn person_left(&self, visitor: &str) {
        if let Err(wrong) = self.forget_visitor(visitor).await {
            tracing::error!(%wrong, "what a person left at a kiosk");
        }
    }

    async fn goes_on_elsewhere(&self, draft: &DraftToken, visitor: &str) -> Result<bool, Unavailable> {
        self.went_elsewhere(draft, visitor).await.map_err(|wrong| unavailable(&wrong))
    }

    async fn send(&self, draft: &DraftToken, who: &Asker) -> Result<CaseToken, SendRefused> {
        self.send_draft(draft, who).await.map_err(|ended| ended.told(SendRefused::Unavailable))
    }

    async fn case(&self, case: &CaseToken) -> Result<Option<CaseView>, Unavailable> {
        self.see_case(case).await.map_err(|wrong| unavailable(&wrong))
    }

    async fn opens(&self, case: &CaseToken, who: &Asker) -> Result<bool, Unavailable> {
        self.case_opens_to(case, who).await.map_err(|wrong| unavailable(&wrong))
    }

    async fn draft_opens(&self, draft: &DraftToken, who: &Asker) -> Result<bool, Unavailable> {
        self.draft_opens_to(draft, who).await.map_err(|wrong| unavailable(&wrong))
    }

    async fn receipt(&self, case: &CaseToken) -> Result<Option<ReceiptView>, Unavailable> {
        self.see_receipt(case).await.map_err(|wrong| unavailable(&wrong))
    }

    async fn find(&self, reference: &CaseRef, last_four: &str, visitor: &str) -> Result<CaseToken, FindRefused> {
        self.find_case(reference, last_four, visitor).await.map_err(|ended| ended.told(FindRefused::Unavailable))
    }

    async fn answer(&self, case: &CaseToken, typed: &Typed) -> Result<(), AnswerRefused> {
        self.answer_supplement(case, typed).await.map_err(|ended| ended.told(AnswerRefused::Unavailable))
    }

    async fn withdraw(&self, case: &CaseToken) -> Result<(), MoveRefused> {
        self.withdraw_case(case).await.map_err(|ended| ended.told(MoveRefused::Unavailable))
    }

    async fn correct(&self, case: &CaseToken, who: &Asker) -> Result<DraftToken, MoveRefused> {
        self.draft_to_correct(case, who).await.map_err(|ended| ended.told(MoveRefused::Unavailable))
    }

    async fn appeal(&self, case: &CaseToken, words: &str) -> Result<(), MoveRefused> {
        self.appeal_case(case, words).await.map_err(|ended| ended.told(MoveRefused::Unavailable))
    }

    async fn object(&self, case: &CaseToken, words: &str) -> Result<(), MoveRefused> {
        self.object_to_check(case, words).await.map_err(|ended| ended.told(MoveRefused::Unavailable))
    }

    async fn mine(&self, resident: &str) -> Result<MyThings, Unavailable> {
        self.my_things(resident).await.map_err(|wrong| unavailable(&wrong))
    }

    fn verify(&self, receipt: &str) -> Verdict {
        Receipt::verify(receipt, self.desk.keys.pass_keys())
    }

    async fn word(&self, token: &str, visitor: &str) -> Result<Option<WordView>, Unavailable> {
        self.see_word(token, visitor).await.map_err(|wrong| unavailable(&wrong))
    }

    async fn give_word(&self, token: &str, proof: &Proof, visitor: &str) -> Result<(), FindRefused> {
        self.take_word(token, proof, Said::Word, visitor).await.map_err(|ended| ended.told(FindRefused::Unavailable))
    }

    async fn consent(&self, token: &str, proof: &Proof, own: &str, visitor: &str) -> Result<(), FindRefused> {
        self.take_word(token, proof, Said::Consent(own), visitor).await.map_err(|ended| ended.told(FindRefused::Unavailable))
    }

    async fn take_back(&self, token: &str, proof: &Proof, visitor: &str) -> Result<(), FindRefused> {
        self.take_word(token, proof, Said::NoMore, visitor).await.map_err(|ended| ended.told(FindRefused::Unavailable))
    }

    async fn notices(&self) -> Result<Vec<NoticeLine>, Unavailable> {
        self.shown_notices().await.map_err(|wrong| unavailable(&wrong))
    }
}
