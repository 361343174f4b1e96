//! A draft is filled in: kept at each step whatever is wrong with it, shown with its long numbers masked.

use std::collections::BTreeSet;

use app::ports::{
    cases::{DraftState, DraftView, WriteRefused},
    files::{FileLine, FileOwner},
};
use domain::{
    form::{FieldKind, Finding, Form, Typed, Weight, check, check_screen},
    ids::DraftToken,
    time::Moment,
};

use super::{
    Cases, Ended, at,
    help::{HelpKey, say_who_acts},
    masked,
    rows::{self, DraftRow, DraftRowState},
    start::{DAY, expires},
};
use crate::{
    desk::files,
    store::{StoreError, Tx},
};

impl Cases {
    pub(super) async fn see_draft(&self, token: &DraftToken) -> Result<Option<DraftView>, StoreError> {
        let (now, reads, keys) = (self.now(), self.desk.store.reads(), &self.desk.keys);
        let Some(row) = rows::draft(reads, keys, &self.draft_id(token)).await? else { return Ok(None) };
        let state = self.state(&row, now).await?;
        if state == DraftState::Expired && row.expires.plus_minutes(DAY) <= now {
            return Ok(None);
        }
        let live = state == DraftState::Live;
        let form = self.form(&row.service)?;
        let files = if live { files::listed(reads, keys, &FileOwner::draft(token.as_str())).await? } else { Vec::new() };
        let typed = if live { with_files(&form, row.typed.clone(), named(&files)) } else { Typed::default() };
        let wrong = check(&form, &typed, &at(now, row.kiosk));
        let mistaken: BTreeSet<&str> =
            wrong.iter().filter(|finding| finding.weight == Weight::Error).map(|finding| finding.input.as_str()).collect();
        Ok(Some(DraftView {
            token: token.clone(),
            typed: masked::shown(&form, &typed, &mistaken),
            state,
            expires: row.expires,
            offers: if live { self.offers(&row, &form).await? } else { Vec::new() },
            words: if live { self.words_of(&row.id).await? } else { Vec::new() },
            helper: if live && row.for_other {
                self.help(reads, HelpKey::Draft(&row.id)).await?.map(|help| help.helper)
            } else {
                None
            },
            for_other: row.for_other,
            service: row.service,
            files,
        }))
    }

    async fn state(&self, row: &DraftRow, now: Moment) -> Result<DraftState, StoreError> {
        if row.is_live(now) {
            return Ok(DraftState::Live);
        }
        let Some(reference) = row.case.as_ref().filter(|_| row.state == DraftRowState::Sent) else {
            return Ok(DraftState::Expired);
        };
        let case = rows::case(self.desk.store.reads(), &self.desk.keys, rows::CaseKey::Reference(reference)).await?;
        // A case that was forgotten since leaves nothing to go on to.
        let Some(case) = case else { return Ok(DraftState::Expired) };
        Ok(self.way_on(case).await?.map_or(DraftState::Ended, DraftState::Sent))
    }

    pub(super) async fn write_draft(
        &self,
        token: &DraftToken,
        screen: &str,
        typed: &Typed,
    ) -> Result<Vec<Finding>, Ended<WriteRefused>> {
        let (now, keys) = (self.now(), &self.desk.keys);
        let unknown = || Ended::Refused(WriteRefused::Unknown);
        let mut tx = self.desk.store.begin().await?;
        let row = rows::take_draft(&mut tx, keys, &self.draft_id(token), now, expires(now)).await?.ok_or_else(unknown)?;
        let form = self.form(&row.service)?;
        let screen = form.screen(screen).ok_or_else(unknown)?;
        let mut next = row.typed.clone();
        screen.take(&mut next, &masked::kept(&form, typed, &row.typed));
        let files = files::listed(&mut *tx, keys, &FileOwner::draft(token.as_str())).await?;
        let mut next = with_files(&form, next, named(&files));
        let help = self.help(&mut *tx, HelpKey::Draft(&row.id)).await?;
        say_who_acts(&form, &mut next, row.for_other, help.as_ref().map(|help| &help.helper));
        self.keep_typed(&mut tx, &row, &next).await?;
        self.ask_words(&mut tx, &row, &form, &next, now).await?;
        if row.for_other {
            self.note_filling(&mut tx, &row.id, now).await?;
        }
        tx.commit().await?;
        Ok(check_screen(screen, &next, &at(now, row.kiosk)))
    }

    /// Writes the answers of a draft that was taken for a change.
    pub(super) async fn keep_typed(&self, tx: &mut Tx, row: &DraftRow, typed: &Typed) -> Result<(), StoreError> {
        sqlx::query("UPDATE draft SET typed_sealed = $1 WHERE id = $2")
            .bind(rows::seal_typed(&self.desk.keys, &row.id, typed))
            .bind(&row.id)
            .execute(&mut **tx)
            .await?;
        Ok(())
    }
}

/// The answers with what was truly handed in, as (material, name): a question for files is answered by the files of its key,
/// whatever a request says of them.
pub(super) fn with_files<'a>(form: &Form, mut typed: Typed, files: impl Iterator<Item = (&'a str, &'a str)> + Clone) -> Typed {
    let questions = form.screens.iter().flat_map(|screen| &screen.fields).filter(|field| field.kind == FieldKind::Files);
    for question in questions {
        typed.forget(&question.key);
        let names: Vec<String> =
            files.clone().filter(|(material, _)| *material == question.key).map(|(_, name)| name.to_owned()).collect();
        if !names.is_empty() {
            typed.set_all(question.key.clone(), names);
        }
    }
    typed
}

/// Material and name of each file.
pub(super) fn named(files: &[FileLine]) -> impl Iterator<Item = (&str, &str)> + Clone {
    files.iter().map(|file| (file.material.as_str(), file.name.as_str()))
}
