//! `yimen departments check`: whatever goes to a department, is asked of it or fetched from it is shown and tried; nobody is named,
//! and a real department is sent nothing.

use std::collections::BTreeMap;

use server::gateway::{Around, Departments, MappingFiles, trial};

use crate::{
    harness::{self, around},
    town::{DEPARTMENTS, Town},
};

#[tokio::test(flavor = "multi_thread")]
async fn every_way_that_departments_are_spoken_to_is_shown_and_tried() {
    let town = Town::meet(harness::House::open(None, 1).await, str::to_owned).await;
    let (told, good) = tried(&town, &around().mappings).await;
    assert!(good, "{told}");
    says(&told, "subsidy", &["apply: POST http", "=> stand-in: taken, number "]);
    says(&told, "volunteers", &["query of apply: GET http", "/acts/apply/1\n", "=> stand-in: has it, number "]);
    says(&told, "charity", &["poll: GET http", "/news?after=\n", "=> stand-in: understood, news: "]);
    says(&told, "aid-platform", &["poll: POST http", "<after></after>", "=> stand-in: understood, news: "]);
    says(&told, "veterans", &["apply: line\ncheck_apply_", "=> fits the columns", "return file:\nkey,outcome,code,ticket\n"]);
    says(&told, "veterans", &["=> recorded return file: apply: taken, number TY20261124-0001; "]);
    says(&told, "veterans", &["appeal: understood and refused (not_our_area, not-our-area)"]);
    for whole in ["样例·", "110102189901010018", "13800138000"] {
        assert!(!told.contains(whole), "{whole} stands in what is printed");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_recorded_is_tried_in_place_of_the_stand_in() {
    let town = Town::meet(harness::House::open(None, 1).await, str::to_owned).await;
    for (file, recorded, fine, said) in [
        ("volunteers/query.answer.json", r#"{ "ticket": "V-7" }"#, true, "=> recorded answer: has it, number V-7"),
        ("volunteers/query.answer.json", "{}", true, "=> recorded answer: does not have it"),
        ("volunteers/query.answer.json", "<html>", false, "=> recorded answer: query: not JSON"),
        ("charity/poll.answer.json", r#"{ "news": [], "mark": "7" }"#, true, "=> recorded answer: understood, news: 0, mark 7"),
        ("charity/poll.answer.json", r#"{ "news": [{ "status": "?" }], "mark": "7" }"#, false, "not understood: news 1: "),
        ("veterans/return.answer.csv", "key,outcome\nk-1,retry\n", true, "k-1: understood, the return file says retry"),
        ("veterans/return.answer.csv", "key,outcome\nk-1,???\n", false, "k-1: not understood: the return file"),
        ("veterans/return.answer.csv", "key;outcome\n", false, "not understood: no column key"),
    ] {
        let mut mappings = around().mappings;
        mappings.insert(file.to_owned(), recorded.to_owned());
        let (told, good) = tried(&town, &mappings).await;
        assert_eq!(good, fine, "{file}: {recorded}: {told}");
        says(&told, file.split('/').next().expect("a department"), &[said]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_real_department_is_sent_nothing() {
    let mut town = Town::meet(harness::House::open(None, 1).await, str::to_owned).await;
    // Whatever is sent there is seen: they are our own stand-ins, under an address that only a real department has.
    let real = |code: &str| (code.to_owned(), format!("{}/{code}", town.base));
    let around = Around {
        urls: BTreeMap::from(["volunteers", "charity"].map(real)),
        stand_ins: Some(town.base.clone()),
        data: town.house.folder.path().to_owned(),
        ..around()
    };
    let departments = Departments::read("departments.toml", DEPARTMENTS, &around).expect("our departments");
    town.house.desk.departments = departments.into();
    let (told, good) = tried(&town, &around.mappings).await;
    assert!(good, "{told}");
    for (code, ways) in [("volunteers", ["apply: POST", "query of apply: GET"]), ("charity", ["apply: POST", "poll: GET"])] {
        says(&told, code, &ways);
        says(&told, code, &["=> not sent: a real department, and no recorded answer"]);
        assert!(!of(&told, code).contains("=> stand-in"), "{}", of(&told, code));
        assert_eq!(town.get(&format!("/{code}/held")).await["acts"], 0, "{code}");
    }
}

async fn tried(town: &Town, mappings: &MappingFiles) -> (String, bool) {
    let desk = &town.house.desk;
    trial::run(&desk.departments, mappings, &desk.keys, town.now()).await.expect("a client")
}

/// What was told of one department.
fn of<'a>(told: &'a str, code: &str) -> &'a str {
    let (_, from) = told.split_once(&format!("# {code} (")).expect("a part of its own");
    from.split("\n# ").next().unwrap_or(from)
}

fn says(told: &str, code: &str, words: &[&str]) {
    let part = of(told, code);
    for word in words {
        assert!(part.contains(word), "{code} does not say {word}: {part}");
    }
}
