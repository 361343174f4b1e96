//! Acts that wait for one writer share its commit, and nothing else: what one is refused, or that it fails, touches no other.

use server::store::{Store, StoreError};

use crate::harness::on_both;

/// One act: row `n` is written, and every third act is refused after it wrote.
async fn act(store: &Store, n: usize) -> Result<usize, StoreError> {
    store
        .together(move |tx| {
            Box::pin(async move {
                sqlx::query("INSERT INTO find_try (who, tries, last_ms) VALUES ($1, '', 0)")
                    .bind(format!("act-{n}"))
                    .execute(&mut **tx)
                    .await?;
                assert_ne!(n, 100, "this act breaks down");
                if n.is_multiple_of(3) { Err(StoreError::Corrupt("refused".to_owned())) } else { Ok(n) }
            })
        })
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_act_is_refused_touches_no_other() {
    on_both(1, async |house| {
        let store = house.desk.store.clone();
        let mut acts = tokio::task::JoinSet::new();
        for n in 0..200 {
            let store = store.clone();
            acts.spawn(async move { (n, act(&store, n).await.is_ok()) });
        }
        let mut kept = Vec::new();
        while let Some(done) = acts.join_next().await {
            // On PostgreSQL the act that breaks down ends its own task; on SQLite it is told that nothing was written.
            match done {
                Ok((n, true)) => kept.push(format!("act-{n}")),
                Ok((n, false)) => assert!(n.is_multiple_of(3) || n == 100, "{n}"),
                Err(broke) => assert!(broke.is_panic()),
            }
        }
        kept.sort();
        assert_eq!(kept.len(), 200 - 67 - 1);
        let rows: Vec<(String,)> =
            sqlx::query_as("SELECT who FROM find_try WHERE who LIKE 'act-%'").fetch_all(store.reads()).await.expect("rows");
        let mut rows: Vec<String> = rows.into_iter().map(|(who,)| who).collect();
        rows.sort();
        assert_eq!(rows, kept, "exactly what was told is there");
        // The same again is a unique key's refusal, told to this act alone.
        let again = act(&store, 1).await.expect_err("it is there already");
        assert!(again.is_unique_violation(), "{again}");
        assert_eq!(act(&store, 1000).await.expect("the writer goes on"), 1000);
    })
    .await;
}
