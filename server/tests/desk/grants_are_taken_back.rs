//! A grant to one person is looked at first like a list; a wrong one is taken back as far as it is not spent, and its holder reads
//! why.

use app::{
    ports::vouchers::{
        GivesBack, Grant, GrantWarning, Grantee, HistoryKind, Reversal, VoucherDesk as _, WalletRefused, WithdrawRefused,
        Withdrawal,
    },
    visit::Staff,
};
use domain::voucher::{Fen, Undoer};

use crate::shop::{grantee, key, on_both, steward};

const MESSAGES: &str = "SELECT COUNT(*) FROM message";

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_grant_goes_back_to_the_fund_as_far_as_it_is_not_spent() {
    on_both(async |shop| {
        let granted = shop.granted(&grantee(), "winter", 10_000).await;
        let till = shop.till("cs-01").await;
        let bought = shop.bought(&till, &granted.wallet, 4_000).await;
        let told = shop.house.count(MESSAGES).await;
        let reason = "发给了同名的人".to_owned();
        let take_back = Withdrawal { wallet: granted.wallet.clone(), voucher: granted.voucher.clone(), reason };
        let silent = Withdrawal { reason: " ".to_owned(), ..take_back.clone() };
        assert_eq!(shop.desk.withdraw(&silent, &steward()).await, Err(WithdrawRefused::NoReason));
        let counter = Staff { steward: false, ..steward() };
        assert_eq!(shop.desk.withdraw(&take_back, &counter).await, Err(WithdrawRefused::NotAllowed));
        let elsewhere = Withdrawal { wallet: shop.holder(100).await, ..take_back.clone() };
        assert_eq!(shop.desk.withdraw(&elsewhere, &steward()).await, Err(WithdrawRefused::Unknown));
        let told = told + 1;
        let charity = Staff { steward: false, counter: false, department: Some("charity".to_owned()), ..steward() };
        for staff in [&charity, &steward()] {
            shop.desk.withdraw(&take_back, staff).await.expect("taken back");
        }
        assert_eq!(shop.house.count(MESSAGES).await, told + 1, "told once");
        assert_eq!(shop.balance(&granted.wallet).await, 0);
        assert_eq!(shop.books().await, 4_000);
        assert_eq!(shop.desk.totals().await.expect("read").granted, Fen(4_100));

        // What a store gives back later is the fund's too.
        shop.house.clock.pass_minutes(1);
        let reversal =
            Reversal { key: key(), charge: bought.charge.clone(), fen: Some(Fen(1_500)), reason: "多扫了一件".to_owned() };
        shop.desk.reverse(&reversal, &GivesBack::Steward(steward())).await.expect("back");
        assert_eq!((shop.balance(&granted.wallet).await, shop.books().await), (0, 2_500));
        let view = shop.desk.wallet(&granted.wallet).await.expect("read").expect("there");
        assert_eq!(view.vouchers[0].taken_back.as_deref(), Some("发给了同名的人"));
        let lines: Vec<(HistoryKind, i64)> = view.history.lines.iter().map(|line| (line.what, line.fen.0)).collect();
        use HistoryKind::{CameBack, Granted, Spent, TakenBack};
        assert_eq!(lines, [(TakenBack, 1_500), (CameBack, 1_500), (TakenBack, 6_000), (Spent, 4_000), (Granted, 10_000)]);
        // Why it came back is there for whoever looks at the purchase.
        let seen = shop.desk.charge_view(&bought.charge).await.expect("read").expect("there");
        let back = seen.reversals.iter().map(|line| (line.fen, line.by, line.reason.as_str())).collect::<Vec<_>>();
        assert_eq!(back, [(Fen(1_500), Undoer::Steward, "多扫了一件")]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn taken_back_it_does_not_come_again() {
    on_both(async |shop| {
        let granted = shop.granted(&grantee(), "monthly", 5_000).await;
        let reason = "已经不符合条件".to_owned();
        let take_back = Withdrawal { wallet: granted.wallet.clone(), voucher: granted.voucher.clone(), reason };
        shop.desk.withdraw(&take_back, &steward()).await.expect("taken back");
        shop.house.clock.pass_minutes(31 * 24 * 60);
        shop.desk.sweep().await.expect("swept");
        assert_eq!(shop.house.count("SELECT COUNT(*) FROM voucher").await, 1);
        assert_eq!(shop.desk.totals().await.expect("read").granted, Fen::ZERO);
        assert_eq!(shop.books().await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_grant_is_looked_at_first_like_a_list() {
    on_both(async |shop| {
        let family = |name: &str| Grantee { household: Some(name.to_owned()), ..grantee() };
        let (one, other) = (family("A"), family("A"));
        let grant = |to: &Grantee| Grant { key: key(), programme: "winter".to_owned(), amount: None, to: to.clone(), case: None };
        assert_eq!(shop.desk.look_first(&grant(&one), &steward()).await, Ok(Vec::new()));
        shop.desk.issue(&grant(&one), &steward()).await.expect("granted");
        let found = shop.desk.look_first(&grant(&one), &steward()).await.expect("looked");
        assert!(matches!(found[..], [GrantWarning::HoldsOne(_)]), "{found:?}");
        assert_eq!(shop.desk.look_first(&grant(&other), &steward()).await, Ok(vec![GrantWarning::HouseholdHoldsOne]));
        assert_eq!(shop.house.count("SELECT COUNT(*) FROM voucher").await, 1, "nothing was done by looking");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_only_a_card_complains_at_a_counter() {
    on_both(async |shop| {
        let (wallet, till) = (shop.holder(5_000).await, shop.till("cs-01").await);
        let bought = shop.bought(&till, &wallet, 1_000).await;
        let counter = Staff { steward: false, ..steward() };
        let nobody = Staff { counter: false, ..counter.clone() };
        let said = async |staff: &Staff| shop.desk.dispute(&wallet, &bought.charge, "没有买这件", Some(staff)).await;
        assert_eq!(said(&nobody).await, Err(WalletRefused::NotAllowed));
        assert_eq!(said(&counter).await, Ok(()));
        let open = shop.desk.disputes().await.expect("read");
        assert_eq!((open.len(), open[0].charge.clone()), (1, bought.charge.clone()));
        let by = "SELECT COUNT(*) FROM voucher_audit WHERE act = 'dispute' AND actor = 'steward'";
        assert_eq!(shop.house.count(by).await, 1, "who took it down is kept");
    })
    .await;
}
