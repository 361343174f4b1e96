//! However many tills charge one voucher at once, however often an answer is lost and asked for again: it is never overspent,
//! nobody is charged twice, and all accounts together are nothing.

use std::sync::Arc;

use app::ports::vouchers::{Charge, ChargeAnswer, ChargeRefused, ChargeState, TillRefused, VoucherDesk as _};
use domain::voucher::{Fen, PayReason};
use tokio::task::JoinSet;

use crate::shop::{Shop, clothes, on_both, paid, purchase};

/// Tries over all rounds; fewer where every try takes longer. `YIMEN_TEST_TRIES=100000` tries as long as a peak month.
fn tries() -> usize {
    let fewer = if cfg!(debug_assertions) { 1_500 } else { 10_000 };
    std::env::var("YIMEN_TEST_TRIES").ok().and_then(|number| number.parse().ok()).unwrap_or(fewer)
}

#[tokio::test(flavor = "multi_thread")]
async fn two_to_sixteen_tills_charge_one_voucher_at_once() {
    on_both(async |shop| {
        let shop = Arc::new(shop);
        let began = std::time::Instant::now();
        let mut done = 0;
        let rounds = [2, 3, 4, 6, 8, 12, 16];
        for (round, tills) in rounds.into_iter().cycle().enumerate() {
            if done >= tries() {
                break;
            }
            done += charge_one_voucher(&shop, tills, round).await;
        }
        eprintln!("{done} tries took {:?}", began.elapsed());
        shop.books().await;
    })
    .await;
}

/// One voucher of 100.00, tills that take 7.00 each until nothing is left, every request sent two or three times at once and
/// again later. Returns how many tries that was.
async fn charge_one_voucher(shop: &Arc<Shop>, tills: usize, round: usize) -> usize {
    const EACH: i64 = 700;
    let wallet = shop.holder(10_000).await;
    let mut tasks = JoinSet::new();
    for n in 0..tills {
        let (shop, wallet) = (Arc::clone(shop), wallet.clone());
        tasks.spawn(async move {
            let till = shop.till(&format!("cs-{:02}", n % 15 + 1)).await;
            let (mut receipts, mut tries) = (Vec::new(), 0);
            for _ in 0..60 / tills + 2 {
                let charge = purchase(shop.code(&wallet).await, EACH);
                // The answer is lost: it is asked again at the same moment, and once more afterwards.
                let (one, two) = tokio::join!(shop.desk.charge(&till, &charge), shop.desk.charge(&till, &charge));
                let again = shop.desk.charge(&till, &charge).await;
                assert_eq!(one, two, "one key, one answer");
                assert_eq!(one, again, "one key, one answer");
                tries += 3;
                match one.expect("an answer") {
                    ChargeAnswer::Paid(receipt) => receipts.push(receipt),
                    ChargeAnswer::Refused(ChargeRefused::NotPaid(refusal)) => {
                        assert!(matches!(refusal.reason, PayReason::NotEnough | PayReason::NothingLeft), "{refusal:?}");
                        assert!(refusal.possible < Fen(EACH));
                    }
                    other => panic!("{other:?}"),
                }
            }
            (receipts, tries)
        });
    }
    let (mut receipts, mut tries) = (Vec::new(), 0);
    while let Some(ended) = tasks.join_next().await {
        let (mine, tried) = ended.expect("no panic");
        receipts.extend(mine);
        tries += tried;
    }
    let most = usize::try_from(10_000 / EACH).expect("fourteen");
    assert_eq!(receipts.len(), most, "round {round}: as often as it goes and not once more");
    assert_eq!(shop.balance(&wallet).await, 10_000 - 14 * EACH);
    receipts.sort_by(|a, b| a.charge.as_str().cmp(b.charge.as_str()));
    receipts.dedup_by(|a, b| a.charge == b.charge);
    assert_eq!(receipts.len(), most, "every purchase has its own receipt");
    tries
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_request_a_hundred_times_at_once_is_one_purchase() {
    on_both(async |shop| {
        let shop = Arc::new(shop);
        let (wallet, till) = (shop.holder(10_000).await, shop.till("cs-01").await);
        let charge = Arc::new(purchase(shop.code(&wallet).await, 1_250));
        let mut tasks = JoinSet::new();
        for _ in 0..100 {
            let (shop, till, charge) = (Arc::clone(&shop), till.clone(), Arc::clone(&charge));
            tasks.spawn(async move { shop.desk.charge(&till, &charge).await });
        }
        let answers = tasks.join_all().await;
        let first = serde_json::to_string(answers[0].as_ref().expect("an answer")).expect("JSON");
        assert!(answers.iter().all(|answer| serde_json::to_string(answer.as_ref().expect("an answer")).expect("JSON") == first));
        assert_eq!(shop.balance(&wallet).await, 8_750);
        let other = Charge { lines: clothes(1_251), ..(*charge).clone() };
        assert_eq!(shop.desk.charge(&till, &other).await, Err(TillRefused::KeyReused), "another purchase under the same key");
        // Three days later the code is long too old, and the answer is still the answer.
        shop.house.clock.pass_minutes(72 * 60);
        shop.desk.sweep().await.expect("swept");
        let late = shop.desk.charge(&till, &charge).await.expect("an answer");
        assert_eq!(serde_json::to_string(&late).expect("JSON"), first);
        assert_eq!(shop.desk.outcome(&till, &charge.key).await.expect("read"), Some(late));
        assert_eq!(shop.books().await, 1_250);
        assert_eq!(shop.house.count("SELECT COUNT(*) FROM dispatch WHERE kind = 'movement'").await, 2, "granted, and spent once");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn above_the_limit_the_resident_says_yes_once() {
    on_both(async |shop| {
        let shop = Arc::new(shop);
        let (wallet, till) = (shop.holder(15_000).await, shop.till("cs-01").await);
        let charge = purchase(shop.code(&wallet).await, 8_000);
        let waiting = shop.desk.charge(&till, &charge).await.expect("an answer");
        let ChargeAnswer::Waiting { charge: reference, .. } = waiting.clone() else { panic!("{waiting:?}") };
        let bearer = app::ports::vouchers::Bearer::Holder(wallet.clone());
        let shown = shop.desk.waiting(&bearer).await.expect("read");
        assert_eq!((shown.len(), shown[0].fen, shown[0].store.as_str()), (1, Fen(8_000), "cs-01"), "the phone shows the same");
        assert_eq!(shop.balance(&wallet).await, 15_000, "nothing moves before the word");
        let mut words = JoinSet::new();
        for _ in 0..8 {
            let (shop, bearer, reference) = (Arc::clone(&shop), bearer.clone(), reference.clone());
            words.spawn(async move { shop.desk.confirm(&bearer, &reference, true).await });
        }
        let answers = words.join_all().await;
        assert!(answers.iter().all(|answer| *answer == answers[0]), "said often, done once");
        assert_eq!(shop.desk.charge(&till, &charge).await, Ok(answers[0].expect_paid()), "the till hears it");
        assert_eq!(shop.balance(&wallet).await, 7_000);
        // No word in time is a no.
        let charge = purchase(shop.code(&wallet).await, 6_000);
        let waiting = shop.desk.charge(&till, &charge).await.expect("an answer");
        let ChargeAnswer::Waiting { charge: reference, .. } = waiting else { panic!("{waiting:?}") };
        shop.house.clock.pass_minutes(5);
        assert_eq!(shop.desk.confirm(&bearer, &reference, true).await, Ok(ChargeAnswer::Lapsed));
        assert_eq!(shop.desk.charge(&till, &charge).await, Ok(ChargeAnswer::Lapsed));
        // The till takes one back.
        let charge = purchase(shop.code(&wallet).await, 6_000);
        shop.desk.charge(&till, &charge).await.expect("an answer");
        assert_eq!(shop.desk.give_up(&till, &charge.key).await, Ok(Some(ChargeAnswer::Declined)));
        let views = shop.desk.charges(&till.store).await.expect("read");
        assert_eq!(views.iter().filter(|view| view.state == ChargeState::Paid).count(), 1);
        assert_eq!(shop.balance(&wallet).await, 7_000);
        let _ = paid(shop.buy(&till, &wallet, 5_000).await.expect("an answer"));
        assert_eq!(shop.books().await, 13_000);
    })
    .await;
}

/// What must have been paid.
trait ExpectPaid {
    fn expect_paid(&self) -> ChargeAnswer;
}

impl<E: std::fmt::Debug> ExpectPaid for Result<ChargeAnswer, E> {
    fn expect_paid(&self) -> ChargeAnswer {
        let answer = self.as_ref().expect("an answer");
        assert!(matches!(answer, ChargeAnswer::Paid(_)), "{answer:?}");
        answer.clone()
    }
}
