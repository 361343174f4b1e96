//! Which vouchers pay a purchase. What ends first is spent first; a purchase may be spread over several vouchers, and a voucher
//! over several purchases. Whenever some way of spreading pays a purchase, it is found: nobody is refused at a till because
//! the wrong voucher was taken for the rice.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use super::{Fen, Line, Terms, terms::well_formed};
use crate::{
    ids::{StoreCode, VoucherId},
    time::Moment,
};

/// A voucher as it stands before a purchase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Purse {
    /// Which.
    pub voucher: VoucherId,
    /// Its terms.
    pub terms: Terms,
    /// What is left on it.
    pub balance: Fen,
    /// What was spent of it in this calendar month, without what came back.
    pub spent_this_month: Fen,
    /// Pieces by item that were bought with it in this calendar month.
    pub items_this_month: Vec<(String, u32)>,
}

/// A voucher pays this much of a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Which voucher.
    pub voucher: VoucherId,
    /// Which line, from 0.
    pub line: usize,
    /// How much.
    pub fen: Fen,
}

/// Why a purchase is not paid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum PayReason {
    /// No amount, a line without a price, more than a purchase can cost.
    #[error("not an amount")]
    NotAnAmount,
    /// Nothing is left on any voucher.
    #[error("nothing left")]
    NothingLeft,
    /// An item was bought as often as it may be this month.
    #[error("no more of {0} this month")]
    ItemLimit(String),
    /// As much was spent as may be this month.
    #[error("no more this month")]
    MonthLimit,
    /// There is money, but not for these goods.
    #[error("not for these goods")]
    OtherGoods,
    /// There is money, but not for this store.
    #[error("not at this store")]
    OtherStores,
    /// There is money, but only later.
    #[error("not yet")]
    NotYet,
    /// The time of what is left is over.
    #[error("ended")]
    Ended,
    /// It costs more than there is.
    #[error("not enough")]
    NotEnough,
}

/// A purchase is not paid, and what would be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{reason}; possible {possible}")]
pub struct PayRefusal {
    /// Why.
    pub reason: PayReason,
    /// How much of these lines could be paid here and now.
    pub possible: Fen,
}

/// What is held to be met, from all to nothing; each step lets one thing go.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Strictness {
    Nothing,
    End,
    Start,
    Store,
    Goods,
    Month,
    All,
}

/// Spreads a purchase over vouchers. All of it is paid, or nothing.
///
/// The refusal names the first limit without which it could be paid: an item's, the month's, goods, store, time.
pub fn pay(purses: &[Purse], lines: &[Line], store: &StoreCode, now: Moment) -> Result<Vec<Part>, PayRefusal> {
    if !well_formed(lines) {
        return Err(PayRefusal { reason: PayReason::NotAnAmount, possible: Fen::ZERO });
    }
    let wanted: Fen = lines.iter().map(|line| line.fen).sum();
    let spread = |strictness| Spread::new(purses, lines, store, now, strictness).fill();
    let parts = spread(Strictness::All);
    let possible: Fen = parts.iter().map(|part| part.fen).sum();
    if possible == wanted {
        return Ok(parts);
    }
    let pays = |strictness| spread(strictness).iter().map(|part| part.fen).sum::<Fen>() == wanted;
    let reason = if purses.iter().all(|purse| purse.balance <= Fen::ZERO) {
        PayReason::NothingLeft
    } else if pays(Strictness::Month) {
        PayReason::ItemLimit(scarce_item(purses, lines))
    } else if pays(Strictness::Goods) {
        PayReason::MonthLimit
    } else if pays(Strictness::Store) {
        PayReason::OtherGoods
    } else if pays(Strictness::Start) {
        PayReason::OtherStores
    } else if pays(Strictness::End) {
        PayReason::NotYet
    } else if pays(Strictness::Nothing) {
        PayReason::Ended
    } else {
        PayReason::NotEnough
    };
    Err(PayRefusal { reason, possible })
}

/// What could be paid at most at a store now, whatever the goods: what a till shows before an amount is entered.
#[must_use]
pub fn most(purses: &[Purse], store: &StoreCode, now: Moment) -> Fen {
    let usable = purses.iter().filter(|purse| may(purse, store, now, Strictness::Goods));
    usable.map(|purse| room(purse, Strictness::All)).sum()
}

/// What can be spent now, whatever the goods.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spendable {
    /// In all stores together: no more of a voucher than its month allows.
    pub all: Fen,
    /// What of it only some stores take.
    pub at_some_stores: Fen,
}

impl Spendable {
    /// What any store takes. A code vouches for no more: it does not know where it will be shown.
    #[must_use]
    pub fn anywhere(&self) -> Fen {
        self.all - self.at_some_stores
    }

    /// The same within a limit of whoever spends. What any store takes comes first: only what is left of it is bound to some.
    #[must_use]
    pub fn within(&self, limit: Fen) -> Self {
        let all = self.all.min(limit);
        Self { all, at_some_stores: (all - self.anywhere()).or_nothing() }
    }
}

/// What can be spent now: what a wallet shows.
#[must_use]
pub fn spendable(purses: &[Purse], now: Moment) -> Spendable {
    let good = |purse: &&Purse| (purse.terms.valid_from..purse.terms.valid_until).contains(&now);
    purses.iter().filter(good).fold(Spendable::default(), |sum, purse| {
        let fen = room(purse, Strictness::All);
        let bound = if purse.terms.stores.is_empty() { Fen::ZERO } else { fen };
        Spendable { all: sum.all + fen, at_some_stores: sum.at_some_stores + bound }
    })
}

/// Whether time and store fit.
fn may(purse: &Purse, store: &StoreCode, now: Moment, strictness: Strictness) -> bool {
    let terms = &purse.terms;
    let ended = strictness >= Strictness::End && terms.valid_until <= now;
    let early = strictness >= Strictness::Start && terms.valid_from > now;
    let elsewhere = strictness >= Strictness::Store && !terms.stores.is_empty() && !terms.stores.contains(store);
    !(ended || early || elsewhere)
}

/// How much of it may still go.
fn room(purse: &Purse, strictness: Strictness) -> Fen {
    let month = match purse.terms.per_month {
        Some(most) if strictness >= Strictness::Month => most - purse.spent_this_month,
        _ => purse.balance,
    };
    purse.balance.min(month).or_nothing()
}

/// Whether the item may be bought with it as often as all lines ask together.
fn item_fits(purse: &Purse, line: &Line, lines: &[Line]) -> bool {
    let Some(item) = &line.item else { return true };
    let Some(limit) = purse.terms.items.iter().find(|limit| limit.item == *item) else { return true };
    let before: u32 = purse.items_this_month.iter().filter(|(known, _)| known == item).map(|(_, count)| *count).sum();
    let asked: u32 = lines.iter().filter(|other| other.item.as_ref() == Some(item)).map(|other| other.count).sum();
    before.saturating_add(asked) <= limit.per_month
}

/// The item that stands in the way.
fn scarce_item(purses: &[Purse], lines: &[Line]) -> String {
    let scarce = |line: &&Line| purses.iter().any(|purse| !item_fits(purse, line, lines));
    lines.iter().find(scarce).and_then(|line| line.item.clone()).unwrap_or_default()
}

/// Vouchers on one side, lines on the other, and how much flows between them: a maximum flow by shortest augmenting paths. The
/// vouchers are filled in the order of their end, and a path never takes back what an earlier voucher gives: it only moves
/// it to another line.
struct Spread<'a> {
    order: Vec<&'a Purse>,
    left: Vec<i64>,
    open: Vec<i64>,
    usable: Vec<Vec<bool>>,
    flow: Vec<Vec<i64>>,
}

impl<'a> Spread<'a> {
    fn new(purses: &'a [Purse], lines: &[Line], store: &StoreCode, now: Moment, strictness: Strictness) -> Self {
        let mut order: Vec<&Purse> = purses.iter().collect();
        order.sort_by(|a, b| (a.terms.valid_until, &a.voucher).cmp(&(b.terms.valid_until, &b.voucher)));
        let usable = |purse: &&Purse| -> Vec<bool> {
            let here = may(purse, store, now, strictness);
            let goods = |line: &Line| {
                let categories = &purse.terms.categories;
                strictness < Strictness::Goods || categories.is_empty() || categories.contains(&line.category)
            };
            let counted = |line: &Line| strictness < Strictness::All || item_fits(purse, line, lines);
            lines.iter().map(|line| here && goods(line) && counted(line)).collect()
        };
        Self {
            left: order.iter().map(|purse| room(purse, strictness).0).collect(),
            open: lines.iter().map(|line| line.fen.0).collect(),
            usable: order.iter().map(usable).collect(),
            flow: vec![vec![0; lines.len()]; order.len()],
            order,
        }
    }

    fn fill(mut self) -> Vec<Part> {
        for purse in 0..self.order.len() {
            while self.left[purse] > 0 && self.augment(purse) {}
        }
        let mut parts = Vec::new();
        for (purse, flows) in self.order.iter().zip(&self.flow) {
            for (line, &fen) in flows.iter().enumerate().filter(|(_, fen)| **fen > 0) {
                parts.push(Part { voucher: purse.voucher.clone(), line, fen: Fen(fen) });
            }
        }
        parts
    }

    /// Finds a way from a voucher to a line that is still open, and fills it. False when there is none.
    fn augment(&mut self, from: usize) -> bool {
        // How each line and each voucher was reached: a line from a voucher, a voucher from a line that it pays so far.
        let mut line_from: Vec<Option<usize>> = vec![None; self.open.len()];
        let mut purse_from: Vec<Option<usize>> = vec![None; self.order.len()];
        let mut queue = VecDeque::from([from]);
        while let Some(purse) = queue.pop_front() {
            for line in 0..self.open.len() {
                if !self.usable[purse][line] || line_from[line].is_some() {
                    continue;
                }
                line_from[line] = Some(purse);
                if self.open[line] > 0 {
                    self.push(from, line, &line_from, &purse_from);
                    return true;
                }
                for (other, reached) in purse_from.iter_mut().enumerate() {
                    if other != from && reached.is_none() && self.flow[other][line] > 0 {
                        *reached = Some(line);
                        queue.push_back(other);
                    }
                }
            }
        }
        false
    }

    fn push(&mut self, from: usize, to: usize, line_from: &[Option<usize>], purse_from: &[Option<usize>]) {
        let mut way = Vec::new();
        let mut line = to;
        loop {
            let purse = line_from[line].expect("the line was reached");
            let before = purse_from[purse].filter(|_| purse != from);
            way.push((purse, line, before));
            match before {
                Some(earlier) => line = earlier,
                None => break,
            }
        }
        let moved = way.iter().filter_map(|(purse, _, before)| before.map(|line| self.flow[*purse][line]));
        let fen = moved.chain([self.left[from], self.open[to]]).min().unwrap_or(0);
        for (purse, line, before) in way {
            self.flow[purse][line] += fen;
            if let Some(before) = before {
                self.flow[purse][before] -= fen;
            }
        }
        self.left[from] -= fen;
        self.open[to] -= fen;
    }
}

#[cfg(test)]
mod tests;
