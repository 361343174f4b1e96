//! To whom the address of a case or a draft opens. What belongs to no account opens by its address alone. What belongs to one opens
//! to its resident, signed in, and without signing in: a case to a browser that has found it by its reference, a draft to the browser that
//! fills it in.

use app::ports::cases::Asker;
use domain::ids::{CaseRef, CaseToken, DraftToken};
use sqlx::Row as _;

use super::{Cases, rows};
use crate::{
    desk::found,
    store::{StoreError, Tx},
};

impl Cases {
    /// Whether a case opens. A helper's own address is no account's, and what is no case opens to everybody as nothing.
    pub(super) async fn case_opens_to(&self, token: &CaseToken, who: &Asker) -> Result<bool, StoreError> {
        let row =
            sqlx::query("SELECT reference, resident_index FROM case_file WHERE token_hash = $1 AND resident_index IS NOT NULL")
                .bind(self.case_hash(token))
                .fetch_optional(self.desk.store.reads())
                .await?;
        let Some(row) = row else { return Ok(true) };
        if self.is_theirs(&row.try_get::<String, _>("resident_index")?, who) {
            return Ok(true);
        }
        found::is_kept(&self.desk, &thing(&row.try_get::<String, _>("reference")?), &who.visitor, self.now()).await
    }

    /// Whether a draft opens.
    pub(super) async fn draft_opens_to(&self, token: &DraftToken, who: &Asker) -> Result<bool, StoreError> {
        let row = sqlx::query("SELECT resident_index, visitor_index FROM draft WHERE id = $1 AND resident_index IS NOT NULL")
            .bind(self.draft_id(token))
            .fetch_optional(self.desk.store.reads())
            .await?;
        let Some(row) = row else { return Ok(true) };
        Ok(self.is_theirs(&row.try_get::<String, _>("resident_index")?, who)
            || row.try_get::<String, _>("visitor_index")? == self.visitor_index(&who.visitor))
    }

    /// Notes that a case's own person has led a browser to it.
    pub(in crate::desk) async fn carry_to(&self, tx: &mut Tx, token: &CaseToken, visitor: &str) -> Result<(), StoreError> {
        match rows::case(&mut **tx, &self.desk.keys, rows::CaseKey::Hash(&self.case_hash(token))).await? {
            Some(case) => self.keep_found(tx, &case.reference, visitor).await,
            None => Ok(()),
        }
    }

    /// Notes that a browser has found a case, or has sent it for an account that is not signed in there any more.
    pub(super) async fn keep_found(&self, tx: &mut Tx, reference: &CaseRef, visitor: &str) -> Result<(), StoreError> {
        found::keep(tx, &self.desk.keys, &thing(reference.as_str()), visitor, self.now()).await
    }

    fn is_theirs(&self, resident_index: &str, who: &Asker) -> bool {
        who.resident.as_ref().is_some_and(|resident| self.resident_index(resident) == resident_index)
    }
}

/// The name of a case among what was found.
fn thing(reference: &str) -> String {
    format!("case:{reference}")
}
