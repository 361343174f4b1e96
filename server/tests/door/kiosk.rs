//! A kiosk over HTTP, as `public/kiosk/device.js` speaks: registered, enrolled by the steward, its key proved.

use app::ports::devices::OwnAct;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use reqwest::{Response, StatusCode};
use serde_json::{Value, json};

use crate::{browser::Browser, door::Door, machine::Machine};

/// An enrolled kiosk.
pub struct Kiosk {
    pub browser: Browser,
    pub key: Machine,
    pub id: String,
}

/// The steward, signed in.
pub async fn steward(door: &Door) -> Browser {
    let mut browser = Browser::default();
    let fields = [("account", "steward"), ("password", "yimen-steward"), ("back", "/")];
    assert_eq!(form(door, &mut browser, "/staff", &fields).await, Ok("/steward".to_owned()));
    browser
}

/// Posts a form; where it leads, or its status.
pub async fn form(door: &Door, browser: &mut Browser, path: &str, fields: &[(&str, &str)]) -> Result<String, StatusCode> {
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    let request = door.client.post(format!("{}{path}", door.url()));
    let answer = browser.send(request.header("content-type", "application/x-www-form-urlencoded").body(body)).await;
    let to = answer.headers().get("location").and_then(|to| to.to_str().ok()).map(str::to_owned);
    to.filter(|_| answer.status() == StatusCode::SEE_OTHER).ok_or(answer.status())
}

/// What the script asks.
pub async fn ask(door: &Door, browser: &mut Browser, path: &str, body: &Value) -> Response {
    browser.send(door.client.post(format!("{}{path}", door.url())).json(body)).await
}

/// Registers a key; what it is called, and its code.
pub async fn register(door: &Door, browser: &mut Browser, key: &Machine) -> (String, String) {
    let body = json!({ "key": STANDARD.encode(key.spki()), "bridge": "canary-bridge-secret" });
    let answer = ask(door, browser, "/kiosk/enrol/register", &body).await;
    assert_eq!(answer.status(), StatusCode::OK);
    let said: Value = answer.json().await.expect("JSON");
    let text = |name: &str| said[name].as_str().expect("text").to_owned();
    (text("device"), text("code"))
}

/// Types a code.
pub async fn enrol(door: &Door, steward: &mut Browser, code: &str, venue: &str) -> Result<String, StatusCode> {
    let fields = [("code", code), ("venue", venue), ("name", "门口左边"), ("inches", "32")];
    form(door, steward, "/steward/devices/enrol", &fields).await
}

/// Where a machine stands.
pub async fn standing(door: &Door, browser: &mut Browser, id: &str) -> Value {
    ask(door, browser, "/kiosk/enrol/standing", &json!({ "device": id })).await.json().await.expect("JSON")
}

/// Proves the key for the challenge of the moment.
pub async fn prove(door: &Door, browser: &mut Browser, key: &Machine, id: &str) -> Response {
    let said = standing(door, browser, id).await;
    let challenge = said["challenge"].as_str().unwrap_or_default();
    let signature = STANDARD.encode(key.proof(id, challenge));
    ask(door, browser, "/kiosk/enrol/prove", &json!({ "device": id, "challenge": challenge, "signature": signature })).await
}

/// From the first page to the cookie.
pub async fn enrolled(door: &Door, steward: &mut Browser, venue: &str) -> Kiosk {
    let (mut browser, key) = (Browser::default(), Machine::new());
    let (id, code) = register(door, &mut browser, &key).await;
    assert_eq!(enrol(door, steward, &code, venue).await, Ok("/steward/devices".to_owned()));
    let proved = prove(door, &mut browser, &key, &id).await;
    assert_eq!(proved.status(), StatusCode::OK);
    let said: Value = proved.json().await.expect("JSON");
    assert_eq!(said["go"], format!("/kiosk/{venue}"));
    Kiosk { browser, key, id }
}

impl Kiosk {
    /// Asks for something by itself, at the venue `hy`.
    pub async fn asks(&mut self, door: &Door, act: OwnAct, counter: i64, rest: &str) -> StatusCode {
        let (asked, signature) = self.key.asked(act, &self.id, counter, rest);
        let body = json!({ "asked": asked, "signature": STANDARD.encode(signature) });
        ask(door, &mut self.browser, &format!("/kiosk/hy/{}", act.code()), &body).await.status()
    }

    /// Tells how it is.
    pub async fn report(&mut self, door: &Door, counter: i64, rest: &str) -> StatusCode {
        self.report_for(door, counter, rest, "").await.status()
    }

    /// The same, with a question of the bridge beside it.
    pub async fn report_for(&mut self, door: &Door, counter: i64, rest: &str, challenge: &str) -> Response {
        let (report, signature) = self.key.report(&self.id, counter, 1_795_480_200_000, rest);
        let body = json!({ "report": report, "signature": STANDARD.encode(signature), "bridge": challenge });
        ask(door, &mut self.browser, "/kiosk/health", &body).await
    }
}
