//! Two, then eight counters press «next» ten thousand times in all: everybody is called once and nobody twice, also when
//! the presses reach two servers on one store.

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use app::ports::{CounterAct, CounterRefused, HallDesk as _};
use domain::{
    ids::CounterNo,
    queue::{Class, QueuePolicy},
    time::Clock as _,
};
use server::desk::hall::Hall;

use crate::hall::{House, clerk, on_both, service, venue};

const PRESSES: usize = 10_000;
const PEOPLE: i64 = 3_000;

#[tokio::test(flavor = "multi_thread")]
async fn two_counters_call_everybody_once() {
    on_both(|house| async move { called_once(&house, 2).await }).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn eight_counters_on_two_servers_call_everybody_once() {
    on_both(|house| async move { called_once(&house, 8).await }).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_press_sent_twice_calls_one_person() {
    on_both(|house| async move {
        for _ in 0..3 {
            house.walk_in(Class::Ordinary).await;
        }
        let press = |act: CounterAct, key: &'static str| {
            let hall = house.hall.clone();
            async move { hall.act(&venue(), CounterNo(1), &clerk(), &act, key).await }
        };
        let first = press(CounterAct::Next, "k1").await.expect("somebody is called");
        let again = press(CounterAct::Next, "k1").await.expect("the same answer");
        assert_eq!((&first.current, first.version), (&again.current, again.version));
        assert_eq!(press(CounterAct::Next, "k2").await, Err(CounterRefused::Busy));
        press(CounterAct::Finish, "k3").await.expect("done");
        press(CounterAct::Finish, "k3").await.expect("done already");
        assert_eq!(press(CounterAct::Finish, "k4").await, Err(CounterRefused::NobodyHere));
        assert_eq!(press(CounterAct::Next, "k5").await.expect("the next").waiting, 1);
    })
    .await;
}

async fn called_once(house: &House, counters: u16) {
    people_wait(house).await;
    let servers = [house.hall.clone(), house.beside().await];
    let left = Arc::new(AtomicUsize::new(PRESSES));
    let mut working = Vec::new();
    for counter in 1..=counters {
        let hall = servers[usize::from(counter) % servers.len()].clone();
        working.push(tokio::spawn(work(hall, CounterNo(counter), left.clone())));
    }
    let mut times: HashMap<String, usize> = HashMap::new();
    for counter in working {
        for number in counter.await.expect("the counter worked") {
            *times.entry(number).or_default() += 1;
        }
    }
    assert_eq!(times.len(), usize::try_from(PEOPLE).expect("a few thousand"), "everybody is called");
    assert_eq!(times.values().max(), Some(&1), "nobody is called twice");
}

/// Presses until its share is used up; whoever came is finished with.
async fn work(hall: Arc<Hall>, counter: CounterNo, left: Arc<AtomicUsize>) -> Vec<String> {
    let (staff, mut called, mut key) = (clerk(), Vec::new(), 0_u32);
    while left.fetch_update(Ordering::AcqRel, Ordering::Acquire, |presses| presses.checked_sub(1)).is_ok() {
        key += 1;
        match hall.act(&venue(), counter, &staff, &CounterAct::Next, &format!("next-{key}")).await {
            Ok(view) => called.push(view.current.expect("somebody was called").number),
            Err(CounterRefused::Busy) => {
                hall.act(&venue(), counter, &staff, &CounterAct::Finish, &format!("finish-{key}")).await.expect("finished");
            }
            Err(CounterRefused::NobodyWaits) => {}
            Err(refused) => panic!("{refused:?}"),
        }
    }
    called
}

/// A full hall, written at once: taking three thousand numbers one by one is another test.
async fn people_wait(house: &House) {
    let now = house.clock.now();
    let promised = QueuePolicy::default().promised_by(Class::Ordinary, now, None);
    let mut tx = house.desk.store.begin().await.expect("a transaction");
    for seq in 1..=PEOPLE {
        sqlx::query(
            "INSERT INTO ticket (id, token_sealed, venue, day, seq, number, service, class, arrived_ms, promised_by_ms, state, calls,
                                 missed, names_masked)
             VALUES ($1, '', $2, $3, $4, $5, $6, 'ordinary', $7, $8, 'waiting', 0, 0, '[]')",
        )
        .bind(format!("ticket-{seq}"))
        .bind(venue().as_str())
        .bind(now.day().to_string())
        .bind(seq)
        .bind(format!("B{seq:03}"))
        .bind(service().as_str())
        .bind(now.0)
        .bind(promised.plus_ms(seq).0)
        .execute(&mut *tx)
        .await
        .expect("a ticket");
    }
    tx.commit().await.expect("a commit");
}
