//! How a case moves in the store: one place writes where it stands, after the rules have said that it may. Here is also the
//! resident's objection.

use app::ports::cases::{Asker, MoveRefused};
use domain::{
    case::{After, CaseEvent, Progress, Promise, Stage, past::workdays_taken},
    ids::CaseToken,
    time::Moment,
};

use super::{
    Cases, Ended,
    audit::Role,
    rows::{self, CaseKey, CaseRow, sealed_for},
    tell::Told,
};
use crate::store::{StoreError, Tx};

/// The longest objection that is taken, characters.
const LONGEST_WORDS: usize = 4000;

/// What an act of our own side did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Acted {
    /// It moved the case.
    Moved,
    /// It came after what it would have led to: kept, nothing moved.
    Late,
    /// It was done before: nothing to write.
    Known,
    /// It cannot be done to this case.
    Impossible,
}

impl Cases {
    pub(super) async fn appeal_case(&self, token: &CaseToken, words: &str) -> Result<(), Ended<MoveRefused>> {
        let words: String = words.trim().chars().take(LONGEST_WORDS).collect();
        let now = self.now();
        let too_late = || Ended::Refused(MoveRefused::TooLate);
        let mut tx = self.desk.store.begin().await?;
        let mut case = self.take_own(&mut tx, token, now).await?;
        if case.progress.can_appeal() && self.appeal_until(&case, now).is_none() {
            return Err(too_late());
        }
        match self.act(&mut tx, &mut case, &CaseEvent::Appeal, now).await? {
            // Pressed twice: it is done.
            Acted::Known => return Ok(()),
            Acted::Impossible => return Err(too_late()),
            Acted::Moved | Acted::Late => {}
        }
        self.hand_over_move(&mut tx, &case, "appeal", "", &words, now).await?;
        self.note(&mut tx, case.reference.as_str(), "appeal", Role::Own, &Asker::default(), now).await?;
        self.tell(&mut tx, &case, Told::APPEALED, now).await?;
        tx.commit().await?;
        self.wake(&case);
        Ok(())
    }

    /// The resident's own case, for a change.
    pub(super) async fn take_own(&self, tx: &mut Tx, token: &CaseToken, now: Moment) -> Result<CaseRow, Ended<MoveRefused>> {
        let hash = self.case_hash(token);
        let case = rows::take_case(tx, &self.desk.keys, CaseKey::Hash(&hash), now).await?;
        case.ok_or(Ended::Refused(MoveRefused::Unknown))
    }

    /// Moves a case that was taken for a change by an act of our own side, and writes it down.
    pub(super) async fn act(&self, tx: &mut Tx, case: &mut CaseRow, event: &CaseEvent, now: Moment) -> Result<Acted, StoreError> {
        let (next, outcome, acted) = match case.progress.after(event, now, 0) {
            Ok(After::Moved(next)) => (next, "moved", Acted::Moved),
            Ok(After::Late(next)) => (next, "late", Acted::Late),
            Ok(After::Known) => return Ok(Acted::Known),
            Err(_) => return Ok(Acted::Impossible),
        };
        case.progress = next;
        self.write_progress(tx, case, now).await?;
        self.keep_event(tx, case, event, (now, now), None, outcome).await?;
        Ok(acted)
    }

    /// Writes where a case stands; what follows from it (the promised day, the honest figure) with it.
    pub(super) async fn write_progress(&self, tx: &mut Tx, case: &CaseRow, now: Moment) -> Result<(), StoreError> {
        let (_, procedure) = self.known_service(&case.service)?;
        let progress = &case.progress;
        let promised = match Promise::of(procedure, progress, &self.desk.calendar, now.day()) {
            Promise::By { day, .. } => Some(day.to_string()),
            Promise::Over { promised, .. } => promised.map(|day| day.to_string()),
            Promise::AtTheCounter | Promise::NotYet { .. } | Promise::Paused { .. } | Promise::YearNotAnnounced { .. } => None,
        };
        // Where the calendar does not reach, the case counts for no figure.
        let taken = workdays_taken(progress, &self.desk.calendar).ok().flatten();
        sqlx::query(
            "UPDATE case_file SET stage = $1, open = $2, progress_sealed = $3, version = $4, promised_day = $5, days_taken = $6,
                decided_ms = $7, changed_ms = $8, person_index = CASE WHEN $2 = 1 THEN person_index END WHERE reference = $9",
        )
        .bind(progress.stage().code())
        .bind(i64::from(is_open(progress)))
        .bind(self.desk.keys.seal(&sealed_for("progress", &case.reference), &rows::json(progress)))
        .bind(i64::from(case.version))
        .bind(promised)
        .bind(taken.map(i64::from))
        .bind(progress.decision().map(|(at, ..)| at.0))
        .bind(now.0)
        .bind(case.reference.as_str())
        .execute(&mut **tx)
        .await?;
        Ok(())
    }

    /// Keeps what was heard or done, also where it moved nothing. `times`: when it happened, when it was heard.
    pub(super) async fn keep_event(
        &self,
        tx: &mut Tx,
        case: &CaseRow,
        event: &CaseEvent,
        times: (Moment, Moment),
        news: Option<(&str, u64)>,
        outcome: &str,
    ) -> Result<(), StoreError> {
        let keys = &self.desk.keys;
        let id = keys.token();
        sqlx::query(
            "INSERT INTO case_event (id, reference, heard_ms, at_ms, news_id, news_order, outcome, sealed)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        )
        .bind(&id)
        .bind(case.reference.as_str())
        .bind(times.1.0)
        .bind(times.0.0)
        .bind(news.map(|(id, _)| id.to_owned()))
        .bind(news.map(|(_, order)| i64::try_from(order).unwrap_or(i64::MAX)))
        .bind(outcome)
        .bind(keys.seal(&format!("case-event:{id}"), &rows::json(event)))
        .execute(&mut **tx)
        .await?;
        Ok(())
    }
}

/// Whether a person may not have a second case of the service beside it.
fn is_open(progress: &Progress) -> bool {
    let stage = progress.stage();
    stage.is_open() || matches!(stage, Stage::WithdrawalAsked | Stage::Appealed)
}
