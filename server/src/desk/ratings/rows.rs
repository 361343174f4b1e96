//! Ratings and their follow-ups as the store has them.

use app::ports::ratings::Rating;
use domain::{
    ids::RatingRef,
    rating::{FollowUp, Level, Reason},
    time::Moment,
};
use sqlx::{Any, Executor, Row as _, any::AnyRow};

use super::acts::{About, Over};
use crate::{desk::ended::unsealed, keys::Keyring, store::StoreError};

/// What a rating's words are bound to.
pub(super) fn words_of(index: &str) -> String {
    format!("rating-words:{index}")
}

/// What an answer is bound to.
pub(super) fn answer_of(reference: &RatingRef) -> String {
    format!("rating-answer:{}", reference.as_str())
}

/// What the place of whoever is told is bound to.
pub(super) fn about_of(reference: &RatingRef) -> String {
    format!("rating-about:{}", reference.as_str())
}

/// A follow-up.
pub(super) struct FollowUpRow {
    pub reference: RatingRef,
    pub state: FollowUp,
    pub workdays: u32,
    pub about_sealed: String,
    answer_sealed: String,
}

impl FollowUpRow {
    /// From a row with [`follow_up_columns`].
    pub(super) fn read(row: &AnyRow) -> Result<Self, StoreError> {
        let (reference, state): (String, String) = (row.try_get("reference")?, row.try_get("state")?);
        let moment = |column| Ok::<_, sqlx::Error>(row.try_get::<Option<i64>, _>(column)?.map(Moment));
        let opened = Moment(row.try_get("opened_ms")?);
        let corrupt = || StoreError::Corrupt(format!("a follow-up that is {state}"));
        Ok(Self {
            state: FollowUp::of(&state, opened, moment("answered_ms")?, moment("closed_ms")?).ok_or_else(corrupt)?,
            reference: RatingRef::parse(&reference).ok_or_else(corrupt)?,
            workdays: u32::try_from(row.try_get::<i64, _>("workdays")?).map_err(|_| corrupt())?,
            about_sealed: row.try_get("about_sealed")?,
            answer_sealed: row.try_get("answer_sealed")?,
        })
    }

    /// The answer, opened; empty once forgotten.
    pub(super) fn answer(&self, keys: &Keyring) -> Result<Option<String>, StoreError> {
        if self.state.answered().is_none() {
            return Ok(None);
        }
        opened(keys, &answer_of(&self.reference), &self.answer_sealed).map(Some)
    }

    /// Where whoever rated can be told.
    pub(super) fn about(&self, keys: &Keyring) -> Result<About, StoreError> {
        if self.about_sealed.is_empty() {
            return Ok(About::Nobody);
        }
        let plain = opened(keys, &about_of(&self.reference), &self.about_sealed)?;
        serde_json::from_str(&plain).map_err(|_| StoreError::Corrupt("an act that cannot be read".to_owned()))
    }
}

/// The columns of a follow-up, of a table called `f`.
macro_rules! follow_up_columns {
    () => {
        "f.reference, f.state, f.workdays, f.about_sealed, f.answer_sealed, f.opened_ms, f.answered_ms, f.closed_ms"
    };
}
pub(super) use follow_up_columns;

/// The follow-up of an act's rating.
pub(super) async fn follow_up_of<'e>(
    from: impl Executor<'e, Database = Any>,
    act: &Over,
) -> Result<Option<FollowUpRow>, StoreError> {
    let text = concat!("SELECT ", follow_up_columns!(), " FROM rating_follow_up f WHERE f.kind = $1 AND f.act_index = $2");
    let row = sqlx::query(text).bind(act.kind.code()).bind(&act.index).fetch_optional(from).await?;
    row.as_ref().map(FollowUpRow::read).transpose()
}

/// What was said, from a row with `act_index`, `level`, `reasons` and `words_sealed`.
pub(super) fn rating(keys: &Keyring, row: &AnyRow) -> Result<Rating, StoreError> {
    let level: i64 = row.try_get("level")?;
    let (index, reasons): (String, String) = (row.try_get("act_index")?, row.try_get("reasons")?);
    Ok(Rating {
        level: Level::of(level).ok_or_else(|| StoreError::Corrupt(format!("the level {level}")))?,
        reasons: reasons.split(' ').filter_map(Reason::parse).collect(),
        words: opened(keys, &words_of(&index), &row.try_get::<String, _>("words_sealed")?)?,
    })
}

/// Reasons as they are written.
pub(super) fn reasons(rating: &Rating) -> String {
    let codes = Reason::ALL.into_iter().filter(|reason| rating.reasons.contains(reason)).map(Reason::code);
    codes.collect::<Vec<_>>().join(" ")
}

/// Opens what is sealed; nothing where there is nothing.
fn opened(keys: &Keyring, aad: &str, sealed: &str) -> Result<String, StoreError> {
    if sealed.is_empty() { Ok(String::new()) } else { keys.open_text(aad, sealed).map_err(|wrong| unsealed(&wrong)) }
}
