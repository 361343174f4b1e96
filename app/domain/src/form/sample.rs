//! Fills any form validly, always in the same way for the same seed: for tests that send every service from end to end.
//! Identity numbers are synthetic (born 1880 to 1899, a child's beginning with 81), telephones cannot be rung.

use fastrand::Rng;
use jiff::{SignedDuration, civil::Date};

use super::{
    At, Field, FieldKind, Form, Typed, iso,
    number::{credit_code_check, luhn},
    read::{self, compact},
    summary::yuan,
    typed::number,
};
use crate::identity::{Document, DocumentKind};

const SURNAMES: [&str; 8] = ["张", "王", "李", "赵", "欧阳", "马", "白", "陈"];
const GIVEN: [&str; 8] = ["三", "小明", "建国", "秀英", "玉兰", "伟", "静", "志强"];

/// A form filled in so that [`super::check`] finds nothing, not even a warning. Another seed leaves out other optional
/// questions and chooses otherwise. Files are named only; a test that sends some up puts their names in place.
#[must_use]
pub fn sample(form: &Form, at: &At, seed: u64) -> Typed {
    let mut filler = Filler { rng: Rng::with_seed(seed), at: *at, typed: Typed::default() };
    for field in form.screens.iter().flat_map(|screen| &screen.fields) {
        let kind_of_document =
            form.screens.iter().flat_map(|screen| &screen.fields).any(|other| other.rules.document.as_ref() == Some(&field.key));
        filler.fill(field, "", kind_of_document);
    }
    filler.typed
}

struct Filler {
    rng: Rng,
    at: At,
    typed: Typed,
}

impl Filler {
    fn fill(&mut self, field: &Field, prefix: &str, kind_of_document: bool) {
        let required = field.required
            || field.required_when.as_ref().is_some_and(|when| when.holds(&self.typed, prefix, Some(self.at.today)));
        if !field.asked_in(&self.typed, prefix) || !(required || self.rng.bool()) {
            return;
        }
        let input = [prefix, &field.key].concat();
        match field.kind {
            FieldKind::Slot => {}
            FieldKind::Array => {
                let least = field.rules.shortest.unwrap_or(1).max(1);
                let most = field.rules.longest.unwrap_or(3).min(least + 2);
                for row in 0..self.rng.u32(least..=most) {
                    self.columns(field, &[&input, ".", &number(row as usize), "."].concat());
                }
            }
            FieldKind::Object | FieldKind::Region => self.columns(field, &[&input, "."].concat()),
            FieldKind::Multi => {
                let count = (field.rules.shortest.unwrap_or(1).max(1) as usize).max(self.rng.usize(1..=2));
                let from = self.rng.usize(0..field.options.len().max(1));
                let chosen = field.options.iter().cycle().skip(from).take(count.min(field.options.len()));
                self.typed.set_all(input, chosen.map(|choice| choice.code.clone()).collect());
            }
            FieldKind::Files => {
                let count = field.rules.shortest.unwrap_or(1).max(1);
                self.typed.set_all(input, (1..=count).map(|page| ["page-", &page.to_string(), ".jpg"].concat()).collect());
            }
            FieldKind::Enum if kind_of_document => {
                let kind =
                    self.rng.choice([DocumentKind::IdCn, DocumentKind::IdCn, DocumentKind::TwResidence, DocumentKind::FprCard]);
                self.typed.set(input, kind.map_or("", DocumentKind::code));
            }
            _ => {
                if let Some(value) = self.value(field, prefix) {
                    self.typed.set(input, value);
                }
            }
        }
    }

    fn columns(&mut self, field: &Field, prefix: &str) {
        for column in &field.columns {
            let kind_of_document = field.columns.iter().any(|other| other.rules.document.as_ref() == Some(&column.key));
            self.fill(column, prefix, kind_of_document);
        }
    }

    fn value(&mut self, field: &Field, prefix: &str) -> Option<String> {
        let beside = |typed: &Typed, name: &Option<String>| {
            name.as_ref().map(|name| typed.get(&[prefix, name].concat()).to_owned()).filter(|value| !value.is_empty())
        };
        let rules = &field.rules;
        let other = beside(&self.typed, &rules.same_as);
        Some(match field.kind {
            FieldKind::Text if rules.name => self.name(),
            FieldKind::Signature => other.unwrap_or_else(|| self.name()),
            FieldKind::Text => self.words(rules.shortest.unwrap_or(2), rules.longest.unwrap_or(40)),
            FieldKind::Enum => {
                let within = beside(&self.typed, &rules.within);
                let fits = |under: &Option<String>| rules.within.is_none() || under.is_none() || *under == within;
                let choices: Vec<&str> =
                    field.options.iter().filter(|choice| fits(&choice.under)).map(|choice| choice.code.as_str()).collect();
                (*self.rng.choice(&choices)?).to_owned()
            }
            FieldKind::Id => {
                let kind = beside(&self.typed, &rules.document).and_then(|kind| DocumentKind::parse(&kind));
                self.id(kind, rules.youngest, rules.oldest)
            }
            FieldKind::Tel if self.at.kiosk && self.rng.bool() => ["010-6600", &self.digits(4)].concat(),
            FieldKind::Tel => ["1990000", &self.digits(4)].concat(),
            FieldKind::Consent => "yes".to_owned(),
            FieldKind::Bool => (if self.rng.bool() { "yes" } else { "no" }).to_owned(),
            FieldKind::Bankcard => {
                let body = ["622202", &self.digits(12)].concat();
                (0..10).map(|last: u8| [body.as_str(), &last.to_string()].concat()).find(|card| luhn(card))?
            }
            FieldKind::Date => iso(self.day(field, other.as_deref())),
            FieldKind::Money => self.money(field, prefix),
            FieldKind::Int => {
                let least = rules.together.as_ref().map_or(rules.least.unwrap_or(0), |together| together.least);
                self.rng.i64(least..=rules.most.unwrap_or(i64::MAX).min(least + 9)).to_string()
            }
            FieldKind::DisabilityCard => {
                let person = other.unwrap_or_else(|| self.id(None, None, None));
                [compact(&person), self.rng.u8(1..=7).to_string(), self.rng.u8(1..=4).to_string()].concat()
            }
            FieldKind::Uscc => {
                let body = ["53110102MJ", &self.digits(7)].concat();
                let check = char::from(credit_code_check(&body)?);
                [body, check.to_string()].concat()
            }
            FieldKind::Slot | FieldKind::Multi | FieldKind::Files | FieldKind::Array | FieldKind::Object | FieldKind::Region => {
                return None;
            }
        })
    }

    fn name(&mut self) -> String {
        let parts = [self.rng.choice(SURNAMES), self.rng.choice(GIVEN)];
        parts.into_iter().flatten().collect()
    }

    fn words(&mut self, shortest: u32, longest: u32) -> String {
        let length = self.rng.u32(shortest..=longest.min(shortest.max(8) + 8).max(shortest)) as usize;
        "演示内容用来测试没有真人真事也不是真的地址".chars().cycle().take(length.max(1)).collect()
    }

    fn digits(&mut self, count: usize) -> String {
        (0..count).map(|_| char::from(b'0' + self.rng.u8(0..10))).collect()
    }

    fn id(&mut self, kind: Option<DocumentKind>, youngest: Option<i16>, oldest: Option<i16>) -> String {
        let (prefix, year) = match (kind, oldest) {
            (_, Some(oldest)) => ("810000", self.at.today.year() - oldest.max(youngest.unwrap_or(0))),
            (Some(DocumentKind::TwResidence), None) => ("830000", self.rng.i16(1880..=1899)),
            (Some(DocumentKind::HkmResidence), None) => ("820000", self.rng.i16(1880..=1899)),
            (Some(DocumentKind::FprCard), None) => ("911156", self.rng.i16(1880..=1899)),
            _ => ("110102", self.rng.i16(1880..=1899)),
        };
        // A child born on the last day of its year is never too old.
        let day = if oldest.is_some() { "1231" } else { self.rng.choice(["0102", "0520", "0819", "1231"]).unwrap_or("0520") };
        let body = [prefix, &year.to_string(), day, &self.digits(3)].concat();
        let fits = |last: char| {
            let whole = [body.as_str(), &last.to_string()].concat();
            let kind = super::number::kind_of_number(&whole)?;
            Document::parse(kind, &whole, Date::MAX).is_ok().then_some(whole)
        };
        "0123456789X".chars().find_map(fits).unwrap_or(body)
    }

    fn day(&mut self, field: &Field, same_as: Option<&str>) -> Date {
        let today = self.at.today;
        let born = same_as.map(compact).and_then(|number| {
            let kind = super::number::kind_of_number(&number)?;
            Document::parse(kind, &number, Date::MAX).ok()?.birth_date()
        });
        if let Some(born) = born {
            return born;
        }
        if let Some(years) = field.rules.youngest {
            return Date::new(today.year() - years - 1, 1, self.rng.i8(1..=28)).unwrap_or(today);
        }
        let apart = |days: i64| today.saturating_add(SignedDuration::from_hours(24 * days));
        let bound = |day: Option<super::Day>| day.map(|day| day.from(today));
        let first = bound(field.rules.not_before).max(bound(field.rules.warn_before)).unwrap_or(apart(-20));
        let last = bound(field.rules.not_after).unwrap_or(apart(20));
        first.saturating_add(SignedDuration::from_hours(24 * self.rng.i64(0..=7))).min(last)
    }

    fn money(&mut self, field: &Field, prefix: &str) -> String {
        if let Some(parts) = &field.rules.adds_up {
            let parts = self.typed.values_at(prefix, parts);
            if !parts.is_empty() {
                return yuan(parts.iter().filter_map(|part| read::money(part, false)).sum());
            }
        }
        let unit = if field.rules.ten_thousands { 10_000 } else { 1 };
        let least = field.rules.least.unwrap_or(0);
        let most = field.rules.most.unwrap_or(i64::MAX).min(least.saturating_add(1_000_000 * unit));
        // Whole hundredths of the unit: two decimals can be typed.
        let fen = (self.rng.i64(least..=most) / unit) * unit;
        yuan(fen.max((least + unit - 1) / unit * unit) / unit)
    }
}
