//! What a resident was told is accepted reaches the marriage registry: once, in order, however long it was away; and what the
//! registry says comes back. The registry is the stand-in, over HTTP, with its own store.

use std::{collections::BTreeMap, net::SocketAddr, sync::Arc, time::Duration};

use app::ports::{BookingDesk as _, Handover, RefusalByDepartment};
use departments::{Options, Stand, registry};
use domain::{
    booking::{BookingState, PartyDraft},
    ids::BookingToken,
};
use jiff::civil::date;
use serde_json::{Value, json};
use server::{
    api::{self, Api},
    desk::{Desk, bookings::Bookings},
    gateway::{Around, Courier, Departments, http_client, signature},
};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::harness::{House, SetClock, around, new_couple, on_both, service, slot, slot_at};

const DEPARTMENTS: &str = include_str!("../../data/departments.toml");

/// A house with a registry beside it.
struct Neighbours {
    house: House,
    courier: Courier,
    client: reqwest::Client,
    registry: String,
    yimen: String,
    secret: Vec<u8>,
    stop: CancellationToken,
}

impl Drop for Neighbours {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

impl Neighbours {
    async fn meet(mut house: House) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let yimen = format!("http://{}", listener.local_addr().expect("bound"));
        let secret = house
            .desk
            .keys
            .department_secret(registry::CODE)
            .and_then(|text| signature::read_secret(&text))
            .expect("a demo's secret");
        let clock: Arc<SetClock> = Arc::clone(&house.clock);
        let stand = Stand::open(Options {
            addr: SocketAddr::from(([127, 0, 0, 1], 0)),
            folder: house.folder.path().join("departments"),
            exchange: house.folder.path().join("exchange"),
            callback_url: yimen.clone(),
            secrets: BTreeMap::from([(registry::CODE.to_owned(), secret.clone())]),
            clock,
        })
        .await
        .expect("the stand-in opens");
        let registry = format!("http://{}", stand.addr().expect("bound"));
        house.send_to(&registry);
        let stop = CancellationToken::new();
        tokio::spawn(stand.serve(stop.clone()));
        let api = api::router(Api { desk: house.desk.clone(), bookings: house.bookings.clone(), cases: None });
        let stopped = stop.clone();
        tokio::spawn(async move { axum::serve(listener, api).with_graceful_shutdown(stopped.cancelled_owned()).await });
        let courier = Courier::new(house.desk.clone(), house.bookings.clone()).expect("a courier");
        Self { house, courier, client: http_client().expect("a client"), registry, yimen, secret, stop }
    }

    async fn switch(&self, switches: Value) {
        let answer =
            self.client.put(format!("{}/switches", self.registry)).json(&switches).send().await.expect("the registry answers");
        assert!(answer.status().is_success());
    }

    async fn held(&self, path: &str) -> Value {
        let answer =
            self.client.get(format!("{}/registry/bookings{path}", self.registry)).send().await.expect("the registry answers");
        answer.json().await.expect("JSON")
    }

    /// What the registry did for a booking, in order.
    async fn acts(&self, booking: &BookingToken) -> Vec<String> {
        let held = self.held(&format!("/{}", self.reference(booking).await)).await;
        let acts = held["acts"].as_array().expect("acts").iter();
        acts.map(|act| act["kind"].as_str().expect("a kind").to_owned()).collect()
    }

    async fn reference(&self, booking: &BookingToken) -> String {
        self.house.bookings.booking(booking).await.expect("read").expect("there").reference.as_str().to_owned()
    }

    async fn handover(&self, booking: &BookingToken) -> Handover {
        self.house.bookings.booking(booking).await.expect("read").expect("there").handover
    }

    async fn waiting(&self) -> i64 {
        self.house.count("SELECT COUNT(*) FROM dispatch WHERE state = 'waiting'").await
    }

    async fn book(&self, couple: &PartyDraft) -> BookingToken {
        let hold = self.house.hold(&slot()).await.expect("a place");
        self.house.fill(&hold, couple).await;
        self.house.bookings.confirm(&hold).await.expect("confirmed")
    }

    /// Sends a report as the registry would. `seconds_off` moves its timestamp.
    async fn report(&self, id: &str, body: &Value, seconds_off: i64, secret: &[u8]) -> (u16, String) {
        let (body, seconds) = (body.to_string(), self.house.desk.clock.now().0 / 1000 + seconds_off);
        let answer = self
            .client
            .post(format!("{}/api/departments/marriage-registry/callbacks", self.yimen))
            .header("webhook-id", id)
            .header("webhook-timestamp", seconds)
            .header("webhook-signature", signature::sign(secret, id, seconds, body.as_bytes()))
            .body(body)
            .send()
            .await
            .expect("an answer");
        (answer.status().as_u16(), answer.text().await.expect("text"))
    }
}

impl House {
    /// The same house, whose department is at `url`.
    fn send_to(&mut self, url: &str) {
        let urls = BTreeMap::from([(registry::CODE.to_owned(), url.to_owned())]);
        let around = Around { urls, ..around() };
        let departments = Departments::read("departments.toml", DEPARTMENTS, &around).expect("our departments");
        self.desk = Desk { departments: Arc::new(departments), ..self.desk.clone() };
        self.bookings = Bookings::new(self.desk.clone());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_registry_that_was_away_for_two_hours_gets_everything_in_order_and_once() {
    on_both(200, async |house| {
        let near = Neighbours::meet(house).await;
        near.switch(json!({ "down": "refuse" })).await;
        let mut bookings = Vec::new();
        for _ in 0..60 {
            bookings.push(near.house.book(&slot()).await);
        }
        for _ in 0..24 {
            near.courier.deliver_due().await;
            near.house.clock.pass_minutes(5);
        }
        assert_eq!(near.waiting().await, 60);
        assert!(matches!(near.handover(&bookings[0]).await, Handover::Waiting { .. }), "residents are told the truth");
        // Life goes on: some move, some cancel, some both.
        for booking in &bookings[..20] {
            let visitor = near.house.desk.keys.token();
            let other = slot_at("hgs", date(2026, 11, 26), 10);
            let hold = near.house.bookings.hold(&service(), &other, &visitor, Some(booking)).await.expect("a place");
            near.house.bookings.confirm(&hold).await.expect("moved");
        }
        for booking in &bookings[10..30] {
            near.house.bookings.cancel(booking).await.expect("cancelled");
        }
        // It comes back, and loses some answers after doing the work.
        near.switch(json!({ "lose_answers": 3 })).await;
        let mut minutes = 0;
        while near.waiting().await > 0 {
            near.house.clock.pass_minutes(1);
            near.courier.deliver_due().await;
            minutes += 1;
            assert!(minutes <= 10, "{} still wait", near.waiting().await);
        }
        assert_eq!(near.held("?limit=0").await, json!({ "count": 60, "acts": 60 + 20 + 20, "bookings": [] }));
        assert_eq!(near.acts(&bookings[0]).await, ["create", "move"]);
        assert_eq!(near.acts(&bookings[10]).await, ["create", "move", "cancel"]);
        assert_eq!(near.acts(&bookings[20]).await, ["create", "cancel"]);
        assert_eq!(near.acts(&bookings[30]).await, ["create"]);
        assert!(matches!(near.handover(&bookings[30]).await, Handover::Delivered { .. }));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_courier_that_dies_on_the_way_loses_and_doubles_nothing() {
    on_both(10, async |house| {
        let near = Neighbours::meet(house).await;
        near.switch(json!({ "down": "hang" })).await;
        let booking = near.house.book(&slot()).await;
        let courier = near.courier.clone();
        let dying = tokio::spawn(async move { courier.deliver_due().await });
        let claimed = async { while near.house.count("SELECT COUNT(*) FROM dispatch WHERE lease_until_ms > 0").await == 0 {} };
        tokio::time::timeout(Duration::from_secs(10), claimed).await.expect("claimed");
        dying.abort();
        near.switch(json!({})).await;
        near.courier.deliver_due().await;
        assert_eq!(near.waiting().await, 1, "the lease of the dead still holds");
        near.house.clock.pass_minutes(1);
        // Two couriers at once, as two servers on one store would be.
        tokio::join!(near.courier.deliver_due(), near.courier.deliver_due());
        assert_eq!((near.waiting().await, near.acts(&booking).await), (0, vec!["create".to_owned()]));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn people_whom_the_registry_refuses_get_a_refused_booking_and_give_the_place_back() {
    on_both(1, async |house| {
        let near = Neighbours::meet(house).await;
        let mut couple = new_couple();
        couple.people[1].document = "110102189506070109".to_owned();
        let booking = near.book(&couple).await;
        assert_eq!(near.house.used(&slot()).await, 1);
        let messages = near.house.count("SELECT COUNT(*) FROM message").await;
        near.courier.deliver_due().await;
        let seen = near.house.bookings.booking(&booking).await.expect("read").expect("there");
        assert_eq!(seen.state, BookingState::Refused);
        assert!(matches!(seen.handover, Handover::Refused { reason: RefusalByDepartment::AlreadyMarried, .. }));
        assert_eq!(near.house.used(&slot()).await, 0);
        assert!(near.house.count("SELECT COUNT(*) FROM message").await > messages, "its people are told");
        let mut couple = new_couple();
        couple.people[1].document = "110102189608150222".to_owned();
        let booking = near.book(&couple).await;
        near.courier.deliver_due().await;
        let reason = RefusalByDepartment::BookedElsewhere;
        assert!(matches!(near.handover(&booking).await, Handover::Refused { reason: told, .. } if told == reason));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_no_phone_reaches_the_registry_without_one() {
    on_both(10, async |house| {
        let near = Neighbours::meet(house).await;
        let mut couple = new_couple();
        (couple.people[0].phone, couple.people[0].no_phone) = (String::new(), true);
        let booking = near.book(&couple).await;
        near.courier.deliver_due().await;
        assert!(matches!(near.handover(&booking).await, Handover::Delivered { .. }));
        let held = near.held(&format!("/{}", near.reference(&booking).await)).await;
        assert_eq!(held["people"][0]["phone"], "");
        assert!(held["people"][1]["phone"].as_str().is_some_and(|phone| phone.starts_with("138")), "{held}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_registration_reported_by_the_registry_is_seen_by_its_people() {
    on_both(10, async |house| {
        let near = Neighbours::meet(house).await;
        let booking = near.house.book(&slot()).await;
        near.courier.deliver_due().await;
        let path = format!("/{}", near.reference(&booking).await);
        let registered =
            near.client.post(format!("{}/registry/bookings{path}/registration", near.registry)).send().await.expect("answered");
        assert!(registered.status().is_success());
        let taken = async { while near.held(&path).await["report"] != "taken" {} };
        tokio::time::timeout(Duration::from_secs(10), taken).await.expect("the report is taken");
        assert!(matches!(near.handover(&booking).await, Handover::Done { .. }));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_callback_that_is_forged_old_or_repeated_changes_nothing() {
    on_both(10, async |house| {
        let near = Neighbours::meet(house).await;
        let booking = near.house.book(&slot()).await;
        near.courier.deliver_due().await;
        let done = |reference: &str| json!({ "type": "registration.done", "timestamp": "2026-11-23T10:00:00+08:00", "data": { "reference": reference } });
        let report = done(&near.reference(&booking).await);
        for (status, kind, answer) in [
            (401, "bad-signature", near.report("a", &report, 0, b"another secret altogether").await),
            (401, "stale", near.report("a", &report, -301, &near.secret).await),
            (401, "stale", near.report("a", &report, 301, &near.secret).await),
            (404, "unknown-booking", near.report("a", &done("00000000"), 0, &near.secret).await),
            (422, "unknown-event", near.report("a", &json!({ "type": "other", "data": { "reference": "" } }), 0, &near.secret).await),
            (400, "not-understood", near.report("a", &json!("what"), 0, &near.secret).await),
        ] {
            assert_eq!(answer.0, status, "{}", answer.1);
            assert!(answer.1.contains(&format!("urn:yimen:problem:{kind}")), "{}", answer.1);
        }
        assert!(matches!(near.handover(&booking).await, Handover::Delivered { .. }));
        assert_eq!(near.house.count("SELECT COUNT(*) FROM callback_seen").await, 0);
        assert_eq!(near.report("a", &report, 0, &near.secret).await.0, 204);
        let Handover::Done { at } = near.handover(&booking).await else { panic!("done") };
        near.house.clock.pass_minutes(3);
        assert_eq!(near.report("a", &report, 0, &near.secret).await.0, 204, "acknowledged, so that it is not sent for ever");
        assert_eq!(near.handover(&booking).await, Handover::Done { at });
        assert_eq!(near.house.count("SELECT COUNT(*) FROM callback_seen").await, 1);
    })
    .await;
}

/// What goes over the line, byte for byte, and how it is signed.
#[tokio::test(flavor = "multi_thread")]
async fn the_registry_receives_what_the_contract_says() {
    let mut house = House::open(None, 10).await;
    let (heard, mut calls) = tokio::sync::mpsc::unbounded_channel();
    let recorder = axum::Router::new().fallback(
        move |method: axum::http::Method, uri: axum::http::Uri, headers: axum::http::HeaderMap, body: String| async move {
            heard.send((format!("{method} {uri}\n{body}"), headers)).expect("the test listens");
        },
    );
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    house.send_to(&format!("http://{}", listener.local_addr().expect("bound")));
    tokio::spawn(async move { axum::serve(listener, recorder).await });
    let mut couple = new_couple();
    for (person, (document, phone)) in
        couple.people.iter_mut().zip([("110102189403010111", "13800000001"), ("110102189506070109", "13800000002")])
    {
        (person.document, person.phone) = (document.to_owned(), phone.to_owned());
    }
    let hold = house.hold(&slot()).await.expect("a place");
    house.fill(&hold, &couple).await;
    let booking = house.bookings.confirm(&hold).await.expect("confirmed");
    let visitor = house.desk.keys.token();
    let hold = house
        .bookings
        .hold(&service(), &slot_at("hgs", date(2026, 11, 26), 10), &visitor, Some(&booking))
        .await
        .expect("a place");
    let booking = house.bookings.confirm(&hold).await.expect("moved");
    house.bookings.cancel(&booking).await.expect("cancelled");
    let reference = house.bookings.booking(&booking).await.expect("read").expect("there").reference;
    Courier::new(house.desk.clone(), house.bookings.clone()).expect("a courier").deliver_due().await;
    let mut received = String::new();
    while let Ok((call, headers)) = calls.try_recv() {
        let body = call.split_once('\n').expect("two lines").1;
        let secret =
            signature::read_secret(&house.desk.keys.department_secret(registry::CODE).expect("a secret")).expect("readable");
        let id = signature::verify(&secret, &headers, body.as_bytes(), house.desk.clock.now()).expect("signed");
        assert_eq!(headers["idempotency-key"], id);
        received.push_str(&call.replace(reference.as_str(), "REFERENCE"));
        received.push('\n');
    }
    let expected = r#"POST /registry/bookings
{"business":"XC-HY-01","date":"2026-11-25","from":"09:00","people":[{"document":"110102189403010111","document_kind":"ID_CN","name":"样例甲","phone":"13800000001"},{"document":"110102189506070109","document_kind":"ID_CN","name":"样例乙","phone":"13800000002"}],"reference":"REFERENCE","until":"10:00","venue":"hy"}
PUT /registry/bookings/REFERENCE/appointment
{"date":"2026-11-26","from":"10:00","until":"11:00","venue":"hgs"}
POST /registry/bookings/REFERENCE/cancellation
{"reason":"cancelled"}
"#;
    assert_eq!(received, expected);
}
