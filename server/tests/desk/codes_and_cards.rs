//! What is scanned at a till: each wrong code is refused for its own reason, a picture of a code is worth nothing, a lost card
//! and a relative's code are worth only what they should be.

use app::ports::vouchers::{
    Bearer, Charge, ChargeAnswer, ChargeRefused, NewCarrier, Scan, Till, TillRefused, VoucherDesk as _, WalletRefused,
};
use domain::{
    identity::Name,
    ids::{BookingRef, WalletToken},
    pass::{Pass, PassKind},
    time::Moment,
    voucher::{CodeRefusal, Fen, WalletCode},
};

use crate::shop::{Shop, clothes, key, on_both, purchase, steward};

async fn refused(shop: &Shop, till: &Till, text: String, pin: Option<&str>) -> ChargeRefused {
    let scan = Scan { text, pin: pin.map(str::to_owned), at: None };
    let charge = Charge { key: key(), scan, lines: clothes(100), another: true };
    match shop.desk.charge(till, &charge).await.expect("an answer") {
        ChargeAnswer::Refused(refused) => refused,
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_wrong_code_has_its_own_reason() {
    on_both(async |shop| {
        let (wallet, till) = (shop.holder(10_000).await, shop.till("cs-01").await);
        let code = |refusal| ChargeRefused::Code(refusal);

        // With the limits that are shipped: good to the thirtieth second, a picture of it worthless in the next.
        let (shown, copied) = (shop.code(&wallet).await, shop.code(&wallet).await);
        shop.house.clock.set(shop.now().plus_ms(30_000));
        assert!(matches!(shop.desk.charge(&till, &purchase(shown, 100)).await, Ok(ChargeAnswer::Paid(_))));
        shop.house.clock.set(shop.now().plus_ms(1_000));
        assert_eq!(refused(&shop, &till, copied, None).await, code(CodeRefusal::TooOld));

        let good = shop.code(&wallet).await;
        let mut altered: Vec<char> = good.chars().collect();
        let at = altered.len() / 2;
        altered[at] = if altered[at] == 'A' { 'B' } else { 'A' };
        let answer = refused(&shop, &till, altered.into_iter().collect(), None).await;
        assert!(matches!(answer, ChargeRefused::Code(CodeRefusal::Altered | CodeRefusal::NotACode)), "{answer:?}");

        let keys = &shop.house.desk.keys;
        let signed = |district: &str, wallet: [u8; 16], offline: i64| {
            let code =
                WalletCode { district: district.to_owned(), wallet, issued: shop.now(), counter: 1, offline: Fen(offline) };
            code.sign(keys.pass_key_id(), keys.pass_signing())
        };
        assert_eq!(refused(&shop, &till, signed("dongcheng", [1; 16], 0), None).await, code(CodeRefusal::OtherDistrict));
        assert_eq!(refused(&shop, &till, signed("xicheng", [1; 16], 0), None).await, ChargeRefused::Unknown);
        let pass = Pass {
            kind: PassKind::Booking,
            reference: BookingRef::from_chance(1),
            venue: "hy".into(),
            valid_from: Moment(0),
            valid_until: Moment(0),
            generation: 0,
        };
        let pass = pass.sign(keys.pass_key_id(), keys.pass_signing());
        assert_eq!(refused(&shop, &till, pass, None).await, code(CodeRefusal::OtherPurpose));
        assert_eq!(refused(&shop, &till, "6901234567892".to_owned(), None).await, code(CodeRefusal::NotACode));

        // Taken once: who comes second with the same picture, at another till, has nothing.
        let charge = purchase(good.clone(), 100);
        assert!(matches!(shop.desk.charge(&till, &charge).await, Ok(ChargeAnswer::Paid(_))));
        let other = shop.till("cs-02").await;
        assert_eq!(refused(&shop, &other, good, None).await, ChargeRefused::CodeUsed);

        let blocked = shop.code(&wallet).await;
        let moved = shop.desk.block_wallet(&wallet, true, &steward()).await.expect("blocked");
        assert_eq!(refused(&shop, &till, blocked.clone(), None).await, ChargeRefused::Blocked);
        assert_eq!(shop.desk.code(&Bearer::Holder(moved.clone())).await, Err(WalletRefused::Blocked));
        assert_eq!(shop.desk.code(&Bearer::Holder(wallet)).await, Err(WalletRefused::Unknown), "its old address leads nowhere");
        let wallet = shop.desk.block_wallet(&moved, false, &steward()).await.expect("opened");
        assert_eq!(wallet, moved, "opened, it stays where it is");
        assert!(matches!(shop.desk.charge(&till, &purchase(blocked, 100)).await, Ok(ChargeAnswer::Paid(_))));

        shop.desk.block_till(&till.id, &steward()).await.expect("out of use");
        let code = shop.code(&wallet).await;
        assert_eq!(shop.desk.charge(&till, &purchase(code, 100)).await, Err(TillRefused::UnknownTill));
        assert_eq!(shop.books().await, 300);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_needs_its_pin_and_a_lost_one_is_worth_nothing() {
    on_both(async |shop| {
        let (wallet, till) = (shop.holder(20_000).await, shop.till("cs-01").await);
        assert_eq!(shop.desk.make_card(&wallet, Some("123456"), &steward()).await, Err(WalletRefused::WeakPin));
        let card = shop.desk.make_card(&wallet, None, &steward()).await.expect("printed");
        let pay = |text: &str, pin: &str, fen: i64| {
            let scan = Scan { text: text.to_owned(), pin: Some(pin.to_owned()), at: None };
            let charge = Charge { key: key(), scan, lines: clothes(fen), another: true };
            let (desk, till) = (shop.desk.clone(), till.clone());
            async move { desk.charge(&till, &charge).await.expect("an answer") }
        };
        // The PIN is the holder's word: also above the limit nothing waits for a phone that is not there.
        assert!(matches!(pay(&card.text, &card.pin, 8_000).await, ChargeAnswer::Paid(_)));
        assert_eq!(refused(&shop, &till, card.text.clone(), Some("000001")).await, ChargeRefused::WrongPin(4));
        assert_eq!(refused(&shop, &till, card.text.clone(), None).await, ChargeRefused::WrongPin(3));
        assert!(matches!(pay(&card.text, &card.pin, 100).await, ChargeAnswer::Paid(_)), "a right one begins anew");
        // Many guesses at once: five wrong ones are heard and no more, and then the right one does not help.
        let guesses: Vec<_> = (0..12).map(|n| pay(&card.text, &format!("00000{n}"), 100)).collect();
        let answers = futures::future::join_all(guesses).await;
        let wrong = |answer: &&ChargeAnswer| matches!(answer, ChargeAnswer::Refused(ChargeRefused::WrongPin(_)));
        assert_eq!(answers.iter().filter(wrong).count(), 4, "the fifth blocks it");
        assert_eq!(refused(&shop, &till, card.text.clone(), Some(&card.pin)).await, ChargeRefused::CardBlocked);

        let second = shop.desk.make_card(&wallet, Some("314159"), &steward()).await.expect("printed");
        assert!(matches!(pay(&second.text, "314159", 100).await, ChargeAnswer::Paid(_)));
        let third = shop.desk.make_card(&wallet, Some("271828"), &steward()).await.expect("printed");
        assert_eq!(refused(&shop, &till, second.text, Some("314159")).await, ChargeRefused::CardReplaced);
        shop.desk.block_card(&wallet, None).await.expect("reported lost");
        assert_eq!(refused(&shop, &till, third.text, Some("271828")).await, ChargeRefused::CardBlocked);
        assert_eq!(shop.books().await, 8_200);
        assert_eq!(shop.balance(&wallet).await, 11_800, "the money is not on the card");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_carries_is_limited_recorded_and_stopped() {
    on_both(async |shop| {
        let (wallet, till) = (shop.holder(20_000).await, shop.till("cs-01").await);
        let new = NewCarrier { name: Name::parse("样例丁").expect("a name"), phone: None, per_month: Fen(3_000), days: 30 };
        let too_much = NewCarrier { per_month: Fen(1_000_000), ..new.clone() };
        assert_eq!(shop.desk.add_carrier(&wallet, &too_much).await, Err(WalletRefused::NotAnAmount));
        let carrier = Bearer::Carrier(shop.desk.add_carrier(&wallet, &new).await.expect("added"));
        let code = shop.desk.code(&carrier).await.expect("a code");
        assert_eq!(code.balance, Fen(3_000), "they see what they may spend, not what is there");
        assert!(matches!(shop.desk.charge(&till, &purchase(code.text, 2_000)).await, Ok(ChargeAnswer::Paid(_))));
        let code = shop.desk.code(&carrier).await.expect("a code").text;
        let answer = shop.desk.charge(&till, &purchase(code.clone(), 1_001)).await;
        assert_eq!(answer, Ok(ChargeAnswer::Refused(ChargeRefused::CarrierLimit(Fen(1_000)))));
        let view = shop.desk.wallet(&wallet).await.expect("read").expect("there");
        assert_eq!((view.carriers[0].spent_this_month, view.carriers[0].name.as_str()), (Fen(2_000), "样*丁"));
        shop.desk.revoke_carrier(&wallet, &view.carriers[0].id).await.expect("taken back");
        let answer = shop.desk.charge(&till, &purchase(code, 100)).await;
        assert_eq!(answer, Ok(ChargeAnswer::Refused(ChargeRefused::CarrierEnded)), "also with a code from before");
        assert_eq!(shop.desk.code(&carrier).await, Err(WalletRefused::Ended));
        let unknown = Bearer::Holder(WalletToken::from("nobody"));
        assert_eq!(shop.desk.code(&unknown).await, Err(WalletRefused::Unknown));
        assert_eq!(shop.books().await, 2_000);
    })
    .await;
}
