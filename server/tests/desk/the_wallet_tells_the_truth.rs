//! What a wallet shows is so: what can be spent, what became of every purchase and who bought it, however long ago. Another's wallet
//! shows none of it.

use app::ports::vouchers::{
    Bearer, ChargeAnswer, ChargeRefused, ChargeState, ChargeView, GivesBack, HISTORY_LINES, HistoryKind, NewCarrier, Reversal,
    Till, Unpaid, VoucherDesk as _,
};
use domain::{
    identity::Name,
    ids::{ChargeRef, WalletToken},
    pass::PassKeys,
    voucher::{Fen, PayReason, WalletCode},
};

use crate::{
    harness,
    shop::{Shop, grantee, key, on_both, paid, purchase, steward},
};

/// What the wallet says of a purchase.
async fn seen(shop: &Shop, wallet: &WalletToken, charge: &ChargeRef) -> ChargeView {
    shop.desk.purchase(wallet, charge).await.expect("read").expect("the wallet's own")
}

/// A purchase above the limit, which waits for a word.
async fn asked(shop: &Shop, till: &Till, wallet: &WalletToken, fen: i64) -> (String, ChargeRef) {
    let asks = purchase(shop.code(wallet).await, fen);
    match shop.desk.charge(till, &asks).await.expect("an answer") {
        ChargeAnswer::Waiting { charge, .. } => (asks.key, charge),
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_became_of_a_purchase_its_holder_sees_it_and_nobody_else() {
    on_both(async |shop| {
        let (wallet, other) = (shop.holder(15_000).await, shop.holder(15_000).await);
        let (till, second) = (shop.till("cs-01").await, shop.till("cs-02").await);
        let holder = Bearer::Holder(wallet.clone());
        let of = async |charge: &ChargeRef| {
            assert_eq!(shop.desk.purchase(&other, charge).await.expect("read"), None, "not another's");
            let view = seen(&shop, &wallet, charge).await;
            (view.state, view.unpaid)
        };

        let (_, no) = asked(&shop, &till, &wallet, 6_000).await;
        assert_eq!(of(&no).await, (ChargeState::Waiting, None));
        assert_eq!(shop.desk.confirm(&holder, &no, false).await, Ok(ChargeAnswer::Declined));
        assert_eq!(of(&no).await, (ChargeState::Declined, Some(Unpaid::SaidNo)));

        let (key, back) = asked(&shop, &till, &wallet, 6_000).await;
        assert_eq!(shop.desk.give_up(&till, &key).await, Ok(Some(ChargeAnswer::Declined)));
        assert_eq!(of(&back).await, (ChargeState::Declined, Some(Unpaid::TakenBack)));

        // Two wait, and there is enough for one: the second yes comes to nothing, and the page can say why.
        let ((_, first), (_, short)) = (asked(&shop, &till, &wallet, 8_000).await, asked(&shop, &second, &wallet, 8_000).await);
        assert!(matches!(shop.desk.confirm(&holder, &first, true).await, Ok(ChargeAnswer::Paid(_))));
        assert_eq!(of(&first).await, (ChargeState::Paid, None));
        assert!(matches!(shop.desk.confirm(&holder, &short, true).await, Ok(ChargeAnswer::Refused(ChargeRefused::NotPaid(_)))));
        let (state, unpaid) = of(&short).await;
        let Some(Unpaid::Refused(ChargeRefused::NotPaid(refusal))) = unpaid else { panic!("{unpaid:?}") };
        assert_eq!((state, refusal.reason, refusal.possible), (ChargeState::Declined, PayReason::NotEnough, Fen(7_000)));

        // Too late: so before anybody says anything, and before the sweeper comes by.
        let (_, late) = asked(&shop, &till, &wallet, 6_000).await;
        shop.house.clock.pass_minutes(5);
        assert_eq!(of(&late).await, (ChargeState::Lapsed, None));
        assert_eq!(shop.desk.confirm(&holder, &late, true).await, Ok(ChargeAnswer::Lapsed));
        assert_eq!(of(&late).await, (ChargeState::Lapsed, None));
        assert_eq!(shop.books().await, 8_000);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_can_be_spent_is_what_month_and_stores_allow_also_in_the_code() {
    harness::on_both(1, async |house| {
        let shop = Shop::with_rules(house, |rules| {
            for programme in &mut rules.programmes {
                match programme.code.as_str() {
                    "winter" => programme.per_month = Some(Fen(3_000)),
                    _ => programme.stores = vec!["cs-02".into()],
                }
            }
        })
        .await;
        let to = grantee();
        let wallet = shop.grant(&to, "winter", 10_000).await;
        let keys = PassKeys { keys: shop.house.desk.keys.pass_keys().keys.clone() };
        let shown = async || {
            let code = shop.desk.code(&Bearer::Holder(wallet.clone())).await.expect("a code");
            let view = shop.desk.wallet(&wallet).await.expect("read").expect("there");
            assert_eq!((view.balance, view.at_some_stores), (code.balance, code.at_some_stores), "wallet and code agree");
            let read = WalletCode::read(&code.text, &keys, "xicheng", shop.now(), shop.desk.rules().code).expect("good");
            (code.balance.0, code.at_some_stores.0, read.offline.0)
        };
        assert_eq!(shown().await, (3_000, 0, 3_000), "no more than this month");
        let (here, there) = (shop.till("cs-01").await, shop.till("cs-02").await);
        assert_eq!(shop.bought(&here, &wallet, 1_000).await.left, Fen(2_000));
        assert_eq!(shown().await, (2_000, 0, 2_000));
        shop.grant(&to, "living", 5_000).await;
        assert_eq!(shown().await, (7_000, 5_000, 2_000), "a code vouches for what any till may take");
        assert!(matches!(shop.buy(&here, &wallet, 2_001).await, Ok(ChargeAnswer::Refused(_))));
        paid(shop.buy(&there, &wallet, 5_000).await.expect("an answer"));
        shop.house.clock.pass_minutes(10 * 24 * 60);
        assert_eq!(shown().await.0, 3_000 + 2_000, "a new month: its own limit of one, what is left of the other");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_phone_shows_what_was_just_bought_and_who_bought_it() {
    on_both(async |shop| {
        let (wallet, till) = (shop.holder(15_000).await, shop.till("cs-01").await);
        let holder = Bearer::Holder(wallet.clone());
        assert_eq!(shop.desk.latest(&holder).await.expect("read"), None);
        let own = shop.bought(&till, &wallet, 1_250).await;
        let latest = shop.desk.latest(&holder).await.expect("read").expect("bought");
        assert_eq!((latest.charge, latest.state, latest.fen), (own.charge.clone(), ChargeState::Paid, Fen(1_250)));

        let new = NewCarrier { name: Name::parse("样例丁").expect("a name"), phone: None, per_month: Fen(9_000), days: 30 };
        let carrier = Bearer::Carrier(shop.desk.add_carrier(&wallet, &new).await.expect("added"));
        assert_eq!(shop.desk.latest(&carrier).await.expect("read"), None, "who carries sees only their own");
        shop.house.clock.pass_minutes(1);
        let code = shop.desk.code(&carrier).await.expect("a code").text;
        let carried = paid(shop.desk.charge(&till, &purchase(code, 700)).await.expect("an answer"));
        for bearer in [&holder, &carrier] {
            assert_eq!(shop.desk.latest(bearer).await.expect("read").expect("bought").charge, carried.charge);
        }
        let name = Some("样*丁".to_owned());
        assert_eq!(seen(&shop, &wallet, &carried.charge).await.carrier, name);
        assert_eq!(seen(&shop, &wallet, &own.charge).await.carrier, None);
        let back = Reversal { key: key(), charge: carried.charge, fen: Some(Fen(200)), reason: "多扫了一件".to_owned() };
        shop.desk.reverse(&back, &GivesBack::Steward(steward())).await.expect("back");
        let history = shop.desk.wallet(&wallet).await.expect("read").expect("there").history;
        let told: Vec<_> = history.lines.into_iter().map(|line| (line.what, line.fen.0, line.carrier)).collect();
        use HistoryKind::{CameBack, Granted, Spent};
        assert_eq!(told, [(CameBack, 200, None), (Spent, 700, name), (Spent, 1_250, None), (Granted, 15_000, None)]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_purchase_of_long_ago_is_found_and_can_be_complained_about() {
    on_both(async |shop| {
        let (wallet, till) = (shop.holder(15_000).await, shop.till("cs-01").await);
        let first = shop.bought(&till, &wallet, 100).await;
        for _ in 0..HISTORY_LINES {
            shop.bought(&till, &wallet, 100).await;
        }
        let page = async |page: u32| shop.desk.history(&wallet, page).await.expect("read").expect("there");
        let (newest, earlier) = (page(0).await, page(1).await);
        assert_eq!((newest.lines.len(), newest.earlier), (HISTORY_LINES, true));
        assert!(newest.lines.iter().all(|line| line.charge.as_ref() != Some(&first.charge)));
        let kinds: Vec<_> = earlier.lines.iter().map(|line| (line.what, line.charge.clone())).collect();
        assert_eq!(kinds, [(HistoryKind::Spent, Some(first.charge.clone())), (HistoryKind::Granted, None)]);
        assert!(!earlier.earlier && page(2).await.lines.is_empty());
        shop.desk.dispute(&wallet, &first.charge, "没有买这件", None).await.expect("heard");
        assert!(seen(&shop, &wallet, &first.charge).await.dispute.is_some());
        let nobody = WalletToken::from("nobody");
        assert_eq!(shop.desk.history(&nobody, 0).await.expect("read"), None);
    })
    .await;
}
