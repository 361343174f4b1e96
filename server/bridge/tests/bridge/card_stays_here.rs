//! A card's photo never leaves the reader's module, and its content is in no log.

use std::path::Path;

use axum::{Json, Router, routing::get};
use bridge::settings::{Settings, devices::ReaderKind};

use crate::harness::{Bridge, logs, simulated};

const NUMBER: &str = "110102189905200011";

fn by_command(file: &Path) -> (Settings, tempfile::TempDir) {
    let (mut settings, data) = simulated();
    settings.reader.kind = ReaderKind::Command;
    settings.reader.command = vec!["cat".to_owned(), file.display().to_string()];
    settings.reader.poll_ms = 5;
    settings.reader.fields.name = "/card/name".to_owned();
    settings.reader.fields.number = "/card/idCode".to_owned();
    settings.reader.fields.valid_to = "/card/endDate".to_owned();
    (settings, data)
}

fn answer(number: &str) -> String {
    format!(
        r#"{{"card":{{"name":"李雷","idCode":"{number}","endDate":"20391231","address":"CANARYSTREET","Photo":"CANARYPHOTO"}}}}"#
    )
}

#[tokio::test]
async fn a_vendors_program_gives_name_number_validity_and_nothing_more() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("answer.json");
    std::fs::write(&file, "").expect("no card");
    let (settings, data) = by_command(&file);
    let bridge = Bridge::start(settings, data).await;
    let mut page = bridge.listen().await;
    lay(&file, &answer(NUMBER));
    let card: serde_json::Value = serde_json::from_str(&page.next("card").await).expect("a card");
    assert_eq!(card, serde_json::json!({ "name": "李雷", "number": NUMBER, "valid_to": "20391231" }));
    lay(&file, "");
    assert_eq!(page.next("card_gone").await, "{}");
    lay(&file, &answer("110102199001010010"));
    assert!(page.next("card").await.contains("110102199001010010"));
    std::fs::remove_file(&file).expect("removed");
    page.next("card_gone").await;
    assert_eq!(bridge.page("GET", "/v1/state", "").await.json()["reader"]["state"], "offline");
    for canary in ["CANARY", "Photo", "address"] {
        assert!(!page.heard.contains(canary), "{canary} left: {}", page.heard);
    }
    for canary in ["CANARY", NUMBER, "李雷", "20391231"] {
        assert!(!logs().contains(canary), "{canary} is in the log");
    }
    assert!(logs().contains("card reader"), "that there was a card is");
}

/// In one step, so that no look finds half of it.
fn lay(file: &Path, text: &str) {
    let beside = file.with_extension("new");
    std::fs::write(&beside, text).expect("written");
    std::fs::rename(&beside, file).expect("moved");
}

#[tokio::test]
async fn a_vendors_service_is_read_the_same_way() {
    let service = Router::new().route(
        "/cgi-bin/readCard",
        get(async || {
            Json(serde_json::json!({
                "result": { "resultFlag": 0, "errorMsg": "" },
                "info": { "name": "韩梅梅", "idCode": NUMBER, "endDate": "长期", "Photo": "CANARYPHOTO" },
            }))
        }),
    );
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move { axum::serve(listener, service).await });
    let (mut settings, data) = simulated();
    settings.reader.kind = ReaderKind::Http;
    settings.reader.url = format!("http://{address}/cgi-bin/readCard");
    settings.reader.poll_ms = 5;
    settings.reader.fields.name = "/info/name".to_owned();
    settings.reader.fields.number = "/info/idCode".to_owned();
    settings.reader.fields.valid_to = "/info/endDate".to_owned();
    settings.reader.fields.read = "/result/resultFlag".to_owned();
    settings.reader.fields.read_is = "0".to_owned();
    let reader = bridge::reader::service::ByService {
        url: settings.reader.uri().expect("an address"),
        fields: settings.reader.fields.clone(),
    };
    let card = bridge::reader::Reader::look(&reader).await.expect("read").expect("a card");
    assert_eq!((&*card.name, &*card.number, &*card.valid_to), ("韩梅梅", NUMBER, "长期"));
    let bridge = Bridge::start(settings, data).await;
    assert_eq!(bridge.page("GET", "/v1/state", "").await.json()["reader"]["state"], "ok");
}

#[tokio::test]
async fn a_card_that_lay_there_before_is_told_to_who_asks_and_only_while_it_lies_there() {
    let bridge = Bridge::simulated().await;
    let mut first = bridge.listen().await;
    bridge.turn("/simulator/card", &format!("name=LiLei&number={NUMBER}&valid_to=20391231")).await;
    first.next("card").await;
    let mut next = bridge.listen().await;
    assert!(next.heard.contains(r#""card":true"#), "{}", next.heard);
    assert_eq!(bridge.page("GET", "/v1/card", "").await.json()["number"], NUMBER);
    bridge.turn("/simulator/card-away", "").await;
    first.next("card_gone").await;
    next.next("card_gone").await;
    assert_eq!(bridge.page("GET", "/v1/card", "").await.status, 204);
    assert!(!next.heard.contains(NUMBER));
}
