//! A department that takes files at night gets each case once, acknowledges it line by line, and what does not fit its digest
//! is put aside. A batch names people: nobody but its owner gets at it, and it is taken away once it was answered or too late.

use std::{
    collections::BTreeSet,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
};

use serde_json::json;

use crate::{
    harness::{self, on_both},
    town::{Town, answers},
};

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_acknowledged_line_by_line_and_what_has_no_line_goes_again() {
    on_both(1, async |house| {
        let town = Town::meet(house, |text| text.replace("every_minutes = 1", "at = \"22:00\"")).await;
        let mut cases = Vec::new();
        for _ in 0..5 {
            cases.push(town.apply("XC-TY-03", answers()).await);
        }
        town.courier.deliver_due().await;
        assert_eq!(town.house.count("SELECT COUNT(*) FROM dispatch_batch").await, 0, "it is ten in the morning");
        town.house.clock.pass_minutes(12 * 60 - 1);
        town.courier.deliver_due().await;
        assert_eq!(town.house.count("SELECT COUNT(*) FROM dispatch_batch").await, 0, "a minute before ten at night");
        town.switch("veterans", json!({ "lose_answers": 1, "wrong_answers": 1 })).await;
        town.house.clock.pass_minutes(1);
        town.courier.deliver_due().await;
        assert_eq!(town.house.count("SELECT lines FROM dispatch_batch").await, 5);
        let folder = town.house.folder.path().join("exchange/veterans");
        let batch = lying(&folder.join("out"));
        assert_eq!(batch.len(), 2, "the lines and their manifest");
        for file in &batch {
            assert_eq!(mode(file), 0o600, "{}", file.display());
        }
        for folder in [folder.clone(), folder.join("out"), folder.join("in")] {
            assert_eq!(mode(&folder), 0o700, "{}", folder.display());
        }
        let returned = "SELECT COUNT(*) FROM dispatch_batch WHERE state = 'returned'";
        Town::until("returned", async || {
            town.courier.deliver_due().await;
            town.house.count(returned).await == 1
        })
        .await;
        assert_eq!(town.house.count("SELECT COUNT(*) FROM dispatch WHERE state = 'delivered'").await, 3);
        assert!(lying(&folder.join("out")).is_empty(), "what was answered names nobody any more");
        // The next night, and the one after: a line that was not understood waits a little.
        for _ in 0..2 {
            town.house.clock.pass_minutes(24 * 60);
            town.courier.deliver_due().await;
        }
        Town::until("the rest", async || {
            town.courier.deliver_due().await;
            town.house.count("SELECT COUNT(*) FROM dispatch WHERE state = 'delivered'").await == 5
        })
        .await;
        for reference in &cases {
            assert_eq!(town.acts("veterans", reference).await, ["apply"]);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_whose_digest_does_not_fit_is_put_aside() {
    let town = Town::meet(harness::House::open(None, 1).await, str::to_owned).await;
    let folder = town.house.folder.path().join("exchange/funeral");
    town.courier.batch_now("funeral").await.expect("the drop folder");
    std::fs::write(folder.join("in/x.return.csv"), "key,outcome,code,ticket\nk,accepted,,T\n").expect("written");
    std::fs::write(folder.join("in/x.return.json"), r#"{"file":"x.return.csv","sha256":"00","lines":1}"#).expect("written");
    town.courier.batch_now("funeral").await.expect("the drop folder");
    assert!(folder.join("aside/x.return.csv").exists() && !folder.join("in/x.return.json").exists());
    assert_eq!(mode(&folder.join("aside")), 0o700);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_that_nobody_answers_makes_room_for_the_next() {
    on_both(1, async |house| {
        let town = Town::meet(house, str::to_owned).await;
        town.switch("veterans", json!({ "down": "refuse" })).await;
        town.apply("XC-TY-03", answers()).await;
        let out = town.house.folder.path().join("exchange/veterans/out");
        town.courier.deliver_due().await;
        let first = lying(&out);
        assert_eq!(first.len(), 2, "the lines and their manifest");
        town.house.clock.pass_minutes(47 * 60);
        town.courier.deliver_due().await;
        assert_eq!(lying(&out), first, "there is time left to answer");
        town.house.clock.pass_minutes(2 * 60);
        town.courier.deliver_due().await;
        let second = lying(&out);
        assert_eq!((second.len(), first.intersection(&second).count()), (2, 0), "the same line in another batch");
    })
    .await;
}

/// What lies in a folder.
fn lying(folder: &Path) -> BTreeSet<PathBuf> {
    std::fs::read_dir(folder).expect("the folder").map(|entry| entry.expect("an entry").path()).collect()
}

/// Who may do what with it, as `chmod` writes it.
fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).expect("it is there").permissions().mode() & 0o777
}
