//! The voucher rules beside a model that moves one fen at a time and knows nothing of flows, parts or ceilings reckoned at once:
//! the same balances after every step, and all accounts together are nothing.

use std::collections::BTreeMap;

use domain::{
    ids::{StoreCode, VoucherId},
    time::Moment,
    voucher::{
        Ceilings, Fen, Line, OfflineRefusal, OfflineTill, Paid, PayReason, Purse, Terms, Undoer, WalletCode, ends_after_return,
        month, pay, reverse,
    },
};
use jiff::civil::{date, time};
use proptest::prelude::*;

const DAY: i64 = 86_400_000;
const CEILINGS: Ceilings = Ceilings { per_person: Fen(60), per_store: Fen(100) };
const GRACE_DAYS: i64 = 7;

/// What may happen.
#[derive(Clone, Debug)]
enum Step {
    Issue { fen: i64, days: i64, per_month: Option<i64> },
    Spend { fen: i64 },
    Reverse { which: usize, fen: i64 },
    Pass { days: i64 },
    TakeOffline { fen: i64 },
    Settle,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        (1i64..80, 1i64..50, prop::option::of(1i64..60)).prop_map(|(fen, days, per_month)| Step::Issue { fen, days, per_month }),
        (1i64..70).prop_map(|fen| Step::Spend { fen }),
        (1i64..70).prop_map(|fen| Step::Spend { fen }),
        (0usize..8, 1i64..60).prop_map(|(which, fen)| Step::Reverse { which, fen }),
        (0i64..20).prop_map(|days| Step::Pass { days }),
        (1i64..70).prop_map(|fen| Step::TakeOffline { fen }),
        Just(Step::Settle),
    ];
    prop::collection::vec(step, 1..40)
}

/// A purchase: which voucher paid how much at which moment, and what came back.
struct Bought {
    at: Moment,
    parts: Vec<(usize, Fen, Fen)>,
}

/// By the rules: accounts moved by entries, decided by `pay`, `reverse` and the offline till.
struct Book {
    accounts: BTreeMap<String, i64>,
    terms: Vec<Terms>,
    bought: Vec<Bought>,
    till: OfflineTill,
    queue: Vec<(Moment, Fen)>,
    counter: u64,
}

impl Book {
    fn new() -> Self {
        let till = OfflineTill::new(CEILINGS);
        Self { accounts: BTreeMap::new(), terms: Vec::new(), bought: Vec::new(), till, queue: Vec::new(), counter: 0 }
    }

    fn entry(&mut self, from: &str, to: &str, fen: Fen) {
        *self.accounts.entry(from.to_owned()).or_default() -= fen.0;
        *self.accounts.entry(to.to_owned()).or_default() += fen.0;
    }

    fn balance(&self, voucher: usize) -> Fen {
        Fen(self.accounts.get(&format!("{voucher:03}")).copied().unwrap_or(0))
    }

    fn purses(&self, at: Moment) -> Vec<Purse> {
        let spent = |voucher: usize| {
            let then = self.bought.iter().filter(|bought| month(bought.at) == month(at));
            then.flat_map(|bought| &bought.parts).filter(|part| part.0 == voucher).map(|part| part.1 - part.2).sum()
        };
        let purse = |(voucher, terms): (usize, &Terms)| Purse {
            voucher: VoucherId(format!("{voucher:03}")),
            terms: terms.clone(),
            balance: self.balance(voucher),
            spent_this_month: spent(voucher),
            items_this_month: Vec::new(),
        };
        self.terms.iter().enumerate().map(purse).collect()
    }

    fn spend(&mut self, fen: Fen, at: Moment) -> Result<(), Fen> {
        let line = Line { category: "food".to_owned(), item: None, count: 1, fen };
        let parts = pay(&self.purses(at), &[line], &StoreCode::from("cs-01"), at).map_err(|refusal| {
            assert_ne!(refusal.reason, PayReason::NotAnAmount);
            refusal.possible
        })?;
        let mut bought = Bought { at, parts: Vec::new() };
        for part in parts {
            self.entry(part.voucher.as_str(), "store", part.fen);
            bought.parts.push((part.voucher.as_str().parse().expect("a number"), part.fen, Fen::ZERO));
        }
        self.bought.push(bought);
        Ok(())
    }

    fn reverse(&mut self, which: usize, fen: Fen, now: Moment) -> bool {
        let Some(bought) = self.bought.get(which) else { return false };
        let paid: Vec<Paid> = bought
            .parts
            .iter()
            .map(|(voucher, fen, returned)| Paid {
                voucher: VoucherId(format!("{voucher:03}")),
                ends: self.terms[*voucher].valid_until,
                fen: *fen,
                returned: *returned,
            })
            .collect();
        let Ok(back) = reverse(&paid, Some(fen), Undoer::Steward, bought.at, 60, now) else { return false };
        for back in back {
            let voucher = self.bought[which].parts[back.part].0;
            self.bought[which].parts[back.part].2 += back.fen;
            self.entry("store", &format!("{voucher:03}"), back.fen);
            self.terms[voucher].valid_until = ends_after_return(self.terms[voucher].valid_until, now, GRACE_DAYS);
        }
        true
    }

    fn expire(&mut self, now: Moment) {
        for voucher in 0..self.terms.len() {
            let left = self.balance(voucher);
            if self.terms[voucher].valid_until <= now && left > Fen::ZERO {
                self.entry(&format!("{voucher:03}"), "expired", left);
            }
        }
    }

    /// The phone vouches for what it knows of, the till for its ceilings.
    fn take_offline(&mut self, fen: Fen, now: Moment) -> Result<(), OfflineRefusal> {
        self.counter += 1;
        let known: Fen = self.purses(now).iter().filter(|purse| now < purse.terms.valid_until).map(|purse| purse.balance).sum();
        let code = WalletCode {
            district: "xicheng".to_owned(),
            wallet: [1; 16],
            issued: now,
            counter: self.counter,
            offline: known.min(CEILINGS.per_person),
        };
        self.till.take(&code, fen, now)?;
        self.queue.push((now, fen));
        Ok(())
    }
}

/// One fen at a time.
#[derive(Default)]
struct Model {
    /// Left, end, what may go in a month, and beginning.
    vouchers: Vec<(i64, Moment, Option<i64>, Moment)>,
    /// Each fen that was spent: purchase, month, voucher.
    spent: Vec<(usize, i32, usize)>,
    purchases: usize,
    store: i64,
    expired: i64,
    granted: i64,
}

impl Model {
    fn fen(&mut self, purchase: usize, at: Moment) -> bool {
        let this_month = month(at);
        let gone = |n: usize| self.spent.iter().filter(|fen| fen.2 == n && fen.1 == this_month).count();
        let good = (0..self.vouchers.len()).filter(|n| {
            let (left, ends, most, begins) = self.vouchers[*n];
            left > 0 && begins <= at && at < ends && most.is_none_or(|most| i64::try_from(gone(*n)).expect("small") < most)
        });
        let Some(first) = good.min_by_key(|n| (self.vouchers[*n].1, *n)) else { return false };
        self.vouchers[first].0 -= 1;
        self.spent.push((purchase, this_month, first));
        self.store += 1;
        true
    }

    fn spend(&mut self, fen: i64, at: Moment) -> Result<(), i64> {
        let purchase = self.purchases;
        for paid in 0..fen {
            if !self.fen(purchase, at) {
                for _ in 0..paid {
                    let (_, _, voucher) = self.spent.pop().expect("it was just paid");
                    self.vouchers[voucher].0 += 1;
                    self.store -= 1;
                }
                return Err(paid);
            }
        }
        self.purchases += 1;
        Ok(())
    }

    fn reverse(&mut self, which: usize, fen: i64, now: Moment) -> bool {
        let paid = self.spent.iter().filter(|spent| spent.0 == which).count();
        if which >= self.purchases || fen > i64::try_from(paid).expect("small") {
            return false;
        }
        let ends: Vec<Moment> = self.vouchers.iter().map(|voucher| voucher.1).collect();
        for _ in 0..fen {
            let of_it = (0..self.spent.len()).filter(|n| self.spent[*n].0 == which);
            let last = of_it.max_by_key(|n| (ends[self.spent[*n].2], self.spent[*n].2)).expect("counted above");
            let (_, _, voucher) = self.spent.remove(last);
            self.vouchers[voucher].0 += 1;
            self.vouchers[voucher].1 = self.vouchers[voucher].1.max(now.plus_ms(GRACE_DAYS * DAY));
            self.store -= 1;
        }
        true
    }
}

proptest! {
    #[test]
    fn the_rules_agree_with_a_model_after_every_step(steps in steps()) {
        let (mut book, mut model) = (Book::new(), Model::default());
        let mut now = Moment::beijing(date(2026, 11, 24), time(10, 0, 0, 0));
        for step in steps {
            now = now.plus_minutes(1);
            match step {
                Step::Issue { fen, days, per_month } => {
                    let ends = now.plus_ms(days * DAY);
                    let (voucher, per_month_fen) = (book.terms.len(), per_month.map(Fen));
                    book.terms.push(Terms {
                        amount: Fen(fen), valid_from: now, valid_until: ends, categories: Vec::new(), stores: Vec::new(),
                        per_month: per_month_fen, items: Vec::new(),
                    });
                    book.entry("fund", &format!("{voucher:03}"), Fen(fen));
                    model.vouchers.push((fen, ends, per_month, now));
                    model.granted += fen;
                }
                Step::Spend { fen } => {
                    let expected = model.spend(fen, now);
                    prop_assert_eq!(book.spend(Fen(fen), now), expected.map_err(Fen));
                }
                Step::Reverse { which, fen } => {
                    prop_assert_eq!(book.reverse(which, Fen(fen), now), model.reverse(which, fen, now));
                }
                Step::Pass { days } => {
                    now = now.plus_ms(days * DAY);
                    book.expire(now);
                    for voucher in model.vouchers.iter_mut().filter(|voucher| voucher.1 <= now) {
                        model.expired += voucher.0;
                        voucher.0 = 0;
                    }
                }
                Step::TakeOffline { fen } => {
                    // Whatever the till takes in a day stays within its ceilings.
                    let _ = book.take_offline(Fen(fen), now);
                    let today: i64 = book.queue.iter().filter(|(at, _)| at.day() == now.day()).map(|(_, fen)| fen.0).sum();
                    prop_assert!(today <= CEILINGS.per_person.0);
                }
                Step::Settle => {
                    for (at, fen) in std::mem::take(&mut book.queue) {
                        let expected = model.spend(fen.0, at);
                        prop_assert_eq!(book.spend(fen, at), expected.map_err(Fen));
                    }
                }
            }
            prop_assert_eq!(book.accounts.values().sum::<i64>(), 0);
            let of = |account: &str| book.accounts.get(account).copied().unwrap_or(0);
            prop_assert_eq!((of("fund"), of("store"), of("expired")), (-model.granted, model.store, model.expired));
            for voucher in 0..book.terms.len() {
                prop_assert_eq!(book.balance(voucher).0, model.vouchers[voucher].0);
                prop_assert!(book.balance(voucher) >= Fen::ZERO);
            }
        }
    }
}
