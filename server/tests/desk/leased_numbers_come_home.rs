//! Kiosks without a connection give out numbers that they have beforehand. When they are back, each number is in the queue once,
//! at the place of its arrival, however often and in whatever pieces it is sent; who has a number already is listed.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    sync::Arc,
};

use app::ports::{
    CameHome, CheckIn, CounterAct, CounterRefused, DeskReason, GivenOut, HallDesk as _, LeaseRefused, LeasedNumber, MOST_LEASED,
    Medium,
};
use domain::{
    booking::BookingState::{Cancelled, Confirmed},
    ids::{BookingRef, CounterNo},
    queue::{Class, QueuePolicy},
    time::Moment,
};
use jiff::ToSpan as _;
use server::desk::hall::Hall;

use crate::hall::{House, clerk, on_both, service, venue};

/// A kiosk as it is by itself: its numbers, and the journal that survives a power cut.
struct Kiosk {
    device: String,
    stock: VecDeque<LeasedNumber>,
    journal: Vec<GivenOut>,
}

impl Kiosk {
    async fn with_numbers(house: &House, device: &str, numbers: usize) -> Self {
        let mut kiosk = Self { device: device.to_owned(), stock: VecDeque::new(), journal: Vec::new() };
        kiosk.fill(house, numbers).await;
        kiosk
    }

    /// Asks for more; what its own journal has is not in its stock.
    async fn fill(&mut self, house: &House, numbers: usize) {
        let lease = house.hall.lease(&venue(), &self.device, numbers).await.expect("a lease");
        let used: BTreeSet<i64> = self.journal.iter().map(|given| given.seq).collect();
        self.stock = lease.numbers.into_iter().filter(|number| !used.contains(&number.seq)).collect();
    }

    /// Gives a number out; the number that its paper says.
    fn give(&mut self, house: &House, class: Class, pass: Option<String>) -> Option<String> {
        let number = self.stock.pop_front()?;
        let letter = if pass.is_some() { Class::Appointment.letter() } else { class.letter() };
        let arrived_ms = house.now();
        let attempt = house.desk.keys.token();
        self.journal.push(GivenOut {
            day: arrived_ms.day(),
            seq: number.seq,
            service: service(),
            class,
            pass,
            arrived_ms,
            attempt,
        });
        Some(domain::queue::number(letter, number.seq))
    }

    async fn send(&self, hall: &Hall, part: &[GivenOut]) -> Vec<CameHome> {
        hall.reconcile(&venue(), &self.device, part).await.expect("the store answers")
    }
}

/// Who should be called when: by promise, then by number.
#[derive(Default)]
struct Order(Vec<(Moment, i64, String)>);

impl Order {
    fn add(&mut self, class: Class, arrived: Moment, appointed: Option<Moment>, number: &str) {
        let promised = QueuePolicy::default().promised_by(class, arrived, appointed);
        self.0.push((promised, number[1..].parse().expect("figures"), number.to_owned()));
    }

    fn called(mut self) -> Vec<String> {
        self.0.sort();
        self.0.into_iter().map(|(.., number)| number).collect()
    }
}

impl House {
    async fn call_everybody(&self) -> Vec<String> {
        let act = async |act| self.hall.act(&venue(), CounterNo(1), &clerk(), &act, &self.desk.keys.token()).await;
        let mut called = Vec::new();
        loop {
            match act(CounterAct::Next).await {
                Ok(view) => called.push(view.current.expect("somebody is called").number),
                Err(CounterRefused::NobodyWaits) => return called,
                Err(refused) => panic!("{refused:?}"),
            }
            act(CounterAct::Finish).await.expect("served");
        }
    }

    /// A walk-in with a connection; its number.
    async fn online(&self, class: Class) -> String {
        let ticket = self.walk_in(class).await;
        sqlx::query_scalar("SELECT number FROM ticket WHERE id = $1")
            .bind(self.desk.keys.index("ticket", ticket.as_str()))
            .fetch_one(self.desk.store.reads())
            .await
            .expect("the ticket")
    }

    async fn booked(&self, starts: Moment) -> (BookingRef, String) {
        let reference = self.booking(&venue(), starts, Confirmed, 0).await;
        let pass = self.pass(&reference, &venue(), starts, 0);
        (reference, pass)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sixty_people_at_two_kiosks_without_a_connection_are_all_in_the_queue_in_order() {
    on_both(|house| async move {
        let mut kiosks = [Kiosk::with_numbers(&house, "a", 50).await, Kiosk::with_numbers(&house, "b", 50).await];
        house.clock.pass_minutes(5);
        let mut chance = fastrand::Rng::with_seed(2012);
        let (mut order, mut conflicts) = (Order::default(), BTreeMap::new());
        for person in 0..60 {
            // Twenty minutes.
            house.clock.set(house.now().plus_ms(20_000));
            let (kiosk, now) = (&mut kiosks[chance.usize(0..2)], house.now());
            if person % 3 == 0 {
                let starts = now.plus_minutes(chance.i64(-20..40));
                let (_, pass) = house.booked(starts).await;
                // Every fifth of them has checked in elsewhere, where there is a connection.
                let elsewhere = CheckIn::Pass(pass.clone());
                if person % 15 == 0 {
                    let ticket = house.hall.check_in(&venue(), &elsewhere, Medium::Screen, "other").await.expect("a number");
                    let place = house.hall.ticket(&ticket).await.expect("the store answers").expect("the ticket").place;
                    order.add(place.class, now, Some(starts), &place.number);
                    let paper = kiosk.give(&house, Class::Ordinary, Some(pass)).expect("enough numbers");
                    conflicts.insert(paper, CameHome::Conflict { ticket, number: place.number });
                } else {
                    let paper = kiosk.give(&house, Class::Ordinary, Some(pass)).expect("enough numbers");
                    order.add(QueuePolicy::default().class_of_appointment(starts, now), now, Some(starts), &paper);
                }
            } else {
                let class = if chance.bool() { Class::Ordinary } else { Class::Elderly };
                let paper = kiosk.give(&house, class, None).expect("enough numbers");
                order.add(class, now, None, &paper);
            }
            if person % 4 == 0 {
                let number = house.online(Class::Ordinary).await;
                order.add(Class::Ordinary, now, None, &number);
            }
        }
        house.clock.pass_minutes(1);
        // The power of one kiosk goes while its batch is taken in; then the whole batch is sent again. The other one is
        // impatient and sends the same twice at once, to two servers.
        let [one, other] = kiosks;
        let half = one.send(&house.hall, &one.journal[..one.journal.len() / 2]).await;
        let beside = house.beside().await;
        let other = Arc::new(other);
        let impatient: Vec<_> = [Arc::clone(&house.hall), beside]
            .into_iter()
            .map(|hall| {
                let other = Arc::clone(&other);
                tokio::spawn(async move { other.send(&hall, &other.journal).await })
            })
            .collect();
        let whole = one.send(&house.hall, &one.journal).await;
        assert_eq!(whole[..half.len()], half[..], "sent again, the same");
        let mut answers = Vec::new();
        for sent in impatient {
            answers.push(sent.await.expect("it ran"));
        }
        assert_eq!(answers[0], answers[1]);
        assert_eq!(one.send(&house.hall, &one.journal).await, whole);

        let mut listed = BTreeMap::new();
        let journals = one.journal.iter().chain(&other.journal);
        for (given, outcome) in journals.zip(whole.into_iter().chain(answers.remove(0))) {
            match outcome {
                CameHome::InQueue { number } => assert!(number.ends_with(&format!("{:03}", given.seq))),
                conflict => {
                    listed.insert(domain::queue::number('A', given.seq), conflict);
                }
            }
        }
        assert_eq!(listed, conflicts, "who has a number already is listed with it");
        let called = house.call_everybody().await;
        let each: BTreeSet<&String> = called.iter().collect();
        assert_eq!(each.len(), called.len(), "no number twice");
        assert_eq!(called, order.called());
        // What was not given out stays unused, and is still there to be given.
        let left = house.hall.lease(&venue(), "a", 0).await.expect("a lease").numbers;
        assert_eq!(left.len(), 50 - one.journal.len());
        assert!(left.iter().all(|number| !called.iter().any(|called| called[1..] == format!("{:03}", number.seq))));
    })
    .await;
}

#[tokio::test]
async fn a_lease_is_a_stock_that_is_filled_up_within_bounds_and_ends_with_its_day() {
    on_both(|house| async move {
        let hall = &house.hall;
        let first = hall.lease(&venue(), "a", 10).await.expect("a lease");
        assert_eq!(first.numbers.iter().map(|number| number.seq).collect::<Vec<_>>(), (1..=10).collect::<Vec<_>>());
        assert_eq!(hall.lease(&venue(), "a", 10).await.expect("the same"), first, "an answer that was lost is no second block");
        assert_eq!(house.online(Class::Ordinary).await, "B011");
        let other = hall.lease(&venue(), "b", 2).await.expect("a lease");
        assert_eq!(other.numbers.iter().map(|number| number.seq).collect::<Vec<_>>(), [12, 13]);
        assert_eq!(hall.lease(&venue(), "a", 1_000).await.expect("a lease").numbers.len(), MOST_LEASED);
        assert_eq!(hall.lease(&"nowhere".into(), "a", 1).await, Err(LeaseRefused::Unknown));
        house.clock.pass_minutes(24 * 60);
        assert!(hall.lease(&venue(), "a", 0).await.expect("a lease").numbers.is_empty(), "yesterday's are over");
        let given = GivenOut {
            day: first.day,
            seq: 1,
            service: service(),
            class: Class::Ordinary,
            pass: None,
            arrived_ms: house.now().plus_minutes(-24 * 60),
            attempt: "late".to_owned(),
        };
        assert_eq!(hall.reconcile(&venue(), "a", &[given]).await, Ok(vec![CameHome::DayOver]));
    })
    .await;
}

#[tokio::test]
async fn a_number_comes_home_once_and_only_from_its_own_device() {
    on_both(|house| async move {
        let mut kiosk = Kiosk::with_numbers(&house, "a", 6).await;
        house.clock.pass_minutes(1);
        let token = kiosk.stock[0].ticket.clone();
        let paper = kiosk.give(&house, Class::Elderly, None).expect("a number");
        assert_eq!(house.hall.on_its_way(&token).await, Ok(true), "the phone is told that it is good");
        let given = kiosk.journal[0].clone();
        let home = CameHome::InQueue { number: paper };
        assert_eq!(house.hall.reconcile(&venue(), "b", std::slice::from_ref(&given)).await, Ok(vec![CameHome::NotLeased]));
        assert_eq!(kiosk.send(&house.hall, &[given.clone(), given.clone()]).await, [home.clone(), home.clone()]);
        assert_eq!(house.hall.on_its_way(&token).await, Ok(false));
        assert!(house.hall.ticket(&token).await.expect("the store answers").is_some(), "the code on the paper leads to it");
        let another = GivenOut { attempt: "another".to_owned(), ..given.clone() };
        assert_eq!(kiosk.send(&house.hall, &[another]).await, [CameHome::Used]);
        // The kiosk forgot which number it had taken for the same press: it stays one person.
        let moved = GivenOut { seq: 2, ..given.clone() };
        assert_eq!(kiosk.send(&house.hall, &[moved]).await, [home]);
        let stranger = GivenOut { seq: 77, attempt: "77".to_owned(), ..given.clone() };
        let yesterday = GivenOut { day: given.day.saturating_sub(1.day()), attempt: "y".to_owned(), ..given };
        assert_eq!(kiosk.send(&house.hall, &[stranger, yesterday]).await, [CameHome::NotLeased, CameHome::NotLeased]);
        assert_eq!(house.call_everybody().await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_kiosks_clock_neither_helps_nor_harms_beyond_its_lease() {
    on_both(|house| async move {
        let mut kiosk = Kiosk::with_numbers(&house, "a", 3).await;
        house.clock.pass_minutes(10);
        let online = house.online(Class::Ordinary).await;
        let (past, future) = (kiosk.give(&house, Class::Ordinary, None), kiosk.give(&house, Class::Ordinary, None));
        kiosk.journal[0].arrived_ms = Moment(0);
        kiosk.journal[1].arrived_ms = house.now().plus_minutes(600);
        kiosk.send(&house.hall, &kiosk.journal).await;
        let arrived: Vec<i64> = sqlx::query_scalar("SELECT arrived_ms FROM ticket WHERE seq <= 3 ORDER BY seq")
            .fetch_all(house.desk.store.reads())
            .await
            .expect("the tickets");
        assert_eq!(arrived, [house.now().plus_minutes(-10).0, house.now().0], "from the lease's beginning until now");
        // Of equal promises the smaller number goes first.
        let order = [past.expect("a number"), future.expect("a number"), online];
        assert_eq!(house.call_everybody().await, order);
    })
    .await;
}

#[tokio::test]
async fn a_pass_that_is_not_good_any_more_waits_at_the_desk_under_its_number() {
    on_both(|house| async move {
        let mut kiosk = Kiosk::with_numbers(&house, "a", 6).await;
        let starts = house.now().plus_minutes(20);
        let cancelled = house.booking(&venue(), starts, Cancelled, 0).await;
        let moved = house.booking(&venue(), starts, Confirmed, 1).await;
        let (_, good) = house.booked(starts).await;
        let passes = [
            house.pass(&cancelled, &venue(), starts, 0),
            house.pass(&moved, &venue(), starts, 0),
            house.strangers_pass(&moved, starts),
        ];
        let papers: Vec<String> =
            passes.into_iter().map(|pass| kiosk.give(&house, Class::Ordinary, Some(pass)).expect("a number")).collect();
        // The answer to this one was lost: the door had a number for it that was never printed.
        let lost = house.hall.check_in(&venue(), &CheckIn::Pass(good.clone()), Medium::Paper, "a").await.expect("a number");
        let paper = kiosk.give(&house, Class::Ordinary, Some(good)).expect("a number");
        house.clock.pass_minutes(1);
        let outcomes = kiosk.send(&house.hall, &kiosk.journal).await;
        let reasons = [DeskReason::Booking, DeskReason::Pass, DeskReason::Pass];
        let mut expected: Vec<CameHome> =
            papers.iter().zip(reasons).map(|(number, why)| CameHome::AtDesk { number: number.clone(), why }).collect();
        expected.push(CameHome::InQueue { number: paper.clone() });
        assert_eq!(outcomes, expected);
        assert_eq!(kiosk.send(&house.hall, &kiosk.journal).await, expected, "sent again, the same");
        let board = house.hall.board(&venue()).await.expect("the store answers").expect("the board");
        assert_eq!(board.at_desk, papers);
        // The desk has looked: one of them is called all the same.
        let back = CounterAct::BackFromDesk { number: papers[2].clone() };
        house.hall.act(&venue(), CounterNo(2), &clerk(), &back, "back").await.expect("back in the queue");
        assert_eq!(house.call_everybody().await, [paper, papers[2].clone()]);
        let place = house.hall.ticket(&lost).await.expect("the store answers").expect("the ticket").place;
        assert_eq!(place.state, app::live::TicketState::Void);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_sent_in_whatever_order_the_queue_agrees_with_a_model() {
    for seed in 0..6 {
        on_both(|house| async move { interleaved(&house, seed).await }).await;
    }
}

/// Two kiosks lease, give out, lose answers and send pieces of their journals, and people come online, all by chance.
async fn interleaved(house: &House, seed: u64) {
    let mut chance = fastrand::Rng::with_seed(seed);
    let mut kiosks = [Kiosk::with_numbers(house, "a", 4).await, Kiosk::with_numbers(house, "b", 4).await];
    let mut order = Order::default();
    for _ in 0..80 {
        house.clock.set(house.now().plus_ms(chance.i64(1_000..60_000)));
        let kiosk = &mut kiosks[chance.usize(0..2)];
        let class = Class::ALL[chance.usize(0..Class::ALL.len())];
        let class = if class.is_priority() { class } else { Class::Ordinary };
        match chance.u8(0..10) {
            0 => kiosk.fill(house, chance.usize(0..12)).await,
            1..5 => {
                if let Some(number) = kiosk.give(house, class, None) {
                    order.add(class, house.now(), None, &number);
                }
            }
            5..7 => {
                let number = house.online(class).await;
                order.add(class, house.now(), None, &number);
            }
            _ => {
                let mut part: Vec<GivenOut> = kiosk.journal.iter().filter(|_| chance.bool()).cloned().collect();
                chance.shuffle(&mut part);
                kiosk.send(&house.hall, &part).await;
            }
        }
    }
    for kiosk in &kiosks {
        let outcomes = kiosk.send(&house.hall, &kiosk.journal).await;
        assert!(outcomes.iter().all(|outcome| matches!(outcome, CameHome::InQueue { .. })), "seed {seed}: {outcomes:?}");
    }
    assert_eq!(house.call_everybody().await, order.called(), "seed {seed}");
}
