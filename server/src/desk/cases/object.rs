//! What a means check found otherwise than the application says, and the resident who does not agree: their words go to whoever
//! checked, who asks the sources again.

use app::ports::cases::{Asker, DifferenceLine, MoveRefused};
use domain::{
    form::{FieldKind, Form, yuan},
    identity::mask_document,
    ids::CaseToken,
    text::Words,
};

use super::{
    Cases, Ended,
    audit::Role,
    rows::{self, CaseKey, CaseRow},
    tell::Told,
};
use crate::{
    gateway::{
        CaseBody, Difference, differences,
        outbox::{self, RECHECK_ACT},
    },
    store::StoreError,
};

/// The longest objection that is taken, characters.
const LONGEST_WORDS: usize = 500;

impl Cases {
    /// What the latest check found, masked.
    pub(super) async fn see_differences(&self, case: &CaseRow, form: &Form) -> Result<Vec<DifferenceLine>, StoreError> {
        let found = differences::open(&self.desk.store, &self.desk.keys, &case.reference).await?;
        let line = |kept: differences::Kept| {
            let Difference { source, field, told, found, words } = kept.what;
            let asked = form.field(field.split('.').next().unwrap_or_default());
            let column = field.split('.').next_back().unwrap_or_default();
            let kind = asked.map(|asked| asked.columns.iter().find(|inner| inner.key == column).unwrap_or(asked).kind);
            let shown = |value: String| match kind {
                Some(FieldKind::Id | FieldKind::Tel | FieldKind::Bankcard | FieldKind::DisabilityCard) => mask_document(&value),
                _ => value,
            };
            // What was answered came back as it was sent, in fen; a source writes as people read.
            let told = match kind {
                Some(FieldKind::Money) => told.parse().map_or(told, yuan),
                _ => told,
            };
            DifferenceLine {
                source,
                about: asked.map_or_else(|| Words { zh: String::new(), en: String::new() }, |asked| asked.label.clone()),
                told: shown(told),
                found: shown(found),
                words,
                at: kept.at,
                objected: kept.objected,
            }
        };
        Ok(found.into_iter().map(line).collect())
    }

    /// The resident does not agree with what was found. Said twice, it is said once; the answer begins anew.
    pub(super) async fn object_to_check(&self, token: &CaseToken, words: &str) -> Result<(), Ended<MoveRefused>> {
        let now = self.now();
        let words: String = words.trim().chars().take(LONGEST_WORDS).collect();
        let hash = self.case_hash(token);
        let mut tx = self.desk.store.begin().await?;
        let case = rows::take_case(&mut tx, &self.desk.keys, CaseKey::Hash(&hash), now).await?;
        let case = case.ok_or(Ended::Refused(MoveRefused::Unknown))?;
        let checker = self.desk.departments.for_check(&case.service).ok_or(Ended::Refused(MoveRefused::TooLate))?;
        if !case.progress.stage().is_open() {
            return Err(Ended::Refused(MoveRefused::TooLate));
        }
        if !differences::object(&mut tx, &case.reference, now).await? {
            return Ok(());
        }
        let sent = self.version(&mut *tx, &case.reference, case.version).await?;
        let body = CaseBody { words, ..self.body(&case, &self.form(&case.service)?, &sent, now) };
        outbox::put(&mut tx, &self.desk.keys, &checker.code, &case.reference, RECHECK_ACT, &body.to_value(), now).await?;
        self.note(&mut tx, case.reference.as_str(), RECHECK_ACT, Role::Own, &Asker::default(), now).await?;
        self.tell(&mut tx, &case, Told::OBJECTED, now).await?;
        tx.commit().await?;
        self.wake(&case);
        Ok(())
    }
}
