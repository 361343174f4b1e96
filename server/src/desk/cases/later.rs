//! A draft goes on elsewhere: by what can be read aloud (reference and code), or by a secret that a QR code carries from a
//! kiosk to a phone or back, good once and for a quarter of an hour.

use app::ports::{FindRefused, cases::Later};
use domain::{
    ids::{CaseRef, DraftToken},
    time::Moment,
};
use sqlx::Row as _;

use super::{Cases, Ended, rows, start::expires, unsealed};
use crate::{
    desk::tries::{self, normalise},
    store::{StoreError, Tx},
};

/// How long a QR code's secret is good, minutes.
const SECRET_MINUTES: i64 = 15;

impl Cases {
    pub(super) async fn go_on_later(&self, token: &DraftToken) -> Result<Option<Later>, StoreError> {
        let (now, keys) = (self.now(), &self.desk.keys);
        let mut tx = self.desk.store.begin().await?;
        let expires = expires(now);
        let Some(row) = rows::take_draft(&mut tx, keys, &self.draft_id(token), now, expires).await? else { return Ok(None) };
        let (reference, code) = match (row.reference, row.code_sealed) {
            (Some(reference), Some(code)) => {
                (reference, keys.open_text(&rows::code_of(&row.id), &code).map_err(|wrong| unsealed(&wrong))?)
            }
            _ => {
                let code = six_digits(keys.chance());
                (self.name_draft(&mut tx, &row.id, &code).await?, code)
            }
        };
        let secret = keys.token();
        sqlx::query("UPDATE draft SET secret_index = $1, secret_until_ms = $2 WHERE id = $3")
            .bind(keys.index("application-secret", &secret))
            .bind(now.plus_minutes(SECRET_MINUTES).0)
            .bind(&row.id)
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(Some(Later { reference, code, secret, expires }))
    }

    /// Gives a draft a reference, and the code that people read aloud with it.
    pub(super) async fn name_draft(&self, tx: &mut Tx, id: &str, code: &str) -> Result<CaseRef, StoreError> {
        // Another one is drawn where a reference is met already.
        for _ in 0..8 {
            let reference = CaseRef::from_chance(self.desk.keys.chance());
            if self.call_draft(tx, id, &reference, code).await? {
                return Ok(reference);
            }
        }
        Err(StoreError::Corrupt("eight references in a row that were taken".to_owned()))
    }

    /// Gives a draft this reference with its code. `false`: a draft or a case has it, and one never leads to both.
    pub(super) async fn call_draft(&self, tx: &mut Tx, id: &str, reference: &CaseRef, code: &str) -> Result<bool, StoreError> {
        let named = sqlx::query(
            "UPDATE draft SET reference = $1, code_sealed = $2 WHERE id = $3
             AND NOT EXISTS (SELECT 1 FROM draft AS other WHERE other.reference = $1)
             AND NOT EXISTS (SELECT 1 FROM case_file WHERE case_file.reference = $1)",
        )
        .bind(reference.as_str())
        .bind(self.desk.keys.seal(&rows::code_of(id), code.as_bytes()))
        .bind(id)
        .execute(&mut **tx)
        .await?;
        Ok(named.rows_affected() == 1)
    }

    pub(super) async fn resume_by_code(
        &self,
        reference: &CaseRef,
        code: &str,
        visitor: &str,
    ) -> Result<DraftToken, Ended<FindRefused>> {
        let (now, keys) = (self.now(), &self.desk.keys);
        let wanted = format!("draft:{}", reference.as_str());
        if !tries::may_try(&self.desk, &self.budget, &wanted, visitor, now).await? {
            return Err(Ended::Refused(FindRefused::TooOften));
        }
        let text = format!("SELECT {} FROM draft WHERE reference = $1 AND state = 'live' AND expires_ms > $2", rows::DRAFT);
        let row = sqlx::query(sqlx::AssertSqlSafe(text))
            .bind(reference.as_str())
            .bind(now.0)
            .fetch_optional(self.desk.store.reads())
            .await?;
        let draft = row.map(|row| rows::draft_of(keys, &row)).transpose()?;
        let right = match draft.as_ref().and_then(|draft| Some((draft, draft.code_sealed.as_ref()?))) {
            Some((draft, sealed)) => {
                let known = keys.open_text(&rows::code_of(&draft.id), sealed).map_err(|wrong| unsealed(&wrong))?;
                // Compared as keyed hashes: the time tells nothing about how many digits fit.
                keys.index("application-code", &known) == keys.index("application-code", &normalise(code))
            }
            None => false,
        };
        match draft.filter(|_| right) {
            Some(draft) => {
                self.moves_to(&draft.id, visitor, now).await?;
                Ok(draft.token)
            }
            None => Err(Ended::Refused(FindRefused::NoMatch)),
        }
    }

    pub(super) async fn resume_once(&self, secret: &str, visitor: &str) -> Result<DraftToken, Ended<FindRefused>> {
        let (now, keys) = (self.now(), &self.desk.keys);
        let mut tx = self.desk.store.begin().await?;
        let row = sqlx::query(
            "UPDATE draft SET secret_index = NULL, secret_until_ms = NULL, visitor_index = $1
             WHERE secret_index = $2 AND secret_until_ms > $3 AND state = 'live' AND expires_ms > $3 RETURNING id, token_sealed",
        )
        .bind(self.visitor_index(visitor))
        .bind(keys.index("application-secret", secret))
        .bind(now.0)
        .fetch_optional(&mut *tx)
        .await?;
        let Some(row) = row else { return Err(Ended::Refused(FindRefused::NoMatch)) };
        let (id, sealed): (String, String) = (row.try_get("id")?, row.try_get("token_sealed")?);
        let token = keys.open_text(&rows::draft_token_of(&id), &sealed).map_err(|wrong| unsealed(&wrong))?;
        tx.commit().await?;
        Ok(DraftToken(token))
    }

    /// Whether the draft has gone on in another browser than this one.
    pub(super) async fn went_elsewhere(&self, token: &DraftToken, visitor: &str) -> Result<bool, StoreError> {
        let row = sqlx::query("SELECT 1 FROM draft WHERE id = $1 AND visitor_index <> $2")
            .bind(self.draft_id(token))
            .bind(self.visitor_index(visitor))
            .fetch_optional(self.desk.store.reads())
            .await?;
        Ok(row.is_some())
    }

    /// From now on this browser finds the draft again.
    async fn moves_to(&self, id: &str, visitor: &str, now: Moment) -> Result<(), StoreError> {
        let mut tx = self.desk.store.begin().await?;
        sqlx::query("UPDATE draft SET visitor_index = $1 WHERE id = $2 AND state = 'live' AND expires_ms > $3")
            .bind(self.visitor_index(visitor))
            .bind(id)
            .bind(now.0)
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(())
    }
}

/// A code that can be read aloud.
pub(super) fn six_digits(chance: u64) -> String {
    format!("{:06}", chance % 1_000_000)
}
