//! The stand-in registry from outside, over HTTP: what it promises to Yimen and what it may be told to do wrong.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop where it is")]

use std::{collections::BTreeMap, net::SocketAddr, sync::Arc};

use departments::{Options, Stand, registry, signature};
use domain::time::{Clock, Moment};
use serde_json::{Value, json};
use tokio::{sync::mpsc, task::JoinHandle};
use tokio_util::sync::CancellationToken;

const SECRET: &[u8] = b"a secret of the tests, not short";
const NOW: Moment = Moment(1_795_480_200_000);

struct FixedClock;

impl Clock for FixedClock {
    fn now(&self) -> Moment {
        NOW
    }
}

struct Bench {
    base: String,
    client: reqwest::Client,
    stop: CancellationToken,
    served: JoinHandle<()>,
    _folder: tempfile::TempDir,
}

impl Bench {
    async fn start(callback_url: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let options = Options {
            addr: SocketAddr::from(([127, 0, 0, 1], 0)),
            folder: folder.path().to_owned(),
            exchange: folder.path().join("exchange"),
            callback_url: callback_url.to_owned(),
            secrets: BTreeMap::from([(registry::CODE.to_owned(), SECRET.to_vec())]),
            clock: Arc::new(FixedClock),
        };
        let stand = Stand::open(options).await.unwrap();
        let base = format!("http://{}", stand.addr().unwrap());
        let stop = CancellationToken::new();
        let token = stop.clone();
        let served = tokio::spawn(async move { stand.serve(token).await.unwrap() });
        Self { base, client: reqwest::Client::builder().no_proxy().build().unwrap(), stop, served, _folder: folder }
    }

    fn request(&self, method: reqwest::Method, path: &str, key: &str, body: &Value) -> reqwest::RequestBuilder {
        let (body, seconds) = (body.to_string(), NOW.0 / 1000);
        self.client
            .request(method, format!("{}{path}", self.base))
            .header("idempotency-key", key)
            .header("webhook-id", key)
            .header("webhook-timestamp", seconds)
            .header("webhook-signature", signature::sign(SECRET, key, seconds, body.as_bytes()))
            .body(body)
    }

    async fn post(&self, path: &str, key: &str, body: &Value) -> (u16, String) {
        let answer = self.request(reqwest::Method::POST, path, key, body).send().await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    }

    async fn get(&self, path: &str) -> Value {
        let text = self.client.get(format!("{}{path}", self.base)).send().await.unwrap().text().await.unwrap();
        serde_json::from_str(&text).unwrap()
    }

    async fn switch(&self, switches: &Value) {
        let answer = self
            .client
            .put(format!("{}/switches", self.base))
            .header("content-type", "application/json")
            .body(switches.to_string())
            .send()
            .await
            .unwrap();
        assert!(answer.status().is_success());
    }

    async fn end(self) {
        self.stop.cancel();
        self.served.await.unwrap();
    }
}

fn booking(reference: &str, document: &str) -> Value {
    json!({
        "reference": reference, "business": "XC-HY-01", "venue": "hy", "date": "2026-11-24", "from": "09:00", "until": "09:30",
        "people": [
            { "name": "样例甲", "document_kind": "ID_CN", "document": document, "phone": "13800138000" },
            { "name": "样例乙", "document_kind": "PASSPORT", "document": "E00000000", "phone": "13900139000" },
        ],
    })
}

#[tokio::test]
async fn the_same_key_gets_the_same_bytes_and_does_nothing_again() {
    let bench = Bench::start("http://127.0.0.1:9").await;
    let first = bench.post("/registry/bookings", "k1", &booking("7KQ42MX9", "110102189001010011")).await;
    assert_eq!(first.0, 201, "{}", first.1);
    assert_eq!(bench.post("/registry/bookings", "k1", &booking("7KQ42MX9", "110102189001010011")).await, first);
    let other = bench.post("/registry/bookings", "k1", &booking("7KQ42MX8", "110102189001010011")).await;
    assert_eq!(other.0, 422);
    let moved = json!({ "venue": "hgs", "date": "2026-11-25", "from": "10:00", "until": "10:30" });
    let request = bench.request(reqwest::Method::PUT, "/registry/bookings/7KQ42MX9/appointment", "k2", &moved);
    assert_eq!(request.send().await.unwrap().status(), 200);
    let cancelled = bench.post("/registry/bookings/7KQ42MX9/cancellation", "k3", &json!({ "reason": "cancelled" })).await;
    assert_eq!(cancelled.0, 200);
    let held = bench.get("/registry/bookings/7KQ42MX9").await;
    let acts: Vec<_> = held["acts"].as_array().unwrap().iter().map(|act| act["kind"].as_str().unwrap()).collect();
    assert_eq!(acts, ["create", "move", "cancel"]);
    assert_eq!((held["venue"].as_str(), held["state"].as_str()), (Some("hgs"), Some("cancelled")));
    assert_eq!(held["people"][0]["document"], "110102********0011");
    assert_eq!(bench.get("/registry/bookings?limit=0").await, json!({ "count": 1, "acts": 3, "bookings": [] }));
    bench.end().await;
}

#[tokio::test]
async fn who_has_no_phone_is_booked_without_one() {
    let bench = Bench::start("http://127.0.0.1:9").await;
    let mut couple = booking("7KQ42MX9", "110102189001010011");
    couple["people"][0].as_object_mut().unwrap().remove("phone");
    let (status, body) = bench.post("/registry/bookings", "k1", &couple).await;
    assert_eq!(status, 201, "{body}");
    let held = bench.get("/registry/bookings/7KQ42MX9").await;
    assert_eq!((held["people"][0]["phone"].as_str(), held["people"][1]["phone"].as_str()), (Some(""), Some("139****9000")));
    bench.end().await;
}

#[tokio::test]
async fn people_who_are_married_or_booked_elsewhere_are_refused() {
    let bench = Bench::start("http://127.0.0.1:9").await;
    let (status, body) = bench.post("/registry/bookings", "k1", &booking("7KQ42MX9", "110102189506070109")).await;
    assert_eq!((status, body.contains("urn:marriage-registry:problem:already-married")), (409, true), "{body}");
    let (status, body) = bench.post("/registry/bookings", "k2", &booking("7KQ42MX9", "110102189608150222")).await;
    assert_eq!((status, body.contains("urn:marriage-registry:problem:booked-elsewhere")), (409, true), "{body}");
    let mut divorce = booking("7KQ42MX9", "110102189506070109");
    divorce["business"] = "XC-HY-02".into();
    assert_eq!(bench.post("/registry/bookings", "k3", &divorce).await.0, 201);
    bench.end().await;
}

#[tokio::test]
async fn who_does_not_sign_is_not_heard() {
    let bench = Bench::start("http://127.0.0.1:9").await;
    let body = booking("7KQ42MX9", "110102189001010011");
    let unsigned =
        bench.client.post(format!("{}/registry/bookings", bench.base)).header("idempotency-key", "k").body(body.to_string());
    assert_eq!(unsigned.send().await.unwrap().status(), 401);
    assert_eq!(bench.get("/registry/bookings").await["count"], 0);
    bench.end().await;
}

#[tokio::test]
async fn a_lost_answer_is_found_again_and_the_work_was_done_once() {
    let bench = Bench::start("http://127.0.0.1:9").await;
    bench.switch(&json!({ "lose_answers": 1 })).await;
    let body = booking("7KQ42MX9", "110102189001010011");
    assert!(bench.request(reqwest::Method::POST, "/registry/bookings", "k1", &body).send().await.is_err(), "the line went dead");
    assert_eq!(bench.get("/registry/bookings").await["acts"], 1);
    assert_eq!(bench.post("/registry/bookings", "k1", &body).await.0, 201);
    assert_eq!(bench.get("/registry/bookings").await["acts"], 1);
    bench.end().await;
}

#[tokio::test]
async fn it_is_silent_or_out_of_service_when_told_to() {
    let bench = Bench::start("http://127.0.0.1:9").await;
    let body = booking("7KQ42MX9", "110102189001010011");
    bench.switch(&json!({ "down": "refuse" })).await;
    assert_eq!(bench.post("/registry/bookings", "k1", &body).await.0, 503);
    bench.switch(&json!({ "down": "hang" })).await;
    let hanging =
        bench.request(reqwest::Method::POST, "/registry/bookings", "k1", &body).timeout(std::time::Duration::from_millis(200));
    assert!(hanging.send().await.unwrap_err().is_timeout());
    bench.switch(&json!({ "slow_ms": 20 })).await;
    assert_eq!(bench.post("/registry/bookings", "k1", &body).await.0, 201);
    bench.end().await;
}

#[tokio::test]
async fn a_registration_is_reported_until_it_is_taken() {
    let (heard, mut reports) = mpsc::unbounded_channel();
    let yimen = axum::Router::new().route(
        "/api/departments/marriage-registry/callbacks",
        axum::routing::post(move |headers: axum::http::HeaderMap, body: axum::body::Bytes| async move {
            heard.send((signature::verify(SECRET, &headers, &body, NOW), body)).unwrap();
            axum::http::StatusCode::NO_CONTENT
        }),
    );
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, yimen).await.unwrap() });
    let bench = Bench::start(&url).await;
    bench.post("/registry/bookings", "k1", &booking("7KQ42MX9", "110102189001010011")).await;
    let page = bench.client.get(format!("{}/", bench.base)).send().await.unwrap().text().await.unwrap();
    assert!(page.contains("7KQ42MX9") && page.contains("110102********0011") && !page.contains("110102189001010011"), "{page}");
    let pressed = bench.client.post(format!("{}/done/7KQ42MX9", bench.base)).send().await.unwrap();
    assert_eq!(pressed.status(), 200);
    let (signed, body) = reports.recv().await.unwrap();
    assert!(signed);
    let report: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!((report["type"].as_str(), report["data"]["reference"].as_str()), (Some("registration.done"), Some("7KQ42MX9")));
    let (status, _) = bench.post("/registry/bookings", "k2", &booking("7KQ42MX8", "110102189001010011")).await;
    assert_eq!(status, 409, "both are married now");
    bench.end().await;
}
