//! Stages and events in words. A service's own steps come from its data.

use domain::{
    case::{CaseEvent, Decision, Entry, Flaw, Stage},
    ids::ServiceCode,
    text::{Lang, Text, Words},
};

use crate::{
    msg::{case, case_page},
    ports::ports,
};

/// Who decides, or «the department in charge».
#[must_use]
pub fn department(name: Option<&Words>, lang: Lang) -> String {
    name.map_or_else(|| case_page::SOMEBODY.of(lang).to_owned(), |name| name.of(lang).to_owned())
}

fn step(service: &ServiceCode, code: &str, lang: Lang) -> String {
    let ports = ports();
    let known = ports.procedures.of(service).and_then(|procedure| procedure.step(code));
    known.map_or_else(|| case::STEP_UNNAMED.of(lang).to_owned(), |step| step.words.of(lang).to_owned())
}

fn settled(service: &ServiceCode, lang: Lang) -> String {
    ports().procedures.of(service).map_or_else(String::new, |procedure| procedure.settled.of(lang).to_owned())
}

/// Where a case is.
#[must_use]
pub fn stage_words(stage: &Stage, service: &ServiceCode, by: &str, lang: Lang) -> String {
    let plain = |text: Text| text.of(lang).to_owned();
    match stage {
        Stage::Received => plain(case::STAGE_RECEIVED),
        Stage::SentBack => plain(case::STAGE_SENT_BACK),
        Stage::Forwarded => case::STAGE_FORWARDED.with(lang, &[("department", by)]),
        Stage::Accepted => case::STAGE_ACCEPTED.with(lang, &[("department", by)]),
        Stage::Checking { step: code } => case::STAGE_CHECKING.with(lang, &[("step", &step(service, code, lang))]),
        Stage::SupplementAsked => plain(case::STAGE_SUPPLEMENT),
        Stage::Decided(Decision::Granted) => plain(case::STAGE_GRANTED),
        Stage::Decided(Decision::Refused) => plain(case::STAGE_REFUSED),
        Stage::Decided(Decision::Closed) => plain(case::STAGE_CLOSED),
        Stage::Settled => case::STAGE_SETTLED.with(lang, &[("settled", &settled(service, lang))]),
        Stage::WithdrawalAsked => plain(case::STAGE_WITHDRAWAL_ASKED),
        Stage::Withdrawn => plain(case::STAGE_WITHDRAWN),
        Stage::Appealed => plain(case::STAGE_APPEALED),
    }
}

/// What happened.
pub(super) fn happened(entry: &Entry, service: &ServiceCode, by: &str, lang: Lang) -> String {
    let plain = |text: Text| text.of(lang).to_owned();
    match &entry.what {
        CaseEvent::HandedOver => case::HAPPENED_HANDED_OVER.with(lang, &[("department", by)]),
        CaseEvent::SentBack => plain(case::HAPPENED_SENT_BACK),
        CaseEvent::Accept => case::HAPPENED_ACCEPT.with(lang, &[("department", by)]),
        CaseEvent::BeginStep { step: code } => case::HAPPENED_STEP.with(lang, &[("step", &step(service, code, lang))]),
        CaseEvent::AskSupplement(_) => plain(case::HAPPENED_ASK),
        CaseEvent::AnswerSupplement => plain(case::HAPPENED_ANSWER),
        CaseEvent::Decide { decision, .. } => plain(match decision {
            Decision::Granted => case::HAPPENED_GRANTED,
            Decision::Refused => case::HAPPENED_REFUSED,
            Decision::Closed => case::HAPPENED_CLOSED,
        }),
        CaseEvent::Settle => case::HAPPENED_SETTLE.with(lang, &[("settled", &settled(service, lang))]),
        CaseEvent::AskWithdraw => plain(case::HAPPENED_ASK_WITHDRAW),
        CaseEvent::WithdrawalRefused => plain(case::HAPPENED_WITHDRAWAL_REFUSED),
        CaseEvent::Withdraw => plain(case::HAPPENED_WITHDRAW),
        CaseEvent::Appeal => plain(case::HAPPENED_APPEAL),
    }
}

/// What is wrong with something that was sent.
pub(super) const fn flaw(flaw: Flaw) -> Text {
    match flaw {
        Flaw::Missing => case::FLAW_MISSING,
        Flaw::Unreadable => case::FLAW_UNREADABLE,
        Flaw::Wrong => case::FLAW_WRONG,
        Flaw::OutOfDate => case::FLAW_OUT_OF_DATE,
    }
}
