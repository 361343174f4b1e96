//! A message to a phone leaves the house once: signed, tried again while the gateway is away, given up when it is of no use any
//! more. The gateway is a small HTTP server of this test.

use std::{
    collections::VecDeque,
    fs::File,
    panic::resume_unwind,
    sync::{Arc, Mutex, PoisonError},
};

use app::ports::StewardDesk as _;
use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
    routing::post,
};
use domain::identity::Phone;
use serde_json::Value;
use server::{
    desk::steward::{StaffBook, Steward},
    gateway::signature,
    notify::{self, HttpGateway, HttpGatewaySettings, Postman},
};
use tokio::net::TcpListener;

use crate::harness::{House, on_both};

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const PHONE: &str = "13800138000";
/// The operator takes the message, and the line breaks before it says so.
const LOST: u16 = 0;

/// What an operator's gateway saw, and what it will answer next, `None` for an answer that is lost on the way; 200 when nothing
/// is planned.
#[derive(Clone, Default)]
struct Operator {
    seen: Arc<Mutex<Vec<(HeaderMap, Bytes)>>>,
    answers: Arc<Mutex<VecDeque<Option<StatusCode>>>>,
}

impl Operator {
    async fn stand(&self) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}/send", listener.local_addr().expect("bound"));
        let router = Router::new().route("/send", post(take)).with_state(self.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        url
    }

    fn will(&self, answers: &[u16]) {
        let answers = answers.iter().map(|code| (*code != LOST).then(|| StatusCode::from_u16(*code).expect("a status")));
        self.answers.lock().unwrap_or_else(PoisonError::into_inner).extend(answers);
    }

    fn seen(&self) -> Vec<(HeaderMap, Bytes)> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

async fn take(State(operator): State<Operator>, headers: HeaderMap, body: Bytes) -> StatusCode {
    operator.seen.lock().unwrap_or_else(PoisonError::into_inner).push((headers, body));
    let answer = operator.answers.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
    // Unwinding ends this connection without a byte.
    answer.unwrap_or(Some(StatusCode::OK)).unwrap_or_else(|| resume_unwind(Box::new("the line breaks")))
}

fn postman(house: &House, url: &str) -> Postman {
    let settings = HttpGatewaySettings { url: url.to_owned(), secret: SECRET.to_owned() };
    let gateway = HttpGateway::new(&settings).expect("a gateway");
    Postman::new(house.desk.store.clone(), house.desk.keys.clone(), house.clock.clone(), Arc::new(gateway))
}

async fn write(house: &House, text: &str) {
    let mut tx = house.desk.store.begin().await.expect("a transaction");
    let to = Phone::parse(PHONE).expect("a number");
    notify::put(&mut tx, &house.desk.keys, &to, text, house.desk.clock.now()).await.expect("put");
    tx.commit().await.expect("kept");
}

async fn states(house: &House) -> Vec<String> {
    let rows = sqlx::query_scalar("SELECT state FROM message ORDER BY created_ms, id").fetch_all(house.desk.store.reads()).await;
    rows.expect("rows")
}

#[tokio::test]
async fn it_is_signed_and_sent_once() {
    on_both(1, |house| async move {
        let operator = Operator::default();
        let postman = postman(&house, &operator.stand().await);
        write(&house, "预约 7KQ4-2MX9 已确认").await;
        postman.send_due().await.expect("a round");
        postman.send_due().await.expect("a round");
        let seen = operator.seen();
        assert_eq!((seen.len(), states(&house).await), (1, vec!["sent".to_owned()]));
        let (headers, body) = &seen[0];
        let said: Value = serde_json::from_slice(body).expect("JSON");
        assert_eq!((said["to"].as_str(), said["text"].as_str()), (Some(PHONE), Some("预约 7KQ4-2MX9 已确认")));
        let header = |name: &str| headers[name].to_str().expect("text").to_owned();
        assert_eq!(header("idempotency-key"), said["id"].as_str().expect("an id"));
        let secret = signature::read_secret(SECRET).expect("a secret");
        let at = header("webhook-timestamp").parse().expect("seconds");
        assert_eq!(header("webhook-signature"), signature::sign(&secret, &header("webhook-id"), at, body));
    })
    .await;
}

#[tokio::test]
async fn while_the_gateway_is_away_it_waits_and_keeps_its_name() {
    on_both(1, |house| async move {
        let operator = Operator::default();
        operator.will(&[500, LOST, 503, 401]);
        let postman = postman(&house, &operator.stand().await);
        write(&house, "预约 7KQ4-2MX9 已确认").await;
        for tries in 1..=5 {
            postman.send_due().await.expect("a round");
            assert_eq!(operator.seen().len(), tries);
            // Not again before its time.
            postman.send_due().await.expect("a round");
            assert_eq!(operator.seen().len(), tries);
            house.clock.pass_minutes(61);
        }
        assert_eq!(states(&house).await, ["sent"]);
        let mut names: Vec<_> = operator.seen().iter().map(|(headers, _)| headers["idempotency-key"].clone()).collect();
        names.dedup();
        assert_eq!(names.len(), 1, "the gateway can tell that it is the same message");
    })
    .await;
}

#[tokio::test]
async fn what_is_of_no_use_any_more_is_given_up() {
    on_both(1, |house| async move {
        let operator = Operator::default();
        operator.will(&[422]);
        let address = operator.stand().await;
        write(&house, "refused for good").await;
        postman(&house, &address).send_due().await.expect("a round");
        assert_eq!(states(&house).await, ["failed"]);

        // Nobody listens for a day.
        let nobody = postman(&house, "http://127.0.0.1:9/send");
        house.clock.pass_minutes(1);
        write(&house, "a reminder of yesterday").await;
        nobody.send_due().await.expect("a round");
        assert_eq!(states(&house).await, ["failed", "waiting"]);
        house.clock.pass_minutes(25 * 60);
        nobody.send_due().await.expect("a round");
        assert_eq!(states(&house).await, ["failed", "failed"]);
    })
    .await;
}

#[tokio::test]
async fn the_log_of_a_message_names_neither_number_nor_text() {
    on_both(1, |house| async move {
        let operator = Operator::default();
        operator.will(&[500, LOST, 422]);
        let path = house.folder.path().join("log");
        let filter = tracing_subscriber::EnvFilter::new("trace,sqlx=warn,hyper=warn");
        let file = Arc::new(File::create(&path).expect("a file"));
        let log = tracing_subscriber::fmt().with_env_filter(filter).with_ansi(false).with_writer(file).finish();
        let logging = tracing::subscriber::set_default(log);
        let postman = postman(&house, &operator.stand().await);
        write(&house, "预约 7KQ4-2MX9 已确认").await;
        for _ in 0..3 {
            postman.send_due().await.expect("a round");
            house.clock.pass_minutes(61);
        }
        drop(logging);
        assert_eq!((operator.seen().len(), states(&house).await), (3, vec!["failed".to_owned()]));
        let log = std::fs::read_to_string(path).expect("the log");
        assert_eq!(log.matches("message not taken yet").count(), 2, "{log}");
        assert_eq!(log.matches("message given up").count(), 1, "{log}");
        assert!(!log.contains(PHONE) && !log.contains("7KQ4"), "{log}");
    })
    .await;
}

/// A code that signs somebody in is read by its phone alone: not in the store, and not on the steward's page.
#[tokio::test]
async fn a_code_is_read_by_its_phone_alone() {
    on_both(1, |house| async move {
        let operator = Operator::default();
        let postman = postman(&house, &operator.stand().await);
        let to = Phone::parse(PHONE).expect("a number");
        let mut tx = house.desk.store.begin().await.expect("a transaction");
        let secret = notify::Message::secret(&house.desk.keys, &to, "验证码 735112");
        notify::put_all(&mut tx, &[secret], house.desk.clock.now()).await.expect("put");
        tx.commit().await.expect("kept");
        let stored: String =
            sqlx::query_scalar("SELECT text FROM message").fetch_one(house.desk.store.reads()).await.expect("a row");
        assert!(!stored.contains("735112"));
        let book = StaffBook::read("staff.toml", include_str!("../../data/staff.toml"), false).expect("the example accounts");
        let steward = Steward::new(house.desk.clone(), house.bookings.clone(), book);
        assert_eq!(steward.messages().await.expect("read")[0].text, None);
        let of_a_demonstration = steward.showing_codes(true).messages().await.expect("read").remove(0).text;
        assert_eq!(of_a_demonstration.as_deref(), Some("验证码 735112"));
        assert_eq!(postman.send_due().await.expect("a round"), 1);
        let (_, body) = operator.seen().remove(0);
        assert!(String::from_utf8_lossy(&body).contains("735112"));
    })
    .await;
}

#[tokio::test]
async fn two_postmen_on_one_store_do_not_both_take_it() {
    on_both(1, |house| async move {
        let operator = Operator::default();
        let address = operator.stand().await;
        for n in 0..100 {
            write(&house, &format!("message {n}")).await;
        }
        let (one, other) = (postman(&house, &address), postman(&house, &address));
        while one.send_due().await.expect("a round") + other.send_due().await.expect("a round") > 0 {
            let (a, b) = tokio::join!(one.send_due(), other.send_due());
            a.and(b).expect("rounds");
        }
        assert_eq!(operator.seen().len(), 100);
        assert!(states(&house).await.iter().all(|state| state == "sent"));
    })
    .await;
}

#[test]
fn a_gateway_without_a_good_secret_does_not_start() {
    let with =
        |url: &str, secret: &str| HttpGateway::new(&HttpGatewaySettings { url: url.to_owned(), secret: secret.to_owned() }).err();
    assert!(with("not an address", SECRET).is_some_and(|wrong| wrong.starts_with("YIMEN_SMS_URL")));
    assert!(with("https://sms.test/send", "plain").is_some_and(|wrong| wrong.starts_with("YIMEN_SMS_SECRET")));
}
