//! A supplement (补正) is answered: only what was asked for reopens, everything else stays as it was sent, and the earlier
//! versions stay too.

use app::ports::{
    cases::{AnswerRefused, Asker},
    files::{FileLine, FileOwner},
};
use domain::{
    case::{After, CaseEvent, Supplement},
    form::{Form, Typed, Weight, check},
    ids::CaseToken,
    time::Moment,
};

use super::{
    Cases, Ended, at,
    audit::Role,
    draft::with_files,
    masked,
    tell::Told,
    version::{Sent, SentFile},
};
use crate::desk::files;

impl Cases {
    pub(super) async fn answer_supplement(&self, token: &CaseToken, given: &Typed) -> Result<(), Ended<AnswerRefused>> {
        let (now, keys) = (self.now(), &self.desk.keys);
        let mut tx = self.desk.store.begin().await?;
        let reached = self.take_reached(&mut tx, token, now).await?;
        let (mut case, by_helper) = reached.ok_or(Ended::Refused(AnswerRefused::Unknown))?;
        let not_asked = || Ended::Refused(AnswerRefused::NotAsked);
        let asked = case.progress.supplement().cloned().ok_or_else(not_asked)?;
        let form = self.form(&case.service)?;
        let before = self.version(&mut *tx, &case.reference, case.version).await?;

        let lines = files::listed(&mut *tx, keys, &FileOwner::case(case.reference.as_str())).await?;
        // What was sent before does not answer: told by its digest, so that no clock has to agree with another.
        let mut sent_before = Vec::new();
        for number in 1..=case.version {
            let version = self.version(&mut *tx, &case.reference, number).await?;
            sent_before.extend(version.files.into_iter().map(|file| (file.material, file.sha256)));
        }
        let is_new = |line: &&FileLine| {
            let known = sent_before.iter().any(|(material, sha256)| *material == line.material && *sha256 == line.sha256);
            asked.reopens_material(&line.material) && !known
        };
        let missing: Vec<String> = asked
            .materials()
            .filter(|key| !lines.iter().filter(is_new).any(|line| line.material == *key))
            .map(str::to_owned)
            .collect();
        if !missing.is_empty() {
            return Err(Ended::Refused(AnswerRefused::MaterialsMissing(missing)));
        }
        let kept = before.files.iter().filter(|file| !asked.reopens_material(&file.material)).cloned();
        let all: Vec<SentFile> = kept.chain(lines.iter().filter(is_new).map(SentFile::from)).collect();

        let given = masked::kept(&form, given, &before.typed);
        let names = all.iter().map(|file| (file.material.as_str(), file.name.as_str()));
        let next = with_files(&form, asked.mended(&before.typed, &given), names);
        mistakes(&form, &asked, &next, now)?;
        let sent = Sent::new(keys, next, all);
        case.version = case.version.saturating_add(1);
        match case.progress.after(&CaseEvent::AnswerSupplement, now, 0).map_err(|_| not_asked())? {
            After::Known => return Ok(()),
            After::Moved(progress) | After::Late(progress) => case.progress = progress,
        }
        self.write_version(&mut tx, &case.reference, &case.service, case.version, &sent, now).await?;
        self.write_progress(&mut tx, &case, now).await?;
        self.keep_event(&mut tx, &case, &CaseEvent::AnswerSupplement, (now, now), None, "moved").await?;
        self.hand_over_supplement(&mut tx, &case, &form, &sent, &asked, now).await?;
        let role = if by_helper { Role::Helper } else { Role::Own };
        self.note(&mut tx, case.reference.as_str(), "answer", role, &Asker::default(), now).await?;
        self.tell(&mut tx, &case, Told::ANSWERED, now).await?;
        tx.commit().await?;
        self.wake(&case);
        Ok(())
    }
}

/// Only what reopened is judged: the rest was right when it was sent, and nobody asks for it again.
fn mistakes(form: &Form, asked: &Supplement, next: &Typed, now: Moment) -> Result<(), Ended<AnswerRefused>> {
    let mut wrong = check(form, next, &at(now, true));
    wrong.retain(|finding| {
        let field = finding.input.split('.').next().unwrap_or_default();
        finding.weight == Weight::Error && asked.reopens_field(field)
    });
    if wrong.is_empty() { Ok(()) } else { Err(Ended::Refused(AnswerRefused::Mistakes(wrong))) }
}
