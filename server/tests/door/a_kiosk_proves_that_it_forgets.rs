//! The nightly proof that a kiosk forgets, as `public/kiosk/canary.js` asks for it: somebody made up is known until they leave, however
//! they leave, and then no more; and nobody but an enrolled kiosk may make somebody up.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::{
    browser::Browser,
    door::{Door, on_both},
    kiosk,
};

const MARK: &str = "canary0123456789abcdef";

async fn plant(door: &Door, browser: &mut Browser, mark: &str) -> Result<String, StatusCode> {
    let answer = kiosk::ask(door, browser, "/kiosk/canary/plant", &json!({ "mark": mark })).await;
    if answer.status() != StatusCode::OK {
        return Err(answer.status());
    }
    let said: Value = answer.json().await.expect("JSON");
    Ok(said["session"].as_str().expect("a name").to_owned())
}

/// Whether the server still knows the made-up person, and whether their browser does.
async fn look(door: &Door, browser: &mut Browser, session: &str) -> (bool, bool) {
    let answer = kiosk::ask(door, browser, "/kiosk/canary/look", &json!({ "mark": MARK, "session": session })).await;
    let said: Value = answer.json().await.expect("JSON");
    assert!(said["now"].as_i64().is_some(), "{said}");
    (said["alive"].as_bool().expect("told"), said["cookie"].as_bool().expect("told"))
}

#[tokio::test(flavor = "multi_thread")]
async fn who_was_made_up_is_known_until_they_leave_and_then_no_more() {
    on_both(|door| async move {
        let _program = door.start().await;
        let mut steward = kiosk::steward(&door).await;
        let mut hy = kiosk::enrolled(&door, &mut steward, "hy").await.browser;
        assert_eq!(hy.get(&door, "/kiosk/hy").await.0, StatusCode::OK);
        for leaves_by in ["/kiosk/hy?next", "/kiosk/hy"] {
            let session = plant(&door, &mut hy, MARK).await.expect("planted");
            assert_eq!(look(&door, &mut hy, &session).await, (true, true), "before {leaves_by}");
            hy.get(&door, leaves_by).await;
            assert!(!look(&door, &mut hy, &session).await.0, "after {leaves_by}");
        }
        let session = plant(&door, &mut hy, MARK).await.expect("planted");
        hy.get(&door, "/kiosk/hy?next").await;
        assert_eq!(look(&door, &mut hy, &session).await, (false, false), "as a script leaves");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_an_enrolled_kiosk_makes_somebody_up() {
    let door = Door::open(None).await;
    let _program = door.start().await;
    let mut steward = kiosk::steward(&door).await;
    let mut hy = kiosk::enrolled(&door, &mut steward, "hy").await.browser;
    for wrong in ["short", "canary=0123456789; Domain=x", &"x".repeat(200)] {
        assert_eq!(plant(&door, &mut hy, wrong).await, Err(StatusCode::UNPROCESSABLE_ENTITY), "{wrong}");
    }
    assert_eq!(hy.get(&door, "/kiosk/canary/due").await.0, StatusCode::OK);
    let mut stranger = Browser::default();
    assert_eq!(plant(&door, &mut stranger, MARK).await, Err(StatusCode::NOT_FOUND));
    assert_eq!(stranger.get(&door, "/kiosk/canary/due").await.0, StatusCode::NOT_FOUND);
    let asked = kiosk::ask(&door, &mut stranger, "/kiosk/canary/look", &json!({ "mark": MARK, "session": "any" })).await;
    assert_eq!(asked.status(), StatusCode::NOT_FOUND);
    assert!(stranger.cookie("resident").is_none());
}
