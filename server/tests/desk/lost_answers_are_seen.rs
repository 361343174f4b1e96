//! An answer that is lost on its way to the till: the till sees what became of its try before it charges again, and nobody pays
//! twice without somebody having said that it is another purchase. And a code that was scanned before the amount pays once.

use app::ports::vouchers::{
    Charge, ChargeAnswer, ChargeRefused, GivesBack, Receipt, Reversal, Till, TillRefused, VoucherDesk as _,
};
use domain::{
    ids::WalletToken,
    voucher::{CodeRefusal, Fen},
};

use crate::shop::{Shop, key, on_both, paid, purchase, steward};

/// A purchase of which nobody has said that it is another one.
async fn once(shop: &Shop, wallet: &WalletToken, fen: i64) -> Charge {
    Charge { another: false, ..purchase(shop.code(wallet).await, fen) }
}

async fn answer(shop: &Shop, till: &Till, charge: &Charge) -> ChargeAnswer {
    shop.desk.charge(till, charge).await.expect("an answer")
}

fn asks_about(answer: &ChargeAnswer, receipt: &Receipt) -> bool {
    matches!(answer, ChargeAnswer::Refused(ChargeRefused::JustPaid { charge, fen, .. })
        if *charge == receipt.charge && *fen == receipt.fen)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_try_whose_answer_was_lost_is_seen_by_its_key_and_by_its_till() {
    on_both(async |shop| {
        let (wallet, till) = (shop.holder(10_000).await, shop.till("cs-01").await);
        assert_eq!(shop.desk.last_try(&till).await, Ok(None));
        let charge = once(&shop, &wallet, 1_250).await;
        let receipt = paid(answer(&shop, &till, &charge).await);
        // The page comes back with its key and the next code: another request, which charges nothing.
        let again = Charge { key: charge.key.clone(), ..once(&shop, &wallet, 1_250).await };
        assert_eq!(shop.desk.charge(&till, &again).await, Err(TillRefused::KeyReused));
        assert_eq!(shop.desk.outcome(&till, &charge.key).await, Ok(Some(ChargeAnswer::Paid(receipt.clone()))));
        let last = shop.desk.last_try(&till).await.expect("read").expect("there");
        assert_eq!((last.key, last.answer), (charge.key, ChargeAnswer::Paid(receipt)));
        // A refusal is a try too; what is settled from the queue is none.
        shop.house.clock.pass_minutes(1);
        let refused = once(&shop, &wallet, 99_999).await;
        answer(&shop, &till, &refused).await;
        shop.house.clock.pass_minutes(1);
        let queued = shop.offline(&till, &wallet, 100).await;
        shop.desk.settle(&till, &[queued]).await.expect("settled");
        assert_eq!(shop.desk.last_try(&till).await.expect("read").expect("there").key, refused.key);
        assert_eq!(shop.desk.last_try(&shop.till("cs-01").await).await, Ok(None), "another till has its own");
        assert_eq!(shop.books().await, 1_350);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_amount_at_the_same_till_is_asked_about_first() {
    on_both(async |shop| {
        let (wallet, till) = (shop.holder(10_000).await, shop.till("cs-01").await);
        let first = paid(answer(&shop, &till, &once(&shop, &wallet, 500).await).await);
        shop.house.clock.pass_minutes(1);
        let code = shop.code(&wallet).await;
        let asked = answer(&shop, &till, &Charge { another: false, ..purchase(code.clone(), 500) }).await;
        assert!(asks_about(&asked, &first), "{asked:?}");
        assert_eq!(shop.balance(&wallet).await, 9_500);
        // Somebody says that it is another one: the code that was shown is still good for it.
        let second = paid(answer(&shop, &till, &purchase(code, 500)).await);
        assert_ne!(first.charge, second.charge);
        // Another amount, another till, another person: nobody is asked.
        paid(answer(&shop, &till, &once(&shop, &wallet, 501).await).await);
        paid(answer(&shop, &shop.till("cs-01").await, &once(&shop, &wallet, 500).await).await);
        paid(answer(&shop, &till, &once(&shop, &shop.holder(1_000).await, 500).await).await);
        // Nor where it was given back meanwhile, or long ago.
        let asked = answer(&shop, &till, &once(&shop, &wallet, 500).await).await;
        assert!(asks_about(&asked, &second), "{asked:?}");
        for receipt in [first, second] {
            let reversal = Reversal { key: key(), charge: receipt.charge, fen: None, reason: "示例".to_owned() };
            shop.desk.reverse(&reversal, &GivesBack::Steward(steward())).await.expect("back");
        }
        let third = paid(answer(&shop, &till, &once(&shop, &wallet, 500).await).await);
        assert!(asks_about(&answer(&shop, &till, &once(&shop, &wallet, 500).await).await, &third));
        shop.house.clock.pass_minutes(10);
        paid(answer(&shop, &till, &once(&shop, &wallet, 500).await).await);
        shop.books().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_that_was_scanned_before_the_amount_pays_once_and_within_minutes() {
    on_both(async |shop| {
        let (wallet, till) = (shop.holder(10_000).await, shop.till("cs-01").await);
        let code = shop.code(&wallet).await;
        let sealed = shop.desk.hold_scan(&till, &code);
        assert!(!sealed.contains(&code), "what stands in the page is sealed");
        shop.house.clock.set(shop.now().plus_ms(120_000));
        // Shown anew it is too old; kept since it was good, it pays.
        let mut charge = purchase(code.clone(), 500);
        let too_old = ChargeAnswer::Refused(ChargeRefused::Code(CodeRefusal::TooOld));
        assert_eq!(answer(&shop, &till, &charge).await, too_old);
        let held = shop.desk.held_scan(&till, &sealed).expect("kept");
        assert_eq!(held.text, code);
        charge.key = key();
        charge.scan.at = Some(held.at);
        assert_eq!(shop.desk.applies(&till, &charge.scan).await.expect("an answer").expect("good").most, Fen(10_000));
        paid(answer(&shop, &till, &charge).await);
        charge.key = key();
        assert_eq!(answer(&shop, &till, &charge).await, ChargeAnswer::Refused(ChargeRefused::CodeUsed));
        // It is nothing at another till, altered, or later.
        assert_eq!(shop.desk.held_scan(&shop.till("cs-01").await, &sealed), None);
        assert_eq!(shop.desk.held_scan(&till, &sealed.to_ascii_lowercase()), None);
        shop.house.clock.set(shop.now().plus_ms(60_000));
        assert_eq!(shop.desk.held_scan(&till, &sealed), None);
        assert_eq!(shop.books().await, 500);
    })
    .await;
}
