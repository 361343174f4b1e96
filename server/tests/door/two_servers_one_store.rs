//! Two servers on one store sell no place twice: 5,000 attempts at 200 places through both at once, exactly 200 confirmed.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use sqlx::Row as _;
use tokio::task::JoinSet;

use crate::program::{client, couple, on_both, post, slot};

const ATTEMPTS: usize = 5_000;
const PLACES: usize = 200;
const AT_ONCE: usize = 32;
/// Places of each of four half hours.
const CAPACITY: &str = "capacity = 50";

#[tokio::test(flavor = "multi_thread")]
async fn the_last_place_is_sold_once() {
    on_both(Some(CAPACITY), |site| async move {
        let client = client();
        let servers = [site.start(&client).await, site.start(&client).await];
        let next = Arc::new(AtomicUsize::new(0));
        let mut browsers = JoinSet::new();
        for _ in 0..AT_ONCE {
            let (client, next, doors) = (client.clone(), Arc::clone(&next), servers.each_ref().map(|server| server.url.clone()));
            browsers.spawn(async move {
                let (mut confirmed, mut refused) = (0, 0);
                loop {
                    let n = next.fetch_add(1, Ordering::Relaxed);
                    if n >= ATTEMPTS {
                        return (confirmed, refused);
                    }
                    let door = &doors[n % 2];
                    let (path, chosen) = slot(n % 4);
                    let hold = match post(&client, &format!("{door}{path}"), &[("slot", &chosen)]).await.expect("an answer") {
                        Ok(hold) => hold,
                        // Full: the page with the nearest free times.
                        Err(status) => {
                            assert_eq!(status.as_u16(), 409);
                            refused += 1;
                            continue;
                        }
                    };
                    let fields = couple(n);
                    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
                    // Written at one server, confirmed at the other.
                    post(&client, &format!("{door}{hold}"), &fields).await.expect("an answer").expect("good answers");
                    let other = &doors[(n + 1) % 2];
                    let booking = post(&client, &format!("{other}{hold}/check"), &[("do", "confirm")]).await.expect("an answer");
                    assert!(booking.expect("confirmed").starts_with("/booking/"));
                    confirmed += 1;
                }
            });
        }
        let (mut confirmed, mut refused) = (0, 0);
        while let Some(of_one) = browsers.join_next().await {
            let (yes, no) = of_one.expect("a browser");
            confirmed += yes;
            refused += no;
        }
        assert_eq!((confirmed, refused), (PLACES, ATTEMPTS - PLACES));
        let mut connection = site.connection().await;
        let rows = sqlx::query("SELECT used FROM slot WHERE used > 0").fetch_all(&mut connection).await.expect("rows");
        let used: Vec<i64> = rows.iter().map(|row| row.get(0)).collect();
        assert_eq!(used, [50; 4]);
    })
    .await;
}
