//! Takes a scanned pass or a typed reference. What was scanned is never shown again; a refusal becomes a note that
//! [`super::refusal`] puts into words.

use std::collections::BTreeMap;

use domain::{
    booking::BookingState,
    ids::{BookingRef, VenueCode},
};

use crate::{
    forms::{Answer, Form, FormState},
    ports::{CheckIn, CheckInRefused, Ports, Unavailable},
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
    let by = match read(&form) {
        Ok(by) => by,
        Err(why) => return again(422, &form, BTreeMap::from([(WHY, why.to_owned())])),
    };
    match ports.hall.check_in(&venue, &by, &visit.visitor).await {
        Ok(ticket) => Answer::Go(format!("/kiosk/{venue}/ticket/{ticket}")),
        Err(CheckInRefused::Unavailable) => Answer::Unavailable,
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

/// A scanned pass, or a typed reference. A reference that is typed into the scanner's box is understood too: people do.
fn read(form: &Form) -> Result<CheckIn, &'static str> {
    // A pass never begins or ends with a space, a scanner's line may.
    let (scanned, typed) = (form.get(SCANNED).trim(), form.get(REFERENCE).trim());
    if let Some(reference) = BookingRef::parse(scanned) {
        return Ok(CheckIn::Reference(reference));
    }
    if !scanned.is_empty() {
        return Ok(CheckIn::Pass(scanned.to_owned()));
    }
    if typed.is_empty() {
        return Err("empty");
    }
    BookingRef::parse(typed).map(CheckIn::Reference).ok_or("typed-wrong")
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
        let by = CheckIn::Reference(reference.clone());
        assert_eq!(read(&form(REFERENCE, &reference.spaced().to_lowercase())), Ok(by.clone()));
        assert_eq!(read(&form(SCANNED, reference.as_str())), Ok(by));
        assert_eq!(read(&form(SCANNED, " 6BF:XYZ\r\n")), Ok(CheckIn::Pass("6BF:XYZ".to_owned())));
        assert_eq!(read(&form(REFERENCE, "ABC")), Err("typed-wrong"));
        assert_eq!(read(&form(REFERENCE, " ")), Err("empty"));
    }

    #[test]
    fn what_was_scanned_is_not_shown_again() {
        let Answer::Again { state, .. } = again(422, &form(SCANNED, "SECRET"), BTreeMap::new()) else { panic!("the same page") };
        assert!(!state.form.has(SCANNED));
    }
}
