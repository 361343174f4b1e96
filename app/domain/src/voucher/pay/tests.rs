use jiff::civil::{date, time};
use proptest::prelude::*;

use super::*;
use crate::voucher::ItemLimit;

const DAY: i64 = 86_400_000;

fn now() -> Moment {
    Moment::beijing(date(2026, 11, 24), time(10, 0, 0, 0))
}

fn purse(name: &str, balance: i64, days: i64) -> Purse {
    let terms = Terms {
        amount: Fen(balance),
        valid_from: now().plus_ms(-DAY),
        valid_until: now().plus_ms(days * DAY),
        categories: Vec::new(),
        stores: Vec::new(),
        per_month: None,
        items: Vec::new(),
    };
    Purse { voucher: name.into(), terms, balance: Fen(balance), spent_this_month: Fen::ZERO, items_this_month: Vec::new() }
}

fn line(category: &str, fen: i64) -> Line {
    Line { category: category.to_owned(), item: None, count: 1, fen: Fen(fen) }
}

fn store() -> StoreCode {
    "cs-01".into()
}

fn refused(purses: &[Purse], lines: &[Line]) -> (PayReason, i64) {
    let refusal = pay(purses, lines, &store(), now()).expect_err("refused");
    (refusal.reason, refusal.possible.0)
}

#[test]
fn what_ends_first_is_spent_first_and_only_as_much_as_needed() {
    let paid = pay(&[purse("late", 5000, 60), purse("soon", 3000, 5)], &[line("food", 4000)], &store(), now());
    let part = |voucher: &str, fen| Part { voucher: voucher.into(), line: 0, fen: Fen(fen) };
    assert_eq!(paid, Ok(vec![part("soon", 3000), part("late", 1000)]));
}

#[test]
fn the_rice_does_not_take_what_the_soap_needs() {
    let mut food_only = purse("b", 1000, 30);
    food_only.terms.categories = vec!["food".to_owned()];
    let paid = pay(&[purse("a", 1000, 5), food_only], &[line("food", 1000), line("soap", 1000)], &store(), now()).expect("paid");
    assert_eq!(paid.iter().map(|part| (part.voucher.as_str(), part.line)).collect::<Vec<_>>(), [("a", 1), ("b", 0)]);
}

#[test]
fn each_refusal_has_its_reason_and_what_would_go() {
    assert_eq!(refused(&[], &[line("food", 1)]), (PayReason::NothingLeft, 0));
    assert_eq!(refused(&[purse("a", 500, 5)], &[line("food", 600)]), (PayReason::NotEnough, 500));
    assert_eq!(refused(&[purse("a", 500, 5)], &[line("food", 0)]), (PayReason::NotAnAmount, 0));
    assert_eq!(refused(&[purse("a", 500, 0)], &[line("food", 500)]), (PayReason::Ended, 0));
    let mut early = purse("a", 500, 9);
    early.terms.valid_from = now().plus_ms(DAY);
    assert_eq!(refused(&[early], &[line("food", 500)]), (PayReason::NotYet, 0));
    let mut elsewhere = purse("a", 500, 9);
    elsewhere.terms.stores = vec!["cs-02".into()];
    assert_eq!(refused(&[elsewhere, purse("b", 100, 9)], &[line("food", 500)]), (PayReason::OtherStores, 100));
    let mut goods = purse("a", 500, 9);
    goods.terms.categories = vec!["food".to_owned()];
    assert_eq!(refused(&[goods], &[line("food", 200), line("soap", 100)]), (PayReason::OtherGoods, 200));
    let mut monthly = purse("a", 500, 9);
    (monthly.terms.per_month, monthly.spent_this_month) = (Some(Fen(300)), Fen(250));
    assert_eq!(refused(&[monthly], &[line("food", 100)]), (PayReason::MonthLimit, 50));
    let mut rice = purse("a", 500, 9);
    rice.terms.items = vec![ItemLimit { item: "rice".to_owned(), per_month: 2 }];
    rice.items_this_month = vec![("rice".to_owned(), 1)];
    let bags = Line { item: Some("rice".to_owned()), count: 2, ..line("food", 100) };
    assert_eq!(refused(&[rice.clone()], &[bags]), (PayReason::ItemLimit("rice".to_owned()), 0));
    let bag = Line { item: Some("rice".to_owned()), count: 1, ..line("food", 100) };
    assert!(pay(&[rice], &[bag], &store(), now()).is_ok());
}

#[test]
fn what_can_be_spent_is_no_more_than_month_time_and_store_allow() {
    let mut monthly = purse("a", 9000, 30);
    (monthly.terms.per_month, monthly.spent_this_month) = (Some(Fen(3000)), Fen(1000));
    let mut bound = purse("b", 500, 30);
    bound.terms.stores = vec!["cs-02".into()];
    let mut later = purse("c", 700, 30);
    later.terms.valid_from = now().plus_ms(DAY);
    let all = [monthly, bound, later, purse("d", 100, 30), purse("e", 40, 0)];
    let found = spendable(&all, now());
    assert_eq!(found, Spendable { all: Fen(2600), at_some_stores: Fen(500) });
    assert_eq!(found.anywhere(), Fen(2100));
    assert_eq!(found.anywhere(), most(&all, &store(), now()), "a store that the bound voucher does not name");
    assert_eq!(found.all, most(&all, &"cs-02".into(), now()));
    assert_eq!(found.within(Fen(2000)), Spendable { all: Fen(2000), at_some_stores: Fen::ZERO });
    assert_eq!(found.within(Fen(2200)), Spendable { all: Fen(2200), at_some_stores: Fen(100) });
    assert_eq!(found.within(Fen(9000)), found);
}

fn purses() -> impl Strategy<Value = Vec<Purse>> {
    let one = (0i64..40, 1i64..6, prop::collection::vec(0usize..3, 0..3), prop::option::of(0i64..40));
    prop::collection::vec(one, 0..5).prop_map(|all| {
        let made = all.into_iter().enumerate().map(|(n, (balance, days, categories, month))| {
            let mut made = purse(&format!("v{n}"), balance, days);
            made.terms.categories = categories.iter().map(|n| format!("c{n}")).collect();
            made.terms.per_month = month.map(Fen);
            made
        });
        made.collect()
    })
}

fn lines() -> impl Strategy<Value = Vec<Line>> {
    prop::collection::vec((0usize..3, 1i64..40), 1..4)
        .prop_map(|all| all.into_iter().map(|(category, fen)| line(&format!("c{category}"), fen)).collect())
}

/// How much can flow, by Hall: the least, over all sets of lines, of what is outside the set and what may pay inside it.
fn most_by_cuts(purses: &[Purse], lines: &[Line]) -> i64 {
    let cut = |set: usize| {
        let inside = |n: usize| set >> n & 1 == 1;
        let outside: i64 = (0..lines.len()).filter(|n| !inside(*n)).map(|n| lines[n].fen.0).sum();
        let pays =
            |purse: &Purse, n: usize| purse.terms.categories.is_empty() || purse.terms.categories.contains(&lines[n].category);
        let payers = purses.iter().filter(|purse| (0..lines.len()).any(|n| inside(n) && pays(purse, n)));
        outside + payers.map(|purse| purse.balance.min(purse.terms.per_month.unwrap_or(purse.balance)).0).sum::<i64>()
    };
    (0..1usize << lines.len()).map(cut).min().unwrap_or(0)
}

proptest! {
    #[test]
    fn whatever_can_be_paid_is_paid_and_nothing_else(purses in purses(), lines in lines()) {
        let wanted: i64 = lines.iter().map(|line| line.fen.0).sum();
        let most = most_by_cuts(&purses, &lines);
        match pay(&purses, &lines, &store(), now()) {
            Ok(parts) => {
                prop_assert_eq!(most, wanted);
                for (n, line) in lines.iter().enumerate() {
                    let paid: i64 = parts.iter().filter(|part| part.line == n).map(|part| part.fen.0).sum();
                    prop_assert_eq!(paid, line.fen.0);
                }
                for purse in &purses {
                    let gone: i64 = parts.iter().filter(|part| part.voucher == purse.voucher).map(|part| part.fen.0).sum();
                    prop_assert!(gone <= room(purse, Strictness::All).0);
                }
                prop_assert!(parts.iter().all(|part| part.fen > Fen::ZERO));
            }
            Err(refusal) => {
                prop_assert_eq!(refusal.possible.0, most);
                prop_assert!(most < wanted);
            }
        }
    }
}
