//! Somebody who applies for somebody else: who they are, what the resident agreed to, and who did what.

use domain::{
    case::Stage,
    ids::{CaseRef, CaseToken, DraftToken, ServiceCode},
    time::Moment,
};
use serde::{Deserialize, Serialize};

/// Who applies for somebody else, as they said.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Helper {
    /// Their name; of staff also their place.
    pub name: String,
    /// What they are to the resident, by its code of the list `proxy-relation`.
    pub relation: String,
    /// Their telephone; may be empty of staff.
    pub phone: String,
    /// A community worker with an account here.
    pub staff: bool,
}

/// A draft or a case that somebody helps with, for the helper.
#[derive(Clone, Debug)]
pub struct HelpedLine {
    /// The service.
    pub service: ServiceCode,
    /// Whom it is for, masked; empty while nobody is named.
    pub name_masked: String,
    /// When it was begun.
    pub begun: Moment,
    /// Whether the resident has agreed.
    pub agreed: bool,
    /// Where it is gone on with.
    pub at: HelpedAt,
}

/// Where a helper goes on.
#[derive(Clone, Debug)]
pub enum HelpedAt {
    /// A draft.
    Draft(DraftToken),
    /// A case, by the helper's own token.
    Case(CaseToken, CaseRef, Stage),
}

/// Help with a case.
#[derive(Clone, Debug)]
pub struct HelpView {
    /// Who helps.
    pub helper: Helper,
    /// The page is the helper's own: they may follow and answer, and nothing more.
    pub mine: bool,
    /// When the resident agreed.
    pub given: Moment,
    /// When they ended it.
    pub ended: Option<Moment>,
}

/// An act on a draft or a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrailLine {
    /// When.
    pub at: Moment,
    /// `begin`, `fill`, `use_again_…`, `agree`, `consent`, `consent_ended`, `send`, `answer`, `withdraw`, `appeal`, `recheck`.
    pub act: String,
    /// Whose act.
    pub by: TrailBy,
}

/// Who acted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TrailBy {
    /// The resident.
    Own,
    /// Who helps.
    Helper,
    /// A second person whose word was needed.
    SecondPerson,
}

/// What shows on a second person's page that it is them.
#[derive(Clone, Default)]
pub struct Proof {
    /// The six digits of the page that asks; on that page's own device, where everybody sees them, they count for nothing.
    pub code: String,
    /// The last four characters of their document, where the form knows it.
    pub last_four: String,
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
    /// Their document is known, and its last four are asked for.
    pub asks_document: bool,
    /// With their word the household's means are checked.
    pub checks_means: bool,
    /// Who would act for them: the word asked for is consent to that.
    pub helper: Option<Helper>,
    /// The draft, where this browser is the one that fills it in.
    pub here: Option<DraftToken>,
    /// It was sent since: what was agreed to is not taken back here any more.
    pub is_sent: bool,
    /// What it became, where it was sent by a helper.
    pub sent: Option<CaseRef>,
}
