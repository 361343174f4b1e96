//! The voucher ledger holds whoever writes: an entry cannot be changed or taken away, a balance moves only with an entry, no
//! voucher goes below nothing, and all accounts together are nothing. The database itself refuses.

use server::store::Store;

use crate::harness::{House, on_both};

async fn try_to(store: &Store, text: &'static str) -> Result<(), sqlx::Error> {
    let mut tx = store.begin().await.expect("a transaction");
    sqlx::raw_sql(text).execute(&mut *tx).await?;
    tx.commit().await
}

async fn sum(house: &House) -> i64 {
    house.count("SELECT CAST(SUM(balance) AS BIGINT) FROM voucher_account").await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_database_itself_refuses() {
    on_both(1, async |house| {
        let store = &house.desk.store;
        store.migrate().await.expect("guards are put in place once, however often");
        let done = "INSERT INTO voucher_account (id, kind) VALUES ('voucher:a', 'voucher'), ('store:cs-01', 'store');
             INSERT INTO voucher_entry (id, act, kind, from_account, to_account, fen, at_ms)
                 VALUES ('e1', 'g', 'issue', 'fund', 'voucher:a', 1000, 1);
             INSERT INTO voucher_entry (id, act, kind, from_account, to_account, fen, at_ms)
                 VALUES ('e2', 'c', 'spend', 'voucher:a', 'store:cs-01', 400, 2);";
        try_to(store, done).await.expect("granted and spent");
        let balance = "SELECT balance FROM voucher_account WHERE id = 'voucher:a'";
        assert_eq!((house.count(balance).await, sum(&house).await), (600, 0));
        let refused = [
            "UPDATE voucher_entry SET fen = 1 WHERE id = 'e1'",
            "UPDATE voucher_entry SET seq = NULL",
            "DELETE FROM voucher_entry WHERE id = 'e2'",
            "DELETE FROM voucher_account WHERE id = 'expired'",
            "UPDATE voucher_account SET balance = balance + 1 WHERE id = 'voucher:a'",
            "UPDATE voucher_account SET balance = balance + 1000, last_entry = last_entry + 1 WHERE id = 'voucher:a'",
            "UPDATE voucher_account SET kind = 'fund' WHERE id = 'voucher:a'",
            "INSERT INTO voucher_account (id, kind, balance) VALUES ('voucher:b', 'voucher', 5)",
            "INSERT INTO voucher_entry (id, act, kind, from_account, to_account, fen, at_ms)
                 VALUES ('e3', 'c', 'spend', 'voucher:a', 'store:cs-01', 601, 3)",
            "INSERT INTO voucher_entry (id, act, kind, from_account, to_account, fen, at_ms)
                 VALUES ('e3', 'c', 'spend', 'voucher:a', 'store:cs-01', 0, 3)",
            "INSERT INTO voucher_entry (id, act, kind, from_account, to_account, fen, at_ms)
                 VALUES ('e3', 'c', 'spend', 'voucher:a', 'voucher:a', 5, 3)",
            "INSERT INTO voucher_entry (id, act, kind, from_account, to_account, fen, at_ms)
                 VALUES ('e3', 'c', 'spend', 'voucher:none', 'store:cs-01', 5, 3)",
        ];
        for text in refused {
            assert!(try_to(store, text).await.is_err(), "{text}");
            assert_eq!((house.count(balance).await, sum(&house).await), (600, 0), "{text}");
        }
        assert_eq!(house.count("SELECT COUNT(*) FROM voucher_entry").await, 2);
    })
    .await;
}
