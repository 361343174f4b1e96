//! What somebody has open goes on at another device once, soon, and at one only.

use app::ports::{BookingDesk as _, CarryOverDesk as _};
use server::desk::carry_over::CarryOver;

use crate::{
    cases::cases_of,
    harness::{House, on_both, slot},
};

const PAGE: &str = "/hold/kZ3";
const KIOSK: &str = "a kiosk";

fn desk_of(house: &House) -> CarryOver {
    CarryOver::new(house.desk.clone(), house.bookings.clone(), cases_of(&house.desk))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_opens_its_page_once_and_for_a_quarter_of_an_hour() {
    on_both(1, |house| async move {
        let desk = desk_of(&house);
        let code = desk.code(PAGE).await.expect("a code");
        assert_eq!(desk.page("kZ3", KIOSK).await, Ok(None), "a guess");
        let (one, other) = tokio::join!(desk.page(&code, KIOSK), desk.page(&code, KIOSK));
        let opened = [one.expect("read"), other.expect("read")];
        assert!(opened.contains(&Some(PAGE.to_owned())) && opened.contains(&None), "{opened:?}");
        assert_eq!(desk.page(&code, KIOSK).await, Ok(None));

        let late = desk.code(PAGE).await.expect("a code");
        house.clock.pass_minutes(15);
        assert_eq!(desk.page(&late, KIOSK).await, Ok(None));
        desk.code(PAGE).await.expect("another");
        assert_eq!(house.count("SELECT COUNT(*) FROM carry_over").await, 1, "what nobody came for goes");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_account_has_opens_to_the_browser_that_its_person_led_there() {
    on_both(5, |house| async move {
        let desk = desk_of(&house);
        let booking = house.book(&slot()).await;
        house.bookings.keep_for(&booking, "somebody").await.expect("kept");
        assert_eq!(house.bookings.opens(&booking, None, KIOSK).await, Ok(false));
        let page = format!("/booking/{booking}");
        let code = desk.code(&page).await.expect("a code");
        assert_eq!(desk.page(&code, KIOSK).await, Ok(Some(page)));
        assert_eq!(house.bookings.opens(&booking, None, KIOSK).await, Ok(true));
        assert_eq!(house.bookings.opens(&booking, None, "another browser").await, Ok(false));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_stored_nowhere_is_sealed_for_a_quarter_of_an_hour() {
    on_both(1, |house| async move {
        let desk = desk_of(&house);
        let sealed = desk.sealed("a|b");
        assert!(!sealed.contains("a|b"));
        assert_eq!(desk.opened(&sealed).as_deref(), Some("a|b"));
        assert_eq!(desk.opened(&sealed[1..]), None);
        assert_eq!(desk.opened(""), None);
        house.clock.pass_minutes(15);
        assert_eq!(desk.opened(&sealed), None);
    })
    .await;
}
