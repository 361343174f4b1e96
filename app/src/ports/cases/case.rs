//! A case, from its receipt to its decision, and what a resident has here.

use domain::{
    case::{Entry, Promise, Stage, Supplement},
    form::{Finding, Typed},
    ids::{CaseRef, CaseToken, ServiceCode},
    text::Words,
    time::Moment,
};
use jiff::civil::Date;

use super::{
    super::{MessageLine, files::FileLine},
    DraftLine, HelpView, HelpedLine, TrailLine,
};

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
    /// Whether the department's system did not take it, so that it can be corrected and sent again.
    pub can_correct: bool,
    /// Whether it can be withdrawn now.
    pub can_withdraw: bool,
    /// Until when an appeal can be made, when one can.
    pub appeal_until: Option<Date>,
    /// What a means check found otherwise, as it stands.
    pub differences: Vec<DifferenceLine>,
    /// The department's system did not take it, for this reason; the steward knows.
    pub sent_back: Option<String>,
    /// Six digits that find it again with the reference, where neither a document nor a telephone was asked.
    pub code: Option<String>,
    /// Who applied for the resident, where somebody did.
    pub help: Option<HelpView>,
    /// Who did what, in order; nothing for a helper.
    pub trail: Vec<TrailLine>,
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
    /// Six digits that find the case again with the reference, where neither a document nor a telephone was asked.
    pub code: Option<String>,
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
    /// See [`crate::ports::Unavailable`].
    Unavailable,
}

/// Why a case was not moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MoveRefused {
    /// It is past that.
    TooLate,
    /// No such case.
    Unknown,
    /// See [`crate::ports::Unavailable`].
    Unavailable,
}

/// What a signed-in resident has here, newest first.
#[derive(Clone, Debug, Default)]
pub struct MyThings {
    /// Drafts that can be gone on with.
    pub drafts: Vec<DraftLine>,
    /// Cases.
    pub cases: Vec<CaseLine>,
    /// What they were told of cases and drafts.
    pub messages: Vec<MessageLine>,
    /// Cases that they follow for somebody else.
    pub helped: Vec<HelpedLine>,
}

/// A public notice (公示), masked.
#[derive(Clone, Debug)]
pub struct NoticeLine {
    /// The service.
    pub service: ServiceCode,
    /// What it says.
    pub notice: domain::case::publicity::Notice,
}
