//! At a kiosk that prints somebody may say that they have no phone, and gets paper; anywhere else nobody is asked, and nobody is
//! believed: they would be told nothing at all.

use reqwest::StatusCode;

use crate::{
    browser::{Browser, location},
    door::{self, Door, on_both},
    kiosk::{self, Kiosk},
};

/// A free time of the marriage centre, kept for this browser.
async fn kept_place(browser: &mut Browser, door: &Door) -> String {
    let day = "/book/xc-hy-01/hy/2026-11-25";
    let page = browser.get(door, day).await.1;
    let slot = page.split("name=\"slot\" value=\"").nth(1).and_then(|rest| rest.split_once('"')).expect("a free time").0;
    location(&browser.post(door, day, &[("slot", slot)]).await)
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_no_phone_has_paper_at_a_kiosk_that_prints_and_nowhere_else() {
    on_both(|door| async move {
        let _program = door.start().await;
        let mut steward = kiosk::steward(&door).await;
        let Kiosk { mut browser, .. } = kiosk::enrolled(&door, &mut steward, "hy").await;
        assert_eq!(browser.get(&door, "/kiosk/hy").await.0, StatusCode::OK);
        let (a, b) = (door::identity(1), door::identity(0));
        let couple = [
            ("do", "next"),
            ("a_name", "样例甲"),
            ("a_document_kind", "ID_CN"),
            ("a_document", a.as_str()),
            ("a_phone.none", "yes"),
            ("b_name", "样例乙"),
            ("b_document_kind", "ID_CN"),
            ("b_document", b.as_str()),
            ("b_phone", "13800138000"),
        ];

        let mut phone = Browser::default();
        let hold = kept_place(&mut phone, &door).await;
        assert!(!phone.get(&door, &hold).await.1.contains("a_phone.none"));
        assert_eq!(phone.post(&door, &hold, &couple).await.status(), StatusCode::UNPROCESSABLE_ENTITY);

        let hold = kept_place(&mut browser, &door).await;
        assert!(browser.get(&door, &hold).await.1.contains("name=\"a_phone.none\""));
        let check = location(&browser.post(&door, &hold, &couple).await);
        let booked = location(&browser.post(&door, &check, &[("do", "confirm")]).await);
        let path = booked.strip_suffix("?paper").expect("it is printed by itself");
        let page = browser.get(&door, &booked).await.1;
        assert!(page.contains("data-print-lines=") && !page.contains("data-print-waits"), "{page}");
        assert!(browser.get(&door, path).await.1.contains("data-print-waits"), "once more only when it is asked for");
        assert!(!phone.get(&door, path).await.1.contains("data-print-lines"));
    })
    .await;
}
