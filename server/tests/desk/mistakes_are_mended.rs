//! What was taken by mistake comes back, once; what ends unspent is booked as ended; a complaint is answered; a store's days hang
//! together.

use std::sync::Arc;

use app::{
    ports::vouchers::{
        Batch, GivesBack, GrantRefused, GrantWarning, Grantee, HistoryKind, Reversal, ReverseRefused, VoucherDesk as _,
    },
    visit::Staff,
};
use domain::{
    ids::ChargeRef,
    voucher::{Fen, ReversalRefusal},
};
use tokio::task::JoinSet;

use crate::{
    harness,
    shop::{grantee, key, on_both, steward},
};

const DAY: i64 = 24 * 60;

fn reversal(charge: &ChargeRef, fen: Option<i64>) -> Reversal {
    Reversal { key: key(), charge: charge.clone(), fen: fen.map(Fen), reason: "多扫了一件".to_owned() }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_purchase_comes_back_whole_or_in_part_and_never_more() {
    on_both(async |shop| {
        let shop = Arc::new(shop);
        let (wallet, till, other) = (shop.holder(10_000).await, shop.till("cs-01").await, shop.till("cs-02").await);
        let first = shop.bought(&till, &wallet, 3_000).await;
        let second = shop.bought(&other, &wallet, 2_000).await;
        assert_eq!(second.left, Fen(5_000));
        let here = GivesBack::Store(till.clone(), "clerk".to_owned());
        let part = reversal(&first.charge, Some(1_200));
        let back = shop.desk.reverse(&part, &here).await.expect("back");
        assert_eq!((back.fen, back.still_paid), (Fen(1_200), Fen(1_800)));
        assert_eq!(shop.desk.reverse(&part, &here).await, Ok(back), "the same press is the same");
        let more = Reversal { fen: Some(Fen(1_201)), ..part.clone() };
        assert_eq!(shop.desk.reverse(&more, &here).await, Err(ReverseRefused::KeyReused));
        let too_much = ReverseRefused::Rules(ReversalRefusal::TooMuch(Fen(1_800)));
        assert_eq!(shop.desk.reverse(&reversal(&first.charge, Some(1_801)), &here).await, Err(too_much));
        assert_eq!(
            shop.desk.reverse(&reversal(&second.charge, None), &here).await,
            Err(ReverseRefused::Unknown),
            "another store's"
        );
        let silent = Reversal { reason: " ".to_owned(), ..reversal(&first.charge, None) };
        assert_eq!(shop.desk.reverse(&silent, &here).await, Err(ReverseRefused::NoReason));
        shop.house.clock.pass_minutes(1);
        // Two stewards and the store at once: what is left comes back once.
        let mut presses = JoinSet::new();
        for _ in 0..6 {
            let (shop, all) = (Arc::clone(&shop), reversal(&first.charge, None));
            presses.spawn(async move { shop.desk.reverse(&all, &GivesBack::Steward(steward())).await });
        }
        let ended = presses.join_all().await;
        assert_eq!(ended.iter().filter(|one| one.is_ok()).count(), 1, "{ended:?}");
        assert_eq!(shop.balance(&wallet).await, 8_000);
        shop.house.clock.pass_minutes(DAY);
        let late = shop.desk.reverse(&reversal(&second.charge, None), &GivesBack::Store(other, "clerk".to_owned())).await;
        assert_eq!(late, Err(ReverseRefused::Rules(ReversalRefusal::TooLate)));
        assert!(shop.desk.reverse(&reversal(&second.charge, Some(500)), &GivesBack::Steward(steward())).await.is_ok());
        let nobody = Staff { steward: false, ..steward() };
        let answer = shop.desk.reverse(&reversal(&second.charge, None), &GivesBack::Steward(nobody)).await;
        assert_eq!(answer, Err(ReverseRefused::NotAllowed));
        assert_eq!(shop.books().await, 1_500);
        let view = shop.desk.wallet(&wallet).await.expect("read").expect("there");
        let told: Vec<(HistoryKind, i64)> = view.history.lines.iter().map(|line| (line.what, line.fen.0)).collect();
        use HistoryKind::{CameBack, Granted, Spent};
        let newest_first =
            [(CameBack, 500), (CameBack, 1_800), (CameBack, 1_200), (Spent, 2_000), (Spent, 3_000), (Granted, 10_000)];
        assert_eq!(told, newest_first);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_ends_is_booked_and_what_comes_back_late_can_still_be_used() {
    on_both(async |shop| {
        let (wallet, till) = (shop.holder(10_000).await, shop.till("cs-01").await);
        let receipt = shop.bought(&till, &wallet, 4_000).await;
        shop.house.clock.pass_minutes(115 * DAY);
        shop.desk.sweep().await.expect("swept");
        let texts = "SELECT COUNT(*) FROM message";
        let told = shop.house.count(texts).await;
        assert_eq!(told, 2, "granted, and ends soon: once, however many warnings are due");
        assert!(shop.desk.wallet(&wallet).await.expect("read").expect("there").vouchers[0].ends_soon);
        shop.house.clock.pass_minutes(10 * DAY);
        assert_eq!(shop.balance(&wallet).await, 0, "its time is over");
        shop.desk.sweep().await.expect("swept");
        shop.desk.sweep().await.expect("swept twice is swept once");
        let totals = shop.desk.totals().await.expect("read");
        assert_eq!((totals.expired, totals.held), (Fen(6_000), Fen::ZERO));
        let back = shop.desk.reverse(&reversal(&receipt.charge, Some(1_000)), &GivesBack::Steward(steward())).await;
        assert_eq!(back.expect("back").fen, Fen(1_000));
        assert_eq!(shop.balance(&wallet).await, 1_000, "a store's mistake costs nobody the time to use it");
        shop.bought(&till, &wallet, 400).await;
        shop.house.clock.pass_minutes(30 * DAY);
        shop.desk.sweep().await.expect("swept");
        assert_eq!(shop.desk.totals().await.expect("read").expired, Fen(6_600));
        assert_eq!(shop.books().await, 3_400);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_is_looked_at_first_and_granted_once() {
    on_both(async |shop| {
        let family = |name: &str| Grantee { household: Some(name.to_owned()), ..grantee() };
        let (one, two, three) = (family("A"), family("A"), Grantee { phone: None, ..family("B") });
        shop.grant(&three, "winter", 5_000).await;
        let people = vec![one.clone(), two, one, three];
        let batch = Batch { key: key(), programme: "winter".to_owned(), amount: None, people };
        let plan = shop.desk.plan_batch(&batch, &steward()).await.expect("planned");
        assert_eq!(plan.total, Fen(45_000), "three people");
        assert_eq!(plan.lines[0].warnings, []);
        assert_eq!(plan.lines[1].warnings, [GrantWarning::HouseholdOnList(0)]);
        assert_eq!(plan.lines[2].warnings, [GrantWarning::TwiceOnList(0)]);
        assert!(matches!(plan.lines[3].warnings[..], [GrantWarning::HoldsOne(_), GrantWarning::NoPhone]), "{:?}", plan.lines[3]);
        assert!(plan.lines.iter().all(|line| line.name == "样*丙" && line.document.contains("********")), "masked");
        assert_eq!(shop.desk.totals().await.expect("read").granted, Fen(5_000), "nothing was done");
        let nobody = Staff { steward: false, ..steward() };
        assert_eq!(shop.desk.issue_batch(&batch, &nobody).await, Err(GrantRefused::NotAllowed));
        let first = shop.desk.issue_batch(&batch, &steward()).await.expect("granted");
        let again = shop.desk.issue_batch(&batch, &steward()).await.expect("granted before");
        assert_eq!((first.len(), first.iter().filter(|one| one.new).count()), (3, 3));
        assert!(again.iter().all(|one| !one.new));
        assert_eq!(shop.desk.totals().await.expect("read").granted, Fen(50_000));
        shop.books().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_complaint_is_answered_and_days_hang_together() {
    on_both(async |shop| {
        let (wallet, till) = (shop.holder(10_000).await, shop.till("cs-01").await);
        let first = shop.bought(&till, &wallet, 1_000).await;
        shop.desk.dispute(&wallet, &first.charge, "没有买这件", None).await.expect("heard");
        let open = shop.desk.disputes().await.expect("read");
        assert_eq!((open.len(), open[0].store.clone(), open[0].fen), (1, till.store.clone(), Fen(1_000)));
        assert_eq!(open[0].dispute.as_ref().map(|dispute| dispute.words.as_str()), Some("没有买这件"));
        let messages = "SELECT COUNT(*) FROM message";
        let before = shop.house.count(messages).await;
        for answer in ["已经退回", "按了两次"] {
            shop.desk.answer_dispute(&first.charge, answer, &steward()).await.expect("answered");
        }
        assert_eq!(shop.house.count(messages).await, before + 1, "the resident is told that there is an answer, once");
        assert!(shop.desk.disputes().await.expect("read").is_empty());
        let view = shop.desk.charge_view(&first.charge).await.expect("read").expect("there");
        assert_eq!(view.dispute.and_then(|dispute| dispute.answer).as_deref(), Some("已经退回"));

        let monday = harness::TODAY;
        let open_day = shop.desk.statement(&till.store, monday).await.expect("read");
        assert!(!open_day.closed && open_day.lines.len() == 1);
        shop.house.clock.pass_minutes(DAY);
        let _ = shop.bought(&till, &wallet, 500).await;
        let here = GivesBack::Store(till.clone(), "clerk".to_owned());
        shop.desk.reverse(&reversal(&first.charge, Some(300)), &here).await.expect_err("its time is over");
        shop.desk.reverse(&reversal(&first.charge, Some(300)), &GivesBack::Steward(steward())).await.expect("back");
        shop.house.clock.pass_minutes(2 * DAY);
        shop.desk.sweep().await.expect("swept");
        let days =
            [monday, monday.tomorrow().expect("Tuesday"), monday.tomorrow().expect("Tuesday").tomorrow().expect("Wednesday")];
        let mut before = "0".repeat(64);
        for (day, net) in days.into_iter().zip([1_000, 200, 0]) {
            let statement = shop.desk.statement(&till.store, day).await.expect("read");
            assert!(statement.closed);
            assert_eq!(statement.before, before, "{day}");
            assert_eq!(statement.spent - statement.returned, Fen(net));
            assert_eq!(statement.csv.lines().count(), statement.lines.len() + 1);
            before = statement.digest;
        }
        let figures = shop.desk.figures(days[0], days[2]).await.expect("read");
        let ours = figures.iter().find(|figures| figures.store == till.store).expect("there");
        assert_eq!((ours.redemptions, ours.reversals, ours.disputes, ours.returned), (2, 1, 1, Fen(300)));
        assert_eq!(figures.len(), 15);
        shop.books().await;
    })
    .await;
}
