//! A booking as a calendar entry (RFC 5545). Names the service, the time and the place: nothing about the people, and neither
//! the reference nor the address of the booking, because calendars are shared.

use domain::{ids::BookingToken, text::Lang, time::Moment};
use sha2::{Digest as _, Sha256};

use crate::{
    msg::{booking, terms},
    ports::{BookingView, Ports},
};

/// What stands in the entry.
struct Event<'a> {
    uid: String,
    stamp: Moment,
    starts: Moment,
    ends: Moment,
    title: &'a str,
    place: &'a str,
    text: &'a str,
}

/// The entry's text. Its stamp is the moment at which the booking was taken.
#[must_use]
pub fn calendar(view: &BookingView, ports: &Ports, lang: Lang) -> String {
    let service = ports.catalogue.guide(view.service.as_str()).map_or_else(|| view.service.as_str(), |guide| guide.name.of(lang));
    let place = ports.district.venue(&view.slot.venue).map_or_else(String::new, |venue| {
        let address = venue.address.as_ref().map_or(terms::ADDRESS_UNKNOWN.of(lang), |words| words.of(lang));
        format!("{}, {address}", venue.name.of(lang))
    });
    write(&Event {
        uid: uid(&view.token),
        stamp: view.taken,
        starts: view.slot.starts,
        ends: view.ends,
        title: &booking::EVENT_TITLE.with(lang, &[("service", service)]),
        place: &place,
        text: booking::EVENT_TEXT.of(lang),
    })
}

/// The same entry for the same booking, also after it was moved; the token cannot be had back from it.
fn uid(token: &BookingToken) -> String {
    let digest = Sha256::digest(format!("calendar entry of {token}"));
    let hex: String = digest[..16].iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{hex}@yimen")
}

fn write(event: &Event<'_>) -> String {
    let lines = [
        "BEGIN:VCALENDAR".to_owned(),
        "VERSION:2.0".to_owned(),
        "PRODID:-//Yimen//Booking//ZH".to_owned(),
        "CALSCALE:GREGORIAN".to_owned(),
        "METHOD:PUBLISH".to_owned(),
        "BEGIN:VEVENT".to_owned(),
        format!("UID:{}", event.uid),
        format!("DTSTAMP:{}", utc(event.stamp)),
        format!("DTSTART:{}", utc(event.starts)),
        format!("DTEND:{}", utc(event.ends)),
        format!("SUMMARY:{}", escape(event.title)),
        format!("LOCATION:{}", escape(event.place)),
        format!("DESCRIPTION:{}", escape(event.text)),
        "BEGIN:VALARM".to_owned(),
        "ACTION:DISPLAY".to_owned(),
        format!("DESCRIPTION:{}", escape(event.title)),
        "TRIGGER:-P1D".to_owned(),
        "END:VALARM".to_owned(),
        "END:VEVENT".to_owned(),
        "END:VCALENDAR".to_owned(),
    ];
    lines.iter().map(|line| fold(line)).collect()
}

/// `20261201T010000Z`.
fn utc(at: Moment) -> String {
    let time = at.plus_minutes(-8 * 60).in_beijing();
    let (hour, minute, second) = (time.hour(), time.minute(), time.second());
    format!("{:04}{:02}{:02}T{hour:02}{minute:02}{second:02}Z", time.year(), time.month(), time.day())
}

/// Section 3.3.11: backslash, semicolon, comma and line ends.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// Section 3.1: no line is longer than 75 octets; a fold never splits a character.
fn fold(line: &str) -> String {
    const OCTETS: usize = 75;
    let mut out = String::with_capacity(line.len() + 8);
    let mut length = 0;
    for c in line.chars() {
        if length + c.len_utf8() > OCTETS {
            out.push_str("\r\n ");
            length = 1;
        }
        out.push(c);
        length += c.len_utf8();
    }
    out.push_str("\r\n");
    out
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, time};

    use super::*;

    fn entry(title: &str) -> String {
        let starts = Moment::beijing(date(2026, 12, 1), time(9, 0, 0, 0));
        write(&Event {
            uid: uid(&BookingToken::from("secret")),
            stamp: starts.plus_minutes(-10_000),
            starts,
            ends: starts.plus_minutes(30),
            title,
            place: "西城区婚姻登记服务中心, 具体地址以现场公布为准",
            text: "请带好证件和材料;按时报到",
        })
    }

    #[test]
    fn lines_end_as_they_must_and_are_never_too_long() {
        let text = entry(&"结婚登记".repeat(20));
        assert!(text.split_inclusive('\n').all(|line| line.ends_with("\r\n") && line.len() <= 75 + 2));
        let unfolded = text.replace("\r\n ", "");
        assert!(unfolded.contains(&format!("SUMMARY:{}\r\n", "结婚登记".repeat(20))));
        assert!(unfolded.contains("DESCRIPTION:请带好证件和材料\\;按时报到\r\n"));
    }

    #[test]
    fn times_are_in_utc_and_the_token_stays_secret() {
        let text = entry("结婚登记");
        assert!(text.contains("DTSTART:20261201T010000Z\r\nDTEND:20261201T013000Z\r\n"));
        assert!(!text.contains("secret"));
        assert_eq!(uid(&BookingToken::from("secret")), uid(&BookingToken::from("secret")));
    }
}
