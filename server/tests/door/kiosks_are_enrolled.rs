//! A kiosk's pages are for the enrolled kiosk of that venue: what each browser gets from them, and from the bridge beside the
//! machine; and a call for help that reaches the steward and comes back with a name.

use app::ports::devices::{OwnAct, vouched_text};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use ed25519_dalek::{Signature, VerifyingKey};
use reqwest::StatusCode;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::{
    browser::Browser,
    door::{Door, on_both},
    kiosk::{self, Kiosk},
    machine::Machine,
};

const BRIDGE: &str = "http://127.0.0.1:3020";
const SECRET: &str = "canary-bridge-secret";

/// Where a page may connect to, by its policy, and the page.
async fn look(door: &Door, browser: &mut Browser, path: &str) -> (StatusCode, String, String) {
    let answer = browser.send(door.client.get(format!("{}{path}", door.url()))).await;
    let policy = answer.headers()["content-security-policy"].to_str().expect("ASCII").to_owned();
    let reaches = policy.split(';').map(str::trim).find(|rule| rule.starts_with("connect-src")).unwrap_or_default().to_owned();
    (answer.status(), reaches, answer.text().await.expect("a page"))
}

async fn status(door: &Door, browser: &mut Browser, path: &str) -> StatusCode {
    browser.get(door, path).await.0
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_enrolled_kiosk_of_a_venue_opens_its_pages_and_reaches_its_bridge() {
    on_both(|mut door| async move {
        door.open_kiosks = false;
        let _program = door.start().await;
        let mut steward = kiosk::steward(&door).await;
        let mut nobody = Browser::default();
        for path in ["/kiosk/hy", "/kiosk/hy/walk-in", "/kiosk/hy/help", "/kiosk/h%79"] {
            assert_eq!(status(&door, &mut nobody, path).await, StatusCode::FORBIDDEN, "{path}");
        }
        for path in ["/kiosk/hy", "/kiosk/hy/walk-in", "/kiosk/hy/help"] {
            assert_eq!(kiosk::form(&door, &mut nobody, path, &[("do", "call")]).await, Err(StatusCode::FORBIDDEN), "{path}");
        }
        assert_eq!(status(&door, &mut nobody, "/kiosk/enrol").await, StatusCode::OK);
        assert_eq!(status(&door, &mut nobody, "/kiosks").await, StatusCode::OK);

        let mut hy = kiosk::enrolled(&door, &mut steward, "hy").await;
        let cookie = hy.browser.heads.iter().find(|head| head.starts_with("device=")).expect("its cookie");
        assert!(cookie.contains("; HttpOnly; SameSite=Strict"), "{cookie}");
        assert_eq!(status(&door, &mut hy.browser, "/kiosk/hgs").await, StatusCode::FORBIDDEN, "another venue");
        assert_eq!(status(&door, &mut hy.browser, "/").await, StatusCode::SEE_OTHER, "it has no door but its own");
        for path in ["/kiosk/hy", "/kiosk/hy/walk-in", "/services/xc-hy-01"] {
            let (status, reaches, page) = look(&door, &mut hy.browser, path).await;
            assert_eq!((status, reaches.as_str()), (StatusCode::OK, "connect-src 'self' http://127.0.0.1:3020"), "{path}");
            assert!(page.contains(&format!("data-bridge=\"{BRIDGE}\"")), "{path}");
            assert!(page.contains(&format!("data-bridge-secret=\"{SECRET}\"")), "{path}");
            assert!(page.contains(&format!("data-device=\"{}\"", hy.id)), "{path}");
        }
        for path in ["/services/xc-hy-01", "/", "/kiosk/enrol", "/kiosk/hy"] {
            let (_, reaches, page) = look(&door, &mut nobody, path).await;
            assert_eq!(reaches, "connect-src 'self'", "{path}");
            assert!(!page.contains("data-bridge") && !page.contains(SECRET), "{path}");
        }
        let (_, _, page) = look(&door, &mut steward, "/steward/devices").await;
        assert!(!page.contains(SECRET));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_machine_without_the_key_proves_nothing_and_says_nothing() {
    on_both(|door| async move {
        let _program = door.start().await;
        let mut steward = kiosk::steward(&door).await;
        let (mut browser, key) = (Browser::default(), Machine::new());
        let (id, code) = kiosk::register(&door, &mut browser, &key).await;
        assert_eq!(kiosk::standing(&door, &mut browser, &id).await["standing"], "waiting");
        assert_eq!(kiosk::prove(&door, &mut browser, &key, &id).await.status(), StatusCode::FORBIDDEN, "not enrolled yet");
        assert_eq!(
            kiosk::enrol(&door, &mut Browser::default(), &code, "hy").await,
            Ok("/staff?back=%2Fsteward%2Fdevices%2Fenrol".to_owned())
        );
        assert_eq!(kiosk::enrol(&door, &mut steward, "7KQ4", "hy").await, Err(StatusCode::UNPROCESSABLE_ENTITY));
        assert!(kiosk::enrol(&door, &mut steward, &code, "hy").await.is_ok());
        assert_eq!(kiosk::enrol(&door, &mut steward, &code, "hgs").await, Err(StatusCode::UNPROCESSABLE_ENTITY), "once");
        assert_eq!(kiosk::prove(&door, &mut browser, &Machine::new(), &id).await.status(), StatusCode::FORBIDDEN, "another key");

        let said = kiosk::standing(&door, &mut browser, &id).await;
        let challenge = said["challenge"].as_str().expect("a challenge");
        let proof = json!({ "device": id, "challenge": challenge, "signature": STANDARD.encode(key.proof(&id, challenge)) });
        let prove = async |browser: &mut Browser| kiosk::ask(&door, browser, "/kiosk/enrol/prove", &proof).await.status();
        assert_eq!(prove(&mut browser).await, StatusCode::OK);
        assert_eq!(prove(&mut Browser::default()).await, StatusCode::FORBIDDEN, "the same answer again");

        let mut machine = Kiosk { browser, key, id };
        assert_eq!(machine.report(&door, 1, r#","printer":"near_end","paper_left":41"#).await, StatusCode::NO_CONTENT);
        assert_eq!(machine.report(&door, 1, "").await, StatusCode::CONFLICT);
        let mut forger = Kiosk { browser: machine.browser.clone(), key: Machine::new(), id: machine.id.clone() };
        assert_eq!(forger.report(&door, 2, "").await, StatusCode::FORBIDDEN);
        let long = format!(r#","x":"{}""#, "x".repeat(20_000));
        assert_eq!(machine.report(&door, 2, &long).await, StatusCode::PAYLOAD_TOO_LARGE);
        let page = steward.get(&door, "/steward/devices").await.1;
        for words in ["门口左边", "纸快用完了", "大约还能打 41 张号"] {
            assert!(page.contains(words), "{words}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copied_cookie_takes_no_numbers_and_is_dead_after_two_reports() {
    on_both(|door| async move {
        let _program = door.start().await;
        let mut steward = kiosk::steward(&door).await;
        let mut machine = kiosk::enrolled(&door, &mut steward, "hy").await;
        let mut other = kiosk::enrolled(&door, &mut steward, "hy").await;
        let copy = machine.browser.clone();
        let mut thief = Kiosk { browser: copy.clone(), key: Machine::new(), id: machine.id.clone() };
        for (act, rest) in [(OwnAct::Lease, r#","numbers":3"#), (OwnAct::Reconcile, r#","given":[]"#)] {
            assert_eq!(thief.asks(&door, act, 1, rest).await, StatusCode::FORBIDDEN, "{act:?} without the key");
            let bare = json!({ "numbers": 3, "given": [] });
            let asked = kiosk::ask(&door, &mut thief.browser, &format!("/kiosk/hy/{}", act.code()), &bare).await;
            assert_eq!(asked.status(), StatusCode::UNPROCESSABLE_ENTITY, "{act:?} unsigned");
        }
        // A machine of the thief's own, and what this one signed once already.
        other.browser = copy.clone();
        assert_eq!(other.asks(&door, OwnAct::Lease, 1, r#","numbers":3"#).await, StatusCode::FORBIDDEN);
        assert_eq!(machine.asks(&door, OwnAct::Lease, 1, r#","numbers":3"#).await, StatusCode::OK);
        assert_eq!(machine.asks(&door, OwnAct::Reconcile, 2, r#","given":[]"#).await, StatusCode::OK);
        assert_eq!(machine.asks(&door, OwnAct::Reconcile, 2, r#","given":[]"#).await, StatusCode::CONFLICT);

        assert_eq!(status(&door, &mut thief.browser, "/kiosk/hy").await, StatusCode::OK);
        for counter in [3, 4] {
            assert_eq!(machine.report(&door, counter, "").await, StatusCode::NO_CONTENT);
        }
        for path in ["/kiosk/hy", "/kiosk/hy/walk-in"] {
            assert_eq!(status(&door, &mut thief.browser, path).await, StatusCode::FORBIDDEN, "{path}");
            assert_eq!(status(&door, &mut machine.browser, path).await, StatusCode::OK, "{path}");
        }
        // Its key alone, without a session, tells how it is and gets none.
        machine.browser = Browser::default();
        assert_eq!(machine.report(&door, 5, "").await, StatusCode::UNAUTHORIZED);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_bridge_gets_the_doors_word_for_a_machine_in_use_only() {
    on_both(|door| async move {
        let _program = door.start().await;
        let mut steward = kiosk::steward(&door).await;
        let mut machine = kiosk::enrolled(&door, &mut steward, "hy").await;
        let answer = machine.report_for(&door, 1, "", "question1").await;
        assert_eq!(answer.status(), StatusCode::OK);
        let said: Value = answer.json().await.expect("JSON");
        let bytes = |name: &str| hex::decode(said[name].as_str().expect("text")).expect("hexadecimal");
        let key = VerifyingKey::try_from(&*bytes("key")).expect("a key");
        let signature = Signature::from_slice(&bytes("signature")).expect("a signature");
        let bridge = hex::encode(Sha256::digest(SECRET.as_bytes()));
        key.verify_strict(vouched_text(&bridge, "question1").as_bytes(), &signature).expect("the door's");
        for other in [vouched_text(&bridge, "question2"), vouched_text(&hex::encode(Sha256::digest(b"another")), "question1")] {
            assert!(key.verify_strict(other.as_bytes(), &signature).is_err(), "{other}");
        }
        for odd in ["", "two:parts", &"9".repeat(65)] {
            let counter = 2 + i64::try_from(odd.len()).expect("short");
            assert_eq!(machine.report_for(&door, counter, "", odd).await.status(), StatusCode::NO_CONTENT, "{odd}");
        }
        let revoke = [("do", "revoke"), ("id", machine.id.as_str())];
        assert!(kiosk::form(&door, &mut steward, "/steward/devices", &revoke).await.is_ok());
        assert_eq!(machine.report_for(&door, 100, "", "question3").await.status(), StatusCode::FORBIDDEN);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_machine_out_of_use_is_refused_at_once_also_where_kiosks_are_open() {
    on_both(|door| async move {
        let _program = door.start().await;
        let mut steward = kiosk::steward(&door).await;
        let mut machine = kiosk::enrolled(&door, &mut steward, "hy").await;
        let mut stolen = machine.browser.clone();
        assert_eq!(status(&door, &mut stolen, "/kiosk/hy").await, StatusCode::OK);
        let revoke = [("do", "revoke"), ("id", machine.id.as_str())];
        assert_eq!(kiosk::form(&door, &mut steward, "/steward/devices", &revoke).await, Ok("/steward/devices".to_owned()));
        for browser in [&mut machine.browser, &mut stolen] {
            let (status, reaches, page) = look(&door, browser, "/kiosk/hy").await;
            assert_eq!((status, reaches.as_str()), (StatusCode::FORBIDDEN, "connect-src 'self'"));
            assert!(!page.contains(SECRET));
        }
        assert_eq!(machine.report(&door, 1, "").await, StatusCode::FORBIDDEN);
        assert_eq!(kiosk::standing(&door, &mut machine.browser, &machine.id).await["standing"], "revoked");
        assert_eq!(status(&door, &mut Browser::default(), "/kiosk/hy").await, StatusCode::OK, "open for trying out");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_for_help_reaches_the_steward_and_comes_back_with_a_name() {
    on_both(|door| async move {
        let _program = door.start().await;
        let mut steward = kiosk::steward(&door).await;
        let mut machine = kiosk::enrolled(&door, &mut steward, "hy").await;
        let help = "/kiosk/hy/help";
        let page = machine.browser.get(&door, help).await.1;
        assert!(page.contains("叫人帮忙") && !page.contains("已告诉工作人员"));
        assert_eq!(kiosk::form(&door, &mut machine.browser, help, &[("do", "call")]).await, Ok(help.to_owned()));
        assert!(machine.browser.get(&door, help).await.1.contains("已告诉工作人员"));
        // From any page it comes back to that page, whose bar says what has become of it; never to another site.
        for (from, to) in [("/find?x=1", "/find?x=1"), ("//evil.example", help), ("https://evil.example/", help)] {
            let fields = [("do", "call"), ("from", from)];
            assert_eq!(kiosk::form(&door, &mut machine.browser, help, &fields).await, Ok(to.to_owned()), "{from}");
        }
        assert!(machine.browser.get(&door, "/kiosk/hy/walk-in").await.1.contains("已告诉工作人员"));
        let state = format!("{help}/state");
        assert!(machine.browser.get(&door, &state).await.1.ends_with("已告诉工作人员"));
        assert!(steward.get(&door, "/steward").await.1.contains("有 1 人在自助机前叫帮忙"));
        let page = steward.get(&door, "/steward/devices").await.1;
        let call = page.split_once("name=\"id\" value=\"").and_then(|(_, rest)| rest.split_once('"')).expect("the call").0;
        assert!(page.contains("门口左边"));
        let act = |act| [("do", act), ("id", call)];
        assert!(kiosk::form(&door, &mut steward, "/steward/devices", &act("come")).await.is_ok());
        assert!(machine.browser.get(&door, help).await.1.contains("值守 Steward 正在过来"));
        assert!(kiosk::form(&door, &mut steward, "/steward/devices", &act("done")).await.is_ok());
        assert!(!machine.browser.get(&door, help).await.1.contains("正在过来"));
        assert_eq!(machine.browser.get(&door, &state).await.1, "");
    })
    .await;
}
