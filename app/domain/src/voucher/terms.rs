//! What a voucher may be spent on, where, when and how fast: the terms of its grant, fixed when it is granted.

use serde::{Deserialize, Serialize};

use super::Fen;
use crate::{ids::StoreCode, time::Moment};

/// The terms of a grant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Terms {
    /// How much it was granted with.
    pub amount: Fen,
    /// First moment it can be spent.
    pub valid_from: Moment,
    /// First moment it cannot be spent any more.
    pub valid_until: Moment,
    /// Categories of goods; empty means everything.
    #[serde(default)]
    pub categories: Vec<String>,
    /// Stores; empty means all.
    #[serde(default)]
    pub stores: Vec<StoreCode>,
    /// The most that may be spent of it in one Beijing calendar month.
    #[serde(default)]
    pub per_month: Option<Fen>,
    /// How often single goods may be bought with it in one Beijing calendar month.
    #[serde(default)]
    pub items: Vec<ItemLimit>,
}

/// So many of an item in a month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ItemLimit {
    /// The item of vouchers.toml: `rice-5kg`.
    pub item: String,
    /// Pieces.
    pub per_month: u32,
}

/// One line of what is bought. A till that enters only an amount gives one line.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// The category of vouchers.toml: `food`.
    pub category: String,
    /// The item, where it is one that is counted.
    #[serde(default)]
    pub item: Option<String>,
    /// Pieces, at least 1.
    pub count: u32,
    /// What all of them cost.
    pub fen: Fen,
}

/// The most lines of one purchase.
pub const MOST_LINES: usize = 50;
/// The most that one purchase may cost: ten thousand yuan; more is a typing mistake.
pub const MOST_FEN: Fen = Fen(1_000_000);

/// What all lines cost together.
#[must_use]
pub fn total(lines: &[Line]) -> Fen {
    lines.iter().map(|line| line.fen).sum()
}

/// Whether lines are a purchase at all.
#[must_use]
pub fn well_formed(lines: &[Line]) -> bool {
    let good = |line: &Line| (1..=MOST_FEN.0).contains(&line.fen.0) && (1..=1000).contains(&line.count);
    (1..=MOST_LINES).contains(&lines.len()) && lines.iter().all(good) && total(lines) <= MOST_FEN
}

/// The calendar month in Beijing, as year × 12 + month: what «a month» means in every limit.
#[must_use]
pub fn month(at: Moment) -> i32 {
    let day = at.day();
    i32::from(day.year()) * 12 + i32::from(day.month()) - 1
}

/// The first moment of that month and of the next one.
#[must_use]
pub fn month_span(at: Moment) -> (Moment, Moment) {
    let first = at.day().first_of_month();
    let next = first.last_of_month().tomorrow().expect("a day that follows, until the year 9999");
    let start = |day| Moment::beijing(day, jiff::civil::Time::midnight());
    (start(first), start(next))
}
