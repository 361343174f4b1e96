//! Rating over HTTP as a browser without scripts does it: whoever has the act's address rates it, staff rate for nobody, a bad one
//! is answered and the answer stands where it was rated.

use reqwest::StatusCode;

use crate::{
    browser::Browser,
    door::{Door, on_both},
};

const FORM: &str = "application/x-www-form-urlencoded";

#[tokio::test(flavor = "multi_thread")]
async fn a_resident_rates_and_is_answered_and_staff_rate_for_nobody() {
    on_both(async |door| {
        let _program = door.start().await;
        let case = door.apply("XC-LN-01", 81).await;
        let path = format!("/rate/application/{}", case.path.rsplit('/').next().expect("a token"));
        let receipt = format!("{}/receipt", case.path);
        assert!(door.page(&receipt).await.contains(&format!("href=\"{path}\"")), "the receipt invites to it");
        let mut phone = Browser::default();
        let asked = phone.get(&door, &path).await.1;
        assert_eq!(asked.matches("type=\"radio\"").count(), 5);
        for said in ["非常满意", "基本满意", "非常不满意", "不评价"] {
            assert!(asked.contains(said), "{said}");
        }

        // What was typed comes back with the mistake.
        let empty = post(&door, &mut phone, &path, "words=%E5%BE%88%E5%A5%BD&reason=papers").await;
        assert_eq!(empty.0, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(empty.1.contains("href=\"#level\"") && empty.1.contains("value=\"很好\"") && empty.1.contains("checked"));

        // Whoever is signed in as staff sees no form, and what they send changes nothing.
        let mut clerk = staff(&door, "counter", "yimen-counter").await;
        let (status, told) = clerk.get(&door, &path).await;
        assert_eq!(status, StatusCode::FORBIDDEN);
        assert!(!told.contains("type=\"radio\""));
        assert_eq!(post(&door, &mut clerk, &path, "level=5").await.0, StatusCode::SEE_OTHER);
        assert!(phone.get(&door, &path).await.1.contains("type=\"radio\""), "nobody has rated it yet");

        let words = "level=2&reason=waiting&words=%E7%AD%89%E5%A4%AA%E4%B9%85";
        assert_eq!(post(&door, &mut phone, &path, words).await.0, StatusCode::SEE_OTHER);
        let seen = phone.get(&door, &path).await.1;
        assert!(seen.contains("等太久") && seen.contains("会有人答复您") && !seen.contains("type=\"radio\""), "{seen}");
        assert!(!seen.contains("以前答复"), "no day is promised that no source was found for");
        assert!(phone.get(&door, &format!("{path}?change")).await.1.contains("value=\"等太久\""));

        let (status, _) = clerk.get(&door, "/steward/ratings").await;
        assert_eq!(status, StatusCode::FORBIDDEN);
        let mut steward = staff(&door, "steward", "yimen-steward").await;
        let list = steward.get(&door, "/steward/ratings").await.1;
        assert!(list.contains("等太久") && !list.contains(case.path.as_str()));
        let reference = between(&list, "name=\"reference\" value=\"", "\"");
        let close = format!("reference={reference}&do=close");
        assert_eq!(post(&door, &mut steward, "/steward/ratings", &close).await.0, StatusCode::CONFLICT);
        let nothing = format!("reference={reference}&answer-{reference}=");
        assert_eq!(post(&door, &mut steward, "/steward/ratings", &nothing).await.0, StatusCode::UNPROCESSABLE_ENTITY);
        let answer = format!("reference={reference}&answer-{reference}=%E5%B7%B2%E5%8A%A0%E5%BC%80%E7%AA%97%E5%8F%A3");
        assert_eq!(post(&door, &mut steward, "/steward/ratings", &answer).await.0, StatusCode::SEE_OTHER);
        assert_eq!(post(&door, &mut steward, "/steward/ratings", &close).await.0, StatusCode::SEE_OTHER);

        let seen = phone.get(&door, &path).await.1;
        assert!(seen.contains("已加开窗口") && !seen.contains("?change"));
        assert!(door.page(&receipt).await.contains("您的评价有了答复"));
        // Nothing is there for a token that is none, or for an act that is not over.
        for nowhere in
            ["/rate/application/x".to_owned(), path.replace("application", "decision"), path.replace("application", "x")]
        {
            assert_eq!(phone.get(&door, &nowhere).await.0, StatusCode::NOT_FOUND, "{nowhere}");
            assert_eq!(post(&door, &mut phone, &nowhere, "level=1").await.0, StatusCode::NOT_FOUND, "{nowhere}");
        }
    })
    .await;
}

async fn post(door: &Door, browser: &mut Browser, path: &str, form: &str) -> (StatusCode, String) {
    let request = door.client.post(format!("{}{path}", door.url())).header("content-type", FORM).body(form.to_owned());
    let answer = browser.send(request).await;
    (answer.status(), answer.text().await.unwrap_or_default())
}

/// Somebody of the staff, signed in.
async fn staff(door: &Door, account: &str, password: &str) -> Browser {
    let mut browser = Browser::default();
    let form = format!("account={account}&password={password}&back=/counter/hy/1");
    assert_eq!(post(door, &mut browser, "/staff", &form).await.0, StatusCode::SEE_OTHER);
    browser
}

fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    text.split_once(from).and_then(|(_, rest)| rest.split_once(to)).expect("it is there").0
}
