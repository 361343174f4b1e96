//! A kiosk without a network: what it has beforehand, and requests to be called back. A request is there once, however often it is
//! delivered, only the server reads it, and who was called is forgotten.

use aes_gcm::{
    Aes256Gcm, KeyInit as _,
    aead::{Aead as _, Payload},
};
use app::{
    ports::{Delivered, OfflineDesk as _, SealedRequest},
    visit::Staff,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use domain::{ids::VenueCode, time::Moment};
use jiff::civil::time;
use p256::{PublicKey, SecretKey, ecdh::diffie_hellman, elliptic_curve::sec1::ToSec1Point as _};
use serde_json::json;
use server::desk::{Desk, offline::Offline, retention};
use sha2::Sha256;

use crate::{
    cases::cases_of,
    harness::{House, TODAY, on_both, venue},
};

/// What `public/kiosk/offline/seal.js` does.
pub fn sealed(public: &str, aad: &str, plain: &str) -> String {
    let public = PublicKey::from_sec1_bytes(&hex::decode(public).expect("hexadecimal")).expect("a point");
    let ours = SecretKey::from_slice(&rand::random::<[u8; 32]>()).expect("below the order but once in 2³² tries");
    let point = ours.public_key().to_sec1_point(false);
    let shared = diffie_hellman(ours.to_nonzero_scalar(), public.as_affine());
    let mut key = [0; 32];
    shared.extract::<Sha256>(Some(point.as_bytes())).expand(b"yimen kiosk request 1", &mut key).expect("short");
    let nonce: [u8; 12] = rand::random();
    let payload = Payload { msg: plain.as_bytes(), aad: aad.as_bytes() };
    let text = Aes256Gcm::new(&key.into()).encrypt(&nonce.into(), payload).expect("sealed");
    STANDARD.encode([point.as_bytes(), &nonce, &text].concat())
}

/// The desk of kiosks without a network.
pub fn offline(desk: &Desk) -> Offline {
    Offline::new(desk.clone(), cases_of(desk))
}

fn request(
    desk: &Offline,
    at: &VenueCode,
    attempt: &str,
    service: &str,
    name: &str,
    phone: &str,
    asked: Moment,
) -> SealedRequest {
    let plain = json!({ "service": service, "name": name, "phone": phone, "asked_ms": asked.0 }).to_string();
    let public = desk.kit(&venue()).expect("a kit").seal;
    SealedRequest { attempt: attempt.to_owned(), sealed: sealed(&public, &format!("kiosk-request:{at}:{attempt}"), &plain) }
}

fn steward(venues: &[&str]) -> Staff {
    Staff {
        account: "steward".to_owned(),
        name: "值守".to_owned(),
        counter: false,
        steward: true,
        helper: false,
        department: None,
        store: None,
        venues: venues.iter().map(|venue| (*venue).to_owned()).collect(),
    }
}

async fn messages(house: &House) -> i64 {
    house.count("SELECT COUNT(*) FROM message").await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_is_there_once_and_who_was_called_is_forgotten() {
    on_both(1, async |house| {
        let (desk, here, now) = (offline(&house.desk), venue(), house.desk.clock.now());
        let asked = now.plus_minutes(-12);
        let one = request(&desk, &here, "one", "xc-hy-01", " 金丝雀 ", "138 0013 8000", asked);
        let two = request(&desk, &here, "two", "XC-HY-01", "某", "13900139000", now.plus_minutes(60));
        for _ in 0..2 {
            let outcomes = desk.deliver(&here, &[two.clone(), one.clone()]).await.expect("taken");
            assert_eq!(outcomes, [Delivered::Received; 2]);
        }
        assert_eq!(messages(&house).await, 2, "each is told once that it arrived");
        let open = desk.call_backs(&steward(&[])).await.expect("read");
        let said: Vec<_> =
            open.iter().map(|one| (one.name.as_str(), one.phone.as_str(), one.service.as_str(), one.asked)).collect();
        let expected = [("金丝雀", "13800138000", "XC-HY-01", asked), ("某", "13900139000", "XC-HY-01", now)];
        assert_eq!(said, expected, "in order, and nobody asks in the future");
        assert!(desk.call_backs(&steward(&["elsewhere"])).await.expect("read").is_empty());
        assert!(!desk.called(&open[0].id, &steward(&["elsewhere"])).await.expect("refused"));
        assert!(desk.called(&open[0].id, &steward(&["hy"])).await.expect("called"));
        assert!(!desk.called(&open[0].id, &steward(&["hy"])).await.expect("once"));
        assert_eq!(house.count("SELECT COUNT(*) FROM call_back WHERE person_sealed <> ''").await, 1);
        // Delivered again after that, it does not come back.
        desk.deliver(&here, &[one]).await.expect("taken");
        assert_eq!(desk.call_backs(&steward(&[])).await.expect("read").len(), 1);
        house.clock.pass_minutes(60 * 24 * 200);
        retention::forget(&house.desk, 180).await.expect("forgotten");
        assert!(desk.call_backs(&steward(&[])).await.expect("read").is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_request_of_this_venue_is_unreadable_and_disturbs_no_other() {
    on_both(1, async |house| {
        let (desk, here, now) = (offline(&house.desk), venue(), house.desk.clock.now());
        let good = |attempt: &str| request(&desk, &here, attempt, "XC-HY-01", "某", "13800138000", now);
        let elsewhere = request(&desk, &"elsewhere".into(), "one", "XC-HY-01", "某", "13800138000", now);
        let renamed = SealedRequest { attempt: "another".to_owned(), ..good("two") };
        let garbage = SealedRequest { attempt: "three".to_owned(), sealed: "AAAA".to_owned() };
        let wrong = [
            request(&desk, &here, "four", "XC-XX-99", "某", "13800138000", now),
            request(&desk, &here, "five", "XC-HY-01", "  ", "13800138000", now),
            request(&desk, &here, "six", "XC-HY-01", "某", "010-1234567", now),
            request(&desk, &here, "seven", "XC-HY-01", &"长".repeat(41), "13800138000", now),
        ];
        let all = [vec![elsewhere, renamed, garbage], wrong.to_vec(), vec![good("eight")]].concat();
        let outcomes = desk.deliver(&here, &all).await.expect("taken");
        assert_eq!(outcomes, [vec![Delivered::Unreadable; 7], vec![Delivered::Received]].concat());
        assert_eq!(desk.call_backs(&steward(&[])).await.expect("read").len(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn at_night_a_kiosk_has_no_numbers_ready_and_elsewhere_there_is_no_kit() {
    on_both(1, async |house| {
        let desk = offline(&house.desk);
        assert!(desk.kit(&"elsewhere".into()).is_none());
        let kit = desk.kit(&venue()).expect("a kit");
        assert_eq!((kit.now, kit.numbers), (house.desk.clock.now(), 40));
        assert_eq!(kit.keys.len(), 1);
        for (hour, numbers) in [(6, 0), (7, 40), (19, 40), (20, 0), (23, 0)] {
            house.clock.set(Moment::beijing(TODAY, time(hour, 0, 0, 0)));
            assert_eq!(desk.kit(&venue()).expect("a kit").numbers, numbers, "{hour}");
        }
    })
    .await;
}
