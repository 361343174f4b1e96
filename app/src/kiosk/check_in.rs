//! Takes a scanned pass, a typed reference or document number, an identity card from the reader, or the code with which something
//! comes over from a phone. What was scanned is never shown again, and of a document number nothing but the number in the queue; a
//! refusal becomes a note that [`super::refusal`] puts into words.

use std::collections::BTreeMap;

use domain::{
    booking::BookingState,
    identity::{Document, DocumentKind},
    ids::{BookingRef, TicketToken, VenueCode},
};
use jiff::civil::Date;

use super::{medium, prints, ticket::once_more};
use crate::{
    forms::{Answer, Form, FormState},
    ports::{CheckIn, CheckInRefused, FindRefused, Ports, Unavailable},
    visit::Visit,
};

/// The field of the scanner.
pub const SCANNED: &str = "scanned";
/// The field of who types.
pub const REFERENCE: &str = "reference";
/// The field of a document's number.
pub const DOCUMENT: &str = "document";
/// The note: why.
pub const WHY: &str = "why";
/// The note: a moment, milliseconds since 1970.
pub const AT: &str = "at";
/// The note: a venue in Chinese and in English.
pub const VENUE: [&str; 2] = ["venue_zh", "venue_en"];
/// The note: a ticket's token.
pub const TICKET: &str = "ticket";
/// The note: a ticket's number.
pub const NUMBER: &str = "number";

/// The people of a booking come into the queue.
pub async fn take(ports: &Ports, visit: &Visit, params: &BTreeMap<String, String>, form: Form) -> Answer {
    let venue = VenueCode(params.get("venue").cloned().unwrap_or_default());
    if ports.district.venue(&venue).is_none() {
        return Answer::NotFound;
    }
    if let Some(secret) = fragment(form.get(SCANNED).trim(), &ports.public_url, "/resume#") {
        return match ports.cases.resume_by_secret(secret, &visit.visitor).await {
            Ok(draft) => Answer::Go(format!("/draft/{draft}")),
            Err(FindRefused::Unavailable) => Answer::Unavailable,
            Err(_) => again(422, &form, BTreeMap::from([(WHY, "phone-code".to_owned())])),
        };
    }
    if let Some(code) = fragment(form.get(SCANNED).trim(), &ports.public_url, "/over#") {
        return match ports.carry_over.page(code, &visit.visitor).await {
            Ok(Some(page)) => Answer::Go(page),
            Ok(None) => again(422, &form, BTreeMap::from([(WHY, "phone-code".to_owned())])),
            Err(Unavailable) => Answer::Unavailable,
        };
    }
    // The pre-check's own page opens what is sealed there.
    if let Some(sealed) = fragment(form.get(SCANNED).trim(), &ports.public_url, "/what-can-i-get#") {
        return Answer::Go(format!("/what-can-i-get#{sealed}"));
    }
    let by = match read(&form, &ports.public_url, ports.clock.now().day()) {
        Ok(Asked::CheckIn(by)) => by,
        Ok(Asked::Ticket(ticket)) => {
            return match ports.hall.ticket(&ticket).await {
                Ok(Some(_)) => once_more(ports, visit, &venue, &ticket).await,
                Ok(None) => again(422, &form, notes(CheckInRefused::NotAPass)),
                Err(Unavailable) => Answer::Unavailable,
            };
        }
        Err(why) => return again(422, &form, BTreeMap::from([(WHY, why.to_owned())])),
    };
    let typed_number = matches!(by, CheckIn::Number(_));
    match ports.hall.check_in(&venue, &by, medium(visit), mark(visit)).await {
        Ok(ticket) => Answer::Go(format!("/kiosk/{venue}/ticket/{ticket}")),
        Err(CheckInRefused::Unavailable) => Answer::Unavailable,
        Err(CheckInRefused::AlreadyUsed { ticket }) if prints(visit) && !typed_number => {
            once_more(ports, visit, &venue, &ticket).await
        }
        Err(CheckInRefused::AlreadyUsed { ticket }) => match ports.hall.ticket(&ticket).await {
            Ok(found) => {
                let number = (NUMBER, found.map(|found| found.place.number).unwrap_or_default());
                // Who knows somebody's number need not be them: what they are here for is not told.
                let notes = if typed_number {
                    BTreeMap::from([(WHY, "by-document".to_owned()), number])
                } else {
                    BTreeMap::from([(WHY, "used".to_owned()), (TICKET, ticket.0), number])
                };
                again(422, &form, notes)
            }
            Err(Unavailable) => Answer::Unavailable,
        },
        Err(CheckInRefused::Unknown) if typed_number => again(422, &form, BTreeMap::from([(WHY, "no-number".to_owned())])),
        Err(refused) => {
            let status = if refused == CheckInRefused::TooOften { 429 } else { 422 };
            again(status, &form, notes(refused))
        }
    }
}

/// An identity card on this kiosk's reader: its holder comes into the queue, or has their number printed once more. Where it leads,
/// or why not, as the page's sentence is called (`super::card`).
pub async fn by_card(ports: &Ports, visit: &Visit, venue: &VenueCode, document: Document) -> Result<String, &'static str> {
    let went = match ports.hall.check_in(venue, &CheckIn::Card(document), medium(visit), mark(visit)).await {
        Ok(ticket) => Answer::Go(format!("/kiosk/{venue}/ticket/{ticket}")),
        Err(CheckInRefused::AlreadyUsed { ticket }) => once_more(ports, visit, venue, &ticket).await,
        Err(CheckInRefused::TooEarly { .. }) => return Err("early"),
        Err(CheckInRefused::TooLate { .. }) => return Err("late"),
        Err(CheckInRefused::Unavailable) => return Err("failed"),
        Err(_) => return Err("none"),
    };
    if let Answer::Go(to) = went { Ok(to) } else { Err("failed") }
}

/// What tries are counted by: the machine, whoever stands before it.
fn mark(visit: &Visit) -> &str {
    visit.device.as_ref().map_or(visit.visitor.as_str(), |device| device.id.as_str())
}

/// What somebody came with.
#[derive(Debug, PartialEq, Eq)]
enum Asked {
    CheckIn(CheckIn),
    /// The paper of a number that they have.
    Ticket(TicketToken),
}

/// A scanned pass or ticket, a typed reference or a document's number. A reference that is typed into the scanner's box is understood
/// too: people do.
fn read(form: &Form, public_url: &str, today: Date) -> Result<Asked, &'static str> {
    // A pass never begins or ends with a space, a scanner's line may.
    let (scanned, typed) = (form.get(SCANNED).trim(), form.get(REFERENCE).trim());
    if let Some(reference) = BookingRef::parse(scanned) {
        return Ok(Asked::CheckIn(CheckIn::Reference(reference)));
    }
    if let Some(ticket) = scanned.strip_prefix(public_url).and_then(|path| path.strip_prefix("/t/")) {
        return Ok(Asked::Ticket(TicketToken(ticket.to_owned())));
    }
    if !scanned.is_empty() {
        return Ok(Asked::CheckIn(CheckIn::Pass(scanned.to_owned())));
    }
    if typed.is_empty() && form.has(DOCUMENT) {
        let number = form.get(DOCUMENT);
        let documents: Vec<Document> =
            DocumentKind::ALL.into_iter().filter_map(|kind| Document::parse(kind, number, today).ok()).collect();
        return if documents.is_empty() { Err("document-wrong") } else { Ok(Asked::CheckIn(CheckIn::Number(documents))) };
    }
    if typed.is_empty() {
        return Err("empty");
    }
    BookingRef::parse(typed).map(|reference| Asked::CheckIn(CheckIn::Reference(reference))).ok_or("typed-wrong")
}

/// The code in the address that a phone shows as «go on elsewhere»: it stands in the fragment, which no server ever sees unless
/// it is scanned, and it is taken out of the address here.
fn fragment<'a>(scanned: &'a str, public_url: &str, at: &str) -> Option<&'a str> {
    scanned.strip_prefix(public_url)?.strip_prefix(at).filter(|code| !code.is_empty())
}

fn notes(refused: CheckInRefused) -> BTreeMap<&'static str, String> {
    let why = |why: &str| (WHY, why.to_owned());
    let at = |moment: domain::time::Moment| (AT, moment.0.to_string());
    match refused {
        CheckInRefused::NotAPass => BTreeMap::from([why("not-a-pass")]),
        CheckInRefused::Forged => BTreeMap::from([why("forged")]),
        CheckInRefused::OldPass => BTreeMap::from([why("old-pass")]),
        CheckInRefused::TooEarly { opens } => BTreeMap::from([why("too-early"), at(opens)]),
        CheckInRefused::TooLate { was } => BTreeMap::from([why("too-late"), at(was)]),
        CheckInRefused::WrongDay { on } => BTreeMap::from([why("wrong-day"), at(on)]),
        CheckInRefused::WrongVenue { venue } => BTreeMap::from([why("wrong-venue"), (VENUE[0], venue.zh), (VENUE[1], venue.en)]),
        CheckInRefused::NotLive(BookingState::Cancelled) => BTreeMap::from([why("cancelled")]),
        CheckInRefused::NotLive(BookingState::CalledOff) => BTreeMap::from([why("called-off")]),
        CheckInRefused::NotLive(BookingState::Refused) => BTreeMap::from([why("refused")]),
        CheckInRefused::NotLive(_) => BTreeMap::from([why("over")]),
        CheckInRefused::TooOften => BTreeMap::from([why("too-often")]),
        CheckInRefused::Unknown | CheckInRefused::AlreadyUsed { .. } | CheckInRefused::Unavailable => {
            BTreeMap::from([why("unknown")])
        }
    }
}

/// The same page with the reason. A mistyped reference stays, so that one character can be put right.
fn again(status: u16, form: &Form, notes: BTreeMap<&'static str, String>) -> Answer {
    let typed = Form::new(vec![(REFERENCE.to_owned(), form.get(REFERENCE).chars().take(16).collect())]);
    Answer::Again { status, state: FormState { form: typed, mistakes: Vec::new(), notes } }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn form(name: &str, value: &str) -> Form {
        Form::new(vec![(name.to_owned(), value.to_owned())])
    }

    #[test]
    fn what_a_person_puts_in_is_understood() {
        let reference = BookingRef::from_chance(7);
        let by = || Ok(Asked::CheckIn(CheckIn::Reference(reference.clone())));
        let read = |name: &str, value: &str| read(&form(name, value), "https://yimen.test", date(2026, 11, 24));
        assert_eq!(read(REFERENCE, &reference.spaced().to_lowercase()), by());
        assert_eq!(read(SCANNED, reference.as_str()), by());
        assert_eq!(read(SCANNED, " 6BF:XYZ\r\n"), Ok(Asked::CheckIn(CheckIn::Pass("6BF:XYZ".to_owned()))));
        assert_eq!(read(SCANNED, "https://yimen.test/t/abc\r"), Ok(Asked::Ticket("abc".into())));
        assert_eq!(
            read(SCANNED, "https://other.test/t/abc"),
            Ok(Asked::CheckIn(CheckIn::Pass("https://other.test/t/abc".to_owned())))
        );
        assert_eq!(read(REFERENCE, "ABC"), Err("typed-wrong"));
        assert_eq!(read(REFERENCE, " "), Err("empty"));
        assert_eq!(read(DOCUMENT, "110102189905200012"), Err("document-wrong"), "a slip of the finger");
        let Ok(Asked::CheckIn(CheckIn::Number(documents))) = read(DOCUMENT, " 110102189905200011 ") else { panic!("a number") };
        assert!(documents.iter().any(|document| document.kind() == DocumentKind::IdCn), "{documents:?}");
    }

    #[test]
    fn what_comes_over_from_a_phone_is_of_this_house_only() {
        let house = "https://door.example";
        assert_eq!(fragment("https://door.example/resume#kZ3secret", house, "/resume#"), Some("kZ3secret"));
        assert_eq!(fragment("https://door.example/over#kZ3secret", house, "/over#"), Some("kZ3secret"));
        for other in
            ["https://evil.example/resume#kZ3", "https://door.example/resume#", "https://door.example/case/kZ3", "6BF:XYZ"]
        {
            assert_eq!(fragment(other, house, "/resume#"), None, "{other}");
        }
    }

    #[test]
    fn what_was_scanned_is_not_shown_again() {
        let Answer::Again { state, .. } = again(422, &form(SCANNED, "SECRET"), BTreeMap::new()) else { panic!("the same page") };
        assert!(!state.form.has(SCANNED));
    }
}
