//! Uploads that were begun and never ended are forgotten after a day.

use crate::{desk::Desk, store::StoreError};

/// Long enough to go on after a night without a network.
const FORGOTTEN_AFTER_MINUTES: i64 = 24 * 60;

/// Forgets old uploads. Files of drafts go with their drafts ([`super::forget`]).
pub async fn sweep(desk: &Desk) -> Result<(), StoreError> {
    let before = desk.clock.now().plus_minutes(-FORGOTTEN_AFTER_MINUTES).0;
    let mut tx = desk.store.begin().await?;
    for text in [
        "DELETE FROM upload_part WHERE upload_id IN (SELECT id FROM upload WHERE created_ms < $1)",
        "DELETE FROM upload WHERE created_ms < $1",
    ] {
        sqlx::query(text).bind(before).execute(&mut *tx).await?;
    }
    tx.commit().await?;
    Ok(())
}
