//! What was typed: kept sealed, shown masked, and checked on the day of the appointment.

use domain::{
    booking::{Mistake, PartyDraft, People, Person, PersonDraft, check_party},
    catalogue::Party,
    identity::{Document, DocumentKind, Phone, Sex, mask_document, mask_phone},
    ids::HoldToken,
    time::Moment,
};
use jiff::civil::Date;

use super::{
    Bookings,
    rows::{self, HoldRow, HoldRowState},
    unsealed,
};
use crate::{keys::Keyring, store::StoreError};

/// The longest answer that is kept: longer ones are no answers.
const LONGEST: usize = 200;

impl Bookings {
    /// Keeps what was typed, whatever is wrong with it.
    pub(super) async fn write_draft(&self, hold: &HoldToken, draft: &PartyDraft) -> Result<Result<(), Vec<Mistake>>, StoreError> {
        let now = self.now();
        let id = self.hold_id(hold);
        let mut tx = self.desk.store.begin().await?;
        let Some(row) = rows::hold(&mut *tx, &id).await? else { return Ok(Ok(())) };
        // The people of a booking stay who they are when it moves: the department would not hear of others.
        if row.moves.is_some() || row.state == HoldRowState::Confirmed {
            return Ok(Ok(()));
        }
        let Some(party) = self.party(&row.service) else { return Ok(Ok(())) };
        let before = opened(&self.desk.keys, &row)?;
        let draft = with_kept_numbers(draft, &before, now.day());
        let checked = check_party(party, &draft, now.day(), row.slot.starts.day());
        sqlx::query("UPDATE hold SET draft_sealed = $1, complete = $2 WHERE id = $3 AND state <> 'confirmed'")
            .bind(sealed(&self.desk.keys, &id, &draft))
            .bind(i64::from(checked.is_ok()))
            .bind(&id)
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(checked.map(|_| ()))
    }
}

/// Checks what a hold has on the day of its slot.
pub(super) fn checked(keys: &Keyring, row: &HoldRow, party: Party, now: Moment) -> Result<Option<People>, StoreError> {
    let draft = opened(keys, row)?;
    Ok(check_party(party, &draft, now.day(), row.slot.starts.day()).ok())
}

/// What was typed, opened; nothing where nothing was.
pub(super) fn opened(keys: &Keyring, row: &HoldRow) -> Result<PartyDraft, StoreError> {
    row.draft_sealed.as_ref().map_or_else(|| Ok(PartyDraft::default()), |text| open(keys, &row.id, text))
}

/// Opens the draft of a hold.
pub(super) fn open(keys: &Keyring, hold_id: &str, text: &str) -> Result<PartyDraft, StoreError> {
    let text = keys.open(&draft_of(hold_id), text).map_err(|wrong| unsealed(&wrong))?;
    serde_json::from_slice(&text).map_err(|_| StoreError::Corrupt("a draft that cannot be read".to_owned()))
}

/// Seals the draft of a hold.
pub(super) fn sealed(keys: &Keyring, hold_id: &str, draft: &PartyDraft) -> String {
    let text = serde_json::to_vec(draft).expect("strings and lists always have a JSON form");
    keys.seal(&draft_of(hold_id), &text)
}

fn draft_of(hold_id: &str) -> String {
    format!("draft:{hold_id}")
}

/// As its pages show it: good numbers masked, mistaken ones as typed, so that the mistake can be seen.
pub(super) fn shown(draft: &PartyDraft, today: Date) -> PartyDraft {
    PartyDraft { people: draft.people.iter().map(|typed| shown_person(typed, today)).collect() }
}

fn shown_person(typed: &PersonDraft, today: Date) -> PersonDraft {
    let kind = DocumentKind::parse(&typed.document_kind);
    let document = kind.and_then(|kind| Document::parse(kind, &typed.document, today).ok());
    let phone = Phone::parse(&typed.phone).ok();
    PersonDraft {
        document: document.map_or_else(|| typed.document.clone(), |document| mask_document(document.number())),
        phone: phone.map_or_else(|| typed.phone.clone(), |phone| mask_phone(phone.as_str())),
        ..typed.clone()
    }
}

/// What was typed now, with the numbers kept before where a masked one came back unchanged.
fn with_kept_numbers(typed: &PartyDraft, before: &PartyDraft, today: Date) -> PartyDraft {
    let seen = shown(before, today);
    let people = typed.people.iter().take(2).enumerate().map(|(n, typed)| {
        let mut person = PersonDraft {
            name: short(&typed.name),
            document_kind: short(&typed.document_kind),
            document: short(&typed.document),
            birth: short(&typed.birth),
            sex: short(&typed.sex),
            phone: short(&typed.phone),
            no_phone: typed.no_phone,
        };
        if let Some((seen, before)) = seen.people.get(n).zip(before.people.get(n)) {
            if person.document.trim() == seen.document {
                person.document.clone_from(&before.document);
            }
            if person.phone.trim() == seen.phone {
                person.phone.clone_from(&before.phone);
            }
        }
        person
    });
    PartyDraft { people: people.collect() }
}

fn short(text: &str) -> String {
    text.chars().take(LONGEST).collect()
}

/// The answers that a booking's people once gave: what a hold that moves it shows.
pub(super) fn of_people(people: &People) -> PartyDraft {
    PartyDraft { people: people.people.iter().map(of_person).collect() }
}

fn of_person(person: &Person) -> PersonDraft {
    let sex = |sex| if sex == Sex::Male { "male" } else { "female" };
    PersonDraft {
        name: person.name.as_str().to_owned(),
        document_kind: person.document.as_ref().map_or_else(String::new, |document| document.kind().code().to_owned()),
        document: person.document.as_ref().map_or_else(String::new, |document| document.number().to_owned()),
        birth: person.birth.map_or_else(String::new, |birth| birth.to_string()),
        sex: person.sex.map_or_else(String::new, |known| sex(known).to_owned()),
        phone: person.phone.as_ref().map_or_else(String::new, |phone| phone.as_str().to_owned()),
        no_phone: person.phone.is_none(),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const TODAY: Date = date(2026, 11, 23);

    fn one(document: &str, phone: &str) -> PartyDraft {
        let person = PersonDraft {
            name: "样例".to_owned(),
            document_kind: "PASSPORT".to_owned(),
            document: document.to_owned(),
            phone: phone.to_owned(),
            ..PersonDraft::default()
        };
        PartyDraft { people: vec![person] }
    }

    #[test]
    fn a_masked_number_that_comes_back_unchanged_is_the_number_kept_before() {
        let before = one("E12345678", "13800138000");
        let seen = shown(&before, TODAY);
        assert_eq!((seen.people[0].document.as_str(), seen.people[0].phone.as_str()), ("*****5678", "138****8000"));
        assert_eq!(with_kept_numbers(&seen, &before, TODAY), before);
        let corrected = one("E87654321", "138****8000");
        assert_eq!(with_kept_numbers(&corrected, &before, TODAY), one("E87654321", "13800138000"));
    }

    #[test]
    fn a_mistaken_number_is_shown_as_typed() {
        let before = one("E1", "1380");
        assert_eq!(shown(&before, TODAY), before);
    }
}
