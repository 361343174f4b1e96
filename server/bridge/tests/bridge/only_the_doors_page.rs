//! Another origin, another host, another device's secret, or none: refused.

use crate::harness::{Bridge, ORIGIN, logs, simulated};

type Headers = Vec<(String, String)>;

fn with(headers: &Headers, name: &str, value: Option<&str>) -> Headers {
    let mut changed: Headers = headers.iter().filter(|(own, _)| own != name).cloned().collect();
    changed.extend(value.map(|value| (name.to_owned(), value.to_owned())));
    changed
}

#[tokio::test]
async fn only_the_doors_own_page_with_this_devices_secret_is_answered() {
    let (bridge, other) = (Bridge::simulated().await, Bridge::simulated().await);
    let proper = bridge.proper();
    assert_eq!(bridge.ask("GET", "/v1/state", &proper, "").await.status, 200);
    let localhost = with(&proper, "Host", Some(&format!("localhost:{}", bridge.port)));
    assert_eq!(bridge.ask("GET", "/v1/state", &localhost, "").await.status, 200);

    let stolen = format!("Bearer {}", other.secret);
    let (short, basic) = (format!("Bearer {}", &bridge.secret[1..]), format!("Basic {}", bridge.secret));
    let lan = format!("192.168.1.7:{}", bridge.port);
    for (name, value, status, problem) in [
        ("Origin", Some("https://evil.example"), 403, "wrong-origin"),
        ("Origin", Some("https://door.example.gov.cn.evil.example"), 403, "wrong-origin"),
        ("Origin", Some("http://door.example.gov.cn"), 403, "wrong-origin"),
        ("Origin", Some("null"), 403, "wrong-origin"),
        ("Origin", None, 403, "wrong-origin"),
        ("Host", Some("rebound.example:3020"), 403, "wrong-host"),
        ("Host", Some("127.0.0.1"), 403, "wrong-host"),
        ("Host", Some(&*lan), 403, "wrong-host"),
        ("Host", None, 403, "wrong-host"),
        ("Authorization", Some(&*stolen), 401, "wrong-secret"),
        ("Authorization", Some(&*short), 401, "wrong-secret"),
        ("Authorization", Some(&*basic), 401, "wrong-secret"),
        ("Authorization", Some("Bearer "), 401, "wrong-secret"),
        ("Authorization", None, 401, "wrong-secret"),
    ] {
        for (method, path) in [("GET", "/v1/state"), ("POST", "/v1/print"), ("GET", "/v1/events"), ("GET", "/v1/nothing")] {
            let answer = bridge.ask(method, path, &with(&proper, name, value), "{}").await;
            assert_eq!((answer.status, &*answer.problem()), (status, problem), "{method} {path} with {name}: {value:?}");
            let told = answer.header("access-control-allow-origin");
            assert_eq!(told.is_some(), status == 401, "only the door's page may even read a refusal");
        }
    }
    let mut twice = proper.clone();
    twice.push(("Origin".to_owned(), "https://evil.example".to_owned()));
    assert_eq!(bridge.ask("GET", "/v1/state", &twice, "").await.status, 403, "two origins are none");
    let absolute = bridge.ask("GET", "http://rebound.example/v1/state", &proper, "").await;
    assert_eq!(absolute.status, 403, "an address in the request line counts too");
    assert!(!logs().contains(&bridge.secret) && !logs().contains(&other.secret), "a secret is in no log");
}

#[tokio::test]
async fn a_browsers_question_beforehand_is_answered_for_the_door_only() {
    let bridge = Bridge::simulated().await;
    let ask = [
        ("Host", format!("127.0.0.1:{}", bridge.port)),
        ("Origin", ORIGIN.to_owned()),
        ("Access-Control-Request-Method", "POST".to_owned()),
        ("Access-Control-Request-Headers", "authorization,content-type".to_owned()),
        ("Access-Control-Request-Private-Network", "true".to_owned()),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .to_vec();
    let answer = bridge.ask("OPTIONS", "/v1/print", &ask, "").await;
    assert_eq!(answer.status, 204);
    assert_eq!(answer.header("access-control-allow-origin"), Some(ORIGIN));
    assert_eq!(answer.header("access-control-allow-private-network"), Some("true"));
    assert_eq!(answer.header("access-control-allow-headers"), Some("authorization, content-type"));
    assert_eq!(answer.header("vary"), Some("Origin"));
    let strangers = bridge.ask("OPTIONS", "/v1/print", &with(&ask, "Origin", Some("https://evil.example")), "").await;
    assert_eq!(strangers.status, 403);
    assert_eq!(strangers.header("access-control-allow-origin"), None);
    let unasked = bridge.ask("OPTIONS", "/v1/print", &with(&ask, "Access-Control-Request-Private-Network", None), "").await;
    assert_eq!(unasked.header("access-control-allow-private-network"), None);
}

#[tokio::test]
async fn bodies_are_bounded_and_mistakes_are_told_as_problems() {
    let (mut settings, data) = simulated();
    settings.speak.simulator = false;
    let bridge = Bridge::start(settings, data).await;
    let told = async |path: &str, body: &str| {
        let answer = bridge.page("POST", path, body).await;
        (answer.status, answer.problem())
    };
    assert_eq!(told("/v1/print", "{").await, (400, "not-understood".to_owned()));
    assert_eq!(told("/v1/print", &" ".repeat(65_537)).await, (413, "too-large".to_owned()));
    assert_eq!(told("/v1/print", r#"{"key":"a b","lines":[{"text":"x"}]}"#).await, (422, "no-ticket".to_owned()));
    assert_eq!(told("/v1/print", r#"{"key":"a","lines":[]}"#).await, (422, "no-ticket".to_owned()));
    assert_eq!(told("/v1/lamp", r#"{"colour":"pink"}"#).await, (400, "not-understood".to_owned()));
    assert_eq!(told("/v1/speak", r#"{"lang":"zh","text":"您好"}"#).await, (501, "no-voice".to_owned()));
    assert_eq!(told("/v1/speak", r#"{"lang":"zh","text":" "}"#).await, (422, "no-words".to_owned()));
    assert_eq!(told("/v1/state", "").await, (405, "method".to_owned()));
    assert_eq!(told("/v2", "").await, (404, "not-found".to_owned()));
}

#[tokio::test]
async fn a_stop_lets_listeners_go_and_ends() {
    let bridge = Bridge::simulated().await;
    let mut page = bridge.listen().await;
    bridge.stop.cancel();
    while page.more().await {}
    bridge.serving.await.expect("ended");
}
