//! Somebody applies for somebody else: who helps, what the resident agreed to, and how they end it. The helper gets a token of
//! their own for the case: it opens what they may see and answers supplements; to everything else it is no token at all, so
//! that whatever is not allowed here by name is not allowed.

use app::ports::cases::{Asker, HelpView, Helper, MoveRefused, TrailBy, TrailLine, WriteRefused};
use domain::{
    form::{Form, Typed, answers},
    identity::{Document, DocumentKind},
    ids::{CaseRef, CaseToken, DraftToken},
    time::Moment,
};
use sqlx::{Any, Executor, Row as _, any::AnyRow};

use super::{
    Cases, Ended,
    audit::Role,
    rows::{self, CaseKey, CaseRow},
    start::expires,
    unsealed,
};
use crate::{
    desk::{residents, tries::normalise},
    gateway::ApplicantBody,
    keys::Keyring,
    store::{StoreError, Tx},
};

/// The act of agreeing that somebody helps.
pub(super) const CONSENT: &str = "consent";
/// The act of ending it.
pub(super) const CONSENT_ENDED: &str = "consent_ended";
/// Who helps says who they are.
const HELPER: &str = "helper";
/// How many digits a resident chooses for themselves.
const OWN_DIGITS: usize = 6;
/// The longest name, relation and telephone that are kept, characters.
const LONGEST: usize = 60;

/// How a resident agreed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// On their own phone.
    Phone,
    /// On the helper's device, with their document.
    Here,
    /// On paper, before a member of staff.
    Paper,
}

impl Way {
    const fn code(self) -> &'static str {
        match self {
            Self::Phone => "phone",
            Self::Here => "here",
            Self::Paper => "paper",
        }
    }
}

/// Help with an application.
pub(super) struct Help {
    pub(super) helper: Helper,
    pub(super) index: Option<String>,
    pub(super) given: Option<Moment>,
    /// The resident's own digits, until it is sent; empty where they chose none.
    pub(super) own: String,
    pub(super) document_index: Option<String>,
    pub(super) token: Option<CaseToken>,
    pub(super) ended: Option<Moment>,
}

/// By what help is found.
pub(super) enum HelpKey<'a> {
    /// The draft's id.
    Draft(&'a str),
    /// The case.
    Case(&'a CaseRef),
}

/// The columns of [`help_of`].
pub(super) const HELP: &str = "case_help.draft_id, helper_sealed, helper_index, given_ms, own_sealed, document_index, case_help.token_sealed AS helper_token, case_help.ended_ms";

/// Answers for the department what is known of who fills the form in: the consent stands for it, whatever is typed.
pub(super) fn say_who_acts(form: &Form, typed: &mut Typed, for_other: bool, helper: Option<&Helper>) {
    if for_other {
        form.say_who_acts(typed, helper.map(|helper| (helper.name.as_str(), helper.relation.as_str())));
    } else {
        form.say_nobody_acts(typed);
    }
}

/// Help of a row.
pub(super) fn help_of(keys: &Keyring, row: &AnyRow) -> Result<Help, StoreError> {
    let draft: String = row.try_get("draft_id")?;
    let open = |what: &str, sealed: &str| {
        if sealed.is_empty() {
            return Ok(String::new());
        }
        keys.open_text(&sealed_for(what, &draft), sealed).map_err(|wrong| unsealed(&wrong))
    };
    let token = open("token", &row.try_get::<String, _>("helper_token")?)?;
    Ok(Help {
        helper: rows::from_json(open("helper", &row.try_get::<String, _>("helper_sealed")?)?.as_bytes(), "a helper")?,
        index: row.try_get("helper_index")?,
        given: row.try_get::<Option<i64>, _>("given_ms")?.map(Moment),
        own: open("own", &row.try_get::<String, _>("own_sealed")?)?,
        document_index: row.try_get("document_index")?,
        token: (!token.is_empty()).then_some(CaseToken(token)),
        ended: row.try_get::<Option<i64>, _>("ended_ms")?.map(Moment),
    })
}

/// What the resident agreed to is forgotten: another person, another helper, or they took it back.
pub(super) async fn forget_consent(tx: &mut Tx, draft_id: &str) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE case_help SET given_ms = NULL, way = NULL, own_sealed = '', document_index = NULL
         WHERE draft_id = $1 AND reference IS NULL",
    )
    .bind(draft_id)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

fn sealed_for(what: &str, draft_id: &str) -> String {
    format!("help-{what}:{draft_id}")
}

impl Cases {
    pub(super) async fn help<'e>(
        &self,
        from: impl Executor<'e, Database = Any>,
        key: HelpKey<'_>,
    ) -> Result<Option<Help>, StoreError> {
        let (column, value) = match key {
            HelpKey::Draft(id) => ("draft_id", id),
            HelpKey::Case(reference) => ("reference", reference.as_str()),
        };
        let text = format!("SELECT {HELP} FROM case_help WHERE {column} = $1");
        let row = sqlx::query(sqlx::AssertSqlSafe(text)).bind(value).fetch_optional(from).await?;
        row.map(|row| help_of(&self.desk.keys, &row)).transpose()
    }

    pub(super) async fn write_helper(
        &self,
        token: &DraftToken,
        helper: &Helper,
        account: Option<&str>,
        who: &Asker,
    ) -> Result<(), Ended<WriteRefused>> {
        let (now, keys) = (self.now(), &self.desk.keys);
        let unknown = || Ended::Refused(WriteRefused::Unknown);
        let short = |text: &str| text.trim().chars().take(LONGEST).collect::<String>();
        let helper = Helper {
            name: short(&helper.name),
            relation: short(&helper.relation),
            phone: short(&helper.phone),
            staff: account.is_some(),
        };
        let index = match account {
            Some(account) => Some(self.staff_index(account)),
            None => who.resident.as_ref().map(|resident| self.resident_index(resident)),
        };
        let mut tx = self.desk.store.begin().await?;
        let draft = rows::take_draft(&mut tx, keys, &self.draft_id(token), now, expires(now)).await?.ok_or_else(unknown)?;
        if !draft.for_other {
            return Err(unknown());
        }
        if let Some(known) = self.help(&mut *tx, HelpKey::Draft(&draft.id)).await? {
            // What a member of staff began stays theirs; the same said again changes nothing.
            if known.helper.staff && known.index != index {
                return Err(unknown());
            }
            if known.helper == helper && known.index == index {
                return Ok(());
            }
        }
        sqlx::query(
            "INSERT INTO case_help (draft_id, helper_sealed, helper_index, staff, own_sealed, token_sealed)
             VALUES ($1, $2, $3, $4, '', '') ON CONFLICT (draft_id) DO UPDATE
             SET helper_sealed = excluded.helper_sealed, helper_index = excluded.helper_index, staff = excluded.staff",
        )
        .bind(&draft.id)
        .bind(keys.seal(&sealed_for("helper", &draft.id), &rows::json(&helper)))
        .bind(&index)
        .bind(i64::from(helper.staff))
        .execute(&mut *tx)
        .await?;
        forget_consent(&mut tx, &draft.id).await?;
        sqlx::query("UPDATE case_word SET given_ms = NULL WHERE draft_id = $1 AND helps = 1")
            .bind(&draft.id)
            .execute(&mut *tx)
            .await?;
        let form = self.form(&draft.service)?;
        let mut typed = draft.typed.clone();
        say_who_acts(&form, &mut typed, true, Some(&helper));
        self.keep_typed(&mut tx, &draft, &typed).await?;
        self.note_by_helper(&mut tx, &draft.id, &draft.id, HELPER, now).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Keeps what a resident agreed to; `own` are digits of their choice. `false`: nobody helps, or these are no such digits.
    pub(super) async fn keep_consent(
        &self,
        tx: &mut Tx,
        draft_id: &str,
        way: Way,
        own: &str,
        now: Moment,
    ) -> Result<bool, StoreError> {
        let keys = &self.desk.keys;
        let own = normalise(own);
        let digits = own.chars().count() == OWN_DIGITS && own.chars().all(|c| c.is_ascii_digit());
        if !digits && way != Way::Paper {
            return Ok(false);
        }
        let Some(draft) = rows::draft(&mut **tx, keys, draft_id).await? else { return Ok(false) };
        let applicant = ApplicantBody::of(&answers(&self.form(&draft.service)?, &draft.typed));
        let kind = DocumentKind::parse(&applicant.document_kind).unwrap_or(DocumentKind::ALL[0]);
        let document = Document::parse(kind, &applicant.document, now.day()).ok();
        let own = if digits { keys.seal(&sealed_for("own", draft_id), own.as_bytes()) } else { String::new() };
        let kept = sqlx::query(
            "UPDATE case_help SET given_ms = $1, way = $2, own_sealed = $3, document_index = $4
             WHERE draft_id = $5 AND reference IS NULL",
        )
        .bind(now.0)
        .bind(way.code())
        .bind(own)
        .bind(document.map(|document| residents::document_index(keys, &document)))
        .bind(draft_id)
        .execute(&mut **tx)
        .await?;
        Ok(kept.rows_affected() == 1)
    }

    pub(super) async fn take_paper(&self, token: &DraftToken, account: &str) -> Result<(), Ended<WriteRefused>> {
        let now = self.now();
        let unknown = || Ended::Refused(WriteRefused::Unknown);
        let id = self.draft_id(token);
        let mut tx = self.desk.store.begin().await?;
        let draft = rows::take_draft(&mut tx, &self.desk.keys, &id, now, expires(now)).await?.ok_or_else(unknown)?;
        let help = self.help(&mut *tx, HelpKey::Draft(&draft.id)).await?.ok_or_else(unknown)?;
        if !help.helper.staff || help.index != Some(self.staff_index(account)) {
            return Err(unknown());
        }
        let form = self.form(&draft.service)?;
        self.ask_words(&mut tx, &draft, &form, &draft.typed, now).await?;
        let given = sqlx::query("UPDATE case_word SET given_ms = COALESCE(given_ms, $1) WHERE draft_id = $2 AND helps = 1")
            .bind(now.0)
            .bind(&draft.id)
            .execute(&mut *tx)
            .await?;
        // Nobody is named yet: nobody has signed.
        if given.rows_affected() == 0 || !self.keep_consent(&mut tx, &draft.id, Way::Paper, "", now).await? {
            return Err(unknown());
        }
        self.note_by_helper(&mut tx, &draft.id, &draft.id, "consent_on_paper", now).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Ties the consent to the case and gives the helper their own way to it.
    pub(super) async fn hand_case_to_helper(
        &self,
        tx: &mut Tx,
        draft_id: &str,
        reference: &CaseRef,
    ) -> Result<CaseToken, StoreError> {
        let keys = &self.desk.keys;
        let token = CaseToken(keys.token());
        sqlx::query(
            "UPDATE case_help SET reference = $1, token_hash = $2, token_sealed = $3, own_sealed = '' WHERE draft_id = $4",
        )
        .bind(reference.as_str())
        .bind(self.case_hash(&token))
        .bind(keys.seal(&sealed_for("token", draft_id), token.as_str().as_bytes()))
        .bind(draft_id)
        .execute(&mut **tx)
        .await?;
        Ok(token)
    }

    /// The case behind a token, the resident's or a helper's, and whether it is the helper's. Only what is named here opens to a
    /// helper.
    pub(super) async fn reached(&self, token: &CaseToken) -> Result<Option<(CaseRow, bool)>, StoreError> {
        let (reads, keys) = (self.desk.store.reads(), &self.desk.keys);
        let hash = self.case_hash(token);
        if let Some(case) = rows::case(reads, keys, CaseKey::Hash(&hash)).await? {
            return Ok(Some((case, false)));
        }
        let Some(reference) = self.helped_case(reads, &hash).await? else { return Ok(None) };
        Ok(rows::case(reads, keys, CaseKey::Reference(&reference)).await?.map(|case| (case, true)))
    }

    /// As [`Cases::reached`], for a change.
    pub(super) async fn take_reached(
        &self,
        tx: &mut Tx,
        token: &CaseToken,
        now: Moment,
    ) -> Result<Option<(CaseRow, bool)>, StoreError> {
        let keys = &self.desk.keys;
        let hash = self.case_hash(token);
        if let Some(case) = rows::take_case(tx, keys, CaseKey::Hash(&hash), now).await? {
            return Ok(Some((case, false)));
        }
        let Some(reference) = self.helped_case(&mut **tx, &hash).await? else { return Ok(None) };
        let case = rows::take_case(tx, keys, CaseKey::Reference(&reference), now).await?;
        // Looked at again once nobody else changes the case: the resident may have ended it meanwhile.
        let still = self.helped_case(&mut **tx, &hash).await?;
        Ok(case.filter(|_| still.is_some()).map(|case| (case, true)))
    }

    async fn helped_case<'e>(&self, from: impl Executor<'e, Database = Any>, hash: &str) -> Result<Option<CaseRef>, StoreError> {
        let row =
            sqlx::query("SELECT reference FROM case_help WHERE token_hash = $1 AND ended_ms IS NULL AND reference IS NOT NULL")
                .bind(hash)
                .fetch_optional(from)
                .await?;
        row.map(|row| rows::reference(&row.try_get::<String, _>("reference")?)).transpose()
    }

    /// Where who filled in a draft goes on: a helper to their own page, the resident to theirs. `None`: nowhere any more.
    pub(super) async fn way_on(&self, case: CaseRow) -> Result<Option<CaseToken>, StoreError> {
        Ok(match self.help(self.desk.store.reads(), HelpKey::Case(&case.reference)).await? {
            Some(help) => help.token.filter(|_| help.ended.is_none()),
            None => Some(case.token),
        })
    }

    pub(super) async fn end_consent(&self, token: &CaseToken) -> Result<(), Ended<MoveRefused>> {
        let now = self.now();
        let hash = self.case_hash(token);
        let mut tx = self.desk.store.begin().await?;
        let case = rows::take_case(&mut tx, &self.desk.keys, CaseKey::Hash(&hash), now).await?;
        let case = case.ok_or(Ended::Refused(MoveRefused::Unknown))?;
        let ended = sqlx::query("UPDATE case_help SET ended_ms = $1 WHERE reference = $2 AND ended_ms IS NULL")
            .bind(now.0)
            .bind(case.reference.as_str())
            .execute(&mut *tx)
            .await?;
        if ended.rows_affected() == 0 {
            // Ended twice, it is ended; or nobody helps.
            return Ok(());
        }
        self.note(&mut tx, case.reference.as_str(), CONSENT_ENDED, Role::Own, &Asker::default(), now).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Help with a case, as its page shows it.
    pub(super) async fn see_help(&self, case: &CaseRow, mine: bool) -> Result<Option<HelpView>, StoreError> {
        let help = self.help(self.desk.store.reads(), HelpKey::Case(&case.reference)).await?;
        Ok(help.and_then(|help| Some(HelpView { given: help.given?, helper: help.helper, ended: help.ended, mine })))
    }

    /// Who did what to a case and the draft it was.
    pub(super) async fn trail(&self, reference: &CaseRef) -> Result<Vec<TrailLine>, StoreError> {
        let found = sqlx::query(
            "SELECT at_ms, act, role FROM case_audit
             WHERE subject = $1 OR subject = (SELECT draft_id FROM case_file WHERE reference = $1) ORDER BY at_ms, id",
        )
        .bind(reference.as_str())
        .fetch_all(self.desk.store.reads())
        .await?;
        let line = |row: &AnyRow| {
            let by = match row.try_get::<String, _>("role")?.as_str() {
                "helper" => TrailBy::Helper,
                "second_person" => TrailBy::SecondPerson,
                _ => TrailBy::Own,
            };
            Ok(TrailLine { at: Moment(row.try_get("at_ms")?), act: row.try_get("act")?, by })
        };
        found.iter().map(line).collect()
    }

    /// Notes an act of whoever helps with a draft: a signed-in helper or a member of staff by their own keyed hash, somebody
    /// else by the draft's browser.
    pub(super) async fn note_by_helper(
        &self,
        tx: &mut Tx,
        subject: &str,
        draft_id: &str,
        act: &str,
        now: Moment,
    ) -> Result<(), StoreError> {
        let actor = sqlx::query(
            "SELECT COALESCE(case_help.helper_index, draft.visitor_index) AS actor
             FROM draft LEFT JOIN case_help ON case_help.draft_id = draft.id WHERE draft.id = $1",
        )
        .bind(draft_id)
        .fetch_optional(&mut **tx)
        .await?;
        let actor: String = actor.map_or(Ok(String::new()), |row| row.try_get("actor"))?;
        self.note_actor(tx, subject, act, Role::Helper, &actor, now).await
    }

    /// Notes that a helper filled something in: once a day, whatever the number of pages.
    pub(super) async fn note_filling(&self, tx: &mut Tx, draft_id: &str, now: Moment) -> Result<(), StoreError> {
        let midnight = Moment::beijing(now.day(), jiff::civil::Time::midnight());
        let known = sqlx::query("SELECT 1 FROM case_audit WHERE subject = $1 AND act = 'fill' AND at_ms >= $2 LIMIT 1")
            .bind(draft_id)
            .bind(midnight.0)
            .fetch_optional(&mut **tx)
            .await?;
        if known.is_none() {
            self.note_by_helper(tx, draft_id, draft_id, "fill", now).await?;
        }
        Ok(())
    }
}
