//! What a signed-in resident has here.

use app::ports::{
    MessageAbout, MessageLine,
    cases::{CaseLine, MyThings},
};
use domain::time::Moment;
use sqlx::Row as _;

use super::{
    Cases,
    rows::{self, CaseKey},
    start,
    tell::Told,
};
use crate::store::StoreError;

/// The latest of each that are listed.
const LATEST: i64 = 100;

impl Cases {
    pub(super) async fn my_things(&self, resident: &str) -> Result<MyThings, StoreError> {
        let (now, reads, keys) = (self.now(), self.desk.store.reads(), &self.desk.keys);
        self.claim_cases(resident).await?;
        let resident = self.resident_index(resident);
        let text = format!(
            "SELECT {}, warned_ms FROM draft WHERE resident_index = $1 AND state = 'live' AND expires_ms > $2
             ORDER BY written_ms DESC, id LIMIT $3",
            rows::DRAFT
        );
        let found = sqlx::query(sqlx::AssertSqlSafe(text)).bind(&resident).bind(now.0).bind(LATEST).fetch_all(reads).await?;
        let (mut drafts, mut messages) = (Vec::new(), Vec::new());
        for row in &found {
            let draft = start::line(rows::draft_of(keys, row)?);
            if let Some(warned) = row.try_get::<Option<i64>, _>("warned_ms")? {
                messages.push(MessageLine {
                    at: Moment(warned),
                    about: Some(MessageAbout::Draft(draft.token.clone())),
                    words: self.draft_ends(draft.expires),
                });
            }
            drafts.push(draft);
        }

        let found = sqlx::query(
            "SELECT reference FROM case_file WHERE resident_index = $1 ORDER BY received_ms DESC, reference LIMIT $2",
        )
        .bind(&resident)
        .bind(LATEST)
        .fetch_all(reads)
        .await?;
        let mut cases = Vec::new();
        for row in found {
            let reference = rows::reference(&row.try_get::<String, _>("reference")?)?;
            let Some(case) = rows::case(reads, keys, CaseKey::Reference(&reference)).await? else { continue };
            cases.push(CaseLine {
                stage: case.progress.stage(),
                received: case.progress.begun(),
                token: case.token,
                reference: case.reference,
                service: case.service,
            });
        }

        let found = sqlx::query(
            "SELECT case_message.reference, case_message.kind, case_message.at_ms FROM case_message
             JOIN case_file ON case_file.reference = case_message.reference WHERE case_file.resident_index = $1
             ORDER BY case_message.at_ms DESC, case_message.id LIMIT $2",
        )
        .bind(&resident)
        .bind(LATEST)
        .fetch_all(reads)
        .await?;
        for row in found {
            let reference = rows::reference(&row.try_get::<String, _>("reference")?)?;
            let Some(told) = Told::parse(&row.try_get::<String, _>("kind")?) else { continue };
            let token = cases.iter().find(|case| case.reference == reference).map(|case| case.token.clone());
            messages.push(MessageLine {
                at: Moment(row.try_get("at_ms")?),
                about: token.map(MessageAbout::Case),
                words: self.words(told.text, &reference),
            });
        }
        let helped = self.helped(&resident, false).await?;
        Ok(MyThings { drafts, cases, messages, helped })
    }
}
