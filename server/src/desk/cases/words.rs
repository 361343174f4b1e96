//! A second person's word: a partner who applies together, a guardian's consent, every adult of a household whose means are
//! checked, and whoever somebody else applies for (see `help`). Each has a link of their own and a code (their page is
//! `confirm`); what they agree to is bound to their name and number: another person is asked anew.

use app::ports::cases::WordLine;
use domain::{
    form::{Form, MEANS_CONSENT, Typed, answers},
    identity::{Document, DocumentKind, age_on, mask_name},
    time::Moment,
};
use jiff::civil::Date;
use serde_json::Value;
use sqlx::Row as _;

use super::{Cases, help, later::six_digits, rows::DraftRow, unsealed};
use crate::{
    gateway::ApplicantBody,
    keys::Keyring,
    store::{StoreError, Tx},
};

/// From this age a person speaks for themselves (民法典 art. 17).
const OF_AGE: i16 = 18;

/// Whose word is needed.
pub(super) struct Person {
    pub(super) name: String,
    /// May be empty: a guardian is not named by the form.
    pub(super) number: String,
    /// Somebody applies for them: their word allows it.
    pub(super) helps: bool,
}

/// What a person's word is bound to.
pub(super) fn index(keys: &Keyring, draft_id: &str, person: &Person) -> String {
    let helps = if person.helps { "helps\n" } else { "" };
    keys.index("word-person", &format!("{helps}{draft_id}\n{}\n{}", person.name, person.number))
}

impl Cases {
    /// Brings the list of people who are asked up to date with the answers.
    pub(super) async fn ask_words(
        &self,
        tx: &mut Tx,
        draft: &DraftRow,
        form: &Form,
        typed: &Typed,
        now: Moment,
    ) -> Result<(), StoreError> {
        let keys = &self.desk.keys;
        let people = needed(form, typed, draft.for_other, now.day());
        let wanted: Vec<String> = people.iter().map(|person| index(keys, &draft.id, person)).collect();
        let asked = sqlx::query("SELECT id, person_index, helps FROM case_word WHERE draft_id = $1")
            .bind(&draft.id)
            .fetch_all(&mut **tx)
            .await?;
        for row in asked {
            if !wanted.contains(&row.try_get::<String, _>("person_index")?) {
                sqlx::query("DELETE FROM case_word WHERE id = $1")
                    .bind(row.try_get::<String, _>("id")?)
                    .execute(&mut **tx)
                    .await?;
                if row.try_get::<i64, _>("helps")? == 1 {
                    help::forget_consent(tx, &draft.id).await?;
                }
            }
        }
        for ((person, person_index), number) in people.iter().zip(&wanted).zip(1_i64..) {
            let token = keys.token();
            let id = keys.index("word", &token);
            sqlx::query(
                "INSERT INTO case_word (id, draft_id, number, person_index, token_sealed, code_sealed, name_sealed, helps)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
                 ON CONFLICT (draft_id, person_index) DO UPDATE SET number = excluded.number",
            )
            .bind(&id)
            .bind(&draft.id)
            .bind(number)
            .bind(person_index)
            .bind(keys.seal(&format!("word-token:{id}"), token.as_bytes()))
            .bind(keys.seal(&format!("word-code:{id}"), six_digits(keys.chance()).as_bytes()))
            .bind(keys.seal(&format!("word-name:{id}"), person.name.as_bytes()))
            .bind(i64::from(person.helps))
            .execute(&mut **tx)
            .await?;
        }
        Ok(())
    }

    /// Whether everybody has agreed. The people are those of the answers that are sent.
    pub(super) async fn all_agreed(&self, tx: &mut Tx, draft: &DraftRow) -> Result<bool, StoreError> {
        let missing = sqlx::query("SELECT 1 FROM case_word WHERE draft_id = $1 AND given_ms IS NULL LIMIT 1")
            .bind(&draft.id)
            .fetch_optional(&mut **tx)
            .await?;
        Ok(missing.is_none())
    }

    pub(super) async fn words_of(&self, draft_id: &str) -> Result<Vec<WordLine>, StoreError> {
        let keys = &self.desk.keys;
        let rows = sqlx::query(
            "SELECT id, number, token_sealed, code_sealed, name_sealed, given_ms, helps FROM case_word WHERE draft_id = $1
             ORDER BY number",
        )
        .bind(draft_id)
        .fetch_all(self.desk.store.reads())
        .await?;
        rows.iter()
            .map(|row| {
                let id: String = row.try_get("id")?;
                let open = |what: &str, sealed: String| {
                    keys.open_text(&format!("word-{what}:{id}"), &sealed).map_err(|wrong| unsealed(&wrong))
                };
                let token = open("token", row.try_get("token_sealed")?)?;
                Ok(WordLine {
                    number: usize::try_from(row.try_get::<i64, _>("number")?).unwrap_or_default(),
                    name_masked: mask_name(&open("name", row.try_get("name_sealed")?)?),
                    link: format!("{}/confirm/{token}", self.desk.public_url),
                    code: open("code", row.try_get("code_sealed")?)?,
                    given: row.try_get::<Option<i64>, _>("given_ms")?.map(Moment),
                    helps: row.try_get::<i64, _>("helps")? == 1,
                })
            })
            .collect()
    }
}

/// Whose word the answers need. The forms name people by the same keys everywhere: `b_name` is a partner,
/// [`MEANS_CONSENT`] opens a check of the household's means, `guardian_consent` is about a minor.
pub(super) fn needed(form: &Form, typed: &Typed, for_other: bool, today: Date) -> Vec<Person> {
    let said = answers(form, typed);
    let text = |key: &str| said.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let mut people: Vec<Person> = Vec::new();
    let mut add = |name: String, number: String| {
        let new = !name.is_empty() && !people.iter().any(|known| known.name == name && known.number == number);
        if new {
            people.push(Person { name, number, helps: false });
        }
    };
    if form.field("b_id_no").is_some() {
        add(text("b_name"), text("b_id_no"));
    }
    if form.field(MEANS_CONSENT).is_some() {
        let members = said.get("family_members").and_then(Value::as_array).into_iter().flatten();
        for member in members {
            let own = |key: &str| member.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
            let (name, number) = (own("name"), own("id_no"));
            if own("relation") != "self" && number != text("id_no") && !is_minor(&number, today) {
                add(name, number);
            }
        }
    }
    let child = |day: Date| age_on(day, today) < OF_AGE;
    if form.field("guardian_consent").is_some() && text("birth").parse().is_ok_and(child) && !text("name").is_empty() {
        people.push(Person { name: String::new(), number: String::new(), helps: false });
    }
    let applicant = ApplicantBody::of(&said);
    if for_other && form.names_applicant() && !applicant.name.is_empty() {
        people.insert(0, Person { name: applicant.name, number: applicant.document, helps: true });
    }
    people
}

/// Whether a number says that its person is under eighteen. Where a number says nothing, the person is asked.
fn is_minor(number: &str, today: Date) -> bool {
    let born = DocumentKind::ALL.into_iter().find_map(|kind| Document::parse(kind, number, today).ok()?.birth_date());
    born.is_some_and(|born| age_on(born, today) < OF_AGE)
}
