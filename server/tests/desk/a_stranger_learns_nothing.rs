//! Names, numbers and phones are nowhere in clear: not in the store's files, not in the log. Who guesses finds nothing.

use std::{
    io::Write,
    sync::{Arc, Mutex},
};

use app::ports::{BookingDesk as _, FindRefused};
use sqlx::Row as _;
use tracing_subscriber::fmt::MakeWriter;

use crate::harness::{self, House, on_both, service, slot};

/// What was logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("one writer at a time").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn what_people_typed_is_nowhere_in_clear() {
    let log = Log::default();
    // For every thread: the store's drivers have their own.
    let subscriber = tracing_subscriber::fmt().with_max_level(tracing::Level::DEBUG).with_writer(log.clone()).finish();
    tracing::subscriber::set_global_default(subscriber).expect("the only one of all these tests");
    let house = House::open(None, 5).await;
    let mut couple = harness::new_couple();
    couple.people[0].name = "金丝雀甲".to_owned();
    couple.people[1].name = "金丝雀乙".to_owned();
    couple.people[0].phone = "13912345678".to_owned();
    couple.people[1].phone = "13987654321".to_owned();
    let mut planted: Vec<String> =
        couple.people.iter().flat_map(|person| [person.name.clone(), person.document.clone(), person.phone.clone()]).collect();
    let visitor = "canary-visitor-mark";
    let hold = house.bookings.hold(&service(), &slot(), visitor, None).await.expect("a place");
    house.fill(&hold, &couple).await;
    let booking = house.bookings.confirm(&hold).await.expect("confirmed");
    let left = house.bookings.hold(&service(), &slot(), visitor, None).await.expect("a place");
    house.fill(&left, &couple).await;
    house.bookings.confirm(&left).await.expect_err("they have one");
    let view = house.bookings.booking(&booking).await.expect("read").expect("there");
    let _found = house.bookings.find(&view.reference, "0000", visitor).await;
    planted.extend([booking.0, hold.0, left.0, visitor.to_owned()]);

    let shown = format!("{view:?}");
    let mut kept = Vec::new();
    for file in std::fs::read_dir(house.folder.path()).expect("the folder").flatten() {
        if file.file_name() != "keys.toml" {
            kept.extend(std::fs::read(file.path()).expect("a file"));
        }
    }
    assert!(find(&kept, view.reference.as_str()), "the files are those of this store");
    let log = log.0.lock().expect("nobody writes any more").clone();
    assert!(find(&log, "sqlx"), "the log was captured");
    for secret in &planted {
        assert!(!find(&kept, secret), "{secret} is in the store in clear");
        assert!(!find(&log, secret), "{secret} is in the log");
    }
    for secret in &planted[..6] {
        assert!(!shown.contains(secret.as_str()), "{secret} is shown");
    }
    assert!(shown.contains("金**甲"), "masked: {shown}");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_people_is_in_any_column() {
    on_both(5, |house| async move {
        let couple = harness::new_couple();
        let hold = house.hold(&slot()).await.expect("a place");
        house.fill(&hold, &couple).await;
        let booking = house.bookings.confirm(&hold).await.expect("confirmed");
        for query in [
            "SELECT people_sealed || token_sealed || token_hash FROM booking",
            "SELECT document_index || last_four_index FROM booking_person",
            "SELECT id || visitor_index FROM hold",
            "SELECT body FROM dispatch",
            "SELECT to_sealed || text FROM message",
        ] {
            for row in sqlx::query(query).fetch_all(house.desk.store.reads()).await.expect("rows") {
                let text: String = row.try_get(0).expect("text");
                for person in &couple.people {
                    for secret in [&person.name, &person.document, &person.phone, &booking.0, &hold.0] {
                        assert!(!text.contains(secret.as_str()), "{query}");
                    }
                }
            }
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_booking_is_found_by_its_people_and_by_nobody_who_guesses() {
    on_both(5, |house| async move {
        let couple = harness::new_couple();
        let hold = house.hold(&slot()).await.expect("a place");
        house.fill(&hold, &couple).await;
        let booking = house.bookings.confirm(&hold).await.expect("confirmed");
        let reference = house.bookings.booking(&booking).await.expect("read").expect("there").reference;
        for person in &couple.people {
            let last_four = person.document[14..].to_lowercase();
            assert_eq!(house.bookings.find(&reference, &last_four, "theirs").await, Ok(booking.clone()), "either of them");
        }
        let absent = domain::ids::BookingRef::from_chance(7);
        let wrong = house.bookings.find(&reference, "none", "a stranger").await;
        assert_eq!(wrong, Err(FindRefused::NoMatch));
        assert_eq!(house.bookings.find(&absent, "none", "a stranger").await, wrong, "the same answer");
        for _ in 0..2 {
            let _guess = house.bookings.find(&reference, "none", "another stranger").await;
        }
        let right = &couple.people[0].document[14..];
        assert_eq!(house.bookings.find(&reference, right, "a third").await, Err(FindRefused::TooOften), "five tries a reference");
        house.clock.pass_minutes(16);
        assert_eq!(house.bookings.find(&reference, right, "a third").await, Ok(booking));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_guesses_find_nothing() {
    on_both(5, |house| async move {
        let house = Arc::new(house);
        let booking = house.book(&slot()).await;
        let reference = house.bookings.booking(&booking).await.expect("read").expect("there").reference;
        let mut guesses = tokio::task::JoinSet::new();
        for guess in 0..10_000 {
            let (house, reference) = (Arc::clone(&house), reference.clone());
            guesses.spawn(async move { house.bookings.find(&reference, &format!("{guess:04}"), &format!("{guess}")).await });
        }
        let ended = guesses.join_all().await;
        let told = ended.iter().filter(|one| !matches!(one, Err(FindRefused::TooOften))).count();
        assert!(told <= 5, "{told} guesses were answered");
    })
    .await;
}

fn find(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}
