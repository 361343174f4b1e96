//! Every service that can be applied for: its form is filled from its data and sent over HTTP, its department has it whole, decides,
//! and the resident sees the decision.

use std::time::{Duration, Instant};

use app::resident::apply::can_apply;
use domain::form::{FieldKind, Form, Typed, answers, materials_to_send};
use serde_json::Value;

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
            whole(&door, service, typed, &held["content"]);
            for act in ["accept", "grant"] {
                door.press(department, reference, act, "remark=").await;
            }
            seen_decided(&door, path, service).await;
        }
    })
    .await;
}

/// Every answer has come, each in its one spelling, and every paper with its digest.
fn whole(door: &Door, service: &str, typed: &Typed, content: &Value) {
    let guide = door.data.catalogue.guide(service).expect("in the catalogue");
    let mut form = Form::of(guide);
    for screen in &mut form.screens {
        // Files come as papers; who acts for somebody is what Yimen knows, not what was typed.
        screen.fields.retain(|field| field.kind != FieldKind::Files && !field.key.contains("proxy"));
    }
    let (mut said, mut came) = (Vec::new(), Vec::new());
    leaves(&answers(&form, typed), &mut said);
    leaves(&content["answers"], &mut came);
    assert!(!said.is_empty(), "{service}");
    for leaf in said {
        let at = came.iter().position(|other| *other == leaf);
        came.swap_remove(at.unwrap_or_else(|| panic!("{service}: one of the answers has not come")));
    }
    let papers = content["materials"].as_array().cloned().unwrap_or_default();
    for material in materials_to_send(guide, typed) {
        let digest = papers.iter().find(|paper| paper["key"] == material.key.as_str()).and_then(|paper| paper["sha256"].as_str());
        assert_eq!(digest.map(str::len), Some(64), "{service}: {} has not come", material.key);
    }
}

/// The values of an object, however deep, as text: XML has no other kind.
fn leaves(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(parts) => parts.values().for_each(|part| leaves(part, found)),
        Value::Array(parts) => parts.iter().for_each(|part| leaves(part, found)),
        Value::String(text) => found.push(text.clone()),
        Value::Null => {}
        other => found.push(other.to_string()),
    }
}

/// What a department holds, once it has it.
async fn until(door: &Door, department: &str, reference: &str) -> Value {
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
