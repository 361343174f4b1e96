//! The state machine of a case. The only ways to a [`Progress`] are [`Progress::begin`] and [`Progress::after`], and a stored
//! one is read by going the same way again: a case that moved illegally cannot be written.

use serde::{Deserialize, Serialize};

use super::{CaseEvent, Decision, Stage, Supplement};
use crate::{text::Words, time::Moment};

/// Where a case stands, and all that was heard on the way.
///
/// A department numbers its news. News with a number that is not above the highest one heard came late: it is kept in
/// [`Progress::entries`] and changes nothing else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Record", into = "Record")]
pub struct Progress {
    begun: Moment,
    /// Never [`Stage::SupplementAsked`] or [`Stage::WithdrawalAsked`]: what the case goes back to when a supplement is answered
    /// or a withdrawal refused.
    main: Stage,
    open: Option<Supplement>,
    /// The resident has asked to take it back, and neither a yes, a no nor a decision was heard since.
    withdrawing: bool,
    /// Objections so far. (round, rank of `main`) never falls.
    round: u32,
    /// The highest number heard from the department.
    heard: Option<u64>,
    entries: Vec<Entry>,
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// When, as told by whoever did it.
    pub at: Moment,
    /// The department's number of it; our own acts have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<u64>,
    /// What.
    pub what: CaseEvent,
    /// Heard after something later: it moved nothing.
    #[serde(default, skip_serializing_if = "is_false")]
    pub late: bool,
}

/// What an event did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum After {
    /// It counts: the case as it stands now.
    Moved(Progress),
    /// It came late: recorded, nothing moved.
    Late(Progress),
    /// Heard before: nothing to write.
    Known,
}

/// A move that is not one. Each is for a person to look at: what the other side said cannot be true of this case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum IllegalMove {
    /// The resident has taken it back.
    #[error("the case was withdrawn")]
    Withdrawn,
    /// The decision stands.
    #[error("the case is decided already")]
    Decided,
    /// Nothing to object to yet.
    #[error("the case is not decided yet")]
    NotDecided,
    /// Only what was granted is paid or collected.
    #[error("what was not granted cannot be settled")]
    NotGranted,
    /// A refusal says why.
    #[error("a refusal needs its reason")]
    NoReason,
    /// No supplement is open.
    #[error("nothing was asked for")]
    NotAsked,
    /// A supplement names at least one thing.
    #[error("the supplement names nothing")]
    NothingNamed,
    /// An earlier stage under a higher number.
    #[error("the case is past this stage")]
    Past,
    /// Nobody was asked to give it back.
    #[error("no withdrawal was asked for")]
    NoWithdrawal,
    /// No department has it that could be asked to give it back.
    #[error("no department has the case")]
    NobodyHasIt,
}

impl Progress {
    /// A case that was just received.
    #[must_use]
    pub const fn begin(at: Moment) -> Self {
        Self { begun: at, main: Stage::Received, open: None, withdrawing: false, round: 0, heard: None, entries: Vec::new() }
    }

    /// The case after an event. `order` is the department's number of its news; it is not looked at for our own acts
    /// (see [`CaseEvent::is_news`]). A later stage may be heard before an earlier one: it implies it.
    pub fn after(&self, event: &CaseEvent, at: Moment, order: u64) -> Result<After, IllegalMove> {
        let mut next = self.clone();
        Ok(match next.hear(event, at, event.is_news().then_some(order))? {
            Heard::Moved => After::Moved(next),
            Heard::Late => After::Late(next),
            Heard::Known => After::Known,
        })
    }

    /// Takes an event in; on an error nothing has changed.
    fn hear(&mut self, event: &CaseEvent, at: Moment, order: Option<u64>) -> Result<Heard, IllegalMove> {
        if self.knows(event, at, order) {
            return Ok(Heard::Known);
        }
        let late = match order {
            Some(order) => self.heard.is_some_and(|heard| order <= heard),
            None => match event {
                CaseEvent::HandedOver => !matches!(self.main, Stage::Received | Stage::SentBack),
                // The decision was heard before the no that it led to.
                CaseEvent::WithdrawalRefused => !self.withdrawing && self.asked_to_withdraw(),
                _ => false,
            },
        };
        if !late {
            let (main, open) = self.step(event)?;
            self.round += u32::from(main == Stage::Appealed);
            self.withdrawing = match event {
                CaseEvent::AskWithdraw => true,
                CaseEvent::WithdrawalRefused => false,
                _ => self.withdrawing && main.is_open(),
            };
            (self.main, self.open) = (main, open);
            self.heard = order.or(self.heard);
        }
        self.entries.push(Entry { at, order, what: event.clone(), late });
        Ok(if late { Heard::Late } else { Heard::Moved })
    }

    /// Whether the same thing was heard before.
    fn knows(&self, event: &CaseEvent, at: Moment, order: Option<u64>) -> bool {
        let standing = match event {
            CaseEvent::HandedOver => self.entries.iter().any(|entry| entry.what == CaseEvent::HandedOver),
            CaseEvent::SentBack => self.main == Stage::SentBack,
            CaseEvent::AskWithdraw => self.withdrawing || self.main == Stage::Withdrawn,
            CaseEvent::Withdraw => self.main == Stage::Withdrawn,
            CaseEvent::Appeal => self.main == Stage::Appealed,
            _ => false,
        };
        let same = |entry: &Entry| entry.order == order && entry.what == *event && (order.is_some() || entry.at == at);
        standing || self.entries.iter().any(same)
    }

    /// The stage and the open supplement after an event that counts.
    fn step(&self, event: &CaseEvent) -> Result<(Stage, Option<Supplement>), IllegalMove> {
        match (&self.main, event) {
            (Stage::Withdrawn, _) => Err(IllegalMove::Withdrawn),
            (Stage::Decided(Decision::Granted), CaseEvent::Settle) => Ok((Stage::Settled, None)),
            (Stage::Decided(_), CaseEvent::Settle) => Err(IllegalMove::NotGranted),
            (Stage::Decided(before), CaseEvent::Decide { decision, .. }) if before == decision => Ok((self.main.clone(), None)),
            (Stage::Settled, CaseEvent::Settle) => Ok((Stage::Settled, None)),
            (Stage::Decided(_) | Stage::Settled, CaseEvent::Appeal) => Ok((Stage::Appealed, None)),
            (Stage::Appealed, CaseEvent::Decide { decision, reason }) => {
                decided(*decision, reason.as_ref()).map(|stage| (stage, None))
            }
            (Stage::Decided(_) | Stage::Settled | Stage::Appealed, _) => Err(IllegalMove::Decided),
            (open, event) => self.step_while_open(open, event),
        }
    }

    /// As [`Self::step`], while nothing is decided.
    fn step_while_open(&self, main: &Stage, event: &CaseEvent) -> Result<(Stage, Option<Supplement>), IllegalMove> {
        match event {
            CaseEvent::HandedOver => Ok((Stage::Forwarded, self.open.clone())),
            CaseEvent::SentBack if *main != Stage::Received || self.open.is_some() => Err(IllegalMove::Past),
            // The resident wants it back, and nobody else has it.
            CaseEvent::SentBack if self.withdrawing => Ok((Stage::Withdrawn, None)),
            CaseEvent::SentBack => Ok((Stage::SentBack, None)),
            CaseEvent::Accept if matches!(main, Stage::Checking { .. }) => Err(IllegalMove::Past),
            CaseEvent::Accept => Ok((Stage::Accepted, None)),
            CaseEvent::BeginStep { step } => Ok((Stage::Checking { step: step.clone() }, None)),
            CaseEvent::AskSupplement(asked) if asked.items.is_empty() => Err(IllegalMove::NothingNamed),
            // Its system said no, and the department has it all the same.
            CaseEvent::AskSupplement(asked) if *main == Stage::SentBack => Ok((Stage::Forwarded, Some(asked.clone()))),
            CaseEvent::AskSupplement(asked) => Ok((main.clone(), Some(asked.clone()))),
            CaseEvent::AnswerSupplement if self.supplement().is_none() => Err(IllegalMove::NotAsked),
            CaseEvent::AnswerSupplement => Ok((main.clone(), None)),
            CaseEvent::Decide { decision, reason } => decided(*decision, reason.as_ref()).map(|stage| (stage, None)),
            CaseEvent::Settle => Ok((Stage::Settled, None)),
            CaseEvent::AskWithdraw if *main == Stage::SentBack => Err(IllegalMove::NobodyHasIt),
            CaseEvent::AskWithdraw => Ok((main.clone(), self.open.clone())),
            CaseEvent::WithdrawalRefused if !self.withdrawing => Err(IllegalMove::NoWithdrawal),
            CaseEvent::WithdrawalRefused => Ok((main.clone(), self.open.clone())),
            CaseEvent::Withdraw => Ok((Stage::Withdrawn, None)),
            CaseEvent::Appeal => Err(IllegalMove::NotDecided),
        }
    }
}

/// What can be seen of a case.
impl Progress {
    /// Where the case stands.
    #[must_use]
    pub fn stage(&self) -> Stage {
        if self.withdrawing {
            Stage::WithdrawalAsked
        } else if self.open.is_some() {
            Stage::SupplementAsked
        } else {
            self.main.clone()
        }
    }

    /// When it was received.
    #[must_use]
    pub const fn begun(&self) -> Moment {
        self.begun
    }

    /// Everything that happened since, in the order it was heard; late news is marked.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Everything that happened since, in the order of time: what a resident's page shows.
    #[must_use]
    pub fn timeline(&self) -> Vec<&Entry> {
        let mut all: Vec<&Entry> = self.entries.iter().collect();
        all.sort_by_key(|entry| entry.at);
        all
    }

    /// What the department waits for; nothing while it is asked to give the case back.
    #[must_use]
    pub fn supplement(&self) -> Option<&Supplement> {
        self.open.as_ref().filter(|_| !self.withdrawing)
    }

    /// The decision that stands, when it was made and why. `None` before one, and while an objection is looked into.
    #[must_use]
    pub fn decision(&self) -> Option<(Moment, Decision, Option<&Words>)> {
        if !matches!(self.main, Stage::Decided(_) | Stage::Settled) {
            return None;
        }
        self.entries.iter().rev().find_map(|entry| match &entry.what {
            CaseEvent::Decide { decision, reason } => Some((entry.at, *decision, reason.as_ref())),
            _ => None,
        })
    }

    /// How many times the resident has objected.
    #[must_use]
    pub const fn objections(&self) -> u32 {
        self.round
    }

    /// The highest number heard from the department.
    #[must_use]
    pub const fn heard(&self) -> Option<u64> {
        self.heard
    }

    /// Whether the resident may still ask to take it back.
    #[must_use]
    pub const fn can_withdraw(&self) -> bool {
        self.main.is_open() && !self.withdrawing
    }

    /// Whether the resident has ever asked to take it back.
    #[must_use]
    pub fn asked_to_withdraw(&self) -> bool {
        self.entries.iter().any(|entry| entry.what == CaseEvent::AskWithdraw)
    }

    /// Whether there is a decision to object to.
    #[must_use]
    pub const fn can_appeal(&self) -> bool {
        matches!(self.main, Stage::Decided(_) | Stage::Settled)
    }

    /// How far the case is: this never falls.
    #[cfg(test)]
    pub(super) fn how_far(&self) -> (u32, u8) {
        let rank = match self.main {
            Stage::Received | Stage::SentBack | Stage::SupplementAsked | Stage::WithdrawalAsked => 0,
            Stage::Forwarded => 1,
            Stage::Accepted => 2,
            Stage::Checking { .. } | Stage::Appealed => 3,
            Stage::Decided(_) => 4,
            Stage::Settled => 5,
            Stage::Withdrawn => 6,
        };
        (self.round, rank)
    }
}

/// The stage of a decision; a refusal needs words.
fn decided(decision: Decision, reason: Option<&Words>) -> Result<Stage, IllegalMove> {
    let said = reason.is_some_and(|words| !words.zh.trim().is_empty());
    if decision == Decision::Refused && !said { Err(IllegalMove::NoReason) } else { Ok(Stage::Decided(decision)) }
}

/// What hearing an event did.
enum Heard {
    Moved,
    Late,
    Known,
}

/// A case as stored: what happened. Where it stands follows.
#[derive(Serialize, Deserialize)]
struct Record {
    begun: Moment,
    #[serde(default)]
    entries: Vec<Entry>,
}

/// Why a stored case is not one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BrokenRecord {
    /// An entry is no legal move from what is before it.
    #[error("entry {0} is no legal move")]
    Illegal(usize),
    /// An entry is there twice, or marked late and is not (or the other way round).
    #[error("entry {0} was not recorded by this program")]
    Foreign(usize),
}

impl TryFrom<Record> for Progress {
    type Error = BrokenRecord;

    fn try_from(record: Record) -> Result<Self, BrokenRecord> {
        let mut progress = Self::begin(record.begun);
        for (at, entry) in record.entries.iter().enumerate() {
            let heard = progress.hear(&entry.what, entry.at, entry.order).map_err(|_| BrokenRecord::Illegal(at))?;
            let numbered = entry.order.is_some() == entry.what.is_news();
            let marked = if entry.late { matches!(heard, Heard::Late) } else { matches!(heard, Heard::Moved) };
            if !(numbered && marked) {
                return Err(BrokenRecord::Foreign(at));
            }
        }
        Ok(progress)
    }
}

impl From<Progress> for Record {
    fn from(progress: Progress) -> Self {
        Self { begun: progress.begun, entries: progress.entries }
    }
}

const fn is_false(late: &bool) -> bool {
    !*late
}
