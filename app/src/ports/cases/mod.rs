//! Applications and cases: a draft that is kept at each step, a case that is sent once and followed to its decision.

mod case;
mod draft;
mod helping;

use async_trait::async_trait;
use domain::{
    case::Verdict,
    form::{Finding, Share, Typed},
    ids::{CaseRef, CaseToken, DraftToken, ServiceCode},
};

pub use self::{case::*, draft::*, helping::*};
use super::{FindRefused, Unavailable};
use crate::visit::Visit;

/// Who asks, as far as it is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asker {
    /// The browser's own mark.
    pub visitor: String,
    /// The signed-in resident's id.
    pub resident: Option<String>,
    /// At a kiosk, its venue.
    pub kiosk: Option<String>,
}

impl Asker {
    /// Who looks at a page.
    #[must_use]
    pub fn of(visit: &Visit) -> Self {
        Self {
            visitor: visit.visitor.clone(),
            resident: visit.resident.as_ref().map(|known| known.id.clone()),
            kiosk: visit.kiosk.clone(),
        }
    }
}

/// Applications and cases.
#[async_trait]
pub trait CaseDesk: Send + Sync {
    /// Begins a draft, or gives back the one that was just begun by the same press (`attempt`).
    async fn start(&self, service: &ServiceCode, who: &Asker, for_other: bool, attempt: &str)
    -> Result<DraftToken, WriteRefused>;
    /// Says who applies for somebody else; `account` of a member of staff. Another helper, and the resident is asked anew.
    async fn name_helper(
        &self,
        draft: &DraftToken,
        helper: &Helper,
        account: Option<&str>,
        who: &Asker,
    ) -> Result<(), WriteRefused>;
    /// The resident signed a consent on paper, before this member of staff, who helps.
    async fn consent_on_paper(&self, draft: &DraftToken, account: &str) -> Result<(), WriteRefused>;
    /// What a member of staff helps with.
    async fn helped_by(&self, account: &str) -> Result<Vec<HelpedLine>, Unavailable>;
    /// The resident ends their consent to whoever helps with a case.
    async fn end_help(&self, case: &CaseToken) -> Result<(), MoveRefused>;
    /// Live drafts of this service that the same visitor or resident began.
    async fn resumable(&self, service: &ServiceCode, who: &Asker) -> Result<Vec<DraftLine>, Unavailable>;
    /// A draft, those that ran out included for a day.
    async fn draft(&self, draft: &DraftToken) -> Result<Option<DraftView>, Unavailable>;
    /// Keeps what was typed on a screen, right or wrong, and says what is wrong with it.
    async fn write(&self, draft: &DraftToken, screen: &str, typed: &Typed) -> Result<Vec<Finding>, WriteRefused>;
    /// Uses something that was given before; the consent is recorded.
    async fn take_offer(&self, draft: &DraftToken, share: Share, who: &Asker) -> Result<(), WriteRefused>;
    /// What was handed in before and may be handed in again in this draft.
    async fn papers(&self, draft: &DraftToken) -> Result<Vec<PaperOffer>, Unavailable>;
    /// Hands in the papers of an earlier case for a material of the draft. Pressed twice, they are there once.
    async fn take_papers(&self, draft: &DraftToken, material: &str, who: &Asker) -> Result<(), WriteRefused>;
    /// How to go on elsewhere.
    async fn later(&self, draft: &DraftToken) -> Result<Option<Later>, Unavailable>;
    /// Goes on by reference and code.
    async fn resume(&self, reference: &CaseRef, code: &str, visitor: &str) -> Result<DraftToken, FindRefused>;
    /// Goes on by the secret of a QR code.
    async fn resume_by_secret(&self, secret: &str, visitor: &str) -> Result<DraftToken, FindRefused>;
    /// Somebody left the kiosk at which they had this mark: papers that had not come whole are forgotten. Drafts stay.
    async fn person_left(&self, visitor: &str);
    /// Whether a draft that this browser had goes on in another one.
    async fn goes_on_elsewhere(&self, draft: &DraftToken, visitor: &str) -> Result<bool, Unavailable>;
    /// Sends it: one draft, one case, however often it is pressed.
    async fn send(&self, draft: &DraftToken, who: &Asker) -> Result<CaseToken, SendRefused>;
    /// A case by its token.
    async fn case(&self, case: &CaseToken) -> Result<Option<CaseView>, Unavailable>;
    /// Whether the address of a case opens to who asks: what belongs to an account only to its resident, signed in, and to a browser
    /// that has found it again. What is no case opens as nothing.
    async fn opens(&self, case: &CaseToken, who: &Asker) -> Result<bool, Unavailable>;
    /// Whether the address of a draft opens to who asks: what belongs to an account only to its resident, signed in, and to the
    /// browser that fills it in.
    async fn draft_opens(&self, draft: &DraftToken, who: &Asker) -> Result<bool, Unavailable>;
    /// Its receipt.
    async fn receipt(&self, case: &CaseToken) -> Result<Option<ReceiptView>, Unavailable>;
    /// Finds a case by its reference and the last four of the applicant's document.
    async fn find(&self, reference: &CaseRef, last_four: &str, visitor: &str) -> Result<CaseToken, FindRefused>;
    /// Answers what was asked for; only what reopened is taken.
    async fn answer(&self, case: &CaseToken, typed: &Typed) -> Result<(), AnswerRefused>;
    /// Withdraws it: asks the department that has it to give it back; where none has it, it is done at once.
    async fn withdraw(&self, case: &CaseToken) -> Result<(), MoveRefused>;
    /// Where the department's system did not take it: a draft made from what was sent, to be corrected and sent again; the same
    /// one while it can be gone on with.
    async fn correct(&self, case: &CaseToken, who: &Asker) -> Result<DraftToken, MoveRefused>;
    /// Appeals against the decision.
    async fn appeal(&self, case: &CaseToken, words: &str) -> Result<(), MoveRefused>;
    /// Objects to what a means check found; whoever checked asks the sources again.
    async fn object(&self, case: &CaseToken, words: &str) -> Result<(), MoveRefused>;
    /// What a resident has here.
    async fn mine(&self, resident: &str) -> Result<MyThings, Unavailable>;
    /// Whether a receipt is ours; nothing of the case is told.
    fn verify(&self, receipt: &str) -> Verdict;
    /// A second person's page, by the link's token.
    async fn word(&self, token: &str, visitor: &str) -> Result<Option<WordView>, Unavailable>;
    /// The second person agrees.
    async fn give_word(&self, token: &str, proof: &Proof, visitor: &str) -> Result<(), FindRefused>;
    /// Who is applied for agrees that the helper acts. `own` are six digits of their own, with which they find their case.
    async fn consent(&self, token: &str, proof: &Proof, own: &str, visitor: &str) -> Result<(), FindRefused>;
    /// Either takes that back before anything is sent.
    async fn take_back(&self, token: &str, proof: &Proof, visitor: &str) -> Result<(), FindRefused>;
    /// The public notices of today.
    async fn notices(&self) -> Result<Vec<NoticeLine>, Unavailable>;
}
