//! Every department is away for two hours while 2,000 people apply, and the server is killed without warning five times among
//! them. Whoever was given a receipt has a case: once here, once at the department, with everything in the order in which it was
//! done.

use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use domain::case::{Receipt, Verdict};
use serde_json::json;
use server::keys::Keyring;
use sqlx::Row as _;
use tokio::{sync::watch, task::JoinSet};

use crate::door::{Applied, Door, PATIENCE, Program, on_both, reference, takers};

const PEOPLE: u64 = 2_000;
const AT_ONCE: usize = 24;
/// How often the server is killed, each time with as many requests under way as there are browsers.
const KILLS: u64 = 5;
/// Two hours, in as many parts as there are kills.
const MINUTES: i64 = 24;
/// What is applied for, by turns: JSON, SOAP and files.
const SERVICES: [&str; 4] = ["XC-CJ-01", "XC-JZ-04", "XC-CS-04", "XC-TY-03"];
/// Every so manyth takes it back at once.
const WITHDRAWS: u64 = 10;

#[tokio::test(flavor = "multi_thread")]
async fn what_was_received_arrives_once_and_in_order() {
    on_both(async |door| {
        let takers = takers();
        let departments: BTreeSet<String> = SERVICES.iter().map(|service| takers[*service].clone()).collect();
        for department in &departments {
            door.switch(department, &json!({ "down": "refuse" })).await;
        }
        let door = Arc::new(door);
        let (cases, mut program) = apply_through_kills(&door).await;
        for department in &departments {
            door.switch(department, &json!({})).await;
        }
        assert_eq!(cases.iter().map(|(_, applied)| &applied.path).collect::<BTreeSet<_>>().len() as u64, PEOPLE);
        program = everything_is_handed_over(&door, program).await;

        let mut connection = door.connection().await;
        let rows = sqlx::query("SELECT reference FROM case_file").fetch_all(&mut connection).await.expect("rows");
        assert_eq!(rows.len() as u64, PEOPLE, "a lost answer must not make a second case");
        let keys = Keyring::open_or_make(&door.data_folder(), false).expect("the same keys");
        let receipts = sqlx::query("SELECT receipt FROM case_version").fetch_all(&mut connection).await.expect("rows");
        assert_eq!(receipts.len() as u64, PEOPLE);
        for row in receipts {
            let text: String = row.get(0);
            assert!(matches!(Receipt::verify(&text, keys.pass_keys()), Verdict::Genuine(_)));
        }
        for (n, applied) in &cases {
            // The page is read for some: the store is the same for all.
            if n % 100 == 0 {
                assert!(!reference(&door.page(&applied.path).await).is_empty());
            }
        }
        let mut arrived = 0;
        for department in &departments {
            arrived += arrives_in_order(&door, department).await;
        }
        assert_eq!(arrived, PEOPLE, "every case is at its department");
        drop(program);
    })
    .await;
}

/// What each applies for, and the seed of their answers: nobody applies for the same thing twice.
fn people(door: &Door) -> Vec<(&'static str, u64)> {
    let mut known = BTreeSet::new();
    let mut seeds = 0_u64..;
    let mut person = |service: &'static str| {
        seeds.by_ref().find_map(|seed| {
            let document = door.answers(service, seed).get("id_no").to_owned();
            (document.is_empty() || known.insert((service, document))).then_some((service, seed))
        })
    };
    (0..PEOPLE).zip(SERVICES.iter().cycle()).filter_map(|(_, service)| person(service)).collect()
}

/// How many have their receipt at each kill: a random number in each fifth of the people.
fn kills() -> Vec<u64> {
    let part = PEOPLE / KILLS;
    let kills = (0..KILLS).map(|n| n * part + fastrand::u64(1..part)).collect();
    eprintln!("killed after {kills:?} receipts");
    kills
}

/// Applies for everybody while the server is killed again and again and time goes on.
async fn apply_through_kills(door: &Arc<Door>) -> (Vec<(u64, Applied)>, Program) {
    let mut program = door.start().await;
    let (next, people) = (Arc::new(AtomicU64::new(0)), Arc::new(people(door)));
    let (told, mut received) = watch::channel(0_u64);
    let told = Arc::new(told);
    let mut browsers = JoinSet::new();
    for _ in 0..AT_ONCE {
        let (door, next, told, people) = (Arc::clone(door), Arc::clone(&next), Arc::clone(&told), Arc::clone(&people));
        browsers.spawn(async move {
            let mut mine = Vec::new();
            loop {
                let n = next.fetch_add(1, Ordering::Relaxed);
                if n >= PEOPLE {
                    return mine;
                }
                let (service, seed) = people[usize::try_from(n).expect("few")];
                let applied = door.apply(service, seed).await;
                if n % WITHDRAWS == 0 {
                    door.insist(&format!("{}/withdraw", applied.path), &[("do", "withdraw")]).await;
                }
                mine.push((n, applied));
                told.send_modify(|received| *received += 1);
            }
        });
    }
    for kill_at in kills() {
        received.wait_for(|received| *received >= kill_at).await.expect("browsers that apply");
        program.kill();
        door.pass_minutes(MINUTES);
        program = door.start().await;
    }
    let mut cases = Vec::new();
    while let Some(mine) = browsers.join_next().await {
        cases.extend(mine.expect("a browser"));
    }
    (cases, program)
}

/// Waits until the outbox is empty. Where a department is left alone for a while after it was away, that while goes by.
async fn everything_is_handed_over(door: &Door, mut program: Program) -> Program {
    let until = Instant::now() + PATIENCE;
    let mut connection = door.connection().await;
    let mut before = i64::MAX;
    loop {
        let row = sqlx::query("SELECT COUNT(*) FROM dispatch WHERE state NOT IN ('delivered')").fetch_one(&mut connection).await;
        let waiting: i64 = row.expect("a row").get(0);
        if waiting == 0 {
            return program;
        }
        assert!(Instant::now() < until, "{waiting} dispatches are not delivered: {}", door.log());
        tokio::time::sleep(Duration::from_secs(2)).await;
        if waiting >= before {
            program.kill();
            door.pass_minutes(6);
            program = door.start().await;
        }
        before = waiting;
    }
}

/// How many cases a department holds; each arrived once, and what was withdrawn was withdrawn after it arrived.
async fn arrives_in_order(door: &Door, department: &str) -> u64 {
    let url = format!("{}/{department}/held?limit=5000", door.departments);
    let held: serde_json::Value = door.client.get(url).send().await.expect("a stand-in").json().await.expect("JSON");
    let cases = held["cases"].as_array().expect("cases");
    for case in cases {
        let reference = case["reference"].as_str().expect("a reference");
        let acts = door.acts(department, reference).await;
        assert!(acts == ["apply"] || acts == ["apply", "withdraw"], "{department} {reference}: {acts:?}");
    }
    held["count"].as_u64().expect("a count")
}
