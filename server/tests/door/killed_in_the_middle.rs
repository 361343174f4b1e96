//! The server is killed without warning in the middle of 2,000 bookings, again and again. Whoever was told «confirmed» has a
//! place: once here and once in the registry, and nobody has two.

use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Instant,
};

use sqlx::Row as _;
use tokio::{sync::watch, task::JoinSet};

use crate::program::{PATIENCE, Program, Site, client, couple, on_both, post, slot};

const COUPLES: usize = 2_000;
const AT_ONCE: usize = 24;
/// How many are confirmed when the server is killed, each time with as many requests under way as there are browsers.
const KILLS: [usize; 5] = [100, 500, 900, 1_400, 1_900];

/// Books for one couple, sending each form again until it is answered. Returns where the confirmation led.
async fn book(client: &reqwest::Client, door: &mut watch::Receiver<String>, n: usize) -> String {
    let (path, chosen) = slot(n);
    let fields = couple(n);
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let hold = insist(client, door, &path, &[("slot", &chosen)]).await;
    let check = insist(client, door, &hold, &fields).await;
    assert_eq!(check, format!("{hold}/check"), "the answers of couple {n} are good");
    insist(client, door, &check, &[("do", "confirm")]).await
}

/// Sends a form until the server says where to go on.
async fn insist(client: &reqwest::Client, door: &mut watch::Receiver<String>, path: &str, fields: &[(&str, &str)]) -> String {
    let until = Instant::now() + PATIENCE;
    loop {
        let url = door.borrow_and_update().clone();
        match post(client, &format!("{url}{path}"), fields).await {
            Ok(Ok(to)) => return to,
            Ok(Err(status)) if !status.is_server_error() => panic!("{path}: {status}"),
            // The server is gone, or going: wait for the next one, or try again should it still be the same.
            Ok(Err(_)) | Err(_) => {
                assert!(Instant::now() < until, "{path}: no answer");
                let _ = tokio::time::timeout(std::time::Duration::from_millis(200), door.changed()).await;
            }
        }
    }
}

async fn book_through_kills(site: &Site) -> BTreeSet<String> {
    let client = client();
    let mut program = site.start(&client).await;
    let (open, door) = watch::channel(program.url.clone());
    let next = Arc::new(AtomicUsize::new(0));
    let (told, mut confirmed) = watch::channel(0_usize);
    let told = Arc::new(told);
    let mut browsers = JoinSet::new();
    for _ in 0..AT_ONCE {
        let (client, mut door, next, told) = (client.clone(), door.clone(), Arc::clone(&next), Arc::clone(&told));
        browsers.spawn(async move {
            let mut mine = Vec::new();
            loop {
                let n = next.fetch_add(1, Ordering::Relaxed);
                if n >= COUPLES {
                    return mine;
                }
                mine.push(book(&client, &mut door, n).await);
                told.send_modify(|confirmed| *confirmed += 1);
            }
        });
    }
    for kill_at in KILLS {
        confirmed.wait_for(|confirmed| *confirmed >= kill_at).await.expect("browsers that book");
        program.kill();
        program = site.start(&client).await;
        open.send_replace(program.url.clone());
    }
    let mut bookings = BTreeSet::new();
    while let Some(mine) = browsers.join_next().await {
        for path in mine.expect("a browser") {
            assert!(path.starts_with("/booking/"), "{path}");
            assert!(bookings.insert(path), "one address for two couples");
        }
    }
    everything_is_handed_over(site, &program).await;
    for path in &bookings {
        let shown = client.get(format!("{}{path}", program.url)).send().await.expect("an answer");
        assert!(shown.status().is_success(), "{path}: {}", shown.status());
    }
    bookings
}

/// Waits until the outbox is empty.
async fn everything_is_handed_over(site: &Site, _running: &Program) {
    let until = Instant::now() + PATIENCE;
    let mut connection = site.connection().await;
    loop {
        let row = sqlx::query("SELECT COUNT(*) FROM dispatch WHERE state = 'waiting'").fetch_one(&mut connection).await;
        let waiting: i64 = row.expect("a row").get(0);
        if waiting == 0 {
            return;
        }
        assert!(Instant::now() < until, "{waiting} dispatches are not delivered: {}", site.log());
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_was_told_confirmed_has_a_place_once_here_and_once_in_the_registry() {
    on_both(None, |site| async move {
        let told = book_through_kills(&site).await;
        assert_eq!(told.len(), COUPLES);
        let mut connection = site.connection().await;
        let rows = sqlx::query("SELECT reference, state FROM booking").fetch_all(&mut connection).await.expect("rows");
        assert_eq!(rows.len(), COUPLES, "a lost answer must not make a second booking");
        let over: i64 =
            sqlx::query("SELECT COUNT(*) FROM slot WHERE used > 30").fetch_one(&mut connection).await.expect("a row").get(0);
        assert_eq!(over, 0);
        let client = client();
        for row in rows {
            let (reference, state): (String, String) = (row.get(0), row.get(1));
            assert_eq!(state, "confirmed");
            assert_eq!(site.registry_creates(&client, &reference).await, 1, "{reference} in the registry");
        }
    })
    .await;
}
