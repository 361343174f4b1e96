//! A resident signs in at the provider or does not, and nothing in between: a stranger's answer, an old one or an altered one signs in
//! nobody; signing out here or there ends it.

use std::{
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use reqwest::{Client, Response, StatusCode, redirect::Policy};
use tempfile::TempDir;

use crate::{browser::Browser, ports::free_address};

const PATIENCE: Duration = Duration::from_secs(120);
const ZHANG: &str = "demo-zhang";

/// The program with its stand-ins, and one browser's cookies.
struct Town {
    child: Child,
    url: String,
    identity: String,
    client: Client,
    folder: TempDir,
}

impl Drop for Town {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Town {
    async fn open() -> Self {
        let folder = TempDir::new().expect("a folder");
        let pkg = folder.path().join("site/pkg");
        std::fs::create_dir_all(&pkg).expect("made");
        for end in ["css", "js", "wasm"] {
            std::fs::write(pkg.join(format!("yimen.{end}")), "").expect("written");
        }
        let (addr, departments) = (free_address(), free_address());
        let log = std::fs::File::create(folder.path().join("log")).expect("a log");
        let child = Command::new(env!("CARGO_BIN_EXE_yimen"))
            .arg("serve")
            .current_dir(folder.path())
            .env_clear()
            .env("YIMEN_ADDR", &addr)
            .env("YIMEN_DATA", folder.path().join("data"))
            .env("YIMEN_SITE", folder.path().join("site"))
            .env("YIMEN_DEPARTMENTS_ADDR", &departments)
            .env("YIMEN_LOG", "warn")
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .expect("the program starts");
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client =
            Client::builder().redirect(Policy::none()).no_proxy().timeout(Duration::from_secs(20)).build().expect("a client");
        let town =
            Self { child, url: format!("http://{addr}"), identity: format!("http://{departments}/identity"), client, folder };
        let until = Instant::now() + PATIENCE;
        let discovery = format!("{}/.well-known/openid-configuration", town.identity);
        for address in [format!("{}/readyz", town.url), discovery] {
            while !town.client.get(&address).send().await.is_ok_and(|answer| answer.status().is_success()) {
                assert!(Instant::now() < until, "the program does not stand: {}", town.log());
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
        town
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }

    async fn get(&self, browser: &mut Browser, path: &str) -> Response {
        browser.send(self.client.get(format!("{}{path}", self.url))).await
    }

    async fn post(&self, browser: &mut Browser, path: &str, fields: &[(&str, &str)]) -> Response {
        let request = self.client.post(format!("{}{path}", self.url)).header("origin", &self.url);
        browser.send(form(request, fields)).await
    }

    async fn trouble(&self, trouble: &str) {
        let body = format!("{{\"trouble\":\"{trouble}\"}}");
        let request = self.client.put(format!("{}/trouble", self.identity)).header("content-type", "application/json").body(body);
        assert!(request.send().await.expect("the provider").status().is_success());
    }

    /// Begins, chooses a resident at the provider, and returns the address that leads back here, not yet gone to.
    async fn at_provider(&self, browser: &mut Browser, back: &str, who: &str) -> String {
        let begun = self.get(browser, &format!("/sign-in/go?back={back}")).await;
        let (_, query) = location(&begun).split_once('?').map(|(a, b)| (a.to_owned(), b.to_owned())).expect("a request");
        let asked: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        for needed in ["state", "nonce", "code_challenge"] {
            assert!(asked.iter().any(|(name, value)| name == needed && value.len() >= 22), "{needed}");
        }
        let mut fields: Vec<(&str, &str)> = asked.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        fields.push(("subject", who));
        let chosen = form(self.client.post(format!("{}/authorize", self.identity)), &fields).send().await.expect("the provider");
        let to = location(&chosen);
        to.strip_prefix(&self.url).unwrap_or_else(|| panic!("not to {to}")).to_owned()
    }

    async fn sign_in(&self, browser: &mut Browser, who: &str) -> Response {
        let to = self.at_provider(browser, "/my", who).await;
        self.get(browser, &to).await
    }

    /// Whether the browser is somebody: what the resident's own page says.
    async fn knows(&self, browser: &mut Browser) -> bool {
        self.get(browser, "/my").await.text().await.expect("a page").contains("张*")
    }
}

fn form(request: reqwest::RequestBuilder, fields: &[(&str, &str)]) -> reqwest::RequestBuilder {
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    request.header("content-type", "application/x-www-form-urlencoded").body(body)
}

fn location(answer: &Response) -> String {
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    answer.headers()["location"].to_str().expect("ASCII").to_owned()
}

#[tokio::test]
async fn who_signs_in_is_known_here_and_nobody_else_is() {
    let town = Town::open().await;
    let (mut own, mut other) = (Browser::default(), Browser::default());
    let answer = town.sign_in(&mut own, ZHANG).await;
    assert_eq!(location(&answer), "/my");
    assert!(town.knows(&mut own).await && !town.knows(&mut other).await);
    // Pages that are kept for everybody are not kept with a name, nor from one.
    assert!(town.get(&mut own, "/").await.text().await.expect("a page").contains("张*"));
    assert!(!town.get(&mut other, "/").await.text().await.expect("a page").contains("张*"));
    let kept = std::fs::read(town.folder.path().join("data/yimen.db")).expect("the store");
    for secret in ["110102189304120016", "张样", "13800136001"] {
        assert!(!String::from_utf8_lossy(&kept).contains(secret) && !town.log().contains(secret), "in clear");
    }
}

#[tokio::test]
async fn another_state_and_a_code_used_twice_sign_in_nobody() {
    let town = Town::open().await;
    let mut own = Browser::default();
    let to = town.at_provider(&mut own, "/my", ZHANG).await;
    // Somebody else's answer in this browser, and this browser's answer in somebody else's.
    let (mut stranger, mut other) = (Browser::default(), own.clone());
    assert_eq!(location(&town.get(&mut stranger, &to).await), "/sign-in?failed");
    let strange = to.replace("state=", "state=x");
    assert_eq!(location(&town.get(&mut other, &strange).await), "/sign-in?failed");
    let before = own.clone();
    assert_eq!(location(&town.get(&mut own, &to).await), "/my");
    let mut again = before;
    assert_ne!(location(&town.get(&mut again, &to).await), "/my", "the code was used");
    assert!(!town.knows(&mut again).await && !town.knows(&mut stranger).await);
}

#[tokio::test]
async fn a_token_with_anything_wrong_signs_in_nobody() {
    let town = Town::open().await;
    for trouble in ["wrong_nonce", "altered_token", "expired_token", "other_audience", "unsigned", "down"] {
        town.trouble(trouble).await;
        let mut own = Browser::default();
        assert_eq!(location(&town.sign_in(&mut own, ZHANG).await), "/sign-in?failed", "{trouble}");
        assert!(!town.knows(&mut own).await, "{trouble}");
    }
    town.trouble("none").await;
    let mut own = Browser::default();
    town.sign_in(&mut own, ZHANG).await;
    assert!(town.knows(&mut own).await);
    let mut no = Browser::default();
    assert_eq!(location(&town.sign_in(&mut no, "").await), "/sign-in?denied");
}

#[tokio::test]
async fn a_session_changes_its_name_and_ends_here_and_there() {
    let town = Town::open().await;
    let mut own = Browser::default();
    town.sign_in(&mut own, ZHANG).await;
    let first = own.clone();
    town.sign_in(&mut own, ZHANG).await;
    let session = |browser: &Browser| browser.cookie("resident").expect("signed in").to_owned();
    assert_ne!(session(&first), session(&own));
    assert!(!town.knows(&mut first.clone()).await, "the name before is worth nothing");

    let kept = own.clone();
    assert_eq!(location(&town.post(&mut own, "/sign-in/leave", &[]).await), "/signed-out?there");
    let page = town.get(&mut own, "/signed-out?there").await;
    assert!(page.headers()["refresh"].to_str().expect("ASCII").contains("/sign-in/leave"));
    let there = location(&town.get(&mut own, "/sign-in/leave").await);
    assert!(there.starts_with(&format!("{}/end_session?", town.identity)), "{there}");
    let home = town.client.get(&there).send().await.expect("the provider");
    assert!(location(&home).starts_with(&format!("{}/signed-out", town.url)));
    assert!(!town.knows(&mut own).await && !town.knows(&mut kept.clone()).await);
}

#[tokio::test]
async fn the_provider_ends_a_session_and_only_the_provider() {
    let town = Town::open().await;
    let mut own = Browser::default();
    town.sign_in(&mut own, ZHANG).await;
    let told = form(town.client.post(format!("{}/api/identity/logout", town.url)), &[("logout_token", "a.b.c")]);
    assert_eq!(told.send().await.expect("an answer").status(), StatusCode::BAD_REQUEST);
    assert!(town.knows(&mut own).await);
    let list = town.client.get(&town.identity).send().await.expect("the provider").text().await.expect("a page");
    let (_, session) = list.split_once("/identity/sessions/").expect("somebody is signed in");
    let session = session.split('/').next().expect("a name");
    let ended = town.client.post(format!("{}/sessions/{session}/end", town.identity)).send().await.expect("the provider");
    assert_eq!(ended.status(), StatusCode::SEE_OTHER);
    assert!(!town.knows(&mut own).await);
}

#[tokio::test]
async fn nobody_is_led_to_another_site_and_a_forged_form_signs_nobody_out() {
    let town = Town::open().await;
    let mut own = Browser::default();
    let to = town.at_provider(&mut own, "https%3A%2F%2Fevil.example", ZHANG).await;
    assert_eq!(location(&town.get(&mut own, &to).await), "/");
    let request = town.client.post(format!("{}/sign-in/leave", town.url)).header("origin", "https://evil.example");
    let forged = own.clone().send(form(request.header("sec-fetch-site", "cross-site"), &[])).await;
    assert_eq!(forged.status(), StatusCode::FORBIDDEN);
    assert!(town.knows(&mut own).await);
}
