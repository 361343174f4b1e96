//! A page that should be there and is silent has its browser started anew.

use std::{path::Path, time::Duration};

use bridge::standing::{FILE, system_clock};

use crate::harness::{Bridge, simulated};

/// How long a start may take on a machine that has other work.
const PATIENCE: Duration = Duration::from_secs(60);

/// Waits for a file.
async fn comes(file: &Path) {
    let there = async {
        while !file.exists() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(PATIENCE, there).await.expect("the program was run");
}

#[tokio::test]
async fn its_browser_is_started_anew_again_and_again() {
    let (mut settings, data) = simulated();
    let mark = data.path().join("screen-silent");
    settings.screen.command = vec!["touch".to_owned(), mark.display().to_string()];
    settings.screen.silent_seconds = 1;
    // An enrolled machine whose bridge has just started: no page was heard of yet, and one should come.
    let word = serde_json::json!({ "key": null, "at_ms": system_clock() });
    std::fs::write(data.path().join(FILE), word.to_string()).expect("written");
    let bridge = Bridge::start(settings, data).await;
    comes(&mark).await;
    std::fs::remove_file(&mark).expect("removed");
    assert_eq!(bridge.page("GET", "/v1/state", "").await.status, 200);
    comes(&mark).await;
}
