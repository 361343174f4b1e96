//! A draft becomes a case. One draft, one case: the draft's own conditional update decides which of many equal requests
//! does it, and all others find its answer. The receipt, what the department gets and what the resident is told are one
//! transaction with it.

use app::ports::{
    cases::{Asker, Helper, SendRefused},
    files::{FileLine, FileOwner},
};
use domain::{
    case::Progress,
    catalogue::{Group, Guide},
    form::{Form, Typed, Weight, answers, check, materials_to_send, says_by_proxy},
    identity::{Document, DocumentKind, Name, Phone},
    ids::{CaseRef, CaseToken, DraftToken},
    time::Moment,
};
use serde_json::Value;

use super::{
    Cases, Ended, at,
    audit::Role,
    draft::{named, with_files},
    help::{Help, HelpKey, say_who_acts},
    later::six_digits,
    rows::{self, DraftRow, DraftRowState},
    tell::Told,
    version::{Sent, SentFile},
};
use crate::{
    desk::files,
    gateway::ApplicantBody,
    keys::Keyring,
    store::{StoreError, Tx},
};

impl Cases {
    pub(super) async fn send_draft(&self, token: &DraftToken, who: &Asker) -> Result<CaseToken, Ended<SendRefused>> {
        let now = self.now();
        let (reads, keys, id) = (self.desk.store.reads(), &self.desk.keys, self.draft_id(token));
        // A second round only when another request was quicker: then its answer is there.
        for _ in 0..2 {
            let row = rows::draft(reads, keys, &id).await?.ok_or(Ended::Refused(SendRefused::Unknown))?;
            if let (DraftRowState::Sent, Some(reference)) = (row.state, &row.case) {
                let case = rows::case(reads, keys, rows::CaseKey::Reference(reference)).await?;
                let case = case.ok_or(Ended::Refused(SendRefused::Unknown))?;
                return self.way_on(case).await?.ok_or(Ended::Refused(SendRefused::Unknown));
            }
            if !row.is_live(now) {
                return Err(Ended::Refused(SendRefused::Expired));
            }
            if let Some(case) = self.make_case(&id, who, now).await? {
                return Ok(case);
            }
        }
        Err(Ended::Refused(SendRefused::Expired))
    }

    /// `None`: the draft was not live any more; another request sent it, or its time was over. Whatever is refused leaves the
    /// draft as it was.
    async fn make_case(&self, id: &str, who: &Asker, now: Moment) -> Result<Option<CaseToken>, Ended<SendRefused>> {
        let keys = &self.desk.keys;
        let mut tx = self.desk.store.begin().await?;
        let Some(mut draft) = end_draft(&mut tx, keys, id, now).await? else { return Ok(None) };
        let (guide, _) = self.known_service(&draft.service)?;
        let form = Form::of(guide);
        let owner = FileOwner::draft(draft.token.as_str());
        let lines = files::listed(&mut *tx, keys, &owner).await?;
        let mut typed = with_files(&form, draft.typed.clone(), named(&lines));
        let helper = self.helper_of(&mut tx, &draft).await?;
        say_who_acts(&form, &mut typed, draft.for_other, helper.as_ref());
        if !draft.for_other && says_by_proxy(&typed) {
            return Err(Ended::Refused(SendRefused::ForSomebodyElse));
        }
        may_be_sent(guide, &form, &draft, &typed, &lines, now)?;
        // Who must agree follows from the answers as they are sent, on the day they are sent.
        self.ask_words(&mut tx, &draft, &form, &typed, now).await?;
        if !self.all_agreed(&mut tx, &draft).await? {
            return Err(Ended::Refused(SendRefused::WordMissing));
        }
        let help = if draft.for_other { Some(self.consented(&mut tx, id).await?) } else { None };
        draft.resident = match &help {
            // The case is the resident's, never the helper's.
            Some(help) => self.resident_with(&mut tx, help.document_index.as_deref()).await?,
            // Who signed in on the way finds the case among their things.
            None => draft.resident.or_else(|| who.resident.as_ref().map(|resident| self.resident_index(resident))),
        };

        let sent = Sent::new(keys, typed, lines.iter().map(SentFile::from).collect());
        let token = CaseToken(keys.token());
        let own = help.as_ref().map(|help| help.own.clone()).filter(|own| !own.is_empty());
        let reference = self.insert_case(&mut tx, &draft, &form, guide, &sent, (&token, own), who, now).await?;
        if help.is_none() && draft.resident.is_some() && who.resident.is_none() {
            self.keep_found(&mut tx, &reference, &who.visitor).await?;
        }
        let goes_on = match &help {
            Some(_) => self.hand_case_to_helper(&mut tx, id, &reference).await?,
            None => token,
        };
        files::hand_over(&mut tx, keys, &owner, &FileOwner::case(reference.as_str())).await?;
        self.write_version(&mut tx, &reference, &draft.service, 1, &sent, now).await?;
        self.keep_shared(&mut tx, &draft, &form, &sent.typed, now).await?;
        self.keep_papers(&mut tx, &draft, guide, &sent.files, &reference, now).await?;
        sqlx::query("UPDATE draft SET case_reference = $1 WHERE id = $2")
            .bind(reference.as_str())
            .bind(id)
            .execute(&mut *tx)
            .await?;
        match &help {
            Some(_) => self.note_by_helper(&mut tx, reference.as_str(), id, "send", now).await?,
            None => self.note(&mut tx, reference.as_str(), "send", Role::Own, who, now).await?,
        }
        let case = rows::case(&mut *tx, keys, rows::CaseKey::Reference(&reference)).await?;
        let case = case.ok_or_else(|| StoreError::Corrupt("no case where one was just written".to_owned()))?;
        self.hand_over_application(&mut tx, &case, &form, &sent, now).await?;
        let told = if case.department.is_some() { Told::RECEIVED } else { Told::AT_THE_COUNTER };
        self.tell(&mut tx, &case, told, now).await?;
        tx.commit().await?;
        self.wake(&case);
        Ok(Some(goes_on))
    }

    /// Who helps, which they say before anything is sent; `None` where the resident applies for themselves.
    async fn helper_of(&self, tx: &mut Tx, draft: &DraftRow) -> Result<Option<Helper>, Ended<SendRefused>> {
        if !draft.for_other {
            return Ok(None);
        }
        let help = self.help(&mut **tx, HelpKey::Draft(&draft.id)).await?.ok_or(Ended::Refused(SendRefused::HelperMissing))?;
        Ok(Some(help.helper))
    }

    /// Help that the resident agreed to.
    async fn consented(&self, tx: &mut Tx, draft_id: &str) -> Result<Help, Ended<SendRefused>> {
        let help = self.help(&mut **tx, HelpKey::Draft(draft_id)).await?.ok_or(Ended::Refused(SendRefused::HelperMissing))?;
        if help.given.is_some() { Ok(help) } else { Err(Ended::Refused(SendRefused::WordMissing)) }
    }

    #[expect(clippy::too_many_arguments, reason = "everything a new case is made of")]
    async fn insert_case(
        &self,
        tx: &mut Tx,
        draft: &DraftRow,
        form: &Form,
        guide: &Guide,
        sent: &Sent,
        (token, own_digits): (&CaseToken, Option<String>),
        who: &Asker,
        now: Moment,
    ) -> Result<CaseRef, Ended<SendRefused>> {
        let keys = &self.desk.keys;
        let said = answers(form, &sent.typed);
        let department = self.desk.departments.for_case(&draft.service).map(|department| department.code.as_str());
        let person = department.and_then(|_| person_once(guide, &said)).map(|person| keys.index("case-once", &person));
        self.end_corrected(tx, &draft.id, person.as_deref(), who, now).await?;
        if self.sent_before(tx, person.as_deref(), who).await? {
            return Err(Ended::Refused(SendRefused::OpenCase));
        }
        let applicant = if draft.for_other { None } else { applicant_index(keys, &ApplicantBody::of(&said), now) };
        let phone = Phone::parse(&ApplicantBody::of(&said).phone).ok();
        // Where neither a document nor a telephone is asked, the receipt gives six digits to find it by.
        let findable = own_digits.is_some() || last_fours(&said) != (None, None);
        let code = (!findable).then(|| six_digits(keys.chance()));
        let progress = Progress::begin(now);
        // The draft's own reference stays the case's: what was read aloud once still leads there.
        let mut wanted = draft.reference.clone();
        for _ in 0..8 {
            let reference = wanted.take().unwrap_or_else(|| CaseRef::from_chance(keys.chance()));
            let four = |four: Option<String>| four.map(|four| last_four_index(keys, &reference, &four));
            let (own, other) = last_fours(&said);
            // A helper knows the resident's document: the resident's own digits are what leads to the whole case then.
            let own = own_digits.clone().or(own).or_else(|| code.clone());
            let written = sqlx::query(
                "INSERT INTO case_file (reference, token_hash, token_sealed, draft_id, service, place, department, stage, open,
                    progress_sealed, phone_sealed, version, received_ms, changed_ms, resident_index, person_index,
                    last_four_index, other_four_index, sender_index, applicant_index, code_sealed)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1, $9, $10, 1, $11, $11, $12, $13, $14, $15, $16, $17, $18)
                 ON CONFLICT (reference) DO NOTHING",
            )
            .bind(reference.as_str())
            .bind(self.case_hash(token))
            .bind(keys.seal(&rows::sealed_for("token", &reference), token.as_str().as_bytes()))
            .bind(&draft.id)
            .bind(draft.service.as_str())
            .bind(said.get("live_street").and_then(Value::as_str).unwrap_or_default())
            .bind(department)
            .bind(progress.stage().code())
            .bind(keys.seal(&rows::sealed_for("progress", &reference), &rows::json(&progress)))
            .bind(
                phone.as_ref().map_or_else(String::new, |phone| {
                    keys.seal(&rows::sealed_for("phone", &reference), phone.as_str().as_bytes())
                }),
            )
            .bind(now.0)
            .bind(&draft.resident)
            .bind(&person)
            .bind(four(own))
            .bind(four(other))
            .bind(self.visitor_index(&who.visitor))
            .bind(&applicant)
            .bind(code.as_ref().map(|code| keys.seal(&rows::sealed_for("code", &reference), code.as_bytes())))
            .execute(&mut **tx)
            .await
            .map_err(|wrong| open_already(wrong.into()))?;
            if written.rows_affected() == 1 {
                return Ok(reference);
            }
        }
        Err(StoreError::Corrupt("eight references in a row that were taken".to_owned()).into())
    }

    /// Whether this resident or this browser has sent an open case about the same person. Nobody else is told: a document's
    /// number is no secret, and an application that a stranger made up must not stand in the way of the person's own. The
    /// department sees both, and tells.
    async fn sent_before(&self, tx: &mut Tx, person: Option<&str>, who: &Asker) -> Result<bool, StoreError> {
        let Some(person) = person else { return Ok(false) };
        let known = sqlx::query(
            "SELECT 1 FROM case_file WHERE person_index = $1 AND open = 1 AND (resident_index = $2 OR sender_index = $3) LIMIT 1",
        )
        .bind(person)
        .bind(who.resident.as_ref().map(|resident| self.resident_index(resident)).unwrap_or_default())
        .bind(self.visitor_index(&who.visitor))
        .fetch_optional(&mut **tx)
        .await?;
        Ok(known.is_some())
    }
}

/// The draft ends as sent; its answers live on in the case only. `None` when it was not live any more.
async fn end_draft(tx: &mut Tx, keys: &Keyring, id: &str, now: Moment) -> Result<Option<DraftRow>, StoreError> {
    // Taken first, wiped after: what RETURNING gives is the row after the update.
    let Some(draft) = rows::take_draft(tx, keys, id, now, super::start::expires(now)).await? else { return Ok(None) };
    sqlx::query(
        "UPDATE draft SET state = 'sent', ended_ms = $1, typed_sealed = '', code_sealed = NULL, secret_index = NULL WHERE id = $2",
    )
    .bind(now.0)
    .bind(id)
    .execute(&mut **tx)
    .await?;
    Ok(Some(draft))
}

/// Everything is answered and handed in.
fn may_be_sent(
    guide: &Guide,
    form: &Form,
    draft: &DraftRow,
    typed: &Typed,
    files: &[FileLine],
    now: Moment,
) -> Result<(), Ended<SendRefused>> {
    let mut wrong = check(form, typed, &at(now, draft.kiosk));
    wrong.retain(|finding| finding.weight == Weight::Error);
    if !wrong.is_empty() {
        return Err(Ended::Refused(SendRefused::Mistakes(wrong)));
    }
    let given = |key: &str| files.iter().any(|file| file.material == key);
    let missing: Vec<String> =
        materials_to_send(guide, typed).into_iter().map(|material| material.key.clone()).filter(|key| !given(key)).collect();
    if missing.is_empty() { Ok(()) } else { Err(Ended::Refused(SendRefused::MaterialsMissing(missing))) }
}

/// The person about whom the same hands send one open case of a service at a time. `None` where several are usual: reports,
/// offers, visits, organisations.
fn person_once(guide: &Guide, said: &Value) -> Option<String> {
    let once = matches!(
        guide.group,
        Group::Aid | Group::Disability | Group::Elderly | Group::Children | Group::Veterans | Group::Marriage
    );
    let child = said.get("child_id_no").and_then(Value::as_str).map(str::to_owned);
    let person = child.unwrap_or_else(|| ApplicantBody::of(said).document);
    (once && !person.is_empty()).then(|| format!("{}\n{person}", guide.code))
}

/// What finds a case again for who signs in later: name and document, both as a provider or a card would tell them. `None`
/// where the form asks for no document.
pub(super) fn applicant_index(keys: &Keyring, applicant: &ApplicantBody, now: Moment) -> Option<String> {
    let name = Name::parse(&applicant.name).ok()?;
    let kind = match applicant.document_kind.as_str() {
        "" => DocumentKind::IdCn,
        kind => DocumentKind::parse(kind)?,
    };
    Some(person_index(keys, &name, &Document::parse(kind, &applicant.document, now.day()).ok()?))
}

/// The keyed hash of a person by name and document: a slip in a number that happens to be somebody else's leads nobody to a
/// case that is not theirs.
pub(super) fn person_index(keys: &Keyring, name: &Name, document: &Document) -> String {
    keys.index("case-applicant", &format!("{}\n{}\n{}", document.kind().code(), document.number(), name.as_str()))
}

/// The last four that find a case again: of the applicant's document (where none is asked, of their telephone), and of the
/// second person's. Where there is neither, six digits on the receipt do.
fn last_fours(said: &Value) -> (Option<String>, Option<String>) {
    let applicant = ApplicantBody::of(said);
    let own = if applicant.document.is_empty() { applicant.phone } else { applicant.document };
    (last_four(&own), said.get("b_id_no").and_then(Value::as_str).and_then(last_four))
}

pub(super) fn last_four(number: &str) -> Option<String> {
    let characters: Vec<char> = number.chars().collect();
    (characters.len() > 4).then(|| characters[characters.len() - 4..].iter().collect())
}

/// The keyed hash of a case's reference and last four.
pub(super) fn last_four_index(keys: &Keyring, reference: &CaseRef, last_four: &str) -> String {
    keys.index("case-last-four", &format!("{}:{last_four}", reference.as_str()))
}

fn open_already(wrong: StoreError) -> Ended<SendRefused> {
    if wrong.is_unique_violation() { Ended::Refused(SendRefused::OpenCase) } else { Ended::Failed(wrong) }
}
