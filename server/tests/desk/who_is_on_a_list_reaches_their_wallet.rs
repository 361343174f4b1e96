//! Who is granted something by staff, with a telephone, reaches their wallet though they never were here: by a code to that telephone
//! and the last four of their document, both. A list takes nobody's own telephone over. What staff do to reach a wallet is
//! kept, and gives them no address.

use app::{
    ports::{
        ResidentDesk as _,
        vouchers::{Grantee, VoucherDesk as _},
    },
    visit::{Resident, Staff},
};
use domain::{identity::Phone, ids::WalletToken};
use server::desk::{
    residents::{Residents, Stay},
    retention,
};
use sqlx::Row as _;

use crate::shop::{Shop, grantee, on_both, steward};

fn residents(shop: &Shop) -> Residents {
    Residents::new(shop.house.desk.clone(), shop.house.clock.clone(), None, Stay { own: 60, kiosk: 5 })
}

fn phone(number: &str) -> Phone {
    Phone::parse(number).expect("a phone")
}

/// The wallet that a code to this telephone would open; `None` where nothing is sent.
async fn reached(shop: &Shop, phone: &Phone, last_four: &str) -> Option<WalletToken> {
    let visitor = shop.house.desk.keys.token();
    residents(shop).ask_code(phone, last_four, &visitor).await.expect("the same answer to everybody");
    let mut tx = shop.house.desk.store.begin().await.expect("a transaction");
    let row = sqlx::query("DELETE FROM resident_code RETURNING resident").fetch_one(&mut *tx).await.expect("an attempt");
    tx.commit().await.expect("a commit");
    let id: Option<String> = row.try_get("resident").expect("a column");
    let resident = Resident { id: id?, name_masked: String::new() };
    shop.desk.wallet_of(&resident).await.expect("read")
}

async fn run(shop: &Shop, statement: &'static str) {
    let mut tx = shop.house.desk.store.begin().await.expect("a transaction");
    sqlx::query(statement).execute(&mut *tx).await.expect("written");
    tx.commit().await.expect("a commit");
}

#[tokio::test(flavor = "multi_thread")]
async fn by_telephone_and_the_last_four_together() {
    on_both(async |shop| {
        let to = grantee();
        let (own, last_four) = (to.phone.clone().expect("a phone"), to.document.last_four().to_owned());
        let wallet = shop.grant(&to, "winter", 10_000).await;
        assert_eq!(reached(&shop, &own, &last_four).await, Some(wallet.clone()));
        let wrong = if last_four == "0000" { "0001" } else { "0000" };
        assert_eq!(reached(&shop, &own, wrong).await, None, "a wrong number on a list is half of it");
        assert_eq!(reached(&shop, &phone("13700000001"), &last_four).await, None);

        // The list was wrong and is put right; a list without telephones takes none away.
        let corrected = Grantee { phone: Some(phone("13700000002")), ..to.clone() };
        shop.grant(&corrected, "winter", 100).await;
        shop.grant(&Grantee { phone: None, ..to.clone() }, "winter", 100).await;
        assert_eq!(reached(&shop, &phone("13700000002"), &last_four).await, Some(wallet.clone()));
        assert_eq!(reached(&shop, &own, &last_four).await, None);

        // What they told themselves, no list replaces.
        run(&shop, "UPDATE resident SET phone_listed = 0").await;
        shop.grant(&to, "winter", 100).await;
        assert_eq!(reached(&shop, &own, &last_four).await, None);
        assert_eq!(reached(&shop, &phone("13700000002"), &last_four).await, Some(wallet.clone()));
        assert_eq!(shop.house.count("SELECT COUNT(*) FROM resident").await, 1);

        // They can be told apart from nobody for as long as there is something to spend, and no longer.
        shop.house.clock.pass_minutes(200 * 24 * 60);
        retention::forget(&shop.house.desk, 180).await.expect("swept");
        assert_eq!(reached(&shop, &phone("13700000002"), &last_four).await, Some(wallet));
        shop.house.clock.pass_minutes(200 * 24 * 60);
        retention::forget(&shop.house.desk, 180).await.expect("swept");
        assert_eq!(reached(&shop, &phone("13700000002"), &last_four).await, None);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn staff_find_a_wallet_on_the_record_and_never_its_address() {
    on_both(async |shop| {
        let to = grantee();
        let wallet = shop.grant(&to, "winter", 10_000).await;
        let finds = "SELECT COUNT(*) FROM voucher_audit WHERE act = 'find' AND actor = 'steward'";
        assert_eq!(shop.desk.find_wallet(&to.document, &steward()).await, Ok(Some(wallet.clone())));
        assert_eq!(shop.house.count(finds).await, 1);
        let key = shop.desk.staff_key(&wallet, &steward());
        assert!(!key.contains(wallet.as_str()));
        assert_eq!(shop.desk.behind_staff_key(&key, &steward()), Some(wallet.clone()));
        let colleague = Staff { account: "colleague".to_owned(), ..steward() };
        assert_eq!(shop.desk.behind_staff_key(&key, &colleague), None);
        assert!(shop.desk.wallet(&WalletToken(key)).await.expect("read").is_none(), "no page opens by it");
        assert_eq!(shop.desk.behind_staff_key(wallet.as_str(), &steward()), None, "nor is an address such a key");

        // A lost phone: blocked, the wallet is elsewhere; found again by its holder, who signs in, and by staff.
        let moved = shop.desk.block_wallet(&wallet, true, &steward()).await.expect("blocked");
        assert_ne!(moved, wallet);
        assert!(shop.desk.wallet(&wallet).await.expect("read").is_none());
        assert_eq!(shop.desk.find_wallet(&to.document, &steward()).await, Ok(Some(moved.clone())));
        let own = to.phone.clone().expect("a phone");
        assert_eq!(reached(&shop, &own, to.document.last_four()).await, Some(moved));
    })
    .await;
}
