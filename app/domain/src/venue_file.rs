//! `data/district.toml`: its form, and what is refused. Lists of services that many venues share are written once
//! under `[lists]` and named as `@street`.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use jiff::civil::Time;
use serde::Deserialize;
use toml::{Spanned, Value};

use crate::{
    catalogue::{Catalogue, DataError, Sheet, WordsFile},
    ids::{CounterNo, ServiceCode, VenueCode},
    text::Words,
    venue::{BookingWindow, Closure, CounterPlan, District, Session, Venue},
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DistrictFile {
    name: WordsFile,
    window: Spanned<BookingWindow>,
    #[serde(default)]
    lists: BTreeMap<String, Vec<Spanned<String>>>,
    venue: Vec<VenueFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct VenueFile {
    code: Spanned<String>,
    name: WordsFile,
    address: Option<WordsFile>,
    note: Option<WordsFile>,
    street_code: Option<Spanned<String>>,
    window: Option<Spanned<BookingWindow>>,
    counters: Vec<CounterFile>,
    #[serde(default)]
    sessions: Vec<SessionFile>,
    #[serde(default)]
    closures: Vec<ClosureFile>,
}

/// `count` counters that do the same; they are numbered in the order of the file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CounterFile {
    count: Spanned<u16>,
    services: Spanned<Vec<Spanned<String>>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SessionFile {
    weekdays: Spanned<Vec<i8>>,
    from: Spanned<String>,
    until: Spanned<String>,
    slot_minutes: Spanned<u16>,
    capacity: Spanned<u32>,
    services: Spanned<Vec<Spanned<String>>>,
    #[serde(default)]
    on_holidays: bool,
    #[serde(default)]
    only_on: Vec<Spanned<Value>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClosureFile {
    date: Spanned<Value>,
    zh: Spanned<String>,
    en: Spanned<String>,
}

/// The district of a file, or every mistake in it.
pub(crate) fn read(file: &str, text: &str, catalogue: &Catalogue) -> Result<District, Vec<DataError>> {
    let mut reading = Reading { sheet: Sheet::new(file, text), catalogue, lists: BTreeMap::new() };
    let district = reading.district();
    let mistakes = reading.sheet.mistakes();
    match district {
        Some(district) if mistakes.is_empty() => Ok(district),
        _ => Err(mistakes),
    }
}

struct Reading<'a> {
    sheet: Sheet<'a>,
    catalogue: &'a Catalogue,
    lists: BTreeMap<String, Vec<Spanned<String>>>,
}

impl Reading<'_> {
    fn district(&mut self) -> Option<District> {
        let form: DistrictFile = self.sheet.parse()?;
        self.lists = form.lists;
        let mut codes = BTreeSet::new();
        let mut venues = Vec::with_capacity(form.venue.len());
        for venue in form.venue {
            if !codes.insert(venue.code.get_ref().clone()) {
                self.sheet.wrong(&venue.code.span(), format!("the venue «{}» is there twice", venue.code.get_ref()));
            }
            venues.push(self.venue(venue));
        }
        Some(District { name: self.sheet.words(form.name), window: self.window(&form.window), venues })
    }

    fn window(&mut self, window: &Spanned<BookingWindow>) -> BookingWindow {
        let rules = *window.get_ref();
        if rules.hold_minutes == 0 {
            self.sheet.wrong(&window.span(), "hold_minutes is 0: nobody could confirm in time");
        }
        if rules.closes_days_before > rules.horizon_days {
            self.sheet.wrong(&window.span(), "closes_days_before is more than horizon_days: no day could be booked");
        }
        rules
    }

    fn venue(&mut self, form: VenueFile) -> Venue {
        let code = form.code.get_ref();
        if code.is_empty() || code.len() > 12 || !code.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
            let reason = format!("the code «{code}» must be 1 to 12 letters a–z, digits and hyphens: it travels in a pass");
            self.sheet.wrong(&form.code.span(), reason);
        }
        if let Some(street) = &form.street_code
            && (street.get_ref().len() != 9 || !street.get_ref().bytes().all(|b| b.is_ascii_digit()))
        {
            self.sheet.wrong(&street.span(), "street_code must be nine digits: 110102001");
        }
        let mut counters = Vec::new();
        for counter in form.counters {
            let services = self.services(&counter.services);
            if *counter.count.get_ref() == 0 {
                self.sheet.wrong(&counter.count.span(), "count is 0: leave the counter out or give at least one");
            }
            for _ in 0..*counter.count.get_ref() {
                let no = CounterNo(u16::try_from(counters.len() + 1).unwrap_or(u16::MAX));
                counters.push(CounterPlan { no, services: services.clone() });
            }
        }
        if counters.is_empty() {
            self.sheet.wrong(&form.code.span(), format!("the venue «{code}» has no counter"));
        }
        let served: BTreeSet<&ServiceCode> = counters.iter().flat_map(|counter| &counter.services).collect();
        let mut sessions: Vec<(Range<usize>, Session)> = Vec::with_capacity(form.sessions.len());
        for entry in form.sessions {
            let at = entry.from.span();
            let Some(session) = self.session(entry, &served) else { continue };
            if let Some((first, other)) = sessions.iter().find(|(_, other)| overlap(other, &session)) {
                let line = self.sheet.line(first);
                let both = session.services.iter().find(|service| other.services.contains(service));
                let reason = format!(
                    "overlaps the session of line {line} for {}: a service has one session at a time",
                    both.map_or("", ServiceCode::as_str)
                );
                self.sheet.wrong(&at, reason);
            }
            sessions.push((at, session));
        }
        let closures = self.closures(form.closures);
        Venue {
            name: self.sheet.words(form.name),
            address: form.address.map(|words| self.sheet.words(words)),
            note: form.note.map(|words| self.sheet.words(words)),
            street_code: form.street_code.map(Spanned::into_inner),
            window: form.window.map(|window| self.window(&window)),
            counters,
            sessions: sessions.into_iter().map(|(_, session)| session).collect(),
            closures,
            code: VenueCode(form.code.into_inner()),
        }
    }

    /// Services by code or by the name of a list, each once, in the order written.
    fn services(&mut self, written: &Spanned<Vec<Spanned<String>>>) -> Vec<ServiceCode> {
        let mut services: Vec<ServiceCode> = Vec::new();
        for entry in written.get_ref() {
            let named = match entry.get_ref().strip_prefix('@') {
                None => vec![entry.clone()],
                Some(list) => self.lists.get(list).cloned().unwrap_or_else(|| {
                    self.sheet.wrong(&entry.span(), format!("no list «{list}» under [lists]"));
                    Vec::new()
                }),
            };
            for code in named {
                if self.catalogue.guide(code.get_ref()).is_none() {
                    self.sheet.wrong(&code.span(), format!("the catalogue has no service «{}»", code.get_ref()));
                }
                let code = ServiceCode(code.into_inner());
                if !services.contains(&code) {
                    services.push(code);
                }
            }
        }
        if written.get_ref().is_empty() {
            self.sheet.wrong(&written.span(), "offers nothing: name the services, or leave this entry out");
        }
        services
    }

    fn session(&mut self, form: SessionFile, served: &BTreeSet<&ServiceCode>) -> Option<Session> {
        let services = self.services(&form.services);
        for service in &services {
            if self.catalogue.guide(service.as_str()).is_some_and(|guide| guide.booking.is_none()) {
                self.sheet.wrong(&form.services.span(), format!("{service} cannot be booked: its file has no [booking]"));
            }
            if !served.contains(service) {
                self.sheet.wrong(&form.services.span(), format!("no counter of this venue handles {service}"));
            }
        }
        let only_on: Vec<_> = form.only_on.iter().filter_map(|day| self.sheet.day(day)).collect();
        let weekdays = form.weekdays.get_ref();
        if weekdays.iter().any(|day| !(1..=7).contains(day)) {
            self.sheet.wrong(&form.weekdays.span(), "weekdays are 1 (Monday) to 7 (Sunday)");
        }
        if weekdays.is_empty() && form.only_on.is_empty() {
            self.sheet.wrong(&form.weekdays.span(), "is never held: give weekdays or only_on");
        }
        if *form.capacity.get_ref() == 0 {
            self.sheet.wrong(&form.capacity.span(), "capacity is 0: the session offers nothing");
        }
        let (from, until) = (self.time(&form.from)?, self.time(&form.until)?);
        let minutes = from.duration_until(until).as_mins();
        if *form.slot_minutes.get_ref() == 0 || minutes < i64::from(*form.slot_minutes.get_ref()) {
            let reason = format!("the session from {} until {} holds no slot", form.from.get_ref(), form.until.get_ref());
            self.sheet.wrong(&form.slot_minutes.span(), reason);
        }
        Some(Session {
            weekdays: form.weekdays.into_inner(),
            from,
            until,
            slot_minutes: form.slot_minutes.into_inner(),
            capacity: form.capacity.into_inner(),
            services,
            on_holidays: form.on_holidays,
            only_on,
        })
    }

    fn closures(&mut self, forms: Vec<ClosureFile>) -> Vec<Closure> {
        let mut closures: Vec<Closure> = Vec::with_capacity(forms.len());
        for form in forms {
            let reason: Words = self.sheet.two(form.zh, form.en);
            let Some(date) = self.sheet.day(&form.date) else { continue };
            if closures.iter().any(|closure| closure.date == date) {
                self.sheet.wrong(&form.date.span(), format!("{date} is closed twice"));
            }
            closures.push(Closure { date, reason });
        }
        closures
    }

    fn time(&mut self, value: &Spanned<String>) -> Option<Time> {
        let time = value.get_ref().parse().ok();
        if time.is_none() {
            self.sheet.wrong(&value.span(), "not a time of day: write it as \"08:30\"");
        }
        time
    }
}

/// Whether two sessions offer one service at one time, so that its slots would appear twice. A peak day's own session
/// (`only_on`) may stand beside an ordinary one: it adds places.
fn overlap(a: &Session, b: &Session) -> bool {
    let one_day = match (a.only_on.is_empty(), b.only_on.is_empty()) {
        (true, true) => a.weekdays.iter().any(|day| b.weekdays.contains(day)),
        (false, false) => a.only_on.iter().any(|day| b.only_on.contains(day)),
        _ => false,
    };
    one_day && a.from < b.until && b.from < a.until && a.services.iter().any(|service| b.services.contains(service))
}

#[cfg(test)]
mod tests;
