//! A kiosk's pages are for the enrolled kiosk of that venue: what each browser gets from them, and from the bridge beside the
//! machine; and a call for help that reaches the steward and comes back with a name.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use reqwest::StatusCode;
use serde_json::json;

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
        assert!(steward.get(&door, "/steward").await.1.contains("有 1 人在自助机前叫帮忙"));
        let page = steward.get(&door, "/steward/devices").await.1;
        let call = page.split_once("name=\"id\" value=\"").and_then(|(_, rest)| rest.split_once('"')).expect("the call").0;
        assert!(page.contains("门口左边"));
        let act = |act| [("do", act), ("id", call)];
        assert!(kiosk::form(&door, &mut steward, "/steward/devices", &act("come")).await.is_ok());
        assert!(machine.browser.get(&door, help).await.1.contains("值守 Steward 正在过来"));
        assert!(kiosk::form(&door, &mut steward, "/steward/devices", &act("done")).await.is_ok());
        assert!(!machine.browser.get(&door, help).await.1.contains("正在过来"));
    })
    .await;
}
