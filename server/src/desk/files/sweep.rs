//! Uploads that were begun and never ended are forgotten after a day; at a kiosk, when the person leaves.

use app::ports::files::FileOwner;

use super::rows;
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

/// Forgets what of somebody's files had not come whole.
pub async fn forget_unfinished(desk: &Desk, owner: &FileOwner) -> Result<(), StoreError> {
    let owner = rows::owner_index(&desk.keys, owner);
    let mut tx = desk.store.begin().await?;
    for text in [
        "DELETE FROM upload_part WHERE upload_id IN (SELECT id FROM upload WHERE owner = $1 AND file_id IS NULL)",
        "DELETE FROM upload WHERE owner = $1 AND file_id IS NULL",
    ] {
        sqlx::query(text).bind(&owner).execute(&mut *tx).await?;
    }
    tx.commit().await?;
    Ok(())
}
