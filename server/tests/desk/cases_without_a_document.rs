//! Where a service asks for neither a document nor a telephone, the receipt gives six digits that find the case again.

use app::ports::{
    FindRefused,
    cases::{CaseDesk as _, CaseView},
};
use domain::{case::CaseEvent, ids::ServiceCode};

use crate::{
    cases::{Applying, old_age, visitor},
    harness::on_both,
};

#[tokio::test(flavor = "multi_thread")]
async fn six_digits_on_the_receipt_find_it_again() {
    on_both(1, |house| async move {
        let here = Applying::new(house);
        for service in ["XC-CS-04", "XC-GG-01", "XC-SZ-03"] {
            let case = here.apply(&ServiceCode(service.to_owned()), &visitor("a"), 1).await;
            let CaseView { reference, code, .. } = here.case(&case).await;
            let code = code.unwrap_or_else(|| panic!("{service}: nothing else finds it"));
            assert_eq!(here.cases.receipt(&case).await.expect("read").expect("there").code, Some(code.clone()));
            assert!(code.len() == 6 && code.bytes().all(|digit| digit.is_ascii_digit()), "{code}");
            let other = if code == "000000" { "000001" } else { "000000" };
            assert_eq!(here.cases.find(&reference, other, service).await, Err(FindRefused::NoMatch));
            assert_eq!(here.cases.find(&reference, &code, service).await, Ok(case.clone()));
            // The department's news does not change it.
            here.says(&case, 1, CaseEvent::Accept).await;
            assert_eq!(here.case(&case).await.code, Some(code));
        }
        // A report of somebody in need, by who leaves no telephone.
        let report = ServiceCode("XC-JZ-06".to_owned());
        let mut typed = here.answers(&report, 1);
        typed.forget("reporter_mobile");
        let draft = here.filled(&report, &visitor("a"), &typed).await;
        let case = here.cases.send(&draft, &visitor("a")).await.expect("sent");
        assert!(here.case(&case).await.code.is_some());
        let known = here.apply(&old_age(), &visitor("a"), 1).await;
        assert_eq!(here.case(&known).await.code, None, "their document finds it");
    })
    .await;
}
