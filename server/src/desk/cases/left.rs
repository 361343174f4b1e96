//! Somebody left a kiosk. Their drafts stay, found by reference and code; what had not come whole of their papers does not, and the
//! browser that stays behind finds none of it.

use app::ports::files::FileOwner;

use super::{Cases, rows};
use crate::{desk::files, store::StoreError};

impl Cases {
    /// Forgets what hung on this browser's mark.
    pub(super) async fn forget_visitor(&self, visitor: &str) -> Result<(), StoreError> {
        let text = format!("SELECT {} FROM draft WHERE visitor_index = $1 AND state = 'live'", rows::DRAFT);
        let found =
            sqlx::query(sqlx::AssertSqlSafe(text)).bind(self.visitor_index(visitor)).fetch_all(self.desk.store.reads()).await?;
        for row in found {
            let draft = rows::draft_of(&self.desk.keys, &row)?;
            files::forget_unfinished(&self.desk, &FileOwner::draft(draft.token.as_str())).await?;
        }
        Ok(())
    }
}
