//! The rating is given: one act, one rating, whoever sends it twice or at once with another; a bad one opens its follow-up in the
//! same transaction.

use app::ports::ratings::{Act, RateRefused, Rating};
use domain::{
    ids::RatingRef,
    rating::{Channel, FollowUp, Given, LONGEST_WORDS},
    time::Moment,
};
use sqlx::Row as _;

use super::{
    Ratings,
    acts::Over,
    rows::{self, about_of, words_of},
};
use crate::{
    desk::ended::Ended,
    store::{StoreError, Tx},
};

impl Ratings {
    pub(super) async fn rate_act(&self, act: &Act, rating: &Rating, channel: Channel) -> Result<(), Ended<RateRefused>> {
        let over = self.over(act).await?.ok_or(Ended::Refused(RateRefused::Unknown))?;
        let mut tx = self.desk.store.begin().await?;
        self.give(&mut tx, &over, rating, channel).await?;
        Ok(tx.commit().await?)
    }

    /// Writes the rating, or what it is changed to.
    pub(super) async fn give(
        &self,
        tx: &mut Tx,
        over: &Over,
        rating: &Rating,
        channel: Channel,
    ) -> Result<(), Ended<RateRefused>> {
        let (now, keys) = (self.now(), &self.desk.keys);
        let words = rating.words.trim();
        if words.chars().count() > LONGEST_WORDS {
            return Err(Ended::Refused(RateRefused::TooLong));
        }
        let sealed = if words.is_empty() { String::new() } else { keys.seal(&words_of(&over.index), words.as_bytes()) };
        let text = |code: Option<&str>| code.unwrap_or_default().to_owned();
        let new = sqlx::query(
            "INSERT INTO rating (kind, act_index, level, reasons, words_sealed, channel, service, venue, store, counter, first_ms,
                                 changed_ms)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11) ON CONFLICT (kind, act_index) DO NOTHING",
        )
        .bind(over.kind.code())
        .bind(&over.index)
        .bind(i64::from(rating.level.number()))
        .bind(rows::reasons(rating))
        .bind(&sealed)
        .bind(channel.code())
        .bind(text(over.service.as_ref().map(|code| code.as_str())))
        .bind(text(over.venue.as_ref().map(|code| code.as_str())))
        .bind(text(over.store.as_ref().map(|code| code.as_str())))
        .bind(over.counter.map(|no| i64::from(no.0)))
        .bind(now.0)
        .execute(&mut **tx)
        .await?
        .rows_affected();
        if new == 0 {
            may_be_changed(tx, over, channel, now).await?;
            sqlx::query(
                "UPDATE rating SET level = $3, reasons = $4, words_sealed = $5, channel = $6, changed_ms = $7
                 WHERE kind = $1 AND act_index = $2",
            )
            .bind(over.kind.code())
            .bind(&over.index)
            .bind(i64::from(rating.level.number()))
            .bind(rows::reasons(rating))
            .bind(&sealed)
            .bind(channel.code())
            .bind(now.0)
            .execute(&mut **tx)
            .await?;
        }
        if let Some(state) = FollowUp::after(rating.level, now) {
            self.follow_up(tx, over, state).await?;
        }
        Ok(())
    }

    /// Opens the follow-up of a rating, once.
    async fn follow_up(&self, tx: &mut Tx, over: &Over, state: FollowUp) -> Result<(), StoreError> {
        let keys = &self.desk.keys;
        let reference = RatingRef::from_chance(keys.chance());
        let about = serde_json::to_vec(&over.about).expect("references always have a JSON form");
        sqlx::query(
            "INSERT INTO rating_follow_up (reference, kind, act_index, state, workdays, about_sealed, answer_sealed, opened_ms)
             VALUES ($1, $2, $3, $4, $5, $6, '', $7) ON CONFLICT (kind, act_index) DO NOTHING",
        )
        .bind(reference.as_str())
        .bind(over.kind.code())
        .bind(&over.index)
        .bind(state.code())
        .bind(i64::from(self.rules.answer_within_workdays))
        .bind(keys.seal(&about_of(&reference), &about))
        .bind(state.opened().0)
        .execute(&mut **tx)
        .await?;
        Ok(())
    }
}

/// Whether the rating that is there may be changed. Its row is held until the transaction ends, so that it is not answered
/// meanwhile.
async fn may_be_changed(tx: &mut Tx, over: &Over, channel: Channel, now: Moment) -> Result<(), Ended<RateRefused>> {
    let first = hold(tx, over.kind.code(), &over.index).await?;
    let answered = rows::follow_up_of(&mut **tx, over).await?.is_some_and(|row| row.state.answered().is_some());
    Given { first, answered }.may_be_changed(channel, now).map_err(|_| Ended::Refused(RateRefused::Kept))
}

/// Holds a rating until the transaction ends; when it was first given.
pub(super) async fn hold(tx: &mut Tx, kind: &str, index: &str) -> Result<Moment, StoreError> {
    let row = sqlx::query("UPDATE rating SET changed_ms = changed_ms WHERE kind = $1 AND act_index = $2 RETURNING first_ms")
        .bind(kind)
        .bind(index)
        .fetch_one(&mut **tx)
        .await?;
    Ok(Moment(row.try_get("first_ms")?))
}
