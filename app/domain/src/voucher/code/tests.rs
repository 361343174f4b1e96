use proptest::prelude::*;

use super::*;
use crate::{
    ids::BookingRef,
    pass::{Pass, PassKind},
    voucher::Rules,
};

/// As in server/data/vouchers.toml.
const LIFE: CodeLife = CodeLife { seconds: 30, tolerance_seconds: 5 };
const MADE: Moment = Moment(1_795_480_200_000);

fn key(seed: u8) -> SigningKey {
    SigningKey::from_bytes(&[seed; 32])
}

fn keys() -> PassKeys {
    PassKeys { keys: vec![(7, key(1).verifying_key())] }
}

fn code() -> WalletCode {
    WalletCode { district: "xicheng".to_owned(), wallet: [9; 16], issued: MADE, counter: 3, offline: Fen(3000) }
}

fn read(text: &str, after_ms: i64) -> Result<WalletCode, CodeRefusal> {
    WalletCode::read(text, &keys(), "xicheng", MADE.plus_ms(after_ms), LIFE)
}

#[test]
fn a_code_is_good_for_thirty_seconds() {
    let shipped = Rules::read("vouchers.toml", include_str!("../../../../../server/data/vouchers.toml")).expect("our rules");
    assert_eq!(shipped.code, LIFE);
    let text = code().sign(7, &key(1));
    assert_eq!(read(&text, 0), Ok(code()));
    assert_eq!(read(&format!(" {}\r\n", text.to_lowercase()), 30_000), Ok(code()));
    for late in [30_001, 31_000, 35_000] {
        assert_eq!(read(&text, late), Err(CodeRefusal::TooOld), "{late}");
    }
}

#[test]
fn clocks_that_differ_make_no_code_older_than_it_may_be() {
    let text = code().sign(7, &key(1));
    assert_eq!(read(&text, -5_000), Ok(code()));
    assert_eq!(read(&text, -5_001), Err(CodeRefusal::FromTheFuture));
    let same_clocks = CodeLife { tolerance_seconds: 0, ..LIFE };
    assert_eq!(WalletCode::read(&text, &keys(), "xicheng", MADE.plus_ms(-1), same_clocks), Err(CodeRefusal::FromTheFuture));
}

#[test]
fn each_wrong_code_has_its_own_reason() {
    let elsewhere = WalletCode { district: "dongcheng".to_owned(), ..code() };
    assert_eq!(read(&elsewhere.sign(7, &key(2)), 0), Err(CodeRefusal::OtherDistrict));
    assert_eq!(read(&elsewhere.sign(7, &key(1)), 0), Err(CodeRefusal::OtherDistrict), "also under our own key");
    assert_eq!(read(&code().sign(7, &key(2)), 0), Err(CodeRefusal::Altered));
    assert_eq!(read(&code().sign(8, &key(1)), 0), Err(CodeRefusal::Altered));
    let pass = Pass {
        kind: PassKind::Booking,
        reference: BookingRef::from_chance(1),
        venue: "hy".into(),
        valid_from: MADE,
        valid_until: MADE,
        generation: 0,
    };
    assert_eq!(read(&pass.sign(7, &key(1)), 0), Err(CodeRefusal::OtherPurpose));
    let card = CardCode { district: "xicheng".to_owned(), card: [4; 16] };
    assert_eq!(read(&card.sign(7, &key(1)), 0), Err(CodeRefusal::OtherPurpose));
    assert_eq!(CardCode::read(&code().sign(7, &key(1)), &keys(), "xicheng"), Err(CodeRefusal::OtherPurpose));
    for text in ["", "https://weixin.qq.com/r/abc", "6901234567892", "张三", &"0".repeat(5000)] {
        assert_eq!(read(text, 0), Err(CodeRefusal::NotACode), "{text}");
    }
    let mut later = base45::decode(code().sign(7, &key(1))).expect("ours");
    later[0] = 2;
    assert_eq!(read(&base45::encode(&later), 0), Err(CodeRefusal::UnknownVersion));
}

#[test]
fn more_money_by_one_bit_is_altered() {
    let mut bytes = base45::decode(code().sign(7, &key(1))).expect("ours");
    let balance = 4 + "xicheng".len() + 16 + 8 + 8;
    bytes[balance] ^= 1;
    assert_eq!(read(&base45::encode(&bytes), 0), Err(CodeRefusal::Altered));
}

#[test]
fn a_card_is_read_and_holds_no_more_than_its_name() {
    let card = CardCode { district: "xicheng".to_owned(), card: [4; 16] };
    let text = card.sign(7, &key(1));
    assert!(CardCode::claimed_by(&text) && !CardCode::claimed_by(&code().sign(7, &key(1))));
    assert_eq!(CardCode::read(&text, &keys(), "xicheng"), Ok(card));
    assert_eq!(CardCode::read(&text, &keys(), "dongcheng"), Err(CodeRefusal::OtherDistrict));
    assert!(text.len() < 150, "short enough for a print of 25 mm");
}

proptest! {
    #[test]
    fn no_altered_bit_is_taken(at in 0usize..2000, offline in 0i64..10_000_000, counter: u64) {
        let made = WalletCode { offline: Fen(offline), counter, ..code() };
        let text = made.sign(7, &key(1));
        prop_assert_eq!(read(&text, 0), Ok(made));
        let mut bytes = base45::decode(&text).expect("ours");
        let bit = at % (bytes.len() * 8);
        bytes[bit / 8] ^= 1 << (bit % 8);
        prop_assert!(read(&base45::encode(&bytes), 0).is_err());
    }
}
