//! Who has no phone books and applies like everybody: no message is written for nobody, and what stands on their slip of paper finds
//! it again.

use app::ports::{
    BookingDesk as _,
    cases::{CaseDesk as _, SendRefused},
};
use domain::form::none_input;

use crate::{
    cases::{Applying, old_age, visitor},
    harness::{new_couple, on_both, slot},
};

fn last_four(number: &str) -> &str {
    &number[number.len() - 4..]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_couple_without_a_phone_is_booked_and_found_by_its_paper() {
    on_both(5, |house| async move {
        let mut couple = new_couple();
        for person in &mut couple.people {
            person.phone.clear();
        }
        let hold = house.hold(&slot()).await.expect("a place");
        let blank = house.bookings.write(&hold, &couple).await.expect("kept").expect_err("left blank is not said");
        assert_eq!(blank.len(), 2);
        for person in &mut couple.people {
            person.no_phone = true;
        }
        house.fill(&hold, &couple).await;
        let booking = house.bookings.confirm(&hold).await.expect("confirmed");
        let view = house.bookings.booking(&booking).await.expect("read").expect("there");
        assert!(view.people.iter().all(|person| person.phone.is_empty()));
        assert_eq!(house.count("SELECT COUNT(*) FROM message").await, 0);
        assert_eq!(house.count("SELECT COUNT(*) FROM dispatch").await, 1);
        let found = house.bookings.find(&view.reference, last_four(&couple.people[1].document), "a kiosk").await;
        assert_eq!(found, Ok(booking.clone()));
        house.bookings.cancel(&booking).await.expect("cancelled");
        assert_eq!(house.count("SELECT COUNT(*) FROM message").await, 0, "nobody is told of that either");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_application_without_a_phone_is_sent_and_found_by_its_paper() {
    on_both(1, |house| async move {
        let here = Applying::new(house);
        let who = visitor("a");
        let mut typed = here.answers(&old_age(), 4);
        typed.forget("mobile");
        let draft = here.filled(&old_age(), &who, &typed).await;
        let Err(SendRefused::Mistakes(mistakes)) = here.cases.send(&draft, &who).await else { panic!("left blank is not said") };
        assert!(mistakes.iter().any(|mistake| mistake.input == "mobile"), "{mistakes:?}");
        typed.set(none_input("mobile"), "yes");
        here.write(&draft, &old_age(), &typed).await;
        let case = here.cases.send(&draft, &who).await.expect("sent");
        assert_eq!(here.house.count("SELECT COUNT(*) FROM message").await, 0);
        assert_eq!(here.house.count("SELECT COUNT(*) FROM dispatch WHERE root = 'case' AND kind = 'apply'").await, 1);
        let reference = here.case(&case).await.reference;
        assert_eq!(here.cases.find(&reference, last_four(typed.get("id_no")), "a kiosk").await, Ok(case));
    })
    .await;
}
