//! A case for who has its token: what truly happened, the promised day as it stands, and what can be done now.

use std::collections::BTreeSet;

use app::ports::{
    cases::CaseView,
    files::{FileLine, FileOwner},
};
use domain::{
    case::{Promise, Stage, decided_within},
    ids::{CaseToken, ServiceCode},
    time::Moment,
};
use jiff::civil::Date;
use sqlx::Row as _;

use super::{Cases, masked, rows::CaseRow, version::Sent};
use crate::{desk::files, store::StoreError};

/// The latest decided cases of a service that the honest figure is made of.
const LATEST: i64 = 200;

impl Cases {
    pub(super) async fn see_case(&self, token: &CaseToken) -> Result<Option<CaseView>, StoreError> {
        let (now, reads, keys) = (self.now(), self.desk.store.reads(), &self.desk.keys);
        let Some((case, for_helper)) = self.reached(token).await? else { return Ok(None) };
        let (guide, procedure) = self.known_service(&case.service)?;
        let form = domain::form::Form::of(guide);
        let sent = self.version(reads, &case.reference, case.version).await?;
        let files = files::listed(reads, keys, &FileOwner::case(case.reference.as_str())).await?;
        let department = case.department.as_ref().and_then(|code| self.desk.departments.get(code.as_str()));
        // What a means check found is told to the resident alone: the helper cannot object to it.
        let differences = if for_helper { Vec::new() } else { self.see_differences(&case, &form).await? };
        Ok(Some(CaseView {
            differences,
            token: token.clone(),
            stage: case.progress.stage(),
            timeline: case.progress.timeline().into_iter().cloned().collect(),
            received: case.progress.begun(),
            promise: Promise::of(procedure, &case.progress, &self.desk.calendar, now.day()),
            nine_in_ten: self.nine_in_ten(&case.service).await?,
            department: department.map(|department| department.name.clone()),
            supplement: case.progress.supplement().cloned(),
            typed: masked::shown(&form, &sent.typed, &BTreeSet::new()),
            files: shown_files(&case, &sent, files),
            version: case.version,
            can_correct: !for_helper && case.progress.stage() == Stage::SentBack,
            can_withdraw: !for_helper && case.progress.can_withdraw(),
            appeal_until: if for_helper { None } else { self.appeal_until(&case, now) },
            help: self.see_help(&case, for_helper).await?,
            trail: if for_helper { Vec::new() } else { self.trail(&case.reference).await? },
            reference: case.reference,
            service: case.service,
            sent_back: case.sent_back,
            code: case.code.filter(|_| !for_helper),
        }))
    }

    /// Until when an appeal can be made, when one can.
    pub(super) fn appeal_until(&self, case: &CaseRow, now: Moment) -> Option<Date> {
        let (decided, ..) = case.progress.decision().filter(|_| case.progress.can_appeal())?;
        let last = self.procedures.appeal().last_day(decided.day(), &self.desk.calendar);
        (now.day() <= last).then_some(last)
    }

    /// Within how many work days nine in ten of the latest cases were decided.
    pub(super) async fn nine_in_ten(&self, service: &ServiceCode) -> Result<Option<u32>, StoreError> {
        let rows = sqlx::query(
            "SELECT days_taken FROM case_file WHERE service = $1 AND days_taken IS NOT NULL ORDER BY decided_ms DESC LIMIT $2",
        )
        .bind(service.as_str())
        .bind(LATEST)
        .fetch_all(self.desk.store.reads())
        .await?;
        let days: Vec<u32> = rows
            .iter()
            .map(|row| Ok(u32::try_from(row.try_get::<i64, _>("days_taken")?).unwrap_or(u32::MAX)))
            .collect::<Result<_, StoreError>>()?;
        Ok(decided_within(&days))
    }
}

/// The files of the latest version; while something is asked for, also those that were handed in since for it.
fn shown_files(case: &CaseRow, sent: &Sent, files: Vec<FileLine>) -> Vec<FileLine> {
    let asked = case.progress.supplement();
    let counts = |line: &FileLine| sent.files.iter().any(|file| file.material == line.material && file.sha256 == line.sha256);
    let new = |line: &FileLine| asked.is_some_and(|asked| asked.reopens_material(&line.material));
    files.into_iter().filter(|line| counts(line) || new(line)).collect()
}
