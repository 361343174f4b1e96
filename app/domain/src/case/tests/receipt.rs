use ed25519_dalek::SigningKey;
use proptest::prelude::*;

use crate::{
    case::{Counted, Digest, Receipt, ReceiptPromise, Verdict},
    ids::{BookingRef, CaseRef, ServiceCode},
    pass::{Pass, PassKeys, PassKind, PassRefusal},
    time::Moment,
};

const KEY_ID: u8 = 7;

fn key(seed: u8) -> SigningKey {
    SigningKey::from_bytes(&[seed; 32])
}

fn keys() -> PassKeys {
    PassKeys { keys: vec![(KEY_ID, key(1).verifying_key())] }
}

fn any_receipt() -> impl Strategy<Value = Receipt> {
    let promise = prop_oneof![
        Just(ReceiptPromise::AtTheCounter),
        (any::<u16>(), prop_oneof![Just(Counted::Workdays), Just(Counted::Days)])
            .prop_map(|(days, counted)| ReceiptPromise::Within { days, counted }),
    ];
    (any::<u64>(), "[A-Z0-9-]{1,16}", any::<u16>(), any::<u32>(), promise, any::<[u8; 32]>(), any::<[u8; 32]>()).prop_map(
        |(chance, service, version, received, promise, answers, materials)| Receipt {
            reference: CaseRef::from_chance(chance),
            service: ServiceCode(service),
            version,
            received: Moment(i64::from(received) * 1000),
            promise,
            answers: Digest(answers),
            materials: Digest(materials),
        },
    )
}

fn receipt() -> Receipt {
    Receipt {
        reference: CaseRef::from_chance(20_261_124),
        service: "XC-JZ-01".into(),
        version: 1,
        received: Moment(1_795_480_200_000),
        promise: ReceiptPromise::AtTheCounter,
        answers: Digest::of(b"answers"),
        materials: Digest::of_materials([]),
    }
}

#[test]
fn a_receipt_fits_a_small_code_and_says_nothing_of_the_person() {
    let text = receipt().sign(KEY_ID, &key(1));
    assert!(text.len() <= 250, "{}", text.len());
    assert!(receipt().is_of(Digest::of(b"answers"), Digest::of_materials([])));
    assert!(!receipt().is_of(Digest::of(b"other answers"), Digest::of_materials([])));
}

#[test]
fn another_key_and_another_code_are_told_apart() {
    let text = receipt().sign(KEY_ID, &key(1));
    assert_eq!(Receipt::verify(&receipt().sign(KEY_ID + 1, &key(1)), &keys()), Verdict::UnknownKey);
    assert_eq!(Receipt::verify(&receipt().sign(KEY_ID, &key(2)), &keys()), Verdict::Altered);
    assert_eq!(Receipt::verify(&format!(" {}\r\n", text.to_lowercase()), &keys()), Verdict::Genuine(receipt()));
    for other in ["", "https://example.com/verify", "7KQ4-2MX9", &text[..text.len() - 3], &"0".repeat(5000)] {
        assert_eq!(Receipt::verify(other, &keys()), Verdict::Malformed, "{other}");
    }
}

#[test]
fn a_pass_is_no_receipt_and_a_receipt_no_pass() {
    let pass = Pass {
        kind: PassKind::Booking,
        reference: BookingRef::from_chance(1),
        venue: "hy".into(),
        valid_from: Moment(0),
        valid_until: Moment(1000),
        generation: 0,
    };
    assert_eq!(Receipt::verify(&pass.sign(KEY_ID, &key(1)), &keys()), Verdict::Malformed);
    assert_eq!(Pass::read(&receipt().sign(KEY_ID, &key(1)), &keys()), Err(PassRefusal::NotAPass));
}

#[test]
fn digests_of_materials_follow_the_pages() {
    let (one, two) = (Digest::of(b"1"), Digest::of(b"2"));
    let sum = |materials: &[(&str, Digest)]| Digest::of_materials(materials.iter().copied());
    assert_eq!(sum(&[("a", one), ("b", two)]), sum(&[("b", two), ("a", one)]));
    assert_ne!(sum(&[("a", one), ("a", two)]), sum(&[("a", two), ("a", one)]), "two pages changed places");
    assert_ne!(sum(&[("a", one)]), sum(&[("b", one)]));
    assert_eq!(Digest::of(b"abc").to_string(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    let json = serde_json::to_string(&one).expect("it is data");
    assert_eq!(serde_json::from_str::<Digest>(&json).expect("as written"), one);
    for wrong in ["\"\"", "\"zz\"", "\"ba7816\"", &format!("\"{}é\"", "a".repeat(62))] {
        assert!(serde_json::from_str::<Digest>(wrong).is_err(), "{wrong}");
    }
}

proptest! {
    #[test]
    fn a_receipt_is_read_back_as_it_was_signed(receipt in any_receipt()) {
        prop_assert_eq!(Receipt::verify(&receipt.sign(KEY_ID, &key(1)), &keys()), Verdict::Genuine(receipt));
    }

    #[test]
    fn no_flipped_bit_goes_unnoticed(receipt in any_receipt(), place: prop::sample::Index, bit in 0u8..8) {
        let mut bytes = base45::decode(receipt.sign(KEY_ID, &key(1))).expect("our own text");
        let place = place.index(bytes.len());
        bytes[place] ^= 1 << bit;
        let verdict = Receipt::verify(&base45::encode(&bytes), &keys());
        prop_assert!(!matches!(verdict, Verdict::Genuine(_)), "{:?}", verdict);
    }

    #[test]
    fn no_changed_character_goes_unnoticed(receipt in any_receipt(), place: prop::sample::Index, other in "[0-9A-Z $%*+./:-]") {
        let text = receipt.sign(KEY_ID, &key(1));
        let place = place.index(text.len());
        let changed = format!("{}{other}{}", &text[..place], &text[place + 1..]);
        prop_assume!(changed.trim() != text.trim());
        prop_assert!(!matches!(Receipt::verify(&changed, &keys()), Verdict::Genuine(_)));
    }

    #[test]
    fn any_text_is_answered(text in "\\PC{0,300}") {
        prop_assert!(!matches!(Receipt::verify(&text, &keys()), Verdict::Genuine(_)));
    }
}
