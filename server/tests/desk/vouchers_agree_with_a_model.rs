//! Random grants, purchases, reversals, ends, redemptions without a connection and their settlement, beside a model that moves
//! one fen at a time: the same balances after every step, and all accounts together are nothing.

use app::ports::vouchers::{
    ChargeAnswer, ChargeRefused, GivesBack, Grantee, OfflineRedemption, Reversal, Settled, VoucherDesk as _,
};
use domain::{
    ids::{ChargeRef, VoucherId, WalletToken},
    time::Moment,
    voucher::{Conflict, Fen},
};

use crate::shop::{self, Shop, clothes, key, on_both, steward};

const DAY: i64 = 24 * 60;
/// Days a voucher of the programme lasts, and a return at least; after its end its money waits for queues.
const LASTS: i64 = 120;
const GRACE: i64 = 7;
const QUEUES_WAIT_DAYS: i64 = 3;

/// A voucher of the model: what is left, and until when.
#[derive(Clone, Debug)]
struct Slip {
    id: VoucherId,
    left: i64,
    begins: Moment,
    ends: Moment,
    booked: bool,
}

/// A purchase of the model: which slip paid each fen, in order; what came back is taken from it.
struct Paid {
    charge: ChargeRef,
    person: usize,
    fens: Vec<usize>,
}

#[derive(Default)]
struct Model {
    people: Vec<(WalletToken, Vec<Slip>, Grantee)>,
    paid: Vec<Paid>,
    queue: Vec<(usize, i64, OfflineRedemption)>,
    stores: i64,
    expired: i64,
}

impl Model {
    fn balance(&self, person: usize, now: Moment) -> i64 {
        self.people[person].1.iter().filter(|slip| now < slip.ends && !slip.booked).map(|slip| slip.left).sum()
    }

    /// Pays fen by fen from the slip that ends first, as at `at`; nothing where it is not enough.
    fn pay(&mut self, person: usize, fen: i64, at: Moment) -> Option<Vec<usize>> {
        let slips = &mut self.people[person].1;
        let before = slips.clone();
        let mut fens = Vec::new();
        for _ in 0..fen {
            let good = (0..slips.len())
                .filter(|n| slips[*n].left > 0 && slips[*n].begins <= at && at < slips[*n].ends && !slips[*n].booked);
            let Some(first) = good.min_by_key(|n| (slips[*n].ends, slips[*n].id.clone())) else {
                *slips = before;
                return None;
            };
            slips[first].left -= 1;
            fens.push(first);
        }
        self.stores += fen;
        Some(fens)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_books_agree_with_a_model_whatever_is_done() {
    on_both(async |shop| {
        let seed = fastrand::u64(..);
        let mut chance = fastrand::Rng::with_seed(seed);
        let mut model = Model::default();
        let turns = if cfg!(debug_assertions) { 250 } else { 2_000 };
        for turn in 0..turns {
            step(&shop, &mut model, &mut chance).await;
            let now = shop.now();
            for person in 0..model.people.len() {
                let shown = shop.balance(&model.people[person].0).await;
                assert_eq!(shown, model.balance(person, now), "turn {turn} of seed {seed}, person {person}");
            }
            let totals = shop.desk.totals().await.expect("read");
            assert_eq!(
                (totals.sum, totals.stores, totals.expired),
                (Fen::ZERO, Fen(model.stores), Fen(model.expired)),
                "turn {turn} of seed {seed}"
            );
        }
        shop.books().await;
    })
    .await;
}

async fn step(shop: &Shop, model: &mut Model, chance: &mut fastrand::Rng) {
    let now = shop.now();
    shop.house.clock.set(now.plus_minutes(1));
    let now = shop.now();
    match chance.u8(0..12) {
        0 | 1 if model.people.len() < 4 => {
            let to = shop::grantee();
            let (fen, begins, ends) = (chance.i64(1..400), now, ends(now));
            let granted = shop.granted(&to, "winter", fen).await;
            model.people.push((granted.wallet, vec![Slip { id: granted.voucher, left: fen, begins, ends, booked: false }], to));
        }
        0 | 1 => {
            let person = chance.usize(0..model.people.len());
            let (fen, begins, ends) = (chance.i64(1..400), now, ends(now));
            let (wallet, slips, to) = &mut model.people[person];
            let granted = shop.granted(to, "winter", fen).await;
            assert_eq!(granted.wallet, *wallet, "one person, one wallet");
            slips.push(Slip { id: granted.voucher, left: fen, begins, ends, booked: false });
        }
        2..=6 if !model.people.is_empty() => {
            let (person, fen) = (chance.usize(0..model.people.len()), chance.i64(1..300));
            let wallet = model.people[person].0.clone();
            let till = shop.till("cs-01").await;
            let answer = shop.buy(&till, &wallet, fen).await.expect("an answer");
            match (model.pay(person, fen, now), answer) {
                (Some(fens), ChargeAnswer::Paid(receipt)) => model.paid.push(Paid { charge: receipt.charge, person, fens }),
                (None, ChargeAnswer::Refused(ChargeRefused::NotPaid(refusal))) => {
                    assert_eq!(refusal.possible.0, model.balance(person, now));
                }
                other => panic!("{other:?}"),
            }
        }
        7 if !model.paid.is_empty() => {
            let number = chance.usize(0..model.paid.len());
            let fen = chance.i64(1..200);
            let paid = &mut model.paid[number];
            let reversal = Reversal { key: key(), charge: paid.charge.clone(), fen: Some(Fen(fen)), reason: "示例".to_owned() };
            let back = shop.desk.reverse(&reversal, &GivesBack::Steward(steward())).await;
            if fen > i64::try_from(paid.fens.len()).expect("small") {
                back.expect_err("more than was paid");
                return;
            }
            back.expect("back");
            let slips = &mut model.people[paid.person].1;
            for _ in 0..fen {
                // To the slip that ends last; of those that it touches, each can be used some days longer.
                let last = (0..paid.fens.len()).max_by_key(|n| slips[paid.fens[*n]].ends).expect("some are left");
                let slip = paid.fens.remove(last);
                slips[slip].left += 1;
                if slips[slip].booked || slips[slip].ends < now.plus_minutes(GRACE * DAY) {
                    slips[slip].ends = slips[slip].ends.max(now.plus_minutes(GRACE * DAY));
                    slips[slip].booked = false;
                }
            }
            model.stores -= fen;
        }
        8 => {
            shop.house.clock.set(now.plus_minutes(chance.i64(1..25) * DAY / 2));
            shop.desk.sweep().await.expect("swept");
            let over = shop.now().plus_minutes(-QUEUES_WAIT_DAYS * DAY);
            for slip in model.people.iter_mut().flat_map(|(_, slips, _)| slips) {
                if slip.ends <= over && !slip.booked {
                    model.expired += slip.left;
                    (slip.left, slip.booked) = (0, true);
                }
            }
        }
        9 | 10 if !model.people.is_empty() => {
            let (person, fen) = (chance.usize(0..model.people.len()), chance.i64(1..150));
            let till = shop.till("cs-02").await;
            let mut redemption = shop.offline(&till, &model.people[person].0, fen).await;
            redemption.lines = clothes(fen);
            model.queue.push((person, model.balance(person, now), redemption));
        }
        11 if !model.queue.is_empty() => settle(shop, model).await,
        _ => {}
    }
}

async fn settle(shop: &Shop, model: &mut Model) {
    let till = shop.till("cs-02").await;
    let queue = std::mem::take(&mut model.queue);
    let redemptions: Vec<OfflineRedemption> = queue.iter().map(|(_, _, redemption)| redemption.clone()).collect();
    let outcomes = shop.desk.settle(&till, &redemptions).await.expect("settled");
    assert_eq!(shop.desk.settle(&till, &redemptions).await.expect("settled"), outcomes, "the same again");
    let now = shop.now();
    for ((person, vouched, redemption), outcome) in queue.into_iter().zip(outcomes) {
        let fen = redemption.lines[0].fen.0;
        let paid = if redemption.taken < now.plus_minutes(-QUEUES_WAIT_DAYS * DAY) {
            Err("too long ago")
        } else if fen > vouched {
            Err("more than the code vouches for")
        } else {
            model.pay(person, fen, redemption.taken).ok_or("not enough is left")
        };
        match (paid, outcome) {
            (Ok(fens), Settled::Paid(receipt)) => model.paid.push(Paid { charge: receipt.charge, person, fens }),
            (Err("too long ago"), Settled::Conflict { why: Conflict::WrongTime, .. })
            | (Err("more than the code vouches for"), Settled::Conflict { why: Conflict::OverBalance(_), .. })
            | (Err("not enough is left"), Settled::Conflict { why: Conflict::NotPaid(_), .. }) => {}
            other => panic!("{other:?}"),
        }
    }
}

/// The end of a voucher granted now: midnight before the day that comes so many days later.
fn ends(now: Moment) -> Moment {
    Moment::beijing(now.plus_minutes(LASTS * DAY).day(), jiff::civil::Time::midnight())
}
