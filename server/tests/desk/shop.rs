//! A charity supermarket of the tests: the house's voucher desk on its own rules, people with vouchers, tills.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use app::{
    ports::vouchers::{
        Bearer, Charge, ChargeAnswer, Grant, Granted, Grantee, OfflineRedemption, Receipt, Scan, Till, TillRefused,
        VoucherDesk as _,
    },
    visit::Staff,
};
use domain::{
    identity::{Document, DocumentKind, Name, Phone},
    ids::{StoreCode, WalletToken},
    time::Clock as _,
    voucher::{Fen, Line, Rules},
};
use server::desk::vouchers::Vouchers;

use crate::{
    harness::{self, House},
    places::with_check,
};

/// The house and its voucher desk.
pub struct Shop {
    pub house: House,
    pub desk: Vouchers,
}

/// Runs `promise` on each database.
pub async fn on_both<F: Future<Output = ()>>(promise: impl Fn(Shop) -> F) {
    let promise = &promise;
    harness::on_both(1, async |house| promise(Shop::open(house).await).await).await;
}

impl Shop {
    pub async fn open(house: House) -> Self {
        Self::with_rules(house, |_| ()).await
    }

    /// With other limits than those of data/vouchers.toml.
    pub async fn with_rules(house: House, change: impl FnOnce(&mut Rules)) -> Self {
        let text = include_str!("../../data/vouchers.toml");
        let mut rules = Rules::read("vouchers.toml", text).expect("our rules");
        change(&mut rules);
        let desk = Vouchers::open(house.desk.clone(), Arc::new(rules)).await.expect("the desk opens");
        Self { house, desk }
    }

    /// Somebody nobody else is, granted so much of the programme without limits of goods.
    pub async fn holder(&self, fen: i64) -> WalletToken {
        let to = grantee();
        self.grant(&to, "winter", fen).await
    }

    pub async fn grant(&self, to: &Grantee, programme: &str, fen: i64) -> WalletToken {
        self.granted(to, programme, fen).await.wallet
    }

    pub async fn granted(&self, to: &Grantee, programme: &str, fen: i64) -> Granted {
        let grant = Grant { key: key(), programme: programme.to_owned(), amount: Some(Fen(fen)), to: to.clone(), case: None };
        self.desk.issue(&grant, &steward()).await.expect("granted")
    }

    pub async fn till(&self, store: &str) -> Till {
        self.desk.enrol_till(&StoreCode::from(store), "1号", &steward()).await.expect("enrolled").0
    }

    pub async fn code(&self, wallet: &WalletToken) -> String {
        self.desk.code(&Bearer::Holder(wallet.clone())).await.expect("a code").text
    }

    /// A purchase of clothes, with a fresh code and key.
    pub async fn buy(&self, till: &Till, wallet: &WalletToken, fen: i64) -> Result<ChargeAnswer, TillRefused> {
        let charge = purchase(self.code(wallet).await, fen);
        self.desk.charge(till, &charge).await
    }

    pub async fn bought(&self, till: &Till, wallet: &WalletToken, fen: i64) -> Receipt {
        paid(self.buy(till, wallet, fen).await.expect("an answer"))
    }

    pub async fn balance(&self, wallet: &WalletToken) -> i64 {
        self.desk.wallet(wallet).await.expect("read").expect("there").balance.0
    }

    /// All accounts together: nothing, whatever was done. Returns what stores have taken.
    pub async fn books(&self) -> i64 {
        let totals = self.desk.totals().await.expect("read");
        assert_eq!(totals.sum, Fen::ZERO, "{totals:?}");
        assert_eq!(totals.granted, totals.held + totals.stores + totals.expired, "{totals:?}");
        // The balances are those of the entries, and every entry stands between two accounts.
        let off = self
            .house
            .count(
                "SELECT COUNT(*) FROM voucher_account a WHERE a.balance <>
                 (SELECT COALESCE(CAST(SUM(e.fen) AS BIGINT), 0) FROM voucher_entry e WHERE e.to_account = a.id)
                 - (SELECT COALESCE(CAST(SUM(e.fen) AS BIGINT), 0) FROM voucher_entry e WHERE e.from_account = a.id)",
            )
            .await;
        assert_eq!(off, 0, "every balance is what its entries say");
        assert_eq!(self.house.count("SELECT COUNT(*) FROM voucher_account WHERE balance < 0 AND kind <> 'fund'").await, 0);
        totals.stores.0
    }

    pub fn now(&self) -> domain::time::Moment {
        self.house.clock.now()
    }

    /// A redemption that a till takes now without a connection.
    pub async fn offline(&self, till: &Till, wallet: &WalletToken, fen: i64) -> OfflineRedemption {
        let (till, code) = (till.id.clone(), self.code(wallet).await);
        OfflineRedemption { till, key: key(), code, taken: self.now(), lines: clothes(fen) }
    }
}

pub fn paid(answer: ChargeAnswer) -> Receipt {
    match answer {
        ChargeAnswer::Paid(receipt) => receipt,
        other => panic!("not paid: {other:?}"),
    }
}

pub fn clothes(fen: i64) -> Vec<Line> {
    vec![Line { category: "clothing".to_owned(), item: None, count: 1, fen: Fen(fen) }]
}

/// With a word that it is another: these shops sell the same again and again.
pub fn purchase(code: String, fen: i64) -> Charge {
    Charge { key: key(), scan: Scan { text: code, pin: None, at: None }, lines: clothes(fen), another: true }
}

/// A key that no other call gives.
pub fn key() -> String {
    format!("key-{:032x}", rand_u128())
}

fn rand_u128() -> u128 {
    fastrand::u128(..)
}

pub fn steward() -> Staff {
    Staff {
        account: "steward".to_owned(),
        name: "值守".to_owned(),
        counter: true,
        steward: true,
        helper: false,
        department: None,
        store: None,
        venues: Vec::new(),
    }
}

/// Somebody nobody else is: synthetic numbers of people born in the nineteenth century.
pub fn grantee() -> Grantee {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let n = NEXT.fetch_add(1, Ordering::Relaxed);
    let (day, order, month) = (n % 28, (n / 28) % 999, (n / 28_000) % 12);
    let number = with_check(&format!("1101021898{:02}{:02}{:03}", month + 1, day + 1, order));
    Grantee {
        name: Name::parse("样例丙").expect("a name"),
        document: Document::parse(DocumentKind::IdCn, &number, harness::TODAY).expect("a number"),
        phone: Some(Phone::parse(&format!("139{:08}", n % 100_000_000)).expect("a phone")),
        household: None,
    }
}
