//! What who rated sees: their rating, and what came of it.

use app::ports::ratings::{Act, FollowUpView, GivenRating, RateView};
use domain::{
    rating::{Channel, Due, Given},
    time::Moment,
};
use sqlx::Row as _;

use super::{Ratings, acts::Over, rows};
use crate::store::StoreError;

impl Ratings {
    pub(super) async fn view(&self, act: &Act) -> Result<Option<RateView>, StoreError> {
        let Some(over) = self.over(act).await? else { return Ok(None) };
        let given = self.given(&over).await?;
        Ok(Some(RateView { service: over.service, venue: over.venue, store: over.store, at: over.at, given }))
    }

    async fn given(&self, over: &Over) -> Result<Option<GivenRating>, StoreError> {
        let (keys, reads) = (&self.desk.keys, self.desk.store.reads());
        let row = sqlx::query(
            "SELECT act_index, level, reasons, words_sealed, first_ms FROM rating WHERE kind = $1 AND act_index = $2",
        )
        .bind(over.kind.code())
        .bind(&over.index)
        .fetch_optional(reads)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let follow_up = rows::follow_up_of(reads, over).await?;
        let answered = follow_up.as_ref().is_some_and(|row| row.state.answered().is_some());
        let first = Moment(row.try_get("first_ms")?);
        let follow_up = follow_up.map(|row| {
            let due = Due::of(row.state.opened(), row.workdays, &self.desk.calendar);
            Ok::<_, StoreError>(FollowUpView {
                answer: row.answer(keys)?,
                promised: due.day().filter(|_| self.rules.may_be_promised()),
                state: row.state,
                reference: row.reference,
            })
        });
        Ok(Some(GivenRating {
            rating: rows::rating(keys, &row)?,
            may_change: Given { first, answered }.may_be_changed(Channel::Phone, self.now()).is_ok(),
            follow_up: follow_up.transpose()?,
        }))
    }
}
