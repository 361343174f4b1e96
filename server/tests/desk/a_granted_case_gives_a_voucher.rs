//! What the charity department grants is in the applicant's wallet at once, in the transaction that heard of it: once, whatever is
//! heard again.

use std::sync::Arc;

use app::ports::vouchers::VoucherDesk as _;
use domain::{
    case::{CaseEvent, Decision},
    ids::{CaseRef, CaseToken},
    text::Words,
    voucher::{Fen, Rules},
};
use server::desk::vouchers::Vouchers;

use crate::{
    cases::{Applying, resident, visitor},
    harness::on_both,
};

fn granted() -> CaseEvent {
    CaseEvent::Decide { decision: Decision::Granted, reason: None }
}

async fn reference(here: &Applying, case: &CaseToken) -> CaseRef {
    here.case(case).await.reference
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_granted_is_in_the_wallet_once() {
    on_both(1, |house| async move {
        let rules = Rules::read("vouchers.toml", include_str!("../../data/vouchers.toml")).expect("our rules");
        let vouchers = Vouchers::open(house.desk.clone(), Arc::new(rules)).await.expect("the desk opens");
        let mut here = Applying::new(house);
        here.cases = here.cases.clone().with_granting(Arc::new(vouchers.clone()));
        let service = "XC-CS-01".into();
        let case = here.apply(&service, &visitor("a"), 1).await;
        let number = reference(&here, &case).await;
        assert_eq!(vouchers.wallet_of_case(&number).await.expect("read"), None);
        here.handed_over(&case).await;
        here.says(&case, 1, CaseEvent::Accept).await;
        here.says(&case, 2, granted()).await;
        // The same news again, and the decision once more under another name.
        here.says(&case, 2, granted()).await;
        here.says(&case, 3, granted()).await;
        let wallet = vouchers.wallet_of_case(&number).await.expect("read").expect("a wallet");
        let seen = vouchers.wallet(&wallet).await.expect("read").expect("there");
        assert_eq!((seen.balance, seen.vouchers.len(), seen.history.lines.len()), (Fen(10_000), 1, 1));
        let totals = vouchers.totals().await.expect("read");
        assert_eq!((totals.granted, totals.held, totals.sum), (Fen(10_000), Fen(10_000), Fen::ZERO));
        assert_eq!(here.house.count("SELECT COUNT(*) FROM voucher").await, 1);

        // A refusal gives nothing, and another service's grant neither.
        let refused = here.apply(&service, &resident("b"), 2).await;
        here.handed_over(&refused).await;
        here.says(&refused, 1, CaseEvent::Accept).await;
        let reason = Words { zh: "不符合条件".to_owned(), en: "Not entitled".to_owned() };
        here.says(&refused, 2, CaseEvent::Decide { decision: Decision::Refused, reason: Some(reason) }).await;
        assert_eq!(vouchers.wallet_of_case(&reference(&here, &refused).await).await.expect("read"), None);
        let other = here.apply(&"XC-LN-01".into(), &visitor("c"), 3).await;
        here.handed_over(&other).await;
        here.says(&other, 1, CaseEvent::Accept).await;
        here.says(&other, 2, granted()).await;
        assert_eq!(here.house.count("SELECT COUNT(*) FROM voucher").await, 1);
    })
    .await;
}
