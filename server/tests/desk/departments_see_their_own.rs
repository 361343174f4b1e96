//! A department reports on its own cases, opens what was handed in with them, and nobody else's; what is kept of it names
//! nobody in clear.

use app::ports::files::{FileDesk as _, FileOwner};
use domain::case::{Decision, Stage};
use serde_json::{Value, json};
use server::{desk::files::Files, gateway::signature};

use crate::{
    harness,
    town::{Town, answers},
};

#[tokio::test(flavor = "multi_thread")]
async fn a_department_reports_on_its_own_cases_only() {
    let town = Town::meet(harness::House::open(None, 1).await, str::to_owned).await;
    let reference = town.apply("XC-CJ-01", answers()).await;
    town.courier.deliver_due().await;
    let report = async |code: &str, id: &str, body: Value| {
        let secret =
            town.house.desk.keys.department_secret(code).and_then(|text| signature::read_secret(&text)).expect("a secret");
        let (body, seconds) = (body.to_string(), town.now().0 / 1000);
        let request = town.client.post(format!("{}/api/departments/{code}/callbacks", town.yimen));
        let request = request.header("webhook-id", id).header("webhook-timestamp", seconds);
        let signed = signature::sign(&secret, id, seconds, body.as_bytes());
        let answer = request.header("webhook-signature", signed).body(body).send().await.expect("answered");
        (answer.status().as_u16(), answer.text().await.expect("text"))
    };
    let news = |kind: &str, order: u64| json!({ "type": kind, "order": order, "timestamp": "2026-11-23T10:00:00+08:00", "data": { "reference": reference.as_str() } });
    let (status, text) = report("elder-care", "a", news("case.accepted", 1)).await;
    assert!(status == 404 && text.contains("unknown-case"), "{status} {text}");
    assert_eq!(report("subsidy", "a", news("case.burnt", 1)).await.0, 422);
    assert_eq!(report("subsidy", "a", news("case.decided", 1)).await.0, 400, "what was decided?");
    assert_eq!(report("subsidy", "b", news("case.accepted", 2)).await.0, 204);
    assert_eq!(report("subsidy", "b", news("case.accepted", 2)).await.0, 204, "again");
    assert_eq!(town.notes.stage(&reference), Stage::Accepted);
    let mut refused = news("case.decided", 3);
    refused["data"]["decision"] = json!("refused");
    assert_eq!(report("subsidy", "c", refused.clone()).await.0, 409, "a refusal has a reason");
    refused["data"]["reason"] = json!("超过标准");
    assert_eq!(report("subsidy", "d", refused).await.0, 204);
    assert_eq!(report("subsidy", "e", news("case.settled", 4)).await.0, 409, "nothing was granted");
    assert_eq!(town.notes.stage(&reference), Stage::Decided(Decision::Refused));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clerk_opens_what_was_handed_in_and_nobody_elses() {
    let town = Town::meet(harness::House::open(None, 1).await, str::to_owned).await;
    let reference = town.apply("XC-CJ-01", answers()).await;
    town.courier.deliver_due().await;
    let mut png = std::io::Cursor::new(Vec::new());
    image::RgbImage::from_pixel(40, 30, image::Rgb([200, 180, 20]))
        .write_to(&mut png, image::ImageFormat::Png)
        .expect("a picture");
    let files = Files::new(town.house.desk.clone(), None);
    let owner = FileOwner::case(reference.as_str());
    let kept = files.take(&owner, "id-card", "a.png", png.into_inner()).await.expect("taken");
    let open = async |code: &str, sha256: &str| {
        let path = format!("{}/{code}/cases/{}/materials/{sha256}", town.base, reference.as_str());
        let answer = town.client.get(path).send().await.expect("answered");
        (answer.status().as_u16(), answer.bytes().await.expect("bytes"))
    };
    let (status, bytes) = open("subsidy", &kept.sha256).await;
    assert_eq!((status, u64::try_from(bytes.len()).expect("small")), (200, kept.bytes));
    assert_eq!(open("elder-care", &kept.sha256).await.0, 502, "it is not their case");
    assert_eq!(open("subsidy", &"0".repeat(64)).await.0, 502, "there is no such file");
}

/// What departments keep, the exchange folder after it was answered, and Yimen's own store name nobody in clear.
#[tokio::test(flavor = "multi_thread")]
async fn at_rest_nobody_is_named() {
    let town = Town::meet(harness::House::open(None, 1).await, str::to_owned).await;
    let mut theirs = answers();
    theirs["name"] = json!("金丝雀名");
    for service in ["XC-JZ-01", "XC-CJ-01", "XC-TY-02"] {
        let reference = town.apply(service, theirs.clone()).await;
        town.courier.deliver_due().await;
        let code = town.department(service).code.to_string();
        town.until_stage(&code, &reference, &Stage::Forwarded).await;
    }
    let mut folders = vec![town.house.folder.path().to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder").flatten() {
            if entry.path().is_dir() {
                folders.push(entry.path());
                continue;
            }
            let bytes = std::fs::read(entry.path()).expect("a file");
            for canary in ["金丝雀名", "110102189901010018", "13800000001"] {
                let found = bytes.windows(canary.len()).any(|window| window == canary.as_bytes());
                assert!(!found, "{canary} in {}", entry.path().display());
            }
        }
    }
}
