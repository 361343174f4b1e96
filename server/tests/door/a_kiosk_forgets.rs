//! A kiosk is one machine for everybody: its pages stand in its frame, and when a person leaves, however they leave, nothing that was
//! theirs can be reached from the browser that stays.

use reqwest::{Response, StatusCode};
use serde_json::Value;

use crate::{
    browser::{Browser, location},
    door::{Applied, Door, on_both, reference},
};

/// Marks a page of the kiosk's frame.
const FRAME: &str = "data-leave=\"finish\"";
const KIOSK: &str = "/kiosk/hy";

async fn look(browser: &mut Browser, door: &Door, path: &str) -> Response {
    browser.send(door.client.get(format!("{}{path}", door.url()))).await
}

fn head<'a>(answer: &'a Response, name: &str) -> &'a str {
    answer.headers().get(name).map_or("", |value| value.to_str().expect("ASCII"))
}

/// A browser that stands in a hall.
async fn kiosk(door: &Door) -> Browser {
    let mut browser = Browser::default();
    assert_eq!(browser.get(door, KIOSK).await.0, StatusCode::OK);
    assert_eq!(browser.cookie("kiosk"), Some("hy"));
    browser
}

/// Somebody finds their own case here, as people do: by its reference and the last four of their document.
async fn finds(browser: &mut Browser, door: &Door, case: &Applied, last_four: &str) {
    let reference = reference(&door.page(&case.path).await);
    let answer = browser.post(door, "/find", &[("reference", &reference), ("last_four", last_four)]).await;
    assert_eq!(location(&answer), case.path);
    assert_eq!(browser.get(door, &case.path).await.0, StatusCode::OK, "their own");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_at_a_kiosk_stands_in_its_frame_and_is_kept_by_nobody() {
    let door = Door::open(None).await;
    let _program = door.start().await;
    let (mut kiosk, mut phone) = (kiosk(&door).await, Browser::default());
    // Kept for everybody else, and never for a kiosk, whoever looked first.
    for path in ["/services", "/services/xc-hy-01", "/find", "/wallet", "/sign-in", "/what-can-i-get", "/nowhere"] {
        for _ in 0..2 {
            let answer = look(&mut phone, &door, path).await;
            assert!(!head(&answer, "content-security-policy").contains("blob:"), "{path}");
            let page = answer.text().await.expect("a page");
            assert!(page.contains("data-face=\"resident\"") && !page.contains(FRAME), "{path} on a phone");
            let answer = look(&mut kiosk, &door, path).await;
            assert_eq!(head(&answer, "cache-control"), "no-store", "{path}");
            assert!(!head(&answer, "content-security-policy").contains("blob:"), "{path}: no bridge, no speech of its own");
            let page = answer.text().await.expect("a page");
            assert!(page.contains("data-face=\"kiosk\"") && page.contains(FRAME), "{path} at a kiosk");
            for out in ["href=\"/\"", "href=\"https:", "tel:", "mailto:", "site-footer"] {
                assert!(!page.contains(out), "{path} leads out by {out}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_tries_a_kiosk_at_home_is_at_the_door_again_and_a_device_is_not() {
    let door = Door::open(None).await;
    let _program = door.start().await;
    let mut home = kiosk(&door).await;
    let (status, page) = home.get(&door, "/").await;
    assert!(status == StatusCode::OK && page.contains("data-face=\"resident\""));
    assert_eq!(home.cookie("kiosk"), None);
    let request = door.client.get(format!("{}/", door.url())).header("cookie", "kiosk=hy; device=x");
    assert_eq!(location(&request.send().await.expect("an answer")), KIOSK);
    let request = door.client.get(format!("{}/services", door.url())).header("cookie", "kiosk=nowhere");
    let page = request.send().await.expect("an answer").text().await.expect("a page");
    assert!(page.contains("data-face=\"resident\""), "a kiosk of no venue of ours is none");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_next_person_reaches_nothing_of_the_last_by_the_addresses_that_history_keeps() {
    on_both(async |door| {
        let _program = door.start().await;
        let case = door.apply("XC-CJ-01", 31).await;
        let document = door.answers("XC-CJ-01", 31).get("id_no").to_owned();
        let last_four = &document[document.len() - 4..];
        for leaves_by in ["/kiosk/hy?next", "/kiosk/hy"] {
            let mut browser = kiosk(&door).await;
            assert_eq!(browser.get(&door, &case.path).await.0, StatusCode::NOT_FOUND, "an address alone opens nothing");
            finds(&mut browser, &door, &case, last_four).await;
            assert_eq!(browser.get(&door, &format!("{}/receipt", case.path)).await.0, StatusCode::OK);
            let span = browser.cookie("span").expect("what they were led to").to_owned();
            let left = look(&mut browser, &door, leaves_by).await;
            if leaves_by.ends_with("next") {
                assert_eq!(location(&left), KIOSK);
                assert_eq!(head(&left, "clear-site-data"), "\"cache\"");
                for gone in ["span", "visitor", "resident"] {
                    assert_eq!(browser.cookie(gone), None, "{gone}");
                }
                assert_eq!(browser.get(&door, KIOSK).await.0, StatusCode::OK);
            }
            for path in [case.path.clone(), format!("{}/receipt", case.path), format!("{}/withdraw", case.path)] {
                assert_eq!(browser.get(&door, &path).await.0, StatusCode::NOT_FOUND, "{path} after {leaves_by}");
            }
            // The view's buttons lead back to any address: that offers nothing. Nor does the cookie of before.
            assert_eq!(location(&browser.post(&door, "/view", &[("back", &case.path), ("print", "large")]).await), case.path);
            assert_eq!(browser.get(&door, &case.path).await.0, StatusCode::NOT_FOUND);
            let mark = browser.cookie("visitor").expect("a mark").to_owned();
            let request = door.client.get(format!("{}{}", door.url(), case.path));
            let request = request.header("cookie", format!("kiosk=hy; visitor={mark}; span={span}"));
            assert_eq!(request.send().await.expect("an answer").status(), StatusCode::NOT_FOUND);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_was_signed_in_is_signed_out_on_the_server_however_they_leave() {
    let door = Door::open(None).await;
    let _program = door.start().await;
    for leaves_by in ["/kiosk/hy?next", "/kiosk/hy"] {
        let mut browser = kiosk(&door).await;
        browser.sign_in(&door, "demo-li").await;
        assert!(browser.get(&door, "/my").await.1.contains("李*"));
        let mut kept = browser.clone();
        look(&mut browser, &door, leaves_by).await;
        assert!(!browser.get(&door, "/my").await.1.contains("李*"), "{leaves_by}");
        assert!(!kept.get(&door, "/my").await.1.contains("李*"), "the session is dead, also for who kept its cookie");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_had_not_come_whole_is_gone_and_the_draft_is_found_again_by_its_code() {
    on_both(async |door| {
        let _program = door.start().await;
        let mut browser = kiosk(&door).await;
        let begun = browser.post(&door, "/apply/xc-jz-04", &[("who_for", "me"), ("attempt", "at a kiosk")]).await;
        let draft = location(&begun).rsplit_once('/').expect("a screen").0.to_owned();
        let (_, later) = browser.get(&door, &format!("{draft}/later")).await;
        let mut told = later.split("class=\"reference\">").skip(1).filter_map(|rest| rest.split_once('<')).map(|(told, _)| told);
        let (reference, code) = (told.next().expect("a reference").to_owned(), told.next().expect("a code").to_owned());
        assert!(later.contains("data-at=") && later.contains("data-leave=\"phone\""), "the way to a phone");
        let taken = browser.get(&door, &format!("{draft}/later/taken")).await.1;
        assert_eq!(serde_json::from_str::<Value>(&taken).expect("JSON")["taken"], false);
        let upload = begin_upload(&mut browser, &door, &draft).await;
        assert_eq!(door.client.get(format!("{}{upload}", door.url())).send().await.expect("an answer").status(), StatusCode::OK);

        // On their phone it goes on, and the kiosk hears of it.
        let mut phone = Browser::default();
        phone.get(&door, "/resume").await;
        let there = phone.post(&door, "/resume", &[("reference", &reference), ("code", &code)]).await;
        assert_eq!(location(&there), draft);
        let taken = browser.get(&door, &format!("{draft}/later/taken")).await.1;
        assert_eq!(serde_json::from_str::<Value>(&taken).expect("JSON")["taken"], true);

        // Somebody else's browser is what the draft belongs to now; what this one had not finished belongs to nobody.
        let mut again = kiosk(&door).await;
        again.post(&door, KIOSK, &[("scanned", "nothing")]).await;
        let back = again.post(&door, "/resume", &[("reference", &reference), ("code", &code)]).await;
        assert_eq!(location(&back), draft);
        look(&mut again, &door, "/kiosk/hy?next").await;
        let gone = door.client.get(format!("{}{upload}", door.url())).send().await.expect("an answer");
        assert_eq!(gone.status(), StatusCode::NOT_FOUND);
        assert_eq!(phone.get(&door, &draft).await.0, StatusCode::OK, "the draft itself stays");
        assert_eq!(again.get(&door, &draft).await.0, StatusCode::NOT_FOUND, "and not at the kiosk");
    })
    .await;
}

/// Begins to hand in the first paper that the draft takes. A kiosk shows no way to choose a file; its address is a phone's.
async fn begin_upload(browser: &mut Browser, door: &Door, draft: &str) -> String {
    let page = door.page(&format!("{draft}/materials")).await;
    let at = page.split("data-upload=\"").nth(1).and_then(|rest| rest.split_once('"')).expect("a paper").0.to_owned();
    let begun = browser.post(door, &at, &[("name", "paper.jpg"), ("bytes", "1000")]).await;
    let begun: Value = begun.json().await.expect("JSON");
    begun["upload"].as_str().expect("an address").to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_typed_is_covered_until_somebody_asks_for_it() {
    let door = Door::open(None).await;
    let _program = door.start().await;
    let mut browser = kiosk(&door).await;
    let begun = browser.post(&door, "/apply/xc-jz-04", &[("who_for", "me"), ("attempt", "covered")]).await;
    let draft = location(&begun).rsplit_once('/').expect("a screen").0.to_owned();
    browser.post(&door, &format!("{draft}/you"), &[("name", "金丝雀"), ("do", "next")]).await;
    let (_, check) = browser.get(&door, &format!("{draft}/check")).await;
    assert!(check.contains("data-covered") && check.contains("name=\"show\""));
    let (_, shown) = browser.get(&door, &format!("{draft}/check?show=1")).await;
    assert!(!shown.contains("data-covered") && shown.contains("金丝雀"));
    assert!(!door.page(&format!("{draft}/check")).await.contains("data-covered"), "on a device of one's own nothing is");
}
