//! The charity department keeps a ledger of its own. Whatever happens on the way (answers lost, hours out of service), every
//! movement arrives once, and both ledgers say the same of every account.

use std::sync::Arc;

use app::ports::vouchers::{Bearer, BookCause, BooksRefused, ChargeAnswer, GivesBack, Grant, Reversal, VoucherDesk as _};
use domain::{
    ids::StoreCode,
    voucher::{Fen, Rules},
};
use jiff::ToSpan as _;
use serde_json::json;
use server::desk::vouchers::Vouchers;

use crate::{
    harness::{TODAY, on_both},
    shop::{grantee, key, purchase, steward},
    town::Town,
};

#[tokio::test(flavor = "multi_thread")]
async fn both_ledgers_say_the_same_after_lost_answers_and_a_day_out_of_service() {
    on_both(1, async |house| {
        let town = Town::meet(house, str::to_owned).await;
        let rules = Rules::read("vouchers.toml", include_str!("../../data/vouchers.toml")).expect("our rules");
        let desk = Vouchers::open(town.house.desk.clone(), Arc::new(rules)).await.expect("the desk opens");
        let (till, _) = desk.enrol_till(&StoreCode::from("cs-01"), "1号", &steward()).await.expect("enrolled");
        let grant = |fen| Grant { key: key(), programme: "winter".to_owned(), amount: Some(Fen(fen)), to: grantee(), case: None };
        let wallet = desk.issue(&grant(10_000), &steward()).await.expect("granted").wallet;
        let buy = async |fen| {
            let code = desk.code(&Bearer::Holder(wallet.clone())).await.expect("a code").text;
            match desk.charge(&till, &purchase(code, fen)).await.expect("an answer") {
                ChargeAnswer::Paid(receipt) => receipt.charge,
                other => panic!("{other:?}"),
            }
        };
        let next_week = TODAY.checked_add(7.days()).expect("a day of this year");
        let compared = async || desk.compare_books(TODAY, next_week).await;
        let first = buy(1_250).await;
        town.switch("charity", json!({ "lose_answers": 2 })).await;
        town.deliver_all().await;
        let reversal = Reversal { key: key(), charge: first, fen: Some(Fen(250)), reason: "扫多了".to_owned() };
        desk.reverse(&reversal, &GivesBack::Steward(steward())).await.expect("back");
        buy(700).await;
        town.switch("charity", json!({ "down": "refuse" })).await;
        buy(300).await;
        town.courier.deliver_due().await;
        assert_eq!(compared().await, Err(BooksRefused::NoAnswer), "out of service");
        town.switch("charity", json!({})).await;
        // What has not arrived yet is said to be on its way.
        let on_their_way = compared().await.expect("compared");
        assert!(!on_their_way.is_empty());
        assert!(on_their_way.iter().all(|line| line.why == BookCause::OnItsWay && line.theirs.is_none()), "{on_their_way:?}");
        town.deliver_all().await;
        assert_eq!(compared().await.expect("compared"), []);
        // Another week has its own movements: none of this one is missed there, on either side.
        let after_that = next_week.checked_add(7.days()).expect("a day of this year");
        assert_eq!(desk.compare_books(next_week, after_that).await.expect("compared"), []);

        let theirs = town.get("/charity/vouchers/ledger").await;
        let ours = sqlx::query_as::<_, (String, i64)>("SELECT id, balance FROM voucher_account WHERE last_entry > 0");
        let ours = ours.fetch_all(town.house.desk.store.reads()).await.expect("rows");
        assert_eq!(ours.len(), theirs["accounts"].as_object().map_or(0, serde_json::Map::len));
        for (account, balance) in ours {
            assert_eq!(theirs["accounts"][&account], balance, "{account}");
        }
        let entries = town.house.count("SELECT COUNT(*) FROM voucher_entry").await;
        assert_eq!(theirs["entries"].as_array().map(Vec::len), usize::try_from(entries).ok());
        assert_eq!(desk.totals().await.expect("read").stores, Fen(2_000));
    })
    .await;
}
