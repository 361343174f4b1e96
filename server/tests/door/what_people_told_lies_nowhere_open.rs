//! One resident's whole way: a booking, signing in, and for each tongue that departments speak an application, a supplement, a
//! refusal, an appeal. The names, numbers and words that they told stand in no log, address, cookie or figure, and lie open in no
//! file and no table.

use std::{
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use sqlx::Row as _;

use crate::{
    browser::Browser,
    door::{self, Door, PATIENCE, Program, on_both, reference},
};

/// A service and its department for each tongue: JSON, SOAP, files.
const WALKS: [(&str, &str); 3] = [("XC-CJ-01", "subsidy"), ("XC-JZ-04", "aid-platform"), ("XC-TY-01", "veterans")];

#[tokio::test(flavor = "multi_thread")]
async fn names_numbers_and_words_stay_where_they_were_told() {
    on_both(async |mut door| {
        door.log_level = "info,server=debug,app=debug";
        let program = door.start().await;
        let mut canaries = booked(&door).await;
        let mut li = Browser::default();
        canaries.extend(signed_in(&door, &mut li).await);
        let (told, _program) = applied_mended_and_appealed(&door, program).await;
        canaries.extend(told);
        assert!(canaries.len() >= 18, "{}", canaries.len());

        let heads = [door.heads.lock().expect("heads").clone(), li.heads].concat();
        assert!(heads.len() > 30, "{}", heads.len());
        assert!(door.log().contains("/draft/"), "nothing is logged: {}", door.log());
        lie_nowhere_open(&door, &heads, &canaries).await;
    })
    .await;
}

/// What was told stands in no log, address, cookie or figure, and lies open in no file and no table.
pub async fn lie_nowhere_open(door: &Door, heads: &[String], canaries: &[String]) {
    let figures = door.client.get(format!("{}/metrics", door.url())).send().await.expect("an answer").text().await;
    let mut places = vec![
        ("the log".to_owned(), door.log().into_bytes()),
        ("the figures".to_owned(), figures.expect("text").into_bytes()),
        ("addresses and cookies".to_owned(), heads.join("\n").into_bytes()),
    ];
    files(&door.data_folder(), &mut places);
    places.extend(tables(door).await);
    for (place, bytes) in &places {
        for canary in canaries {
            let found = [canary.clone(), urlencoded(canary)]
                .iter()
                .any(|mark| bytes.windows(mark.len()).any(|window| window == mark.as_bytes()));
            assert!(!found, "{canary} lies open in {place}");
        }
    }
}

fn urlencoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// Two people book a marriage registration.
async fn booked(door: &Door) -> Vec<String> {
    let day = "/book/xc-hy-01/hy/2026-11-25";
    let page = door.page(day).await;
    let slot = page.split("name=\"slot\" value=\"").nth(1).and_then(|rest| rest.split_once('"')).expect("a free time").0;
    let hold = door.insist(day, &[("slot", slot)]).await;
    let (a, b) = (door::identity(1), door::identity(0));
    let people = [
        ("a_name", "金丝雀甲"),
        ("a_document", a.as_str()),
        ("a_phone", "13800138111"),
        ("b_name", "金丝雀乙"),
        ("b_document", b.as_str()),
        ("b_phone", "13800138222"),
    ];
    let more = [("do", "next"), ("a_document_kind", "ID_CN"), ("b_document_kind", "ID_CN")];
    let check = door.insist(&hold, &[&people[..], &more[..]].concat()).await;
    door.insist(&check, &[("do", "confirm")]).await;
    people.iter().map(|(_, told)| (*told).to_owned()).collect()
}

/// Somebody signs in and begins an application as themselves.
async fn signed_in(door: &Door, li: &mut Browser) -> Vec<String> {
    li.sign_in(door, "demo-li").await;
    let (_, page) = li.get(door, "/my").await;
    assert!(page.contains("李"), "the sign-in is seen");
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("departments/data/identity.toml"));
    let people: toml::Table = text.expect("our data").parse().expect("TOML");
    let all = people.values().find_map(toml::Value::as_array).expect("people");
    let person = all.iter().find(|person| person["subject"].as_str() == Some("demo-li")).expect("Li");
    let told = person.as_table().expect("a person").iter().filter(|(key, _)| key.as_str() != "subject");
    told.filter_map(|(_, value)| value.as_str()).filter(|text| text.len() > 5).map(str::to_owned).collect()
}

/// Applications go to their departments, come back for a mend, are refused and appealed. What was told, and the program that
/// runs now.
async fn applied_mended_and_appealed(door: &Door, mut program: Program) -> (Vec<String>, Program) {
    let mut canaries = ["金丝雀", "canary-house-number", "canary-refused-because"].map(str::to_owned).to_vec();
    let mut walks = Vec::new();
    for (seed, (service, department)) in (90..).zip(WALKS) {
        let mut typed = door.answers(service, seed);
        typed.set("name", "金丝雀丙");
        typed.set("live_addr", "金丝雀胡同七号");
        let path = door.apply_with(service, seed, &typed).await.path;
        let told = ["id_no", "mobile", "bank_account", "card_no"].map(|input| typed.get(input).to_owned());
        canaries.extend(told.into_iter().filter(|told| told.len() > 5));
        walks.push((department, reference(&door.page(&path).await), path));
    }
    program = minutes_later(door, program).await;
    for (department, reference, path) in &walks {
        has_done(door, department, reference, "apply").await;
        door.press(department, reference, "accept", "remark=").await;
        let asked = "target_1=field:live_addr&why_1=wrong&words_1=canary-house-number&deadline=2026-12-11&remark=";
        door.press(department, reference, "mend", asked).await;
        shown(door, &format!("{path}/supplement"), "live_addr").await;
        let mended = [("live_addr", "金丝雀胡同九号"), ("do", "send")];
        door.insist(&format!("{path}/supplement"), &mended).await;
    }
    program = minutes_later(door, program).await;
    for (department, reference, path) in &walks {
        has_done(door, department, reference, "supplement").await;
        door.press(department, reference, "refuse", "remark=canary-refused-because").await;
        shown(door, path, "canary-refused-because").await;
        door.insist(&format!("{path}/appeal"), &[("words", "金丝雀不服这个决定")]).await;
        let token = path.rsplit('/').next().expect("a token");
        door.insist(&format!("/rate/decision/{token}"), &[("level", "2"), ("words", "金丝雀等得太久")]).await;
    }
    program = minutes_later(door, program).await;
    for (department, reference, _) in &walks {
        has_done(door, department, reference, "appeal").await;
    }
    nothing_is_exchanged(door).await;
    (canaries, program)
}

/// The next batch of those who take files is due.
async fn minutes_later(door: &Door, program: Program) -> Program {
    door.pass_minutes(2);
    program.kill();
    door.start().await
}

/// Waits until a department has done it.
async fn has_done(door: &Door, department: &str, reference: &str, act: &str) {
    let until = Instant::now() + PATIENCE;
    while !door.acts(department, reference).await.iter().any(|done| done == act) {
        assert!(Instant::now() < until, "{department}: {act} does not arrive: {}", door.log());
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Waits until every batch was answered and every answer read: then nothing lies in the drop folders any more.
async fn nothing_is_exchanged(door: &Door) {
    let until = Instant::now() + PATIENCE;
    loop {
        let mut lying = Vec::new();
        files(&door.data_folder().join("exchange"), &mut lying);
        if lying.is_empty() {
            return;
        }
        let names: Vec<&String> = lying.iter().map(|(name, _)| name).collect();
        assert!(Instant::now() < until, "{names:?} are not taken away: {}", door.log());
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Waits until a page says it.
async fn shown(door: &Door, path: &str, words: &str) {
    let until = Instant::now() + PATIENCE;
    while !door.page(path).await.contains(words) {
        assert!(Instant::now() < until, "{path} does not say {words}: {}", door.log());
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Every file of the house, the drop folders with it.
fn files(folder: &Path, places: &mut Vec<(String, Vec<u8>)>) {
    let entries = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    for path in entries.collect::<Vec<PathBuf>>() {
        if path.is_dir() {
            files(&path, places);
        } else if let Ok(bytes) = std::fs::read(&path) {
            places.push((path.display().to_string(), bytes));
        }
    }
}

/// Every row of every table, where the store is not a file.
async fn tables(door: &Door) -> Vec<(String, Vec<u8>)> {
    let mut connection = door.connection().await;
    let names = "SELECT CAST(table_name AS TEXT) FROM information_schema.tables WHERE table_schema = 'public'";
    let Ok(rows) = sqlx::query(names).fetch_all(&mut connection).await else { return Vec::new() };
    let mut places = Vec::new();
    for name in rows.iter().map(|row| row.get::<String, _>(0)) {
        let all = format!("SELECT CAST(one AS TEXT) FROM \"{name}\" AS one");
        let rows = sqlx::query(sqlx::AssertSqlSafe(all)).fetch_all(&mut connection).await.expect("rows");
        let text: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
        places.push((format!("table {name}"), text.join("\n").into_bytes()));
    }
    assert!(places.len() > 10, "{}", places.len());
    places
}
