//! What follows a bad rating: the steward sees what waits, answers, and closes what was answered.

use app::{
    ports::ratings::{FollowUpLine, FollowUpRefused},
    visit::Staff,
};
use domain::{
    ids::{CounterNo, RatingRef, ServiceCode, StoreCode, VenueCode},
    rating::{ActKind, Channel, Due, FollowUp},
};
use sqlx::{Row as _, any::AnyRow};

use super::{
    Ratings, give,
    rows::{self, FollowUpRow, answer_of, follow_up_columns},
};
use crate::{
    desk::ended::Ended,
    store::{StoreError, Tx},
};

/// The longest answer, characters.
const LONGEST: usize = 500;
/// Lines on the steward's page.
const LINES: i64 = 200;

impl Ratings {
    pub(super) async fn not_closed(&self) -> Result<Vec<FollowUpLine>, StoreError> {
        let rows = sqlx::query(concat!(
            "SELECT ",
            follow_up_columns!(),
            ", r.kind, r.act_index, r.level, r.reasons, r.words_sealed, r.channel, r.service, r.venue, r.store, r.counter
             FROM rating_follow_up f JOIN rating r ON r.kind = f.kind AND r.act_index = f.act_index
             WHERE f.state <> 'closed' ORDER BY f.opened_ms, f.reference LIMIT $1"
        ))
        .bind(LINES)
        .fetch_all(self.desk.store.reads())
        .await?;
        let mut lines = rows.iter().map(|row| self.line(row)).collect::<Result<Vec<_>, _>>()?;
        // What waits before what has its answer; a day that is not known yet lies behind every day that is.
        lines
            .sort_by_key(|line| (line.state.answered().is_some(), line.due.day().is_none(), line.due.day(), line.state.opened()));
        Ok(lines)
    }

    fn line(&self, row: &AnyRow) -> Result<FollowUpLine, StoreError> {
        let (keys, follow_up) = (&self.desk.keys, FollowUpRow::read(row)?);
        let due = Due::of(follow_up.state.opened(), follow_up.workdays, &self.desk.calendar);
        let text = |column| Ok::<_, StoreError>(Some(row.try_get::<String, _>(column)?).filter(|code| !code.is_empty()));
        let (kind, channel): (String, String) = (row.try_get("kind")?, row.try_get("channel")?);
        let corrupt = || StoreError::Corrupt(format!("a rating of {kind} by {channel}"));
        Ok(FollowUpLine {
            overdue: follow_up.state.is_overdue(due, self.now().day()),
            due,
            state: follow_up.state,
            kind: ActKind::parse(&kind).ok_or_else(corrupt)?,
            channel: Channel::parse(&channel).ok_or_else(corrupt)?,
            service: text("service")?.map(ServiceCode),
            venue: text("venue")?.map(VenueCode),
            store: text("store")?.map(StoreCode),
            counter: row.try_get::<Option<i64>, _>("counter")?.and_then(|no| u16::try_from(no).ok()).map(CounterNo),
            rating: rows::rating(keys, row)?,
            answer: follow_up.answer(keys)?,
            reference: follow_up.reference,
        })
    }

    pub(super) async fn answer_one(
        &self,
        reference: &RatingRef,
        words: &str,
        staff: &Staff,
    ) -> Result<(), Ended<FollowUpRefused>> {
        let words = words.trim();
        if words.is_empty() || words.chars().count() > LONGEST {
            return Err(Ended::Refused(FollowUpRefused::NotAnAnswer));
        }
        let mut tx = self.desk.store.begin().await?;
        let row = held(&mut tx, reference, staff).await?;
        let moved = row.state.answer(self.now()).map_err(|_| Ended::Refused(FollowUpRefused::NotPossible))?;
        sqlx::query(
            "UPDATE rating_follow_up SET state = $2, answer_sealed = $3, answered_ms = $4, answered_by = $5 WHERE reference = $1",
        )
        .bind(reference.as_str())
        .bind(moved.code())
        .bind(self.desk.keys.seal(&answer_of(reference), words.as_bytes()))
        .bind(self.now().0)
        .bind(&staff.account)
        .execute(&mut *tx)
        .await?;
        self.tell(&mut tx, &row).await?;
        Ok(tx.commit().await?)
    }

    pub(super) async fn close_one(&self, reference: &RatingRef, staff: &Staff) -> Result<(), Ended<FollowUpRefused>> {
        let mut tx = self.desk.store.begin().await?;
        let row = held(&mut tx, reference, staff).await?;
        let moved: FollowUp = row.state.close(self.now()).map_err(|_| Ended::Refused(FollowUpRefused::NotPossible))?;
        sqlx::query("UPDATE rating_follow_up SET state = $2, closed_ms = $3, closed_by = $4 WHERE reference = $1")
            .bind(reference.as_str())
            .bind(moved.code())
            .bind(self.now().0)
            .bind(&staff.account)
            .execute(&mut *tx)
            .await?;
        Ok(tx.commit().await?)
    }
}

/// A follow-up, its rating held until the transaction ends: neither is changed meanwhile, nor answered twice.
async fn held(tx: &mut Tx, reference: &RatingRef, staff: &Staff) -> Result<FollowUpRow, Ended<FollowUpRefused>> {
    if !staff.steward {
        return Err(Ended::Refused(FollowUpRefused::NotAllowed));
    }
    let row = sqlx::query("SELECT kind, act_index FROM rating_follow_up WHERE reference = $1")
        .bind(reference.as_str())
        .fetch_optional(&mut **tx)
        .await?
        .ok_or(Ended::Refused(FollowUpRefused::Unknown))?;
    let (kind, index): (String, String) = (row.try_get("kind")?, row.try_get("act_index")?);
    give::hold(tx, &kind, &index).await?;
    let row = sqlx::query(concat!("SELECT ", follow_up_columns!(), " FROM rating_follow_up f WHERE f.reference = $1"))
        .bind(reference.as_str())
        .fetch_one(&mut **tx)
        .await?;
    Ok(FollowUpRow::read(&row)?)
}
