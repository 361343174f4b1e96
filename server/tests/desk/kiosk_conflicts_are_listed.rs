//! A number of a kiosk without a network that is not simply in the queue once it is home stands before the steward: which, where, when
//! and why, once, however often it is sent, until somebody has seen to it.

use app::{
    ports::{CheckIn, ConflictWhy, DeskReason, GivenOut, HallDesk as _, KioskConflict, Medium, OfflineDesk as _},
    visit::Staff,
};
use domain::{
    booking::BookingState::{Cancelled, Confirmed},
    queue::Class,
};
use jiff::ToSpan as _;
use server::desk::retention;

use crate::{
    hall::{House, clerk, on_both, service, venue},
    kiosks_without_a_network::offline,
};

const DEVICE: &str = "machine";

fn steward(venues: &[&str]) -> Staff {
    let venues = venues.iter().map(|venue| (*venue).to_owned()).collect();
    Staff { account: "steward".to_owned(), steward: true, counter: false, venues, ..clerk() }
}

/// What the kiosk remembers of giving out a number.
fn given(house: &House, seq: i64, class: Class, pass: Option<String>) -> GivenOut {
    let arrived_ms = house.now();
    GivenOut { day: arrived_ms.day(), seq, service: service(), class, pass, arrived_ms, attempt: format!("attempt {seq}") }
}

async fn enrol(house: &House) {
    sqlx::query(
        "INSERT INTO device (id, venue, name, inches, public_key, bridge_sealed, by_account, enrolled_ms)
         VALUES ($1, $2, '大厅', 32, '', '', 'steward', 0)",
    )
    .bind(DEVICE)
    .bind(venue().as_str())
    .execute(house.desk.store.reads())
    .await
    .expect("a machine");
}

fn said(listed: &[KioskConflict]) -> Vec<(&str, ConflictWhy)> {
    listed.iter().map(|one| (one.number.as_str(), one.why.clone())).collect()
}

#[tokio::test]
async fn what_is_not_simply_in_the_queue_stands_before_the_steward_once_until_it_is_seen_to() {
    on_both(|house| async move {
        enrol(&house).await;
        let desk = offline(&house.desk);
        house.hall.lease(&venue(), DEVICE, 10).await.expect("a lease");
        house.clock.pass_minutes(1);
        let starts = house.now().plus_minutes(20);
        let cancelled = house.booking(&venue(), starts, Cancelled, 0).await;
        let moved = house.booking(&venue(), starts, Confirmed, 1).await;
        let booked = house.booking(&venue(), starts, Confirmed, 0).await;
        let pass = house.pass(&booked, &venue(), starts, 0);
        let elsewhere = CheckIn::Pass(pass.clone());
        let ticket = house.hall.check_in(&venue(), &elsewhere, Medium::Screen, "other").await.expect("a number");
        let theirs = house.hall.ticket(&ticket).await.expect("read").expect("there").place.number;
        let began = house.now();
        let mut journal = Vec::new();
        for (seq, class, pass) in [
            (1, Class::Elderly, None),
            (2, Class::Ordinary, Some(house.pass(&cancelled, &venue(), starts, 0))),
            (3, Class::Ordinary, Some(house.pass(&moved, &venue(), starts, 0))),
            (4, Class::Ordinary, Some(pass)),
            (99, Class::Ordinary, None),
        ] {
            house.clock.pass_minutes(1);
            journal.push(given(&house, seq, class, pass));
        }
        house.clock.pass_minutes(1);
        journal.push(GivenOut { attempt: "another".to_owned(), ..given(&house, 1, Class::Ordinary, None) });
        for _ in 0..2 {
            house.hall.reconcile(&venue(), DEVICE, &journal).await.expect("home");
        }
        let listed = desk.conflicts(&steward(&[])).await.expect("read");
        let expected = [
            ("B001", ConflictWhy::Used),
            ("B099", ConflictWhy::NotLeased),
            ("A004", ConflictWhy::HasNumber(theirs)),
            ("A003", ConflictWhy::AtDesk(DeskReason::Pass)),
            ("A002", ConflictWhy::AtDesk(DeskReason::Booking)),
        ];
        assert_eq!(said(&listed), expected, "the latest first, each once, without the one that is in the queue");
        for one in &listed {
            assert_eq!((one.venue.clone(), one.came), (venue(), house.now()));
            assert!(began < one.given && one.given <= one.came, "{one:?}");
        }
        let machines: Vec<_> = listed.iter().map(|one| one.machine.as_deref()).collect();
        assert_eq!(machines, [Some("大厅"); 5]);

        let one = listed[4].id.clone();
        assert!(desk.conflicts(&steward(&["elsewhere"])).await.expect("read").is_empty());
        assert!(!desk.seen_to(&one, &steward(&["elsewhere"])).await.expect("refused"));
        assert!(desk.seen_to(&one, &steward(&[venue().as_str()])).await.expect("seen to"));
        assert!(!desk.seen_to(&one, &steward(&[])).await.expect("once"));
        assert!(!desk.seen_to("nothing", &steward(&[])).await.expect("no such"));
        // Sent again after that, it does not come back.
        house.hall.reconcile(&venue(), DEVICE, &journal).await.expect("home");
        assert_eq!(said(&desk.conflicts(&steward(&[])).await.expect("read")), expected[..4]);
    })
    .await;
}

#[tokio::test]
async fn a_number_of_a_day_that_is_over_is_listed_and_forgotten_in_the_end() {
    on_both(|house| async move {
        let desk = offline(&house.desk);
        house.hall.lease(&venue(), DEVICE, 2).await.expect("a lease");
        house.clock.pass_minutes(1);
        let late = given(&house, 1, Class::Ordinary, None);
        let ancient = GivenOut { day: late.day.saturating_sub(90.days()), attempt: "old".to_owned(), ..late.clone() };
        let ancient = GivenOut { arrived_ms: domain::time::Moment(0), ..ancient };
        house.clock.pass_minutes(24 * 60);
        house.hall.reconcile(&venue(), DEVICE, &[late.clone(), ancient]).await.expect("home");
        let listed = desk.conflicts(&steward(&[])).await.expect("read");
        assert_eq!(said(&listed), [("B001", ConflictWhy::DayOver), ("B001", ConflictWhy::NotLeased)]);
        assert_eq!(listed[0].given, late.arrived_ms);
        assert!(listed[1].given > house.now().plus_minutes(-15 * 24 * 60), "a clock that says 1970 is a wrong one");
        assert_eq!(listed[0].machine, None, "nobody knows this machine");
        house.clock.pass_minutes(60 * 24 * 200);
        retention::forget(&house.desk, 180).await.expect("forgotten");
        assert!(desk.conflicts(&steward(&[])).await.expect("read").is_empty());
    })
    .await;
}
