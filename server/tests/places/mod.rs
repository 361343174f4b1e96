//! What every house of the tests stands on: a database of its own, the district's data, a site, numbers of people who never
//! were.

#![allow(dead_code, reason = "each test file uses its own part")]

use std::path::Path;

use sqlx::Connection as _;

/// The PostgreSQL server that promises are tried on beside SQLite, where one is named.
pub fn postgres() -> Option<String> {
    let server = std::env::var("YIMEN_TEST_POSTGRES").ok();
    if server.is_none() {
        eprintln!("YIMEN_TEST_POSTGRES is not set: tried on SQLite only");
    }
    server
}

/// A new database on that server.
pub async fn new_database(server: &str) -> String {
    sqlx::any::install_default_drivers();
    let name = format!("yimen_{:016x}", fastrand::u64(..));
    let mut connection = sqlx::AnyConnection::connect(server).await.expect("the test's PostgreSQL answers");
    sqlx::query(sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"))).execute(&mut connection).await.expect("a database");
    let (base, _) = server.rsplit_once('/').expect("postgres://…/database");
    format!("{base}/{name}")
}

/// The district's data, to be changed.
pub fn copy_district(to: &Path) {
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("data"), to);
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("made");
    for entry in std::fs::read_dir(from).expect("our data") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("copied");
        }
    }
}

/// A site as a build makes it, with empty files.
pub fn make_site(folder: &Path) {
    std::fs::create_dir_all(folder.join("pkg")).expect("made");
    for end in ["css", "js", "wasm"] {
        std::fs::write(folder.join(format!("pkg/yimen.{end}")), "").expect("written");
    }
}

/// The seventeen digits with their check character (GB 11643-1999), reckoned apart from the rule that is tried.
pub fn with_check(seventeen: &str) -> String {
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = seventeen.bytes().zip(weights).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    format!("{seventeen}{}", char::from(b"10X98765432"[(sum % 11) as usize]))
}
