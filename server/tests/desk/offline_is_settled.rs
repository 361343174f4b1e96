//! A store without a connection for half an hour: what it took is settled or listed as a conflict with its reason, within the
//! ceilings, once, however often its queue is sent.

use std::sync::Arc;

use app::ports::vouchers::{ChargeAnswer, ChargeState, OfflineRedemption, Settled, VoucherDesk as _};
use domain::{
    ids::WalletToken,
    pass::PassKeys,
    voucher::{Ceilings, CodeRefusal, Conflict, Fen, OfflineRefusal, OfflineTill, WalletCode},
};
use tokio::task::JoinSet;

use crate::{
    harness,
    shop::{Shop, clothes, key, on_both, purchase, steward},
};

/// What a till does by itself: reads the code with the district's public keys and asks the shared rules.
fn take(shop: &Shop, till: &mut OfflineTill, redemption: &OfflineRedemption, fen: i64) -> Result<(), OfflineRefusal> {
    let keys = PassKeys { keys: shop.house.desk.keys.pass_keys().keys.clone() };
    let life = shop.desk.rules().code;
    let code = WalletCode::read(&redemption.code, &keys, "xicheng", redemption.taken, life).expect("a good code");
    till.take(&code, Fen(fen), redemption.taken)
}

#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_redemptions_are_settled_or_listed() {
    on_both(async |shop| {
        let till = shop.till("cs-01").await;
        let ceilings = shop.desk.rules().at(shop.now()).offline;
        let mut local = OfflineTill::new(ceilings);
        let mut wallets: Vec<WalletToken> = Vec::new();
        for _ in 0..100 {
            wallets.push(shop.holder(2_500).await);
        }
        // Thirty minutes, two purchases each; the till stops by itself at its ceiling.
        let (mut queue, mut taken) = (Vec::new(), 0);
        for n in 0..200_usize {
            shop.house.clock.set(shop.now().plus_ms(9_000));
            let fen = 900 + i64::try_from(n % 7).expect("small") * 50;
            let mut redemption = shop.offline(&till, &wallets[n % 100], fen).await;
            redemption.lines = clothes(fen);
            match take(&shop, &mut local, &redemption, fen) {
                Ok(()) => {
                    taken += fen;
                    queue.push((redemption, fen));
                }
                Err(OfflineRefusal::OverStore(left)) => assert!(left < Fen(fen)),
                Err(other) => panic!("{other:?}"),
            }
        }
        assert!(queue.len() > 150 && taken <= ceilings.per_store.0, "{} redemptions, {taken}", queue.len());
        // Meanwhile some have spent elsewhere, one was blocked, one code was shown at another store without a connection too.
        let other = shop.till("cs-02").await;
        for wallet in &wallets[..5] {
            shop.bought(&other, wallet, 2_500).await;
        }
        let copied = OfflineRedemption { till: other.id.clone(), key: key(), ..queue[50].0.clone() };
        let redemptions: Vec<OfflineRedemption> = queue.iter().map(|(redemption, _)| redemption.clone()).collect();
        // The queue is sent in two halves at once, twice; the page was reloaded in between.
        let shop = Arc::new(shop);
        let mut sends = JoinSet::new();
        for part in [0..redemptions.len(), 0..redemptions.len() / 2, redemptions.len() / 2..redemptions.len()] {
            let (shop, till, some) = (Arc::clone(&shop), till.clone(), redemptions[part].to_vec());
            sends.spawn(async move { shop.desk.settle(&till, &some).await.expect("settled") });
        }
        sends.join_all().await;
        let outcomes = shop.desk.settle(&till, &redemptions).await.expect("the same again");
        let (mut paid, mut conflicts) = (0, 0);
        for ((_, fen), outcome) in queue.iter().zip(&outcomes) {
            match outcome {
                Settled::Paid(receipt) => {
                    assert_eq!(receipt.fen, Fen(*fen));
                    paid += fen;
                }
                Settled::Conflict { why: Conflict::NotPaid(refusal), .. } => {
                    assert_eq!(refusal.possible, Fen::ZERO);
                    conflicts += 1;
                }
                other => panic!("{other:?}"),
            }
        }
        assert_eq!(conflicts, 10, "both purchases of the five who had spent everything");
        let listed = shop.desk.conflicts(Some(&till.store)).await.expect("read");
        assert_eq!(listed.len(), 10, "each is listed once");
        let second = shop.desk.settle(&other, &[copied]).await.expect("settled");
        assert!(matches!(second[..], [Settled::Conflict { why: Conflict::CodeUsed, .. }]), "{second:?}");
        assert_eq!(shop.books().await, paid + 5 * 2_500);
        assert!(paid <= ceilings.per_store.0);
        // The department bears one: once.
        let one = &listed[0];
        shop.desk.bear_conflict(&one.charge, &steward()).await.expect("borne");
        assert!(shop.desk.bear_conflict(&one.charge, &steward()).await.is_err());
        assert_eq!(shop.books().await, paid + 5 * 2_500 + one.fen.0);
        assert_eq!(shop.desk.conflicts(Some(&till.store)).await.expect("read").len(), 9);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_conflict_has_its_reason_and_the_ceilings_hold() {
    harness::on_both(1, async |house| {
        let low = Ceilings { per_person: Fen(3_000), per_store: Fen(5_000) };
        let shop = Shop::with_rules(house, |rules| rules.days[0].offline = low).await;
        let till = shop.till("cs-01").await;
        let settle = async |redemption: OfflineRedemption| {
            let mut outcomes = shop.desk.settle(&till, &[redemption]).await.expect("settled");
            match outcomes.remove(0) {
                Settled::Conflict { why, charge } => {
                    let view = shop.desk.charge_view(&charge).await.expect("read").expect("listed");
                    assert_eq!(view.state, ChargeState::Conflict(why.clone()));
                    Err(why)
                }
                Settled::Paid(receipt) => Ok(receipt.fen.0),
                other @ (Settled::KeyReused | Settled::OtherStore) => panic!("{other:?}"),
            }
        };
        let wallet = shop.holder(10_000).await;
        assert_eq!(settle(shop.offline(&till, &wallet, 3_001).await).await, Err(Conflict::OverBalance(Fen(3_000))));
        let early = shop.offline(&till, &wallet, 500).await;
        let one = shop.offline(&till, &wallet, 2_000).await;
        assert_eq!(settle(one.clone()).await, Ok(2_000));
        assert_eq!(settle(OfflineRedemption { key: key(), ..one }).await, Err(Conflict::CodeUsed));
        assert_eq!(settle(early).await, Ok(500), "an earlier code that was not used is good: queues come in any order");
        let stale = shop.offline(&till, &wallet, 600).await;
        assert_eq!(settle(stale).await, Err(Conflict::OverBalance(Fen(500))), "the code knows what was settled");
        let second = shop.holder(10_000).await;
        assert_eq!(settle(shop.offline(&till, &second, 2_501).await).await, Err(Conflict::OverStore(Fen(2_500))));
        let other_day = OfflineRedemption { taken: shop.now().plus_minutes(-73 * 60), ..shop.offline(&till, &second, 100).await };
        assert_eq!(settle(other_day).await, Err(Conflict::Code(CodeRefusal::FromTheFuture)));
        let backdated = shop.offline(&till, &second, 100).await;
        shop.house.clock.pass_minutes(73 * 60);
        assert_eq!(settle(backdated).await, Err(Conflict::WrongTime));
        let tampered = OfflineRedemption { taken: shop.now().plus_ms(40_000), ..shop.offline(&till, &second, 100).await };
        assert_eq!(settle(tampered).await, Err(Conflict::Code(CodeRefusal::TooOld)));
        let second = shop.desk.block_wallet(&second, true, &steward()).await.expect("blocked");
        shop.desk.block_wallet(&second, false, &steward()).await.expect("opened");
        assert_eq!(settle(shop.offline(&till, &second, 100).await).await, Ok(100));
        assert_eq!(shop.books().await, 2_600);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_paid_before_the_line_went_dead_is_not_paid_again() {
    on_both(async |shop| {
        let (wallet, till) = (shop.holder(10_000).await, shop.till("cs-01").await);
        // The purchase was paid, its answer lost; the till goes on without a connection, with the same key.
        let charge = purchase(shop.code(&wallet).await, 1_000);
        let ChargeAnswer::Paid(receipt) = shop.desk.charge(&till, &charge).await.expect("an answer") else { panic!("not paid") };
        let queued = OfflineRedemption {
            till: till.id.clone(),
            key: charge.key.clone(),
            code: charge.scan.text.clone(),
            taken: shop.now(),
            lines: charge.lines.clone(),
        };
        assert_eq!(shop.desk.settle(&till, std::slice::from_ref(&queued)).await, Ok(vec![Settled::Paid(receipt.clone())]));
        assert_eq!(shop.desk.charge(&till, &charge).await, Ok(ChargeAnswer::Paid(receipt)), "and asked again as a purchase");
        // It never arrived: settled from the queue, and asked for as a purchase afterwards, it is one.
        let charge = purchase(shop.code(&wallet).await, 500);
        let queued = OfflineRedemption {
            till: till.id.clone(),
            key: charge.key.clone(),
            code: charge.scan.text.clone(),
            taken: shop.now(),
            lines: charge.lines.clone(),
        };
        assert!(matches!(shop.desk.settle(&till, &[queued]).await.expect("settled")[..], [Settled::Paid(_)]));
        assert!(matches!(shop.desk.charge(&till, &charge).await, Ok(ChargeAnswer::Paid(_))));
        assert_eq!(shop.books().await, 1_500);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_till_out_of_use_settles_what_it_took_before() {
    on_both(async |shop| {
        let (wallet, till) = (shop.holder(10_000).await, shop.till("cs-01").await);
        let before = shop.offline(&till, &wallet, 500).await;
        shop.house.clock.pass_minutes(1);
        shop.desk.block_till(&till.id, &steward()).await.expect("out of use");
        let after = shop.offline(&till, &wallet, 700).await;
        let till = shop.desk.tills(None).await.expect("read").into_iter().find(|known| known.id == till.id).expect("there");
        assert!(till.blocked.is_some());
        assert!(shop.desk.offline_kit(&till).await.is_err(), "it takes nothing more");
        let outcomes = shop.desk.settle(&till, &[before, after]).await.expect("settled");
        let [Settled::Paid(receipt), Settled::Conflict { why: Conflict::WrongTime, .. }] = &outcomes[..] else {
            panic!("{outcomes:?}")
        };
        assert_eq!(receipt.fen, Fen(500));
        // What another device took is not its to bring home any more.
        let beside = shop.till("cs-01").await;
        let theirs = shop.offline(&beside, &wallet, 300).await;
        assert_eq!(shop.desk.settle(&till, &[theirs]).await, Ok(vec![Settled::OtherStore]));
        assert_eq!(shop.books().await, 500);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_queue_goes_to_the_store_that_took_it_and_to_no_other() {
    on_both(async |shop| {
        let (wallet, before) = (shop.holder(10_000).await, shop.till("cs-01").await);
        let queue = [shop.offline(&before, &wallet, 500).await];
        // The device is enrolled anew, to another store: nothing of its old queue goes into that one's account.
        let elsewhere = shop.till("cs-02").await;
        assert_eq!(shop.desk.settle(&elsewhere, &queue).await, Ok(vec![Settled::OtherStore]));
        assert_eq!(shop.books().await, 0);
        // Enrolled to its store again, under another name: it goes home, once.
        let again = shop.till("cs-01").await;
        let outcomes = shop.desk.settle(&again, &queue).await.expect("settled");
        let [Settled::Paid(receipt)] = &outcomes[..] else { panic!("{outcomes:?}") };
        assert_eq!(receipt.store, before.store);
        assert_eq!(shop.desk.settle(&before, &queue).await, Ok(outcomes), "by whichever of its devices");
        let unknown = OfflineRedemption { till: "nobody".to_owned(), ..queue[0].clone() };
        assert_eq!(shop.desk.settle(&again, &[unknown]).await, Ok(vec![Settled::OtherStore]));
        assert_eq!(shop.books().await, 500);
    })
    .await;
}
