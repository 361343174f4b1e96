//! A draft that is kept at each step, until it is sent.

use domain::{
    form::{Finding, Share, Typed},
    ids::{CaseRef, CaseToken, DraftToken, ServiceCode},
    time::Moment,
};

use super::{super::files::FileLine, Helper};

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
    /// It was sent, and the resident has ended the consent to the helper whose draft it was.
    Ended,
}

/// Something given once that may be used again with the resident's consent.
#[derive(Clone, Debug)]
pub struct Offer {
    /// What.
    pub share: Share,
    /// The service it was given for; `None`: it comes from signing in.
    pub from: Option<ServiceCode>,
    /// When.
    pub given: Moment,
    /// What would be used, masked; empty where it says too little in a line.
    pub shown: Vec<String>,
}

/// Papers that were handed in once and may be handed in again with the resident's consent.
#[derive(Clone, Debug)]
pub struct PaperOffer {
    /// The material that they would be handed in for.
    pub material: String,
    /// The service they were handed in for.
    pub from: ServiceCode,
    /// When.
    pub given: Moment,
    /// The names of the files.
    pub names: Vec<String>,
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
    /// It is the consent of who is applied for.
    pub helps: bool,
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
    /// Who that is, once they said so.
    pub helper: Option<Helper>,
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
    /// See [`crate::ports::Unavailable`].
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
    /// Somebody applies for somebody else and has not said who they are.
    HelperMissing,
    /// It was begun as one's own, and its answers say that somebody acts for the person: nobody has agreed to that.
    ForSomebodyElse,
    /// The same resident or browser sent one about this person already, and it is open. Nobody else is told.
    OpenCase,
    /// It ran out.
    Expired,
    /// No such draft.
    Unknown,
    /// See [`crate::ports::Unavailable`].
    Unavailable,
}
