//! The program itself, as it runs in production: started, killed without warning, started again, and booked at over HTTP as a
//! browser without scripts does. Its registry is the stand-in, a process that is not killed with it.

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    path::Path,
    process::{Child, Command, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};

use departments::{Options, Stand, registry};
use domain::time::{Clock as _, Moment};
use jiff::civil::{Date, date, time};
use reqwest::{StatusCode, redirect::Policy};
use serde_json::Value;
use server::{desk::clock::SystemClock, gateway::signature, keys::Keyring};
use sqlx::Connection as _;
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

use crate::places::{copy_district, make_site, new_database, postgres, with_check};
use crate::ports::free_address;

/// How long something that must happen may take on a busy machine.
pub const PATIENCE: Duration = Duration::from_secs(120);
/// Marriages an hour of the test's district takes: room for everybody and to spare.
const CAPACITY: &str = "capacity = 30";

/// Data, district and store that outlive every start of the program, and the registry beside it.
pub struct Site {
    pub folder: TempDir,
    pub store: String,
    pub registry: String,
    pub clock: SystemClock,
    stop: CancellationToken,
}

impl Drop for Site {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

impl Site {
    /// On SQLite, or on a database of its own on the PostgreSQL server named.
    pub async fn open(postgres: Option<&str>, capacity: &str) -> Self {
        let folder = TempDir::new().expect("a folder");
        let store = match postgres {
            Some(server) => new_database(server).await,
            None => format!("sqlite://{}", folder.path().join("data/yimen.db").display()),
        };
        std::fs::create_dir_all(folder.path().join("data")).expect("a data folder");
        own_district(folder.path(), capacity);
        make_site(&folder.path().join("site"));
        let clock = SystemClock { offset_minutes: until_tuesday_morning() };
        let keys = Keyring::open_or_make(&folder.path().join("data"), false).expect("keys");
        let secret = keys.department_secret(registry::CODE).and_then(|text| signature::read_secret(&text)).expect("a secret");
        let stand = Stand::open(Options {
            addr: SocketAddr::from(([127, 0, 0, 1], 0)),
            folder: folder.path().join("registry"),
            exchange: folder.path().join("exchange"),
            callback_url: "http://127.0.0.1:9".to_owned(),
            secrets: BTreeMap::from([(registry::CODE.to_owned(), secret)]),
            clock: Arc::new(clock),
        })
        .await
        .expect("the registry opens");
        let registry = format!("http://{}", stand.addr().expect("bound"));
        let stop = CancellationToken::new();
        tokio::spawn(stand.serve(stop.clone()));
        Self { folder, store, registry, clock, stop }
    }

    /// Starts the program at a free port and waits until it is ready.
    pub async fn start(&self, client: &reqwest::Client) -> Program {
        let addr = free_address();
        let path = |name: &str| self.folder.path().join(name);
        let log = std::fs::OpenOptions::new().create(true).append(true).open(path("log")).expect("a log");
        let child = Command::new(env!("CARGO_BIN_EXE_yimen"))
            .arg("serve")
            .current_dir(self.folder.path())
            .env_clear()
            .env("YIMEN_ADDR", &addr)
            .env("YIMEN_DATA", path("data"))
            .env("YIMEN_STORE", &self.store)
            .env("YIMEN_DISTRICT", path("district"))
            .env("YIMEN_SITE", path("site"))
            .env("YIMEN_DEPARTMENTS_ADDR", "off")
            .env("YIMEN_DEPARTMENT_MARRIAGE_REGISTRY_URL", &self.registry)
            .env("YIMEN_CLOCK_OFFSET_MINUTES", self.clock.offset_minutes.to_string())
            .env("YIMEN_LOG", "warn")
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .expect("the program starts");
        let mut program = Program { child, url: format!("http://{addr}") };
        let ready = format!("{}/readyz", program.url);
        let until = Instant::now() + PATIENCE;
        while !client.get(&ready).send().await.is_ok_and(|answer| answer.status().is_success()) {
            let stopped = program.child.try_wait().expect("a child's state");
            assert!(stopped.is_none() && Instant::now() < until, "the program does not stand: {}", self.log());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        program
    }

    /// What the program wrote to its log, over all its starts.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }

    /// The references that the registry holds, and how often each was created there.
    pub async fn registry_creates(&self, client: &reqwest::Client, reference: &str) -> usize {
        let answer = client.get(format!("{}/registry/bookings/{reference}", self.registry)).send().await.expect("the registry");
        if answer.status() == StatusCode::NOT_FOUND {
            return 0;
        }
        let held: Value = answer.json().await.expect("JSON");
        held["acts"].as_array().map_or(0, |acts| acts.iter().filter(|act| act["kind"] == "create").count())
    }

    /// Opens the same store beside the program.
    pub async fn connection(&self) -> sqlx::AnyConnection {
        sqlx::any::install_default_drivers();
        sqlx::AnyConnection::connect(&self.store).await.expect("the store opens")
    }
}

/// One start of the program.
pub struct Program {
    child: Child,
    pub url: String,
}

impl Program {
    /// SIGKILL: nothing is flushed, nobody is told.
    pub fn kill(mut self) {
        self.child.kill().expect("killed");
        self.child.wait().expect("gone");
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A browser without scripts and without memory: it follows nothing by itself.
pub fn client() -> reqwest::Client {
    server::gateway::http_client().expect("a client");
    reqwest::Client::builder().redirect(Policy::none()).timeout(Duration::from_secs(20)).build().expect("a client")
}

/// Posts a form; where it leads (303), or the status.
pub async fn post(
    client: &reqwest::Client,
    url: &str,
    fields: &[(&str, &str)],
) -> Result<Result<String, StatusCode>, reqwest::Error> {
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    let request = client.post(url).header("content-type", "application/x-www-form-urlencoded").body(body);
    let answer = request.send().await?;
    let status = answer.status();
    let to = answer.headers().get("location").and_then(|to| to.to_str().ok()).map(str::to_owned);
    Ok(to.filter(|_| status == StatusCode::SEE_OTHER).ok_or(status))
}

/// The path and the value of a slot: the `n`th half hour of the marriage centre, from Wednesday on.
pub fn slot(n: usize) -> (String, String) {
    const DAYS: [Date; 8] = [
        date(2026, 11, 25),
        date(2026, 11, 26),
        date(2026, 11, 27),
        date(2026, 11, 30),
        date(2026, 12, 1),
        date(2026, 12, 2),
        date(2026, 12, 3),
        date(2026, 12, 4),
    ];
    let (day, half_hours) = (DAYS[n / 16 % DAYS.len()], i64::try_from(n % 16).expect("below 16"));
    let starts = Moment::beijing(day, time(8, 30, 0, 0)).plus_minutes(30 * half_hours);
    (format!("/book/xc-hy-01/hy/{day}"), format!("{}.0", starts.0))
}

/// What a couple that nobody else is types into the form.
pub fn couple(n: usize) -> Vec<(&'static str, String)> {
    vec![
        ("do", "next".to_owned()),
        ("a_name", "样例甲".to_owned()),
        ("a_document_kind", "ID_CN".to_owned()),
        ("a_document", identity(n, 1)),
        ("a_phone", "13800138000".to_owned()),
        ("b_name", "样例乙".to_owned()),
        ("b_document_kind", "ID_CN".to_owned()),
        ("b_document", identity(n, 0)),
        ("b_phone", "13800138000".to_owned()),
    ]
}

/// A synthetic number of somebody born in 1898 (GB 11643-1999); `sex` is 1 for a man, 0 for a woman.
fn identity(n: usize, sex: usize) -> String {
    let (day, month, order) = (n % 28 + 1, n / 28 % 12 + 1, n / 336 % 450);
    let body = format!("1101021898{month:02}{day:02}{:03}", order * 2 + sex);
    with_check(&body)
}

/// Minutes from now to a Tuesday at 10:00 whose fortnight has no holiday.
fn until_tuesday_morning() -> i64 {
    Moment::beijing(date(2026, 11, 24), time(10, 0, 0, 0)).minutes_since(SystemClock::default().now())
}

/// The built-in district with room for everybody.
fn own_district(folder: &Path, capacity: &str) {
    let district = folder.join("district");
    copy_district(&district);
    let file = district.join("district.toml");
    let text = std::fs::read_to_string(&file).expect("the district");
    std::fs::write(&file, text.replacen("capacity = 8", capacity, 1)).expect("written");
}

/// Runs `promise` on each database.
pub async fn on_both<F: Future<Output = ()>>(capacity: Option<&str>, promise: impl Fn(Site) -> F) {
    let capacity = capacity.unwrap_or(CAPACITY);
    promise(Site::open(None, capacity).await).await;
    if let Some(server) = postgres() {
        promise(Site::open(Some(&server), capacity).await).await;
    }
}
