//! docs/contracts/bridge.yaml and the routes are the same.

use std::collections::BTreeSet;

use bridge::http::ROUTES;

use crate::harness::Bridge;

const CONTRACT: &str = include_str!("../../../../docs/contracts/bridge.yaml");

/// Methods and paths, by their indentation: two spaces for a path, four for a method.
fn written() -> BTreeSet<(String, String)> {
    let (mut path, mut found) = (String::new(), BTreeSet::new());
    for line in CONTRACT.lines().skip_while(|line| *line != "paths:").skip(1).take_while(|line| line.starts_with(' ')) {
        if let Some(name) = line.strip_prefix("  /") {
            path = format!("/{}", name.trim_end_matches(':'));
        } else if let Some(method) = ["get", "post"].into_iter().find(|method| line == format!("    {method}:")) {
            found.insert((method.to_owned(), path.clone()));
        }
    }
    found
}

#[test]
fn the_contract_names_every_route_and_no_other() {
    let routes: BTreeSet<_> = ROUTES.iter().map(|(method, path)| ((*method).to_owned(), (*path).to_owned())).collect();
    assert_eq!(written(), routes);
}

#[tokio::test]
async fn every_route_answers_by_its_method() {
    let bridge = Bridge::simulated().await;
    // Of a key that was never sent it says so, by 404.
    let apart = ["/v1/events", "/v1/print/{key}"];
    for (method, path) in ROUTES.into_iter().filter(|(_, path)| !apart.contains(path)) {
        let headers: Vec<_> = if path.starts_with("/v1") {
            bridge.proper()
        } else {
            vec![("Host".to_owned(), format!("127.0.0.1:{}", bridge.port))]
        };
        let answer = bridge.ask(&method.to_uppercase(), path, &headers, "").await;
        assert!(![404, 405, 500].contains(&answer.status), "{method} {path}: {answer:?}");
        for header in ["cache-control", "content-security-policy", "x-content-type-options", "x-frame-options"] {
            assert!(answer.header(header).is_some(), "{path} without {header}");
        }
    }
}
