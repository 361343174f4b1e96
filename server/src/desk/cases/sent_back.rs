//! What a department's system did not take goes back to its resident, with why. They correct it in a draft made from what they
//! had sent, or take it back; whichever draft of theirs is sent first ends it.

use app::ports::{
    cases::{Asker, MoveRefused},
    files::FileOwner,
};
use domain::{
    case::{CaseEvent, Stage},
    ids::{CaseRef, CaseToken, DraftToken},
    time::Moment,
};
use sqlx::Row as _;

use super::{
    Cases, Ended,
    audit::Role,
    moves::Acted,
    rows::{self, CaseKey, CaseRow, sealed_for},
    start::expires,
    tell::Told,
    version::Sent,
};
use crate::{
    desk::files,
    store::{StoreError, Tx},
};

impl Cases {
    /// The department's system will not have the application: it is the resident's again. Who has asked for it back has it back.
    pub(super) async fn give_back(&self, tx: &mut Tx, reference: &CaseRef, reason: &str, now: Moment) -> Result<(), StoreError> {
        let Some(mut case) = rows::take_case(tx, &self.desk.keys, CaseKey::Reference(reference), now).await? else {
            return Ok(());
        };
        match self.act(tx, &mut case, &CaseEvent::SentBack, now).await? {
            Acted::Moved if case.progress.stage() == Stage::Withdrawn => self.tell(tx, &case, Told::WITHDRAWN, now).await,
            Acted::Moved => {
                self.keep_why(tx, reference, reason).await?;
                self.tell(tx, &case, Told::SENT_BACK, now).await
            }
            // It has told of the case already: the no cannot be true, and a person looks at it.
            Acted::Impossible => self.keep_event(tx, &case, &CaseEvent::SentBack, (now, now), None, "impossible").await,
            Acted::Known | Acted::Late => Ok(()),
        }
    }

    /// Keeps why a department's system did not take a later act, and tells the resident so.
    pub(super) async fn keep_sent_back(
        &self,
        tx: &mut Tx,
        reference: &CaseRef,
        reason: &str,
        now: Moment,
    ) -> Result<(), StoreError> {
        let case = rows::take_case(tx, &self.desk.keys, CaseKey::Reference(reference), now).await?;
        let Some(case) = case else { return Ok(()) };
        self.keep_why(tx, reference, reason).await?;
        self.tell(tx, &case, Told::SENT_BACK, now).await
    }

    /// Keeps why something was not taken: the resident reads it with the case.
    pub(super) async fn keep_why(&self, tx: &mut Tx, reference: &CaseRef, reason: &str) -> Result<(), StoreError> {
        sqlx::query("UPDATE case_file SET sent_back_sealed = $1 WHERE reference = $2 AND progress_sealed <> ''")
            .bind(self.desk.keys.seal(&sealed_for("sent-back", reference), reason.as_bytes()))
            .bind(reference.as_str())
            .execute(&mut **tx)
            .await?;
        Ok(())
    }

    /// The department has it: nothing stands between it and the case any more.
    pub(super) async fn forget_why(&self, tx: &mut Tx, reference: &CaseRef) -> Result<(), StoreError> {
        sqlx::query("UPDATE case_file SET sent_back_sealed = NULL WHERE reference = $1")
            .bind(reference.as_str())
            .execute(&mut **tx)
            .await?;
        Ok(())
    }

    /// The draft in which a case that was not taken is corrected: made from what was sent, once while it can be gone on with.
    pub(super) async fn draft_to_correct(&self, token: &CaseToken, who: &Asker) -> Result<DraftToken, Ended<MoveRefused>> {
        let (now, keys) = (self.now(), &self.desk.keys);
        let mut tx = self.desk.store.begin().await?;
        let case = self.take_own(&mut tx, token, now).await?;
        if case.progress.stage() != Stage::SentBack {
            return Err(Ended::Refused(MoveRefused::TooLate));
        }
        if let Some(draft) = self.correction(&mut tx, &case, now).await? {
            return Ok(draft);
        }
        let sent = self.version(&mut *tx, &case.reference, case.version).await?;
        let draft = self.write_correction(&mut tx, &case, &sent, who, now).await?;
        let to = FileOwner::draft(draft.as_str());
        for file in files::listed(&mut *tx, keys, &FileOwner::case(case.reference.as_str())).await? {
            if sent.files.iter().any(|of| of.material == file.material && of.sha256 == file.sha256) {
                files::copy(&mut tx, keys, &file, &to, &file.material, now).await?;
            }
        }
        tx.commit().await?;
        Ok(draft)
    }

    /// The draft that was made from a case before, if it can still be filled in.
    async fn correction(&self, tx: &mut Tx, case: &CaseRow, now: Moment) -> Result<Option<DraftToken>, StoreError> {
        let row = sqlx::query("SELECT correction_id FROM case_file WHERE reference = $1")
            .bind(case.reference.as_str())
            .fetch_one(&mut **tx)
            .await?;
        let Some(id) = row.try_get::<Option<String>, _>("correction_id")? else { return Ok(None) };
        let draft = rows::draft(&mut **tx, &self.desk.keys, &id).await?;
        Ok(draft.filter(|draft| draft.is_live(now)).map(|draft| draft.token))
    }

    /// A draft with the answers of a version, for whoever the case belongs to.
    async fn write_correction(
        &self,
        tx: &mut Tx,
        case: &CaseRow,
        sent: &Sent,
        who: &Asker,
        now: Moment,
    ) -> Result<DraftToken, StoreError> {
        let keys = &self.desk.keys;
        let token = DraftToken(keys.token());
        let id = self.draft_id(&token);
        // Whoever helped with what was sent: this draft is the resident's own.
        let mut typed = sent.typed.clone();
        self.form(&case.service)?.forget_who_acted(&mut typed);
        sqlx::query(
            "INSERT INTO draft (id, token_sealed, attempt_index, service, visitor_index, resident_index, for_other, kiosk,
                typed_sealed, begun_ms, written_ms, expires_ms, state)
             SELECT $1, $2, $3, service, $4, resident_index, 0, $5, $6, $7, $7, $8, 'live' FROM case_file WHERE reference = $9",
        )
        .bind(&id)
        .bind(keys.seal(&rows::draft_token_of(&id), token.as_str().as_bytes()))
        .bind(keys.index("correction", &id))
        .bind(self.visitor_index(&who.visitor))
        .bind(i64::from(who.kiosk.is_some()))
        .bind(rows::seal_typed(keys, &id, &typed))
        .bind(now.0)
        .bind(expires(now).0)
        .bind(case.reference.as_str())
        .execute(&mut **tx)
        .await?;
        sqlx::query("UPDATE case_file SET correction_id = $1 WHERE reference = $2")
            .bind(&id)
            .bind(case.reference.as_str())
            .execute(&mut **tx)
            .await?;
        self.note(tx, &id, "begin", Role::Own, who, now).await?;
        Ok(token)
    }

    /// A draft is sent: the case that it corrects ends, and so does one about the same person that this resident or this browser
    /// had sent and that was not taken.
    pub(super) async fn end_corrected(
        &self,
        tx: &mut Tx,
        draft_id: &str,
        person_index: Option<&str>,
        who: &Asker,
        now: Moment,
    ) -> Result<(), StoreError> {
        let found = sqlx::query(
            "SELECT reference FROM case_file WHERE stage = 'sent_back' AND open = 1 AND progress_sealed <> ''
             AND (correction_id = $1 OR (person_index = $2 AND (resident_index = $3 OR sender_index = $4))) ORDER BY reference",
        )
        .bind(draft_id)
        .bind(person_index.map(str::to_owned))
        .bind(who.resident.as_ref().map(|resident| self.resident_index(resident)).unwrap_or_default())
        .bind(self.visitor_index(&who.visitor))
        .fetch_all(&mut **tx)
        .await?;
        for row in found {
            let reference = rows::reference(&row.try_get::<String, _>("reference")?)?;
            let case = rows::take_case(tx, &self.desk.keys, CaseKey::Reference(&reference), now).await?;
            // The department may have told of it just now: then it is a case like any other.
            let Some(mut case) = case.filter(|case| case.progress.stage() == Stage::SentBack) else { continue };
            self.act(tx, &mut case, &CaseEvent::Withdraw, now).await?;
        }
        Ok(())
    }
}
