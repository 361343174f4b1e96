//! A confirmed place is really theirs: whatever happens at once, no slot is given out more often than it has places, and
//! none is lost.

use std::{collections::BTreeMap, sync::Arc};

use app::ports::{BookingDesk as _, CancelRefused, ConfirmRefused, HoldRefused, HoldState};
use domain::{
    booking::BookingState,
    ids::{BookingToken, HoldToken},
    venue::SlotKey,
};
use jiff::civil::date;
use tokio::task::JoinSet;

use crate::harness::{self, HOLD_MINUTES, House, Refused, on_both, service, slot, slot_at};

#[tokio::test(flavor = "multi_thread")]
async fn of_5000_who_want_200_places_exactly_200_get_one() {
    on_both(200, |house| async move {
        let house = Arc::new(house);
        let mut attempts = JoinSet::new();
        let began = std::time::Instant::now();
        for _ in 0..5000 {
            let house = Arc::clone(&house);
            attempts.spawn(async move { house.try_to_book(&slot()).await });
        }
        let mut confirmed = 0;
        while let Some(ended) = attempts.join_next().await {
            match ended.expect("no panic") {
                Ok(_) => confirmed += 1,
                Err(Refused::Hold(HoldRefused::Full { alternatives })) => {
                    assert_eq!(alternatives.len(), 5, "there are other days and another venue");
                    assert!(alternatives.iter().all(|other| other.free > 0 && other.bookable && other.key != slot()));
                    assert_eq!(alternatives[0].key.starts.day(), slot().starts.day(), "the nearest first");
                }
                Err(other) => panic!("{other:?}"),
            }
        }
        eprintln!("5000 attempts at 200 places took {:?}", began.elapsed());
        assert_eq!((confirmed, house.used(&slot()).await), (200, 200));
        assert_eq!(house.count("SELECT COUNT(*) FROM booking WHERE state = 'confirmed'").await, 200);
        assert_eq!(house.count("SELECT COUNT(*) FROM dispatch WHERE kind = 'create'").await, 200);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_place_goes_to_one_of_many_a_hundred_times() {
    on_both(1, |house| async move {
        let house = Arc::new(house);
        for _ in 0..100 {
            let mut attempts = JoinSet::new();
            for _ in 0..4 {
                let house = Arc::clone(&house);
                attempts.spawn(async move { house.try_to_book(&slot()).await.ok() });
            }
            let ended = attempts.join_all().await;
            let mut won = ended.into_iter().flatten();
            let winner = won.next().expect("one of them");
            assert!(won.next().is_none(), "only one of them");
            house.bookings.cancel(&winner).await.expect("cancelled");
            assert_eq!(house.used(&slot()).await, 0);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_expired_hold_returns_its_place_and_keeps_what_was_typed() {
    on_both(1, |house| async move {
        let visitor = "one browser";
        let hold = house.bookings.hold(&service(), &slot(), visitor, None).await.expect("a place");
        house.fill(&hold, &harness::new_couple()).await;
        assert!(matches!(house.hold(&slot()).await, Err(HoldRefused::Full { .. })));
        assert!(house.bookings.extend(&hold).await.expect("extended"));
        assert!(!house.bookings.extend(&hold).await.expect("only once"));
        house.clock.pass_minutes(2 * HOLD_MINUTES - 1);
        assert_eq!(view_state(&house, &hold).await, HoldState::Live);
        house.clock.pass_minutes(1);
        assert_eq!(view_state(&house, &hold).await, HoldState::Expired);
        assert_eq!(house.bookings.confirm(&hold).await, Err(ConfirmRefused::Expired));
        // Nobody has swept yet: who comes takes the place all the same.
        let other = house.hold(&slot()).await.expect("the place came back");
        house.bookings.leave(&other).await.expect("left");
        assert_eq!(house.used(&slot()).await, 0);
        let next = house.bookings.hold(&service(), &slot(), visitor, None).await.expect("a place");
        let view = house.bookings.hold_view(&next).await.expect("read").expect("there");
        assert!(view.complete && view.draft.people[0].document.contains("********"), "typed once, kept for the next hold");
        house.clock.pass_minutes(HOLD_MINUTES);
        assert_eq!(house.bookings.return_ended_holds().await.expect("swept"), 1);
        assert_eq!((house.used(&slot()).await, house.counted(&slot()).await), (0, 0));
        house.clock.pass_minutes(24 * 60);
        house.bookings.sweep().await.expect("swept");
        assert_eq!(house.count("SELECT COUNT(*) FROM hold WHERE draft_sealed IS NOT NULL").await, 0);
    })
    .await;
}

async fn view_state(house: &House, hold: &HoldToken) -> HoldState {
    house.bookings.hold_view(hold).await.expect("read").expect("there").state
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_holds_three_places_and_no_more_even_at_once() {
    on_both(50, |house| async move {
        let house = Arc::new(house);
        let mut attempts = JoinSet::new();
        for _ in 0..20 {
            let house = Arc::clone(&house);
            attempts.spawn(async move { house.bookings.hold(&service(), &slot(), "one browser", None).await });
        }
        let ended = attempts.join_all().await;
        assert_eq!(ended.iter().filter(|one| one.is_ok()).count(), 3);
        assert!(ended.iter().all(|one| matches!(one, Ok(_) | Err(HoldRefused::TooMany))));
        assert_eq!(house.used(&slot()).await, 3);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_move_is_one_act_however_many_want_the_new_place() {
    on_both(1, |house| async move {
        let (from, to) = (slot(), slot_at("hgs", date(2026, 11, 26), 10));
        let booking = house.book(&from).await;
        let before = house.bookings.booking(&booking).await.expect("read").expect("there");
        let hold = house.bookings.hold(&service(), &to, "mover", Some(&booking)).await.expect("a place");
        assert_eq!(
            (house.used(&from).await, house.used(&to).await),
            (1, 1),
            "the old place is kept until the new one is certain"
        );
        assert!(house.bookings.hold_view(&hold).await.expect("read").expect("there").complete);
        let house = Arc::new(house);
        let mut confirms = JoinSet::new();
        for _ in 0..20 {
            let (house, hold) = (Arc::clone(&house), hold.clone());
            confirms.spawn(async move { house.bookings.confirm(&hold).await });
        }
        for confirmed in confirms.join_all().await {
            assert_eq!(confirmed.as_ref(), Ok(&booking), "the same booking, moved");
        }
        let after = house.bookings.booking(&booking).await.expect("read").expect("there");
        assert_eq!((after.slot, after.state), (to.clone(), BookingState::Confirmed));
        assert_eq!((house.used(&from).await, house.used(&to).await), (0, 1));
        assert_ne!(before.pass, after.pass, "the old pass is dead");
        assert_eq!(house.count("SELECT generation FROM booking").await, 1);
        assert_eq!(house.count("SELECT COUNT(*) FROM dispatch WHERE kind = 'move'").await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_moves_of_one_booking_take_it_to_one_place_only() {
    on_both(1, |house| async move {
        let house = Arc::new(house);
        let booking = house.book(&slot()).await;
        let targets = [slot_at("hy", date(2026, 11, 26), 9), slot_at("hy", date(2026, 11, 27), 9)];
        let mut confirms = JoinSet::new();
        for target in &targets {
            let hold = house.bookings.hold(&service(), target, "mover", Some(&booking)).await.expect("a place");
            let house = Arc::clone(&house);
            confirms.spawn(async move { house.bookings.confirm(&hold).await });
        }
        // One after the other is fine too: what must not be is a booking in two places.
        let moved = confirms.join_all().await.iter().filter(|one| one.is_ok()).count();
        assert!((1..=2).contains(&moved));
        house.clock.pass_minutes(HOLD_MINUTES);
        house.bookings.return_ended_holds().await.expect("swept");
        let used = [house.used(&slot()).await, house.used(&targets[0]).await, house.used(&targets[1]).await];
        assert_eq!(used.iter().sum::<i64>(), 1, "{used:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_booking_gives_its_place_back_once() {
    on_both(2, |house| async move {
        let house = Arc::new(house);
        let booking = house.book(&slot()).await;
        let _other = house.book(&slot()).await;
        let mut cancels = JoinSet::new();
        for _ in 0..10 {
            let (house, booking) = (Arc::clone(&house), booking.clone());
            cancels.spawn(async move { house.bookings.cancel(&booking).await });
        }
        let ended = cancels.join_all().await;
        assert_eq!(ended.iter().filter(|one| one.is_ok()).count(), 1);
        assert!(ended.iter().all(|one| matches!(one, Ok(()) | Err(CancelRefused::TooLate))));
        assert_eq!(house.used(&slot()).await, 1);
        assert_eq!(house.count("SELECT COUNT(*) FROM dispatch WHERE kind = 'cancel'").await, 1);
        let view = house.bookings.booking(&booking).await.expect("read").expect("there");
        assert_eq!((view.state, view.pass, view.can_change), (BookingState::Cancelled, None, false));
    })
    .await;
}

/// What the store should hold, told by a model that does one thing at a time.
#[derive(Default)]
struct Model {
    used: BTreeMap<SlotKey, i64>,
    /// Live holds: place, and the booking they move.
    holds: Vec<(HoldToken, SlotKey, Option<BookingToken>, i64)>,
    bookings: BTreeMap<String, SlotKey>,
}

#[tokio::test(flavor = "multi_thread")]
async fn the_ledger_agrees_with_a_model_whatever_is_done() {
    on_both(2, |house| async move {
        let seed = 20_261_123;
        let mut chance = fastrand::Rng::with_seed(seed);
        let slots = [slot(), slot_at("hy", date(2026, 11, 25), 10), slot_at("hgs", date(2026, 11, 26), 9)];
        let mut model = Model::default();
        for turn in 0..400 {
            model.turn(&house, &slots, &mut chance).await;
            for slot in &slots {
                let expected = model.used.get(slot).copied().unwrap_or(0);
                assert_eq!(house.used(slot).await, expected, "turn {turn} of seed {seed}");
                assert_eq!(house.counted(slot).await, expected, "turn {turn} of seed {seed}");
                assert!(expected <= 2);
            }
        }
    })
    .await;
}

impl Model {
    async fn turn(&mut self, house: &House, slots: &[SlotKey], chance: &mut fastrand::Rng) {
        match chance.u8(0..10) {
            0..=3 => {
                let slot = chance.choice(slots).expect("three").clone();
                let moves = if chance.bool() { chance.choice(self.bookings.keys()).cloned().map(BookingToken) } else { None };
                let visitor = house.desk.keys.token();
                let held = house.bookings.hold(&service(), &slot, &visitor, moves.as_ref()).await;
                if self.used.get(&slot).copied().unwrap_or(0) >= 2 {
                    assert!(matches!(held, Err(HoldRefused::Full { .. })), "{held:?}");
                    return;
                }
                let hold = held.expect("a place is free");
                if moves.is_none() {
                    house.fill(&hold, &harness::new_couple()).await;
                }
                *self.used.entry(slot.clone()).or_default() += 1;
                let expires = domain::time::Clock::now(&*house.clock).plus_minutes(HOLD_MINUTES).0;
                self.holds.push((hold, slot, moves, expires));
            }
            4..=6 if !self.holds.is_empty() => {
                let (hold, slot, moves, _) = self.holds.swap_remove(chance.usize(0..self.holds.len()));
                let confirmed = house.bookings.confirm(&hold).await;
                match moves {
                    None => {
                        self.bookings.insert(confirmed.expect("confirmed").0, slot);
                    }
                    Some(booking) => match self.bookings.get_mut(&booking.0) {
                        Some(old) => {
                            assert_eq!(confirmed, Ok(booking));
                            *self.used.get_mut(old).expect("had a place") -= 1;
                            *old = slot;
                        }
                        None => {
                            assert_eq!(confirmed, Err(ConfirmRefused::CannotMove));
                            house.bookings.leave(&hold).await.expect("left");
                            *self.used.get_mut(&slot).expect("held") -= 1;
                        }
                    },
                }
            }
            7 if !self.holds.is_empty() => {
                let (hold, slot, ..) = self.holds.swap_remove(chance.usize(0..self.holds.len()));
                house.bookings.leave(&hold).await.expect("left");
                *self.used.get_mut(&slot).expect("held") -= 1;
            }
            8 => {
                if let Some(token) = chance.choice(self.bookings.keys()).cloned() {
                    house.bookings.cancel(&BookingToken(token.clone())).await.expect("cancelled");
                    let slot = self.bookings.remove(&token).expect("it was there");
                    *self.used.get_mut(&slot).expect("had a place") -= 1;
                }
            }
            9 => {
                house.clock.pass_minutes(2);
                let now = domain::time::Clock::now(&*house.clock).0;
                house.bookings.return_ended_holds().await.expect("swept");
                for (_, slot, _, _) in self.holds.extract_if(.., |hold| hold.3 <= now) {
                    *self.used.get_mut(&slot).expect("held") -= 1;
                }
            }
            _ => {}
        }
    }
}
