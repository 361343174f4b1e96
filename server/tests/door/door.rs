//! The whole door: the program as a process, every stand-in department beside it in this one, and residents who apply over HTTP
//! as a browser without scripts does. The program may be killed and started again; the departments and the store stay.

use std::{
    collections::BTreeMap,
    path::Path,
    process::{Child, Command, Stdio},
    sync::{
        Arc, Mutex,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, Instant},
};

use departments::{Options, Stand};
use domain::{
    catalogue::Guide,
    form::{At, FieldKind, Form, Typed, materials_to_send, sample},
    identity::mask_name,
    time::{Clock, Moment},
};
use jiff::civil::{date, time};
use reqwest::{RequestBuilder, StatusCode, redirect::Policy};
use serde_json::Value;
use server::{desk::clock::SystemClock, gateway::signature, house::DistrictData, keys::Keyring};
use sqlx::Connection as _;
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

use crate::browser::Browser;
use crate::places::{make_site, new_database, postgres, with_check};
use crate::ports::free_address;

/// How long something that must happen may take on a busy machine.
pub const PATIENCE: Duration = Duration::from_secs(120);
/// When the test begins: a Tuesday.
fn begins() -> Moment {
    Moment::beijing(date(2026, 11, 24), time(10, 0, 0, 0))
}

/// The same time for program and departments: the machine's, moved.
pub struct MovedClock(AtomicI64);

impl Clock for MovedClock {
    fn now(&self) -> Moment {
        SystemClock::default().now().plus_minutes(self.0.load(Ordering::Acquire))
    }
}

/// Everything that outlives a start of the program.
pub struct Door {
    folder: TempDir,
    store: String,
    addr: String,
    pub departments: String,
    pub clock: Arc<MovedClock>,
    pub data: DistrictData,
    pub client: reqwest::Client,
    /// What the program logs, and of what weight.
    pub log_level: &'static str,
    /// Whether a browser that is no enrolled kiosk may open a kiosk's pages.
    pub open_kiosks: bool,
    /// Where answers to forms led, and the cookies that they set.
    pub heads: Mutex<Vec<String>>,
    /// In whose browser [`Door::apply`], [`Door::insist`] and [`Door::page`] act; in nobody's until it is set.
    pub acts_in: Mutex<Browser>,
    stop: CancellationToken,
}

impl Drop for Door {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

/// One start of the program.
pub struct Program(Child);

impl Program {
    /// Its process.
    pub fn id(&self) -> u32 {
        self.0.id()
    }

    /// SIGKILL: nothing is flushed, nobody is told.
    pub fn kill(mut self) {
        self.0.kill().expect("killed");
        self.0.wait().expect("gone");
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Where an application led.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Applied {
    pub service: String,
    /// The case's page.
    pub path: String,
}

/// Runs `promise` on each database.
pub async fn on_both<F: Future<Output = ()>>(promise: impl Fn(Door) -> F) {
    promise(Door::open(None).await).await;
    if let Some(server) = postgres() {
        promise(Door::open(Some(&server)).await).await;
    }
}

impl Door {
    pub async fn open(postgres: Option<&str>) -> Self {
        let folder = TempDir::new().expect("a folder");
        let data = folder.path().join("data");
        std::fs::create_dir_all(&data).expect("a data folder");
        let store = match postgres {
            Some(server) => new_database(server).await,
            None => format!("sqlite://{}", data.join("yimen.db").display()),
        };
        make_site(&folder.path().join("site"));
        let offset = begins().minutes_since(SystemClock::default().now());
        let clock = Arc::new(MovedClock(AtomicI64::new(offset)));
        let keys = Keyring::open_or_make(&data, false).expect("keys");
        let addr = free_address();
        let secrets = department_codes().into_iter().filter_map(|code| {
            let secret = keys.department_secret(&code).and_then(|text| signature::read_secret(&text))?;
            Some((code, secret))
        });
        let stand = Stand::open(Options {
            addr: ([127, 0, 0, 1], 0).into(),
            folder: folder.path().join("departments"),
            exchange: data.join("exchange"),
            callback_url: format!("http://{addr}"),
            secrets: secrets.collect(),
            clock: Arc::clone(&clock) as _,
        })
        .await
        .expect("the stand-ins open");
        let departments = format!("http://{}", stand.addr().expect("bound"));
        let stop = CancellationToken::new();
        tokio::spawn(stand.serve(stop.clone()));
        server::gateway::http_client().expect("a client");
        let client = reqwest::Client::builder().redirect(Policy::none()).timeout(Duration::from_secs(20)).build();
        let data = DistrictData::read("").expect("our data");
        let client = client.expect("a client");
        Self {
            folder,
            store,
            addr,
            departments,
            clock,
            data,
            client,
            log_level: "warn",
            open_kiosks: true,
            heads: Mutex::default(),
            acts_in: Mutex::default(),
            stop,
        }
    }

    /// The folder of everything embedded.
    pub fn data_folder(&self) -> std::path::PathBuf {
        self.folder.path().join("data")
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.addr)
    }

    /// Time goes on, for the departments now and for the program at its next start.
    pub fn pass_minutes(&self, minutes: i64) {
        self.clock.0.fetch_add(minutes, Ordering::AcqRel);
    }

    /// Starts the program and waits until it is ready.
    pub async fn start(&self) -> Program {
        let path = |name: &str| self.folder.path().join(name);
        let log = std::fs::OpenOptions::new().create(true).append(true).open(path("log")).expect("a log");
        let mut command = Command::new(env!("CARGO_BIN_EXE_yimen"));
        command.arg("serve").current_dir(self.folder.path()).env_clear();
        for (code, at) in addresses() {
            command.env(server::gateway::url_variable(&code), format!("{}{at}", self.departments));
        }
        let child = command
            .env("YIMEN_ADDR", &self.addr)
            .env("YIMEN_DATA", path("data"))
            .env("YIMEN_STORE", &self.store)
            .env("YIMEN_SITE", path("site"))
            .env("YIMEN_DEPARTMENTS_ADDR", "off")
            .env("YIMEN_IDENTITY_ISSUER", format!("{}/identity", self.departments))
            .env("YIMEN_CLOCK_OFFSET_MINUTES", self.clock.0.load(Ordering::Acquire).to_string())
            .env("YIMEN_LOG", self.log_level)
            .env("YIMEN_OPEN_KIOSKS", self.open_kiosks.to_string())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .expect("the program starts");
        let mut program = Program(child);
        let ready = format!("{}/readyz", self.url());
        let until = Instant::now() + PATIENCE;
        while !self.client.get(&ready).send().await.is_ok_and(|answer| answer.status().is_success()) {
            let stopped = program.0.try_wait().expect("a child's state");
            assert!(stopped.is_none() && Instant::now() < until, "the program does not stand: {}", self.log());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        program
    }

    /// What the program wrote to its log, over all its starts.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }

    /// Opens the same store beside the program.
    pub async fn connection(&self) -> sqlx::AnyConnection {
        sqlx::any::install_default_drivers();
        sqlx::AnyConnection::connect(&self.store).await.expect("the store opens")
    }

    pub fn guide(&self, service: &str) -> &Guide {
        self.data.catalogue.guide(service).expect("a service")
    }

    /// Good answers of somebody who applies for themselves; another seed is another person.
    pub fn answers(&self, service: &str, seed: u64) -> Typed {
        let form = Form::of(self.guide(service));
        let mut typed = sample(&form, &At { today: self.clock.now().day(), kiosk: false }, seed);
        form.forget_who_acted(&mut typed);
        typed
    }

    /// Applies from the first click to the last, each form sent again until it is answered.
    pub async fn apply(&self, service: &str, seed: u64) -> Applied {
        self.apply_with(service, seed, &self.answers(service, seed)).await
    }

    /// The same with these answers.
    pub async fn apply_with(&self, service: &str, seed: u64, typed: &Typed) -> Applied {
        let draft = self.fill_in(service, seed, typed).await;
        self.agree(&draft, typed).await;
        let path = self.insist(&format!("{draft}/check"), &[("do", "send")]).await;
        assert!(path.starts_with("/case/"), "{service}: {path}");
        Applied { service: service.to_owned(), path }
    }

    /// Fills in a draft to its last page, from where it can be sent once others agree; its address.
    pub async fn fill_in(&self, service: &str, seed: u64, typed: &Typed) -> String {
        let attempt = format!("attempt-{service}-{seed}");
        let start = format!("/apply/{}", service.to_ascii_lowercase());
        let mut at = self.insist(&start, &[("who_for", "me"), ("attempt", &attempt)]).await;
        let mut fields: Vec<(&str, &str)> = Vec::new();
        for (input, values) in typed.iter() {
            fields.extend(values.iter().map(|value| (input, value.as_str())));
        }
        fields.push(("do", "next"));
        loop {
            let (draft, page) = at.rsplit_once('/').map(|(draft, page)| (draft.to_owned(), page.to_owned())).expect("a page");
            at = match page.as_str() {
                "materials" => {
                    self.hand_in(&draft, service, typed).await;
                    format!("{draft}/check")
                }
                "check" => return draft,
                _ => self.insist(&at, &fields).await,
            };
        }
    }

    /// Hands in what this case needs, each file unlike any other.
    async fn hand_in(&self, draft: &str, service: &str, typed: &Typed) {
        let guide = self.guide(service);
        let mut keys: Vec<String> = materials_to_send(guide, typed).into_iter().map(|one| one.key.clone()).collect();
        for field in
            Form::of(guide).screens.iter().flat_map(|screen| &screen.fields).filter(|field| field.kind == FieldKind::Files)
        {
            keys.extend(typed.all(&field.key).iter().map(|_| field.key.clone()));
        }
        for key in keys {
            let page = format!("%PDF-1.7\n{draft}\n{key}\n%%EOF\n");
            let body = format!(
                "--b\r\ncontent-disposition: form-data; name=\"material\"\r\n\r\n{key}\r\n--b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"page.pdf\"\r\ncontent-type: application/pdf\r\n\r\n{page}\r\n--b--\r\n"
            );
            self.insist_body(&format!("{draft}/materials"), "multipart/form-data; boundary=b", body.into_bytes()).await;
        }
    }

    /// Everybody who is asked for their word gives it, with the link and the code of the last page and their own document.
    async fn agree(&self, draft: &str, typed: &Typed) {
        let page = self.page(&format!("{draft}/check")).await;
        for part in page.split("id=\"word-").skip(1) {
            let between =
                |from: &str, to: &str| part.split_once(from).and_then(|(_, rest)| rest.split_once(to)).map(|(found, _)| found);
            let code = between("class=\"reference\">", "<").expect("a code");
            let link = between("/confirm/", "\"").expect("a link");
            self.agree_as(&format!("/confirm/{link}"), code, &last_fours(typed, part)).await;
        }
    }

    /// Somebody agrees; of two whose masked names are the same the first whose document it is.
    async fn agree_as(&self, path: &str, code: &str, last_fours: &[String]) {
        for last_four in last_fours {
            let body = form_urlencoded::Serializer::new(String::new())
                .extend_pairs([("code", code), ("last_four", last_four.as_str())])
                .finish();
            let kind = "application/x-www-form-urlencoded";
            let until = Instant::now() + PATIENCE;
            loop {
                let request = self.client.post(format!("{}{path}", self.url())).header("content-type", kind).body(body.clone());
                match request.send().await {
                    Ok(answer) if answer.status() == StatusCode::SEE_OTHER => return,
                    Ok(answer) if answer.status() == StatusCode::UNPROCESSABLE_ENTITY => break,
                    Ok(answer) if !answer.status().is_server_error() => panic!("{path}: {}", answer.status()),
                    // The server is gone, or going, or busy.
                    Ok(_) | Err(_) => {
                        assert!(Instant::now() < until, "{path}: no answer: {}", self.log());
                        tokio::time::sleep(Duration::from_millis(50)).await;
                    }
                }
            }
        }
        panic!("{path}: nobody of the answers is asked here");
    }

    /// A request of the browser that acts.
    fn own(&self, request: RequestBuilder) -> RequestBuilder {
        self.acts_in.lock().expect("a browser").bearing(request)
    }

    /// A page, asked for again until it is there.
    pub async fn page(&self, path: &str) -> String {
        let until = Instant::now() + PATIENCE;
        loop {
            if let Ok(answer) = self.own(self.client.get(format!("{}{path}", self.url()))).send().await
                && answer.status() == StatusCode::OK
                && let Ok(text) = answer.text().await
            {
                return text;
            }
            assert!(Instant::now() < until, "{path} is not shown: {}", self.log());
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Sends a form until the server says where to go on.
    pub async fn insist(&self, path: &str, fields: &[(&str, &str)]) -> String {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        self.insist_body(path, "application/x-www-form-urlencoded", body.into_bytes()).await
    }

    async fn insist_body(&self, path: &str, kind: &str, body: Vec<u8>) -> String {
        let until = Instant::now() + PATIENCE;
        loop {
            let request = self.client.post(format!("{}{path}", self.url())).header("content-type", kind).body(body.clone());
            match self.own(request).send().await {
                Ok(answer) if answer.status() == StatusCode::SEE_OTHER => {
                    self.heads.lock().expect("heads").extend(crate::browser::heads(&answer));
                    let to = answer.headers().get("location").and_then(|to| to.to_str().ok()).expect("a place to go");
                    return to.to_owned();
                }
                Ok(answer) if !answer.status().is_server_error() => {
                    let status = answer.status();
                    let text = answer.text().await.unwrap_or_default();
                    let said = text.split("error-summary").nth(1).unwrap_or(&text).chars().take(600).collect::<String>();
                    panic!("{path}: {status}: {said}");
                }
                // The server is gone, or going, or busy.
                Ok(_) | Err(_) => {
                    assert!(Instant::now() < until, "{path}: no answer: {}", self.log());
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
            }
        }
    }

    /// What a department holds of a case; nothing when it does not know it.
    pub async fn held(&self, department: &str, reference: &str) -> Option<Value> {
        let answer =
            self.client.get(format!("{}/{department}/held/{reference}", self.departments)).send().await.expect("a stand-in");
        if answer.status() == StatusCode::NOT_FOUND { None } else { Some(answer.json().await.expect("JSON")) }
    }

    /// How often a department did an act for a case.
    pub async fn acts(&self, department: &str, reference: &str) -> Vec<String> {
        let held = self.held(department, reference).await.unwrap_or_default();
        let acts = held["acts"].as_array().cloned().unwrap_or_default();
        acts.iter().filter_map(|act| act["kind"].as_str().map(str::to_owned)).collect()
    }

    /// A clerk presses a button.
    pub async fn press(&self, department: &str, reference: &str, act: &str, form: &str) {
        let url = format!("{}/{department}/cases/{reference}/{act}", self.departments);
        let request = self.client.post(url).header("content-type", "application/x-www-form-urlencoded").body(form.to_owned());
        assert_eq!(request.send().await.expect("a stand-in").status(), StatusCode::SEE_OTHER, "{department} {act}");
    }

    pub async fn switch(&self, department: &str, switches: &Value) {
        let answer = self.client.put(format!("{}/{department}/switches", self.departments)).json(switches).send().await;
        assert!(answer.expect("a stand-in").status().is_success());
    }
}

/// The entries of our departments.toml.
fn departments() -> Vec<toml::Value> {
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("data/departments.toml")).expect("our data");
    let table: toml::Table = text.parse().expect("TOML");
    table["department"].as_array().expect("departments").clone()
}

fn department_codes() -> Vec<String> {
    departments().iter().map(|department| department["code"].as_str().expect("a code").to_owned()).collect()
}

/// The codes of the departments that speak over the network, with where their stand-ins answer, below the address of them all.
fn addresses() -> BTreeMap<String, String> {
    let address = |department: &toml::Value| {
        let at = department["url"].as_str()?.strip_prefix("http://127.0.0.1:3010")?;
        Some((department["code"].as_str()?.to_owned(), at.to_owned()))
    };
    departments().iter().filter_map(address).collect()
}

/// Which department takes the cases of which services.
pub fn takers() -> BTreeMap<String, String> {
    let mut takers = BTreeMap::new();
    for department in &departments() {
        for service in department.get("cases").and_then(toml::Value::as_array).into_iter().flatten() {
            let (service, code) = (service.as_str().expect("a code"), department["code"].as_str().expect("a code"));
            takers.insert(service.to_owned(), code.to_owned());
        }
    }
    takers
}

/// The reference that a page shows in large letters.
pub fn reference(page: &str) -> String {
    let shown = page.split_once("class=\"reference\">").and_then(|(_, rest)| rest.split_once('<')).expect("a reference").0;
    shown.chars().filter(char::is_ascii_alphanumeric).collect()
}

/// The last four of the documents of those whose masked name stands in `asked`; nothing where the answers name nobody.
fn last_fours(typed: &Typed, asked: &str) -> Vec<String> {
    let members = (0..typed.rows("family_members")).map(|row| format!("family_members.{row}."));
    let people = members.chain(["b_".to_owned()]).filter(|who| {
        let name = mask_name(typed.get(&format!("{who}name")));
        !name.is_empty() && asked.contains(&name)
    });
    let four = |who: String| {
        let number: Vec<char> = typed.get(&format!("{who}id_no")).chars().collect();
        number[number.len().saturating_sub(4)..].iter().collect()
    };
    let found: Vec<String> = people.map(four).collect();
    if found.is_empty() { vec![String::new()] } else { found }
}

/// The number of a man (1) or a woman (0) who never was (GB 11643-1999).
pub fn identity(sex: u8) -> String {
    with_check(&format!("1101021898010{}00{sex}", 1 + sex))
}
