//! A machine that the steward took out of use keeps its secret, and is served no more; one that has not heard of its door for a while
//! prints, and reads nobody's card.

use bridge::standing::{FILE, FRESH_MS, system_clock};
use ed25519_dalek::SigningKey;

use crate::harness::{Bridge, simulated};

const TICKET: &str = r#"{"key":"one","lines":[{"text":"A012"}]}"#;
const CARD: &str = "name=%E6%9D%8E%E9%9B%B7&number=110102189905200011&valid_to=20391231";

async fn standing(bridge: &Bridge) -> String {
    let state = bridge.page("GET", "/v1/state", "").await.json();
    state["standing"]["state"].as_str().expect("a state").to_owned()
}

#[tokio::test]
async fn it_is_refused_until_its_own_door_vouches_again() {
    let bridge = Bridge::simulated().await;
    let (ours, theirs) = (SigningKey::from_bytes(&[7; 32]), SigningKey::from_bytes(&[8; 32]));
    assert_eq!(standing(&bridge).await, "new");
    assert_eq!(bridge.vouch(&ours).await.status, 204);
    assert_eq!(standing(&bridge).await, "fresh");
    let mut page = bridge.listen().await;

    assert_eq!(bridge.page("POST", "/v1/standing/end", "").await.status, 204);
    assert_eq!(standing(&bridge).await, "ended");
    for (method, path, body) in [
        ("POST", "/v1/print", TICKET),
        ("GET", "/v1/print/one", ""),
        ("GET", "/v1/events", ""),
        ("GET", "/v1/card", ""),
        ("POST", "/v1/lamp", r#"{"colour":"green"}"#),
        ("POST", "/v1/speak", r#"{"lang":"zh","text":"您好"}"#),
    ] {
        let answer = bridge.page(method, path, body).await;
        assert_eq!((answer.status, &*answer.problem()), (403, "out-of-use"), "{method} {path}");
    }
    bridge.turn("/simulator/scan", "text=7KQ42MX9").await;
    while page.more().await {}
    assert!(!page.heard.contains("7KQ42MX9"), "who listened before hears nothing any more");

    let foreign = bridge.vouch(&theirs).await;
    assert_eq!((foreign.status, &*foreign.problem()), (403, "not-the-doors"));
    assert_eq!(standing(&bridge).await, "ended");
    assert_eq!(bridge.vouch(&ours).await.status, 204);
    assert_eq!(bridge.page("POST", "/v1/print", TICKET).await.json()["outcome"], "printed");
}

#[tokio::test]
async fn without_word_of_its_door_it_prints_and_reads_nobodys_card() {
    let (settings, data) = simulated();
    let word = serde_json::json!({ "key": null, "at_ms": system_clock() - FRESH_MS - 60_000 });
    std::fs::write(data.path().join(FILE), word.to_string()).expect("written");
    let bridge = Bridge::start(settings, data).await;
    assert_eq!(standing(&bridge).await, "old");
    let mut page = bridge.listen().await;
    bridge.turn("/simulator/card", CARD).await;
    let card = bridge.page("GET", "/v1/card", "").await;
    assert_eq!((card.status, &*card.problem()), (403, "out-of-use"));
    assert_eq!(bridge.page("POST", "/v1/print", TICKET).await.json()["outcome"], "printed");
    bridge.turn("/simulator/card-away", "").await;
    assert_eq!(page.next("card_gone").await, "{}");
    assert!(!page.heard.contains("110102189905200011"));
}
