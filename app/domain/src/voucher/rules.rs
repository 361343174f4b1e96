//! What the charity department sets: programmes, limits and stores, each with the day from which it holds. No Beijing figure is
//! known: what is seeded is marked as an example and shown as one.

use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};

use super::{Ceilings, CodeLife, Fen, ItemLimit, Rhythm, Terms, file};
use crate::{
    calendar::{DayKind, WorkCalendar},
    catalogue::DataError,
    ids::{ServiceCode, StoreCode},
    text::Words,
    time::Moment,
};

/// `data/vouchers.toml`, read and checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rules {
    /// The amounts are examples: pages say so wherever they show one.
    pub example: bool,
    /// The district as codes name it: `xicheng`.
    pub district: String,
    /// How long a wallet code is good.
    pub code: CodeLife,
    /// Limits, by the day from which they hold; the first holds from the beginning.
    pub days: Vec<DayRules>,
    /// What is granted, by the day from which it holds.
    pub programmes: Vec<Programme>,
    /// Categories of goods.
    pub categories: Vec<Category>,
    /// Items that are counted.
    pub items: Vec<Item>,
    /// The charity supermarkets.
    pub stores: Vec<Store>,
}

/// The limits of a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayRules {
    /// The first day on which they hold.
    pub from: Date,
    /// Above this the resident confirms on their phone.
    pub confirm_above: Fen,
    /// How long they have for it.
    pub confirm_within_minutes: i64,
    /// How long a store may take a redemption back by itself.
    pub reversal_within_minutes: i64,
    /// What comes back can be spent at least so long.
    pub return_grace_days: i64,
    /// Days before its end on which a voucher's holder is told.
    pub warn_days: Vec<i64>,
    /// What may be taken without a connection.
    pub offline: Ceilings,
    /// How long after it was taken a redemption can be settled.
    pub offline_within_hours: i64,
    /// The most that somebody else may carry in a month, unless their holder says less.
    pub carrier_per_month: Fen,
}

/// What is granted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Programme {
    /// `living`.
    pub code: String,
    /// Its name.
    pub name: Words,
    /// The first day on which grants have these terms.
    pub from: Date,
    /// The service whose granted applications are given one of these.
    pub service: Option<ServiceCode>,
    /// How much.
    pub amount: Fen,
    /// How often it is granted again by itself; once where nothing is said.
    pub every: Option<Rhythm>,
    /// How long it can be spent.
    pub valid_days: i64,
    /// See [`Terms::categories`].
    pub categories: Vec<String>,
    /// See [`Terms::stores`].
    pub stores: Vec<StoreCode>,
    /// See [`Terms::per_month`].
    pub per_month: Option<Fen>,
    /// See [`Terms::items`].
    pub items: Vec<ItemLimit>,
}

/// A category of goods.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Category {
    /// `food`.
    pub code: String,
    /// Its name.
    pub name: Words,
}

/// An item that is counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// `rice-5kg`.
    pub code: String,
    /// Its category.
    pub category: String,
    /// Its name.
    pub name: Words,
}

/// A charity supermarket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Store {
    /// `cs-01`.
    pub code: StoreCode,
    /// Its name.
    pub name: Words,
    /// Where; `None` where it was not found.
    pub address: Option<Words>,
    /// When it is open; nothing where it was not found.
    pub hours: Vec<Hours>,
    /// Categories that it stocks, as the department says.
    pub stocks: Vec<String>,
}

/// Hours of some weekdays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hours {
    /// By ISO number: 1 Monday … 7 Sunday.
    pub weekdays: Vec<i8>,
    /// Opens.
    pub from: Time,
    /// Closes.
    pub until: Time,
    /// These hours hold on public holidays too.
    pub holidays: bool,
}

impl Rules {
    /// Reads the file; every mistake in it at once.
    pub fn read(name: &str, text: &str) -> Result<Self, Vec<DataError>> {
        file::read(name, text)
    }

    /// The limits that hold at a moment.
    #[must_use]
    pub fn at(&self, now: Moment) -> &DayRules {
        let today = now.day();
        let holds = self.days.iter().rev().find(|rules| rules.from <= today);
        holds.unwrap_or_else(|| self.days.first().expect("vouchers.toml has at least one [[rules]]"))
    }

    /// A programme as it is granted at a moment.
    #[must_use]
    pub fn programme(&self, code: &str, now: Moment) -> Option<&Programme> {
        let today = now.day();
        self.programmes.iter().filter(|programme| programme.code == code && programme.from <= today).max_by_key(|one| one.from)
    }

    /// The programmes that a granted application for a service is given at a moment.
    pub fn granted_by(&self, service: &ServiceCode, now: Moment) -> impl Iterator<Item = &Programme> {
        self.programmes.iter().filter(move |one| {
            one.service.as_ref() == Some(service) && self.programme(&one.code, now).is_some_and(|now| now.from == one.from)
        })
    }

    /// A store.
    #[must_use]
    pub fn store(&self, code: &StoreCode) -> Option<&Store> {
        self.stores.iter().find(|store| store.code == *code)
    }
}

impl Programme {
    /// The terms of a grant made now. It can be spent at once, until the end of its last day.
    #[must_use]
    pub fn terms(&self, now: Moment) -> Terms {
        let last = now.plus_minutes(self.valid_days.saturating_mul(24 * 60)).day();
        Terms {
            amount: self.amount,
            valid_from: now,
            valid_until: Moment::beijing(last, Time::midnight()),
            categories: self.categories.clone(),
            stores: self.stores.clone(),
            per_month: self.per_month,
            items: self.items.clone(),
        }
    }
}

impl Store {
    /// Whether it is open; `None` where its hours are not known, or the holidays of the year are not announced yet.
    #[must_use]
    pub fn open_at(&self, now: Moment, calendar: &WorkCalendar) -> Option<bool> {
        let (time, weekday) = (now.in_beijing().time(), now.day().weekday().to_monday_one_offset());
        let holiday = calendar.kind(now.day()).ok()? == DayKind::Holiday;
        let open = |hours: &Hours| {
            hours.weekdays.contains(&weekday) && (hours.from..hours.until).contains(&time) && (hours.holidays || !holiday)
        };
        (!self.hours.is_empty()).then(|| self.hours.iter().any(open))
    }
}
