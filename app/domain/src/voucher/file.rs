//! `data/vouchers.toml`: its form, and what is refused.

use std::collections::BTreeSet;

use jiff::civil::Time;
use serde::Deserialize;
use toml::{Spanned, Value};

use super::{
    Category, Ceilings, CodeLife, DayRules, Fen, Hours, Item, ItemLimit, Programme, Rhythm, Rules, Store, code::is_district,
    terms::MOST_FEN,
};
use crate::{
    catalogue::{DataError, Sheet, WordsFile},
    ids::{ServiceCode, StoreCode},
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct VouchersFile {
    example: bool,
    district: Spanned<String>,
    code: Spanned<CodeLife>,
    rules: Vec<RulesFile>,
    category: Vec<CategoryFile>,
    #[serde(default)]
    item: Vec<ItemFile>,
    store: Vec<StoreFile>,
    programme: Vec<ProgrammeFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RulesFile {
    from: Spanned<Value>,
    confirm_above: Spanned<String>,
    confirm_within_minutes: Spanned<i64>,
    reversal_within_minutes: Spanned<i64>,
    return_grace_days: Spanned<i64>,
    warn_days: Vec<Spanned<i64>>,
    offline_per_person: Spanned<String>,
    offline_per_store: Spanned<String>,
    offline_within_hours: Spanned<i64>,
    carrier_per_month: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CategoryFile {
    code: Spanned<String>,
    zh: Spanned<String>,
    en: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ItemFile {
    code: Spanned<String>,
    category: Spanned<String>,
    zh: Spanned<String>,
    en: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StoreFile {
    code: Spanned<String>,
    zh: Spanned<String>,
    en: Spanned<String>,
    address: Option<WordsFile>,
    #[serde(default)]
    hours: Vec<HoursFile>,
    #[serde(default)]
    stocks: Vec<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HoursFile {
    weekdays: Spanned<Vec<i8>>,
    from: Spanned<String>,
    until: Spanned<String>,
    #[serde(default)]
    holidays: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProgrammeFile {
    code: Spanned<String>,
    zh: Spanned<String>,
    en: Spanned<String>,
    from: Spanned<Value>,
    service: Option<String>,
    amount: Spanned<String>,
    every: Option<Rhythm>,
    valid_days: Spanned<i64>,
    #[serde(default)]
    categories: Vec<Spanned<String>>,
    #[serde(default)]
    stores: Vec<Spanned<String>>,
    per_month: Option<Spanned<String>>,
    #[serde(default)]
    items: Vec<Spanned<ItemLimit>>,
}

/// The rules of a file, or every mistake in it.
pub(super) fn read(file: &str, text: &str) -> Result<Rules, Vec<DataError>> {
    let mut sheet = Sheet::new(file, text);
    let read = sheet.parse::<VouchersFile>().map(|form| Reading { sheet: &mut sheet }.all(form));
    let mistakes = sheet.mistakes();
    match read {
        Some(rules) if mistakes.is_empty() => Ok(rules),
        _ => Err(mistakes),
    }
}

struct Reading<'a, 'text> {
    sheet: &'a mut Sheet<'text>,
}

impl Reading<'_, '_> {
    fn all(&mut self, form: VouchersFile) -> Rules {
        if !is_district(form.district.get_ref()) {
            self.sheet.wrong(&form.district.span(), "district: 1 to 12 letters, digits and hyphens");
        }
        let life = form.code.get_ref();
        if !(10..=300).contains(&life.seconds) || !(0..=30).contains(&life.tolerance_seconds) {
            self.sheet.wrong(&form.code.span(), "code: seconds 10 to 300, tolerance_seconds 0 to 30");
        }
        let mut categories = Vec::new();
        let mut known = BTreeSet::new();
        for entry in form.category {
            self.once(&mut known, &entry.code);
            let code = entry.code.into_inner();
            categories.push(Category { code, name: self.sheet.two(entry.zh, entry.en) });
        }
        let mut items = Vec::new();
        for entry in form.item {
            self.once(&mut known, &entry.code);
            self.category(&categories, &entry.category);
            let (code, category) = (entry.code.into_inner(), entry.category.into_inner());
            items.push(Item { code, category, name: self.sheet.two(entry.zh, entry.en) });
        }
        let mut stores = Vec::new();
        for entry in form.store {
            self.once(&mut known, &entry.code);
            stores.push(self.store(entry, &categories));
        }
        let mut days: Vec<DayRules> = Vec::new();
        for entry in form.rules {
            let place = entry.from.span();
            if let Some(rules) = self.rules(entry) {
                if days.last().is_some_and(|before| before.from >= rules.from) {
                    self.sheet.wrong(&place, "from: [[rules]] stand in the order of their days");
                }
                days.push(rules);
            }
        }
        if days.is_empty() {
            self.sheet.wrong(&(0..0), "at least one [[rules]]");
        }
        let mut programmes: Vec<Programme> = Vec::new();
        for entry in form.programme {
            let place = entry.code.span();
            if let Some(programme) = self.programme(entry, &categories, &items, &stores) {
                if programmes.iter().any(|one| one.code == programme.code && one.from == programme.from) {
                    self.sheet.wrong(&place, format!("«{}» is there twice for the same day", programme.code));
                }
                programmes.push(programme);
            }
        }
        let (example, code) = (form.example, form.code.into_inner());
        Rules { example, district: form.district.into_inner(), code, days, programmes, categories, items, stores }
    }

    fn once(&mut self, known: &mut BTreeSet<String>, code: &Spanned<String>) {
        let good = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if code.get_ref().is_empty() || !code.get_ref().chars().all(good) {
            self.sheet.wrong(&code.span(), "a code is lower-case letters, digits and hyphens");
        }
        if !known.insert(code.get_ref().clone()) {
            self.sheet.wrong(&code.span(), format!("«{}» is there twice", code.get_ref()));
        }
    }

    fn category(&mut self, categories: &[Category], code: &Spanned<String>) {
        if !categories.iter().any(|category| category.code == *code.get_ref()) {
            self.sheet.wrong(&code.span(), format!("«{}» is no [[category]]", code.get_ref()));
        }
    }

    fn fen(&mut self, typed: &Spanned<String>) -> Option<Fen> {
        let read = Fen::parse(typed.get_ref()).filter(|fen| *fen <= MOST_FEN);
        if read.is_none() {
            self.sheet.wrong(&typed.span(), "an amount in yuan: \"100.00\", at most 10000.00");
        }
        read
    }

    fn number(&mut self, number: &Spanned<i64>, least: i64, most: i64) -> i64 {
        if !(least..=most).contains(number.get_ref()) {
            self.sheet.wrong(&number.span(), format!("between {least} and {most}"));
        }
        *number.get_ref()
    }

    fn rules(&mut self, entry: RulesFile) -> Option<DayRules> {
        let confirm_above = self.fen(&entry.confirm_above);
        let (person, store) = (self.fen(&entry.offline_per_person), self.fen(&entry.offline_per_store));
        let carrier_per_month = self.fen(&entry.carrier_per_month);
        let warn_days = entry.warn_days.iter().map(|days| self.number(days, 1, 365)).collect();
        Some(DayRules {
            confirm_within_minutes: self.number(&entry.confirm_within_minutes, 1, 60),
            reversal_within_minutes: self.number(&entry.reversal_within_minutes, 1, 60 * 24 * 31),
            return_grace_days: self.number(&entry.return_grace_days, 0, 365),
            offline_within_hours: self.number(&entry.offline_within_hours, 1, 24 * 31),
            from: self.sheet.day(&entry.from)?,
            confirm_above: confirm_above?,
            warn_days,
            offline: Ceilings { per_person: person?, per_store: store? },
            carrier_per_month: carrier_per_month?,
        })
    }

    fn store(&mut self, entry: StoreFile, categories: &[Category]) -> Store {
        for category in &entry.stocks {
            self.category(categories, category);
        }
        let hours = entry.hours.into_iter().filter_map(|hours| self.hours(hours)).collect();
        Store {
            code: StoreCode(entry.code.into_inner()),
            name: self.sheet.two(entry.zh, entry.en),
            address: entry.address.map(|address| self.sheet.words(address)),
            hours,
            stocks: entry.stocks.into_iter().map(Spanned::into_inner).collect(),
        }
    }

    fn hours(&mut self, entry: HoursFile) -> Option<Hours> {
        if entry.weekdays.get_ref().iter().any(|day| !(1..=7).contains(day)) {
            self.sheet.wrong(&entry.weekdays.span(), "weekdays: 1 Monday to 7 Sunday");
        }
        let (from, until) = (self.time(&entry.from)?, self.time(&entry.until)?);
        if from >= until {
            self.sheet.wrong(&entry.until.span(), "until: after from");
        }
        Some(Hours { weekdays: entry.weekdays.into_inner(), from, until, holidays: entry.holidays })
    }

    fn time(&mut self, typed: &Spanned<String>) -> Option<Time> {
        let read = typed.get_ref().parse().ok();
        if read.is_none() {
            self.sheet.wrong(&typed.span(), "a time: \"08:30\"");
        }
        read
    }

    fn programme(
        &mut self,
        entry: ProgrammeFile,
        categories: &[Category],
        items: &[Item],
        stores: &[Store],
    ) -> Option<Programme> {
        for category in &entry.categories {
            self.category(categories, category);
        }
        for store in &entry.stores {
            if !stores.iter().any(|known| known.code.as_str() == store.get_ref()) {
                self.sheet.wrong(&store.span(), format!("«{}» is no [[store]]", store.get_ref()));
            }
        }
        for limit in &entry.items {
            if !items.iter().any(|known| known.code == limit.get_ref().item) {
                self.sheet.wrong(&limit.span(), format!("«{}» is no [[item]]", limit.get_ref().item));
            }
        }
        let amount = self.fen(&entry.amount).filter(|amount| *amount > Fen::ZERO);
        let per_month = entry.per_month.as_ref().map(|typed| self.fen(typed));
        Some(Programme {
            valid_days: self.number(&entry.valid_days, 1, 3660),
            name: self.sheet.two(entry.zh, entry.en),
            from: self.sheet.day(&entry.from)?,
            code: entry.code.into_inner(),
            service: entry.service.map(ServiceCode),
            amount: amount?,
            every: entry.every,
            categories: entry.categories.into_iter().map(Spanned::into_inner).collect(),
            stores: entry.stores.into_iter().map(|store| StoreCode(store.into_inner())).collect(),
            per_month: per_month.flatten(),
            items: entry.items.into_iter().map(Spanned::into_inner).collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, time};

    use super::*;
    use crate::{calendar::WorkCalendar, time::Moment};

    const OURS: &str = include_str!("../../../../server/data/vouchers.toml");

    #[test]
    fn our_file_is_good_and_says_that_it_is_an_example() {
        let rules = Rules::read("vouchers.toml", OURS).expect("good");
        assert!(rules.example);
        assert_eq!(rules.stores.len(), 15, "区里要办到十五家");
        assert!(rules.stores.iter().all(|store| store.name.zh.contains("示例") && store.address.is_none()));
        let now = Moment::beijing(date(2026, 11, 24), time(10, 0, 0, 0));
        let terms = rules.programme("living", now).expect("there").terms(now);
        assert!(terms.amount > Fen::ZERO && terms.valid_until > now);
        assert_eq!(rules.stores[0].open_at(now, &calendar()), Some(true));
        assert_eq!(rules.stores[0].open_at(now.plus_minutes(12 * 60), &calendar()), Some(false));
    }

    #[test]
    fn a_store_is_closed_on_a_public_holiday_unless_its_hours_say_otherwise() {
        let rules = Rules::read("vouchers.toml", OURS).expect("good");
        let national_day = Moment::beijing(date(2026, 10, 1), time(10, 0, 0, 0));
        let mut store = rules.stores[0].clone();
        assert_eq!(store.open_at(national_day, &calendar()), Some(false));
        store.hours.iter_mut().for_each(|hours| hours.holidays = true);
        assert_eq!(store.open_at(national_day, &calendar()), Some(true));
        let unannounced = Moment::beijing(date(2031, 1, 7), time(10, 0, 0, 0));
        assert_eq!(store.open_at(unannounced, &calendar()), None, "nobody guesses what was not announced");
    }

    #[test]
    fn a_rhythm_holds_from_a_day_like_an_amount() {
        let file = OURS.replacen(
            "from = 2026-01-01\namount = \"150.00\"",
            "from = 2026-01-01\nevery = \"quarter\"\namount = \"150.00\"",
            1,
        );
        let once = "\n[[programme]]\ncode = \"winter\"\nzh = \"冬\"\nen = \"Winter\"\nfrom = 2027-01-01\namount = \"90.00\"\nvalid_days = 30\n";
        let rules = Rules::read("vouchers.toml", &format!("{file}{once}")).expect("good");
        let at = |day| rules.programme("winter", Moment::beijing(day, time(10, 0, 0, 0))).expect("there").every;
        assert_eq!((at(date(2026, 12, 31)), at(date(2027, 1, 1))), (Some(Rhythm::Quarter), None));
        let wrong = file.replacen("every = \"quarter\"", "every = \"week\"", 1);
        assert_eq!(Rules::read("vouchers.toml", &wrong).expect_err("refused").len(), 1);
    }

    fn calendar() -> WorkCalendar {
        let mut calendar = WorkCalendar::default();
        calendar.add_year("2026.toml", include_str!("../../../../server/data/holidays/2026.toml")).expect("good");
        calendar
    }

    #[test]
    fn a_mistake_names_its_line() {
        let wrong = OURS.replacen("amount = \"100.00\"", "amount = \"1 00\"", 1);
        let mistakes = Rules::read("vouchers.toml", &wrong).expect_err("refused");
        let line = OURS.lines().position(|line| line.starts_with("amount")).expect("there") + 1;
        assert_eq!((mistakes.len(), mistakes[0].line), (1, line), "{mistakes:?}");
    }
}
