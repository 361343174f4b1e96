//! What was taken without a connection and not settled ends once: paid by the vouchers when there is more on them, borne by the
//! department, or borne by the store. What stores have used of their ceilings is told.

use app::ports::vouchers::{Borne, ChargeState, OfflineUse, RetryRefused, Settled, VoucherDesk as _};
use domain::{
    ids::ChargeRef,
    voucher::{Conflict, Fen},
};

use crate::{
    harness::TODAY,
    shop::{grantee, key, on_both, steward},
};

fn conflict(settled: &Settled) -> ChargeRef {
    match settled {
        Settled::Conflict { charge, .. } => charge.clone(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conflict_ends_once_in_one_of_three_ways() {
    on_both(async |shop| {
        let (till, other, to) = (shop.till("cs-01").await, shop.till("cs-02").await, grantee());
        let wallet = shop.grant(&to, "winter", 2_000).await;
        let mut queue = Vec::new();
        for _ in 0..3 {
            queue.push(shop.offline(&till, &wallet, 500).await);
        }
        // Meanwhile everything was spent elsewhere.
        shop.bought(&other, &wallet, 2_000).await;
        let outcomes = shop.desk.settle(&till, &queue).await.expect("settled");
        let charges: Vec<ChargeRef> = outcomes.iter().map(conflict).collect();
        let [first, second, third] = &charges[..] else { panic!("{outcomes:?}") };
        let staff = steward();
        let refused = shop.desk.retry_conflict(first, &staff).await;
        assert!(matches!(refused, Err(RetryRefused::NotPaid(_))), "{refused:?}");
        assert_eq!(shop.desk.conflicts(None).await.expect("read").len(), 3, "it stays as it was");

        // The voucher is filled up: the first is paid, once, and its till hears so when it asks again.
        shop.grant(&to, "winter", 1_000).await;
        assert_eq!(shop.desk.retry_conflict(first, &staff).await, Ok(()));
        assert_eq!(shop.desk.retry_conflict(first, &staff).await, Err(RetryRefused::Unknown));
        assert!(shop.desk.bear_conflict(first, &staff).await.is_err());
        assert_eq!(shop.balance(&wallet).await, 500);
        let again = shop.desk.settle(&till, &queue[..1]).await.expect("settled before");
        assert!(matches!(&again[..], [Settled::Paid(receipt)] if receipt.charge == *first), "{again:?}");

        // The second is the store's, the third the department's.
        shop.desk.leave_conflict(second, &staff).await.expect("left");
        assert!(shop.desk.leave_conflict(second, &staff).await.is_err());
        assert!(shop.desk.bear_conflict(second, &staff).await.is_err());
        assert_eq!(shop.desk.retry_conflict(second, &staff).await, Err(RetryRefused::Unknown));
        shop.desk.bear_conflict(third, &staff).await.expect("borne");
        assert!(shop.desk.leave_conflict(third, &staff).await.is_err());
        assert_eq!(shop.desk.conflicts(None).await.expect("read"), []);
        for (charge, borne) in [(first, None), (second, Some(Borne::ByStore)), (third, Some(Borne::ByDepartment))] {
            let seen = shop.desk.charge_view(charge).await.expect("read").expect("there");
            assert_eq!((seen.borne, seen.state == ChargeState::Paid), (borne, borne.is_none()));
        }
        assert_eq!(shop.books().await, 2_000 + 500 + 500);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_charged_for_a_code_that_is_in_doubt() {
    on_both(async |shop| {
        let (till, wallet) = (shop.till("cs-01").await, shop.holder(5_000).await);
        let one = shop.offline(&till, &wallet, 300).await;
        let mut copied = one.clone();
        copied.key = key();
        let outcomes = shop.desk.settle(&till, &[one, copied]).await.expect("settled");
        let [Settled::Paid(_), Settled::Conflict { charge, why: Conflict::CodeUsed }] = &outcomes[..] else {
            panic!("{outcomes:?}")
        };
        assert_eq!(shop.desk.retry_conflict(charge, &steward()).await, Err(RetryRefused::InDoubt));
        assert_eq!(shop.books().await, 300);
        let ceiling = shop.desk.rules().at(shop.now()).offline.per_store;
        let used = OfflineUse { store: till.store.clone(), day: TODAY, taken: Fen(300), ceiling };
        assert_eq!(shop.desk.offline_use().await, Ok(vec![used]), "the risk, and its bound");
    })
    .await;
}
