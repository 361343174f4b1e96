//! Applications and cases: a draft that is kept at each step, a case that is sent once and followed to its decision.

use async_trait::async_trait;
use domain::{
    case::{Entry, Promise, Stage, Supplement, Verdict},
    form::{Finding, Share, Typed},
    ids::{CaseRef, CaseToken, DraftToken, ServiceCode},
    text::Words,
    time::Moment,
};
use jiff::civil::Date;

use super::{FindRefused, Unavailable, files::FileLine};
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

/// A draft in a list.
#[derive(Clone, Debug)]
pub struct DraftLine {
    /// Its token.
    pub token: DraftToken,
    /// The service.
    pub service: ServiceCode,
    /// When it was begun.
    pub begun: Moment,
    /// When it is forgotten.
    pub expires: Moment,
}

/// Where a draft stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DraftState {
    /// Being filled in.
    Live,
    /// It became this case.
    Sent(CaseToken),
    /// It ran out and was forgotten.
    Expired,
}

/// Something given once that may be used again with the resident's consent.
#[derive(Clone, Debug)]
pub struct Offer {
    /// What.
    pub share: Share,
    /// The service it was given for.
    pub from: ServiceCode,
    /// When.
    pub given: Moment,
}

/// A second person's word that a service needs: a partner, a guardian, a member of the household.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WordLine {
    /// The number of the person on the list.
    pub number: usize,
    /// `张*`.
    pub name_masked: String,
    /// The link for their own phone.
    pub link: String,
    /// The code that they type there.
    pub code: String,
    /// When they agreed.
    pub given: Option<Moment>,
}

/// A draft, for who holds its token. Long numbers that were kept come back masked; a masked number that is sent again means the
/// one that was kept.
#[derive(Clone, Debug)]
pub struct DraftView {
    /// Its token.
    pub token: DraftToken,
    /// The service.
    pub service: ServiceCode,
    /// What was typed.
    pub typed: Typed,
    /// Where it stands.
    pub state: DraftState,
    /// When it is forgotten.
    pub expires: Moment,
    /// The files that were handed in.
    pub files: Vec<FileLine>,
    /// What was given before and may be used again.
    pub offers: Vec<Offer>,
    /// Whose word is still needed.
    pub words: Vec<WordLine>,
    /// Somebody applies for somebody else.
    pub for_other: bool,
}

/// How to go on elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Later {
    /// What is read aloud.
    pub reference: CaseRef,
    /// Six digits.
    pub code: String,
    /// For the fragment of a QR code's address: good once, for a quarter of an hour.
    pub secret: String,
    /// When the draft is forgotten.
    pub expires: Moment,
}

/// Why nothing was kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WriteRefused {
    /// No such draft, or it was sent or has run out.
    Unknown,
    /// See [`Unavailable`].
    Unavailable,
}

/// Why a draft was not sent. Nothing of it is lost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SendRefused {
    /// Answers are missing or wrong.
    Mistakes(Vec<Finding>),
    /// The keys of materials that are still missing.
    MaterialsMissing(Vec<String>),
    /// A second person has not agreed yet.
    WordMissing,
    /// This person has an open case of the same service.
    OpenCase,
    /// It ran out.
    Expired,
    /// No such draft.
    Unknown,
    /// See [`Unavailable`].
    Unavailable,
}

/// A case in a list.
#[derive(Clone, Debug)]
pub struct CaseLine {
    /// Its token.
    pub token: CaseToken,
    /// Its reference.
    pub reference: CaseRef,
    /// The service.
    pub service: ServiceCode,
    /// Where it is.
    pub stage: Stage,
    /// When it was received.
    pub received: Moment,
}

/// A case, for who holds its token.
#[derive(Clone, Debug)]
pub struct CaseView {
    /// Its token.
    pub token: CaseToken,
    /// What they read aloud.
    pub reference: CaseRef,
    /// The service.
    pub service: ServiceCode,
    /// Where it is.
    pub stage: Stage,
    /// What happened, in order.
    pub timeline: Vec<Entry>,
    /// When it was received.
    pub received: Moment,
    /// When a decision is promised.
    pub promise: Promise,
    /// Nine in ten of this service were decided within so many work days; `None` while there are too few.
    pub nine_in_ten: Option<u32>,
    /// The department that decides, if its system takes the case.
    pub department: Option<Words>,
    /// What is asked for now.
    pub supplement: Option<Supplement>,
    /// The latest answers, masked, in sections.
    pub typed: Typed,
    /// The files.
    pub files: Vec<FileLine>,
    /// Which version of the answers it is: 1, and one more for each answered supplement.
    pub version: u16,
    /// Whether it can be withdrawn now.
    pub can_withdraw: bool,
    /// Until when an appeal can be made, when one can.
    pub appeal_until: Option<Date>,
    /// What a means check found otherwise, as it stands.
    pub differences: Vec<DifferenceLine>,
    /// The department's system did not take it, for this reason; the steward knows.
    pub sent_back: Option<String>,
}

/// Something that a means check found otherwise than the application says. Long numbers are masked.
#[derive(Clone, Debug)]
pub struct DifferenceLine {
    /// `public_security`, `social_security`, `health`, `housing`, `finance`.
    pub source: String,
    /// The question it is about; empty where none was asked.
    pub about: domain::text::Words,
    /// What the application says.
    pub told: String,
    /// What the source says.
    pub found: String,
    /// In the source's words.
    pub words: String,
    /// When it was found.
    pub at: Moment,
    /// When the resident objected.
    pub objected: Option<Moment>,
}

/// The receipt.
#[derive(Clone, Debug)]
pub struct ReceiptView {
    /// The case.
    pub reference: CaseRef,
    /// The service.
    pub service: ServiceCode,
    /// When it was received.
    pub received: Moment,
    /// The signed text, as a QR code holds it.
    pub text: String,
    /// What was sent: the digest of the answers and of each file by name.
    pub answers_sha256: String,
    /// Name and digest of each file.
    pub files: Vec<(String, String)>,
    /// What was promised.
    pub promise: domain::case::ReceiptPromise,
    /// Which version of the answers it is for.
    pub version: u16,
}

/// Why a supplement was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AnswerRefused {
    /// Answers are missing or wrong.
    Mistakes(Vec<Finding>),
    /// The keys of materials that are still missing.
    MaterialsMissing(Vec<String>),
    /// Nothing is asked for any more.
    NotAsked,
    /// No such case.
    Unknown,
    /// See [`Unavailable`].
    Unavailable,
}

/// Why a case was not moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MoveRefused {
    /// It is past that.
    TooLate,
    /// No such case.
    Unknown,
    /// See [`Unavailable`].
    Unavailable,
}

/// What a signed-in resident has here, newest first.
#[derive(Clone, Debug, Default)]
pub struct MyThings {
    /// Drafts that can be gone on with.
    pub drafts: Vec<DraftLine>,
    /// Cases.
    pub cases: Vec<CaseLine>,
    /// What they were told: when, the case, the words.
    pub messages: Vec<(Moment, Option<CaseToken>, Words)>,
}

/// A second person's page.
#[derive(Clone, Debug)]
pub struct WordView {
    /// What it is about.
    pub service: ServiceCode,
    /// Who asks, masked.
    pub asked_by: String,
    /// Who is asked, masked.
    pub name_masked: String,
    /// When they agreed.
    pub given: Option<Moment>,
}

/// A public notice (公示), masked.
#[derive(Clone, Debug)]
pub struct NoticeLine {
    /// The service.
    pub service: ServiceCode,
    /// What it says.
    pub notice: domain::case::publicity::Notice,
}

/// Applications and cases.
#[async_trait]
pub trait CaseDesk: Send + Sync {
    /// Begins a draft, or gives back the one that was just begun by the same press (`attempt`).
    async fn start(&self, service: &ServiceCode, who: &Asker, for_other: bool, attempt: &str)
    -> Result<DraftToken, WriteRefused>;
    /// Live drafts of this service that the same visitor or resident began.
    async fn resumable(&self, service: &ServiceCode, who: &Asker) -> Result<Vec<DraftLine>, Unavailable>;
    /// A draft, those that ran out included for a day.
    async fn draft(&self, draft: &DraftToken) -> Result<Option<DraftView>, Unavailable>;
    /// Keeps what was typed on a screen, right or wrong, and says what is wrong with it.
    async fn write(&self, draft: &DraftToken, screen: &str, typed: &Typed) -> Result<Vec<Finding>, WriteRefused>;
    /// Uses something that was given before; the consent is recorded.
    async fn take_offer(&self, draft: &DraftToken, share: Share, who: &Asker) -> Result<(), WriteRefused>;
    /// How to go on elsewhere.
    async fn later(&self, draft: &DraftToken) -> Result<Option<Later>, Unavailable>;
    /// Goes on by reference and code.
    async fn resume(&self, reference: &CaseRef, code: &str, visitor: &str) -> Result<DraftToken, FindRefused>;
    /// Goes on by the secret of a QR code.
    async fn resume_by_secret(&self, secret: &str, visitor: &str) -> Result<DraftToken, FindRefused>;
    /// Sends it: one draft, one case, however often it is pressed.
    async fn send(&self, draft: &DraftToken, who: &Asker) -> Result<CaseToken, SendRefused>;
    /// A case by its token.
    async fn case(&self, case: &CaseToken) -> Result<Option<CaseView>, Unavailable>;
    /// Its receipt.
    async fn receipt(&self, case: &CaseToken) -> Result<Option<ReceiptView>, Unavailable>;
    /// Finds a case by its reference and the last four of the applicant's document.
    async fn find(&self, reference: &CaseRef, last_four: &str, visitor: &str) -> Result<CaseToken, FindRefused>;
    /// Answers what was asked for; only what reopened is taken.
    async fn answer(&self, case: &CaseToken, typed: &Typed) -> Result<(), AnswerRefused>;
    /// Withdraws it.
    async fn withdraw(&self, case: &CaseToken) -> Result<(), MoveRefused>;
    /// Appeals against the decision.
    async fn appeal(&self, case: &CaseToken, words: &str) -> Result<(), MoveRefused>;
    /// Objects to what a means check found; whoever checked asks the sources again.
    async fn object(&self, case: &CaseToken, words: &str) -> Result<(), MoveRefused>;
    /// What a resident has here.
    async fn mine(&self, resident: &str) -> Result<MyThings, Unavailable>;
    /// Whether a receipt is ours; nothing of the case is told.
    fn verify(&self, receipt: &str) -> Verdict;
    /// A second person's page, by the link's token.
    async fn word(&self, token: &str) -> Result<Option<WordView>, Unavailable>;
    /// The second person agrees, with the code.
    async fn give_word(&self, token: &str, code: &str, visitor: &str) -> Result<(), FindRefused>;
    /// The public notices of today.
    async fn notices(&self) -> Result<Vec<NoticeLine>, Unavailable>;
}
