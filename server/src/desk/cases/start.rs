//! A draft begins, and is found again by who began it.

use app::ports::cases::{Asker, DraftLine, WriteRefused};
use domain::{
    form::{Form, Typed},
    ids::{DraftToken, ServiceCode},
    time::Moment,
};

use super::{Cases, Ended, audit::Role, rows};
use crate::store::StoreError;

/// A draft is forgotten so many days after it was last written.
pub(super) const KEPT_DAYS: i64 = 30;
/// Minutes of a day.
pub(super) const DAY: i64 = 24 * 60;

/// When a draft that is written now is forgotten.
pub(super) fn expires(now: Moment) -> Moment {
    now.plus_minutes(KEPT_DAYS * DAY)
}

impl Cases {
    pub(super) async fn begin_draft(
        &self,
        service: &ServiceCode,
        who: &Asker,
        for_other: bool,
        attempt: &str,
    ) -> Result<DraftToken, Ended<WriteRefused>> {
        let (now, keys) = (self.now(), &self.desk.keys);
        let (guide, _) = self.service(service).ok_or(Ended::Refused(WriteRefused::Unknown))?;
        // Where no form says who it is about, nobody could agree to being helped.
        let for_other = for_other && Form::of(guide).names_applicant();
        let signed_in = match who.resident.as_ref().filter(|_| !for_other) {
            Some(resident) => self.identity_to_offer(resident).await?,
            None => None,
        };
        // Bound to the browser: another one's attempt leads nowhere.
        let attempt = keys.index("application-attempt", &format!("{}\n{}\n{attempt}", guide.code, who.visitor));
        let token = DraftToken(keys.token());
        let id = self.draft_id(&token);
        let mut tx = self.desk.store.begin().await?;
        let begun = sqlx::query(
            "INSERT INTO draft (id, token_sealed, attempt_index, service, visitor_index, resident_index, for_other, kiosk,
                typed_sealed, begun_ms, written_ms, expires_ms, state)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10, $11, 'live') ON CONFLICT (attempt_index) DO NOTHING",
        )
        .bind(&id)
        .bind(keys.seal(&rows::draft_token_of(&id), token.as_str().as_bytes()))
        .bind(&attempt)
        .bind(guide.code.as_str())
        .bind(self.visitor_index(&who.visitor))
        .bind(who.resident.as_ref().map(|resident| self.resident_index(resident)))
        .bind(i64::from(for_other))
        .bind(i64::from(who.kiosk.is_some()))
        .bind(rows::seal_typed(keys, &id, &Typed::default()))
        .bind(now.0)
        .bind(expires(now).0)
        .execute(&mut *tx)
        .await?;
        if begun.rows_affected() == 1 {
            if let Some(identity) = &signed_in {
                self.keep_identity(&mut tx, identity, now).await?;
            }
            let role = if for_other { Role::Helper } else { Role::Own };
            self.note(&mut tx, &id, "begin", role, who, now).await?;
            tx.commit().await?;
            return Ok(token);
        }
        let text = format!("SELECT {} FROM draft WHERE attempt_index = $1", rows::DRAFT);
        let row = sqlx::query(sqlx::AssertSqlSafe(text)).bind(&attempt).fetch_one(&mut *tx).await?;
        Ok(rows::draft_of(keys, &row)?.token)
    }

    /// Live drafts of `service` that the asker began; those of staff are on their own page. What a signed-in resident began is only theirs, whoever uses the same
    /// browser after them.
    pub(super) async fn live_drafts(&self, service: &ServiceCode, who: &Asker) -> Result<Vec<DraftLine>, StoreError> {
        let Some((guide, _)) = self.service(service) else { return Ok(Vec::new()) };
        let text = format!(
            "SELECT {} FROM draft WHERE state = 'live' AND expires_ms > $1 AND service = $2
             AND (resident_index = $3 OR (resident_index IS NULL AND visitor_index = $4))
             AND NOT EXISTS (SELECT 1 FROM case_help WHERE case_help.draft_id = draft.id AND case_help.staff = 1)
             ORDER BY written_ms DESC, id",
            rows::DRAFT
        );
        let found = sqlx::query(sqlx::AssertSqlSafe(text))
            .bind(self.now().0)
            .bind(guide.code.as_str())
            .bind(who.resident.as_ref().map(|resident| self.resident_index(resident)).unwrap_or_default())
            .bind(self.visitor_index(&who.visitor))
            .fetch_all(self.desk.store.reads())
            .await?;
        found.iter().map(|row| Ok(line(rows::draft_of(&self.desk.keys, row)?))).collect()
    }
}

/// A draft in a list.
pub(super) fn line(row: rows::DraftRow) -> DraftLine {
    DraftLine { token: row.token, service: row.service, begun: row.begun, expires: row.expires }
}
