//! Drafts and cases as the store has them.

use domain::{
    case::Progress,
    form::Typed,
    identity::Phone,
    ids::{CaseRef, CaseToken, DepartmentCode, DraftToken, ServiceCode},
    time::Moment,
};
use sqlx::{Any, Executor, Row as _, any::AnyRow};

use super::unsealed;
use crate::{
    keys::Keyring,
    store::{StoreError, Tx},
};

/// A draft.
pub(super) struct DraftRow {
    /// The keyed hash of its token.
    pub(super) id: String,
    pub(super) token: DraftToken,
    pub(super) service: ServiceCode,
    pub(super) resident: Option<String>,
    pub(super) for_other: bool,
    pub(super) kiosk: bool,
    pub(super) typed: Typed,
    pub(super) begun: Moment,
    pub(super) expires: Moment,
    pub(super) state: DraftRowState,
    pub(super) reference: Option<CaseRef>,
    pub(super) code_sealed: Option<String>,
    pub(super) case: Option<CaseRef>,
}

/// Where a draft is in the store. A live one whose time is over counts as ended, whoever comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DraftRowState {
    Live,
    Sent,
    Expired,
}

/// A case.
pub(super) struct CaseRow {
    pub(super) reference: CaseRef,
    pub(super) token: CaseToken,
    pub(super) service: ServiceCode,
    pub(super) department: Option<DepartmentCode>,
    pub(super) progress: Progress,
    pub(super) phone: Option<Phone>,
    pub(super) version: u16,
    pub(super) sent_back: Option<String>,
    /// Six digits that find it again, where neither a document nor a telephone does.
    pub(super) code: Option<String>,
}

impl DraftRow {
    /// Whether it can still be filled in.
    pub(super) fn is_live(&self, now: Moment) -> bool {
        self.state == DraftRowState::Live && self.expires > now
    }
}

/// What a draft's token is bound to.
pub(super) fn draft_token_of(id: &str) -> String {
    format!("application-token:{id}")
}

/// What a draft's answers are bound to.
pub(super) fn typed_of(id: &str) -> String {
    format!("application:{id}")
}

/// What a draft's code is bound to.
pub(super) fn code_of(id: &str) -> String {
    format!("application-code:{id}")
}

/// What something sealed of a case is bound to.
pub(super) fn sealed_for(what: &str, reference: &CaseRef) -> String {
    format!("case-{what}:{}", reference.as_str())
}

/// Answers, sealed for their draft.
pub(super) fn seal_typed(keys: &Keyring, id: &str, typed: &Typed) -> String {
    keys.seal(&typed_of(id), &json(typed))
}

/// Anything of ours as JSON.
pub(super) fn json(value: &impl serde::Serialize) -> Vec<u8> {
    serde_json::to_vec(value).expect("strings, numbers and lists always have a JSON form")
}

/// Reads what [`json`] wrote.
pub(super) fn from_json<T: serde::de::DeserializeOwned>(plain: &[u8], what: &str) -> Result<T, StoreError> {
    serde_json::from_slice(plain).map_err(|_| StoreError::Corrupt(format!("{what} that cannot be read")))
}

/// A reference in the store.
pub(super) fn reference(text: &str) -> Result<CaseRef, StoreError> {
    CaseRef::parse(text).ok_or_else(|| StoreError::Corrupt("a case's reference that is none".to_owned()))
}

/// The columns of [`draft_of`].
pub(super) const DRAFT: &str = "id, token_sealed, service, resident_index, for_other, kiosk, typed_sealed, begun_ms, expires_ms, \
     state, reference, code_sealed, case_reference";

/// A draft of a row.
pub(super) fn draft_of(keys: &Keyring, row: &AnyRow) -> Result<DraftRow, StoreError> {
    let id: String = row.try_get("id")?;
    let open = |sealed: &str, to: &str| keys.open_text(to, sealed).map_err(|wrong| unsealed(&wrong));
    let typed: String = row.try_get("typed_sealed")?;
    let typed = if typed.is_empty() { Typed::default() } else { from_json(open(&typed, &typed_of(&id))?.as_bytes(), "a draft")? };
    let state: String = row.try_get("state")?;
    let known = |text: Option<String>| text.map(|text| reference(&text)).transpose();
    Ok(DraftRow {
        token: DraftToken(open(&row.try_get::<String, _>("token_sealed")?, &draft_token_of(&id))?),
        service: ServiceCode(row.try_get("service")?),
        resident: row.try_get("resident_index")?,
        for_other: row.try_get::<i64, _>("for_other")? == 1,
        kiosk: row.try_get::<i64, _>("kiosk")? == 1,
        typed,
        begun: Moment(row.try_get("begun_ms")?),
        expires: Moment(row.try_get("expires_ms")?),
        state: match state.as_str() {
            "live" => DraftRowState::Live,
            "sent" => DraftRowState::Sent,
            "expired" => DraftRowState::Expired,
            other => return Err(StoreError::Corrupt(format!("a draft that is {other}"))),
        },
        reference: known(row.try_get("reference")?)?,
        code_sealed: row.try_get("code_sealed")?,
        case: known(row.try_get("case_reference")?)?,
        id,
    })
}

/// A draft by its id.
pub(super) async fn draft<'e>(
    from: impl Executor<'e, Database = Any>,
    keys: &Keyring,
    id: &str,
) -> Result<Option<DraftRow>, StoreError> {
    let text = format!("SELECT {DRAFT} FROM draft WHERE id = $1");
    let row = sqlx::query(sqlx::AssertSqlSafe(text)).bind(id).fetch_optional(from).await?;
    row.map(|row| draft_of(keys, &row)).transpose()
}

/// Takes a live draft for a change: nobody else changes it before the commit. It lives on until `expires`.
pub(super) async fn take_draft(
    tx: &mut Tx,
    keys: &Keyring,
    id: &str,
    now: Moment,
    expires: Moment,
) -> Result<Option<DraftRow>, StoreError> {
    let text = format!(
        "UPDATE draft SET written_ms = $1, expires_ms = $2, warned_ms = NULL
         WHERE id = $3 AND state = 'live' AND expires_ms > $1 RETURNING {DRAFT}"
    );
    let row = sqlx::query(sqlx::AssertSqlSafe(text)).bind(now.0).bind(expires.0).bind(id).fetch_optional(&mut **tx).await?;
    row.map(|row| draft_of(keys, &row)).transpose()
}

/// The columns of [`case_of`].
const CASE: &str = "reference, token_sealed, service, department, progress_sealed, phone_sealed, version, sent_back_sealed, \
     code_sealed";

fn case_of(keys: &Keyring, row: &AnyRow) -> Result<Option<CaseRow>, StoreError> {
    let reference = reference(&row.try_get::<String, _>("reference")?)?;
    let progress: String = row.try_get("progress_sealed")?;
    // What was forgotten is there for the figures only.
    if progress.is_empty() {
        return Ok(None);
    }
    let open = |what: &str, sealed: &str| keys.open_text(&sealed_for(what, &reference), sealed).map_err(|wrong| unsealed(&wrong));
    let phone: String = row.try_get("phone_sealed")?;
    let phone = if phone.is_empty() { None } else { Phone::parse(&open("phone", &phone)?).ok() };
    let sent_back: Option<String> = row.try_get("sent_back_sealed")?;
    let code: Option<String> = row.try_get("code_sealed")?;
    Ok(Some(CaseRow {
        token: CaseToken(open("token", &row.try_get::<String, _>("token_sealed")?)?),
        service: ServiceCode(row.try_get("service")?),
        department: row.try_get::<Option<String>, _>("department")?.map(DepartmentCode),
        progress: from_json(open("progress", &progress)?.as_bytes(), "a case")?,
        phone,
        version: u16::try_from(row.try_get::<i64, _>("version")?).unwrap_or(u16::MAX),
        sent_back: sent_back.map(|sealed| open("sent-back", &sealed)).transpose()?,
        code: code.map(|sealed| open("code", &sealed)).transpose()?,
        reference,
    }))
}

/// A case by its reference or by the hash of its token.
pub(super) async fn case<'e>(
    from: impl Executor<'e, Database = Any>,
    keys: &Keyring,
    key: CaseKey<'_>,
) -> Result<Option<CaseRow>, StoreError> {
    let text = format!("SELECT {CASE} FROM case_file WHERE {} = $1", key.column());
    let row = sqlx::query(sqlx::AssertSqlSafe(text)).bind(key.value()).fetch_optional(from).await?;
    Ok(row.map(|row| case_of(keys, &row)).transpose()?.flatten())
}

/// Takes a case for a change: nobody else changes it before the commit.
pub(super) async fn take_case(tx: &mut Tx, keys: &Keyring, key: CaseKey<'_>, now: Moment) -> Result<Option<CaseRow>, StoreError> {
    let text = format!("UPDATE case_file SET changed_ms = $1 WHERE {} = $2 RETURNING {CASE}", key.column());
    let row = sqlx::query(sqlx::AssertSqlSafe(text)).bind(now.0).bind(key.value()).fetch_optional(&mut **tx).await?;
    Ok(row.map(|row| case_of(keys, &row)).transpose()?.flatten())
}

/// By what a case is found.
#[derive(Clone, Copy)]
pub(super) enum CaseKey<'a> {
    /// What people read aloud.
    Reference(&'a CaseRef),
    /// The keyed hash of its token.
    Hash(&'a str),
}

impl CaseKey<'_> {
    const fn column(self) -> &'static str {
        match self {
            Self::Reference(_) => "reference",
            Self::Hash(_) => "token_hash",
        }
    }

    fn value(&self) -> &str {
        match self {
            Self::Reference(reference) => reference.as_str(),
            Self::Hash(hash) => hash,
        }
    }
}
