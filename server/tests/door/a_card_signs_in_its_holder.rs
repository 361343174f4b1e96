//! An identity card on the reader of an enrolled kiosk signs its holder in, for a short while; what is forged, said twice, sent by any
//! other browser or too old signs in nobody. Nothing of a card lies open anywhere.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use reqwest::{Response, StatusCode};

use crate::{
    browser::Browser,
    door::{self, Door, on_both},
    kiosk::{self, Kiosk},
    machine::Machine,
    what_people_told_lies_nowhere_open::lie_nowhere_open,
};

const NAME: &str = "金丝雀卡";
const MASKED: &str = "金**卡";
const FOR_LIFE: &str = "长期";

/// What the machine says of a card, and its signature.
fn card(of: &Kiosk, counter: i64, valid_to: &str) -> (String, Vec<u8>) {
    of.key.card(&of.id, counter, [NAME, &door::identity(1), valid_to])
}

/// As the page sends it.
async fn send(door: &Door, browser: &mut Browser, venue: &str, (card, signature): &(String, Vec<u8>)) -> Response {
    let signature = STANDARD.encode(signature);
    browser.post(door, &format!("/kiosk/{venue}/card"), &[("card", card), ("signature", &signature)]).await
}

async fn status(door: &Door, browser: &mut Browser, venue: &str, said: &(String, Vec<u8>)) -> StatusCode {
    send(door, browser, venue, said).await.status()
}

/// Whether the browser is the card's holder: what their own page says.
async fn knows(door: &Door, browser: &mut Browser) -> bool {
    browser.get(door, "/my").await.1.contains(MASKED)
}

/// A kiosk at its first page.
async fn kiosk(door: &Door, venue: &str) -> Kiosk {
    let mut steward = kiosk::steward(door).await;
    let mut kiosk = kiosk::enrolled(door, &mut steward, venue).await;
    assert_eq!(kiosk.browser.get(door, &format!("/kiosk/{venue}")).await.0, StatusCode::OK);
    kiosk
}

#[tokio::test(flavor = "multi_thread")]
async fn who_lays_their_card_is_signed_in_for_a_short_while_and_nothing_of_it_lies_open() {
    on_both(|mut door| async move {
        door.log_level = "info,server=debug,app=debug";
        let _program = door.start().await;
        let mut kiosk = kiosk(&door, "hy").await;
        let page = kiosk.browser.get(&door, "/sign-in?back=/my").await.1;
        assert!(page.contains("data-card-sign-in=\"hy\"") && page.contains("kiosk-files/card.js"), "{page}");
        let phone = Browser::default().get(&door, "/sign-in").await.1;
        assert!(!phone.contains("data-card") && !phone.contains("card.js"), "only a machine has a reader");

        let (first, second) = (card(&kiosk, 1, "20391231"), card(&kiosk, 2, FOR_LIFE));
        let answer = send(&door, &mut kiosk.browser, "hy", &first).await;
        assert_eq!(answer.status(), StatusCode::NO_CONTENT);
        assert_eq!(answer.headers()["cache-control"], "no-store");
        assert!(knows(&door, &mut kiosk.browser).await);
        let mut connection = door.connection().await;
        let minutes: i64 = sqlx::query_scalar("SELECT (expires_ms - begun_ms) / 60000 FROM resident_sign_in")
            .fetch_one(&mut connection)
            .await
            .expect("one sign-in");
        assert_eq!(minutes, 10, "as long as at a kiosk, however they came");

        let mut before = kiosk.browser.clone();
        assert_eq!(status(&door, &mut kiosk.browser, "hy", &second).await, StatusCode::NO_CONTENT);
        assert_ne!(before.cookie("resident"), kiosk.browser.cookie("resident"));
        assert!(!knows(&door, &mut before).await, "the session's name before is worth nothing");
        let residents: i64 =
            sqlx::query_scalar("SELECT COUNT(*) FROM resident").fetch_one(&mut connection).await.expect("a count");
        assert_eq!(residents, 1, "the same card is the same person");

        let mut kept = kiosk.browser.clone();
        kiosk.browser.get(&door, "/kiosk/hy?next").await;
        assert!(!knows(&door, &mut kiosk.browser).await && !knows(&door, &mut kept).await, "the next person");
        assert!(door.log().contains("signed in by their card"), "that somebody did is logged: {}", door.log());
        lie_nowhere_open(&door, &kiosk.browser.heads, &[NAME.to_owned(), door::identity(1)]).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_that_asks_for_a_number_signs_nobody_in() {
    on_both(|door| async move {
        let _program = door.start().await;
        let mut kiosk = kiosk(&door, "hy").await;
        let page = kiosk.browser.get(&door, "/kiosk/hy/check-in").await.1;
        assert!(page.contains("data-card-number=\"/kiosk/hy/card/number\""), "{page}");
        let (said, signature) = card(&kiosk, 1, FOR_LIFE);
        let signature = STANDARD.encode(signature);
        let fields = [("card", said.as_str()), ("signature", signature.as_str())];
        let answer = kiosk.browser.post(&door, "/kiosk/hy/card/number", &fields).await;
        assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(answer.text().await.expect("JSON"), "{\"why\":\"none\"}");
        assert!(!knows(&door, &mut kiosk.browser).await);
        let twice = kiosk.browser.post(&door, "/kiosk/hy/card/number", &fields).await.status();
        assert_eq!(twice, StatusCode::CONFLICT, "said again");
        let phone = Browser::default().post(&door, "/kiosk/hy/card/number", &fields).await.status();
        assert_eq!(phone, StatusCode::NOT_FOUND, "only a machine has a reader");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_forged_said_twice_or_sent_by_another_browser_signs_in_nobody() {
    on_both(|door| async move {
        let _program = door.start().await;
        let (mut hy, other) = (kiosk(&door, "hy").await, kiosk(&door, "hy").await);
        let good = card(&hy, 1, FOR_LIFE);
        let mut nobody = Browser::default();
        assert_eq!(nobody.get(&door, "/kiosk/hy").await.0, StatusCode::OK, "kiosks are open for trying out");
        assert_eq!(status(&door, &mut nobody, "hy", &good).await, StatusCode::NOT_FOUND, "no machine of ours");
        assert_eq!(status(&door, &mut hy.browser, "hgs", &good).await, StatusCode::FORBIDDEN, "another venue");

        let forged = Machine::new().card(&hy.id, 1, [NAME, &door::identity(1), FOR_LIFE]);
        let altered = (good.0.replace(&door::identity(1), &door::identity(0)), good.1.clone());
        let of_other = card(&other, 1, FOR_LIFE);
        for (said, why) in [(&forged, "another key"), (&altered, "altered"), (&of_other, "another machine")] {
            assert_eq!(status(&door, &mut hy.browser, "hy", said).await, StatusCode::FORBIDDEN, "{why}");
        }
        let empty = hy.browser.post(&door, "/kiosk/hy/card", &[]).await;
        assert!(empty.status().is_client_error());
        let long = ("x".repeat(20_000), Vec::new());
        assert_eq!(status(&door, &mut hy.browser, "hy", &long).await, StatusCode::PAYLOAD_TOO_LARGE);
        assert!(!knows(&door, &mut hy.browser).await && !knows(&door, &mut nobody).await);

        let mut copied = hy.browser.clone();
        assert_eq!(status(&door, &mut hy.browser, "hy", &good).await, StatusCode::NO_CONTENT);
        assert!(knows(&door, &mut hy.browser).await);
        assert_eq!(status(&door, &mut copied, "hy", &good).await, StatusCode::CONFLICT, "the same again");
        assert!(!knows(&door, &mut copied).await);

        let mut steward = kiosk::steward(&door).await;
        let revoke = [("do", "revoke"), ("id", hy.id.as_str())];
        assert!(kiosk::form(&door, &mut steward, "/steward/devices", &revoke).await.is_ok());
        let late = card(&hy, 2, FOR_LIFE);
        assert_eq!(status(&door, &mut copied, "hy", &late).await, StatusCode::FORBIDDEN, "out of use");
        assert!(!knows(&door, &mut copied).await);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_that_has_expired_or_was_not_read_well_is_refused_kindly() {
    on_both(|door| async move {
        let _program = door.start().await;
        let mut kiosk = kiosk(&door, "hy").await;
        let slip = kiosk.key.card(&kiosk.id, 2, [NAME, "110102189905200012", FOR_LIFE]);
        for (said, why) in [(card(&kiosk, 1, "20261123"), "expired"), (slip, "unread"), (card(&kiosk, 3, "?"), "unread")] {
            let answer = send(&door, &mut kiosk.browser, "hy", &said).await;
            assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY, "{why}");
            assert_eq!(answer.text().await.expect("JSON"), format!("{{\"why\":\"{why}\"}}"));
            assert!(!knows(&door, &mut kiosk.browser).await);
        }
        let page = kiosk.browser.get(&door, "/sign-in").await.1;
        for said in ["expired", "unread"] {
            assert!(page.contains(&format!("data-say=\"{said}\"")), "the page has words for {said}");
        }
        // Its last day still counts.
        let today = card(&kiosk, 4, "20261124");
        assert_eq!(status(&door, &mut kiosk.browser, "hy", &today).await, StatusCode::NO_CONTENT);
        assert!(knows(&door, &mut kiosk.browser).await);
    })
    .await;
}
