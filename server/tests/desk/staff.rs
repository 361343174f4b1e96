//! Who runs the house: signing in tells a stranger nothing, and sessions outlive a restart without being readable.

use app::ports::{Calibration, StewardDesk as _};
use server::desk::{
    bookings::Bookings,
    steward::{Sessions, StaffBook, Steward},
};
use tower_sessions::{
    SessionStore as _,
    cookie::time::{Duration, OffsetDateTime},
    session::{Id, Record},
};

use crate::hall::{House, on_both};

const EXAMPLES: &str = include_str!("../../data/staff.toml");

fn book() -> StaffBook {
    StaffBook::read("staff.toml", EXAMPLES, false).unwrap_or_else(|wrong| panic!("{wrong:?}"))
}

impl House {
    fn steward(&self) -> Steward {
        Steward::new(self.desk.clone(), Bookings::new(self.desk.clone()), book())
    }
}

#[tokio::test]
async fn wrong_unknown_and_too_often_look_alike() {
    on_both(|house| async move {
        let steward = house.steward();
        let counter = steward.sign_in("counter", "yimen-counter", "a").await.expect("an answer").expect("the example account");
        assert!(counter.counter && !counter.steward);
        let both = steward.sign_in(" steward ", "yimen-steward", "a").await.expect("an answer").expect("the example account");
        assert!(both.counter && both.steward);
        assert_eq!(steward.sign_in("counter", "yimen-steward", "b").await, Ok(None));
        assert_eq!(steward.sign_in("nobody", "yimen-steward", "b").await, Ok(None));
        for _ in 0..6 {
            assert_eq!(steward.sign_in("counter", "guess", "c").await, Ok(None));
        }
        assert_eq!(steward.sign_in("counter", "yimen-counter", "c").await, Ok(None), "too many tries");
        assert!(
            steward.sign_in("counter", "yimen-counter", "d").await.expect("an answer").is_some(),
            "others are not locked out"
        );
        assert_eq!(steward.calibration(None).await, Ok(Calibration::default()));
        assert!(steward.messages().await.is_ok_and(|lines| lines.is_empty()));
        assert!(steward.dispatches(None).await.is_ok_and(|lines| lines.is_empty()));
        assert!(steward.departments().await.is_ok());
        assert!(steward.venue_days(jiff::civil::date(2026, 11, 24)).await.is_ok_and(|days| days.len() == 2));
    })
    .await;
}

#[tokio::test]
async fn a_session_outlives_a_restart_and_cannot_be_read_in_the_store() {
    on_both(|house| async move {
        let sessions = Sessions::of_staff(&house.desk);
        let now = OffsetDateTime::from_unix_timestamp(house.now().0 / 1000).expect("a date");
        let mut record = Record { id: Id::default(), data: Default::default(), expiry_date: now + Duration::hours(8) };
        record.data.insert("staff".to_owned(), serde_json::json!("steward"));
        sessions.create(&mut record).await.expect("kept");
        let house = house.reopened().await;
        let sessions = Sessions::of_staff(&house.desk);
        assert_eq!(sessions.load(&record.id).await.expect("an answer"), Some(record.clone()));
        let row: (String, String) =
            sqlx::query_as("SELECT id_hash, data FROM staff_session").fetch_one(house.desk.store.reads()).await.expect("the row");
        assert!(!row.0.contains(&record.id.to_string()) && !row.1.contains("steward"));
        house.clock.pass_minutes(8 * 60);
        assert_eq!(sessions.load(&record.id).await.expect("an answer"), None, "ended");
        sessions.delete(&record.id).await.expect("deleted");
    })
    .await;
}

#[test]
fn production_refuses_the_example_accounts_and_a_wrong_line_is_named() {
    let refused = StaffBook::read("staff.toml", EXAMPLES, true).err().expect("refused");
    assert!(refused[0].reason.contains("example"));
    let text = "[[account]]\naccount = \"a\"\nname = \"A\"\npassword = \"plain\"\n";
    let refused = StaffBook::read("staff.toml", text, true).err().expect("refused");
    assert_eq!((refused.len(), refused[0].line), (1, 4));
    let refused = StaffBook::read("staff.toml", "accounts = 3\n", false).err().expect("refused");
    assert_eq!(refused[0].line, 1);
}
