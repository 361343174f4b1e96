//! The rules of a case, each beside what it promises.

mod clock;
mod divorce;
mod notice;
mod progress;
mod receipt;
mod supplement;

use jiff::civil::{Date, date, time};

use super::{CaseEvent, Decision, Flaw, Supplement, SupplementItem, Target};
use crate::{calendar::WorkCalendar, text::Words, time::Moment};

/// 2026 as it was announced.
fn calendar() -> WorkCalendar {
    let mut calendar = WorkCalendar::default();
    let text = include_str!("../../../../../server/data/holidays/2026.toml");
    calendar.add_year("2026.toml", text).expect("the year of the district's data");
    calendar
}

/// Ten in the morning of a day of 2026.
fn at(month: i8, day: i8) -> Moment {
    Moment::beijing(date(2026, month, day), time(10, 0, 0, 0))
}

fn words(zh: &str) -> Words {
    Words { zh: zh.to_owned(), en: String::new() }
}

fn refused() -> CaseEvent {
    CaseEvent::Decide { decision: Decision::Refused, reason: Some(words("收入超过标准")) }
}

fn granted() -> CaseEvent {
    CaseEvent::Decide { decision: Decision::Granted, reason: None }
}

fn step(code: &str) -> CaseEvent {
    CaseEvent::BeginStep { step: code.to_owned() }
}

fn asked(deadline: Date) -> Supplement {
    let item = SupplementItem { target: Target::Field("bank_account".to_owned()), reason: Flaw::Wrong, words: String::new() };
    Supplement { items: vec![item], deadline, words: "卡号少一位".to_owned() }
}

fn ask() -> CaseEvent {
    CaseEvent::AskSupplement(asked(date(2026, 3, 31)))
}
