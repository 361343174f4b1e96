//! An application that was begun at a kiosk without a network is brought home once and is a draft like any other: with exactly what was
//! typed, found by the reference and the code that the kiosk gave.

use app::ports::{
    Delivered, FindRefused, OfflineDesk as _, SealedRequest,
    cases::{CaseDesk as _, DraftState, SendRefused},
};
use domain::{
    ids::{CaseRef, DraftToken},
    time::{Clock as _, Moment},
};
use serde_json::{Value, json};
use server::desk::offline::Offline;
use sqlx::Row as _;

use crate::{
    cases::{Applying, old_age, visitor},
    harness::{on_both, venue},
    kiosks_without_a_network::{offline, sealed},
};

const CODE: &str = "012345";
const DAY: i64 = 24 * 60;

/// What somebody typed, not all of it right.
fn typed() -> Value {
    json!({ "name": ["样例金丝雀"], "mobile": ["138 0013 8000"], "id_no": ["1101"], "live_street": ["110102018"], "by_proxy": ["no"] })
}

fn reference(chance: u64) -> CaseRef {
    CaseRef::from_chance(chance)
}

fn seal(desk: &Offline, attempt: &str, value: &Value) -> SealedRequest {
    let public = desk.kit(&venue()).expect("a kit").seal;
    let aad = format!("kiosk-draft:{}:{attempt}", venue());
    SealedRequest { attempt: attempt.to_owned(), sealed: sealed(&public, &aad, &value.to_string()) }
}

fn begun(desk: &Offline, attempt: &str, reference: &CaseRef, typed: &Value, at: Moment) -> SealedRequest {
    let service = old_age().to_string();
    seal(
        desk,
        attempt,
        &json!({ "service": service, "reference": reference.spaced(), "code": CODE, "typed": typed, "asked_ms": at.0 }),
    )
}

async fn deliver(desk: &Offline, one: &SealedRequest) -> Delivered {
    desk.deliver(&venue(), std::slice::from_ref(one)).await.expect("taken")[0]
}

async fn found(here: &Applying, reference: &CaseRef) -> Result<DraftToken, FindRefused> {
    here.cases.resume(reference, CODE, "a phone").await
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_brought_home_once_and_gone_on_with_by_reference_and_code() {
    on_both(1, async |house| {
        let (here, reference) = (Applying::new(house), reference(1));
        let (desk, now) = (offline(&here.house.desk), here.house.clock.now());
        let one = begun(&desk, "one", &reference, &typed(), now.plus_minutes(-30));
        for _ in 0..2 {
            // Also where an answer was lost in the middle of a list.
            let outcomes = desk.deliver(&venue(), &[one.clone(), one.clone()]).await.expect("taken");
            assert_eq!(outcomes, [Delivered::Begun; 2]);
        }
        assert_eq!(here.house.count("SELECT COUNT(*) FROM draft").await, 1);
        assert_eq!(here.house.count("SELECT COUNT(*) FROM message").await, 1, "told once that it is there");
        let row = sqlx::query("SELECT text FROM message").fetch_one(here.house.desk.store.reads()).await.expect("a message");
        let said: String = row.try_get("text").expect("words");
        assert!(said.contains(&reference.spaced()) && said.contains("https://yimen.test/resume"), "{said}");
        assert!(!said.contains(CODE) && !said.contains("金丝雀"), "{said}");

        assert_eq!(here.cases.resume(&reference, "543210", "a phone").await, Err(FindRefused::NoMatch));
        let draft = found(&here, &reference).await.expect("found");
        let view = here.draft(&draft).await;
        assert_eq!((view.state.clone(), view.service.clone()), (DraftState::Live, old_age()));
        assert_eq!(view.expires, now.plus_minutes(30 * DAY), "kept as long as other drafts");
        let shown = |key: &str| view.typed.get(key).to_owned();
        assert_eq!((shown("name").as_str(), shown("live_street").as_str()), ("样例金丝雀", "110102018"));
        assert_eq!(shown("id_no"), "1101", "a mistake is there as it was typed");
        assert!(shown("mobile").contains('*'));

        // It goes its way like any other, and a delivery after that changes nothing.
        let who = visitor("a phone");
        let good = here.answers(&old_age(), 5);
        here.write(&draft, &old_age(), &good).await;
        here.hand_in(&draft, &old_age(), &good).await;
        here.agree(&draft).await;
        here.cases.send(&draft, &who).await.expect("sent");
        assert_eq!(deliver(&desk, &one).await, Delivered::Begun);
        assert_eq!(here.house.count("SELECT COUNT(*) FROM draft").await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_the_form_asks_is_kept_and_nobody_without_a_telephone_is_told() {
    on_both(1, async |house| {
        let (here, reference) = (Applying::new(house), reference(2));
        let (desk, now) = (offline(&here.house.desk), here.house.clock.now());
        let given = json!({ "name": ["某"], "name.0.other": ["x"], "role": ["steward"], "evidence": ["photo.jpg"] });
        assert_eq!(deliver(&desk, &begun(&desk, "one", &reference, &given, now)).await, Delivered::Begun);
        let view = here.draft(&found(&here, &reference).await.expect("found")).await;
        let kept: Vec<&str> = view.typed.iter().map(|(input, _)| input).filter(|input| !input.starts_with("name")).collect();
        assert_eq!((view.typed.get("name"), kept), ("某", Vec::new()));
        assert_eq!(here.house.count("SELECT COUNT(*) FROM message").await, 0);
        assert!(here.cases.resumable(&old_age(), &visitor("a browser at the kiosk")).await.expect("read").is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_said_there_that_they_act_for_somebody_goes_on_as_their_helper() {
    on_both(1, async |house| {
        let (here, reference) = (Applying::new(house), reference(5));
        let (desk, now) = (offline(&here.house.desk), here.house.clock.now());
        let given = json!({ "name": ["样例母"], "by_proxy": ["yes"], "proxy_name": ["样例女"] });
        assert_eq!(deliver(&desk, &begun(&desk, "one", &reference, &given, now)).await, Delivered::Begun);
        let draft = found(&here, &reference).await.expect("found");
        let view = here.draft(&draft).await;
        assert!(view.for_other && view.helper.is_none(), "their word is needed, and who helps says so first");
        assert_eq!(here.cases.send(&draft, &visitor("a phone")).await, Err(SendRefused::HelperMissing));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn under_a_reference_that_is_anothers_it_gets_a_new_one_or_is_not_kept() {
    on_both(1, async |house| {
        let (here, reference) = (Applying::new(house), reference(3));
        let (desk, now) = (offline(&here.house.desk), here.house.clock.now());
        assert_eq!(deliver(&desk, &begun(&desk, "one", &reference, &json!({ "name": ["先"] }), now)).await, Delivered::Begun);
        let unreached = begun(&desk, "two", &reference, &json!({ "name": ["后"] }), now);
        assert_eq!(deliver(&desk, &unreached).await, Delivered::NotKept);
        assert_eq!(here.house.count("SELECT COUNT(*) FROM draft").await, 1);
        assert_eq!(deliver(&desk, &begun(&desk, "three", &reference, &typed(), now)).await, Delivered::Begun);
        let row = sqlx::query("SELECT reference FROM draft WHERE reference <> $1")
            .bind(reference.as_str())
            .fetch_one(here.house.desk.store.reads())
            .await
            .expect("another draft");
        let renamed = CaseRef::parse(&row.try_get::<String, _>("reference").expect("text")).expect("a reference");
        let row = sqlx::query("SELECT text FROM message").fetch_one(here.house.desk.store.reads()).await.expect("a message");
        assert!(row.try_get::<String, _>("text").expect("words").contains(&renamed.spaced()));
        let names = [&reference, &renamed].map(async |one| {
            let draft = found(&here, one).await.expect("found");
            here.draft(&draft).await.typed.get("name").to_owned()
        });
        assert_eq!(futures::future::join_all(names).await, ["先", "样例金丝雀"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_changed_or_is_no_application_is_refused_and_one_as_old_as_no_draft_is_not_kept() {
    on_both(1, async |house| {
        let (here, reference) = (Applying::new(house), reference(4));
        let (desk, now) = (offline(&here.house.desk), here.house.clock.now());
        let good = begun(&desk, "one", &reference, &typed(), now);
        let mut altered = good.sealed.clone().into_bytes();
        altered[150] = if altered[150] == b'A' { b'B' } else { b'A' };
        let with = |key: &str, value: Value| {
            let mut all = json!({ "service": old_age().to_string(), "reference": reference.spaced(), "code": CODE, "typed": typed(), "asked_ms": now.0 });
            all[key] = value;
            seal(&desk, "one", &all)
        };
        let refused = [
            SealedRequest { sealed: String::from_utf8(altered).expect("base64"), ..good.clone() },
            SealedRequest { attempt: "two".to_owned(), ..good.clone() },
            with("reference", json!("7KQ4-0000")),
            with("code", json!("12345")),
            with("code", json!("12345六")),
            with("service", json!("XC-XX-99")),
            with("typed", json!({ "name": "not a list" })),
            with("more", json!(1)),
        ];
        assert_eq!(desk.deliver(&venue(), &refused).await.expect("taken"), [Delivered::Unreadable; 8]);
        let old = begun(&desk, "old", &reference, &typed(), now.plus_minutes(-30 * DAY));
        assert_eq!(deliver(&desk, &old).await, Delivered::NotKept);
        assert_eq!(here.house.count("SELECT COUNT(*) FROM draft").await, 0);
        assert_eq!(here.house.count("SELECT COUNT(*) FROM message").await, 0);

        // Nor does one come back that was there, was forgotten, and is delivered once more.
        assert_eq!(deliver(&desk, &good).await, Delivered::Begun);
        here.house.clock.pass_minutes(32 * DAY);
        for _ in 0..2 {
            here.cases.sweep().await.expect("swept");
            here.house.clock.pass_minutes(2 * DAY);
        }
        here.cases.sweep().await.expect("swept");
        assert_eq!(here.house.count("SELECT COUNT(*) FROM draft").await, 0);
        assert_eq!(deliver(&desk, &good).await, Delivered::NotKept);
        assert_eq!(found(&here, &reference).await, Err(FindRefused::NoMatch));
    })
    .await;
}
