//! Every service that can be applied for: its form is filled from its data and sent over HTTP, its department has it whole, decides,
//! and the resident sees the decision.

use std::time::{Duration, Instant};

use app::resident::apply::can_apply;

use crate::door::{Door, PATIENCE, on_both, reference, takers};

#[tokio::test(flavor = "multi_thread")]
async fn every_service_is_sent_received_whole_decided_and_seen() {
    on_both(async |door| {
        let program = door.start().await;
        let guides = door.data.catalogue.guides().iter().filter(|guide| can_apply(guide));
        let services: Vec<String> = guides.map(|guide| guide.code.to_string()).collect();
        assert!(services.len() > 30, "{}", services.len());
        let mut sent = Vec::new();
        for (seed, service) in (1_u64..).zip(&services) {
            let applied = door.apply(service, seed).await;
            let page = door.page(&applied.path).await;
            sent.push((service.clone(), applied.path, reference(&page), door.answers(service, seed)));
        }
        // The next batch of those who take files is due; and a restart loses nothing.
        door.pass_minutes(2);
        program.kill();
        let _program = door.start().await;
        let takers = takers();
        for (service, path, reference, typed) in &sent {
            let Some(department) = takers.get(service) else {
                // No system takes it: the page says that it waits at the counter, and nothing is pretended.
                continue;
            };
            let held = until(&door, department, reference).await;
            let content = &held["content"];
            for input in ["name", "mobile"] {
                let told = typed.get(input);
                assert!(told.is_empty() || content.to_string().contains(told), "{service}: {input} is not at {department}");
            }
            for act in ["accept", "grant"] {
                door.press(department, reference, act, "remark=").await;
            }
            seen_decided(&door, path, service).await;
        }
    })
    .await;
}

/// What a department holds, once it has it.
async fn until(door: &Door, department: &str, reference: &str) -> serde_json::Value {
    let until = Instant::now() + PATIENCE;
    loop {
        if let Some(held) = door.held(department, reference).await {
            return held;
        }
        assert!(Instant::now() < until, "{reference} does not come to {department}: {}", door.log());
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Waits until the case's page says that it was granted.
async fn seen_decided(door: &Door, path: &str, service: &str) {
    let granted = app::msg::case::HAPPENED_GRANTED.zh;
    let until = Instant::now() + PATIENCE;
    loop {
        let page = door.page(path).await;
        if page.contains(granted) {
            return;
        }
        assert!(Instant::now() < until, "{service}: the decision is not seen: {}", door.log());
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}
