//! One attempt, one booking, however often it is sent; one couple, one live marriage booking, however many try.

use std::sync::Arc;

use app::{
    ports::{BookingDesk as _, ConfirmRefused, Handover, HoldRefused, RefusalByDepartment},
    visit::Staff,
};
use domain::{booking::BookingState, text::Words};
use jiff::civil::{date, time};
use server::desk::bookings::{call_off, handover, would_touch};
use tokio::task::JoinSet;

use crate::harness::{self, on_both, service, slot, slot_at, venue};

#[tokio::test(flavor = "multi_thread")]
async fn a_hold_confirmed_a_hundred_times_at_once_is_one_booking() {
    on_both(5, |house| async move {
        let house = Arc::new(house);
        let hold = house.filled_hold(&slot()).await.expect("a place");
        let mut confirms = JoinSet::new();
        for _ in 0..100 {
            let (house, hold) = (Arc::clone(&house), hold.clone());
            confirms.spawn(async move { house.bookings.confirm(&hold).await });
        }
        let mut answers = confirms.join_all().await;
        answers.dedup();
        assert_eq!(answers.len(), 1, "one answer for all");
        assert!(answers[0].is_ok());
        assert_eq!(house.bookings.confirm(&hold).await, answers[0], "and the same a while later");
        for query in ["SELECT COUNT(*) FROM booking", "SELECT COUNT(*) FROM dispatch", "SELECT used FROM slot"] {
            assert_eq!(house.count(query).await, 1, "{query}");
        }
        // The two of a couple share a phone here: one message.
        assert_eq!(house.count("SELECT COUNT(*) FROM message").await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_couple_that_books_twice_at_once_has_one_booking() {
    on_both(50, |house| async move {
        let house = Arc::new(house);
        for _ in 0..20 {
            let couple = harness::new_couple();
            let mut swapped = couple.clone();
            swapped.people.reverse();
            let mut confirms = JoinSet::new();
            for answers in [couple, swapped] {
                let hold = house.hold(&slot()).await.expect("a place");
                house.fill(&hold, &answers).await;
                let house = Arc::clone(&house);
                confirms.spawn(async move { house.bookings.confirm(&hold).await });
            }
            let ended = confirms.join_all().await;
            assert_eq!(ended.iter().filter(|one| one.is_ok()).count(), 1, "{ended:?}");
            assert!(ended.contains(&Err(ConfirmRefused::AlreadyBooked)));
        }
        assert_eq!(house.count("SELECT COUNT(*) FROM booking").await, 20);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_booked_already_keeps_the_hold_and_books_again_after_cancelling() {
    on_both(5, |house| async move {
        let couple = harness::new_couple();
        let first = house.hold(&slot()).await.expect("a place");
        house.fill(&first, &couple).await;
        let booking = house.bookings.confirm(&first).await.expect("confirmed");
        let second = house.hold(&slot_at("hgs", date(2026, 11, 26), 9)).await.expect("a place");
        house.fill(&second, &couple).await;
        assert_eq!(house.bookings.confirm(&second).await, Err(ConfirmRefused::AlreadyBooked));
        house.bookings.cancel(&booking).await.expect("cancelled");
        assert!(house.bookings.confirm(&second).await.is_ok());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_confirmed_without_good_answers() {
    on_both(5, |house| async move {
        let hold = house.hold(&slot()).await.expect("a place");
        assert_eq!(house.bookings.confirm(&hold).await, Err(ConfirmRefused::Incomplete));
        let mut couple = harness::new_couple();
        couple.people[1].document = "110102".to_owned();
        let mistakes = house.bookings.write(&hold, &couple).await.expect("kept").expect_err("too short");
        assert_eq!(mistakes.len(), 1);
        let view = house.bookings.hold_view(&hold).await.expect("read").expect("there");
        assert_eq!((view.complete, view.draft.people[1].document.as_str()), (false, "110102"));
        assert_eq!(house.bookings.confirm(&hold).await, Err(ConfirmRefused::Incomplete));
        // The good number comes back masked, the mistaken one corrected.
        let mut again = view.draft.clone();
        again.people[1].document = harness::new_couple().people[1].document.clone();
        assert!(again.people[0].document.contains('*'));
        house.bookings.write(&hold, &again).await.expect("kept").expect("good now");
        assert!(house.bookings.confirm(&hold).await.is_ok());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_that_is_called_off_frees_its_people_to_rebook_first() {
    on_both(5, |house| async move {
        let booking = house.book(&slot()).await;
        let waiting = house.filled_hold(&slot()).await.expect("a place");
        let day = slot().starts.day();
        let reason = Words { zh: "停电".to_owned(), en: "Power cut".to_owned() };
        let staff = Staff { account: "s".to_owned(), name: "值守".to_owned(), counter: false, steward: true, helper: false, department: None, store: None, venues: Vec::new() };
        assert_eq!(would_touch(&house.bookings, &venue(), day).await, Ok(1));
        assert_eq!(call_off(&house.bookings, &venue(), day, &reason, &staff).await, Ok(1));
        assert!(call_off(&house.bookings, &venue(), day, &reason, &staff).await.is_err(), "closed already");
        assert_eq!((house.used(&slot()).await, house.counted(&slot()).await), (0, 0));
        assert_eq!(house.bookings.confirm(&waiting).await, Err(ConfirmRefused::Expired));
        assert_eq!(house.hold(&slot()).await, Err(HoldRefused::NotBookable));
        let view = house.bookings.booking(&booking).await.expect("read").expect("there");
        assert_eq!((view.state, view.called_off, view.pass), (BookingState::CalledOff, Some(reason), None));
        assert!(view.priority_until.is_some() && view.can_change);
        // One of the five places on the following days is kept for them.
        let next = slot_at("hy", date(2026, 11, 27), 9);
        for _ in 0..4 {
            house.hold(&next).await.expect("a place");
        }
        assert!(matches!(house.hold(&next).await, Err(HoldRefused::Full { .. })));
        let hold = house.bookings.hold(&service(), &next, "theirs", Some(&booking)).await.expect("the place kept for them");
        assert_eq!(house.bookings.confirm(&hold).await, Ok(booking.clone()));
        let view = house.bookings.booking(&booking).await.expect("read").expect("there");
        assert_eq!((view.state, view.called_off), (BookingState::Confirmed, None));
        // The department was told that the day is off, then of the booking anew.
        let kinds = house.count("SELECT COUNT(*) FROM dispatch WHERE (seq = 1 AND kind = 'create') OR (seq = 2 AND kind = 'cancel') OR (seq = 3 AND kind = 'create')").await;
        assert_eq!(kinds, 3);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_department_says_is_what_the_people_see() {
    on_both(5, |house| async move {
        let refused = house.book(&slot()).await;
        let done = house.book(&slot()).await;
        let see = async |token| house.bookings.booking(token).await.expect("read").expect("there");
        assert!(matches!(see(&refused).await.handover, Handover::Waiting { .. }));
        let now = domain::time::Clock::now(&*house.clock);
        for _ in 0..2 {
            let mut tx = house.desk.store.begin().await.expect("a transaction");
            let (one, other) = (see(&refused).await.reference, see(&done).await.reference);
            handover::refused(&mut tx, &house.bookings, &one, "already_married", now).await.expect("heard");
            handover::done(&mut tx, &house.bookings, &other, now).await.expect("heard");
            tx.commit().await.expect("committed");
        }
        let view = see(&refused).await;
        assert_eq!(view.state, BookingState::Refused);
        assert_eq!(view.handover, Handover::Refused { at: now, reason: RefusalByDepartment::AlreadyMarried });
        let view = see(&done).await;
        assert_eq!((view.state, view.handover), (BookingState::Served, Handover::Done { at: now }));
        assert_eq!((house.used(&slot()).await, house.counted(&slot()).await), (1, 1), "the refused place went back once");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_comes_tomorrow_is_reminded_once_and_who_did_not_come_is_marked() {
    on_both(5, |house| async move {
        let booking = house.book(&slot()).await;
        let messages = "SELECT COUNT(*) FROM message";
        house.bookings.sweep().await.expect("swept");
        assert_eq!(house.count(messages).await, 1, "booked today, told today");
        house.clock.set(domain::time::Moment::beijing(date(2026, 11, 24), time(8, 59, 0, 0)));
        house.bookings.sweep().await.expect("swept");
        assert_eq!(house.count(messages).await, 1, "not before nine");
        house.clock.pass_minutes(1);
        for _ in 0..2 {
            house.bookings.sweep().await.expect("swept");
            assert_eq!(house.count(messages).await, 2);
        }
        house.clock.set(domain::time::Moment::beijing(date(2026, 11, 25), time(11, 0, 1, 0)));
        house.bookings.sweep().await.expect("swept");
        let view = house.bookings.booking(&booking).await.expect("read").expect("there");
        assert_eq!((view.state, view.pass), (BookingState::NoShow, None));
        assert_eq!((house.used(&slot()).await, house.count("SELECT COUNT(*) FROM booking_person WHERE live = 1").await), (1, 0));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_resident_finds_their_own_bookings_and_nobody_elses() {
    on_both(5, |house| async move {
        let (mine, other) = (house.book(&slot()).await, house.book(&slot()).await);
        for _ in 0..2 {
            house.bookings.keep_for(&mine, "a").await.expect("kept");
        }
        house.bookings.keep_for(&other, "b").await.expect("kept");
        house.bookings.keep_for(&mine, "b").await.expect("it stays whose it is");
        let of = async |who: &str| {
            house.bookings.mine(who).await.expect("read").into_iter().map(|line| line.token).collect::<Vec<_>>()
        };
        assert_eq!((of("a").await, of("b").await, of("c").await), (vec![mine.clone()], vec![other], vec![]));
        // Kept among somebody's things, its address alone opens it to nobody else.
        for (who, opens) in [(Some("a"), true), (Some("b"), false), (None, false)] {
            assert_eq!(house.bookings.opens(&mine, who, "a browser").await, Ok(opens));
        }
        assert_eq!(house.count("SELECT COUNT(*) FROM booking WHERE resident_index IN ('a', 'b')").await, 0, "nobody is named");
    })
    .await;
}
