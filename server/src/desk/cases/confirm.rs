//! A second person's own page: what they are asked, what shows that it is them, and what they say. The code stands on the page
//! of who asks, so on that device it shows nothing; where the form knows the person's document, its last four are asked for
//! everywhere. Until it is sent they may take their word back; the draft's lock decides which comes first.

use app::ports::{
    FindRefused,
    cases::{Asker, Proof, WordView},
};
use domain::{
    form::{Form, MEANS_CONSENT, answers},
    identity::mask_name,
    time::Moment,
};
use sqlx::{Any, Executor, Row as _};

use super::{
    Cases, Ended,
    audit::Role,
    help::{self, CONSENT, CONSENT_ENDED, HelpKey, Way},
    rows::{self, DraftRow},
    send::last_four,
    unsealed, words,
};
use crate::{
    desk::tries::{self, normalise},
    gateway::ApplicantBody,
    store::StoreError,
};

/// A word is given once; the first time stands.
const AGREED: &str = "UPDATE case_word SET given_ms = $1 WHERE id = $2 AND given_ms IS NULL";
const TAKEN_BACK: &str = "UPDATE case_word SET given_ms = NULL WHERE id = $2 AND given_ms <= $1";

/// What somebody says on their page.
pub(super) enum Said<'a> {
    /// «I agree», as a second person of the application.
    Word,
    /// «This person may act for me», with six digits of their own.
    Consent(&'a str),
    /// «No longer».
    NoMore,
}

/// A word that was asked for.
struct WordRow {
    id: String,
    draft_id: String,
    person_index: String,
    code: String,
    name: String,
    given: Option<Moment>,
    /// Somebody applies for them.
    helps: bool,
    /// The browser that asks is the one that fills the draft in.
    here: bool,
}

impl Cases {
    pub(super) async fn see_word(&self, token: &str, visitor: &str) -> Result<Option<WordView>, StoreError> {
        let (now, reads, keys) = (self.now(), self.desk.store.reads(), &self.desk.keys);
        let Some(word) = self.word_row(reads, &keys.index("word", token), visitor).await? else { return Ok(None) };
        let Some(draft) = rows::draft(reads, keys, &word.draft_id).await? else { return Ok(None) };
        let help = if word.helps { self.help(reads, HelpKey::Draft(&draft.id)).await? } else { None };
        // What has run out asks nobody any more; who agreed to what was sent learns how to take it back.
        if word.helps && help.is_none() || !draft.is_live(now) && draft.case.is_none() {
            return Ok(None);
        }
        let form = self.form(&draft.service)?;
        let asked_by = match &help {
            Some(help) => help.helper.name.clone(),
            None => ApplicantBody::of(&answers(&form, &draft.typed)).name,
        };
        Ok(Some(WordView {
            asked_by: mask_name(&asked_by),
            name_masked: mask_name(&word.name),
            given: word.given,
            asks_document: self.own_four(&draft, &form, &word, now).is_some(),
            checks_means: !word.helps && form.field(MEANS_CONSENT).is_some(),
            helper: help.map(|help| help.helper),
            is_sent: draft.case.is_some(),
            here: (word.here && draft.is_live(now)).then_some(draft.token),
            // Who is helped finds it by this and by digits of their own; another member of the household gets no way to it.
            sent: draft.case.filter(|_| word.helps),
            service: draft.service,
        }))
    }

    pub(super) async fn take_word(
        &self,
        token: &str,
        proof: &Proof,
        said: Said<'_>,
        visitor: &str,
    ) -> Result<(), Ended<FindRefused>> {
        let (now, keys) = (self.now(), &self.desk.keys);
        let no_match = || Ended::Refused(FindRefused::NoMatch);
        let id = keys.index("word", token);
        if !tries::may_try(&self.desk, &self.budget, &format!("word:{id}"), visitor, now).await? {
            return Err(Ended::Refused(FindRefused::TooOften));
        }
        let mut tx = self.desk.store.begin().await?;
        // The draft is locked first, as everywhere: nothing is agreed to or taken back while it is being sent.
        let text = format!(
            "UPDATE draft SET written_ms = written_ms WHERE id = (SELECT draft_id FROM case_word WHERE case_word.id = $1)
             AND state = 'live' AND expires_ms > $2 RETURNING {}",
            rows::DRAFT
        );
        let row = sqlx::query(sqlx::AssertSqlSafe(text)).bind(&id).bind(now.0).fetch_optional(&mut *tx).await?;
        let draft = rows::draft_of(keys, &row.ok_or_else(no_match)?)?;
        let word = self.word_row(&mut *tx, &id, visitor).await?.ok_or_else(no_match)?;
        if matches!((&said, word.helps), (Said::Word, true) | (Said::Consent(_), false)) {
            return Err(no_match());
        }
        let own_four = self.own_four(&draft, &self.form(&draft.service)?, &word, now);
        if !self.is_them(&word, own_four.as_deref(), proof) {
            return Err(no_match());
        }
        let (act, set) = match said {
            Said::Word => ("agree", AGREED),
            Said::Consent(own) => {
                let way = if word.here { Way::Here } else { Way::Phone };
                if !self.keep_consent(&mut tx, &draft.id, way, own, now).await? {
                    return Err(no_match());
                }
                (CONSENT, AGREED)
            }
            Said::NoMore => {
                if word.helps {
                    help::forget_consent(&mut tx, &draft.id).await?;
                }
                (CONSENT_ENDED, TAKEN_BACK)
            }
        };
        sqlx::query(set).bind(now.0).bind(&id).execute(&mut *tx).await?;
        let who = Asker { visitor: visitor.to_owned(), ..Asker::default() };
        let role = if word.helps { Role::Own } else { Role::SecondPerson };
        self.note(&mut tx, &draft.id, act, role, &who, now).await?;
        tx.commit().await?;
        Ok(())
    }

    async fn word_row<'e>(
        &self,
        from: impl Executor<'e, Database = Any>,
        id: &str,
        visitor: &str,
    ) -> Result<Option<WordRow>, StoreError> {
        let row = sqlx::query(
            "SELECT case_word.draft_id, case_word.person_index, case_word.code_sealed, case_word.name_sealed, case_word.given_ms,
                case_word.helps, draft.visitor_index
             FROM case_word JOIN draft ON draft.id = case_word.draft_id WHERE case_word.id = $1",
        )
        .bind(id)
        .fetch_optional(from)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let open = |what: &str, sealed: String| {
            self.desk.keys.open_text(&format!("word-{what}:{id}"), &sealed).map_err(|wrong| unsealed(&wrong))
        };
        Ok(Some(WordRow {
            id: id.to_owned(),
            draft_id: row.try_get("draft_id")?,
            person_index: row.try_get("person_index")?,
            code: open("code", row.try_get("code_sealed")?)?,
            name: open("name", row.try_get("name_sealed")?)?,
            given: row.try_get::<Option<i64>, _>("given_ms")?.map(Moment),
            helps: row.try_get::<i64, _>("helps")? == 1,
            here: row.try_get::<String, _>("visitor_index")? == self.visitor_index(visitor),
        }))
    }

    /// The last four of the person's document, as the form has it; `None` for a guardian, whom the form does not name.
    fn own_four(&self, draft: &DraftRow, form: &Form, word: &WordRow, now: Moment) -> Option<String> {
        let people = words::needed(form, &draft.typed, draft.for_other, now.day());
        let person = people.iter().find(|person| words::index(&self.desk.keys, &draft.id, person) == word.person_index)?;
        last_four(&person.number)
    }

    /// Whether the proof is the person's. Compared as keyed hashes: the time tells nothing about how many characters fit.
    fn is_them(&self, word: &WordRow, own_four: Option<&str>, proof: &Proof) -> bool {
        let index = |text: &str| self.desk.keys.index("word-proof", &format!("{}\n{}", word.id, normalise(text)));
        let by_code = index(&word.code) == index(&proof.code) || word.here && own_four.is_some();
        let by_document = own_four.is_none_or(|own| index(own) == index(&proof.last_four));
        by_code && by_document
    }
}
