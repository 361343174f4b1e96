//! A printer that fails in every way, a thousand times: a number is in the queue once its person has it, and never otherwise.
//! No phantom is called, no number is given twice, and whose number never came may check in again.

use std::{collections::BTreeSet, sync::Arc};

use app::{
    live::TicketState,
    ports::{CheckIn, CheckInRefused, CopyRefused, CountRefused, CounterAct, CounterRefused, HallDesk as _, MOST_COPIES, Medium},
};
use domain::{
    booking::BookingState::Confirmed,
    ids::{CounterNo, TicketToken},
    queue::Class,
    time::Clock as _,
};
use sqlx::Row as _;

use crate::hall::{House, clerk, on_both, service, venue};

const TRIES: u32 = 1_000;

/// How somebody came: a pass, or a form with its own key.
#[derive(Clone)]
enum Comes {
    Booked(String),
    WalksIn(String),
}

impl House {
    async fn comes(&self, how: &Comes) -> Result<TicketToken, CheckInRefused> {
        match how {
            Comes::Booked(pass) => self.hall.check_in(&venue(), &CheckIn::Pass(pass.clone()), Medium::Paper, "kiosk").await,
            Comes::WalksIn(attempt) => self.hall.walk_in(&venue(), &service(), Class::Ordinary, Medium::Paper, attempt).await,
        }
    }

    async fn somebody(&self, booked: bool) -> Comes {
        if !booked {
            return Comes::WalksIn(self.desk.keys.token());
        }
        let starts = self.now().plus_minutes(10);
        let reference = self.booking(&venue(), starts, Confirmed, 0).await;
        Comes::Booked(self.pass(&reference, &venue(), starts, 0))
    }

    /// What the store says, without asking how long anybody waits.
    async fn stored(&self, ticket: &TicketToken) -> (String, TicketState) {
        let row = sqlx::query("SELECT number, state FROM ticket WHERE id = $1")
            .bind(self.desk.keys.index("ticket", ticket.as_str()))
            .fetch_one(self.desk.store.reads())
            .await
            .expect("the ticket");
        let state: String = row.try_get("state").expect("a text");
        (row.try_get("number").expect("a text"), TicketState::parse(&state).expect("a state"))
    }

    /// Calls the next and finishes with them; who it was.
    async fn serve_one(&self) -> Option<String> {
        let act = async |act| self.hall.act(&venue(), CounterNo(1), &clerk(), &act, &self.desk.keys.token()).await;
        match act(CounterAct::Next).await {
            Ok(view) => {
                act(CounterAct::Finish).await.expect("served");
                Some(view.current.expect("somebody is called").number)
            }
            Err(CounterRefused::NobodyWaits) => None,
            Err(refused) => panic!("{refused:?}"),
        }
    }

    fn seconds_pass(&self, seconds: i64) {
        self.clock.set(self.clock.now().plus_ms(seconds * 1000));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_failures_leave_no_phantom_and_give_no_number_twice() {
    on_both(|house| async move {
        let mut chance = fastrand::Rng::with_seed(39_734);
        let (mut given, mut counted, mut void) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        let mut called = BTreeSet::new();
        let mut call = |number: String, counted: &BTreeSet<String>| {
            assert!(counted.contains(&number), "{number} was called and nobody has it");
            assert!(called.insert(number.clone()), "{number} was called twice");
        };
        let mut come_back: Vec<Comes> = Vec::new();
        for turn in 0..TRIES {
            let back = if chance.u8(..) < 100 { come_back.pop() } else { None };
            let comes = match back {
                Some(comes) => {
                    // Until its number is void the same one would be printed again.
                    house.clock.pass_minutes(3);
                    house.hall.sweep().await.expect("swept");
                    comes
                }
                None => house.somebody(chance.u8(..) < 80).await,
            };
            let ticket = house.comes(&comes).await.expect("a number");
            let (number, state) = house.stored(&ticket).await;
            assert_eq!(state, TicketState::Printing);
            assert!(given.insert(number.clone()), "turn {turn}: {number} was given before");
            house.seconds_pass(chance.i64(1..10));
            let counts = async |medium| house.hall.counts(&ticket, medium).await;
            let in_queue = match chance.u8(0..100) {
                0..30 => counts(Medium::Paper).await,
                // The answer was lost: the page tells it again.
                30..38 => counts(Medium::Paper).await.and(counts(Medium::Paper).await),
                38..50 => counts(Medium::Phone).await,
                50..60 => counts(Medium::Screen).await.and(counts(Medium::Phone).await),
                60..66 => {
                    house.seconds_pass(60);
                    house.hall.sweep().await.expect("swept");
                    counts(Medium::Paper).await
                }
                66..72 => {
                    assert_eq!(house.comes(&comes).await, Ok(ticket.clone()), "the same number is printed once more");
                    counts(Medium::Paper).await
                }
                72..78 => {
                    house.clock.pass_minutes(3);
                    house.hall.sweep().await.expect("swept");
                    counts(Medium::Paper).await
                }
                _ => Err(CountRefused::Void),
            };
            if in_queue.is_ok() {
                counted.insert(number);
            } else {
                void.insert(number);
                if matches!(comes, Comes::Booked(_)) {
                    come_back.push(comes);
                }
            }
            if chance.u8(..) < 200
                && let Some(number) = house.serve_one().await
            {
                call(number, &counted);
            }
        }
        house.clock.pass_minutes(4);
        house.hall.sweep().await.expect("swept");
        while let Some(number) = house.serve_one().await {
            call(number, &counted);
        }
        assert_eq!(called, counted, "everybody who has a number is called");
        assert!(called.is_disjoint(&void) && void.len() > 150 && counted.len() > 500);
        for comes in come_back {
            let ticket = house.comes(&comes).await;
            assert!(matches!(ticket, Ok(_) | Err(CheckInRefused::TooLate { .. })), "the booking is free again: {ticket:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_number_that_is_being_printed_stands_nowhere_and_keeps_its_place() {
    on_both(|house| async move {
        let printing = house.comes(&Comes::WalksIn("one".to_owned())).await.expect("a number");
        house.clock.pass_minutes(1);
        let later = house.walk_in(Class::Ordinary).await;
        let view =
            async |ticket: &TicketToken| house.hall.ticket(ticket).await.expect("the store answers").expect("the ticket").place;
        let board = async || house.hall.board(&venue()).await.expect("the store answers").expect("the board");
        assert_eq!((view(&printing).await.state, view(&printing).await.ahead), (TicketState::Printing, 0));
        assert_eq!(view(&later).await.ahead, 0, "not counted ahead");
        assert_eq!((board().await.next, board().await.waiting), (vec!["B002".to_owned()], 1));
        house.hall.counts(&printing, Medium::Paper).await.expect("printed");
        assert_eq!((view(&printing).await.state, view(&later).await.ahead), (TicketState::Waiting, 1));
        assert_eq!(board().await.next, ["B001", "B002"]);
        assert_eq!(house.serve_one().await.as_deref(), Some("B001"), "its place is that of its arrival");
    })
    .await;
}

#[tokio::test]
async fn what_was_never_printed_is_void_and_the_booking_checks_in_again() {
    on_both(|house| async move {
        let comes = house.somebody(true).await;
        let first = house.comes(&comes).await.expect("a number");
        house.clock.set(house.now().plus_ms(2 * 60_000 + 59_999));
        assert_eq!(house.hall.sweep().await.expect("swept"), 0, "three minutes are given");
        house.clock.set(house.now().plus_ms(1));
        assert_eq!(house.hall.sweep().await.expect("swept"), 1);
        assert_eq!(house.stored(&first).await.1, TicketState::Void);
        assert_eq!(house.hall.counts(&first, Medium::Screen).await, Err(CountRefused::Void));
        assert_eq!(house.serve_one().await, None);
        let second = house.comes(&comes).await.expect("another number");
        assert_eq!((house.stored(&first).await.0.as_str(), house.stored(&second).await.0.as_str()), ("A001", "A002"));
        house.hall.counts(&second, Medium::Phone).await.expect("kept on the phone");
        let Comes::Booked(pass) = &comes else { panic!("booked") };
        let at_another = house.hall.check_in(&venue(), &CheckIn::Pass(pass.clone()), Medium::Screen, "kiosk").await;
        assert_eq!(at_another, Err(CheckInRefused::AlreadyUsed { ticket: second }));
        // At a machine without a printer the number that waits to be printed counts at once.
        let comes = house.somebody(true).await;
        let waits = house.comes(&comes).await.expect("a number");
        let Comes::Booked(pass) = comes else { panic!("booked") };
        assert_eq!(house.hall.check_in(&venue(), &CheckIn::Pass(pass), Medium::Screen, "kiosk").await, Ok(waits.clone()));
        assert_eq!(house.stored(&waits).await.1, TicketState::Waiting);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_printer_that_answers_in_the_last_moment_is_believed_or_not_and_never_both() {
    on_both(|house| async move {
        let beside = house.beside().await;
        for _ in 0..50 {
            let ticket = house.comes(&Comes::WalksIn(house.desk.keys.token())).await.expect("a number");
            house.clock.pass_minutes(3);
            let sweeps = {
                let hall = Arc::clone(&beside);
                tokio::spawn(async move { hall.sweep().await })
            };
            let counted = house.hall.counts(&ticket, Medium::Paper).await;
            sweeps.await.expect("it ran").expect("swept");
            let state = house.stored(&ticket).await.1;
            assert_eq!(state, if counted.is_ok() { TicketState::Waiting } else { TicketState::Void });
            assert_eq!(house.serve_one().await.is_some(), counted.is_ok());
        }
    })
    .await;
}

#[tokio::test]
async fn the_same_number_is_printed_again_a_few_times_and_only_while_it_is_in_the_queue() {
    on_both(|house| async move {
        let ticket = house.comes(&Comes::WalksIn("one".to_owned())).await.expect("a number");
        assert_eq!(house.hall.reprint(&ticket).await, Err(CopyRefused::NotInQueue), "the first is being printed");
        house.hall.counts(&ticket, Medium::Paper).await.expect("printed");
        for copy in 1..=MOST_COPIES {
            assert_eq!(house.hall.reprint(&ticket).await, Ok(copy));
        }
        assert_eq!(house.hall.reprint(&ticket).await, Err(CopyRefused::TooOften));
        assert_eq!(house.hall.reprint(&"nobody's".into()).await, Err(CopyRefused::Unknown));
        let other = house.walk_in(Class::Ordinary).await;
        house.hall.leave(&other).await.expect("left");
        assert_eq!(house.hall.reprint(&other).await, Err(CopyRefused::NotInQueue));
        let copies = house.hall.ticket(&ticket).await.expect("the store answers").expect("the ticket").copies;
        assert_eq!(copies, MOST_COPIES);
    })
    .await;
}
