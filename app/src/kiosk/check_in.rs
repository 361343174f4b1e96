//! Takes a scanned pass or a typed reference, or the code with which a draft comes over from a phone. What was scanned is never shown
//! again; a refusal becomes a note that [`super::refusal`] puts into words.

use std::collections::BTreeMap;

use domain::{
    booking::BookingState,
    ids::{BookingRef, TicketToken, VenueCode},
};

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
    if let Some(secret) = secret_in(form.get(SCANNED).trim(), &ports.public_url) {
        return match ports.cases.resume_by_secret(secret, &visit.visitor).await {
            Ok(draft) => Answer::Go(format!("/draft/{draft}")),
            Err(FindRefused::Unavailable) => Answer::Unavailable,
            Err(_) => again(422, &form, BTreeMap::from([(WHY, "phone-code".to_owned())])),
        };
    }
    let by = match read(&form, &ports.public_url) {
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
    match ports.hall.check_in(&venue, &by, medium(visit), &visit.visitor).await {
        Ok(ticket) => Answer::Go(format!("/kiosk/{venue}/ticket/{ticket}")),
        Err(CheckInRefused::Unavailable) => Answer::Unavailable,
        Err(CheckInRefused::AlreadyUsed { ticket }) if prints(visit) => once_more(ports, visit, &venue, &ticket).await,
        Err(CheckInRefused::AlreadyUsed { ticket }) => match ports.hall.ticket(&ticket).await {
            Ok(found) => {
                let number = found.map(|found| found.place.number).unwrap_or_default();
                let notes = BTreeMap::from([(WHY, "used".to_owned()), (TICKET, ticket.0), (NUMBER, number)]);
                again(422, &form, notes)
            }
            Err(Unavailable) => Answer::Unavailable,
        },
        Err(refused) => {
            let status = if refused == CheckInRefused::TooOften { 429 } else { 422 };
            again(status, &form, notes(refused))
        }
    }
}

/// What somebody came with.
#[derive(Debug, PartialEq, Eq)]
enum Asked {
    CheckIn(CheckIn),
    /// The paper of a number that they have.
    Ticket(TicketToken),
}

/// A scanned pass or ticket, or a typed reference. A reference that is typed into the scanner's box is understood too: people do.
fn read(form: &Form, public_url: &str) -> Result<Asked, &'static str> {
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
    if typed.is_empty() {
        return Err("empty");
    }
    BookingRef::parse(typed).map(|reference| Asked::CheckIn(CheckIn::Reference(reference))).ok_or("typed-wrong")
}

/// The secret in the address that a phone shows as «go on elsewhere»: it stands in the fragment, which no server ever sees unless
/// it is scanned, and it is taken out of the address here.
fn secret_in<'a>(scanned: &'a str, public_url: &str) -> Option<&'a str> {
    scanned.strip_prefix(public_url)?.strip_prefix("/resume#").filter(|secret| !secret.is_empty())
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
    use super::*;

    fn form(name: &str, value: &str) -> Form {
        Form::new(vec![(name.to_owned(), value.to_owned())])
    }

    #[test]
    fn what_a_person_puts_in_is_understood() {
        let reference = BookingRef::from_chance(7);
        let by = || Ok(Asked::CheckIn(CheckIn::Reference(reference.clone())));
        let read = |name: &str, value: &str| read(&form(name, value), "https://yimen.test");
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
    }

    #[test]
    fn a_draft_comes_over_from_a_phone_of_this_house_only() {
        let house = "https://door.example";
        assert_eq!(secret_in("https://door.example/resume#kZ3secret", house), Some("kZ3secret"));
        for other in
            ["https://evil.example/resume#kZ3", "https://door.example/resume#", "https://door.example/case/kZ3", "6BF:XYZ"]
        {
            assert_eq!(secret_in(other, house), None, "{other}");
        }
    }

    #[test]
    fn what_was_scanned_is_not_shown_again() {
        let Answer::Again { state, .. } = again(422, &form(SCANNED, "SECRET"), BTreeMap::new()) else { panic!("the same page") };
        assert!(!state.form.has(SCANNED));
    }
}
