//! A grant with a rhythm comes again in every period, once: whoever sweeps, whatever was restarted, however long nothing ran. It
//! ends when it is ended, and holds to the rules of the day.

use std::sync::Arc;

use app::ports::vouchers::VoucherDesk as _;
use domain::{
    time::Moment,
    voucher::{Fen, Rhythm},
};
use jiff::civil::{Date, date, time};
use server::desk::vouchers::Vouchers;

use crate::{
    harness::{self, TODAY},
    shop::{Shop, grantee, on_both, steward},
};

const VOUCHERS: &str = "SELECT COUNT(*) FROM voucher";

/// Another server on the same store, or this one after a restart: what it knew is only what is written.
async fn another(shop: &Shop) -> Vouchers {
    Vouchers::open(shop.house.desk.clone(), shop.desk.rules()).await.expect("the desk opens")
}

fn just_after_midnight(day: Date) -> Moment {
    Moment::beijing(day, time(0, 1, 0, 0))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_year_of_months_is_granted_month_by_month_and_once() {
    on_both(async |shop| {
        let granted = shop.granted(&grantee(), "monthly", 5_000).await;
        let other = another(&shop).await;
        let mut first = TODAY;
        for month in 1..=12 {
            first = Rhythm::Month.next_period(first);
            shop.house.clock.set(just_after_midnight(first));
            let (here, there) = tokio::join!(shop.desk.sweep(), other.sweep());
            here.expect("swept here");
            there.expect("swept there");
            another(&shop).await.sweep().await.expect("swept after a restart");
            assert_eq!(shop.house.count(VOUCHERS).await, month + 1, "{first}");
            assert_eq!(shop.desk.totals().await.expect("read").granted, Fen((month + 1) * 5_000));
        }
        // Beijing is eight hours ahead: nobody's telephone rings before nine.
        let by_night = "SELECT COUNT(*) FROM message WHERE (next_ms + 28800000) % 86400000 < 32400000";
        assert_eq!(shop.house.count(by_night).await, 0);
        // Ended, nothing more comes, and what was granted stays.
        let wallet = shop.desk.wallet(&granted.wallet).await.expect("read").expect("there");
        let newest = wallet.vouchers.iter().find(|voucher| voucher.balance > Fen::ZERO).expect("of the last months");
        assert_eq!(newest.again, Some(date(2027, 12, 1)));
        for _ in 0..2 {
            shop.desk.end_rhythm(&granted.wallet, &newest.id, &steward()).await.expect("ended");
        }
        shop.house.clock.set(just_after_midnight(date(2028, 1, 1)));
        shop.desk.sweep().await.expect("swept");
        assert_eq!(shop.house.count(VOUCHERS).await, 13);
        let wallet = shop.desk.wallet(&granted.wallet).await.expect("read").expect("there");
        assert!(wallet.vouchers.iter().all(|voucher| voucher.again.is_none()));
        shop.books().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn months_in_which_nothing_ran_are_made_up_for_and_a_second_grant_doubles_nothing() {
    on_both(async |shop| {
        let to = grantee();
        shop.granted(&to, "monthly", 3_000).await;
        shop.granted(&to, "monthly", 3_000).await;
        assert_eq!(shop.house.count(VOUCHERS).await, 2, "somebody meant to grant twice");
        shop.house.clock.set(just_after_midnight(date(2027, 2, 1)));
        for _ in 0..5 {
            shop.desk.sweep().await.expect("swept");
        }
        assert_eq!(shop.house.count(VOUCHERS).await, 5, "December, January, February: one each");
        assert_eq!(
            shop.desk.totals().await.expect("read").granted,
            Fen(5 * 3_000),
            "the amount of the grant, not the programme's"
        );
        shop.books().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn amount_and_rhythm_are_those_of_the_day() {
    harness::on_both(1, async |house| {
        let shop = Shop::with_rules(house, |rules| {
            let now = rules.programmes.iter().find(|one| one.code == "monthly").expect("there").clone();
            let more = domain::voucher::Programme { from: date(2027, 1, 1), amount: Fen(8_000), ..now.clone() };
            let once = domain::voucher::Programme { from: date(2027, 2, 1), every: None, ..now };
            rules.programmes.extend([more, once]);
        })
        .await;
        let amount = shop.desk.rules().programme("monthly", shop.now()).expect("there").amount;
        let wallet = shop.grant(&grantee(), "monthly", amount.0).await;
        for day in [date(2026, 12, 1), date(2027, 1, 1), date(2027, 2, 1), date(2027, 3, 1)] {
            shop.house.clock.set(just_after_midnight(day));
            shop.desk.sweep().await.expect("swept");
        }
        let view = shop.desk.wallet(&wallet).await.expect("read").expect("there");
        let mut amounts: Vec<i64> = view.vouchers.iter().map(|voucher| voucher.terms.amount.0).collect();
        amounts.sort_unstable();
        assert_eq!(amounts, [amount.0, amount.0, 8_000], "no rhythm any more from February on");
        let ended = "SELECT COUNT(*) FROM voucher_enrolment WHERE ended_by = 'rules'";
        assert_eq!(shop.house.count(ended).await, 1);
        shop.books().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_servers_that_sweep_at_once_grant_one_voucher_each_person() {
    on_both(async |shop| {
        for _ in 0..20 {
            shop.granted(&grantee(), "monthly", 5_000).await;
        }
        shop.house.clock.set(just_after_midnight(date(2026, 12, 1)));
        let mut sweeps = tokio::task::JoinSet::new();
        let shop = Arc::new(shop);
        for _ in 0..10 {
            let shop = Arc::clone(&shop);
            sweeps.spawn(async move { another(&shop).await.sweep().await });
        }
        for swept in sweeps.join_all().await {
            swept.expect("swept");
        }
        assert_eq!(shop.house.count(VOUCHERS).await, 40);
        assert_eq!(shop.desk.totals().await.expect("read").granted, Fen(40 * 5_000));
        shop.books().await;
    })
    .await;
}
