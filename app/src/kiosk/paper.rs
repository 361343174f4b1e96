//! What the paper of a number says, as lines for the bridge: the number 15 mm high and more, the code 26 mm and more, people
//! ahead, range, where to wait, times. A roll of 80 mm has 576 dots, 8 to the millimetre. No name.

use domain::text::Lang;
use serde::Serialize;

use crate::{
    hall::words,
    msg::{kiosk, printing},
    ports::TicketView,
};

/// Of the number: 24 dots a line, so 18 mm.
const NUMBER_SIZE: u8 = 6;
/// Of what is read at arm's length: 6 mm.
pub(super) const LARGE: u8 = 2;
/// Of the rest: 3 mm.
pub(super) const SMALL: u8 = 1;
/// Dots of one module of the code: 29 modules and more are 232 dots, 29 mm.
pub(super) const MODULE_DOTS: u8 = 8;

/// One line, as `docs/contracts/bridge.yaml` has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Line {
    /// Words.
    Text {
        /// What they are.
        text: String,
        /// Times the height of a line, 1 to 8.
        size: u8,
        /// Whether they are bold.
        bold: bool,
        /// Where they stand.
        align: &'static str,
    },
    /// A code.
    Qr {
        /// What a scanner reads.
        qr: String,
        /// Dots of one module.
        modules: u8,
    },
    /// Empty lines.
    Feed {
        /// How many.
        feed: u8,
    },
}

/// What stands on the paper besides the place in the queue.
#[derive(Clone, Debug)]
pub struct Paper<'a> {
    /// The ticket.
    pub ticket: &'a TicketView,
    /// What the venue is called.
    pub venue: &'a str,
    /// What the service is called.
    pub service: &'a str,
    /// The ticket's page on the phone.
    pub phone: &'a str,
    /// When it is printed, `HH:MM`.
    pub time: &'a str,
    /// Whether the same number was printed before.
    pub copy: bool,
}

/// The paper in the language of the page.
#[must_use]
pub fn lines(paper: &Paper<'_>, lang: Lang) -> Vec<Line> {
    let place = &paper.ticket.place;
    let mut lines = vec![text(paper.venue, SMALL)];
    if paper.copy {
        lines.push(bold(printing::PAPER_COPY.of(lang), LARGE));
    }
    lines.push(text(kiosk::YOUR_NUMBER.of(lang), LARGE));
    lines.push(bold(&place.number, NUMBER_SIZE));
    lines.push(text(paper.service, LARGE));
    match place.counter {
        Some(counter) => lines.push(bold(kiosk::CALLED.with(lang, &[("n", &counter.to_string())]), LARGE)),
        None => {
            lines.push(bold(words::ahead(lang, place.ahead), LARGE));
            lines.push(text(format!("{} {}", kiosk::WAIT.of(lang), words::range(lang, place.wait)), LARGE));
            lines.push(text(printing::PAPER_WHERE.of(lang), LARGE));
        }
    }
    lines.push(Line::Feed { feed: 1 });
    lines.push(Line::Qr { qr: paper.phone.to_owned(), modules: MODULE_DOTS });
    lines.push(text(printing::PAPER_PHONE.of(lang), SMALL));
    lines.push(text(printing::PAPER_MISSED.of(lang), SMALL));
    let taken = paper.ticket.taken.clock_face();
    lines.push(text(printing::PAPER_TIME.with(lang, &[("taken", taken.as_str()), ("time", paper.time)]), SMALL));
    lines
}

pub(super) fn text(text: impl Into<String>, size: u8) -> Line {
    Line::Text { text: text.into(), size, bold: false, align: "center" }
}

pub(super) fn bold(text: impl Into<String>, size: u8) -> Line {
    Line::Text { text: text.into(), size, bold: true, align: "center" }
}

#[cfg(test)]
mod tests {
    use domain::{
        queue::{Class, WaitRange},
        time::Moment,
    };

    use super::*;
    use crate::live::{PlaceView, TicketState};

    fn ticket() -> TicketView {
        TicketView {
            token: "token".into(),
            venue: "hy".into(),
            service: "XC-HY-01".into(),
            taken: Moment(1_795_480_200_000),
            print_key: "key".to_owned(),
            copies: 0,
            place: PlaceView {
                version: 1,
                number: "A012".to_owned(),
                state: TicketState::Printing,
                class: Class::Appointment,
                ahead: 3,
                overtaken_by: Vec::new(),
                wait: Some(WaitRange { p50: 12, p90: 25 }),
                be_back_by: None,
                counter: None,
                called_at: None,
                comes_back_at: None,
                as_of: "08:30".to_owned(),
            },
        }
    }

    fn paper(ticket: &TicketView, copy: bool) -> Paper<'_> {
        let phone = "https://yimen.example/t/0123456789abcdefghijkl";
        Paper { ticket, venue: "婚姻登记服务中心", service: "结婚登记", phone, time: "08:31", copy }
    }

    /// Every text, and its size.
    fn texts(lines: &[Line]) -> Vec<(&str, u8)> {
        lines
            .iter()
            .filter_map(|line| if let Line::Text { text, size, .. } = line { Some((text.as_str(), *size)) } else { None })
            .collect()
    }

    #[test]
    fn the_paper_says_the_number_large_and_where_one_stands() {
        let ticket = ticket();
        let lines = lines(&paper(&ticket, false), Lang::Zh);
        let texts = texts(&lines);
        assert!(texts.contains(&("A012", NUMBER_SIZE)) && u32::from(NUMBER_SIZE) * 24 >= 15 * 8, "15 mm and more");
        assert!(texts.contains(&("前面还有 3 人", LARGE)) && texts.contains(&("还要等 约 12–25 分钟", LARGE)));
        assert!(texts.contains(&("08:30 取号 · 08:31 打印", SMALL)));
        assert!(!texts.iter().any(|(text, _)| text.contains("补打")));
        let code = Line::Qr { qr: "https://yimen.example/t/0123456789abcdefghijkl".to_owned(), modules: MODULE_DOTS };
        assert!(lines.contains(&code));
    }

    #[test]
    fn a_copy_says_that_it_is_one_and_a_called_number_where_to_go() {
        let mut ticket = ticket();
        ticket.place.counter = Some(7);
        let lines = lines(&paper(&ticket, true), Lang::En);
        let texts = texts(&lines);
        assert!(texts.contains(&(printing::PAPER_COPY.en, LARGE)) && texts.contains(&("Please go to counter 7", LARGE)));
        assert!(!texts.iter().any(|(text, _)| text.contains("ahead")));
    }

    #[test]
    fn what_must_be_seen_fits_the_roll() {
        let lines = lines(&paper(&ticket(), true), Lang::Zh);
        for (text, size) in texts(&lines) {
            // A Chinese character is 24 dots wide, a Latin one 12.
            let dots: u32 = text.chars().map(|c| if c.is_ascii() { 12 } else { 24 }).sum::<u32>() * u32::from(size);
            assert!(dots <= 576 || size == LARGE, "{text} is {dots} dots wide");
        }
    }

    #[test]
    fn the_lines_are_as_the_bridge_reads_them() {
        let json = serde_json::to_value(lines(&paper(&ticket(), false), Lang::Zh)).expect("JSON");
        assert_eq!(json[0], serde_json::json!({ "text": "婚姻登记服务中心", "size": 1, "bold": false, "align": "center" }));
        let kinds = json.as_array().expect("a list");
        assert!(kinds.contains(&serde_json::json!({ "feed": 1 })) && kinds.iter().any(|line| line["modules"] == 8));
    }
}
