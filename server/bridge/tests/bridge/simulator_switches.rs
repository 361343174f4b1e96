//! The simulator's switches, and that they are refused where hardware is real.

use bridge::settings::devices::{PrinterKind, ReaderKind};

use crate::harness::{Bridge, simulated};

const TICKET: &str = r#"{"key":"KEY","lines":[{"text":"A012","size":8,"bold":true,"align":"center"},{"qr":"https://door/t/x","modules":7},{"feed":1}]}"#;

#[tokio::test]
async fn a_ticket_jams_is_mended_and_comes_out() {
    let bridge = Bridge::simulated().await;
    let mut page = bridge.listen().await;
    let state = bridge.page("GET", "/v1/state", "").await.json();
    assert_eq!(state["printer"], serde_json::json!({ "state": "ok", "paper_left": 375 }));
    assert_eq!(state["ups"], serde_json::json!({ "state": "mains", "minutes": null }));
    assert_eq!((&state["scanner"]["state"], &state["lamp"]["state"]), (&"ok".into(), &"ok".into()));

    assert_eq!(bridge.turn("/simulator/printer", "turn=out&after=9").await.status, 204);
    let failed = bridge.page("POST", "/v1/print", &TICKET.replace("KEY", "one")).await;
    assert_eq!((failed.status, failed.json()), (200, serde_json::json!({ "outcome": "failed", "why": "out" })));
    assert!(page.next("printer").await.contains(r#""state":"out""#));
    bridge.turn("/simulator/printer", "turn=mend").await;
    assert!(page.next("printer").await.contains(r#""state":"ok""#));

    let again = bridge.page("POST", "/v1/print", &TICKET.replace("KEY", "one")).await;
    assert_eq!(again.json()["outcome"], "failed", "the same key, the same answer");
    let printed = bridge.page("POST", "/v1/print", &TICKET.replace("KEY", "two")).await;
    assert_eq!(printed.json(), serde_json::json!({ "outcome": "printed" }));

    // A page that begins anew asks what became of a key; asking prints nothing.
    let became = async |key: &str| bridge.page("GET", &format!("/v1/print/{key}"), "").await;
    assert_eq!(became("one").await.json(), failed.json());
    assert_eq!(became("two").await.json(), printed.json());
    assert_eq!((became("three").await.status, &*became("three").await.problem()), (404, "unknown-key"));
    let own = [("Host".to_owned(), format!("127.0.0.1:{}", bridge.port))];
    let paper = bridge.ask("GET", "/simulator/paper", &own, "").await.json();
    let slips = paper["slips"].as_array().expect("slips");
    assert_eq!(slips.last().expect("a slip")[0]["text"], "A012");
    let seen = bridge.ask("GET", "/simulator", &own, "").await;
    assert!(seen.body.contains("A012") && seen.body.contains("[QR] https://door/t/x"), "{}", seen.body);
}

#[tokio::test]
async fn scanner_lamp_and_battery_are_switched() {
    let bridge = Bridge::simulated().await;
    let mut page = bridge.listen().await;
    bridge.turn("/simulator/scan", "text=7KQ42MX9").await;
    assert_eq!(page.next("scan").await, r#"{"text":"7KQ42MX9"}"#);
    assert_eq!(bridge.page("POST", "/v1/lamp", r#"{"colour":"amber","blink":true}"#).await.status, 204);
    let own = [("Host".to_owned(), format!("127.0.0.1:{}", bridge.port))];
    assert_eq!(bridge.ask("GET", "/simulator/lamp", &own, "").await.body, "amber blinking");
    bridge.turn("/simulator/ups", "battery=true&minutes=20").await;
    let state = bridge.page("GET", "/v1/state", "").await.json();
    assert_eq!(state["ups"], serde_json::json!({ "state": "battery", "minutes": 20 }));
    bridge.turn("/simulator/printer", "turn=jam").await;
    assert_eq!(bridge.page("GET", "/v1/state", "").await.json()["printer"]["state"], "jam");
    bridge.turn("/simulator/printer", "turn=unplug").await;
    let state = bridge.page("GET", "/v1/state", "").await.json();
    assert_eq!(state["printer"], serde_json::json!({ "state": "offline", "paper_left": null }));
}

#[tokio::test]
async fn the_simulated_voice_keeps_what_it_said() {
    let bridge = Bridge::simulated().await;
    let sound = bridge.page("POST", "/v1/speak", r#"{"lang":"zh","text":"您好"}"#).await;
    assert_eq!((sound.status, sound.header("content-type")), (200, Some("audio/wav")));
    assert!(sound.body.starts_with("RIFF"));
    bridge.page("POST", "/v1/speak", r#"{"lang":"en","text":"<hello>"}"#).await;
    let own = [("Host".to_owned(), format!("127.0.0.1:{}", bridge.port))];
    let said = bridge.ask("GET", "/simulator/speech", &own, "").await.json();
    assert_eq!(said, serde_json::json!([{ "lang": "zh", "text": "您好" }, { "lang": "en", "text": "<hello>" }]));
    let seen = bridge.ask("GET", "/simulator", &own, "").await.body;
    assert!(seen.contains("您好") && seen.contains("&lt;hello&gt;"), "{seen}");
}

#[tokio::test]
async fn nothing_real_is_switched_and_no_other_site_switches() {
    let (mut settings, data) = simulated();
    settings.printer.kind = PrinterKind::None;
    settings.reader.kind = ReaderKind::None;
    let bridge = Bridge::start(settings, data).await;
    for (path, form) in [
        ("/simulator/printer", "turn=jam"),
        ("/simulator/card", "name=x&number=1&valid_to=y"),
        ("/simulator/card-away", ""),
        ("/simulator/reader", "plugged=false"),
    ] {
        let answer = bridge.turn(path, form).await;
        assert_eq!((answer.status, &*answer.problem()), (404, "real-device"), "{path}");
    }
    let evil = [("Host", format!("127.0.0.1:{}", bridge.port)), ("Origin", "https://evil.example".to_owned())]
        .map(|(name, value)| (name.to_owned(), value));
    assert_eq!(bridge.ask("POST", "/simulator/scan", &evil, "text=x").await.status, 403);
    let rebound = [("Host".to_owned(), "rebound.example".to_owned())];
    assert_eq!(bridge.ask("GET", "/simulator", &rebound, "").await.status, 403);
    assert_eq!(bridge.ask("GET", "/simulator/speech", &rebound, "").await.status, 403);
}
