//! What is not kept of ratings: the words, the answer to them, and where their people could be told. The levels stay for the
//! figures. What still waits for an answer is never wiped.

use domain::time::Moment;

use crate::{desk::Desk, store::StoreError};

/// Wipes what is older than `before`.
pub async fn forget(desk: &Desk, before: Moment) -> Result<(), StoreError> {
    let mut tx = desk.store.begin().await?;
    for text in [
        "UPDATE rating SET words_sealed = '' WHERE words_sealed <> '' AND changed_ms < $1
         AND NOT EXISTS (SELECT 1 FROM rating_follow_up f
             WHERE f.kind = rating.kind AND f.act_index = rating.act_index AND (f.state = 'open' OR f.answered_ms >= $1))",
        "UPDATE rating_follow_up SET about_sealed = '', answer_sealed = ''
         WHERE (about_sealed <> '' OR answer_sealed <> '') AND state <> 'open' AND answered_ms < $1",
    ] {
        sqlx::query(text).bind(before.0).execute(&mut *tx).await?;
    }
    tx.commit().await?;
    Ok(())
}
