//! Checking the «who» page: each person by themselves, then what holds between them.

use jiff::civil::Date;

use crate::{
    booking::{FieldName, Mistake, MistakeKind, PartyDraft, People, Person, PersonDraft},
    catalogue::Party,
    identity::{Document, DocumentKind, DocumentRefusal, Name, NameRefusal, Phone, Sex, age_on, parse_birth},
};

/// Checks what was typed. `on` is the day of the appointment: ages count on that day, not today.
/// All mistakes are returned together, in the order of the page. No household register is asked (国令804号, 2025-05-10).
///
/// Date of birth and sex are taken from the document's number where it holds them; what was typed counts only where it holds
/// none, and only a couple must give it.
pub fn check_party(party: Party, draft: &PartyDraft, today: Date, on: Date) -> Result<People, Vec<Mistake>> {
    let nobody = PersonDraft::default();
    let count = match party {
        Party::Couple | Party::Spouses => 2,
        Party::One | Party::Anonymous => 1,
    };
    let mut mistakes = Vec::new();
    let read: Vec<Answers> = (0..count)
        .map(|person| {
            let typed = draft.people.get(person).unwrap_or(&nobody);
            read_person(party, typed, today, |field, kind| mistakes.push(Mistake { person, field, kind }))
        })
        .collect();
    if let [first, second] = read.as_slice() {
        check_two(party, first, second, on, &mut mistakes);
    }
    let people: Option<Vec<Person>> = read.into_iter().map(Answers::whole).collect();
    match people {
        Some(people) if mistakes.is_empty() => Ok(People { people }),
        _ => {
            // Stable: two mistakes of one field keep the order in which they were found.
            mistakes.sort_by_key(|mistake| (mistake.person, mistake.field));
            Err(mistakes)
        }
    }
}

/// What could be read of one person.
struct Answers {
    name: Option<Name>,
    document: Option<Document>,
    document_asked: bool,
    birth: Option<Date>,
    sex: Option<Sex>,
    phone: Option<Phone>,
    phone_asked: bool,
}

impl Answers {
    fn whole(self) -> Option<Person> {
        if (self.document_asked && self.document.is_none()) || (self.phone_asked && self.phone.is_none()) {
            return None;
        }
        Some(Person { name: self.name?, document: self.document, birth: self.birth, sex: self.sex, phone: self.phone })
    }

    /// Where a wrong sex is put right: in the number that holds it, or where it was typed.
    fn field_of_sex(&self) -> FieldName {
        if self.document.as_ref().is_some_and(|document| document.sex().is_some()) { FieldName::Document } else { FieldName::Sex }
    }

    /// Where a wrong date of birth is put right.
    fn field_of_birth(&self) -> FieldName {
        if self.document.as_ref().is_some_and(|document| document.birth_date().is_some()) {
            FieldName::Document
        } else {
            FieldName::Birth
        }
    }
}

fn read_person(party: Party, typed: &PersonDraft, today: Date, mut wrong: impl FnMut(FieldName, MistakeKind)) -> Answers {
    let anonymous = party == Party::Anonymous;
    let name = if anonymous { Name::parse_form_of_address(&typed.name) } else { Name::parse(&typed.name) };
    let name = name.map_err(|refusal: NameRefusal| wrong(FieldName::Name, MistakeKind::Name(refusal))).ok();
    let document = if anonymous { None } else { read_document(typed, today, &mut wrong) };
    let (birth, sex) = match &document {
        None => (None, None),
        Some(document) => {
            let required = party == Party::Couple;
            (
                document.birth_date().or_else(|| read_birth(typed, today, required, &mut wrong)),
                document.sex().or_else(|| read_sex(typed, required, &mut wrong)),
            )
        }
    };
    // Who says that they have none is not held to a number typed before.
    let phone_asked = !typed.no_phone;
    let phone = if phone_asked {
        Phone::parse(&typed.phone).map_err(|refusal| wrong(FieldName::Phone, MistakeKind::Phone(refusal))).ok()
    } else {
        None
    };
    Answers { name, document, document_asked: !anonymous, birth, sex, phone, phone_asked }
}

fn read_document(typed: &PersonDraft, today: Date, wrong: &mut impl FnMut(FieldName, MistakeKind)) -> Option<Document> {
    let Some(kind) = DocumentKind::parse(&typed.document_kind) else {
        wrong(FieldName::DocumentKind, MistakeKind::DocumentKind);
        if typed.document.trim().is_empty() {
            wrong(FieldName::Document, MistakeKind::Document(DocumentRefusal::Empty));
        }
        return None;
    };
    Document::parse(kind, &typed.document, today)
        .map_err(|refusal| wrong(FieldName::Document, MistakeKind::Document(refusal)))
        .ok()
}

fn read_birth(typed: &PersonDraft, today: Date, required: bool, wrong: &mut impl FnMut(FieldName, MistakeKind)) -> Option<Date> {
    let birth = parse_birth(&typed.birth, today);
    if birth.is_none() && (required || !typed.birth.trim().is_empty()) {
        wrong(FieldName::Birth, MistakeKind::Birth);
    }
    birth
}

fn read_sex(typed: &PersonDraft, required: bool, wrong: &mut impl FnMut(FieldName, MistakeKind)) -> Option<Sex> {
    let sex = match typed.sex.trim() {
        "male" => Some(Sex::Male),
        "female" => Some(Sex::Female),
        _ => None,
    };
    if sex.is_none() && (required || !typed.sex.trim().is_empty()) {
        wrong(FieldName::Sex, MistakeKind::Sex);
    }
    sex
}

/// What holds between the two. A mistake of both is bound to the second person, where the page ends.
fn check_two(party: Party, first: &Answers, second: &Answers, on: Date, mistakes: &mut Vec<Mistake>) {
    let same = first.document.is_some() && first.document == second.document;
    if same {
        mistakes.push(Mistake { person: 1, field: FieldName::Document, kind: MistakeKind::SamePerson });
    }
    if party != Party::Couple {
        return;
    }
    // One person twice is of one sex with themselves: saying so too would only confuse.
    if !same && first.sex.is_some() && first.sex == second.sex {
        mistakes.push(Mistake { person: 1, field: second.field_of_sex(), kind: MistakeKind::NotAManAndAWoman });
    }
    for (person, answers) in [first, second].into_iter().enumerate() {
        if let (Some(birth), Some(sex)) = (answers.birth, answers.sex) {
            let (least, kind) = match sex {
                Sex::Male => (22, MistakeKind::ManUnder22),
                Sex::Female => (20, MistakeKind::WomanUnder20),
            };
            if age_on(birth, on) < least {
                mistakes.push(Mistake { person, field: answers.field_of_birth(), kind });
            }
        }
    }
}

#[cfg(test)]
mod tests;
