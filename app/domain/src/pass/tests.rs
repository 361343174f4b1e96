use proptest::prelude::*;

use super::*;

const KEY_ID: u8 = 7;

fn key(seed: u8) -> SigningKey {
    SigningKey::from_bytes(&[seed; 32])
}

fn keys() -> PassKeys {
    PassKeys { keys: vec![(KEY_ID, key(1).verifying_key())] }
}

fn pass() -> Pass {
    Pass {
        kind: PassKind::Booking,
        reference: BookingRef::from_chance(20_261_124),
        venue: "hy".into(),
        valid_from: Moment(1_795_480_200_000),
        valid_until: Moment(1_795_487_400_000),
        generation: 0,
    }
}

fn any_pass() -> impl Strategy<Value = Pass> {
    (any::<u64>(), "[a-zA-Z0-9-]{1,12}", any::<u32>(), any::<u32>(), any::<u16>()).prop_map(
        |(chance, venue, from, until, generation)| Pass {
            kind: PassKind::Booking,
            reference: BookingRef::from_chance(chance),
            venue: VenueCode(venue),
            valid_from: Moment(i64::from(from) * 1000),
            valid_until: Moment(i64::from(until) * 1000),
            generation,
        },
    )
}

#[test]
fn a_scanner_may_add_a_line_end_and_lose_the_capitals() {
    let text = pass().sign(KEY_ID, &key(1));
    assert_eq!(Pass::read(&format!(" {}\r\n", text.to_lowercase()), &keys()), Ok(pass()));
}

/// A kiosk without a network reads passes too: e2e/units/a-pass-is-read-without-a-network.test.mjs holds the same text.
#[test]
fn a_kiosk_without_a_network_reads_the_same_pass() {
    assert_eq!(pass().reference.as_str(), "48AAK00T");
    assert_eq!(
        pass().sign(KEY_ID, &key(1)),
        "W50:+0157KB8646-RAF9D ND9SR ND98V000.%1LEVBCMMS1776$J1F56.XGF58Q2DQ9VU*Q$$R.%S3XQ PVR9VCX36YB  S3BBI%8%%6X5FYVSH7K5VST0WL+G6LA8 F/+D"
    );
}

#[test]
fn another_code_is_not_a_pass() {
    for text in
        ["", "HTTPS://EXAMPLE.COM/A", "https://weixin.qq.com/r/abc?x=1", "6901234567892", "张三", "7KQ4-2MX9", &"0".repeat(5000)]
    {
        assert_eq!(Pass::read(text, &keys()), Err(PassRefusal::NotAPass), "{text}");
    }
    let torn = pass().sign(KEY_ID, &key(1));
    assert_eq!(Pass::read(&torn[..60], &keys()), Err(PassRefusal::NotAPass));
}

#[test]
fn a_key_that_is_not_ours_is_refused() {
    assert_eq!(Pass::read(&pass().sign(KEY_ID, &key(2)), &keys()), Err(PassRefusal::Forged));
    assert_eq!(Pass::read(&pass().sign(8, &key(1)), &keys()), Err(PassRefusal::UnknownKey));
}

#[test]
fn a_pass_of_a_later_version_says_so() {
    let mut bytes = base45::decode(pass().sign(KEY_ID, &key(1))).expect("we wrote it");
    bytes[0] = 2;
    assert_eq!(Pass::read(&base45::encode(&bytes), &keys()), Err(PassRefusal::UnknownVersion));
}

#[test]
fn while_keys_change_both_are_known() {
    let mut both = keys();
    both.keys.push((8, key(2).verifying_key()));
    assert!(Pass::read(&pass().sign(KEY_ID, &key(1)), &both).is_ok());
    assert!(Pass::read(&pass().sign(8, &key(2)), &both).is_ok());
}

#[test]
fn nothing_personal_and_nothing_long_is_inside() {
    let longest = Pass { venue: "abcdefghijkl".into(), ..pass() };
    assert!(longest.sign(KEY_ID, &key(1)).len() <= 160);
}

proptest! {
    #[test]
    fn what_was_signed_is_read(pass in any_pass(), key_id: u8) {
        let text = pass.sign(key_id, &key(1));
        prop_assert!(text.trim() == text && text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b" $%*+-./:".contains(&b)));
        let keys = PassKeys { keys: vec![(key_id, key(1).verifying_key())] };
        prop_assert_eq!(Pass::read(&text, &keys), Ok(pass));
    }

    #[test]
    fn another_character_anywhere_is_refused(pass in any_pass(), at in 0usize..1000, to in "[0-9A-Z $%*+./:-]") {
        let text = pass.sign(KEY_ID, &key(1));
        let at = at % text.len();
        let altered = format!("{}{to}{}", &text[..at], &text[at + 1..]);
        // A space at the very end is dropped like any scanner's: then a character is missing, which is refused as well.
        prop_assume!(altered != text);
        prop_assert!(Pass::read(&altered, &keys()).is_err());
    }

    #[test]
    fn a_text_of_chance_is_refused(text in ".{0,200}", bytes in prop::collection::vec(any::<u8>(), 0..140)) {
        prop_assert!(Pass::read(&text, &keys()).is_err());
        prop_assert!(Pass::read(&base45::encode(&bytes), &keys()).is_err());
    }

    #[test]
    fn another_key_is_refused(pass in any_pass(), seed in 2u8..255) {
        prop_assert_eq!(Pass::read(&pass.sign(KEY_ID, &key(seed)), &keys()), Err(PassRefusal::Forged));
    }
}

proptest! {
    // Every bit of each pass is tried, so fewer passes are enough.
    #![proptest_config(ProptestConfig::with_cases(12))]
    #[test]
    fn every_single_flipped_bit_is_refused(pass in any_pass()) {
        let bytes = base45::decode(pass.sign(KEY_ID, &key(1))).expect("we wrote it");
        for bit in 0..bytes.len() * 8 {
            let mut altered = bytes.clone();
            altered[bit / 8] ^= 1 << (bit % 8);
            prop_assert!(Pass::read(&base45::encode(&altered), &keys()).is_err(), "bit {} was not noticed", bit);
        }
    }
}
